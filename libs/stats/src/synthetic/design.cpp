// SPDX-License-Identifier: Apache-2.0
// synthetic/design.cpp - checks of a panel, and effects of designs.
#include "synthetic/design.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

namespace halflight::stats::synthetic {

namespace {

void check_cells(const MatrixView& cells, const char* what, const char* row) {
    for (std::size_t u = 0; u < cells.cols; ++u) {
        bool finite = true;
        for (const double x : cells.column(u)) {
            finite &= std::abs(x) <= std::numeric_limits<double>::max();
        }
        for (std::size_t t = 0; !finite && t < cells.rows; ++t) {
            if (!std::isfinite(cells(t, u))) {
                refuse(fmt::format("the {} of unit {} in {} {} is not a number: the panel must be "
                                   "balanced; leave the unit or the {} out, or use a method that "
                                   "takes missing cells (matrix_completion)",
                                   what, u, row, t, row));
            }
        }
    }
}

void check_predictors(const SyntheticPanel& panel, const SyntheticSpec& spec) {
    const MatrixView x = panel.predictors;
    if (x.rows == 0) {
        return;
    }
    if (spec.method != SyntheticMethod::synthetic_control) {
        refuse("predictors are matched by synthetic_control alone: take that method or leave the "
               "predictors out");
    }
    if (x.cols != panel.outcome.cols) {
        refuse(fmt::format("predictors are given for {} units, outcomes for {}", x.cols,
                           panel.outcome.cols));
    }
    check_cells(x, "predictor", "row");
    for (std::size_t p = 0; p < x.rows; ++p) {
        bool varies = false;
        for (std::size_t u = 1; u < x.cols; ++u) {
            varies = varies || x(p, u) != x(p, 0);
        }
        if (!varies) {
            refuse(fmt::format("predictor {} is the same for all units: leave it out", p));
        }
    }
    const auto& v = spec.predictor_weights;
    if (spec.predictor_rule == PredictorWeights::given &&
        (v.size() != x.rows || std::ranges::any_of(v, [](double w) { return !(w >= 0); }) ||
         std::ranges::all_of(v, [](double w) { return w == 0; }))) {
        refuse(fmt::format("predictor weights must be {} numbers, not negative and not all zero; "
                           "{} are given",
                           x.rows, v.size()));
    }
}

void check_spec(const SyntheticSpec& spec) {
    if (!(spec.level > 0 && spec.level < 1)) {
        refuse(fmt::format("the level must lie between 0 and 1, not {}", spec.level));
    }
    if (spec.eta_unit < 0 || !(spec.eta_time >= 0)) {
        refuse("eta_unit and eta_time must not be negative");
    }
    if (spec.ridge <= 0) {
        refuse(fmt::format("the ridge must be positive, not {}", spec.ridge));
    }
}

void check_variation(const SyntheticPanel& panel, const Design& design, std::size_t before) {
    for (const std::size_t u : design.controls) {
        const auto series = panel.outcome.column(u).first(before);
        for (const double x : series) {
            if (x != panel.outcome(0, design.controls.front())) {
                return;
            }
        }
    }
    refuse("all controls have one and the same outcome in all periods before treatment: there is "
           "no variation to match");
}

std::map<int, std::vector<std::size_t>> dates(const SyntheticPanel& panel,
                                              std::vector<std::size_t>& controls) {
    const std::size_t periods = panel.outcome.rows;
    std::map<int, std::vector<std::size_t>> made;
    for (std::size_t u = 0; u < panel.first_treated.size(); ++u) {
        const int first = panel.first_treated[u];
        if (first == never_treated) {
            controls.push_back(u);
        } else if (first < 0 || static_cast<std::size_t>(first) >= periods) {
            refuse(fmt::format("unit {} is first treated in period {}, outside of the panel of {} "
                               "periods (from 0; {} for never)",
                               u, first, periods, never_treated));
        } else {
            made[first].push_back(u);
        }
    }
    return made;
}

} // namespace

Design make_design(const SyntheticPanel& panel, const SyntheticSpec& spec, Warnings& warnings) {
    check_spec(spec);
    if (panel.first_treated.size() != panel.outcome.cols) {
        refuse(fmt::format("dates of treatment are given for {} units, outcomes for {}",
                           panel.first_treated.size(), panel.outcome.cols));
    }
    check_cells(panel.outcome, "outcome", "period");
    check_predictors(panel, spec);
    Design made;
    const auto by_date = dates(panel, made.controls);
    const int least = spec.method == SyntheticMethod::difference_in_differences ? 1 : 2;
    for (const auto& [first, units] : by_date) {
        if (first >= least) {
            made.groups.push_back({.before = static_cast<std::size_t>(first), .treated = units});
            continue;
        }
        warnings.push_back(
            {"short_pre_period",
             fmt::format("{} unit(s) first treated in period {} are left out: the method needs {} "
                         "periods before treatment",
                         units.size(), first, least)});
    }
    if (made.groups.empty()) {
        refuse(
            fmt::format("no unit is treated after at least {} periods without treatment", least));
    }
    if (made.controls.size() < 2) {
        refuse(fmt::format("{} unit(s) are never treated; at least 2 are needed as controls",
                           made.controls.size()));
    }
    check_variation(panel, made, made.groups.back().before);
    for (Group& group : made.groups) {
        group.tuning = tuning_of(panel, made.controls, group.treated.size(), group.before, spec);
    }
    return made;
}

BlockFit fit_group(const SyntheticPanel& panel, const SyntheticSpec& spec, const Design& design,
                   const Group& group) {
    const Block block = make_block(panel, design.controls, group.treated, group.before);
    Start start{.time = group.time_weights};
    if (!group.unit_weights.empty()) {
        for (const std::size_t u : design.controls) {
            start.unit.push_back(group.unit_weights[u]);
        }
        start.unit = normalised(std::move(start.unit));
    }
    return fit_block(block, spec, group.tuning, start);
}

double cells_of(const SyntheticPanel& panel, const Group& group) {
    return static_cast<double>(group.treated.size() * (panel.outcome.rows - group.before));
}

double effect_of(const SyntheticPanel& panel, const SyntheticSpec& spec, const Design& design) {
    double sum = 0;
    double cells = 0;
    for (const Group& group : design.groups) {
        const double weight = cells_of(panel, group);
        sum += weight * fit_group(panel, spec, design, group).effect;
        cells += weight;
    }
    return sum / cells;
}

double effect_with_fixed_weights(const SyntheticPanel& panel, const Design& design) {
    double sum = 0;
    double cells = 0;
    for (const Group& group : design.groups) {
        const double weight = cells_of(panel, group);
        BlockFit fit{.time = group.time_weights};
        for (const std::size_t u : design.controls) {
            fit.unit.push_back(group.unit_weights[u]);
        }
        fit.unit = normalised(std::move(fit.unit));
        contrast(make_block({.outcome = panel.outcome, .first_treated = {}, .predictors = {}},
                            design.controls, group.treated, group.before),
                 fit);
        sum += weight * fit.effect;
        cells += weight;
    }
    return sum / cells;
}

} // namespace halflight::stats::synthetic
