// SPDX-License-Identifier: Apache-2.0
#include "figure_stacked_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace halflight::edition {

namespace {

constexpr double wide_share = 0.04;      // of the axis: an interval that a part must show
constexpr double narrow_share = 0.02;    // of the value: as good as a number
constexpr std::size_t most_whiskers = 2; // in one bar, besides that of the total
constexpr std::string_view unsplit_fill = "#ececec";

/// One stack being built.
struct Stack {
    double top = 0;
    std::vector<std::pair<std::size_t, const Datum*>> whiskers;
};

double width_of(const Datum& datum) {
    return datum.value->bounds.width();
}

class Stacked {
  public:
    Stacked(std::vector<Part> parts, std::optional<Line> total, TimeAxis axis)
        : m_parts(std::move(parts)), m_total(std::move(total)), m_axis(axis) {}

    /// Whether some bar has more wide intervals than are drawn.
    [[nodiscard]] bool left_out() const noexcept { return m_left_out; }

    Json draw(const std::vector<const dossier::Event*>& events, int height) {
        m_height = height;
        measure();
        Key key;
        Json layers = Json::array();
        Json marks = Json::array();
        key_of_parts(key);
        bars(marks, key);
        totals(marks, key);
        whiskers(marks, key);
        const double below = gaps(marks, key);
        draw_events(layers, events, m_axis, height, key);
        // The first layer with a scale gives the axes.
        for (Json& mark : marks) {
            layers.push_back(std::move(mark));
        }
        key.draw(layers, height + below + m_axis.label_height());
        set_axes(layers, m_axis.channel(static_cast<int>(below)),
                 value_axis("y", 0, m_high, m_scale.unit));
        return panel(std::move(layers), plot_width, height);
    }

  private:
    /// What is drawn as a bar: the printed value, or an interval that is narrow for its size. Of
    /// any other only what is certain: the rest is for whiskers and for what the total holds
    /// besides.
    [[nodiscard]] static double solid(const Position& at) {
        const bool narrow = !at.rises && !at.falls && at.high - at.low <= at.high * narrow_share;
        return std::max(0.0, at.at ? *at.at : narrow ? (at.low + at.high) / 2 : at.low);
    }

    void measure() {
        double largest = 0;
        const Scale plain{1, ""};
        std::map<Period, double> sums;
        for (const Part& part : m_parts) {
            for (const Datum& datum : part.line.data) {
                if (datum.period && !datum.missing()) {
                    sums[*datum.period] += solid(position(*datum.value, plain));
                }
            }
        }
        for (const auto& [period, sum] : sums) {
            largest = std::max(largest, sum);
        }
        if (m_total) {
            for (const Datum& datum : m_total->data) {
                if (!datum.missing()) {
                    largest = std::max(largest, position(*datum.value, plain).high);
                }
            }
        }
        m_scale = scale_of(largest, m_parts.front().line.unit);
        m_high = nice_range(0, largest / m_scale.factor, true).second;
    }

    void key_of_parts(Key& key) const {
        for (const Part& part : m_parts) {
            key.add({part.letter.empty() ? part.line.name
                                         : fmt::format("{}  {}", part.letter, part.line.name),
                     "square", part.fill, std::string(ink), 0.5, 0});
        }
    }

    void bars(Json& layers, Key& key) {
        Json segments = Json::array();
        Json outlines = Json::array();
        Json letters = Json::array();
        for (const Part& part : m_parts) {
            for (const Datum& datum : part.line.data) {
                if (datum.period && !datum.missing()) {
                    segment(part, datum, segments, outlines, letters, key);
                }
            }
        }
        const Json x2 = {{"field", "x2"}};
        const Json y2 = {{"field", "y2"}};
        layers.push_back(layer(
            segments, {{"type", "rect"}, {"stroke", "white"}, {"strokeWidth", 0.6}},
            {{"x", field("x", "temporal")},
             {"x2", x2},
             {"y", field("y")},
             {"y2", y2},
             {"fill",
              {{"field", "fill"}, {"type", "nominal"}, {"scale", nullptr}, {"legend", nullptr}}},
             {"tooltip", tip_channel()}}));
        for (const std::string_view state : {"disputed", "modelled"}) {
            outline_layer(layers, outlines, state);
        }
        layers.push_back(layer(letters,
                               {{"type", "text"},
                                {"fontSize", small_font},
                                {"baseline", "middle"},
                                {"align", "center"},
                                {"fontWeight", "bold"}},
                               {{"x", field("x", "temporal")},
                                {"y", field("y")},
                                {"text", field("letter", "nominal")},
                                {"color",
                                 {{"field", "colour"},
                                  {"type", "nominal"},
                                  {"scale", nullptr},
                                  {"legend", nullptr}}}}));
    }

