// SPDX-License-Identifier: Apache-2.0
// halflight/stats/stability.hpp - tests whether the coefficients of a regression stay as they are.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// A statistic with its p-value and the value that it would have needed at the level asked for.
struct StabilityTest {
    double statistic = undefined;
    double p_value = undefined;
    double threshold = undefined; ///< least statistic whose p-value is at most 1 - level
    bool rejected = false;
};

struct FTestSpec {
    double from = 0.15; ///< first date: a share of the rows, or, from 1 on, a row
    std::optional<double> to =
        std::nullopt; ///< last date; without: as far from the end as `from` from the start
    double level = 0.95;
    bool operator==(const FTestSpec&) const = default;
};

struct FTests {
    std::vector<double> statistics = {}; ///< F (Chow) statistic, q F, of every date
    std::size_t first = 0;  ///< date of statistics[0]: last row, from 1, before the break
    std::size_t date = 0;   ///< where they are largest
    StabilityTest sup = {}; ///< Andrews (1993)
    StabilityTest ave = {}; ///< Andrews and Ploberger (1994)
    StabilityTest exp = {};
    Warnings warnings = {};
};

/// F statistics of a single break in all coefficients at every date between two, and their maximum,
/// mean and log mean exponential: (RSS0 - RSS1) / (RSS1 / (n - 2k)). p-values: Hansen (1997), for
/// up to 20 coefficients (beyond: undefined, warning "p_value_undefined"). Where the two dates are
/// one, sup and ave are the Chow test with its exact F distribution. Refuses cells that are not
/// finite, no admissible date, an outcome without variation. Warnings: "dates_moved" where `from`
/// or `to` leave no room for the coefficients.
[[nodiscard]] FTests f_tests(std::span<const double> y, const MatrixView& x, const FTestSpec& spec);

enum class Fluctuation : unsigned char {
    ols_cusum,       ///< Ploberger and Kraemer (1992)
    recursive_cusum, ///< Brown, Durbin and Evans (1975)
    ols_mosum,       ///< Chu, Hornik and Kuan (1995)
    recursive_mosum,
};

struct FluctuationSpec {
    Fluctuation kind = Fluctuation::ols_cusum;
    double bandwidth = 0.15; ///< of a moving sum, share of the residuals
    double level = 0.95;
    bool operator==(const FluctuationSpec&) const = default;
};

struct FluctuationFit {
    std::vector<double> process = {}; ///< from its first value, 0 for cumulated sums
    StabilityTest test = {};
    Warnings warnings = {};
};

/// Empirical fluctuation process of the residuals and the test that its maximum is too large, with
/// the conventions of the R package strucchange (`efp`, `sctest`): the recursive CUSUM is held
/// against the line 1 + 2t, the variance of its residuals is about their mean. p-values of moving
/// sums come from published tables of critical values and lie between 0.01 and 0.2 or 0.1; at the
/// lower end the warning "p_value_bound" says that it is at most that.
/// Refuses cells that are not finite, fewer rows than coefficients + 2, residuals that are all 0.
[[nodiscard]] FluctuationFit fluctuation(std::span<const double> y, const MatrixView& x,
                                         const FluctuationSpec& spec);

} // namespace halflight::stats
