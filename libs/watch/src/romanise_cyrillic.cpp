// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/romanise.hpp"

#include "romanise_text.hpp"

#include <array>
#include <utility>

namespace halflight::watch {

namespace {

char32_t lower(char32_t c) noexcept {
    if (c >= U'А' && c <= U'Я') {
        return c + (U'а' - U'А');
    }
    return c >= 0x0400 && c <= 0x040F ? c + 0x50 : c;
}

using Row = std::pair<std::u32string_view, std::string_view>;

/// Longer spellings stand before those that they begin with.
constexpr std::array korean_rows{
    Row{U"нъ", "ng"},  Row{U"нг", "ng"}, Row{U"кх", "k"},  Row{U"тх", "t"},  Row{U"пх", "p"},
    Row{U"чх", "ch"},  Row{U"цх", "ch"}, Row{U"дж", "j"},  Row{U"дз", "j"},  Row{U"ль", "l"},
    Row{U"йя", "yae"}, Row{U"йе", "ye"}, Row{U"ый", "ui"}, Row{U"ве", "we"}, Row{U"вэ", "wae"},
    Row{U"ой", "oe"},  Row{U"ей", "e"},  Row{U"эй", "e"},  Row{U"ай", "ae"}, Row{U"к", "k"},
    Row{U"г", "g"},    Row{U"н", "n"},   Row{U"т", "t"},   Row{U"д", "d"},   Row{U"р", "r"},
    Row{U"л", "l"},    Row{U"м", "m"},   Row{U"п", "p"},   Row{U"б", "b"},   Row{U"с", "s"},
    Row{U"ш", "s"},    Row{U"ч", "ch"},  Row{U"ц", "ch"},  Row{U"х", "h"},   Row{U"в", "w"},
    Row{U"а", "a"},    Row{U"э", "ae"},  Row{U"я", "ya"},  Row{U"о", "o"},   Row{U"ё", "yo"},
    Row{U"у", "u"},    Row{U"ю", "yu"},  Row{U"ы", "eu"},  Row{U"и", "i"}};

constexpr std::array passport_rows{
    Row{U"а", "a"},  Row{U"б", "b"},    Row{U"в", "v"},  Row{U"г", "g"},  Row{U"д", "d"},
    Row{U"е", "e"},  Row{U"ё", "e"},    Row{U"ж", "zh"}, Row{U"з", "z"},  Row{U"и", "i"},
    Row{U"й", "i"},  Row{U"к", "k"},    Row{U"л", "l"},  Row{U"м", "m"},  Row{U"н", "n"},
    Row{U"о", "o"},  Row{U"п", "p"},    Row{U"р", "r"},  Row{U"с", "s"},  Row{U"т", "t"},
    Row{U"у", "u"},  Row{U"ф", "f"},    Row{U"х", "kh"}, Row{U"ц", "ts"}, Row{U"ч", "ch"},
    Row{U"ш", "sh"}, Row{U"щ", "shch"}, Row{U"ъ", "ie"}, Row{U"ы", "y"},  Row{U"ь", ""},
    Row{U"э", "e"},  Row{U"ю", "iu"},   Row{U"я", "ia"}, Row{U"і", "i"},  Row{U"ї", "i"},
    Row{U"є", "ie"}, Row{U"ґ", "g"}};

template <std::size_t rows>
const Row* row_at(const std::array<Row, rows>& table, std::u32string_view text) noexcept {
    for (const auto& row : table) {
        if (text.starts_with(row.first)) {
            return &row;
        }
    }
    return nullptr;
}

std::u32string lowered(std::string_view text) {
    std::u32string points = code_points_of(text);
    for (char32_t& point : points) {
        point = lower(point);
    }
    return points;
}

/// The vowel of "Чен" is that of 정 after sibilants, of 영 elsewhere; at the start always "ye(o)".
std::string_view korean_e(std::string_view before, bool e_as_eo) noexcept {
    const char last = before.empty() ? ' ' : before.back();
    const bool sibilant = last == 's' || last == 'j' || before.ends_with("ch");
    if (e_as_eo) {
        return sibilant ? "eo" : "yeo";
    }
    return last == ' ' ? "ye" : "e";
}

} // namespace

std::string romanise_kontsevich(std::string_view cyrillic, bool e_as_eo) {
    const std::u32string points = lowered(cyrillic);
    std::string made;
    for (std::size_t i = 0; i < points.size();) {
        const auto rest = std::u32string_view(points).substr(i);
        if (points[i] == U' ' || points[i] == U'-') {
            made += ' ';
            ++i;
        } else if (const Row* row = row_at(korean_rows, rest); row != nullptr) {
            made += row->second;
            i += row->first.size();
        } else if (points[i] == U'е') {
            made += korean_e(made, e_as_eo);
            ++i;
        } else {
            return "";
        }
    }
    return made;
}

std::string romanise_passport(std::string_view cyrillic) {
    std::string made;
    for (const char32_t point : lowered(cyrillic)) {
        const std::u32string_view one(&point, 1);
        if (const Row* row = row_at(passport_rows, one); row != nullptr) {
            made += row->second;
        } else {
            append_utf8(made, point);
        }
    }
    return made;
}

} // namespace halflight::watch
