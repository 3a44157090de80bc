// SPDX-License-Identifier: Apache-2.0
#include "figure_counterfactual_plot.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

constexpr double point_size = 9;

/// The layers of one trace while its values are read.
class TraceLayers {
  public:
    TraceLayers(const Trace& trace, std::pair<double, double> range)
        : m_trace(trace), m_range(range) {}

    void read(Key& key) {
        const Datum* before = nullptr;
        for (const Datum& datum : m_trace.line.data) {
            if (!datum.period || datum.missing()) {
                before = nullptr;
                continue;
            }
            m_run += before == nullptr || before->period->end != datum.period->first ? 1 : 0;
            add(datum);
            before = &datum;
        }
        note(key);
    }

    void draw_band(Json& layers) const {
        if (!m_wide) {
            return;
        }
        layers.push_back(layer(m_band,
                               {{"type", "area"}, {"color", m_trace.stroke}, {"opacity", 0.2}},
                               {{"x", field("x", "temporal")},
                                {"y", field("y")},
                                {"y2", {{"field", "y2"}}},
                                {"detail", field("run", "nominal")}}));
        if (!m_edges.empty()) {
            layers.push_back(layer(m_edges, {{"type", "point"}, {"size", 34}, {"opacity", 1}},
                                   {{"x", field("x", "temporal")},
                                    {"y", field("y")},
                                    {"shape", literal("shape")},
                                    {"fill", literal("stroke")},
                                    {"stroke", literal("stroke")},
                                    {"tooltip", tip_channel()}}));
        }
    }

    void draw_line(Json& layers) const {
        Json mark = {{"type", "line"}, {"color", m_trace.stroke}, {"strokeWidth", 1.5}};
        if (m_trace.dashed) {
            mark["strokeDash"] = {4, 2};
        }
        layers.push_back(layer(m_path, std::move(mark),
                               {{"x", field("x", "temporal")},
                                {"y", field("y")},
                                {"detail", field("run", "nominal")}}));
        layers.push_back(layer(m_points, {{"type", "point"}, {"size", point_size}, {"opacity", 1}},
                               {{"x", field("x", "temporal")},
                                {"y", field("y")},
                                {"shape", literal("shape")},
                                {"fill", literal("fill")},
                                {"stroke", literal("stroke")},
                                {"tooltip", tip_channel()}}));
    }

  private:
    void add(const Datum& datum) {
        const Position at = position(*datum.value, {1, ""});
        const double x = instant(*datum.period, 0.5);
        const Held best = held(at.best(), m_range);
        const Held low = held(at.falls ? m_range.first : at.low, m_range);
        const Held high = held(at.rises ? m_range.second : at.high, m_range);
        Json mark = study_tip(m_trace.line.name, datum, m_trace.line.unit);
        mark["x"] = x;
        mark["y"] = best.at;
        mark["stroke"] = datum.value->disputed ? ink : m_trace.stroke;
        for (const auto& [edge, beyond, shape] :
             {std::tuple(m_range.first, low.beyond || at.falls, "triangle-down"),
              std::tuple(m_range.second, high.beyond || at.rises, "triangle-up")}) {
            if (beyond) {
                mark["y"] = edge;
                mark["shape"] = shape;
                m_edges.push_back(mark);
            }
        }
        mark["y"] = best.at;
        mark["shape"] = m_trace.shape;
        const bool is_model = datum.value->basis == measures::Basis::modelled;
        m_modelled = m_modelled || is_model;
        mark["fill"] = is_model ? std::string_view("#ffffff") : m_trace.stroke;
        m_points.push_back(std::move(mark));
        m_path.push_back({{"x", x}, {"y", best.at}, {"run", m_run}});
        m_band.push_back({{"x", x}, {"y", low.at}, {"y2", high.at}, {"run", m_run}});
        m_wide = m_wide || at.rises || at.falls || at.wide(m_range.second - m_range.first);
    }

    void note(Key& key) const {
        const std::string stroke(m_trace.stroke);
        key.add({m_trace.line.name, m_trace.dashed ? "M-1,0H-.4M-.1,0H.4M.7,0H1" : "M-1,0H1",
                 "transparent", stroke, 1.8, 0});
        if (m_wide) {
            key.add({m_trace.band_words, "M-1,-.5H1V.5H-1Z",
                     m_trace.stroke == ink ? "#d3d3d3" : "#c5dbe9", "transparent", 1, 1});
        }
        if (!m_edges.empty()) {
            key.add({"the interval goes on beyond the plot", "M-.6,.4L0,-.6L.6,.4Z", stroke, stroke,
                     1, 1});
        }
        if (m_modelled) {
            key.add({"rests on a model", "circle", "#ffffff", std::string(ink), 1.4, 1});
        }
    }

