// SPDX-License-Identifier: Apache-2.0
// Form "posterior": when something began: its probability by period, from all sources and from each
// alone, above the counts that speak of it.
#include "figure_frame.hpp"
#include "report_number.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using measures::Row;
using measures::Table;

constexpr std::string_view design = "turning-point";
constexpr std::string_view everything = "all";
constexpr double head_room = 22; ///< for the title of an axis, or words
constexpr double source_height = 30;
constexpr double counts_height = 90;
constexpr double plot_gap = 12;

constexpr std::array parameters = {
    measures::ParameterInfo{"study", "id of a study of design turning-point", true},
    measures::ParameterInfo{"sources", "false where no source is shown by itself"},
    measures::ParameterInfo{"counts", "false where the counts are left out"},
    measures::ParameterInfo{"from", "first period"},
    measures::ParameterInfo{"to", "last period"},
    measures::ParameterInfo{"events", "ids of events.csv", false, true},
    measures::ParameterInfo{"event_kinds", "kinds of events.csv", false, true},
    measures::ParameterInfo{"height", "pixels of the plot of all sources"},
    measures::ParameterInfo{"caption", "what to beware of"},
};

struct Posterior {
    const Table* table = nullptr;
    Line begin;
    Line top; ///< probability of the likeliest
    Line probability;
    Line likely;
    std::vector<Line> sources; ///< each alone
    std::optional<Line> events;
    std::optional<Line> covered;
    std::vector<Line> rates; ///< before and after
};

double best(const Datum& datum) {
    return datum.missing() ? 0 : position(*datum.value, {1, ""}).best();
}

double highest(const Line& line) {
    double most = 0;
    for (const Datum& datum : line.data) {
        most = std::max(most, best(datum));
    }
    return most;
}

/// Labels of a table but that of all sources, with their names.
std::vector<std::pair<std::string, std::string>> sources_of(const Table& table) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const Row& row : table.rows) {
        const std::pair one(row.label, name_of(row));
        if (row.label != everything && std::ranges::find(out, one) == out.end()) {
            out.push_back(one);
        }
    }
    return out;
}

void read_counts(FigureArguments& arguments, const std::string& study, Posterior& out) {
    const Table* const counts =
        study_table(arguments, "study", study, ".counts", {"events", "covered"}, design);
    if (counts != nullptr) {
        out.events = arguments.column_line(*counts, "events", "", "events");
        out.covered = arguments.column_line(*counts, "covered", "", "share covered");
    }
}

std::optional<Posterior> posterior_of(FigureArguments& arguments) {
    static_cast<void>(arguments.tables("study"));
    const std::string study = arguments.text("study");
    const bool by_source = arguments.flag("sources", true);
    const bool with_counts = arguments.flag("counts", true);
    if (arguments.failed()) {
        return std::nullopt;
    }
    Posterior out;
    out.table = study_table(arguments, "study", study, "", {"begin", "probability"}, design);
    const Table* const posterior =
        study_table(arguments, "study", study, ".posterior", {"probability", "likely"}, design);
    if (with_counts) {
        read_counts(arguments, study, out);
    }
    if (arguments.failed()) {
        return std::nullopt;
    }
    out.probability = arguments.column_line(*posterior, "probability", everything, "all sources");
    out.likely = arguments.column_line(*posterior, "likely", everything, "likely");
    if (highest(out.probability) <= 0 || out.table->rows.empty()) {
        arguments.empty("study", fmt::format("'{}' gives no probability in the range", study));
        return std::nullopt;
    }
    for (const auto& [label, name] :
         by_source ? sources_of(*posterior) : std::vector<std::pair<std::string, std::string>>()) {
        out.sources.push_back(arguments.column_line(*posterior, "probability", label, name));
    }
    const Row& first = out.table->rows.front();
    out.begin = line_of_one(*out.table, first, "begin", "it began");
    out.top = line_of_one(*out.table, first, "probability", "probability of the likeliest");
    for (const auto& [column, name] : {std::pair("rate-before", "events in a period, before"),
                                       std::pair("rate-after", "events in a period, after")}) {
        out.rates.push_back(line_of_one(*out.table, first, column, name));
    }
    return out;
}

/// A column of a bar chart from the bottom of its frame.
Json bar(const Line& line, const Datum& datum, const Frame& frame) {
    Json mark = study_tip(line.name, datum, line.unit);
    mark["x"] = instant(*datum.period, 0.08);
    mark["x2"] = instant(*datum.period, 0.92);
    mark["py"] = frame.bottom();
    mark["py2"] = frame.py(held(best(datum), frame.y).at);
    return mark;
}

void bar_layer(Json& layers, const Json& values) {
    if (!values.empty()) {
        layers.push_back(layer(values, {{"type", "rect"}, {"strokeWidth", 1}, {"opacity", 1}},
                               {{"x", field("x", "temporal")},
                                {"x2", {{"field", "x2"}}},
                                {"y", pixels("py")},
                                {"y2", {{"field", "py2"}}},
                                {"fill", literal("fill")},
                                {"stroke", literal("stroke")},
                                {"tooltip", tip_channel()}}));
    }
}

