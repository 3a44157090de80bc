// SPDX-License-Identifier: Apache-2.0
// judge_rows.hpp - stretches of a row of cells, decoded, on the stack.
#pragma once

#include "halflight/lights/product.hpp"

#include <algorithm>

namespace halflight::lights {

/// Cells judged at a time: what is decoded of them stays in the first-level cache.
inline constexpr std::size_t stretch = 512;

using Floats = std::array<float, stretch>;
using Flags = std::array<std::int32_t, stretch>;
using States = std::array<raster::CellState, stretch>;

/// Where a stretch stands in a pane.
struct Place {
    std::ptrdiff_t row = 0;
    std::ptrdiff_t column = 0;
    std::size_t count = 0;
};

/// A layer of the pane, as it was read.
struct Source {
    raster::CellView view;
    raster::Decoding decoding;
};

/// Values, and `observed`, `fill` or `not_finite`.
void decode_values(const Source& source, const Place& place, Floats& values, States& states);
/// Numbers (counts, deviations); NaN where there is none.
void decode_numbers(const Source& source, const Place& place, Floats& numbers);
/// Flags and bit fields, undecoded; -1 where there is none.
void decode_flags(const Source& source, const Place& place, Flags& flags);

/// Which flags are good.
class GoodFlags {
  public:
    explicit GoodFlags(const std::vector<int>& chosen, std::initializer_list<int> otherwise) {
        const auto add = [this](int flag) {
            if (flag >= 0 && flag < 256) {
                m_good[static_cast<std::size_t>(flag)] = true;
            }
        };
        chosen.empty() ? static_cast<void>(std::for_each(otherwise.begin(), otherwise.end(), add))
                       : static_cast<void>(std::for_each(chosen.begin(), chosen.end(), add));
    }
    [[nodiscard]] bool has(std::int32_t flag) const noexcept {
        return flag >= 0 && flag < 256 && m_good[static_cast<std::size_t>(flag)];
    }

  private:
    std::array<bool, 256> m_good{};
};

} // namespace halflight::lights
