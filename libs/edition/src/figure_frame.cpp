// SPDX-License-Identifier: Apache-2.0
#include "figure_frame.hpp"

#include "numbers.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

constexpr std::string_view grid_colour = "#e3e3e3";
constexpr std::string_view zero_colour = "#888888";

double share(double value, std::pair<double, double> range) {
    return (value - range.first) / (range.second - range.first);
}

/// Digits after the point that tell multiples of a step apart.
int decimals_of(const std::vector<double>& ticks) {
    const double step = ticks.size() < 2 ? 1 : ticks[1] - ticks[0];
    int decimals = 0;
    for (double left = step; decimals < 12 && std::abs(left - std::round(left)) > 1e-6 * step;
         left *= 10) {
        ++decimals;
    }
    return decimals;
}

Json rule(double px, double py, double px2, double py2, std::string_view stroke) {
    return {{"px", px}, {"py", py}, {"px2", px2}, {"py2", py2}, {"stroke", stroke}};
}

std::string_view line_colour(double value) {
    return value == 0 ? zero_colour : grid_colour;
}

} // namespace

double Frame::px(double value) const {
    return left + width * share(value, x);
}

double Frame::py(double value) const {
    return bottom() - height * share(value, y);
}

std::vector<double> round_ticks(double low, double high, int about) {
    const double raw = (high - low) / about;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double nice : {1.0, 2.0, 2.5, 5.0}) {
        if (nice * power >= raw * 0.999) {
            step = nice * power;
            break;
        }
    }
    std::vector<double> out;
    for (double at = std::ceil(low / step - 1e-9); at * step <= high + step * 1e-9; ++at) {
        out.push_back(at == 0 ? 0 : at * step);
    }
    return out;
}

void draw_frame(Json& layers, const Frame& frame, const FrameWords& words) {
    Json rules = Json::array();
    Json upright = Json::array();
    Json below = Json::array();
    const auto rows = round_ticks(frame.y.first, frame.y.second, 5);
    for (const double at : rows) {
        rules.push_back(
            rule(frame.left, frame.py(at), frame.right(), frame.py(at), line_colour(at)));
        upright.push_back({{"words", show_printed(at, decimals_of(rows))},
                           {"px", frame.left - 6},
                           {"py", frame.py(at)}});
    }
    const auto columns = words.x_ticks ? round_ticks(frame.x.first, frame.x.second,
                                                     static_cast<int>(frame.width / 50))
                                       : std::vector<double>();
    for (const double at : columns) {
        rules.push_back(
            rule(frame.px(at), frame.top, frame.px(at), frame.bottom(), line_colour(at)));
        below.push_back({{"words", show_printed(at, decimals_of(columns))},
                         {"px", frame.px(at)},
                         {"py", frame.bottom() + 11}});
    }
    pixel_rules(layers, rules, 1);
    pixel_words(layers, upright, "right");
    pixel_words(layers, below, "center");
    words_above(layers, frame, words.y);
    if (!words.x.empty()) {
        pixel_words(layers,
                    {{{"words", words.x},
                      {"px", frame.left + frame.width / 2},
                      {"py", frame.bottom() + 28}}},
                    "center", "normal", grey);
    }
}

void words_above(Json& layers, const Frame& frame, const std::string& words) {
    rimmed_text(layers, {{{"words", words}, {"px", frame.left - 40}, {"py", frame.top - 16}}},
                {{"align", "left"}, {"fill", grey}},
                {{"x", pixels("px")}, {"y", pixels("py")}, {"text", field("words", "nominal")}});
}

void pixel_rules(Json& layers, const Json& values, double width, double opacity) {
    if (!values.empty()) {
        Json channels = {{"x", pixels("px")},
                         {"x2", {{"field", "px2"}}},
                         {"y", pixels("py")},
                         {"y2", {{"field", "py2"}}},
                         {"stroke", literal("stroke")}};
        if (values.front().contains("number")) {
            channels["tooltip"] = tip_channel();
        }
        layers.push_back(layer(values,
                               {{"type", "rule"}, {"strokeWidth", width}, {"opacity", opacity}},
                               std::move(channels)));
    }
}

void pixel_points(Json& layers, const Json& values) {
    if (!values.empty()) {
        layers.push_back(layer(values, {{"type", "point"}, {"opacity", 1}, {"strokeWidth", 1.3}},
                               {{"x", pixels("px")},
                                {"y", pixels("py")},
                                {"size", literal("size", "quantitative")},
                                {"shape", literal("shape")},
                                {"fill", literal("fill")},
                                {"stroke", literal("stroke")},
                                {"tooltip", tip_channel()}}));
    }
}

void pixel_area(Json& layers, const Json& values, std::string_view fill, double opacity) {
    if (!values.empty()) {
        layers.push_back(
            layer(values,
                  {{"type", "area"},
                   {"orient", "vertical"},
                   {"color", fill},
                   {"opacity", opacity},
                   {"line", false}},
                  {{"x", pixels("px")}, {"y", pixels("py")}, {"y2", {{"field", "py2"}}}}));
    }
}

void pixel_words(Json& layers, const Json& values, std::string_view align, std::string_view weight,
                 std::string_view fill) {
    if (!values.empty()) {
        layers.push_back(
            layer(values,
                  {{"type", "text"},
                   {"align", align},
                   {"baseline", "middle"},
                   {"fontSize", small_font},
                   {"fontWeight", weight},
                   {"fill", fill}},
                  {{"x", pixels("px")}, {"y", pixels("py")}, {"text", field("words", "nominal")}}));
    }
}

} // namespace halflight::edition
