// SPDX-License-Identifier: Apache-2.0
// halflight/raster/cells.hpp - cells as a file holds them, and what is known about each.
#pragma once

#include "halflight/raster/grid.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace halflight::raster {

enum class CellType : std::uint8_t { uint8, int8, uint16, int16, uint32, int32, float32, float64 };
[[nodiscard]] std::size_t size_of(CellType type) noexcept;
[[nodiscard]] std::string_view to_string(CellType type) noexcept;

/// Cells of one layer in memory, row after row, `stride` cells from one row to the next. Native
/// byte order, aligned to the cell size. Whoever gives it keeps the memory.
struct CellView {
    CellType type = CellType::float32;
    const std::byte* data = nullptr;
    std::ptrdiff_t stride = 0;
};

/// How raw cells become values: value = raw * scale + offset. `fill` is compared with the raw cell,
/// before scaling; so are `valid_min` and `valid_max` (both included). For floating-point cells all
/// three are first rounded to the cells' type, as files print them in decimals; a fill that an
/// integer type cannot hold fits no cell. NaN and infinities are never values.
struct Decoding {
    double scale = 1;
    double offset = 0;
    std::optional<double> fill{};
    std::optional<double> valid_min{};
    std::optional<double> valid_max{};
    bool operator==(const Decoding&) const = default;
};

/// What stands behind the value of a cell, or why it has none.
enum class CellState : std::uint8_t {
    observed,       ///< seen in the period
    gap_filled,     ///< a value carried over from other days or from history by the product
    no_observation, ///< no clear observation in the period, whatever number stands there
    fill,           ///< the product's fill value, or outside its valid range
    poor_quality,   ///< refused by a quality flag
    cloud,          ///< refused by a cloud mask
    masked,         ///< under a mask of the analyst (gas flare, sea)
    outlier,        ///< refused by the temporal outlier rule
    not_finite,     ///< NaN or infinite where the product has no such values
    count_
};
[[nodiscard]] std::string_view to_string(CellState state) noexcept;

/// A state and two marks in one byte.
struct StateByte {
    static constexpr std::uint8_t state_bits = 0x0f;
    static constexpr std::uint8_t snow = 0x10;     ///< snow or ice on the ground
    static constexpr std::uint8_t censored = 0x20; ///< below the product's floor, set to 0 by it
};

/// Which cells give their value to statistics, as a set of states.
struct UsedStates {
    std::uint16_t bits = 1U << static_cast<unsigned>(CellState::observed);
    [[nodiscard]] constexpr bool has(CellState state) const noexcept {
        return ((bits >> static_cast<unsigned>(state)) & 1U) != 0;
    }
    constexpr void add(CellState state) noexcept {
        bits = static_cast<std::uint16_t>(bits | (1U << static_cast<unsigned>(state)));
    }
    bool operator==(const UsedStates&) const = default;
};

/// How a grid is cut into rectangles that are read and summed one at a time: whole blocks of the
/// file, never chosen by the number of threads. Numbered row by row from the north-west.
struct PaneLayout {
    Grid grid;
    std::int32_t pane_width = 0;
    std::int32_t pane_height = 0;
    bool operator==(const PaneLayout&) const = default;
    [[nodiscard]] std::size_t across() const noexcept;
    [[nodiscard]] std::size_t down() const noexcept;
    [[nodiscard]] std::size_t panes() const noexcept { return across() * down(); }
};

/// A pane's place in its grid, cut at the grid's border; in cells from the grid's first.
struct PaneWindow {
    std::int32_t column = 0;
    std::int32_t row = 0;
    std::int32_t width = 0;
    std::int32_t height = 0;
    bool operator==(const PaneWindow&) const = default;
};
[[nodiscard]] PaneWindow window_of(const PaneLayout& layout, std::size_t pane) noexcept;

/// A pane as 4 x 16 parts of one size (the last ones may be smaller or empty), one bit each in a
/// number, so that what is known of its cells is kept place by place.
class PaneParts {
  public:
    static constexpr std::int32_t across = 4;
    static constexpr std::int32_t down = 16;
    static constexpr std::uint64_t all = ~std::uint64_t{0};

    PaneParts(std::int32_t pane_width, std::int32_t pane_height) noexcept
        : m_width((pane_width + across - 1) / across), m_height((pane_height + down - 1) / down) {}
    /// Of one part, in cells.
    [[nodiscard]] std::int32_t width() const noexcept { return m_width; }
    [[nodiscard]] std::int32_t height() const noexcept { return m_height; }
    /// The parts of a row from one column to another, both included.
    [[nodiscard]] std::uint64_t bits(std::int32_t row, std::int32_t first,
                                     std::int32_t last) const noexcept {
        const std::uint64_t columns =
            (std::uint64_t{2} << (last / m_width)) - (std::uint64_t{1} << (first / m_width));
        return columns << (across * (row / m_height));
    }

  private:
    std::int32_t m_width;
    std::int32_t m_height;
};

} // namespace halflight::raster
