// SPDX-License-Identifier: Apache-2.0
// halflight/lights/map.hpp - a picture of one period, or of the difference of two.
#pragma once

#include "halflight/lights/panel.hpp"

#include <filesystem>
#include <optional>

namespace halflight::lights {

struct MapSpec {
    io::VectorSpec zones; ///< outlines; its extent is the map's
    std::vector<std::string> rasters;
    ProductSpec product;
    Period period;
    std::optional<Period> minus; ///< draw period less this one
    std::string statistic;       ///< empty: cells; else zones filled by this statistic
    std::string title;           ///< empty: product and period
};

/// An SVG map: cells (or zones) on a colour-blind safe scale with a key, north up, degrees on the
/// frame, a scale bar, source and product named, cells without a value in a hatch of their own and
/// never in the colour of darkness, made data stamped. Cells are embedded as a PNG picture. Throws
/// as `run_panel` does.
[[nodiscard]] std::string draw_map(const MapSpec& spec);

} // namespace halflight::lights