    const Trace& m_trace;
    std::pair<double, double> m_range;
    int m_run = 0;
    bool m_wide = false;
    bool m_modelled = false;
    Json m_path = Json::array();
    Json m_band = Json::array();
    Json m_edges = Json::array();
    Json m_points = Json::array();
};

void level_layer(Json& layers, std::pair<double, double> range) {
    if (range.first <= 0 && range.second >= 0) {
        layers.push_back(layer({{{"zero", 0}}}, {{"type", "rule"}, {"color", "#888888"}},
                               {{"y", field("zero")}}));
    }
}

void treatment_layer(Json& layers, const TracePlot& plot, const TimeAxis& axis, Key& key) {
    if (!plot.treatment || *plot.treatment < axis.first || *plot.treatment >= axis.end) {
        return;
    }
    const Json value = {{"x", instant(*plot.treatment)}, {"treatment", to_string(*plot.treatment)}};
    layers.push_back(layer(
        Json::array({value}), {{"type", "rule"}, {"color", ink}, {"strokeWidth", 1.4}},
        {{"x", field("x", "temporal")},
         {"tooltip", {{{"field", "treatment"}, {"type", "nominal"}, {"title", "treatment"}}}}}));
    key.add({"treatment", "M0,-1V1", "transparent", std::string(ink), 1.6, 3});
}

/// A row of marks for each trace that has a gap.
std::vector<Gap> gaps_of(const std::vector<Trace>& traces) {
    std::vector<Gap> gaps;
    std::size_t row = 0;
    for (const Trace& trace : traces) {
        const std::size_t before = gaps.size();
        for (const Datum& datum : trace.line.data) {
            if (datum.period && datum.missing()) {
                gaps.push_back({*datum.period, datum.value->missing, trace.line.name, datum.number,
                                row, std::string(trace.stroke)});
            }
        }
        row += gaps.size() > before ? 1U : 0U;
    }
    return gaps;
}

} // namespace

std::pair<double, double> range_of(const std::vector<Trace>& traces, bool zero) {
    Extent extent;
    for (const Trace& trace : traces) {
        for (const Datum& datum : trace.line.data) {
            extent.add(*datum.value);
        }
    }
    return extent.range(zero);
}

int count_beyond(const TracePlot& plot) {
    int count = 0;
    for (const Trace& trace : plot.traces) {
        for (const Datum& datum : trace.line.data) {
            if (!datum.missing()) {
                const Position at = position(*datum.value, {1, ""});
                const bool beyond =
                    held(at.low, plot.range).beyond || held(at.high, plot.range).beyond;
                count += beyond || at.rises || at.falls ? 1 : 0;
            }
        }
    }
    return count;
}

void event_rules(Json& layers, const std::vector<const dossier::Event*>& events,
                 const TimeAxis& axis, int height) {
    // Where draw_events sets them, and without its labels.
    Json drawn = Json::array();
    Key none;
    draw_events(drawn, events, axis, height, none);
    if (!drawn.empty()) {
        Json& rules = drawn.front();
        for (Json& value : rules["data"]["values"]) {
            value["ly"] = 0;
        }
        layers.push_back(std::move(rules));
    }
}

Json draw_traces(const TracePlot& plot, const TraceSetting& setting, Key& key) {
    Json layers = Json::array();
    double above = 0;
    if (setting.labels) {
        above = draw_events(layers, setting.events, setting.axis, plot.height, key);
    } else {
        event_rules(layers, setting.events, setting.axis, plot.height);
    }
    const double lines = head_line * static_cast<double>(plot.head.size());
    head_words(layers, plot.head, -44, -above - lines);
    level_layer(layers, plot.range);
    treatment_layer(layers, plot, setting.axis, key);
    std::vector<TraceLayers> drawings;
    for (const Trace& trace : plot.traces) {
        drawings.emplace_back(trace, plot.range);
        drawings.back().read(key);
        drawings.back().draw_band(layers);
    }
    for (const TraceLayers& drawing : drawings) {
        drawing.draw_line(layers);
    }
    const double below = draw_gaps(layers, gaps_of(plot.traces), plot.height, key);
    if (setting.last) {
        key.draw(layers, plot.height + below + setting.axis.label_height());
    }
    set_axes(layers, setting.axis.channel(static_cast<int>(below), true),
             value_axis("y", plot.range.first, plot.range.second, plot.traces.front().line.unit));
    return panel(std::move(layers), plot_width, plot.height);
}

} // namespace halflight::edition