    static void outline_layer(Json& layers, const Json& outlines, std::string_view state) {
        Json some = Json::array();
        for (const Json& outline : outlines) {
            if (outline["state"] == state) {
                some.push_back(outline);
            }
        }
        if (some.empty()) {
            return;
        }
        Json mark = {{"type", "rect"}, {"fill", "transparent"}, {"stroke", ink}};
        mark["strokeWidth"] = state == "disputed" ? 2.0 : 1.4;
        if (state == "modelled") {
            mark["strokeDash"] = {4, 2};
        }
        layers.push_back(layer(some, mark,
                               {{"x", field("x", "temporal")},
                                {"x2", {{"field", "x2"}}},
                                {"y", field("y")},
                                {"y2", {{"field", "y2"}}}}));
    }

    void segment(const Part& part, const Datum& datum, Json& segments, Json& outlines,
                 Json& letters, Key& key) {
        Stack& stack = m_stacks[*datum.period];
        const Position at = position(*datum.value, m_scale);
        const double height = solid(at);
        const double from = stack.top;
        stack.top += height;
        if (at.rises || at.high - at.low > m_high * wide_share) {
            stack.whiskers.emplace_back(&part - m_parts.data(), &datum);
        }
        m_tops[datum.value] = stack.top;
        if (height <= 0) {
            return;
        }
        Json mark = tip(part.line.name, datum, part.line.unit);
        mark["x"] = instant(*datum.period, 0.12);
        mark["x2"] = instant(*datum.period, 0.88);
        mark["y"] = from;
        mark["y2"] = stack.top;
        mark["fill"] = part.fill;
        segments.push_back(mark);
        const bool disputed = datum.value->disputed;
        if (disputed || datum.value->basis == measures::Basis::modelled) {
            Json outline = {{"x", mark["x"]}, {"x2", mark["x2"]}, {"y", from}, {"y2", stack.top}};
            outline["state"] = disputed ? "disputed" : "modelled";
            outlines.push_back(std::move(outline));
            disputed ? key.disputed() : key.modelled();
        }
        const double bar = m_axis.pixel(datum.period->end) - m_axis.pixel(datum.period->first);
        if (height / m_high * m_height >= 13 && bar * 0.76 >= 10) {
            const bool light = part.fill == "#e69f00" || part.fill == "#56b4e9" ||
                               part.fill == "#f0e442" || part.fill == "#bbbbbb" ||
                               part.fill == "#cc79a7";
            letters.push_back({{"x", instant(*datum.period, 0.32)},
                               {"y", from + height / 2},
                               {"letter", part.letter},
                               {"colour", light ? ink : std::string_view("#ffffff")}});
        }
    }

    void whiskers(Json& layers, Key& key) {
        Json values = Json::array();
        Json arrows = Json::array();
        Json letters = Json::array();
        for (auto& [period, stack] : m_stacks) {
            keep_widest(stack, key);
            const double count = static_cast<double>(stack.whiskers.size());
            for (std::size_t i = 0; i < stack.whiskers.size(); ++i) {
                const auto& [index, datum] = stack.whiskers[i];
                const Part& part = m_parts[index];
                const Position at = position(*datum->value, m_scale);
                const double base = m_tops[datum->value] - solid(at);
                const double share = 1.08 - 0.24 * (count - static_cast<double>(i));
                Json mark = tip(part.line.name, *datum, part.line.unit);
                mark["letter"] = part.letter;
                whisker(values, arrows, std::move(mark), instant(period, share), base + at.low,
                        base + at.high, at.rises, "#444444");
                if (!at.rises) {
                    letters.push_back(values.back());
                }
            }
        }
        for (std::size_t i = 0; m_total && i < m_total->data.size(); ++i) {
            const Datum& datum = m_total->data[i];
            if (!datum.period || datum.missing()) {
                continue;
            }
            const Position at = position(*datum.value, m_scale);
            if (at.rises || at.wide(m_high)) {
                whisker(values, arrows, tip(m_total->name, datum, m_total->unit),
                        instant(*datum.period, 0.28), at.low, at.high, at.rises, ink);
            }
        }
        if (!values.empty()) {
            key.interval();
        }
        whisker_layers(layers, values);
        arrow_layers(layers, arrows, key);
        if (!letters.empty()) {
            rimmed_text(layers, letters, {{"dy", -7}, {"fontWeight", "bold"}},
                        {{"x", field("x", "temporal")},
                         {"y", field("y2")},
                         {"text", field("letter", "nominal")}});
        }
    }

