// SPDX-License-Identifier: Apache-2.0
// codes.hpp - groupings of rows as dense levels 0, 1, ...
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "halflight/stats/fixed_effects.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats::detail {

/// Levels in the order of their codes.
struct Levels {
    std::vector<std::uint32_t> of_row = {};
    std::vector<std::int32_t> codes = {}; ///< ascending; the code of each level

    [[nodiscard]] std::size_t count() const noexcept { return codes.size(); }
};

[[nodiscard]] Levels encode(Codes codes);

/// The same for the rows named.
[[nodiscard]] Levels encode(Codes codes, std::span<const std::size_t> rows);

/// Rows in the order of their level, stable; `starts[g]` is where level g begins.
struct Order {
    std::vector<std::uint32_t> rows = {};
    std::vector<std::uint32_t> starts = {}; ///< count + 1
};

[[nodiscard]] Order order_by(std::span<const std::uint32_t> levels, std::size_t count);

/// Level of each combination that occurs, numbered as met when rows are taken by their first level.
struct Combined {
    std::vector<std::uint32_t> of_row = {};
    std::size_t count = 0;
};

[[nodiscard]] Combined combine(std::span<const std::uint32_t> first, std::size_t first_count,
                               std::span<const std::uint32_t> second, std::size_t second_count);

/// True where all rows of each level of `inner` have one level of `outer`.
[[nodiscard]] bool nested(std::span<const std::uint32_t> inner, std::size_t inner_count,
                          std::span<const std::uint32_t> outer);

/// Components of the graph whose edges are rows between levels of two groupings; 0, 1, ... in the
/// order of the first grouping's levels.
struct Components {
    std::vector<std::uint32_t> of_first = {}; ///< component of each level of the first grouping
    std::size_t count = 0;
};

[[nodiscard]] Components components(std::span<const std::uint32_t> first, std::size_t first_count,
                                    std::span<const std::uint32_t> second,
                                    std::size_t second_count);

template <class T>
[[nodiscard]] std::vector<T> pick(std::span<const T> values, std::span<const std::size_t> rows) {
    std::vector<T> picked(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        picked[i] = values[rows[i]];
    }
    return picked;
}

/// Columns of the rows named.
[[nodiscard]] Matrix pick(MatrixView values, std::span<const std::size_t> rows);

} // namespace halflight::stats::detail
