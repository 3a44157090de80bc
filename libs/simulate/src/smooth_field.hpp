// SPDX-License-Identifier: Apache-2.0
// A field of normal numbers that changes gently from cell to cell.
#pragma once

#include "halflight/base/random.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace halflight::simulate {

/// Normal draws at every `spacing` cells, between them weighted sums whose weights are scaled so
/// that every cell is standard normal.
class SmoothField {
  public:
    SmoothField() = default;
    SmoothField(const Random& random, std::int64_t width, std::int64_t height,
                std::int64_t spacing);
    /// Cells `first` to `end` of a row.
    void row(std::int64_t row, std::int64_t first, std::int64_t end, float* out) const;

  private:
    std::int64_t m_spacing = 1;
    std::size_t m_across = 0; ///< nodes
    std::vector<float> m_nodes;
    std::vector<float> m_before; ///< weight of the node before, by cell within a step
    std::vector<float> m_after;
};

} // namespace halflight::simulate
