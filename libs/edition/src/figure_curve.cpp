// SPDX-License-Identifier: Apache-2.0
// Form "curve": the estimate of every specification in order, and below it what each one chose.
#include "figure_curve_matrix.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

using measures::Row;
using measures::Table;

constexpr std::string_view design = "curve";
constexpr double least_labels = 84;
constexpr double most_labels = 190;
constexpr double number_room = 96;
constexpr double whole = plot_width + 44;
/// Above so many specifications the intervals stand as an area and not one by one.
constexpr std::size_t most_whiskers = 400;

constexpr std::array parameters = {
    measures::ParameterInfo{"study", "id of a study of design curve", true},
    measures::ParameterInfo{"height", "pixels of the estimates"},
    measures::ParameterInfo{"caption", "what to beware of"},
};

struct Curve {
    const Table* table = nullptr;
    const Table* specifications = nullptr;
    const Table* options = nullptr;
    const Table* choices = nullptr; ///< may be absent
    std::vector<const Row*> rows;   ///< with an estimate, in its order
    std::vector<Datum> estimates;   ///< of those
    std::size_t refused = 0;
    std::string unit;
    [[nodiscard]] Datum of(std::string_view column) const {
        return datum_of(*table, table->rows.front(), column).value();
    }
    [[nodiscard]] std::ptrdiff_t told() const {
        return std::ranges::count_if(estimates,
                                     [](const Datum& d) { return apart_from_zero(*d.value); });
    }
};

double best(const Datum& datum) {
    return position(*datum.value, {1, ""}).best();
}

std::optional<Curve> curve_of(FigureArguments& arguments) {
    static_cast<void>(arguments.tables("study"));
    if (arguments.failed()) {
        return std::nullopt;
    }
    const std::string study = arguments.text("study");
    Curve out;
    out.table = study_table(arguments, "study", study, "", {"median"}, design);
    out.specifications =
        study_table(arguments, "study", study, ".specifications", {"estimate"}, design);
    out.options = study_table(arguments, "study", study, ".options", {"median"}, design);
    out.choices = study_table(arguments, "study", study, ".choices", {"explained"}, design);
    if (arguments.failed()) {
        return std::nullopt;
    }
    for (const Row& row : out.specifications->rows) {
        if (const auto estimate = datum_of(*out.specifications, row, "estimate");
            estimate->missing()) {
            ++out.refused;
        } else {
            out.rows.push_back(&row);
        }
    }
    if (out.rows.empty() || out.table->rows.empty()) {
        arguments.empty("study", fmt::format("no specification of '{}' gave an estimate", study));
        return std::nullopt;
    }
    const auto estimate = [&](const Row* row) {
        return *datum_of(*out.specifications, *row, "estimate");
    };
    std::ranges::stable_sort(out.rows, {}, [&](const Row* row) { return best(estimate(row)); });
    std::ranges::transform(out.rows, std::back_inserter(out.estimates), estimate);
    out.unit = unit_of(*out.specifications, "estimate");
    return out;
}

/// Points and intervals of the estimates.
class Estimates {
  public:
    Estimates(const Curve& curve, const Frame& frame) : m_curve(curve), m_frame(frame) {}

    void draw(Json& layers, Key& key) {
        draw_frame(layers, m_frame, {"", in_unit("estimate", m_curve.unit), false});
        const bool many = m_curve.estimates.size() > most_whiskers;
        if (many) {
            area(layers, key);
        } else {
            whiskers(layers, key);
            edges(layers, key);
        }
        median(layers, key);
        pixel_points(layers, points(key));
    }