    /// More would hide each other; the tooltips have them all.
    void keep_widest(Stack& stack, Key& key) {
        while (stack.whiskers.size() > most_whiskers) {
            const auto narrowest = std::ranges::min_element(
                stack.whiskers, {}, [](const auto& one) { return width_of(*one.second); });
            stack.whiskers.erase(narrowest);
            m_left_out = true;
            key.add({"two widest intervals of a bar; its parts have more",
                     "M-.9,0H-.7M-.1,0H.1M.7,0H.9", "transparent", std::string(ink), 2, 1});
        }
    }

    static void whisker(Json& values, Json& arrows, Json mark, double x, double low, double high,
                        bool rises, std::string_view stroke) {
        mark["x"] = x;
        mark["y"] = low;
        mark["y2"] = high;
        mark["stroke"] = stroke;
        if (rises) {
            mark["up"] = true;
            arrows.push_back(mark);
        } else {
            values.push_back(std::move(mark));
        }
    }

    /// The total as a line across the bar, and what of it no part explains.
    void totals(Json& layers, Key& key) {
        Json lines = Json::array();
        Json rest = Json::array();
        for (std::size_t i = 0; m_total && i < m_total->data.size(); ++i) {
            const Datum& datum = m_total->data[i];
            if (!datum.period || datum.missing()) {
                continue;
            }
            const Position at = position(*datum.value, m_scale);
            const double total = solid(at);
            Json mark = tip(m_total->name, datum, m_total->unit);
            mark["x"] = instant(*datum.period, 0.06);
            mark["x2"] = instant(*datum.period, 0.94);
            mark["y"] = total;
            // Of a range only the lower end is certain: its whisker shows the rest.
            if (at.at || total > at.low || (at.low == at.high && !at.rises)) {
                lines.push_back(mark);
            }
            const double known = m_stacks[*datum.period].top;
            if (total - known > m_high * 0.004) {
                mark["x"] = instant(*datum.period, 0.12);
                mark["x2"] = instant(*datum.period, 0.88);
                mark["y"] = known;
                mark["y2"] = total;
                rest.push_back(mark);
            }
        }
        const Json x = field("x", "temporal");
        if (!rest.empty()) {
            key.add({"in the total, in none of the parts", "square", std::string(unsplit_fill),
                     "#888888", 1, 0});
            layers.push_back(layer(rest,
                                   {{"type", "rect"},
                                    {"fill", unsplit_fill},
                                    {"stroke", "#888888"},
                                    {"strokeWidth", 1},
                                    {"strokeDash", {3, 2}}},
                                   {{"x", x},
                                    {"x2", {{"field", "x2"}}},
                                    {"y", field("y")},
                                    {"y2", {{"field", "y2"}}},
                                    {"tooltip", tip_channel()}}));
        }
        if (!lines.empty()) {
            key.add({m_total->name, "M-1,0H1", "transparent", std::string(ink), 2.4, 1});
            layers.push_back(layer(lines, {{"type", "rule"}, {"color", ink}, {"strokeWidth", 2.2}},
                                   {{"x", x},
                                    {"x2", {{"field", "x2"}}},
                                    {"y", field("y")},
                                    {"tooltip", tip_channel()}}));
        }
    }

    double gaps(Json& layers, Key& key) {
        std::vector<Gap> marks;
        std::map<Period, std::map<Missing, std::pair<std::string, std::string>>> by_period;
        for (const Part& part : m_parts) {
            for (const Datum& datum : part.line.data) {
                if (datum.period && datum.missing()) {
                    auto& [names, number] = by_period[*datum.period][datum.value->missing];
                    names += names.empty() ? part.line.name : ", " + part.line.name;
                    number = number.empty() ? datum.number : number;
                }
            }
        }
        std::set<Missing> reasons;
        for (const auto& [period, of_reason] : by_period) {
            for (const auto& [reason, what] : of_reason) {
                reasons.insert(reason);
            }
        }
        for (const auto& [period, of_reason] : by_period) {
            for (const auto& [reason, what] : of_reason) {
                const auto row = std::distance(reasons.begin(), reasons.find(reason));
                marks.push_back({period, reason, what.first, what.second,
                                 static_cast<std::size_t>(row), std::string(grey)});
            }
        }
        return draw_gaps(layers, marks, m_height, key);
    }

    std::vector<Part> m_parts;
    std::optional<Line> m_total;
    TimeAxis m_axis;
    Scale m_scale;
    double m_high = 1;
    int m_height = 260;
    bool m_left_out = false; ///< of intervals of parts
    std::map<Period, Stack> m_stacks;
    std::map<const measures::Value*, double> m_tops;
};

} // namespace

StackedPlot draw_stacks(std::vector<Part> parts, std::optional<Line> total, const TimeAxis& axis,
                        const std::vector<const dossier::Event*>& events, int height) {
    Stacked stacked(std::move(parts), std::move(total), axis);
    Json panel = stacked.draw(events, height);
    return {std::move(panel), stacked.left_out()};
}

} // namespace halflight::edition
