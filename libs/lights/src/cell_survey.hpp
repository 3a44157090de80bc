// SPDX-License-Identifier: Apache-2.0
// What stands out among the cells of a raster, taken while its panes are at hand: the brightest
// cells, those that are no number, those at which the sensor saturates.
#pragma once

#include "halflight/lights/panel.hpp"
#include "halflight/lights/product.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace halflight::lights {

/// Counts and brightest cells of some panes, in zones or not. The order of adding does not matter.
struct CellSurvey {
    std::uint64_t nan = 0;       ///< no number where the product has none such
    std::uint64_t infinite = 0;  ///< likewise
    std::uint64_t valued = 0;    ///< cells with a used value; 0 where nothing saturates
    std::uint64_t saturated = 0; ///< of these, at the product's saturation
    BrightCells brightest;
    std::uint64_t doubtful = raster::PaneParts::all; ///< of one pane, as in PaneCells
    void add(const CellSurvey& other);
};

/// A pane's place in the raster that is surveyed.
struct SurveyPlace {
    raster::PaneWindow window;
    std::int64_t width = 0; ///< of the raster
    std::int64_t height = 0;
    std::optional<double> saturation; ///< in units of the value
};

/// Cells as they are stored, every one of which that decodes is used.
void survey_stored(const raster::CellView& cells, const raster::Decoding& decoding,
                   const SurveyPlace& place, CellSurvey& out);
/// Judged cells, row after row.
void survey_judged(const JudgedCells& cells, raster::UsedStates used, const SurveyPlace& place,
                   CellSurvey& out);

} // namespace halflight::lights
