// SPDX-License-Identifier: Apache-2.0
// Form "intervals": series over time, each value with all that the evidence allows.
#include "figure_canvas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

constexpr std::array parameters = {
    measures::ParameterInfo{
        "values",
        "the series, each MEASURE/COLUMN or MEASURE/LABEL/COLUMN, with \"NAME = \" "
        "before it or not",
        true, true},
    measures::ParameterInfo{"zero", "false where the axis need not hold 0"},
    measures::ParameterInfo{"connect", "false for points without lines between neighbours"},
    measures::ParameterInfo{"rows", "true for a plot for each series, one below the other"},
    measures::ParameterInfo{"from", "first period"},
    measures::ParameterInfo{"to", "last period"},
    measures::ParameterInfo{"frequency", "A, S, Q or M: only rows of one such period"},
    measures::ParameterInfo{"events", "ids of events.csv", false, true},
    measures::ParameterInfo{"event_kinds", "kinds of events.csv", false, true},
    measures::ParameterInfo{"height", "pixels of a plot"},
    measures::ParameterInfo{"caption", "what to beware of"},
};

/// What a line is drawn as.
struct Style {
    std::string colour;
    std::string shape;
    double share = 0.5; ///< of the period at which it stands: neighbours do not hide each other
    std::string letter = {}; ///< on ranges, which have no shape
};

constexpr double pixels_apart = 22; ///< a mark and the letter of a range
constexpr double widest_spread = 0.5;

/// Share of a period over which `count` lines spread: as little as keeps them apart, for a year
/// wide on the axis would else seem half a year later for one of them.
double spread_of(const std::vector<Line>& lines, const TimeAxis& axis) {
    double shortest = axis.width;
    for (const Line& line : lines) {
        for (const Datum& datum : line.data) {
            if (datum.period) {
                shortest = std::min(shortest, axis.pixel(datum.period->end) -
                                                  axis.pixel(datum.period->first));
            }
        }
    }
    const auto steps = static_cast<double>(lines.size() - 1);
    return shortest > 0 ? std::min(widest_spread, pixels_apart * steps / shortest) : widest_spread;
}

Style style_of(std::size_t index, std::size_t count, double spread) {
    const double step = count < 2 ? 0 : static_cast<double>(index) / static_cast<double>(count - 1);
    return {std::string(colour(index)), std::string(point_shape(index)),
            count < 2 ? 0.5 : 0.5 - spread / 2 + spread * step};
}

/// Lowest and highest value of all lines, in units of the scale.
std::pair<double, double> extent(const std::vector<Line>& lines, const Scale& scale) {
    double low = 0;
    double high = 0;
    bool first = true;
    for (const Line& line : lines) {
        for (const Datum& datum : line.data) {
            if (datum.missing() || !datum.period) {
                continue;
            }
            const Position at = position(*datum.value, scale);
            const double lowest = at.at ? std::min(at.low, *at.at) : at.low;
            const double highest = at.at ? std::max(at.high, *at.at) : at.high;
            low = first ? lowest : std::min(low, lowest);
            high = first ? highest : std::max(high, highest);
            first = false;
        }
    }
    return {low, high};
}

class Intervals {
  public:
    Intervals(TimeAxis axis, Scale scale, std::pair<double, double> range, bool connect, int height)
        : m_axis(axis), m_scale(std::move(scale)), m_range(range), m_connect(connect),
          m_height(height) {}

    /// `last`: the lowest plot, with labels of the axis and the key.
    Json draw(const std::vector<std::pair<Line, Style>>& lines,
              const std::vector<const dossier::Event*>& events, Key& key, bool last) const {
        Json layers = Json::array();
        draw_events(layers, events, m_axis, m_height, key);
        Json whiskers = Json::array();
        Json ranges = Json::array();
        Json arrows = Json::array();
        Json points = Json::array();
        std::vector<Gap> gaps;
        for (const auto& [line, style] : lines) {
            if (lines.size() > 1) {
                key.add({style.letter.empty() ? line.name
                                              : fmt::format("{}  {}", style.letter, line.name),
                         style.shape, style.colour, style.colour, 1, 0});
            }
            connect(layers, line, style);
            for (const Datum& datum : line.data) {
                add(line, style, datum, whiskers, ranges, arrows, points, gaps, key);
            }
        }
        range_layer(layers, ranges);
        whisker_layers(layers, whiskers);
        arrow_layers(layers, arrows, key);
        point_layer(layers, points);
        const double below = draw_gaps(layers, compact(gaps), m_height, key);
        if (last) {
            key.draw(layers, m_height + below + m_axis.label_height());
        }
        set_axes(layers, m_axis.channel(static_cast<int>(below), true),
                 value_axis("y", m_range.first, m_range.second, m_scale.unit));
        return panel(std::move(layers), plot_width, m_height);
    }

