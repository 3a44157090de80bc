// SPDX-License-Identifier: Apache-2.0
// Sizes and names of cell types and states, and how a grid is cut into panes.
#include "halflight/raster/cells.hpp"

#include <algorithm>
#include <array>

namespace halflight::raster {
namespace {

struct TypeFacts {
    std::string_view name;
    std::size_t size;
};
constexpr std::array<TypeFacts, 8> type_facts{{{"uint8", 1},
                                               {"int8", 1},
                                               {"uint16", 2},
                                               {"int16", 2},
                                               {"uint32", 4},
                                               {"int32", 4},
                                               {"float32", 4},
                                               {"float64", 8}}};

constexpr std::array<std::string_view, static_cast<std::size_t>(CellState::count_)> state_names{
    "observed", "gap_filled", "no_observation", "fill",      "poor_quality",
    "cloud",    "masked",     "outlier",        "not_finite"};

std::size_t parts(std::int64_t whole, std::int32_t part) noexcept {
    return whole <= 0 || part <= 0 ? 0 : static_cast<std::size_t>((whole - 1) / part + 1);
}

} // namespace

std::size_t size_of(CellType type) noexcept {
    return type_facts[static_cast<std::size_t>(type)].size;
}

std::string_view to_string(CellType type) noexcept {
    return type_facts[static_cast<std::size_t>(type)].name;
}

std::string_view to_string(CellState state) noexcept {
    return state < CellState::count_ ? state_names[static_cast<std::size_t>(state)] : "unknown";
}

std::size_t PaneLayout::across() const noexcept {
    return parts(grid.width, pane_width);
}

std::size_t PaneLayout::down() const noexcept {
    return parts(grid.height, pane_height);
}

PaneWindow window_of(const PaneLayout& layout, std::size_t pane) noexcept {
    const std::size_t across = layout.across();
    if (across == 0 || pane >= layout.panes())
        return {};
    const std::int64_t column = static_cast<std::int64_t>(pane % across) * layout.pane_width;
    const std::int64_t row = static_cast<std::int64_t>(pane / across) * layout.pane_height;
    const auto width = std::min<std::int64_t>(layout.pane_width, layout.grid.width - column);
    const auto height = std::min<std::int64_t>(layout.pane_height, layout.grid.height - row);
    return {static_cast<std::int32_t>(column), static_cast<std::int32_t>(row),
            static_cast<std::int32_t>(width), static_cast<std::int32_t>(height)};
}

} // namespace halflight::raster
