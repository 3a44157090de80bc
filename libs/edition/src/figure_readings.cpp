// SPDX-License-Identifier: Apache-2.0
// Form "readings": ranges side by side, one row each, without a winner.
#include "figure_canvas.hpp"
#include "numbers.hpp"
#include "report_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

constexpr std::array parameters = {
    measures::ParameterInfo{"values",
                            "what is compared, each MEASURE/COLUMN or MEASURE/LABEL/COLUMN, with "
                            "\"NAME = \" before it or not",
                            true, true},
    measures::ParameterInfo{"zero", "false where the axis need not hold 0"},
    measures::ParameterInfo{"group",
                            "line (rows of a series together) or period; line where absent"},
    measures::ParameterInfo{"from", "first period"},
    measures::ParameterInfo{"to", "last period"},
    measures::ParameterInfo{"frequency", "A, S, Q or M: only rows of one such period"},
    measures::ParameterInfo{"caption", "what to beware of"},
};

constexpr int row_height = 22;
constexpr int group_gap = 12;
constexpr double most_label = 240;
constexpr double least_label = 70;
constexpr double words_room = 140;
constexpr double whole = plot_width + 52;

struct Entry {
    const Line* line = nullptr;
    const Datum* datum = nullptr;
    std::size_t index = 0; ///< of the line
    std::string group;
    std::string label;
};

/// Words cut to the room that they have.
std::string fitted(std::string text, double room) {
    if (text_width(text) <= room) {
        return text;
    }
    while (!text.empty() && text_width(text + "...") > room) {
        do {
            text.pop_back();
        } while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80);
    }
    return text + "...";
}

std::vector<Entry> entries_of(const std::vector<Line>& lines, bool by_period) {
    std::vector<Entry> out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const Datum& datum : lines[i].data) {
            const std::string period = datum.period ? to_string(*datum.period) : "";
            Entry entry{&lines[i], &datum, i, by_period ? period : lines[i].name,
                        by_period || period.empty() ? lines[i].name : period};
            out.push_back(std::move(entry));
        }
    }
    if (by_period) {
        std::ranges::stable_sort(out, {},
                                 [](const Entry& e) { return e.datum->period.value_or(Period{}); });
    }
    return out;
}

class Readings {
  public:
    Readings(std::vector<Entry> entries, Scale scale, std::pair<double, double> range)
        : m_entries(std::move(entries)), m_scale(std::move(scale)), m_range(range) {}

