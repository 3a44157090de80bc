// SPDX-License-Identifier: Apache-2.0
// hansen.hpp - p-values of the sup, ave and exp F statistics (Hansen 1997).
#pragma once

#include <array>
#include <cstddef>

namespace halflight::stats {

inline constexpr std::size_t hansen_coefficients = 20; ///< regression coefficients at most
inline constexpr std::size_t hansen_trimmings = 25;
inline constexpr std::size_t hansen_rows = hansen_coefficients * hansen_trimmings;
inline constexpr std::size_t hansen_sup_width = 3;
inline constexpr std::size_t hansen_mean_width = 5;

extern const std::array<double, hansen_rows * hansen_sup_width> hansen_sup;
extern const std::array<double, hansen_rows * hansen_mean_width> hansen_ave;
extern const std::array<double, hansen_rows * hansen_mean_width> hansen_exp;

enum class FFunctional : unsigned char { sup, ave, exp };

/// p-value of a functional of F statistics that test `coefficients` coefficients; `ratio` is
/// (1 - a) b / (a (1 - b)) for dates between the shares a and b of the sample. NaN for more
/// than 20.
[[nodiscard]] double hansen_p_value(FFunctional functional, double statistic,
                                    std::size_t coefficients, double ratio) noexcept;

} // namespace halflight::stats
