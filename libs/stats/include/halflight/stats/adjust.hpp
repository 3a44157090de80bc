// SPDX-License-Identifier: Apache-2.0
// halflight/stats/adjust.hpp - p-values of several tests at once.
#pragma once

#include <span>
#include <vector>

namespace halflight::stats {

enum class Adjustment : unsigned char {
    bonferroni,
    holm,                ///< Holm (1979)
    hochberg,            ///< Hochberg (1988)
    benjamini_hochberg,  ///< false discovery rate, Benjamini and Hochberg (1995)
    benjamini_yekutieli, ///< false discovery rate under any dependence (2001)
};

/// Adjusted p-values in the order given. NaN stays NaN and does not count as a test. As R's
/// p.adjust.
[[nodiscard]] std::vector<double> adjust(std::span<const double> p_values, Adjustment method);

} // namespace halflight::stats