    Json draw() {
        place();
        Json layers = Json::array();
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            add(m_entries[i], m_rows[i]);
        }
        range_layers(layers);
        gap_layer(layers);
        text_layers(layers);
        m_key.draw(layers, m_height + 58, 8 - m_labels_width);
        Json x = field("x");
        x["scale"] = {
            {"domain", {m_range.first, m_range.second}}, {"nice", false}, {"zero", false}};
        x["axis"] = {{"title", m_scale.unit}, {"format", ",~r"},     {"tickCount", 4},
                     {"grid", true},          {"labelFlush", false}, {"labelOverlap", true}};
        set_axes(layers, x, Json());
        return panel(std::move(layers), static_cast<int>(m_width), m_height);
    }

  private:
    void place() {
        double y = 0;
        std::string group;
        bool grouped = false;
        for (const Entry& entry : m_entries) {
            grouped = grouped || entry.group != m_entries.front().group;
        }
        // Groups of one row need no heading: the row says both.
        std::size_t sizes = 0;
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            if (i == 0 || m_entries[i].group != m_entries[i - 1].group) {
                ++sizes;
            }
        }
        const bool headings = grouped && sizes < m_entries.size();
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            Entry& entry = m_entries[i];
            if (headings && (i == 0 || entry.group != group)) {
                y += i == 0 ? 0 : group_gap;
                m_headings.push_back({{"words", fitted(entry.group, whole - 16)},
                                      {"hx", 8 - m_labels_width},
                                      {"row", y + 10}});
                y += 20;
                group = entry.group;
            } else if (!headings && grouped && entry.label != entry.group) {
                entry.label = fmt::format("{}, {}", entry.group, entry.label);
            }
            m_rows.push_back(y + row_height / 2.0);
            y += row_height;
        }
        m_height = static_cast<int>(y);
        double widest = least_label;
        for (const Entry& entry : m_entries) {
            widest = std::max(widest, text_width(entry.label) + 20);
        }
        m_labels_width = std::min(widest, most_label);
        m_width = std::floor(whole - m_labels_width - words_room);
        for (Json& heading : m_headings) {
            heading["hx"] = 8 - m_labels_width;
        }
    }

    void add(const Entry& entry, double row) {
        const measures::Value& value = *entry.datum->value;
        const std::string hue(colour(entry.index));
        m_labels.push_back(
            {{"words", fitted(entry.label, m_labels_width - 18)}, {"lx", -8}, {"row", row}});
        Json mark = tip(entry.line->name, *entry.datum, entry.line->unit);
        mark["row"] = row;
        mark["stroke"] = hue;
        const std::string words = interval_words(value);
        m_words.push_back(
            {{"words", fitted(words, words_room - 12)}, {"wx", m_width + 8}, {"row", row}});
        if (entry.datum->missing()) {
            mark["gx"] = 8;
            mark["shape"] = missing_shape(value.missing);
            m_key.missing(value.missing);
            m_gaps.push_back(std::move(mark));
            return;
        }
        const Position at = position(value, m_scale);
        mark["x"] = at.falls ? m_range.first : at.low;
        mark["x2"] = at.rises ? m_range.second : at.high;
        const bool is_model = value.basis == measures::Basis::modelled;
        (is_model ? m_models : m_ranges).push_back(mark);
        if (is_model) {
            m_key.add({"rests on a model", "M-1,0H-.5M-.25,0H.25M.5,0H1", "transparent",
                       std::string(ink), 2.5, 1});
        }
        if (at.rises || at.falls) {
            mark["edge"] = at.rises ? m_range.second : m_range.first;
            mark["shape"] = at.rises ? "M-.4,-.8L.6,0L-.4,.8" : "M.4,-.8L-.6,0L.4,.8";
            m_key.add({"no bound on this side", "M-1,0H.9M.1,-.7L.9,0L.1,.7", "transparent",
                       std::string(ink), 1.4, 1});
            m_arrows.push_back(mark);
        }
        if (at.at || (at.low == at.high && !at.rises && !at.falls)) {
            mark["x"] = at.best();
            mark["shape"] = point_shape(entry.index);
            mark["fill"] = is_model ? std::string("#ffffff") : hue;
            mark["stroke"] = value.disputed ? std::string(ink) : hue;
            mark["width"] = value.disputed ? 2.2 : 1.4;
            m_points.push_back(mark);
            m_key.add({"printed value", std::string(point_shape(0)), std::string(ink),
                       std::string(ink), 1, 0});
        }
        if (!at.at && at.high > at.low && !at.wide(m_range.second - m_range.first)) {
            mark["x"] = (at.low + at.high) / 2;
            mark["shape"] = "M-.25,-1H.25V1H-.25Z";
            mark["fill"] = hue;
            mark["width"] = 1;
            m_points.push_back(mark);
        }
        if (value.disputed) {
            m_key.add({"disputed: in open conflict", "M-1,-.45H1V.45H-1Z", "#dddddd",
                       std::string(ink), 1.8, 1});
            Json outline = {
                {"x", m_ranges.empty() || is_model ? m_models.back()["x"] : m_ranges.back()["x"]}};
            outline["x2"] = is_model ? m_models.back()["x2"] : m_ranges.back()["x2"];
            outline["top"] = row - 6;
            outline["bottom"] = row + 6;
            m_outlines.push_back(std::move(outline));
        }
        if (at.high > at.low) {
            m_key.add({"interval that the evidence allows", "M-1,-.35H1V.35H-1Z", "#bbbbbb",
                       "transparent", 1, 0});
        }
    }

    /// In units of the axis, which names them.
    [[nodiscard]] std::string interval_words(const measures::Value& value) const {
        if (value.basis == measures::Basis::missing) {
            return in_words(value.missing);
        }
        return show(scale(value.bounds, 1 / m_scale.factor), Unit{});
    }

    void range_layers(Json& layers) const {
        const Json row = pixels("row");
        const auto add = [&](const Json& values, Json mark, Json channels) {
            if (!values.empty()) {
                channels["x"] = channels.contains("x") ? channels["x"] : field("x");
                channels["y"] = channels.contains("y") ? channels["y"] : row;
                channels["tooltip"] = tip_channel();
                layers.push_back(layer(values, std::move(mark), std::move(channels)));
            }
        };
        add(m_ranges, {{"type", "rule"}, {"strokeWidth", 9}, {"opacity", 0.5}},
            {{"x2", {{"field", "x2"}}}, {"stroke", literal("stroke")}});
        add(m_models, {{"type", "rule"}, {"strokeWidth", 3.5}, {"strokeDash", {5, 3}}},
            {{"x2", {{"field", "x2"}}}, {"stroke", literal("stroke")}});
        if (!m_outlines.empty()) {
            layers.push_back(layer(
                m_outlines,
                {{"type", "rect"}, {"fill", "transparent"}, {"stroke", ink}, {"strokeWidth", 1.6}},
                {{"x", field("x")},
                 {"x2", {{"field", "x2"}}},
                 {"y", pixels("top")},
                 {"y2", {{"field", "bottom"}}}}));
        }
        add(m_arrows,
            {{"type", "point"},
             {"size", 130},
             {"fill", "transparent"},
             {"strokeWidth", 2},
             {"opacity", 1}},
            {{"x", field("edge")}, {"shape", literal("shape")}, {"stroke", literal("stroke")}});
        add(m_points, {{"type", "point"}, {"size", 52}, {"opacity", 1}},
            {{"shape", literal("shape")},
             {"fill", literal("fill")},
             {"stroke", literal("stroke")},
             {"strokeWidth", literal("width", "quantitative")}});
    }

    void gap_layer(Json& layers) const {
        if (!m_gaps.empty()) {
            layers.push_back(layer(m_gaps,
                                   {{"type", "point"},
                                    {"size", 60},
                                    {"fill", "transparent"},
                                    {"stroke", grey},
                                    {"strokeWidth", 1.4},
                                    {"opacity", 1}},
                                   {{"x", pixels("gx")},
                                    {"y", pixels("row")},
                                    {"shape", literal("shape")},
                                    {"tooltip", tip_channel()}}));
        }
    }

    void text_layers(Json& layers) const {
        const auto words = [&](const Json& values, const char* at, const char* align,
                               const char* weight) {
            if (!values.empty()) {
                layers.push_back(layer(values,
                                       {{"type", "text"},
                                        {"align", align},
                                        {"baseline", "middle"},
                                        {"fontSize", small_font},
                                        {"fontWeight", weight}},
                                       {{"x", pixels(at)},
                                        {"y", pixels("row")},
                                        {"text", field("words", "nominal")}}));
            }
        };
        words(m_headings, "hx", "left", "bold");
        words(m_labels, "lx", "right", "normal");
        words(m_words, "wx", "left", "normal");
    }

    std::vector<Entry> m_entries;
    Scale m_scale;
    std::pair<double, double> m_range;
    std::vector<double> m_rows;
    int m_height = 0;
    double m_labels_width = 0; ///< left of the plot
    double m_width = 0;        ///< of the plot
    Key m_key;
    Json m_headings = Json::array();
    Json m_labels = Json::array();
    Json m_words = Json::array();
    Json m_ranges = Json::array();
    Json m_models = Json::array();
    Json m_outlines = Json::array();
    Json m_arrows = Json::array();
    Json m_points = Json::array();
    Json m_gaps = Json::array();
};

