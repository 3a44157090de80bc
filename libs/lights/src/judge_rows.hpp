// SPDX-License-Identifier: Apache-2.0
// judge_rows.hpp - stretches of a row of cells, decoded, on the stack.
#pragma once

#include "halflight/lights/product.hpp"

#include <algorithm>

namespace halflight::lights {

/// Cells judged at a time: what is decoded of them stays in the first-level cache.
inline constexpr std::size_t stretch = 512;

// Everything about a cell is four bytes wide, so that a vector holds the same cells of each.
using Floats = std::array<float, stretch>;
using Flags = std::array<std::int32_t, stretch>;
/// StateByte of each cell.
using States = std::array<std::int32_t, stretch>;

[[nodiscard]] constexpr std::int32_t code(raster::CellState state) noexcept {
    return static_cast<std::int32_t>(state);
}

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

/// Values, and `observed`, `fill` or `not_finite`; room for `place.count` values.
void decode_values(const Source& source, const Place& place, float* values, States& states);
/// Numbers (counts, deviations); NaN where there is none.
void decode_numbers(const Source& source, const Place& place, float* numbers);
/// Flags and bit fields, undecoded; -1 where there is none.
void decode_flags(const Source& source, const Place& place, Flags& flags);

/// Which flags are good.
class GoodFlags {
  public:
    explicit GoodFlags(const std::vector<int>& chosen, std::initializer_list<int> otherwise) {
        const auto add = [this](int flag) {
            if (flag >= 0 && flag < 256) {
                m_words[static_cast<std::size_t>(flag) / 32] |= 1U << (flag % 32);
            }
        };
        chosen.empty() ? static_cast<void>(std::for_each(otherwise.begin(), otherwise.end(), add))
                       : static_cast<void>(std::for_each(chosen.begin(), chosen.end(), add));
        m_all_small = std::all_of(m_words.begin() + 1, m_words.end(),
                                  [](std::uint32_t word) { return word == 0; });
    }
    [[nodiscard]] bool has(std::int32_t flag) const noexcept {
        return flag >= 0 && flag < 256 &&
               ((m_words[static_cast<std::size_t>(flag) / 32] >> (flag % 32)) & 1U) != 0;
    }
    /// 1 for each of the first `count` flags that is good, else 0.
    void look_up(const Flags& flags, std::size_t count, Flags& good) const noexcept {
        if (!m_all_small) {
            for (std::size_t i = 0; i < count; ++i) {
                good[i] = has(flags[i]) ? 1 : 0;
            }
            return;
        }
        // Products number few flags: without a look-up in memory many are judged at a time.
        const std::uint32_t word = m_words[0];
        for (std::size_t i = 0; i < count; ++i) {
            const auto flag = static_cast<std::uint32_t>(flags[i]);
            const std::uint32_t bit = (word >> (flag & 31U)) & 1U;
            good[i] = static_cast<std::int32_t>(flag < 32 ? bit : 0U);
        }
    }

  private:
    std::array<std::uint32_t, 8> m_words{};
    bool m_all_small = true;
};

} // namespace halflight::lights
