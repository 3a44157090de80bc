// SPDX-License-Identifier: Apache-2.0
// The time axis, events along it, and the rows of marks for what is missing.
#include "figure_canvas.hpp"
#include "report_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace halflight::edition {

namespace {

constexpr double day_ms = 86400000.0;
constexpr double label_row = 15;
constexpr double gap_row = 13;
constexpr double label_gap = 5;
constexpr std::size_t longest_label = 28; // characters; the tooltip has the whole

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

Date middle_of(const Period& period) {
    return {period.first.days + period.days() / 2};
}

/// A unit of time that is named, in its middle.
struct Tick {
    Period unit;
    std::vector<std::string> words;
    [[nodiscard]] Date at() const { return middle_of(unit); }
};

/// A day as Vega-Lite wants it in domains and lists of ticks. (It would hand a number to a function
/// of the expression interpreter that takes it for a year.)
Json civil(Date date) {
    const CivilDate day = to_civil(date);
    return {{"year", day.year}, {"month", day.month}, {"date", day.day}, {"utc", true}};
}

std::string year_of(Date date) {
    return fmt::format("{}", to_civil(date).year);
}

/// Every nth year, so that the labels have room.
std::vector<Tick> year_ticks(const TimeAxis& axis, const std::vector<Period>& years) {
    const double room = static_cast<double>(axis.width) / static_cast<double>(years.size());
    std::size_t every = 1;
    while (room * static_cast<double>(every) < 34) {
        ++every;
    }
    std::vector<Tick> ticks;
    for (std::size_t i = (years.size() - 1) % every; i < years.size(); i += every) {
        ticks.push_back({years[i], {year_of(years[i].first)}});
    }
    return ticks;
}

std::vector<Tick> unit_ticks(const std::vector<Period>& units, Frequency frequency) {
    std::vector<Tick> ticks;
    for (const Period& unit : units) {
        const CivilDate day = to_civil(unit.first);
        const bool first = ticks.empty() || day.month == 1;
        std::vector<std::string> words = {
            frequency == Frequency::month
                ? std::string(months.at(static_cast<std::size_t>(day.month - 1)))
                : fmt::format("Q{}", (day.month + 2) / 3)};
        words.push_back(first ? year_of(unit.first) : "");
        ticks.push_back({unit, std::move(words)});
    }
    return ticks;
}

std::vector<Tick> ticks_of(const TimeAxis& axis) {
    const Period all{axis.first, axis.end};
    for (const auto& [frequency, room] :
         {std::pair(Frequency::month, 26), std::pair(Frequency::quarter, 26)}) {
        const auto units = units_inside(all, frequency);
        if (frequency <= axis.finest && !units.empty() &&
            axis.width / static_cast<double>(units.size()) >= room) {
            return unit_ticks(units, frequency);
        }
    }
    const Period whole{period_at(axis.first, Frequency::annual).first, axis.end};
    auto years =
        units_inside({whole.first, period_at(Date{axis.end.days - 1}, Frequency::annual).end},
                     Frequency::annual);
    // A year of which less than half is shown has its middle outside.
    std::erase_if(years, [&](const Period& y) {
        return middle_of(y) < axis.first || middle_of(y) > axis.end;
    });
    return years.empty() ? std::vector<Tick>{} : year_ticks(axis, years);
}

/// Where units begin and end. Marks stand there: below its name, in the middle of a year, one would
/// be read as the first day of it.
std::set<Date> ends_of(const std::vector<Tick>& ticks, const TimeAxis& axis) {
    std::set<Date> ends;
    for (const Tick& tick : ticks) {
        for (const Date end : {tick.unit.first, tick.unit.end}) {
            if (end >= axis.first && end <= axis.end) {
                ends.insert(end);
            }
        }
    }
    return ends;
}

/// A label of an event while places are sought.
struct Label {
    double x = 0;
    double width = 0;
    bool leftward = false;
    int row = 0;
    [[nodiscard]] double from() const { return leftward ? x - width : x; }
    [[nodiscard]] double to() const { return leftward ? x : x + width; }
    [[nodiscard]] bool covers(double at) const {
        return at >= from() - label_gap && at <= to() + label_gap;
    }
    [[nodiscard]] bool overlaps(const Label& other) const {
        return from() <= other.to() + label_gap && other.from() <= to() + label_gap;
    }
};

/// Where an event stands: its first day, or the middle of a month of which the day is not known.
Date day_of(const dossier::Event& event) {
    return frequency_of(event.period) == Frequency::month ? middle_of(event.period)
                                                          : event.period.first;
}

/// Labels stand right of their rule where there is room, else left. One whose words a rule crosses
/// stands in a higher row than that rule begins in.
void arrange(std::vector<Label>& labels, double room) {
    for (std::size_t i = labels.size(); i-- > 0;) {
        Label& label = labels[i];
        label.leftward = label.x + label.width > room;
        for (std::size_t j = i + 1; j < labels.size(); ++j) {
            label.leftward = label.leftward || (labels[j].leftward && label.covers(labels[j].x));
        }
    }
    const auto settle = [&](std::size_t i, auto is_placed) {
        Label& label = labels[i];
        for (std::size_t j = 0; j < labels.size(); ++j) {
            if (j != i && is_placed(j) && label.covers(labels[j].x)) {
                label.row = std::max(label.row, labels[j].row + 1);
            }
        }
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t j = 0; j < labels.size(); ++j) {
                if (j != i && is_placed(j) && labels[j].row == label.row &&
                    label.overlaps(labels[j])) {
                    ++label.row;
                    moved = true;
                }
            }
        }
    };
    for (std::size_t i = labels.size(); i-- > 0;) {
        if (!labels[i].leftward) {
            settle(i, [&](std::size_t j) { return j > i && !labels[j].leftward; });
        }
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i].leftward) {
            settle(i, [&](std::size_t j) { return j < i || !labels[j].leftward; });
        }
    }
}

} // namespace

