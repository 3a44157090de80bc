// SPDX-License-Identifier: Apache-2.0
// loess.hpp - local polynomials with tricube weights at equal steps.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace halflight::stats {

struct Loess {
    std::size_t window = 7;
    int degree = 1;
    std::size_t jump = 1; ///< cells from one local fit to the next; lines between
};

/// Local fit at `at` (1 is the first cell, 0 and n + 1 are allowed) from cells `left` .. `right`
/// (counted from 1, at most n); `weights` may be empty. None where no weight is above 0.
[[nodiscard]] std::optional<double> loess_at(std::span<const double> y,
                                             std::span<const double> weights, const Loess& spec,
                                             double at, std::size_t left, std::size_t right);

/// Smooth at every cell. A cell around which no weight is above 0 keeps its value, or, where it is
/// missing, takes the nearest smooth before it (after it at the beginning).
[[nodiscard]] std::vector<double> loess(std::span<const double> y, std::span<const double> weights,
                                        const Loess& spec);

} // namespace halflight::stats
