// SPDX-License-Identifier: Apache-2.0
#include "figure_meter_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace halflight::edition {

namespace {

constexpr std::string_view band_colour = "#56b4e9";
constexpr std::string_view sum_colour = "#0072b2";
constexpr std::string_view range_colour = "#4d96c4"; // the sum's over the band's

bool starts_year(const Period& month) {
    return to_civil(month.first).month == 1;
}

/// The shapes of a sum that goes on from month to month, each part in one of three forms.
struct Traces {
    Json lines = Json::array();
    Json bands = Json::array();
    Json open = Json::array(); ///< without an upper bound
    Json points = Json::array();

    /// What comes next begins at `at`; null: with itself.
    void restart(Json at) {
        m_before = std::move(at);
        m_shape = nullptr;
    }

    void go_on(double x, const Position& at, double axis) {
        Json* const wanted = at.rises ? &open : at.wide(axis) ? &bands : &lines;
        if (wanted != m_shape) {
            m_shape = wanted;
            ++m_part;
            if (!m_before.is_null()) {
                m_before["part"] = m_part;
                m_shape->push_back(m_before);
            }
        }
        const bool exact = m_shape == &lines;
        m_before = {{"x", x},
                    {"y", exact ? at.best() : at.low},
                    {"y2", exact ? at.best() : at.high},
                    {"part", m_part}};
        m_shape->push_back(m_before);
    }

    /// A point where the sum stands now, for a month that is reported.
    void mark(const Supplier& supplier, const Period& month) {
        const auto delivered = std::ranges::find(supplier.delivered.data, month, &Datum::period);
        Json point = Json::object();
        if (delivered != supplier.delivered.data.end()) {
            point = tip(supplier.delivered.name + ", in the month", *delivered,
                        supplier.delivered.unit);
        }
        point.update(m_before);
        points.push_back(std::move(point));
    }

  private:
    Json m_before;
    Json* m_shape = nullptr;
    int m_part = 0;
};

class Plot {
  public:
    explicit Plot(const MeterFrame& frame)
        : m_axis(frame.axis), m_scale(frame.scale), m_cap(frame.cap), m_high(frame.high),
          m_height(frame.height) {}

    /// `last`: the key stands below it.
    Json draw(const Supplier& supplier, const std::vector<const dossier::Event*>& events, Key& key,
              bool last) const {
        Json layers = Json::array();
        draw_events(layers, events, m_axis, m_height, key);
        year_lines(layers);
        band(layers, supplier.cumulated, key);
        reported(layers, supplier, key);
        cap_line(layers, key);
        crossings(layers, supplier.cumulated, key);
        const double below = draw_gaps(layers, gaps(supplier.delivered), m_height, key);
        if (last) {
            key.draw(layers, m_height + below + m_axis.label_height());
        }
        Json y = value_axis("y", 0, m_high, m_scale.unit);
        y["axis"]["tickCount"] = 4;
        set_axes(layers, m_axis.channel(static_cast<int>(below)), y);
        Json out = panel(std::move(layers), plot_width, m_height);
        out["title"] = supplier.cumulated.name;
        return out;
    }

  private:
    void year_lines(Json& layers) const {
        Json values = Json::array();
        for (const Period& year : units_inside({m_axis.first, m_axis.end}, Frequency::annual)) {
            values.push_back({{"x", instant(year.first)}, {"top", 0}, {"bottom", m_height}});
        }
        if (!values.empty()) {
            layers.push_back(layer(values, {{"type", "rule"}, {"color", "#cccccc"}},
                                   {{"x", field("x", "temporal")},
                                    {"y", pixels("top")},
                                    {"y2", {{"field", "bottom"}}}}));
        }
    }