double instant(Date date) {
    return date.days * day_ms;
}

double instant(const Period& period, double share) {
    return instant(period.first) + period.days() * share * day_ms;
}

double TimeAxis::pixel(Date date) const {
    return static_cast<double>(width) * (date.days - first.days) / (end.days - first.days);
}

double TimeAxis::label_height() const {
    const auto ticks = ticks_of(*this);
    const bool two_lines =
        std::ranges::any_of(ticks, [](const Tick& tick) { return tick.words.size() > 1; });
    return two_lines ? 52 : 38;
}

Json TimeAxis::channel(int offset, bool labels) const {
    Json values = Json::array();
    std::string words;
    for (const Tick& tick : ticks_of(*this)) {
        values.push_back(civil(tick.at()));
        std::string lines;
        for (const std::string& line : tick.words) {
            lines += fmt::format("{}'{}'", lines.empty() ? "" : ",", line);
        }
        words += fmt::format("{}=={}?[{}]:", "+datum.value", instant(tick.at()), lines);
    }
    std::string marked;
    for (const Date mark : ends_of(ticks_of(*this), *this)) {
        values.push_back(civil(mark));
        marked += fmt::format("{}+datum.value=={}", marked.empty() ? "" : "||", instant(mark));
    }
    Json axis = {{"title", nullptr},
                 {"values", values},
                 {"labelExpr", words + "''"},
                 {"grid", false},
                 {"offset", offset},
                 {"labelOverlap", false},
                 // Vega drops every other tick where there are more than it would have set.
                 {"tickCount", values.size()},
                 {"ticks", labels && !marked.empty()},
                 {"tickOpacity",
                  {{"condition", {{"test", marked.empty() ? "false" : marked}, {"value", 1}}},
                   {"value", 0}}},
                 {"labels", labels},
                 {"tickSize", 4},
                 {"domainColor", "#888888"}};
    Json out = field("x", "temporal");
    out["scale"] = {{"type", "utc"}, {"domain", {civil(first), civil(end)}}, {"nice", false}};
    out["axis"] = std::move(axis);
    return out;
}

std::optional<TimeAxis> time_axis(const std::vector<Line>& lines) {
    std::optional<TimeAxis> out;
    for (const Line& line : lines) {
        for (const Datum& datum : line.data) {
            if (!datum.period || datum.period->open_start() || datum.period->open_end()) {
                continue;
            }
            if (!out) {
                out = TimeAxis{datum.period->first, datum.period->end};
            }
            out->finest = std::max(out->finest, frequency_of(*datum.period));
            out->first = std::min(out->first, datum.period->first);
            out->end = std::max(out->end, datum.period->end);
        }
    }
    return out;
}

