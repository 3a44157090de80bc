// SPDX-License-Identifier: Apache-2.0
#include "figure_canvas.hpp"

#include "basis_words.hpp"
#include "halflight/base/text.hpp"
#include "numbers.hpp"
#include "report_number.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

constexpr std::array<std::string_view, 9> colours = {"#0072b2", "#e69f00", "#009e73",
                                                     "#cc79a7", "#56b4e9", "#5b4b8a",
                                                     "#f0e442", "#8c564b", "#bbbbbb"};
constexpr std::array<std::string_view, 6> shapes = {"circle",  "square",        "triangle-up",
                                                    "diamond", "triangle-down", "cross"};

/// Advance widths of printable ASCII in 1/1000 em, from the blank on.
constexpr std::array<int, 95> advances = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};
constexpr int other_advance = 600;
constexpr int wide_advance = 1000;

// Symbols of 2 by 2 around the origin; open forms, so that none looks like a value.
constexpr std::array<std::string_view, 6> missing_shapes = {
    "",
    "M-.8,-.8L.8,.8M-.8,.8L.8,-.8",   // a cross: nobody counted
    "M-.8,-.8H.8V.8H-.8Z",            // an empty box: counted, kept back
    "M0,-1L1,0L0,1L-1,0Z",            // a diamond: withheld
    "M-.8,-.8H.8L0,0L.8,.8H-.8L0,0Z", // an hour-glass: still to come
    "M-.9,0H.9"};                     // a dash: there is no such thing

} // namespace

std::string_view colour(std::size_t index) {
    return colours[index % colours.size()];
}

std::string_view point_shape(std::size_t index) {
    return shapes[index % shapes.size()];
}

double text_width(std::string_view text, int size) {
    int sum = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 32 && byte < 127) {
            sum += advances[byte - 32];
        } else if ((byte & 0xC0) != 0x80) {
            sum += byte >= 0xE3 ? wide_advance : other_advance;
        }
    }
    return sum * size / 1000.0;
}

std::string cut(std::string_view text, std::size_t most) {
    if (code_points(text) <= most) {
        return std::string(text);
    }
    std::size_t end = 0;
    for (std::size_t characters = 0; end < text.size(); ++end) {
        const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
        characters += begins ? 1 : 0;
        if (characters == most) {
            break;
        }
    }
    return std::string(trim(text.substr(0, end))) + "\u2026";
}

std::vector<std::string> wrapped(std::string_view text, double width, int size) {
    std::vector<std::string> lines(1);
    for (const std::string_view word : split(text, ' ')) {
        std::string longer =
            lines.back().empty() ? std::string(word) : fmt::format("{} {}", lines.back(), word);
        if (lines.back().empty() || text_width(longer, size) <= width) {
            lines.back() = std::move(longer);
        } else {
            lines.emplace_back(word);
        }
    }
    return lines;
}

Scale scale_of(double largest, const std::string& unit) {
    struct Step {
        double factor;
        std::string_view word;
    };
    constexpr std::array<Step, 2> steps = {Step{1e9, "billion"}, Step{1e6, "million"}};
    for (const Step& step : steps) {
        if (largest >= 2 * step.factor) {
            return {step.factor, fmt::format("{} {}", step.word, unit)};
        }
    }
    return {1, unit};
}

Position position(const measures::Value& value, const Scale& scale) {
    Position out;
    out.rises = std::isinf(value.bounds.hi);
    out.falls = std::isinf(value.bounds.lo);
    const double low = out.falls ? value.bounds.hi : value.bounds.lo;
    const double high = out.rises ? value.bounds.lo : value.bounds.hi;
    out.low = low / scale.factor;
    out.high = high / scale.factor;
    if (value.point && std::isfinite(*value.point)) {
        out.at = *value.point / scale.factor;
    }
    return out;
}

std::string_view missing_shape(Missing reason) {
    return missing_shapes.at(static_cast<std::size_t>(reason));
}

