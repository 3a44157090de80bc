// SPDX-License-Identifier: Apache-2.0
// The only file that knows ICU: normal forms, case folding, scripts.
#include "name_reader.hpp"

#include "name_scripts.hpp"
#include "name_text.hpp"
#include "romanise_text.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/watch/romanise.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>

namespace halflight::watch {

namespace {

/// Scripts that a name is written in.
struct Scripts {
    bool hangul = false;
    bool han = false;
    bool cyrillic = false;
    bool other = false; ///< neither these nor Latin nor Arabic
};

Scripts scripts_of(std::string_view folded) {
    constexpr char32_t end_of_latin = 0x0250;
    Scripts made;
    for (const char32_t c : code_points_of(folded)) {
        if (is_hangul(c)) {
            made.hangul = true;
        } else if (is_han(c)) {
            made.han = true;
        } else if (is_cyrillic(c)) {
            made.cyrillic = true;
        } else if (c >= 0x0370 && !is_arabic(c) && !(c >= 0x1E00 && c < 0x1F00) &&
                   !(c >= 0x2000 && c <= 0x206F) && c != 0xFFFD && !(c >= 0x3000 && c < 0x3021)) {
            made.other = true;
        } else if (c >= end_of_latin && c < 0x0370) {
            continue; // modifiers and combining marks
        }
    }
    return made;
}

[[noreturn]] void no_rules(const char* what, UErrorCode status) {
    throw Error(ErrorCode::internal, std::string("ICU has no ") + what + ": " +
                                         u_errorName(status) + "; install its full data");
}

/// Readings of one name as they come in, each set of words once.
class Readings {
  public:
    void add(std::string route, std::vector<std::string> words, bool korean_order = false,
             bool blurs_ng = false, bool may_be_korean = true) {
        const bool known = std::ranges::any_of(m_made, [&](const NameReading& made) {
            return made.words == words && made.korean_order == korean_order;
        });
        if (!words.empty() && !known) {
            m_made.push_back(
                {std::move(route), std::move(words), korean_order, blurs_ng, may_be_korean});
        }
    }
    std::vector<NameReading> take() { return std::move(m_made); }

  private:
    std::vector<NameReading> m_made;
};

} // namespace

struct NameReader::State {
    const icu::Normalizer2* fold = nullptr;
    std::map<std::string, std::unique_ptr<icu::Transliterator>> rules;

    State() {
        UErrorCode status = U_ZERO_ERROR;
        fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
        if (U_FAILURE(status) != 0) {
            no_rules("NFKC_Casefold", status);
        }
    }

    std::string folded(std::string_view text) const {
        UErrorCode status = U_ZERO_ERROR;
        const auto made = fold->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                              text.data(), static_cast<int>(text.size()))),
                                          status);
        std::string out;
        return U_FAILURE(status) != 0 ? std::string(text) : made.toUTF8String(out);
    }

    std::string apply(const char* id, std::string_view text) {
        auto& rule = rules[id];
        if (!rule) {
            UErrorCode status = U_ZERO_ERROR;
            rule.reset(icu::Transliterator::createInstance(icu::UnicodeString(id), UTRANS_FORWARD,
                                                           status));
            if (U_FAILURE(status) != 0) {
                no_rules(id, status);
            }
        }
        icu::UnicodeString work = icu::UnicodeString::fromUTF8(
            icu::StringPiece(text.data(), static_cast<int>(text.size())));
        rule->transliterate(work);
        std::string out;
        return work.toUTF8String(out);
    }

    /// Words of text in any script, Latin ones without marks.
    std::vector<std::string> words(std::string_view text) {
        if (is_ascii(text)) {
            return words_of_ascii(text);
        }
        return words_of_folded(folded(apply("Latin-ASCII", folded(text))));
    }

    /// Han characters one by one, each followed by a blank; a first one as a surname where `names`.
    std::string pinyin(std::string_view text, bool names) {
        std::string made;
        bool first = names;
        for (const char32_t c : code_points_of(text)) {
            std::string one;
            append_utf8(one, c);
            if (!is_han(c)) {
                made += one;
                continue;
            }
            auto& known = first ? surname_pinyin[c] : given_pinyin[c];
            if (known.empty()) {
                known = " " + apply(first ? "Han-Latin/Names" : "Han-Latin", one) + " ";
            }
            made += known;
            first = false;
        }
        return made;
    }
    std::map<char32_t, std::string> surname_pinyin; ///< ICU's rules take 40 microseconds a name
    std::map<char32_t, std::string> given_pinyin;

    void add_hangul(const std::string& script, const std::string& hangul, Readings& made);
    void add_cyrillic(const std::string& text, Readings& made);
    void add_han(const std::string& text, Readings& made);

    std::string simplified(std::string_view text) { return apply("Hant-Hans", text); }
};

