// SPDX-License-Identifier: Apache-2.0
// halflight/stats/breaks.hpp - dates at which the coefficients of a regression change.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// What chooses the number of breaks where it is not given.
enum class BreakCriterion : unsigned char {
    bic, ///< Yao (1988), every date counted as a parameter
    lwz, ///< Liu, Wu and Zidek (1997), c0 = 0.299, delta0 = 0.1
};

struct BreaksSpec {
    double trimming = 0.15; ///< least rows of a segment: a share of the sample, or, from 1 on, rows
    std::optional<std::size_t> breaks = std::nullopt; ///< as many; without: chosen by `criterion`
    std::optional<std::size_t> most =
        std::nullopt; ///< looked for at most; without: ceil(n / rows) - 2
    BreakCriterion criterion = BreakCriterion::bic;
    double level = 0.95;
    bool regressors_differ = true; ///< moments of the regressors estimated on either side of a date
    bool errors_differ = true;     ///< and the variance of the errors
    bool operator==(const BreaksSpec&) const = default;
};

/// The best division of the sample by a number of breaks.
struct BreakPartition {
    std::vector<std::size_t> last = {}; ///< last row (counted from 1) before each break
    double sum_of_squares = undefined;
    double bic = undefined;
    double lwz = undefined;
};

/// One date with its interval, in rows counted from 1: the last row before the break. The interval
/// holds the date and may reach beyond the sample (warning "interval_outside_sample").
struct BreakInterval {
    std::size_t last = 0;
    double low = undefined;
    double high = undefined;
};

struct BreaksFit {
    std::size_t rows = 0;
    std::size_t least_rows = 0;                 ///< of a segment
    std::vector<BreakPartition> by_number = {}; ///< for 0, 1, ... breaks
    std::size_t breaks = 0;                     ///< the number chosen or asked for
    std::vector<BreakInterval> dates = {};
    Matrix coefficients = {}; ///< a column for each segment
    Matrix std_errors = {};   ///< of each segment alone, homoskedastic
    Warnings warnings = {};
};

/// Least-squares dates of breaks in all coefficients of y = X b + e (pure structural change), by
/// dynamic programming over every division into segments of at least `least_rows` rows: Bai and
/// Perron (1998, 2003). Intervals of the dates: Bai (1997), by the distribution of the argmax of a
/// two-sided Brownian motion with drift, with whole rows towards the outside as `confint` of the R
/// package strucchange has them.
///
/// `x`: rows x coefficients, the column of ones included if wanted. Refuses cells that are not
/// finite, an outcome without variation, and segments that would be too short. Time grows with the
/// square of the rows; memory with rows x breaks.
/// Warnings: "no_break" (the criterion finds none), "number_reduced" (more breaks asked than fit),
/// "interval_undefined", "interval_outside_sample", "intervals_overlap", "collinear".
[[nodiscard]] BreaksFit breaks(std::span<const double> y, const MatrixView& x,
                               const BreaksSpec& spec);

} // namespace halflight::stats