  private:
    /// Lines between neighbours with printed values only: a gap stays open, and so does a range.
    void connect(Json& layers, const Line& line, const Style& style) const {
        Json values = Json::array();
        const Datum* before = nullptr;
        for (const Datum& datum : line.data) {
            if (!datum.period || datum.missing() || !is_point(datum)) {
                before = nullptr;
                continue;
            }
            if (before != nullptr && m_connect && before->period->end == datum.period->first) {
                const auto end = [&](const Datum& d) {
                    const Position p = position(*d.value, m_scale);
                    return p.best();
                };
                values.push_back({{"x", instant(*before->period, style.share)},
                                  {"x2", instant(*datum.period, style.share)},
                                  {"y", end(*before)},
                                  {"y2", end(datum)}});
            }
            before = &datum;
        }
        if (!values.empty()) {
            layers.push_back(layer(values,
                                   {{"type", "rule"},
                                    {"color", style.colour},
                                    {"strokeWidth", 1.2},
                                    {"opacity", 0.55}},
                                   {{"x", field("x", "temporal")},
                                    {"x2", {{"field", "x2"}}},
                                    {"y", field("y")},
                                    {"y2", {{"field", "y2"}}}}));
        }
    }

    /// A printed value, or an interval too narrow to be seen.
    [[nodiscard]] bool is_point(const Datum& datum) const {
        const Position at = position(*datum.value, m_scale);
        return at.at || (!at.rises && !at.falls && !at.wide(m_range.second - m_range.first));
    }

    void add(const Line& line, const Style& style, const Datum& datum, Json& whiskers, Json& ranges,
             Json& arrows, Json& points, std::vector<Gap>& gaps, Key& key) const {
        if (!datum.period) {
            return;
        }
        if (datum.missing()) {
            gaps.push_back(
                {*datum.period, datum.value->missing, line.name, datum.number, 0, style.colour});
            return;
        }
        const Position at = position(*datum.value, m_scale);
        Json mark = tip(line.name, datum, line.unit);
        mark["x"] = instant(*datum.period, style.share);
        mark["stroke"] = style.colour;
        mark["y"] = at.low;
        mark["y2"] = at.high;
        const bool wide = at.wide(m_range.second - m_range.first);
        if (wide && at.at) {
            whiskers.push_back(mark);
            key.interval();
        } else if (wide) {
            mark["letter"] = style.letter;
            ranges.push_back(mark);
            key.range();
        }
        if (at.rises || at.falls) {
            mark["up"] = at.rises;
            mark["y"] = at.best();
            arrows.push_back(mark);
        }
        if (is_point(datum)) {
            mark["y"] = at.best();
            mark["shape"] = style.shape;
            const bool is_model = datum.value->basis == measures::Basis::modelled;
            mark["fill"] = is_model ? std::string("#ffffff") : style.colour;
            mark["stroke"] = datum.value->disputed ? std::string(ink) : style.colour;
            mark["width"] = datum.value->disputed ? 2.2 : 1.4;
            points.push_back(std::move(mark));
        }
        note(*datum.value, key);
    }

    static void note(const measures::Value& value, Key& key) {
        if (value.basis == measures::Basis::modelled) {
            key.add({"rests on a model", "circle", "#ffffff", std::string(ink), 1.4, 1});
        }
        if (value.disputed) {
            key.add({"disputed: in open conflict", "circle", "#bbbbbb", std::string(ink), 2.4, 1});
        }
    }

