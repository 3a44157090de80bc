// SPDX-License-Identifier: Apache-2.0
// synthetic/conformal.cpp - conformal tests of effects, by weights fitted under the hypothesis.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "halflight/base/parallel.hpp"
#include "halflight/stats/synthetic_tests.hpp"
#include "synthetic/design.hpp"

namespace halflight::stats {

using namespace synthetic;

namespace {

// A block whose periods are all taken for untreated, once the hypothesis is subtracted.
struct Tested {
    Block block;
    std::size_t before = 0; // periods before treatment; the rest are under test
    Tuning tuning;
    SyntheticSpec spec;
    ConformalSpec conformal;
};

Tested under_test(const SyntheticPanel& panel, const SyntheticSpec& spec,
                  const ConformalSpec& conformal) {
    if (spec.method == SyntheticMethod::synthetic_did) {
        refuse("conformal tests fit the weights on all periods, but the time weights of "
               "synthetic_did presuppose a treated period: use demeaned_control");
    }
    if (!(conformal.norm >= 1) || !(conformal.level > 0 && conformal.level < 1) ||
        conformal.grid < 3) {
        refuse("conformal tests need a norm of at least 1, a level between 0 and 1 and a grid of "
               "at least 3");
    }
    Warnings ignored;
    const Design design = make_design(panel, spec, ignored);
    if (design.groups.size() > 1) {
        refuse(fmt::format("conformal tests need one date of treatment; there are {}",
                           design.groups.size()));
    }
    const Group& group = design.groups.front();
    return {.block = make_block(panel, design.controls, group.treated, group.before),
            .before = group.before,
            .tuning = group.tuning,
            .spec = spec,
            .conformal = conformal};
}

BlockFit fit_all(const Tested& tested, const Block& block) {
    BlockFit fit;
    unit_weights(block, tested.spec, tested.tuning, {}, fit);
    if (tested.spec.method == SyntheticMethod::ridge_augmented) {
        augment(block, tested.spec, tested.tuning, fit);
    }
    const bool level = tested.spec.method == SyntheticMethod::demeaned_control ||
                       tested.spec.method == SyntheticMethod::difference_in_differences;
    fit.time.assign(block.before, level ? 1.0 / static_cast<double>(block.before) : 0.0);
    contrast(block, fit);
    return fit;
}

std::vector<double> residual_powers(const Tested& tested, const Block& block) {
    const BlockFit fit = fit_all(tested, block);
    std::vector<double> made(fit.gap.size());
    std::ranges::transform(fit.gap, made.begin(), [&](double x) {
        return std::pow(std::abs(x - fit.intercept), tested.conformal.norm);
    });
    return made;
}

// Statistic of the last `after` of the periods in the order that begins at `shift`.
double shifted_sum(const std::vector<double>& powers, std::size_t after, std::size_t shift) {
    const std::size_t n = powers.size();
    double sum = 0;
    for (std::size_t i = n - after; i < n; ++i) {
        sum += powers[(i + shift) % n];
    }
    return sum;
}

double p_value_of(const std::vector<double>& powers, std::size_t after, const ConformalSpec& spec) {
    // Orders whose sums differ by rounding alone count as equal.
    const double own = shifted_sum(powers, after, 0) * (1 - 1e-12);
    if (spec.order == ConformalOrder::moving_block) {
        std::size_t above = 0;
        for (std::size_t s = 0; s < powers.size(); ++s) {
            above += shifted_sum(powers, after, s) >= own ? 1U : 0U;
        }
        return static_cast<double>(above) / static_cast<double>(powers.size());
    }
    std::size_t above = 1;
    for (std::size_t d = 0; d < spec.draws.count; ++d) {
        const auto order = permutation(Random(spec.draws.seed, d), powers.size());
        double sum = 0;
        for (std::size_t i = 0; i < after; ++i) {
            sum += powers[order[i]];
        }
        above += sum >= own ? 1U : 0U;
    }
    return static_cast<double>(above) / static_cast<double>(spec.draws.count + 1);
}

// Periods before treatment, and one after it.
Tested with_one(const Tested& all, std::size_t period) {
    Tested made{.block = {},
                .before = all.before,
                .tuning = all.tuning,
                .spec = all.spec,
                .conformal = all.conformal};
    const std::size_t n = all.before + 1;
    made.block.controls = Matrix(n, all.block.controls.cols());
    made.block.predictors = all.block.predictors;
    made.block.treated_predictors = all.block.treated_predictors;
    made.block.treated_units = all.block.treated_units;
    made.block.before = n;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t t = i < all.before ? i : period;
        made.block.treated.push_back(all.block.treated[t]);
        for (std::size_t c = 0; c < all.block.controls.cols(); ++c) {
            made.block.controls(i, c) = all.block.controls(t, c);
        }
    }
    return made;
}

double p_value_at(const Tested& one, double effect) {
    Block block = one.block;
    block.treated.back() -= effect;
    return p_value_of(residual_powers(one, block), 1, one.conformal);
}

// The farthest effect on one side of the estimate that is not rejected.
double edge(const Tested& one, double estimate, double reach, bool& bounded) {
    const double alpha = 1 - one.conformal.level + 1e-12; // a p-value equal to it rejects
    const auto steps = static_cast<double>(one.conformal.grid / 2);
    double inside = estimate;
    double outside = estimate + reach;
    for (int doubled = 0; doubled < 6; ++doubled, reach *= 2) {
        for (double k = 1; k <= steps; ++k) {
            const double effect = estimate + reach * k / steps;
            if (p_value_at(one, effect) > alpha) {
                inside = effect;
                outside = estimate + reach * (k + 1) / steps;
            }
        }
        if (inside != estimate + reach) {
            break;
        }
        bounded = doubled < 5;
    }
    for (int i = 0; bounded && i < 20; ++i) {
        const double middle = (inside + outside) / 2;
        (p_value_at(one, middle) > alpha ? inside : outside) = middle;
    }
    return inside;
}

ConformalInterval interval_of(const Tested& all, std::size_t period, double estimate,
                              double scale) {
    const Tested one = with_one(all, period);
    ConformalInterval made{.period = static_cast<int>(period), .effect = estimate};
    made.p_value = p_value_at(one, 0);
    const double reach = std::max({4 * scale, std::abs(estimate), 1e-12});
    bool low_bounded = true;
    bool high_bounded = true;
    made.low = edge(one, estimate, -reach, low_bounded);
    made.high = edge(one, estimate, reach, high_bounded);
    made.bounded = low_bounded && high_bounded;
    return made;
}

} // namespace

