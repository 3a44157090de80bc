// SPDX-License-Identifier: Apache-2.0
// Long rows become matrices of periods x units; what is wrong with a row is named.
#include "halflight/stats/panel.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

namespace {

void check_lengths(const PanelRows& rows) {
    const std::size_t n = rows.unit.size();
    if (n == 0) {
        refuse("the panel has no rows; at least one unit and period is needed");
    }
    const auto check = [&](std::size_t length, std::string_view column) {
        if (length != n) {
            refuse(fmt::format("the column {} has {} rows where the column unit has {}; all need "
                               "the same number",
                               column, length, n));
        }
    };
    check(rows.period.size(), "period");
    check(rows.outcome.size(), "outcome");
    check(rows.treated.size(), "treated");
    if (rows.covariates.cols > 0) {
        check(rows.covariates.rows, "covariates");
    }
    if (!rows.weights.empty()) {
        check(rows.weights.size(), "weights");
    }
    if (!rows.covariate_names.empty() && rows.covariate_names.size() != rows.covariates.cols) {
        refuse(fmt::format("there are {} names for {} covariates; give one for each or none",
                           rows.covariate_names.size(), rows.covariates.cols));
    }
}

/// Number of codes; refuses one that no row has.
std::size_t count_codes(std::span<const std::uint32_t> codes, std::string_view column) {
    const std::size_t most = *std::ranges::max_element(codes);
    if (most >= codes.size()) {
        refuse(fmt::format("the column {} has the code {} but only {} rows; codes run from 0 "
                           "without gaps",
                           column, most, codes.size()));
    }
    std::vector<bool> seen(most + 1, false);
    for (const std::uint32_t code : codes) {
        seen[code] = true;
    }
    const auto missing = std::ranges::find(seen, false);
    if (missing != seen.end()) {
        refuse(fmt::format("no row has the code {} in the column {}; codes run from 0 without gaps",
                           missing - seen.begin(), column));
    }
    return most + 1;
}

void check_row(const PanelRows& rows, const std::vector<std::string>& names, std::size_t row) {
    const auto finite = [&](double value, std::string_view column) {
        if (!std::isfinite(value)) {
            refuse(fmt::format("row {} of the column {} is {}, not a finite number; leave the row "
                               "out if it was not observed",
                               row + 1, column, value));
        }
    };
    finite(rows.outcome[row], "outcome");
    if (rows.treated[row] != 0 && rows.treated[row] != 1) {
        refuse(fmt::format("row {} of the column treated is {}; it must be 0 or 1", row + 1,
                           rows.treated[row]));
    }
    for (std::size_t k = 0; k < names.size(); ++k) {
        finite(rows.covariates(row, k), names[k]);
    }
    if (!rows.weights.empty()) {
        finite(rows.weights[row], "weights");
        if (rows.weights[row] <= 0) {
            refuse(fmt::format("row {} of the column weights is {}; a weight must be positive",
                               row + 1, rows.weights[row]));
        }
    }
}

std::vector<std::string> names_of(const PanelRows& rows) {
    std::vector<std::string> names = rows.covariate_names;
    for (std::size_t k = names.size(); k < rows.covariates.cols; ++k) {
        names.push_back(fmt::format("x{}", k + 1));
    }
    return names;
}

Matrix take_columns(const Matrix& from, std::span<const std::size_t> columns) {
    Matrix taken(from.rows(), columns.size());
    for (std::size_t j = 0; j < columns.size(); ++j) {
        std::ranges::copy(from.column(columns[j]), taken.column(j).begin());
    }
    return taken;
}

/// The state that holds in each period from the first observed one on.
std::vector<int> carried_states(const Panel& panel, std::size_t unit, std::size_t first) {
    std::vector<int> states;
    for (std::size_t t = first; t < panel.periods(); ++t) {
        states.push_back(panel.observed(t, unit) ? (panel.treated(t, unit) != 0 ? 1 : 0)
                                                 : states.back());
    }
    return states;
}

void count_towards(const std::vector<int>& states, int* out) {
    const int last = static_cast<int>(states.size());
    const auto at = [&](int t) { return states[static_cast<std::size_t>(t)]; };
    int begin = 0;
    while (begin < last) {
        int end = begin;
        while (end < last && at(end) == at(begin)) {
            ++end;
        }
        for (int t = begin; t < end; ++t) {
            if (at(begin) == 1) {
                out[t] = begin == 0 ? no_relative_period : t - begin + 1;
            } else {
                out[t] = end == last ? no_relative_period : t - end + 1;
            }
        }
        begin = end;
    }
}

} // namespace

