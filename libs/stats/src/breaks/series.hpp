// SPDX-License-Identifier: Apache-2.0
// series.hpp - what is asked of a series before anything is computed from it.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// Refuses NaN and infinity by name and place (counted from 1).
void require_finite(std::span<const double> values, std::string_view name);

/// Refuses a level or share outside the open interval (0, 1).
void require_share(double share, std::string_view name);

/// Refuses an outcome and regressors that do not fit each other, or that are not finite.
void require_regression(std::span<const double> y, const MatrixView& x);

/// The cells of a series that are not missing (NaN), and where they stood. Infinity is refused, and
/// with `counts` so is what is negative or not whole.
struct Observed {
    std::vector<double> values = {};
    std::vector<std::size_t> places = {}; ///< 0-based places in the series
};
[[nodiscard]] Observed observed_cells(std::span<const double> series, std::string_view name,
                                      bool counts);

/// Refuses infinite, negative or broken counts; NaN (missing) may stand.
void require_counts(std::span<const double> series, std::string_view name);

/// Refuses exposures of another length, not finite, or not above zero where a count stands.
void require_exposure(std::span<const double> exposure, std::span<const double> series);

} // namespace halflight::stats