std::pair<double, double> extent(const std::vector<Entry>& entries) {
    double low = 0;
    double high = 0;
    bool first = true;
    for (const Entry& entry : entries) {
        if (entry.datum->missing()) {
            continue;
        }
        const Position at = position(*entry.datum->value, {1, ""});
        // Room for the arrow of what has no end.
        const double beyond = at.rises ? std::abs(at.low) * 0.35 : 0;
        const double highest = std::max(at.high, at.at.value_or(at.high)) + beyond;
        const double lowest = std::min(at.low, at.at.value_or(at.low));
        low = first ? lowest : std::min(low, lowest);
        high = first ? highest : std::max(high, highest);
        first = false;
    }
    return {low, high};
}

Sketch draw_readings(FigureArguments& arguments) {
    Sketch sketch;
    const std::vector<Line> lines = arguments.lines("values");
    arguments.check("values", lines);
    const bool zero = arguments.flag("zero", true);
    const bool by_period = arguments.choice("group", {"line", "period"}) == "period";
    if (arguments.failed()) {
        return sketch;
    }
    const std::vector<Entry> entries = entries_of(lines, by_period);
    const auto raw = extent(entries);
    const Scale scale =
        scale_of(std::max(std::abs(raw.first), std::abs(raw.second)), lines.front().unit);
    const auto range = nice_range(raw.first / scale.factor, raw.second / scale.factor, zero);
    sketch.alternative = fmt::format("Ranges side by side, in {}.", lines.front().unit);
    for (const Line& line : lines) {
        account(sketch, line);
        sketch.alternative += ' ' + words_of(line);
    }
    sketch.spec = Readings(entries, scale, range).draw();
    return sketch;
}

} // namespace

FigureForm readings_form() {
    return {"readings", "Ranges side by side", parameters, draw_readings};
}

} // namespace halflight::edition
