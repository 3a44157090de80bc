// SPDX-License-Identifier: Apache-2.0
// Form "target": values over time against what was aimed at.
#include "figure_canvas.hpp"
#include "halflight/base/text.hpp"
#include "numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

constexpr std::array parameters = {
    measures::ParameterInfo{"value", "the values, MEASURE/COLUMN or MEASURE/LABEL/COLUMN", true},
    measures::ParameterInfo{
        "targets", "ids of the statements of the targets, each with \"NAME = \" before it or not",
        true, true},
    measures::ParameterInfo{"from", "first period"},
    measures::ParameterInfo{"to", "last period"},
    measures::ParameterInfo{"frequency", "A, S, Q or M: only rows of one such period"},
    measures::ParameterInfo{"events", "ids of events.csv", false, true},
    measures::ParameterInfo{"event_kinds", "kinds of events.csv", false, true},
    measures::ParameterInfo{"height", "pixels of the plot"},
    measures::ParameterInfo{"caption", "what to beware of"},
};

constexpr std::string_view range_colour = "#99c7e0";
constexpr double range_share = 0.012; // of the axis: an interval that an eye can see

struct Target {
    std::string name;
    std::string id;
    measures::Value value; ///< in the unit of the values
    Period due;
    Date stated;
};

/// What the statement says, in `unit`.
measures::Value value_of(const ledger::Claim& stated, const Unit& own, const Unit& unit) {
    measures::Value value;
    value.bounds = convert(stated.bounds, own, unit);
    value.basis = measures::Basis::reported;
    value.missing = Missing::none;
    if (stated.printed_low == stated.printed_high && stated.bounds.bounded()) {
        value.point = convert(Interval::point(stated.printed_low), own, unit).lo;
    }
    return value;
}

/// In the unit in which it is written: "1 billion USD", "50 to 80 million USD".
std::string amount_words(const ledger::Ledger& ledger, const ledger::Claim& stated,
                         const Unit& own) {
    const auto read = parse_unit(ledger.text(stated.unit));
    const Unit& written = read && read->same_dimension(own) ? *read : own;
    const measures::Value value = value_of(stated, own, written);
    constexpr int digits = 12; // fewer than a conversion can spoil
    return value.point ? fmt::format("{} {}", format_number(*value.point, digits), written.text)
                       : show(value.bounds, written);
}

std::vector<Target> targets_of(FigureArguments& arguments, const std::string& unit) {
    const ledger::Ledger& ledger = arguments.publication().analysed.dossier.ledger;
    const auto wanted = parse_unit(unit);
    std::vector<Target> out;
    for (const std::string& text : arguments.texts("targets")) {
        const std::size_t equals = text.find(" = ");
        const std::string id = equals == std::string::npos ? text : text.substr(equals + 3);
        const auto claim = ledger.find_claim(id);
        if (!claim) {
            arguments.fault("targets", fmt::format("there is no statement '{}'", id),
                            "name the id of a row of claims/*.csv");
            return out;
        }
        const ledger::Claim& stated = ledger.claims()[*claim];
        const Unit& own = ledger.unit_of(ledger.series()[stated.series]);
        if (!stated.has_value() || !wanted || !own.same_dimension(*wanted) ||
            stated.period.open_end()) {
            arguments.fault(
                "targets",
                fmt::format("'{}' is no target with a date in the unit of the values", id),
                "name a statement of the kind target");
            return out;
        }
        Target target{"", id, value_of(stated, own, *wanted), stated.period, stated.known_since};
        const std::string due = to_string(Period{stated.period.first, stated.period.end});
        target.name =
            equals == std::string::npos
                ? fmt::format("target of {} for {}", amount_words(ledger, stated, own), due)
                : text.substr(0, equals);
        out.push_back(std::move(target));
    }
    return out;
}

TimeAxis axis_of(const Line& line, const std::vector<Target>& targets) {
    TimeAxis axis = *time_axis({line});
    for (const Target& target : targets) {
        axis.end = std::max(axis.end, target.due.end);
    }
    return axis;
}

