// SPDX-License-Identifier: Apache-2.0
#include "cells.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace halflight::edition {

namespace {

/// Keys of an indicator's series, at most a handful.
std::string known_series(Symbol indicator, const ledger::Ledger& ledger) {
    constexpr std::size_t most = 6;
    std::set<std::string> keys;
    for (const ledger::SeriesKey& key : ledger.series()) {
        if (key.indicator == indicator) {
            keys.insert(ledger.key_text(key));
        }
    }
    if (keys.empty()) {
        return "; no claim uses this indicator";
    }
    const bool more = keys.size() > most;
    if (more) {
        keys.erase(std::next(keys.begin(), most), keys.end());
    }
    return fmt::format("; there is {}{}", fmt::join(keys, ", "), more ? ", ..." : "");
}

} // namespace

ledger::SeriesKey require_key(std::string_view text, ledger::Ledger& ledger) {
    const auto key = ledger::parse_series_key(text, ledger);
    if (!key) {
        const Fault& fault = key.fault();
        throw Error(ErrorCode::usage,
                    fmt::format("series key '{}': {}{}", shorten(text), fault.message,
                                fault.hint.empty() ? "" : "; " + fault.hint));
    }
    return *key;
}

ledger::SeriesIndex require_series(const ledger::SeriesKey& key, const ledger::Ledger& ledger) {
    if (const auto series = ledger.find_series(key)) {
        return *series;
    }
    throw Error(ErrorCode::not_found,
                fmt::format("nothing is known of the series {}{}", ledger.key_text(key),
                            known_series(key.indicator, ledger)));
}

reason::Cell cell_or_missing(const Analysed& analysed, ledger::SeriesIndex series,
                             const Period& period) {
    if (const reason::Cell* cell = analysed.report.find(series, period)) {
        return *cell;
    }
    const ledger::Ledger& ledger = analysed.dossier.ledger;
    reason::Cell cell;
    cell.series = series;
    cell.period = period;
    const bool nonnegative = ledger.indicator_of(ledger.series()[series]).nonnegative;
    cell.bounds = nonnegative ? Interval::at_least(0) : Interval::all();
    cell.missing = Missing::not_collected;
    return cell;
}

} // namespace halflight::edition
