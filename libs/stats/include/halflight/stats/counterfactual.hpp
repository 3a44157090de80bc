// SPDX-License-Identifier: Apache-2.0
// halflight/stats/counterfactual.hpp - effects that follow from outcomes without treatment, and
// what every such fit carries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/matrix.hpp"
#include "halflight/stats/panel.hpp"

namespace halflight::stats {

/// Mean of the effects at one distance from the beginning of treatment.
struct RelativeEffect {
    int period = 0; ///< 1: the first treated period; 0 and below: before
    double effect = undefined;
    std::size_t count = 0; ///< cells in the mean
};

struct GroupEffect {
    std::uint32_t group = 0;
    double effect = undefined;
    std::size_t count = 0;
};

/// Means weighted by the panel's weights over treated observed cells.
struct EffectSummary {
    double average = undefined;             ///< over all treated cells
    double average_of_units = undefined;    ///< mean of the means of the units
    std::size_t cells = 0;                  ///< treated cells with a counterfactual
    std::vector<RelativeEffect> by_period;  ///< ascending; those before treatment are gaps of fit
    std::vector<RelativeEffect> cumulative; ///< sums of by_period from 1 on
    std::vector<GroupEffect> by_group;      ///< ascending; empty without groups
};

/// How well the fit follows the treated units before their treatment.
struct PreFit {
    double rmse = undefined;          ///< over their untreated cells
    double relative_rmse = undefined; ///< rmse / standard deviation of their outcomes there
    double worst_gap = undefined;     ///< largest |mean gap| of a relative period
    int worst_period = 0;             ///< where
    std::size_t cells = 0;
};

/// One candidate for a number of factors, or a penalty. NaN where a criterion was not computed.
struct CriterionPoint {
    std::size_t factors = 0;
    double lambda = undefined;
    double sigma2 = undefined;
    double ic = undefined;
    double pc = undefined;
    double mspe = undefined; ///< mean squared error of prediction of left-out cells
};

/// What the fits of this family share.
struct Counterfactual {
    Matrix untreated; ///< periods x units: outcome without treatment; NaN for units left out
    EffectSummary effects;
    PreFit pre;
    std::size_t factors = 0;
    std::vector<CriterionPoint> curve;
    /// Roughly the least average effect that a two-sided test of 5 percent finds with a chance of
    /// 80 percent: 2.8 times the root mean square of the mean gaps before treatment. An interval of
    /// panel_inference.hpp replaces it by 2.8 standard errors.
    double detectable = undefined;
    std::vector<std::size_t> dropped; ///< units left out, each named in a warning
    bool converged = true;
    int iterations = 0;
    Warnings warnings;
};

/// Effects of a panel against `untreated` (periods x units, NaN: no counterfactual, left out).
/// `groups`: one code per unit, or empty.
[[nodiscard]] EffectSummary summarise_effects(const Panel& panel, const Matrix& untreated,
                                              std::span<const std::uint32_t> groups);
[[nodiscard]] PreFit pre_fit(const Panel& panel, const Matrix& untreated);

} // namespace halflight::stats