/// From the first value to the day on which it is due, and a flag there.
void target_layers(Json& layers, const std::vector<Target>& targets, const TimeAxis& axis,
                   const Scale& scale, double high, int height) {
    Json lines = Json::array();
    Json words = Json::array();
    Json ranges = Json::array();
    for (const Target& target : targets) {
        const Position at = position(target.value, scale);
        // Of a range only the lower end is aimed at for certain.
        const double y = at.at.value_or(at.low);
        const Date from = axis.first;
        if (!at.at && at.wide(high)) {
            ranges.push_back({{"x", instant(from)},
                              {"x2", instant(target.due.end)},
                              {"y", at.low},
                              {"y2", at.high},
                              {"name", target.name},
                              {"number", target.id}});
        }
        lines.push_back({{"x", instant(from)},
                         {"x2", instant(target.due.end)},
                         {"y", y},
                         {"name", target.name},
                         {"number", target.id}});
        // Below the line where there is no room above it.
        const double pixel = height * (1 - y / high);
        words.push_back(
            {{"tx", 4}, {"ty", pixel < 16 ? pixel + 9 : pixel - 8}, {"words", target.name}});
    }
    const Json tooltip = {{{"field", "name"}, {"type", "nominal"}, {"title", "what"}},
                          {{"field", "number"}, {"type", "nominal"}, {"title", "statement"}}};
    if (!ranges.empty()) {
        layers.push_back(layer(ranges, {{"type", "rect"}, {"color", emphasis}, {"opacity", 0.2}},
                               {{"x", field("x", "temporal")},
                                {"x2", {{"field", "x2"}}},
                                {"y", field("y")},
                                {"y2", {{"field", "y2"}}},
                                {"tooltip", tooltip}}));
    }
    layers.push_back(layer(
        lines, {{"type", "rule"}, {"color", emphasis}, {"strokeWidth", 2}, {"strokeDash", {8, 4}}},
        {{"x", field("x", "temporal")},
         {"x2", {{"field", "x2"}}},
         {"y", field("y")},
         {"tooltip", tooltip}}));
    layers.push_back(
        layer(lines,
              {{"type", "point"},
               {"shape", "diamond"},
               {"size", 90},
               {"filled", true},
               {"color", emphasis},
               {"opacity", 1}},
              {{"x", field("x2", "temporal")}, {"y", field("y")}, {"tooltip", tooltip}}));
    rimmed_text(layers, words, {{"align", "left"}, {"color", "#8a3c00"}},
                {{"x", pixels("tx")}, {"y", pixels("ty")}, {"text", field("words", "nominal")}});
}

/// What stands above a bar: the printed value to three digits or all of its whole ones, else what
/// is known of it: "50 to 80", "< 5", "\u2265 27.5".
std::string label_of(const measures::Value& value, const Scale& scale) {
    const auto in_digits = [](double number) {
        constexpr int digits = 3;
        const bool large = std::abs(number) >= 1000;
        const int whole = large ? static_cast<int>(std::log10(std::abs(number)) + 1e-9) + 1 : 0;
        return format_number(number, std::max(digits, whole));
    };
    const Interval bounds = halflight::scale(value.bounds, 1 / scale.factor);
    const Position at = position(value, scale);
    if (at.at && !at.rises && !at.falls) {
        return in_digits(*at.at);
    }
    if (at.rises) {
        return (bounds.lo_open ? "> " : "\u2265 ") + in_digits(bounds.lo);
    }
    if (at.falls || (bounds.lo == 0 && bounds.hi > 0 && bounds.hi_open)) {
        return (bounds.hi_open ? "< " : "\u2264 ") + in_digits(bounds.hi);
    }
    const std::string low = in_digits(bounds.lo);
    return low == in_digits(bounds.hi) ? low : show(Interval::closed(bounds.lo, bounds.hi), Unit{});
}

