// SPDX-License-Identifier: Apache-2.0
// halflight/stats/synthetic_tests.hpp - placebos in units and time, and conformal inference for
// synthetic controls.
#pragma once

#include <cstddef>
#include <vector>

#include "halflight/stats/synthetic.hpp"

namespace halflight::stats {

/// Every never-treated unit in turn in the place of the treated one, compared with the others.
struct UnitPlacebos {
    std::vector<std::size_t> units{}; ///< the never-treated ones
    std::vector<double> effects{};    ///< of each
    std::vector<double> ratios{};     ///< error after / error before treatment (root mean squares)
    double effect = undefined;
    double ratio = undefined;
    /// Share of all units, the treated one among them, with a ratio at least as large: an exact
    /// p-value were treatment given at random. Abadie, Diamond and Hainmueller (2010).
    double p_value = undefined;
    Warnings warnings{};
};

/// Refuses more than one date of adoption; several treated units are replaced by their mean.
[[nodiscard]] UnitPlacebos placebo_in_units(const SyntheticPanel& panel, const SyntheticSpec& spec);

/// The method on the periods before treatment alone, treatment put to period `date` (from 0). An
/// effect far from zero speaks against the method.
[[nodiscard]] SyntheticFit placebo_in_time(const SyntheticPanel& panel, const SyntheticSpec& spec,
                                           int date);

/// The date at which package synthdid puts its placebo: the share of treated periods is kept.
[[nodiscard]] int placebo_date(std::size_t periods, int first_treated);

enum class ConformalOrder : unsigned char {
    moving_block, ///< all cyclic shifts of the residuals: valid with serial dependence
    iid,          ///< random permutations; the observed order is one of them
};

struct ConformalSpec {
    ConformalOrder order = ConformalOrder::moving_block;
    double norm = 1;           ///< q of the statistic (mean of |residual|^q)^(1/q), at least 1
    double level = 0.90;       ///< of intervals
    std::size_t grid = 200;    ///< hypothetical effects tried for an interval
    Draws draws{.count = 999}; ///< `iid`
};

struct ConformalInterval {
    int period = 0;
    double effect = undefined;  ///< the method's own
    double p_value = undefined; ///< of no effect in this period
    double low = undefined;
    double high = undefined;
    bool bounded = true; ///< false: the set runs over the end of the grid, which then is shown
};

struct Conformal {
    double p_value = undefined; ///< of no effect in any period
    std::vector<ConformalInterval> periods{};
    Warnings warnings{};
};

/// p-value of the hypothesis that the effect in the periods from treatment on is `path` (one value
/// for each; empty: zero). Under it outcomes without treatment are known in all periods: weights
/// are fitted on all of them, and the residuals are exchangeable. Chernozhukov, Wuthrich and Zhu
/// (2021). For synthetic_control, demeaned_control, ridge_augmented (given or chosen ridge) and
/// difference_in_differences; refuses synthetic_did, whose time weights presuppose the split, and
/// more than one date of adoption.
[[nodiscard]] double conformal_p_value(const SyntheticPanel& panel, const SyntheticSpec& spec,
                                       const ConformalSpec& conformal,
                                       const std::vector<double>& path);

/// The joint test and, for each treated period, the effects that a test on the periods before and
/// that one does not reject. The interval is the hull of these and holds the estimate. Warning
/// "level_unreachable" where the number of orders is too small for the level.
[[nodiscard]] Conformal conformal(const SyntheticPanel& panel, const SyntheticSpec& spec,
                                  const ConformalSpec& conformal);

} // namespace halflight::stats
