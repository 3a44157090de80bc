// SPDX-License-Identifier: Apache-2.0
#include "event_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace halflight::stats::detail {

namespace {

void check_lengths(const EventData& data) {
    const std::size_t n = data.outcome.size();
    if (n == 0) {
        refuse("there are no rows: an event study needs units seen before and after treatment");
    }
    const auto same = [n](std::size_t size, std::string_view name) {
        if (size != n) {
            refuse(fmt::format("column '{}' has {} rows, the outcome {}", name, size, n));
        }
    };
    same(data.unit.size(), "unit");
    same(data.period.size(), "period");
    same(data.onset.size(), "onset");
    same(data.covariates.values.cols == 0 ? n : data.covariates.values.rows, "covariates");
    same(data.weights.empty() ? n : data.weights.size(), "weights");
    same(data.clusters.empty() ? n : data.clusters.size(), "clusters");
}

void check_finite(std::span<const double> column, std::string_view name) {
    for (std::size_t i = 0; i < column.size(); ++i) {
        if (!std::isfinite(column[i])) {
            refuse(fmt::format("column '{}', row {}: {} is not a finite number", name, i + 1,
                               column[i]));
        }
    }
}

void check_values(const EventData& data) {
    check_finite(data.outcome, "outcome");
    const std::vector<std::string> names = covariate_names(data);
    for (std::size_t c = 0; c < data.covariates.values.cols; ++c) {
        check_finite(data.covariates.values.column(c), names[c]);
    }
    check_finite(data.weights, "weights");
    for (std::size_t i = 0; i < data.weights.size(); ++i) {
        if (!(data.weights[i] > 0)) {
            refuse(fmt::format("column 'weights', row {}: {} is not positive", i + 1,
                               data.weights[i]));
        }
    }
    // Far from the ends of the type, so that no difference of periods overflows.
    constexpr std::int32_t bound = 1'000'000'000;
    for (std::size_t i = 0; i < data.period.size(); ++i) {
        const bool far = data.onset[i] != no_onset && std::abs(data.onset[i] / 2) > bound / 2;
        if (std::abs(data.period[i] / 2) > bound / 2 || far) {
            refuse(fmt::format("row {}: period {} or onset {} is beyond +-{}", i + 1,
                               data.period[i], data.onset[i], bound));
        }
    }
}

void check_units(const EventTable& table) {
    const Order order = order_by(table.unit.of_row, table.unit.count());
    for (std::size_t u = 0; u < table.unit.count(); ++u) {
        std::vector<std::int32_t> seen;
        const std::uint32_t head = order.rows[order.starts[u]];
        for (std::uint32_t at = order.starts[u]; at < order.starts[u + 1]; ++at) {
            const std::uint32_t row = order.rows[at];
            seen.push_back(table.period_codes[row]);
            if (table.onset[row] != table.onset[head]) {
                refuse(fmt::format("unit {} has two onsets of treatment (rows {} and {}); a unit "
                                   "has one, and its treatment does not end",
                                   table.unit.codes[u], head + 1, row + 1));
            }
        }
        std::ranges::sort(seen);
        const auto twice = std::ranges::adjacent_find(seen);
        if (twice != seen.end()) {
            refuse(fmt::format("unit {} has two rows of period {}; one row for each unit and "
                               "period is needed",
                               table.unit.codes[u], *twice));
        }
    }
}

void encode_all(EventTable& table) {
    table.unit = encode(table.unit_codes);
    table.period = encode(table.period_codes);
    table.cluster = encode(table.cluster_codes);
}

} // namespace

std::vector<std::string> covariate_names(const EventData& data) {
    std::vector<std::string> names = data.covariates.names;
    for (std::size_t c = names.size(); c < data.covariates.values.cols; ++c) {
        names.push_back(fmt::format("x{}", c + 1));
    }
    return names;
}

EventTable make_events(const EventData& data, std::string_view method) {
    check_lengths(data);
    check_values(data);
    EventTable made;
    made.outcome.assign(data.outcome.begin(), data.outcome.end());
    made.weighted = !data.weights.empty();
    made.weights.assign(made.rows(), 1.0);
    if (made.weighted) {
        made.weights.assign(data.weights.begin(), data.weights.end());
    }
    made.covariates = Matrix(made.rows(), data.covariates.values.cols);
    for (std::size_t c = 0; c < made.covariates.cols(); ++c) {
        std::ranges::copy(data.covariates.values.column(c), made.covariates.column(c).begin());
    }
    made.unit_codes.assign(data.unit.begin(), data.unit.end());
    made.period_codes.assign(data.period.begin(), data.period.end());
    made.onset.assign(data.onset.begin(), data.onset.end());
    const Codes clusters = data.clusters.empty() ? data.unit : data.clusters;
    made.cluster_codes.assign(clusters.begin(), clusters.end());
    encode_all(made);
    check_units(made);
    for (std::size_t i = 0; i < made.rows(); ++i) {
        if (made.treated(i)) {
            return made;
        }
    }
    refuse(fmt::format("no row is treated: {} needs at least one unit seen at or after its onset",
                       method));
}

EventTable take(const EventTable& table, const std::function<bool(std::size_t)>& keep) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (keep(i)) {
            rows.push_back(i);
        }
    }
    EventTable made;
    made.outcome = pick(std::span<const double>(table.outcome), rows);
    made.weights = pick(std::span<const double>(table.weights), rows);
    made.weighted = table.weighted;
    made.covariates = pick(table.covariates.view(), rows);
    made.unit_codes = pick(Codes(table.unit_codes), rows);
    made.period_codes = pick(Codes(table.period_codes), rows);
    made.onset = pick(Codes(table.onset), rows);
    made.cluster_codes = pick(Codes(table.cluster_codes), rows);
    encode_all(made);
    return made;
}

EventTable drop_always_treated(EventTable table, Warnings& warnings) {
    std::vector<bool> before(table.unit.count(), false);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        before[table.unit.of_row[i]] = before[table.unit.of_row[i]] || !table.treated(i);
    }
    const auto always = std::ranges::count(before, false);
    if (always == 0) {
        return table;
    }
    EventTable made = take(table, [&](std::size_t i) { return before[table.unit.of_row[i]]; });
    warnings.push_back({.code = "always_treated_dropped",
                        .text = fmt::format("{} of {} units are treated in every row they have and "
                                            "leave, with {} rows",
                                            always, before.size(), table.rows() - made.rows())});
    return made;
}

UnitCount count_units(const EventTable& table) {
    std::vector<bool> ever(table.unit.count(), false);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        ever[table.unit.of_row[i]] = table.ever(i);
    }
    const auto treated = static_cast<std::size_t>(std::ranges::count(ever, true));
    return {.treated = treated, .never = ever.size() - treated};
}

LinearData linear_data(const EventTable& table) {
    LinearData made;
    made.outcome = table.outcome;
    made.effects = {{.name = "unit", .codes = table.unit_codes},
                    {.name = "period", .codes = table.period_codes}};
    if (table.weighted) {
        made.weights = table.weights;
    }
    made.structure.clusters = {{.name = "cluster", .codes = table.cluster_codes}};
    return made;
}

double quadratic(MatrixView m, std::span<const double> a) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < a.size(); ++j) {
            sum += a[i] * m(i, j) * a[j];
        }
    }
    return sum;
}

} // namespace halflight::stats::detail
