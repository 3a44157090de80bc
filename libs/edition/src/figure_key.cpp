// SPDX-License-Identifier: Apache-2.0
// The key below the plot. It is laid out here and not by Vega, so that it is the same with and
// without a canvas to measure on, and holds signs of several layers.
#include "figure_canvas.hpp"
#include "report_number.hpp"

#include <algorithm>

namespace halflight::edition {

namespace {

constexpr double line_height = 18;
constexpr double symbol_room = 20;
constexpr double gap = 18;
constexpr double room = plot_width + 44; // of the plot and the labels left of it

KeyEntry sign(std::string words, std::string shape) {
    return {std::move(words), std::move(shape), "transparent", std::string(ink), 1.2, 1};
}

} // namespace

void Key::add(KeyEntry entry) {
    if (std::ranges::find(m_entries, entry.words, &KeyEntry::words) == m_entries.end()) {
        m_entries.push_back(std::move(entry));
    }
}

void Key::missing(Missing reason) {
    KeyEntry entry = sign("no value: " + in_words(reason), std::string(missing_shape(reason)));
    entry.stroke = grey;
    entry.group = 2;
    add(std::move(entry));
}

void Key::interval() {
    add(sign("interval that the evidence allows", "M-.5,-1H.5M0,-1V1M-.5,1H.5"));
}

void Key::range() {
    KeyEntry entry = sign("interval only, no printed value", "M-.35,-1H.35V1H-.35Z");
    entry.fill = "#bbbbbb";
    add(std::move(entry));
}

void Key::open_side() {
    add(sign("no bound on this side", "M0,1V-1M-.6,-.3L0,-1L.6,-.3"));
}

void Key::modelled() {
    add(sign("rests on a model", "M-1,-.8H-.4M-.1,-.8H.5M.8,-.8H1V-.3M1,0V.6M1,.8H.5M.2,.8H-.4M-.7,"
                                 ".8H-1V.3M-1,0V-.6"));
}

void Key::disputed() {
    KeyEntry entry = sign("disputed: in open conflict", "M-1,-.8H1V.8H-1Z");
    entry.width = 2.4;
    add(std::move(entry));
}

void Key::event() {
    KeyEntry entry = sign("event", "M0,-1V-.4M0,-.1V.4M0,.7V1");
    entry.stroke = grey;
    entry.group = 3;
    add(std::move(entry));
}

void Key::draw(Json& layers, double top, double left) const {
    std::vector<KeyEntry> entries = m_entries;
    std::ranges::stable_sort(entries, {}, &KeyEntry::group);
    Json values = Json::array();
    double x = left;
    double y = top;
    for (const KeyEntry& entry : entries) {
        const double width = symbol_room + text_width(entry.words) + gap;
        if (x > left && x + width - gap > left + room) {
            x = left;
            y += line_height;
        }
        values.push_back({{"kx", x + 7},
                          {"tx", x + symbol_room},
                          {"ky", y},
                          {"words", entry.words},
                          {"shape", entry.shape},
                          {"fill", entry.fill},
                          {"stroke", entry.stroke},
                          {"width", entry.width}});
        x += width;
    }
    layers.push_back(layer(values, {{"type", "point"}, {"size", 110}, {"opacity", 1}},
                           {{"x", pixels("kx")},
                            {"y", pixels("ky")},
                            {"shape", literal("shape")},
                            {"fill", literal("fill")},
                            {"stroke", literal("stroke")},
                            {"strokeWidth", literal("width", "quantitative")}}));
    layers.push_back(layer(
        values,
        {{"type", "text"}, {"align", "left"}, {"baseline", "middle"}, {"fontSize", small_font}},
        {{"x", pixels("tx")}, {"y", pixels("ky")}, {"text", field("words", "nominal")}}));
}

} // namespace halflight::edition