    /// All that the published totals leave open, from the start of each year. Where there is no
    /// upper bound the band ends and a line goes on along the lower one.
    void band(Json& layers, const Line& line, Key& key) const {
        Json values = Json::array();
        Json lower = Json::array();
        Json arrows = Json::array();
        int part = 0;
        bool rising = false;
        const auto start = [&](const Period& month) {
            const Period year = period_at(month.first, Frequency::annual);
            ++part;
            rising = false;
            values.push_back({{"x", instant(year.first)}, {"y", 0}, {"y2", 0}, {"part", part}});
        };
        for (const Datum& datum : line.data) {
            const bool known = datum.period && !datum.missing();
            const bool first = known && to_civil(datum.period->first).month == 1;
            if (first) {
                start(*datum.period);
            }
            if (known) {
                const Position at = position(*datum.value, m_scale);
                Json mark = tip(line.name + ", since January", datum, line.unit);
                mark["x"] = instant(*datum.period, 1);
                mark["y"] = at.low;
                mark["y2"] = at.high;
                mark["stroke"] = std::string(sum_colour);
                mark["up"] = true;
                if (at.rises && to_civil(datum.period->first).month == 12) {
                    arrows.push_back(mark);
                }
                part += at.rises != rising ? 1 : 0;
                if (at.rises && !rising && !values.empty() &&
                    to_civil(datum.period->first).month > 1) {
                    lower.push_back({{"x", instant(datum.period->first)},
                                     {"y", values.back()["y"]},
                                     {"part", part}});
                }
                rising = at.rises;
                mark["part"] = part;
                (at.rises ? lower : values).push_back(std::move(mark));
            }
        }
        if (values.empty()) {
            return;
        }
        key.add({"sum since January: interval that the evidence allows", "square",
                 std::string(band_colour), "transparent", 1, 0});
        layers.push_back(layer(values,
                               {{"type", "area"},
                                {"color", band_colour},
                                {"stroke", band_colour},
                                {"strokeWidth", 1},
                                {"opacity", 0.6}},
                               {{"x", field("x", "temporal")},
                                {"y", field("y")},
                                {"y2", {{"field", "y2"}}},
                                {"detail", field("part", "nominal")}}));
        if (!lower.empty()) {
            key.add({"lower bound only", "M-1,0H-.4M0,0H.6", "transparent",
                     std::string(band_colour), 2, 0});
            layers.push_back(layer(lower,
                                   {{"type", "line"},
                                    {"color", band_colour},
                                    {"strokeWidth", 1.6},
                                    {"strokeDash", {4, 3}}},
                                   {{"x", field("x", "temporal")},
                                    {"y", field("y")},
                                    {"detail", field("part", "nominal")}}));
        }
        // Something to hover on.
        layers.push_back(layer(values, {{"type", "rule"}, {"strokeWidth", 6}, {"opacity", 0}},
                               {{"x", field("x", "temporal")},
                                {"y", field("y")},
                                {"y2", {{"field", "y2"}}},
                                {"tooltip", tip_channel()}}));
        arrow_layers(layers, arrows, key);
    }

    /// A line where the sum is exact, a band where reports give intervals (of what was weighed, in
    /// barrels), its lower edge alone where one has no upper bound. It begins at zero with the
    /// first month reported.
    void reported(Json& layers, const Supplier& supplier, Key& key) const {
        Traces traces;
        int year = 0;
        bool begun = false;
        for (const Datum& month : supplier.reported.data) {
            if (!month.period) {
                continue;
            }
            if (year_of(*month.period) != year) {
                year = year_of(*month.period);
                begun = false;
                traces.restart(starts_year(*month.period) ? zero(month.period->first) : Json());
            }
            if (month.missing()) {
                traces.restart(begun ? Json() : zero(month.period->end));
                continue;
            }
            begun = true;
            traces.go_on(instant(*month.period, 1), position(*month.value, m_scale), m_high);
            if (supplier.is_reported(*month.period)) {
                traces.mark(supplier, *month.period);
            }
        }
        reported_layers(layers, traces, key);
    }

    [[nodiscard]] static Json zero(Date at) { return {{"x", instant(at)}, {"y", 0}, {"y2", 0}}; }

    static void reported_layers(Json& layers, const Traces& traces, Key& key) {
        const Json x = field("x", "temporal");
        const Json detail = field("part", "nominal");
        if (!traces.bands.empty()) {
            key.add({"sum of the months reported: interval", "square", std::string(range_colour),
                     std::string(sum_colour), 1.2, 0});
            layers.push_back(layer(
                traces.bands, {{"type", "area"}, {"color", sum_colour}, {"opacity", 0.45}},
                {{"x", x}, {"y", field("y")}, {"y2", {{"field", "y2"}}}, {"detail", detail}}));
            for (const char* const end : {"y", "y2"}) {
                layers.push_back(layer(
                    traces.bands, {{"type", "line"}, {"color", sum_colour}, {"strokeWidth", 1}},
                    {{"x", x}, {"y", field(end)}, {"detail", detail}}));
            }
        }
        if (!traces.lines.empty()) {
            key.add({"sum of the months reported", "M-1,0H1", "transparent",
                     std::string(sum_colour), 2.4, 0});
            layers.push_back(layer(traces.lines,
                                   {{"type", "line"}, {"color", sum_colour}, {"strokeWidth", 2}},
                                   {{"x", x}, {"y", field("y")}, {"detail", detail}}));
        }
        if (!traces.open.empty()) {
            key.add({"sum of the months reported: lower bound only", "M-1,0H-.4M0,0H.6",
                     "transparent", std::string(sum_colour), 2, 0});
            layers.push_back(layer(traces.open,
                                   {{"type", "line"},
                                    {"color", sum_colour},
                                    {"strokeWidth", 1.6},
                                    {"strokeDash", {4, 3}}},
                                   {{"x", x}, {"y", field("y")}, {"detail", detail}}));
        }
        if (!traces.points.empty()) {
            for (const char* const end : {"y", "y2"}) {
                layers.push_back(layer(traces.points,
                                       {{"type", "point"},
                                        {"filled", true},
                                        {"size", 12},
                                        {"color", sum_colour},
                                        {"opacity", 1}},
                                       {{"x", x}, {"y", field(end)}, {"tooltip", tip_channel()}}));
            }
        }
    }

