// SPDX-License-Identifier: Apache-2.0
// Refuses panes that lack what is asked of them.
#include "pane_check.hpp"

#include <fmt/format.h>

#include <cmath>

namespace halflight::raster::detail {
namespace {

[[noreturn]] void refuse(const std::string& message) {
    throw Error(ErrorCode::invalid_argument, message);
}

void check_layer(std::string_view name, const CellView& view, const Decoding& decoding) {
    if (view.data == nullptr)
        refuse(
            fmt::format("the pane has no {}; give them or do not ask for what needs them", name));
    if (!std::isfinite(decoding.scale) || decoding.scale == 0 || !std::isfinite(decoding.offset))
        refuse(
            fmt::format("{} with scale {} and offset {} are no values; give a scale other than 0",
                        name, decoding.scale, decoding.offset));
}

} // namespace

void check_pane(const PaneLayout& layout, std::size_t pane, const PaneCells& cells,
                const Wanted& wanted) {
    if (pane >= layout.panes())
        refuse(fmt::format("pane {} of {}", pane, layout.panes()));
    check_layer("values", cells.values, cells.decoding);
    if (wanted.states && cells.states == nullptr)
        refuse("the pane has no states; give them or do not ask for areas by state");
    if (wanted.observations || wanted.error)
        check_layer("observations", cells.observations, cells.observations_decoding);
    if (wanted.error)
        check_layer("deviations", cells.deviations, cells.deviations_decoding);
    if (wanted.floor && !std::isfinite(wanted.floor_value))
        refuse("the floor must be a finite number");
}

} // namespace halflight::raster::detail
