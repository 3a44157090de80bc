// SPDX-License-Identifier: Apache-2.0
// Form "target": values over time against what was aimed at.
#include "figure_canvas.hpp"
#include "halflight/base/text.hpp"

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

struct Target {
    std::string name;
    std::string id;
    Interval bounds; ///< in the unit of the values
    Period due;
    Date stated;
};

measures::Value plain(const Interval& bounds) {
    measures::Value value;
    value.bounds = bounds;
    value.basis = measures::Basis::reported;
    value.missing = Missing::none;
    return value;
}

/// "1 billion USD"
std::string amount_words(const Interval& bounds, const std::string& unit) {
    for (const auto& [factor, word] : {std::pair(1e9, "billion"), std::pair(1e6, "million")}) {
        if (bounds.is_point() && bounds.lo >= factor) {
            return fmt::format("{} {} {}", format_number(bounds.lo / factor), word, unit);
        }
    }
    return value_words(plain(bounds), unit);
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
        Target target{"", id, convert(stated.bounds, own, *wanted), stated.period,
                      stated.known_since};
        const std::string due = to_string(Period{stated.period.first, stated.period.end});
        target.name =
            equals == std::string::npos
                ? fmt::format("target of {} for {}", amount_words(target.bounds, unit), due)
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
    for (const Target& target : targets) {
        const Position at = position(plain(target.bounds), scale);
        const double y = at.best();
        const Date from = axis.first;
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

struct Marks {
    Json bars = Json::array();
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
    mark["y"] = 0;
    mark["y2"] = at.best();
    mark["fill"] = datum.value->basis == measures::Basis::modelled ? std::string("#ffffff")
                                                                   : std::string(colour(0));
    mark["stroke"] = std::string(datum.value->disputed ? ink : colour(0));
    mark["width"] = datum.value->disputed ? 2.0 : 1.0;
    marks.bars.push_back(mark);
    if (datum.value->disputed) {
        key.disputed();
    }
    if (datum.value->basis == measures::Basis::modelled) {
        key.add({"rests on a model", "square", "#ffffff", std::string(colour(0)), 1.2, 1});
    }
    mark["x"] = instant(*datum.period, 0.5);
    mark["stroke"] = std::string(ink);
    constexpr int digits = 3;
    Json words = {{"x", mark["x"]}, {"y", std::max(at.best(), at.high)}};
    words["words"] = (!at.rises                     ? ""
                      : datum.value->bounds.lo_open ? "> "
                                                    : "\u2265 ") +
                     format_number(at.best(), digits);
    words["lift"] = at.rises ? -24 : -8;
    marks.words.push_back(std::move(words));
    if (at.rises || at.falls) {
        mark["up"] = at.rises;
        mark["y"] = at.best();
        marks.arrows.push_back(mark);
    } else if (at.wide(high)) {
        mark["y"] = at.low;
        mark["y2"] = at.high;
        marks.whiskers.push_back(mark);
        key.interval();
    }
}

/// The numbers above the bars, with a white rim against rules behind them; none where they would
/// touch each other.
void word_layers(Json& layers, const Json& words, const TimeAxis& axis) {
    double widest = 0;
    for (const Json& one : words) {
        widest = std::max(widest, text_width(one["words"].get<std::string>()));
    }
    if (words.empty() || widest + 4 > axis.width * 365.0 / (axis.end.days - axis.first.days)) {
        return;
    }
    for (const int lift : {-8, -24}) {
        Json some = Json::array();
        for (const Json& one : words) {
            if (one["lift"] == lift) {
                some.push_back(one);
            }
        }
        if (!some.empty()) {
            rimmed_text(layers, some, {{"dy", lift}, {"align", "center"}},
                        {{"x", field("x", "temporal")},
                         {"y", field("y")},
                         {"text", field("words", "nominal")}});
        }
    }
}

Json spec_of(FigureArguments& arguments, const Line& line, const std::vector<Target>& targets) {
    const int height = static_cast<int>(arguments.number("height", 240));
    double top = 0;
    for (const Datum& datum : line.data) {
        top = datum.missing() ? top : std::max(top, position(*datum.value, {1, ""}).high);
    }
    for (const Target& target : targets) {
        top = std::max(top, std::isinf(target.bounds.hi) ? target.bounds.lo : target.bounds.hi);
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
    whisker_layers(layers, marks.whiskers);
    arrow_layers(layers, marks.arrows, key);
    target_layers(layers, targets, axis, scale, high, height);
    word_layers(layers, marks.words, axis);
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