std::string value_words(const measures::Value& value, const std::string& unit) {
    if (value.basis == measures::Basis::missing) {
        return in_words(value.missing);
    }
    const auto parsed = parse_unit(unit);
    const std::string interval = parsed ? show(value.bounds, *parsed) : to_string(value.bounds);
    if (!value.point || value.bounds.is_point()) {
        return interval;
    }
    constexpr int digits = 6;
    return fmt::format("{} ({})", format_number(*value.point, digits), interval);
}

Json tip(const std::string& name, const Datum& datum, const std::string& unit) {
    Json out = Json::object();
    out["name"] = name;
    if (datum.period) {
        out["period"] = to_string(*datum.period);
    }
    out["value"] = value_words(*datum.value, unit);
    out["basis"] = basis_words(*datum.value);
    out["number"] = datum.number;
    return out;
}

Json tip_channel() {
    Json out = Json::array();
    for (const auto& [name, title] :
         {std::pair("name", "what"), std::pair("period", "period"), std::pair("value", "value"),
          std::pair("basis", "basis"), std::pair("number", "number")}) {
        out.push_back({{"field", name}, {"type", "nominal"}, {"title", title}});
    }
    return out;
}

Json layer(Json values, Json mark, Json encoding) {
    return {{"data", {{"values", std::move(values)}}},
            {"mark", std::move(mark)},
            {"encoding", std::move(encoding)}};
}

Json pixels(std::string_view name) {
    return {{"field", name}, {"type", "quantitative"}, {"scale", nullptr}, {"axis", nullptr}};
}

Json field(std::string_view name, std::string_view type) {
    return {{"field", name}, {"type", type}};
}

std::pair<double, double> nice_range(double low, double high, bool zero) {
    if (zero) {
        low = std::min(low, 0.0);
        high = std::max(high, 0.0);
    }
    if (high <= low) {
        high = low + (low == 0 ? 1 : std::abs(low) * 0.1);
    }
    const double raw = (high - low) / 5;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double nice : {1.0, 2.0, 2.5, 5.0}) {
        if (nice * power >= raw * 0.999) {
            step = nice * power;
            break;
        }
    }
    return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step};
}

Json value_axis(std::string_view name, double low, double high, std::string_view title) {
    Json out = field(name);
    out["scale"] = {{"domain", {low, high}}, {"nice", false}, {"zero", false}};
    out["axis"] = {{"title", title}, {"format", ",~r"}, {"tickCount", 6}, {"grid", true}};
    return out;
}

Json panel(Json layers, int width, int height) {
    return {{"width", width}, {"height", height}, {"layer", std::move(layers)}};
}

Json literal(std::string_view name, std::string_view type) {
    return {{"field", name}, {"type", type}, {"scale", nullptr}, {"legend", nullptr}};
}

void set_axes(Json& layers, const Json& x, const Json& y) {
    // In a layer of its own that draws nothing: Vega-Lite rejects the domain of a layer that has a
    // second channel (x2) on the same scale.
    Json value = {{"x", nullptr}};
    Json channels = {{"x", x}};
    if (!y.is_null()) {
        value["y"] = nullptr;
        channels["y"] = y;
    }
    layers.insert(layers.begin(), layer({value}, {{"type", "point"}, {"opacity", 0}}, channels));
}

void whisker_layers(Json& layers, const Json& values) {
    if (values.empty()) {
        return;
    }
    const Json x = field("x", "temporal");
    layers.push_back(layer(values, {{"type", "rule"}, {"strokeWidth", 1.4}},
                           {{"x", x},
                            {"y", field("y")},
                            {"y2", {{"field", "y2"}}},
                            {"stroke", literal("stroke")},
                            {"tooltip", tip_channel()}}));
    for (const std::string_view end : {"y", "y2"}) {
        layers.push_back(layer(values,
                               {{"type", "tick"},
                                {"orient", "horizontal"},
                                {"size", 8},
                                {"thickness", 1.4},
                                {"opacity", 1}},
                               {{"x", x}, {"y", field(end)}, {"color", literal("stroke")}}));
    }
}

