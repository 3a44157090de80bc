// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/query.hpp"

#include "cells.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using ledger::Indicator;
using ledger::Ledger;
using ledger::SeriesIndex;
using ledger::SeriesKey;

/// What a unit asked for means: another of the indicator's own series, or a conversion of what is
/// shown.
struct UnitChoice {
    SeriesKey key;
    std::optional<Unit> shown;
};

UnitChoice choose_unit(SeriesKey key, const std::string& wanted, Ledger& ledger) {
    if (wanted.empty()) {
        return {key, std::nullopt};
    }
    const auto unit = parse_unit(wanted);
    if (!unit) {
        throw Error(ErrorCode::usage,
                    fmt::format("unit '{}': {}{}", shorten(wanted), unit.fault().message,
                                unit.fault().hint.empty() ? "" : "; " + unit.fault().hint));
    }
    const Indicator& indicator = ledger.indicator_of(key);
    for (const Unit& own : indicator.units) {
        if (own.same_dimension(*unit)) {
            key.unit = indicator.units.size() > 1 ? ledger.pool.intern(own.text) : Symbol{};
            return {key, *unit};
        }
    }
    throw Error(ErrorCode::usage,
                fmt::format("{} cannot be given in {} ({}): it is kept in {}", indicator.id, wanted,
                            dimension_name(*unit),
                            indicator.units.empty() ? "1" : indicator.units.front().text));
}

void convert_rows(SeriesTable& table, const Unit& from, const Unit& to) {
    table.unit = to.text;
    if (from.numerator == to.numerator && from.denominator == to.denominator) {
        return;
    }
    for (Observation& row : table.rows) {
        row.bounds = convert(row.bounds, from, to);
        if (row.value) {
            row.value = convert(Interval::point(*row.value), from, to).lo;
        }
    }
}

/// From the first to the last day of which the cells of a series speak, open ends aside.
std::optional<Period> span_of(const Analysed& analysed, SeriesIndex series) {
    std::optional<Period> span;
    for (const reason::Cell& cell :
         std::ranges::equal_range(analysed.report.cells, series, {}, &reason::Cell::series)) {
        if (cell.period.open_start() || cell.period.open_end()) {
            continue;
        }
        span = span ? Period{std::min(span->first, cell.period.first),
                             std::max(span->end, cell.period.end)}
                    : cell.period;
    }
    return span;
}

/// The days asked for; where the question leaves an end open, that of what is known. Empty where
/// nothing is.
Period range_of(const Analysed& analysed, SeriesIndex series, const QuerySpec& spec) {
    const std::optional<Period> known = span_of(analysed, series);
    if (!known && !(spec.from && spec.to)) {
        return {};
    }
    const Date first = spec.from ? *spec.from : known->first;
    const Date end = spec.to ? Date{spec.to->days + 1} : known->end;
    return {first, std::max(first, end)};
}

/// Every unit of the frequency in the range, whether something is known of it or not.
std::vector<reason::Cell> units_of(Analysed& analysed, SeriesIndex series, Frequency frequency,
                                   const QuerySpec& spec) {
    std::vector<reason::CellId> asked;
    const Period range = range_of(analysed, series, spec);
    if (range.days() > 0) {
        for (const Period& period : units_inside(range, frequency)) {
            asked.push_back({series, period});
        }
    }
    std::vector<reason::Cell> cells;
    for (reason::Answer& answer :
         reason::answers(analysed.dossier.ledger, analysed.report, asked, analysed.spec)) {
        cells.push_back(std::move(answer.cell));
    }
    return cells;
}

std::vector<reason::Cell> cells_of(const Analysed& analysed, SeriesIndex series,
                                   const QuerySpec& spec) {
    std::vector<reason::Cell> cells;
    for (const reason::Cell& cell :
         std::ranges::equal_range(analysed.report.cells, series, {}, &reason::Cell::series)) {
        const bool early = spec.from && cell.period.first < *spec.from;
        const bool late = spec.to && cell.period.end.days > spec.to->days + 1;
        if (!early && !late) {
            cells.push_back(cell);
        }
    }
    return cells;
}

void require_sane(const QuerySpec& spec) {
    if (spec.from && spec.to && *spec.to < *spec.from) {
        throw Error(ErrorCode::usage, fmt::format("the range ends ({}) before it begins ({})",
                                                  to_string(*spec.to), to_string(*spec.from)));
    }
}

} // namespace

SeriesTable query(dossier::Dossier dossier, std::string_view key_text, const QuerySpec& spec) {
    require_sane(spec);
    const SeriesKey asked = require_key(key_text, dossier.ledger);
    const auto [key, shown] = choose_unit(asked, spec.unit, dossier.ledger);
    const Frequency frequency = spec.frequency.value_or(dossier.ledger.indicator_of(key).frequency);

    Analysed analysed = analyse(std::move(dossier), spec.reason);
    const SeriesIndex series = require_series(key, analysed.dossier.ledger);
    SeriesTable table = table_head(analysed.dossier.ledger, series);
    table.rows = observe(analysed, frequency == Frequency::none
                                       ? cells_of(analysed, series, spec)
                                       : units_of(analysed, series, frequency, spec));
    if (shown) {
        convert_rows(table, analysed.dossier.ledger.unit_of(key), *shown);
    }
    return table;
}

} // namespace halflight::edition