    void cap_line(Json& layers, Key& key) const {
        const Date from = std::max(m_axis.first, m_cap.period.first);
        const Date to = std::min(m_axis.end, m_cap.period.end);
        if (to <= from) {
            return;
        }
        key.add({"cap in a year", "M-1,0H1", "transparent", std::string(emphasis), 2.4, 0});
        layers.push_back(layer(
            {{{"x", instant(from)}, {"x2", instant(to)}, {"y", m_cap.amount / m_scale.factor}}},
            {{"type", "rule"}, {"color", emphasis}, {"strokeWidth", 2}},
            {{"x", field("x", "temporal")}, {"x2", {{"field", "x2"}}}, {"y", field("y")}}));
    }

    /// The month by whose end the cap has been passed for certain, or can have been.
    void crossings(Json& layers, const Line& line, Key& key) const {
        const double cap = m_cap.amount / m_scale.factor;
        Json values = Json::array();
        std::map<std::pair<int, bool>, bool> seen;
        for (const Datum& datum : line.data) {
            if (!datum.period || datum.missing() || !m_cap.period.contains(*datum.period)) {
                continue;
            }
            const Position at = position(*datum.value, m_scale);
            for (const bool certain : {true, false}) {
                const bool above = certain ? at.low > cap : at.high > cap || at.rises;
                bool& done = seen[{year_of(*datum.period), certain}];
                if (!above || done) {
                    continue;
                }
                done = true;
                const std::string words = certain ? "cap passed for certain by the end of the month"
                                                  : "cap may have been passed";
                Json mark = tip(fmt::format("{}, {}", line.name, words), datum, line.unit);
                mark["x"] = instant(*datum.period, 1);
                mark["y"] = cap;
                mark["shape"] = certain ? "triangle-up" : "triangle-down";
                mark["fill"] = certain ? std::string(emphasis) : std::string("#ffffff");
                mark["stroke"] = std::string(ink);
                values.push_back(std::move(mark));
                key.add({words, certain ? "triangle-up" : "triangle-down",
                         certain ? std::string(emphasis) : std::string("#ffffff"), std::string(ink),
                         1.2, 1});
            }
        }
        if (!values.empty()) {
            layers.push_back(layer(values, {{"type", "point"}, {"size", 70}, {"opacity", 1}},
                                   {{"x", field("x", "temporal")},
                                    {"y", field("y")},
                                    {"shape", literal("shape")},
                                    {"fill", literal("fill")},
                                    {"stroke", literal("stroke")},
                                    {"tooltip", tip_channel()}}));
        }
    }

    [[nodiscard]] static std::vector<Gap> gaps(const Line& delivered) {
        std::vector<Gap> out;
        for (const Datum& month : delivered.data) {
            if (month.period && month.missing()) {
                out.push_back({*month.period, month.value->missing, delivered.name, month.number, 0,
                               std::string(grey)});
            }
        }
        return out;
    }

    TimeAxis m_axis;
    Scale m_scale;
    Cap m_cap;
    double m_high;
    int m_height;
};

} // namespace

int year_of(const Period& month) {
    return to_civil(month.first).year;
}

bool Supplier::is_reported(const Period& month) const {
    const auto found = std::ranges::find(reports.data, month, &Datum::period);
    return found != reports.data.end() && !found->missing() && found->value->bounds.lo > 0;
}

Json draw_supplier(const MeterFrame& frame, const Supplier& supplier,
                   const std::vector<const dossier::Event*>& events, Key& key, bool last) {
    return Plot(frame).draw(supplier, events, key, last);
}

} // namespace halflight::edition
