// SPDX-License-Identifier: Apache-2.0
// The plot of the form "stacked".
#pragma once

#include "figure_canvas.hpp"

namespace halflight::edition {

struct Part {
    Line line;
    std::string fill;
    std::string letter;
};

struct StackedPlot {
    Json panel;
    bool left_out = false; ///< some bar has more wide intervals than are drawn
};

/// Bars of the parts, from the first up, with the interval of the total as a whisker.
[[nodiscard]] StackedPlot draw_stacks(std::vector<Part> parts, std::optional<Line> total,
                                      const TimeAxis& axis,
                                      const std::vector<const dossier::Event*>& events, int height);

} // namespace halflight::edition