struct Marks {
    Json bars = Json::array();
    Json ranges = Json::array();
    Json words = Json::array();
    Json points = Json::array();
    Json whiskers = Json::array();
    Json arrows = Json::array();
    std::vector<Gap> gaps;
};

void add(Marks& marks, const Line& line, const Datum& datum, const Scale& scale, double high,
         Key& key) {
    if (!datum.period) {
        return;
    }
    if (datum.missing()) {
        marks.gaps.push_back(
            {*datum.period, datum.value->missing, line.name, datum.number, 0, std::string(grey)});
        return;
    }
    const Position at = position(*datum.value, scale);
    Json mark = tip(line.name, datum, line.unit);
    mark["x"] = instant(*datum.period, 0.15);
    mark["x2"] = instant(*datum.period, 0.85);
    const double certain = at.rises ? at.low : at.at ? *at.at : at.falls ? 0 : at.low;
    mark["y"] = 0;
    mark["y2"] = certain;
    mark["fill"] = datum.value->basis == measures::Basis::modelled ? std::string("#ffffff")
                                                                   : std::string(colour(0));
    mark["stroke"] = std::string(datum.value->disputed ? ink : colour(0));
    mark["width"] = datum.value->disputed ? 2.0 : 1.0;
    const bool ranges = !at.at && !at.rises && at.high - certain > high * range_share;
    if (certain != 0 || !ranges) {
        marks.bars.push_back(mark);
    }
    if (ranges) {
        mark["y"] = certain;
        mark["y2"] = at.high;
        marks.ranges.push_back(mark);
        key.add({"interval only, no printed value", "square", std::string(range_colour),
                 std::string(colour(0)), 0.8, 1});
    }
    if (datum.value->disputed) {
        key.disputed();
    }
    if (datum.value->basis == measures::Basis::modelled) {
        key.add({"rests on a model", "square", "#ffffff", std::string(colour(0)), 1.2, 1});
    }
    mark["x"] = instant(*datum.period, 0.5);
    mark["stroke"] = std::string(ink);
    Json words = {{"x", mark["x"]}, {"y", std::max(certain, at.high)}};
    words["words"] = label_of(*datum.value, scale);
    words["lift"] = at.rises ? -24 : -8;
    marks.words.push_back(std::move(words));
    if (at.rises || at.falls) {
        mark["up"] = at.rises;
        mark["y"] = at.rises ? at.low : at.high;
        marks.arrows.push_back(mark);
    } else if (at.at && at.wide(high)) {
        mark["y"] = at.low;
        mark["y2"] = at.high;
        marks.whiskers.push_back(mark);
        key.interval();
    }
}

/// The numbers above the bars, with a white rim against rules behind them; a range that is too long
/// for its bar in two lines. None where they would touch each other.
void word_layers(Json& layers, Json words, double room) {
    constexpr int line_height = 13;
    constexpr std::string_view between = " to ";
    double widest = 0;
    for (Json& one : words) {
        auto text = one["words"].get<std::string>();
        const std::size_t middle = text.find(between);
        if (text_width(text) > room && middle != std::string::npos) {
            const std::string first = text.substr(0, middle + between.size() - 1);
            const std::string second = text.substr(middle + between.size());
            widest = std::max({widest, text_width(first), text_width(second)});
            one["words"] = first + '\n' + second;
            one["lift"] = one["lift"].get<int>() - line_height;
        } else {
            widest = std::max(widest, text_width(text));
        }
    }
    if (words.empty() || widest > room) {
        return;
    }
    for (const int lift : {-8, -8 - line_height, -24}) {
        Json some = Json::array();
        for (const Json& one : words) {
            if (one["lift"] == lift) {
                some.push_back(one);
            }
        }
        if (!some.empty()) {
            rimmed_text(layers, some,
                        {{"dy", lift},
                         {"align", "center"},
                         {"lineBreak", "\n"},
                         {"lineHeight", line_height}},
                        {{"x", field("x", "temporal")},
                         {"y", field("y")},
                         {"text", field("words", "nominal")}});
        }
    }
}