/// "likely between 2022-11-01 and 2023-03-31; likeliest from 2023-01-01 on (probability 0.42)".
std::string begin_words(const Posterior& posterior) {
    const measures::Value& value = *posterior.begin.data.front().value;
    if (value.basis == measures::Basis::missing) {
        return in_words(value.missing);
    }
    const auto day = [](double at) { return to_string(Date{static_cast<std::int32_t>(at)}); };
    std::string out =
        value.bounds.bounded()
            ? fmt::format("likely between {} and {}", day(value.bounds.lo), day(value.bounds.hi))
            : std::string("any date");
    if (value.point) {
        const Datum& top = posterior.top.data.front();
        out += fmt::format("; likeliest from {} on{}", day(*value.point),
                           top.missing() ? "" : fmt::format(" (probability {:.2f})", best(top)));
    }
    return out;
}

/// Plots one below the other on one axis of time.
class Sheet {
  public:
    Sheet(const Posterior& posterior, TimeAxis axis, int height)
        : m_posterior(posterior), m_axis(axis), m_height(height) {}

    Json draw(const std::vector<const dossier::Event*>& events) {
        Json layers = Json::array();
        const int height = total();
        const double above = draw_events(layers, events, m_axis, height, m_key);
        head_words(layers, {cut(m_posterior.table->title, 80), begin_words(m_posterior)}, -44,
                   -above - 2 * head_line + 6);
        all(layers);
        for (const Line& source : m_posterior.sources) {
            alone(layers, source);
        }
        const double below = m_posterior.events ? counts(layers, height) : 0;
        m_key.draw(layers, height + below + m_axis.label_height());
        set_axes(layers, m_axis.channel(static_cast<int>(below)), Json());
        return panel(std::move(layers), plot_width, height);
    }

  private:
    [[nodiscard]] int total() const {
        const double sources = static_cast<double>(m_posterior.sources.size());
        return static_cast<int>(head_room + m_height +
                                sources * (head_room + source_height + plot_gap) +
                                (m_posterior.events ? head_room + counts_height + plot_gap : 0));
    }

    /// The next plot downwards.
    Frame next(double height, std::pair<double, double> range) {
        Frame frame;
        frame.top = m_bottom + head_room + (m_bottom > 0 ? plot_gap : 0);
        frame.height = height;
        frame.y = range;
        m_bottom = frame.bottom();
        return frame;
    }

    void all(Json& layers) {
        const Frame frame = next(m_height, nice_range(0, highest(m_posterior.probability), true));
        draw_frame(layers, frame, {"", "probability that it began in the period", false});
        Json bars = Json::array();
        for (std::size_t i = 0; i < m_posterior.probability.data.size(); ++i) {
            const Datum& datum = m_posterior.probability.data[i];
            if (datum.period && !datum.missing()) {
                const bool likely =
                    i < m_posterior.likely.data.size() && best(m_posterior.likely.data[i]) > 0;
                bars.push_back(bar(m_posterior.probability, datum, frame));
                bars.back()["fill"] = likely ? colour(0) : "#ffffff";
                // An outline of no height would be taken for a line.
                const bool flat =
                    bars.back()["py"].get<double>() - bars.back()["py2"].get<double>() < 0.5;
                bars.back()["stroke"] = flat ? "transparent" : colour(0);
            }
        }
        bar_layer(layers, bars);
        const std::string hue(colour(0));
        m_key.add(
            {"likely: fewest periods that hold the stated probability", "square", hue, hue, 1, 0});
        m_key.add({"less likely", "square", "#ffffff", hue, 1, 0});
        m_key.modelled();
    }

    /// Each source has a scale of its own, which its words name: one that says little would be a
    /// flat line beside one that says much.
    void alone(Json& layers, const Line& source) {
        const double most = highest(source);
        const Frame frame = next(source_height, {0, most > 0 ? most : 1});
        Json bars = Json::array();
        for (const Datum& datum : source.data) {
            if (datum.period && !datum.missing()) {
                bars.push_back(bar(source, datum, frame));
                bars.back()["fill"] = bars.back()["stroke"] = "#b5b5b5";
            }
        }
        bar_layer(layers, bars);
        pixel_rules(layers,
                    {{{"px", 0},
                      {"py", frame.bottom()},
                      {"px2", plot_width},
                      {"py2", frame.bottom()},
                      {"stroke", "#888888"}}},
                    1);
        words_above(layers, frame,
                    fmt::format("{}: up to {}", source.name, format_number(most, 2)));
    }

