// SPDX-License-Identifier: Apache-2.0
// One row of a border table: what it names, and what is left.
#include "halflight/measures/labour.hpp"
#include "labour_parts.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace halflight::measures {

namespace {

constexpr double percent = 100;

bool missing(const Value& value) {
    return value.basis == Basis::missing;
}

Value sum_of(std::span<const Value> parts, const Interval& bounds) {
    std::vector<std::string> terms;
    std::optional<double> point = 0;
    for (const Value& part : parts) {
        terms.push_back(words(part));
        point = point && part.point ? std::optional(*point + *part.point) : std::nullopt;
    }
    if (std::ranges::all_of(parts, missing)) {
        return missing_like(parts.front(), bounds);
    }
    return combine(bounds, point, fmt::format("{}", fmt::join(terms, " + ")), parts);
}

/// Where total and residual say nothing, so does a share between 0 and 1.
Value share_value(const Interval& share, const BorderRow& row) {
    const Interval bounds = scale(share, percent);
    if (share.lo <= 0 && share.hi >= 1) {
        return missing_like(missing(row.total) ? row.total : row.amount, bounds);
    }
    const auto point = from_points(
        [](const std::vector<double>& p) {
            return p[1] == 0 ? std::nullopt : std::optional(percent * p[0] / p[1]);
        },
        {row.amount, row.total});
    return combine(bounds, point, fmt::format("{} / {}", words(row.amount), words(row.total)),
                   {row.amount, row.total});
}

} // namespace

std::optional<BorderTable> border_table(const View& view, Arguments& arguments) {
    const auto total = arguments.series("total");
    BorderTable table;
    table.named = arguments.labelled_series("named");
    table.stated = arguments.series("stated");
    if (!total || arguments.failed()) {
        return std::nullopt;
    }
    table.total = *total;
    for (const auto& [label, part] : table.named) {
        if (!same_dimension(arguments, "named", view.unit(part), view.unit(*total))) {
            return std::nullopt;
        }
    }
    if (table.stated &&
        !same_dimension(arguments, "stated", view.unit(*table.stated), view.unit(*total))) {
        return std::nullopt;
    }
    return table;
}

BorderRow border_row(const View& view, const BorderTable& table, const Period& period) {
    const Unit& unit = view.unit(table.total);
    const auto cell = [&](ledger::SeriesIndex series) {
        return converted(view.cell(series, period), view.unit(series), unit);
    };
    BorderRow row;
    std::vector<Value> parts;
    std::vector<Interval> bounds;
    for (const auto& [label, series] : table.named) {
        parts.push_back(cell(series));
        bounds.push_back(parts.back().bounds);
    }
    row.total = cell(table.total);
    row.stated = table.stated ? cell(*table.stated) : missing_value(Missing::not_applicable);
    const Residual found = residual(row.total.bounds, bounds,
                                    missing(row.stated) ? Interval::all() : row.stated.bounds);
    row.agrees = found.agrees;
    row.named = sum_of(parts, found.named);
    const Value left =
        combine(found.amount,
                from_points([](const auto& p) { return std::optional(p[0] - p[1]); },
                            {row.total, row.named}),
                fmt::format("{} - {}", words(row.total), words(row.named)), {row.total, row.named});
    if (missing(row.stated)) {
        row.amount = missing(row.total) ? missing_like(row.total, found.amount) : left;
    } else {
        row.amount =
            missing(row.total) || missing(row.named)
                ? row.stated
                : reconcile(row.stated, left,
                            fmt::format("{} as stated; {}", words(row.stated), left.formula));
        row.amount.bounds = found.amount;
        row.amount.disputed = row.amount.disputed || !found.agrees;
    }
    row.share = share_value(found.share, row);
    return row;
}

} // namespace halflight::measures