    /// Estimates of which the interval goes on beyond the plot.
    [[nodiscard]] std::size_t beyond() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(m_curve.estimates, [&](const Datum& d) {
                return end(d, true).beyond || end(d, false).beyond;
            }));
    }

  private:
    [[nodiscard]] Held end(const Datum& datum, bool upper) const {
        const Position at = position(*datum.value, {1, ""});
        const bool open = upper ? at.rises : at.falls;
        Held out = held(upper ? at.high : at.low, m_frame.y);
        if (open) {
            out = {upper ? m_frame.y.second : m_frame.y.first, true};
        }
        return out;
    }
    [[nodiscard]] double middle(std::size_t index) const {
        const std::size_t count = m_curve.estimates.size();
        return (slot_left(m_frame, index, count) + slot_left(m_frame, index + 1, count)) / 2;
    }
    static std::string_view hue(const Datum& datum) {
        return apart_from_zero(*datum.value) ? emphasis : "#8a8a8a";
    }

    void whiskers(Json& layers, Key& key) const {
        Json values = Json::array();
        for (std::size_t i = 0; i < m_curve.estimates.size(); ++i) {
            const Datum& datum = m_curve.estimates[i];
            values.push_back({{"px", middle(i)},
                              {"py", m_frame.py(end(datum, false).at)},
                              {"px2", middle(i)},
                              {"py2", m_frame.py(end(datum, true).at)},
                              {"stroke", hue(datum)}});
        }
        const double room = m_frame.width / static_cast<double>(m_curve.estimates.size());
        pixel_rules(layers, values, std::clamp(room * 0.6, 0.6, 2.0), 0.4);
        key.add({"its interval", "M0,-1V1", "transparent", "#b5b5b5", 1.6, 1});
    }

    /// For each two pixels the median of the lower and of the upper ends there: the reach of all
    /// together would be that of the wildest.
    void area(Json& layers, Key& key) const {
        constexpr double step = 2;
        Json values = Json::array();
        std::vector<double> lows;
        std::vector<double> highs;
        const std::size_t count = m_curve.estimates.size();
        for (std::size_t i = 0; i < count; ++i) {
            lows.push_back(end(m_curve.estimates[i], false).at);
            highs.push_back(end(m_curve.estimates[i], true).at);
            const double at = std::floor(middle(i) / step) * step;
            if (i + 1 == count || std::floor(middle(i + 1) / step) * step > at) {
                values.push_back({{"px", std::max(at + step / 2, m_frame.left)},
                                  {"py", std::round(m_frame.py(middle_of(lows)) * 10) / 10},
                                  {"py2", std::round(m_frame.py(middle_of(highs)) * 10) / 10}});
                lows.clear();
                highs.clear();
            }
        }
        pixel_area(layers, values, "#9a9a9a", 0.3);
        key.add({"intervals: median of the ends of neighbours", "M-1,-.6H1V.6H-1Z", "#dcdcdc",
                 "transparent", 1, 1});
    }

    static double middle_of(std::vector<double>& values) {
        const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), at, values.end());
        return *at;
    }

    void edges(Json& layers, Key& key) const {
        if (beyond() > 0) {
            key.add({"the interval goes on beyond the plot", "M-.6,.4L0,-.6L.6,.4Z", "#555555",
                     "#555555", 1, 1});
        }
        Json values = Json::array();
        double last = -1e9;
        for (std::size_t i = 0; i < m_curve.estimates.size(); ++i) {
            for (const bool upper : {false, true}) {
                const Held at = end(m_curve.estimates[i], upper);
                // Arrows that would lie on each other say it once.
                if (at.beyond && middle(i) - last > 5) {
                    Json mark =
                        study_tip(m_curve.estimates[i].row, m_curve.estimates[i], m_curve.unit);
                    mark["px"] = middle(i);
                    mark["py"] = m_frame.py(at.at);
                    mark["size"] = 22;
                    mark["shape"] = upper ? "triangle-up" : "triangle-down";
                    mark["fill"] = "#555555";
                    mark["stroke"] = "#555555";
                    values.push_back(std::move(mark));
                    last = upper ? middle(i) : last;
                }
            }
        }
        pixel_points(layers, values);
    }

    void median(Json& layers, Key& key) const {
        const Datum datum = m_curve.of("median");
        if (datum.missing() || !datum.value->point) {
            return;
        }
        Json mark = study_tip("median of all specifications", datum, m_curve.unit);
        mark["px"] = m_frame.left;
        mark["px2"] = m_frame.right();
        mark["py"] = mark["py2"] = m_frame.py(held(*datum.value->point, m_frame.y).at);
        mark["stroke"] = colour(0);
        pixel_rules(layers, Json::array({mark}), 1.4);
        key.add({"median", "M-1,0H1", "transparent", std::string(colour(0)), 1.4, 0});
    }

    [[nodiscard]] Json points(Key& key) const {
        Json values = Json::array();
        const double room = m_frame.width / static_cast<double>(m_curve.estimates.size());
        for (std::size_t i = 0; i < m_curve.estimates.size(); ++i) {
            const Datum& datum = m_curve.estimates[i];
            const bool told = apart_from_zero(*datum.value);
            Json mark = study_tip(datum.row, datum, m_curve.unit);
            mark["px"] = std::round(middle(i) * 100) / 100;
            mark["py"] = std::round(m_frame.py(held(best(datum), m_frame.y).at) * 10) / 10;
            mark["size"] = std::clamp(room * 8, told ? 9.0 : 6.0, 44.0);
            mark["shape"] = told ? "diamond" : "circle";
            mark["fill"] = told && room < 4 ? emphasis : "#ffffff";
            mark["stroke"] = hue(datum);
            values.push_back(std::move(mark));
            if (datum.value->basis == measures::Basis::modelled) {
                key.modelled();
            }
        }
        key.add({"estimate told from zero: its interval does not hold 0", "diamond",
                 std::string(emphasis), std::string(emphasis), 1, 0});
        key.add({"other estimate", "circle", "#ffffff", "#8a8a8a", 1.4, 0});
        return values;
    }

    const Curve& m_curve;
    const Frame& m_frame;
};