    /// Returns the height of the marks below it.
    double counts(Json& layers, int height) {
        const Line& events = *m_posterior.events;
        double most = highest(events);
        for (const Line& rate : m_posterior.rates) {
            most = std::max(most, highest(rate));
        }
        const Frame frame = next(counts_height, nice_range(0, most, true));
        uncovered(layers, frame);
        draw_frame(layers, frame, {"", "events by period", false});
        Json bars = Json::array();
        std::vector<Gap> gaps;
        for (const Datum& datum : events.data) {
            if (datum.period && datum.missing()) {
                gaps.push_back({*datum.period, datum.value->missing, events.name, datum.number, 0,
                                std::string(grey)});
            } else if (datum.period) {
                bars.push_back(bar(events, datum, frame));
                bars.back()["fill"] = "#ffffff";
                bars.back()["stroke"] = ink;
            }
        }
        bar_layer(layers, bars);
        m_key.add({"events in the period", "square", "#ffffff", std::string(ink), 1, 0});
        rates(layers, frame);
        return draw_gaps(layers, gaps, height, m_key);
    }

    /// Grey from the top, as far down as the source does not cover the period.
    void uncovered(Json& layers, const Frame& frame) {
        Json values = Json::array();
        for (const Datum& datum : m_posterior.covered->data) {
            const double share = datum.missing() ? 0 : std::clamp(best(datum), 0.0, 1.0);
            if (datum.period && share < 1) {
                Json mark = bar(*m_posterior.covered, datum, frame);
                mark["x"] = instant(*datum.period, 0);
                mark["x2"] = instant(*datum.period, 1);
                mark["py"] = frame.top;
                mark["py2"] = frame.bottom() - frame.height * share;
                mark["fill"] = mark["stroke"] = "#dddddd";
                values.push_back(std::move(mark));
            }
        }
        bar_layer(layers, values);
        if (!values.empty()) {
            m_key.add({"not covered by the source", "square", "#dddddd", "#dddddd", 1, 2});
        }
    }

    void rates(Json& layers, const Frame& frame) {
        const measures::Value& begin = *m_posterior.begin.data.front().value;
        if (begin.basis == measures::Basis::missing || !begin.point) {
            return;
        }
        const Date at =
            std::clamp(Date{static_cast<std::int32_t>(*begin.point)}, m_axis.first, m_axis.end);
        Json values = Json::array();
        for (const Line& rate : m_posterior.rates) {
            const bool before = &rate == &m_posterior.rates.front();
            if (!rate.data.empty() && !rate.data.front().missing()) {
                Json mark = study_tip(rate.name, rate.data.front(), rate.unit);
                mark["px"] = m_axis.pixel(before ? m_axis.first : at);
                mark["px2"] = m_axis.pixel(before ? at : m_axis.end);
                mark["py"] = mark["py2"] = frame.py(best(rate.data.front()));
                mark["stroke"] = emphasis;
                values.push_back(std::move(mark));
            }
        }
        pixel_rules(layers, values, 1.8);
        if (!values.empty()) {
            m_key.add({"mean before and after the likeliest date", "M-1,0H1", "transparent",
                       std::string(emphasis), 1.8, 0});
        }
    }

    const Posterior& m_posterior;
    TimeAxis m_axis;
    double m_height;
    double m_bottom = 0; ///< of the last plot that was set
    Key m_key;
};

std::string told(const Posterior& posterior) {
    const auto likely =
        std::ranges::count_if(posterior.likely.data, [](const Datum& d) { return best(d) > 0; });
    std::string out = fmt::format("Probability that it began, by period: {}; {} period{} in the "
                                  "likely set.",
                                  begin_words(posterior), likely, likely == 1 ? "" : "s");
    for (const Line& source : posterior.sources) {
        out += ' ' + words_of(source);
    }
    if (posterior.events) {
        out += ' ' + words_of(*posterior.events);
        const auto partly = std::ranges::count_if(
            posterior.covered->data, [](const Datum& d) { return !d.missing() && best(d) < 1; });
        out += fmt::format(" {} of {} periods are not wholly covered by the source.", partly,
                           posterior.covered->data.size());
    }
    return out;
}

void account_all(Sketch& sketch, const Posterior& posterior) {
    std::vector<const Line*> lines = {&posterior.begin, &posterior.top, &posterior.probability};
    for (const Line& rate : posterior.rates) {
        lines.push_back(&rate);
    }
    for (const Line& source : posterior.sources) {
        lines.push_back(&source);
    }
    if (posterior.events) {
        lines.push_back(&*posterior.events);
        lines.push_back(&*posterior.covered);
    }
    for (const Line* const line : lines) {
        account(sketch, *line);
    }
}

Sketch draw_posterior(FigureArguments& arguments) {
    Sketch sketch;
    const int height = arguments.height(170);
    const auto events = arguments.events();
    const auto posterior = posterior_of(arguments);
    if (arguments.failed() || !posterior) {
        return sketch;
    }
    std::vector<Line> lines = {posterior->probability};
    if (posterior->events) {
        lines.push_back(*posterior->events);
    }
    const auto axis = time_axis(lines);
    if (!axis) {
        arguments.empty("study", "no row has a period");
        return sketch;
    }
    sketch.alternative = told(*posterior);
    account_all(sketch, *posterior);
    sketch.spec = Sheet(*posterior, *axis, height).draw(events);
    return sketch;
}

} // namespace

FigureForm posterior_form() {
    return {"posterior", "When it began: probability by period", parameters, draw_posterior};
}

} // namespace halflight::edition