double conformal_p_value(const SyntheticPanel& panel, const SyntheticSpec& spec,
                         const ConformalSpec& conformal, const std::vector<double>& path) {
    Tested tested = under_test(panel, spec, conformal);
    const std::size_t after = tested.block.treated.size() - tested.before;
    if (!path.empty() && path.size() != after) {
        refuse(fmt::format("the hypothesis has {} effects; there are {} treated periods",
                           path.size(), after));
    }
    for (std::size_t i = 0; i < path.size(); ++i) {
        tested.block.treated[tested.before + i] -= path[i];
    }
    tested.block.before = tested.block.treated.size();
    return p_value_of(residual_powers(tested, tested.block), after, conformal);
}

Conformal conformal(const SyntheticPanel& panel, const SyntheticSpec& spec,
                    const ConformalSpec& conformal) {
    Conformal made;
    Tested tested = under_test(panel, spec, conformal);
    made.p_value = conformal_p_value(panel, spec, conformal, {});
    SyntheticSpec plain = spec;
    plain.error = SyntheticError::none;
    const SyntheticFit fit = fit_synthetic(panel, plain);
    made.warnings = fit.warnings;
    const SyntheticCohort& cohort = fit.cohorts.front();
    tested.spec.ridge = cohort.ridge; // chosen once: leaving periods out at every step costs much
    const double orders = conformal.order == ConformalOrder::moving_block
                              ? static_cast<double>(tested.before + 1)
                              : static_cast<double>(conformal.draws.count + 1);
    if (1 / orders > 1 - conformal.level + 1e-12) {
        made.warnings.push_back(
            {"level_unreachable",
             fmt::format("{} orders of the residuals cannot reject at level {}: intervals are the "
                         "range that was searched",
                         orders, conformal.level)});
    }
    made.periods.resize(cohort.curve.size());
    for_each_index(made.periods.size(), spec.draws.jobs, [&](std::size_t i) {
        made.periods[i] = interval_of(tested, tested.before + i, cohort.curve[i], cohort.pre_rmse);
    });
    return made;
}

} // namespace halflight::stats
