// SPDX-License-Identifier: Apache-2.0
// A plot inside a picture with axes of its own, in pixels: for pictures that hold several plots
// side by side, or one whose columns go on below it.
#pragma once

#include "figure_study.hpp"

namespace halflight::edition {

struct Frame {
    double left = 0;
    double top = 0;
    double width = plot_width;
    double height = 260;
    std::pair<double, double> x = {0, 1};
    std::pair<double, double> y = {0, 1};
    [[nodiscard]] double px(double value) const;
    [[nodiscard]] double py(double value) const;
    [[nodiscard]] double bottom() const { return top + height; }
    [[nodiscard]] double right() const { return left + width; }
};

/// Titles of the axes, the vertical one in a line above the plot; without `x_ticks` the horizontal
/// axis is left out.
struct FrameWords {
    std::string x;
    std::string y;
    bool x_ticks = true;
};
/// Grid, ticks, a darker line at zero, titles.
void draw_frame(Json& layers, const Frame& frame, const FrameWords& words);
/// Words in a line above a frame, with a white rim: rules of events may cross them.
void words_above(Json& layers, const Frame& frame, const std::string& words);
/// Pixels that ticks and title take below a frame.
inline constexpr double frame_foot = 40;

/// Round values from `low` to `high`, about so many.
[[nodiscard]] std::vector<double> round_ticks(double low, double high, int about);

/// A rule from ("px", "py") to ("px2", "py2") for each value, in "stroke".
void pixel_rules(Json& layers, const Json& values, double width, double opacity = 1);
/// Points at ("px", "py") of "size", "shape", "fill" and "stroke".
void pixel_points(Json& layers, const Json& values);
/// An area between "py" and "py2" along "px".
void pixel_area(Json& layers, const Json& values, std::string_view fill, double opacity);
/// "words" at ("px", "py").
void pixel_words(Json& layers, const Json& values, std::string_view align,
                 std::string_view weight = "normal", std::string_view fill = ink);

} // namespace halflight::edition
