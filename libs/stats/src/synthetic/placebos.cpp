// SPDX-License-Identifier: Apache-2.0
// synthetic/placebos.cpp - placebos in units and in time.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "halflight/base/parallel.hpp"
#include "halflight/stats/synthetic_tests.hpp"
#include "synthetic/design.hpp"

namespace halflight::stats {

using namespace synthetic;

namespace {

double size_of(std::span<const double> gap, double intercept) {
    double sum = 0;
    for (const double x : gap) {
        sum += (x - intercept) * (x - intercept);
    }
    return std::sqrt(sum / static_cast<double>(gap.size()));
}

struct Compared {
    double effect = 0;
    double ratio = 0;
};

Compared compare(const SyntheticPanel& panel, const SyntheticSpec& spec, const Design& design) {
    const Group& group = design.groups.front();
    const BlockFit fit = fit_group(panel, spec, design, group);
    const std::span<const double> gap = fit.gap;
    const double before = size_of(gap.first(group.before), fit.intercept);
    const double after = size_of(gap.subspan(group.before), fit.intercept);
    const double infinite = std::numeric_limits<double>::infinity();
    return {fit.effect, before > 0 ? after / before : infinite};
}

} // namespace

UnitPlacebos placebo_in_units(const SyntheticPanel& panel, const SyntheticSpec& spec) {
    UnitPlacebos made;
    const Design design = make_design(panel, spec, made.warnings);
    if (design.groups.size() > 1) {
        refuse(fmt::format("placebos in units need one date of treatment; there are {}: take the "
                           "units of one date at a time",
                           design.groups.size()));
    }
    if (design.controls.size() < 3) {
        refuse("placebos in units need at least 3 never-treated units");
    }
    const Compared own = compare(panel, spec, design);
    made.effect = own.effect;
    made.ratio = own.ratio;
    made.units = design.controls;
    made.effects.resize(made.units.size());
    made.ratios.resize(made.units.size());
    for_each_index(made.units.size(), spec.draws.jobs, [&](std::size_t i) {
        Design other = design;
        other.groups.front().treated = {made.units[i]};
        std::erase(other.controls, made.units[i]);
        const Compared result = compare(panel, spec, other);
        made.effects[i] = result.effect;
        made.ratios[i] = result.ratio;
    });
    const auto above = std::ranges::count_if(made.ratios, [&](double r) { return r >= own.ratio; });
    made.p_value = static_cast<double>(above + 1) / static_cast<double>(made.ratios.size() + 1);
    if (made.units.size() < 19) {
        made.warnings.push_back(
            {"few_placebos",
             fmt::format("with {} controls no p-value below {:.3f} can occur", made.units.size(),
                         1.0 / static_cast<double>(made.units.size() + 1))});
    }
    return made;
}

SyntheticFit placebo_in_time(const SyntheticPanel& panel, const SyntheticSpec& spec, int date) {
    Warnings warnings;
    const Design design = make_design(panel, spec, warnings);
    const std::size_t before = design.groups.front().before;
    if (date < 1 || static_cast<std::size_t>(date) >= before) {
        refuse(fmt::format("the placebo date must lie in periods 1 to {}, before treatment; it is "
                           "{}",
                           before - 1, date));
    }
    Matrix earlier(before, panel.outcome.cols);
    for (std::size_t u = 0; u < panel.outcome.cols; ++u) {
        std::ranges::copy(panel.outcome.column(u).first(before), earlier.column(u).begin());
    }
    std::vector<int> first(panel.first_treated.begin(), panel.first_treated.end());
    for (int& period : first) {
        period = period == never_treated ? never_treated : date;
    }
    return fit_synthetic(
        {.outcome = earlier.view(), .first_treated = first, .predictors = panel.predictors}, spec);
}

int placebo_date(std::size_t periods, int first_treated) {
    const double share = 1 - first_treated / static_cast<double>(periods);
    return static_cast<int>(std::floor(first_treated * (1 - share)));
}

} // namespace halflight::stats