    static void range_layer(Json& layers, const Json& ranges) {
        if (!ranges.empty()) {
            layers.push_back(layer(ranges,
                                   {{"type", "rule"}, {"strokeWidth", 7}, {"opacity", 0.45}},
                                   {{"x", field("x", "temporal")},
                                    {"y", field("y")},
                                    {"y2", {{"field", "y2"}}},
                                    {"stroke", literal("stroke")},
                                    {"tooltip", tip_channel()}}));
            rimmed_text(layers, ranges, {{"dy", -7}, {"fontWeight", "bold"}},
                        {{"x", field("x", "temporal")},
                         {"y", field("y2")},
                         {"text", field("letter", "nominal")}});
        }
    }

    static void point_layer(Json& layers, const Json& points) {
        if (!points.empty()) {
            layers.push_back(layer(points, {{"type", "point"}, {"size", 44}, {"opacity", 1}},
                                   {{"x", field("x", "temporal")},
                                    {"y", field("y")},
                                    {"shape", literal("shape")},
                                    {"fill", literal("fill")},
                                    {"stroke", literal("stroke")},
                                    {"strokeWidth", literal("width", "quantitative")},
                                    {"tooltip", tip_channel()}}));
        }
    }

    /// One row for each line that has a gap.
    static std::vector<Gap> compact(std::vector<Gap> gaps) {
        std::vector<std::string> names;
        for (Gap& gap : gaps) {
            auto known = std::ranges::find(names, gap.name);
            if (known == names.end()) {
                names.push_back(gap.name);
                known = names.end() - 1;
            }
            gap.row = static_cast<std::size_t>(known - names.begin());
        }
        return gaps;
    }

    TimeAxis m_axis;
    Scale m_scale;
    std::pair<double, double> m_range;
    bool m_connect;
    int m_height;
};

Json in_rows(const Intervals& drawing, std::vector<std::pair<Line, Style>> lines,
             const std::vector<const dossier::Event*>& events) {
    Key key;
    Json panels = Json::array();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i].second = style_of(0, 1, 0);
        // Labels of events stand above the first plot only; the rules go through all.
        Json one = drawing.draw({lines[i]}, i == 0 ? events : std::vector<const dossier::Event*>{},
                                key, i + 1 == lines.size());
        one["title"] = lines[i].first.name;
        panels.push_back(std::move(one));
    }
    return {{"vconcat", std::move(panels)}};
}

Sketch draw_intervals(FigureArguments& arguments) {
    Sketch sketch;
    const std::vector<Line> lines = arguments.lines("values");
    arguments.check("values", lines);
    const auto events = arguments.events();
    const bool zero = arguments.flag("zero", true);
    const bool connect = arguments.flag("connect", true);
    const bool rows = arguments.flag("rows", false);
    const int height = arguments.height(rows ? 120 : 260);
    const auto axis = time_axis(lines);
    if (!arguments.failed() && !axis) {
        arguments.fault("values", "no row has a period",
                        "use the form 'readings' for rows without one");
    }
    if (arguments.failed()) {
        return sketch;
    }
    const auto raw = extent(lines, {1, ""});
    const Scale scale =
        scale_of(std::max(std::abs(raw.first), std::abs(raw.second)), lines.front().unit);
    const auto range = nice_range(raw.first / scale.factor, raw.second / scale.factor, zero);
    const Intervals drawing(*axis, scale, range, connect, height);
    const double spread = spread_of(lines, *axis);
    std::vector<std::pair<Line, Style>> styled;
    sketch.alternative =
        fmt::format("Values with their intervals over time, in {}.", lines.front().unit);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        styled.emplace_back(lines[i], style_of(i, lines.size(), spread));
        account(sketch, lines[i]);
        sketch.alternative += ' ' + words_of(lines[i]);
    }
    const std::vector<std::string> letters = letters_of(lines);
    for (std::size_t i = 0; !rows && lines.size() > 1 && i < lines.size(); ++i) {
        styled[i].second.letter = letters[i];
    }
    if (rows) {
        sketch.spec = in_rows(drawing, std::move(styled), events);
    } else {
        Key key;
        sketch.spec = drawing.draw(styled, events, key, true);
    }
    return sketch;
}

} // namespace

FigureForm intervals_form() {
    return {"intervals", "Values over time with their intervals", parameters, draw_intervals};
}

} // namespace halflight::edition
