// SPDX-License-Identifier: Apache-2.0
// halflight/stats/wild_bootstrap.hpp - tests with few clusters by the wild cluster bootstrap.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "halflight/stats/linear.hpp"
#include "halflight/stats/resample.hpp"

namespace halflight::stats {

enum class WildWeights : unsigned char {
    rademacher, ///< +1, -1
    webb,       ///< six points (Webb 2014), for fewer than about 12 clusters
};

enum class PValue : unsigned char {
    symmetric,  ///< |t*| against |t|
    equal_tail, ///< twice the smaller tail
};

struct WildSpec {
    std::string coefficient = {}; ///< name of the tested regressor
    double null = 0;              ///< tested value
    bool impose_null = true;      ///< WCR; false: WCU
    WildWeights weights = WildWeights::rademacher;
    PValue p_value = PValue::symmetric;
    Draws draws = {.count = 9999};
    /// Rademacher with 2^G at most `draws.count`: every vector of signs once, and no drawing.
    bool enumerate = true;
    bool interval = true;
    double level = 0.95;
    LinearSpec linear = {}; ///< intercept, singletons, demeaning, small-sample factors
};

struct WildFit {
    Coefficient coefficient =
        {}; ///< bootstrap p-value and interval; std_error and statistic clustered
    std::size_t clusters = 0;
    std::size_t draws = 0;
    bool enumerated = false;
    std::size_t distinct = 0; ///< distinct statistics among the draws
    /// "few_distinct_draws" (p cannot be under 1 / distinct), "interval_unbounded" and those of the
    /// linear fit.
    Warnings warnings = {};
};

/// Wild cluster bootstrap of a t statistic (Cameron, Gelbach and Miller 2008) on the first cluster
/// grouping of `data.structure`, by cluster sums (Roodman, MacKinnon, Nielsen and Webb 2019): the
/// cost of a draw does not grow with rows. The interval holds the values that the test does not
/// reject at 1 - level; it always contains the estimate. A draw whose |t*| ties with |t| counts as
/// at least as large. Memory: G^2 numbers and a few columns of rows. Refuses instruments, fewer
/// than two clusters, a coefficient that is not there.
[[nodiscard]] WildFit wild_cluster_bootstrap(const LinearData& data, const WildSpec& spec);

} // namespace halflight::stats