Json spec_of(FigureArguments& arguments, const Line& line, const std::vector<Target>& targets) {
    const int height = arguments.height(240);
    constexpr double word_room = 32; // above the highest bar
    double least_days = 365;         // from a bar to the next
    double top = 0;
    for (const Datum& datum : line.data) {
        top = datum.missing() ? top : std::max(top, position(*datum.value, {1, ""}).high);
        least_days = datum.period ? std::min(least_days, datum.period->days() * 1.0) : least_days;
    }
    top *= height / (height - word_room);
    for (const Target& target : targets) {
        top = std::max(top, position(target.value, {1, ""}).high);
    }
    const Scale scale = scale_of(top, line.unit);
    const double high = nice_range(0, top / scale.factor, true).second;
    const TimeAxis axis = axis_of(line, targets);
    Json layers = Json::array();
    Key key;
    Marks marks;
    draw_events(layers, arguments.events(), axis, height, key);
    for (const Datum& datum : line.data) {
        add(marks, line, datum, scale, high, key);
    }
    key.add({"target, and the day by which it is due", "diamond", std::string(emphasis),
             std::string(emphasis), 1, 0});
    layers.push_back(layer(marks.bars, {{"type", "rect"}},
                           {{"x", field("x", "temporal")},
                            {"x2", {{"field", "x2"}}},
                            {"y", field("y")},
                            {"y2", {{"field", "y2"}}},
                            {"fill", literal("fill")},
                            {"stroke", literal("stroke")},
                            {"strokeWidth", literal("width", "quantitative")},
                            {"tooltip", tip_channel()}}));
    if (!marks.ranges.empty()) {
        layers.push_back(layer(marks.ranges,
                               {{"type", "rect"}, {"fill", range_colour}, {"strokeWidth", 0.8}},
                               {{"x", field("x", "temporal")},
                                {"x2", {{"field", "x2"}}},
                                {"y", field("y")},
                                {"y2", {{"field", "y2"}}},
                                {"stroke", literal("stroke")},
                                {"tooltip", tip_channel()}}));
    }
    whisker_layers(layers, marks.whiskers);
    arrow_layers(layers, marks.arrows, key);
    target_layers(layers, targets, axis, scale, high, height);
    word_layers(layers, marks.words,
                axis.width * least_days / (axis.end.days - axis.first.days) - 4);
    const double below = draw_gaps(layers, marks.gaps, height, key);
    key.draw(layers, height + below + axis.label_height());
    set_axes(layers, axis.channel(static_cast<int>(below)), value_axis("y", 0, high, scale.unit));
    return panel(std::move(layers), plot_width, height);
}

Sketch draw_target(FigureArguments& arguments) {
    Sketch sketch;
    const auto line = arguments.line("value");
    if (!arguments.failed() && !line) {
        arguments.empty("value", "the measure has no row");
    }
    if (line) {
        arguments.check("value", {*line});
        arguments.check_apart("value", {*line});
    }
    if (!arguments.failed() && !time_axis({*line})) {
        arguments.empty("value", "no row has a period");
    }
    if (arguments.failed()) {
        return sketch;
    }
    const auto targets = targets_of(arguments, line->unit);
    if (arguments.failed()) {
        return sketch;
    }
    account(sketch, *line);
    sketch.alternative =
        fmt::format("Values against a target, in {}. {}", line->unit, words_of(*line));
    for (const Target& target : targets) {
        sketch.statements.push_back(target.id);
        sketch.alternative += fmt::format(" {}.", target.name);
    }
    sketch.spec = spec_of(arguments, *line, targets);
    return sketch;
}

} // namespace

FigureForm target_form() {
    return {"target", "Values against a target", parameters, draw_target};
}

} // namespace halflight::edition