/// Names of options stand left of the plot.
double label_room(const std::vector<CurveChoice>& choices) {
    double widest = 0;
    for (const CurveChoice& choice : choices) {
        widest = std::max(widest, text_width(choice.name));
        for (const CurveOption& option : choice.options) {
            widest = std::max(widest, text_width(option.name));
        }
    }
    return std::clamp(widest + 32, least_labels, most_labels);
}

Frame frame_of(const Curve& curve, double labels, int height) {
    Extent extent;
    for (const Datum& datum : curve.estimates) {
        extent.add(*datum.value);
    }
    Frame frame;
    frame.left = labels - 44;
    frame.width = whole - labels - number_room;
    frame.height = height;
    frame.top = 20;
    frame.y = extent.range(true);
    return frame;
}

std::string summary(const Curve& curve) {
    return fmt::format(
        "{} specifications{}; median {}; {} told from zero, {} above it", curve.estimates.size(),
        curve.refused > 0 ? fmt::format(", {} more refused", curve.refused) : std::string(),
        estimate_words(*curve.of("median").value, curve.unit), curve.told(),
        std::ranges::count_if(curve.estimates, [](const Datum& d) {
            return apart_from_zero(*d.value) && d.value->bounds.lo > 0;
        }));
}

Json drawn(const Curve& curve, const std::vector<CurveChoice>& choices, const Frame& frame,
           std::size_t& beyond) {
    Json layers = Json::array();
    Key key;
    Estimates estimates(curve, frame);
    beyond = estimates.beyond();
    estimates.draw(layers, key);
    const double top = frame.bottom() + 10;
    const MatrixColumns columns{-44, frame.right() + 54, frame.right() + number_room};
    const double matrix = draw_matrix(layers, choices, frame, top, columns, curve.unit);
    key.add({in_shares(frame, curve.estimates.size())
                 ? "share of the specifications there that take the option"
                 : "specification that takes the option",
             "M-.3,-1H.3V1H-.3Z", "#444444", "transparent", 1, 0});
    key.draw(layers, top + matrix + 14);
    pixel_words(layers,
                {{{"words", "\u2260 0: share told from zero"},
                  {"px", frame.right() + number_room},
                  {"py", frame.top - 16}}},
                "right", "normal", grey);
    return panel(std::move(layers), plot_width, static_cast<int>(top + matrix));
}

std::string told_choices(const std::vector<CurveChoice>& choices, const std::string& unit) {
    std::string out;
    for (const CurveChoice& choice : choices) {
        out += fmt::format(" {}", choice.name);
        if (choice.explained && choice.explained->value->point) {
            out += fmt::format(" (explains {} of the variance)", percent_words(*choice.explained));
        }
        for (std::size_t i = 0; i < choice.options.size(); ++i) {
            out += fmt::format("{} {}, median {}", i == 0 ? ":" : ";", choice.options[i].name,
                               estimate_words(*choice.options[i].median.value, unit));
        }
        out += '.';
    }
    return out;
}

void account_all(Sketch& sketch, const Curve& curve) {
    account(sketch, line_of_one(*curve.table, curve.table->rows.front(), "median", ""));
    Line line{"", curve.unit, curve.specifications, curve.estimates};
    for (const Row& row : curve.specifications->rows) {
        if (auto datum = datum_of(*curve.specifications, row, "estimate"); datum->missing()) {
            line.data.push_back(std::move(*datum));
        }
    }
    account(sketch, line);
    for (const Row& row : curve.options->rows) {
        account(sketch, line_of_one(*curve.options, row, "median", ""));
        account(sketch, line_of_one(*curve.options, row, "significant", ""));
    }
    for (const Row& row : curve.choices->rows) {
        account(sketch, line_of_one(*curve.choices, row, "explained", ""));
    }
}

Sketch draw_curve(FigureArguments& arguments) {
    Sketch sketch;
    const int height = arguments.height(220);
    const auto curve = curve_of(arguments);
    if (arguments.failed() || !curve) {
        return sketch;
    }
    const auto choices =
        curve_choices(*curve->specifications, curve->rows, *curve->options, curve->choices);
    const Frame frame = frame_of(*curve, label_room(choices), height);
    std::size_t beyond = 0;
    sketch.spec = drawn(*curve, choices, frame, beyond);
    sketch.alternative =
        fmt::format("Estimates of one study asked in every way, in order. {}.{}{}", summary(*curve),
                    beyond > 0 ? fmt::format(" {} interval{} beyond the plot.", beyond,
                                             beyond == 1 ? " goes" : "s go")
                               : std::string(),
                    told_choices(choices, curve->unit));
    account_all(sketch, *curve);
    return sketch;
}

} // namespace

FigureForm curve_form() {
    return {"curve", "Every specification, in order", parameters, draw_curve};
}

} // namespace halflight::edition