std::string Panel::unit_name(std::size_t unit) const {
    return unit < unit_names.size() ? fmt::format("'{}'", unit_names[unit])
                                    : fmt::format("{}", unit);
}

std::string Panel::period_name(std::size_t period) const {
    return period < period_names.size() ? fmt::format("'{}'", period_names[period])
                                        : fmt::format("{}", period);
}

Panel make_panel(const PanelRows& rows) {
    check_lengths(rows);
    const std::size_t units = count_codes(rows.unit, "unit");
    const std::size_t periods = count_codes(rows.period, "period");
    Panel panel{.outcome = Matrix(periods, units),
                .treated = Matrix(periods, units),
                .covariates = std::vector<Matrix>(rows.covariates.cols, Matrix(periods, units)),
                .covariate_names = names_of(rows),
                .weights = rows.weights.empty() ? Matrix() : Matrix(periods, units),
                .unit_names = rows.unit_names,
                .period_names = rows.period_names};
    std::fill_n(panel.outcome.data(), periods * units, undefined);
    for (std::size_t row = 0; row < rows.unit.size(); ++row) {
        const std::size_t t = rows.period[row];
        const std::size_t i = rows.unit[row];
        check_row(rows, panel.covariate_names, row);
        if (panel.observed(t, i)) {
            refuse(fmt::format("unit {} stands twice in period {}, the second time in row {}; each "
                               "unit and period may have one row",
                               panel.unit_name(i), panel.period_name(t), row + 1));
        }
        panel.outcome(t, i) = rows.outcome[row];
        panel.treated(t, i) = rows.treated[row];
        for (std::size_t k = 0; k < panel.covariates.size(); ++k) {
            panel.covariates[k](t, i) = rows.covariates(row, k);
        }
        if (!rows.weights.empty()) {
            panel.weights(t, i) = rows.weights[row];
        }
    }
    return panel;
}

Panel take_units(const Panel& panel, std::span<const std::size_t> units) {
    Panel taken{.outcome = take_columns(panel.outcome, units),
                .treated = take_columns(panel.treated, units),
                .covariates = {},
                .covariate_names = panel.covariate_names,
                .weights = panel.weights.empty() ? Matrix() : take_columns(panel.weights, units),
                .unit_names = {},
                .period_names = panel.period_names};
    for (const std::size_t unit : units) { // a unit without a name keeps its number
        taken.unit_names.push_back(panel.unit_names.empty() ? fmt::format("{}", unit)
                                                            : panel.unit_names[unit]);
    }
    for (const Matrix& covariate : panel.covariates) {
        taken.covariates.push_back(take_columns(covariate, units));
    }
    return taken;
}

PanelShape shape_of(const Panel& panel) {
    PanelShape shape;
    shape.onset.resize(panel.units());
    shape.untreated_periods.resize(panel.units());
    std::optional<std::size_t> common;
    for (std::size_t i = 0; i < panel.units(); ++i) {
        std::optional<std::size_t>& onset = shape.onset[i];
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            if (!panel.observed(t, i)) {
                shape.balanced = false;
            } else if (panel.treated(t, i) != 0) {
                onset = onset.value_or(t);
            } else {
                ++shape.untreated_periods[i];
                if (onset && !shape.switches_back) {
                    shape.switches_back = i;
                }
            }
        }
        (onset ? shape.treated : shape.controls).push_back(i);
        if (onset) {
            shape.staggered = shape.staggered || (common && *common != *onset);
            common = onset;
        }
    }
    return shape;
}

void require_absorbing(const Panel& panel, const PanelShape& shape, const std::string& method) {
    if (shape.switches_back) {
        refuse(fmt::format("{} needs treatment that stays once it has begun, and that of unit {} "
                           "ends again; use interactive fixed effects or matrix completion",
                           method, panel.unit_name(*shape.switches_back)));
    }
}

void require_contrast(const PanelShape& shape, const std::string& method) {
    if (shape.treated.empty()) {
        refuse(fmt::format("{} needs at least one treated unit and there is none in {} units",
                           method, shape.controls.size()));
    }
    if (shape.controls.empty()) {
        refuse(fmt::format("{} needs units that are never treated and all {} are; add controls",
                           method, shape.treated.size()));
    }
}

std::vector<int> relative_periods(const Panel& panel) {
    std::vector<int> relative(panel.periods() * panel.units(), no_relative_period);
    for (std::size_t i = 0; i < panel.units(); ++i) {
        std::size_t first = 0;
        while (first < panel.periods() && !panel.observed(first, i)) {
            ++first;
        }
        count_towards(carried_states(panel, i, first),
                      relative.data() + i * panel.periods() + first);
    }
    return relative;
}

} // namespace halflight::stats