void rimmed_text(Json& layers, const Json& values, Json mark, const Json& encoding) {
    mark["type"] = "text";
    mark["fontSize"] = small_font;
    mark["baseline"] = "middle";
    Json rim = mark;
    rim["stroke"] = "white";
    rim["strokeWidth"] = 4;
    layers.push_back(layer(values, std::move(rim), encoding));
    layers.push_back(layer(values, std::move(mark), encoding));
}

void arrow_layers(Json& layers, const Json& values, Key& key) {
    for (const bool up : {true, false}) {
        Json some = Json::array();
        for (const Json& value : values) {
            if (value["up"] == up) {
                some.push_back(value);
            }
        }
        if (some.empty()) {
            continue;
        }
        key.open_side();
        layers.push_back(
            layer(some,
                  {{"type", "point"},
                   {"shape", up ? "M0,1V-1M-.6,-.3L0,-1L.6,-.3" : "M0,-1V1M-.6,.3L0,1L.6,.3"},
                   {"size", 160},
                   {"yOffset", up ? -8 : 8},
                   {"strokeWidth", 1.5},
                   {"opacity", 1},
                   {"fill", "transparent"}},
                  {{"x", field("x", "temporal")},
                   {"y", field("y")},
                   {"stroke", literal("stroke")},
                   {"tooltip", tip_channel()}}));
    }
}

std::vector<std::string> letters_of(const std::vector<Line>& lines) {
    std::vector<std::string> out(lines.size());
    std::string taken;
    for (std::size_t turn = 0; turn < lines.size(); ++turn) {
        const std::size_t i = turn == 0 ? lines.size() - 1 : turn - 1;
        for (const char c : lines[i].name + "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
            const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            if (upper >= 'A' && upper <= 'Z' && taken.find(upper) == std::string::npos) {
                taken += upper;
                out[i] = upper;
                break;
            }
        }
    }
    return out;
}

namespace {

/// The printed value, else what it is at least.
double certain(const measures::Value& value) {
    const Position at = position(value, {1, ""});
    return at.at.value_or(at.low);
}

/// For a sentence: the printed value alone where its interval can hardly be told from it. What
/// nobody printed is an interval.
std::string short_words(const measures::Value& value, const std::string& unit) {
    constexpr double narrow = 1e-2;
    constexpr int digits = 5;
    const Position at = position(value, {1, ""});
    if (value.basis == measures::Basis::missing || !at.at || at.rises || at.falls ||
        at.high - at.low > narrow * std::abs(*at.at)) {
        return value_words(value, unit);
    }
    return fmt::format("{} {}", format_number(*at.at, digits), unit);
}

} // namespace

std::string words_of(const Line& line) {
    std::array<int, static_cast<std::size_t>(Missing::count_)> gaps{};
    const Datum* first = nullptr;
    const Datum* last = nullptr;
    const Datum* largest = nullptr;
    int values = 0;
    for (const Datum& datum : line.data) {
        if (datum.missing()) {
            ++gaps.at(static_cast<std::size_t>(datum.value->missing));
            continue;
        }
        ++values;
        first = first == nullptr ? &datum : first;
        last = &datum;
        if (largest == nullptr || certain(*datum.value) > certain(*largest->value)) {
            largest = &datum;
        }
    }
    const auto when = [](const Datum& d) { return d.period ? to_string(*d.period) : d.row; };
    std::string out = fmt::format("{}: {} value{}", line.name, values, values == 1 ? "" : "s");
    if (values == 1) {
        out += fmt::format(", {}{}{}", short_words(*first->value, line.unit),
                           when(*first).empty() ? "" : " in ", when(*first));
    } else if (values > 1) {
        out += first->period ? fmt::format(" from {} to {}", when(*first), when(*last)) : "";
        out += fmt::format("; last {}; largest {}{}{}", short_words(*last->value, line.unit),
                           short_words(*largest->value, line.unit),
                           when(*largest).empty() ? "" : " in ", when(*largest));
    }
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        if (gaps[i] > 0) {
            out += fmt::format("; {} {}", gaps[i], in_words(static_cast<Missing>(i)));
        }
    }
    return out + ".";
}

} // namespace halflight::edition