NameReader::NameReader() : m_state(std::make_unique<State>()) {}
NameReader::NameReader(NameReader&&) noexcept = default;
NameReader& NameReader::operator=(NameReader&&) noexcept = default;
NameReader::~NameReader() = default;

namespace {

constexpr Romanisation systems[] = {Romanisation::revised, Romanisation::mccune_reischauer,
                                    Romanisation::dprk};

} // namespace

/// Hangul, or the Korean reading of Han characters: every system, and firms with their words
/// translated.
void NameReader::State::add_hangul(const std::string& script, const std::string& hangul,
                                   Readings& made) {
    const std::string parted = part_korean_name(trim(hangul));
    for (const auto system : systems) {
        made.add(script + ", " + std::string(to_string(system)),
                 words(romanise_hangul(parted, system)), true);
    }
    const std::string translated = translate_korean_firm(hangul);
    if (translated != hangul) {
        made.add(script + ", words of firms translated",
                 words(romanise_hangul(translated, Romanisation::dprk)));
    }
}

void NameReader::State::add_cyrillic(const std::string& text, Readings& made) {
    std::string spaced; // the words without what parts them but a blank
    for (const auto& word : words_of_folded(text)) {
        spaced += spaced.empty() ? "" : " ";
        spaced += word;
    }
    made.add("Cyrillic, BGN/PCGN", words(apply("Russian-Latin/BGN", text)));
    made.add("Cyrillic, passport", words(romanise_passport(text)));
    made.add("Cyrillic, ISO 9", words(apply("Cyrillic-Latin", text)));
    for (const bool e_as_eo : {true, false}) {
        made.add("Cyrillic, Kontsevich", words_of_ascii(romanise_kontsevich(spaced, e_as_eo)), true,
                 true);
    }
}

void NameReader::State::add_han(const std::string& text, Readings& made) {
    made.add("Han, pinyin", words(pinyin(text, true)), false, false, false);
    made.add("Han, pinyin", words(pinyin(text, false)), false, false, false);
    const std::string hangul = korean_reading(without_blanks(text));
    if (hangul.empty()) {
        return;
    }
    add_hangul("Han, Korean reading", hangul, made);
    // Where blanks stand, they may tell a surname that is longer or shorter than usual.
    const std::u32string readings = code_points_of(hangul);
    std::string parted;
    std::size_t next = 0;
    for (const char32_t c : code_points_of(with_plain_blanks(text))) {
        append_utf8(parted, c == U' ' ? c : readings[next++]);
    }
    if (parted != hangul) {
        add_hangul("Han, Korean reading", parted, made);
    }
}

std::vector<NameReading> NameReader::read(std::string_view name) {
    State& state = *m_state;
    Readings made;
    if (is_ascii(name)) {
        made.add("as written", words_of_ascii(name));
        return made.take();
    }
    const std::string text = without_honorific(state.folded(without_marks(name)));
    const std::string joined = without_blanks(text);
    const Scripts scripts = scripts_of(text);
    made.add("as written",
             scripts.han ? words_of_folded(state.simplified(text)) : state.words(text));
    if (!joined.empty() && joined != text) {
        made.add("as written, without blanks",
                 scripts.han ? words_of_folded(state.simplified(joined)) : state.words(joined));
    }
    if (scripts.hangul) {
        state.add_hangul("Hangul", joined.empty() ? text : with_plain_blanks(text), made);
        if (!joined.empty() && joined != text) {
            state.add_hangul("Hangul", joined, made);
        }
    }
    if (scripts.cyrillic) {
        state.add_cyrillic(text, made);
    }
    if (scripts.han) {
        state.add_han(text, made);
    }
    if (scripts.other) {
        made.add("other script, ICU Any-Latin", state.words(state.apply("Any-Latin", text)));
    }
    return made.take();
}

} // namespace halflight::watch