double draw_events(Json& layers, const std::vector<const dossier::Event*>& events,
                   const TimeAxis& axis, int height, Key& key) {
    std::vector<Label> labels;
    std::vector<const dossier::Event*> shown;
    for (const dossier::Event* const event : events) {
        if (day_of(*event) >= axis.first && day_of(*event) < axis.end) {
            labels.push_back(
                {axis.pixel(day_of(*event)), text_width(cut(event->label, longest_label)) + 4});
            shown.push_back(event);
        }
    }
    if (shown.empty()) {
        return 0;
    }
    arrange(labels, axis.width + 6);
    Json values = Json::array();
    int rows = 0;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const double y = -12 - label_row * labels[i].row;
        rows = std::max(rows, labels[i].row + 1);
        values.push_back({{"x", instant(day_of(*shown[i]))},
                          {"label", shown[i]->label},
                          {"words", cut(shown[i]->label, longest_label)},
                          {"date", to_string(shown[i]->period)},
                          {"note", shown[i]->note},
                          {"source", shown[i]->source},
                          {"left", labels[i].leftward},
                          {"ly", y},
                          {"bottom", height}});
    }
    const Json tooltip = {{{"field", "label"}, {"type", "nominal"}, {"title", "event"}},
                          {{"field", "date"}, {"type", "nominal"}, {"title", "date"}},
                          {{"field", "note"}, {"type", "nominal"}, {"title", "note"}},
                          {{"field", "source"}, {"type", "nominal"}, {"title", "source"}}};
    const Json x = field("x", "temporal");
    layers.push_back(layer(
        values, {{"type", "rule"}, {"color", grey}, {"strokeDash", {3, 3}}},
        {{"x", x}, {"y", pixels("ly")}, {"y2", {{"field", "bottom"}}}, {"tooltip", tooltip}}));
    for (const bool leftward : {false, true}) {
        Json some = Json::array();
        for (const Json& value : values) {
            if (value["left"] == leftward) {
                some.push_back(value);
            }
        }
        if (!some.empty()) {
            layers.push_back(layer(some,
                                   {{"type", "text"},
                                    {"align", leftward ? "right" : "left"},
                                    {"dx", leftward ? -3 : 3},
                                    {"baseline", "middle"},
                                    {"fontSize", small_font},
                                    {"color", "#444444"}},
                                   {{"x", x},
                                    {"y", pixels("ly")},
                                    {"text", field("words", "nominal")},
                                    {"tooltip", tooltip}}));
        }
    }
    key.event();
    return 12 + label_row * rows;
}

double draw_gaps(Json& layers, const std::vector<Gap>& gaps, int height, Key& key) {
    if (gaps.empty()) {
        return 0;
    }
    Json values = Json::array();
    std::size_t rows = 0;
    for (const Gap& gap : gaps) {
        rows = std::max(rows, gap.row + 1);
        values.push_back({{"x", instant(gap.period, 0.5)},
                          {"gy", height + 9 + gap_row * static_cast<double>(gap.row)},
                          {"shape", missing_shape(gap.reason)},
                          {"stroke", gap.stroke},
                          {"name", gap.name},
                          {"period", to_string(gap.period)},
                          {"value", in_words(gap.reason)},
                          {"basis", "missing"},
                          {"number", gap.number}});
    }
    for (int reason = 1; reason < static_cast<int>(Missing::count_); ++reason) {
        const auto same = [&](const Gap& gap) { return static_cast<int>(gap.reason) == reason; };
        if (std::ranges::any_of(gaps, same)) {
            key.missing(static_cast<Missing>(reason));
        }
    }
    layers.push_back(layer(
        values,
        {{"type", "point"},
         {"size", 42},
         {"fill", "transparent"},
         {"strokeWidth", 1.3},
         {"opacity", 1}},
        {{"x", field("x", "temporal")},
         {"y", pixels("gy")},
         {"shape",
          {{"field", "shape"}, {"type", "nominal"}, {"scale", nullptr}, {"legend", nullptr}}},
         {"stroke",
          {{"field", "stroke"}, {"type", "nominal"}, {"scale", nullptr}, {"legend", nullptr}}},
         {"tooltip", tip_channel()}}));
    return 6 + gap_row * static_cast<double>(rows);
}

} // namespace halflight::edition
