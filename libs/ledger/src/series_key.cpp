// SPDX-License-Identifier: Apache-2.0
// The text of a series key. The unit is known by its word "unit=", so it may follow any of the
// parts by position.
#include "halflight/base/text.hpp"
#include "halflight/ledger/ledger.hpp"
#include "hints.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::ledger {
namespace {

constexpr std::string_view unit_word = "unit=";
constexpr std::string_view key_form = "indicator:area:counterpart:dims:unit=...";

/// A part of the text without blanks around it, and where it begins.
struct Part {
    std::string_view text;
    std::size_t offset = 0;
};

struct Parts {
    Part indicator;
    Part area;
    Part counterpart;
    Part dims;
    std::optional<Part> unit;
};

Part part_of(std::string_view text, std::string_view piece) {
    const std::string_view word = trim(piece);
    const std::string_view place = word.empty() ? piece : word;
    return {word, static_cast<std::size_t>(place.data() - text.data())};
}

Result<Parts> split_key(std::string_view text) {
    std::vector<std::string_view> pieces = split(text, ':');
    Parts parts;
    if (pieces.size() > 1 && trim(pieces.back()).starts_with(unit_word)) {
        const std::string_view unit = trim(pieces.back()).substr(unit_word.size());
        parts.unit = part_of(text, unit);
        pieces.pop_back();
    }
    Part* const targets[] = {&parts.indicator, &parts.area, &parts.counterpart, &parts.dims};
    if (pieces.size() > std::size(targets)) {
        const Part extra = part_of(text, pieces[std::size(targets)]);
        return Fault{fmt::format("series key has a part too many: '{}'", shorten(extra.text)),
                     fmt::format("write it as {}", key_form), extra.offset};
    }
    parts.area.offset = text.size();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        *targets[i] = part_of(text, pieces[i]);
    }
    return parts;
}

std::string upper(std::string_view word) {
    std::string out(word);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

/// The country that a writer means who gives "rus" or the beginning of its name, "Russia".
std::string_view country_by_habit(std::string_view word) {
    constexpr std::size_t enough_letters = 4;
    const std::string wanted = upper(word);
    for (const std::string_view code : countries()) {
        if (code == wanted ||
            (word.size() >= enough_letters && upper(country_name(code)).starts_with(wanted))) {
            return code;
        }
    }
    return {};
}

Fault unknown_area(std::string_view what, const Part& part, const CodeLists& codes) {
    const std::string_view country = country_by_habit(part.text);
    if (!country.empty()) {
        return Fault{fmt::format("unknown {} '{}'", what, shorten(part.text)),
                     fmt::format("the code of {} is '{}'", country_name(country), country),
                     part.offset};
    }
    std::vector<std::string_view> known = ids_of(codes.areas);
    known.insert(known.end(), countries().begin(), countries().end());
    return unknown_word(what, part.text, part.offset, known);
}

bool is_area(std::string_view text, const CodeLists& codes) {
    return !country_name(text).empty() || codes.areas.contains(text);
}

/// What stands in the way of the two areas, if anything does.
std::optional<Fault> area_fault(const Parts& parts, const CodeLists& codes) {
    if (parts.area.text.empty()) {
        return Fault{"series key has no area", fmt::format("write it as {}", key_form),
                     parts.area.offset};
    }
    if (!is_area(parts.area.text, codes)) {
        return unknown_area("area", parts.area, codes);
    }
    if (!parts.counterpart.text.empty() && !is_area(parts.counterpart.text, codes)) {
        return unknown_area("counterpart", parts.counterpart, codes);
    }
    return std::nullopt;
}

/// The unit that belongs into the key: none where the indicator has a single one.
Result<std::string_view> key_unit(const std::optional<Part>& part, const Indicator& indicator) {
    const bool in_key = indicator.units.size() > 1;
    if (!part) {
        return in_key ? std::string_view{indicator.units.front().text} : std::string_view{};
    }
    std::vector<std::string_view> known;
    known.reserve(indicator.units.size());
    for (const Unit& unit : indicator.units) {
        known.emplace_back(unit.text);
    }
    if (std::ranges::find(known, part->text) == known.end()) {
        return unknown_word(fmt::format("unit of indicator '{}'", indicator.id), part->text,
                            part->offset, known);
    }
    return in_key ? part->text : std::string_view{};
}

} // namespace

Result<SeriesKey> parse_series_key(std::string_view text, Ledger& ledger) {
    const Result<Parts> parts = split_key(text);
    if (!parts) {
        return parts.fault();
    }
    const auto indicator = ledger.codes.indicators.find(parts->indicator.text);
    if (indicator == ledger.codes.indicators.end()) {
        return unknown_word("indicator", parts->indicator.text, parts->indicator.offset,
                            ids_of(ledger.codes.indicators));
    }
    if (auto fault = area_fault(*parts, ledger.codes)) {
        return *std::move(fault);
    }
    const Result<std::string> dims = canonical_dims(parts->dims.text, ledger.codes);
    if (!dims) {
        Fault fault = dims.fault();
        fault.offset += parts->dims.offset;
        return fault;
    }
    const Result<std::string_view> unit = key_unit(parts->unit, indicator->second);
    if (!unit) {
        return unit.fault();
    }
    SymbolPool& pool = ledger.pool;
    return SeriesKey{pool.intern(parts->indicator.text), pool.intern(parts->area.text),
                     pool.intern(parts->counterpart.text), pool.intern(*dims), pool.intern(*unit)};
}

std::string Ledger::key_text(const SeriesKey& key) const {
    std::string out = fmt::format("{}:{}", text(key.indicator), text(key.area));
    if (key.counterpart || key.dims) {
        out.append(":").append(text(key.counterpart));
    }
    if (key.dims) {
        out.append(":").append(text(key.dims));
    }
    if (key.unit) {
        out.append(":").append(unit_word).append(text(key.unit));
    }
    return out;
}

} // namespace halflight::ledger
