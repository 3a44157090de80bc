// SPDX-License-Identifier: Apache-2.0
// Form "counterfactual": what light was and what it would have been, a plot a study.
#include "figure_counterfactual_plot.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using measures::Row;
using measures::Table;

constexpr std::string_view design = "enterprise";
constexpr std::size_t most_plots = 6;

constexpr std::array parameters = {
    measures::ParameterInfo{"studies", "ids of studies of design enterprise, a plot each", true,
                            true},
    measures::ParameterInfo{"method", "gsynth, ...; the first that the study gives where absent"},
    measures::ParameterInfo{"show", "light, gap or cumulative; light where absent"},
    measures::ParameterInfo{"treatment", "period in which it began; the study's own where absent"},
    measures::ParameterInfo{"same_axes", "true where all plots share their vertical axis"},
    measures::ParameterInfo{"from", "first period"},
    measures::ParameterInfo{"to", "last period"},
    measures::ParameterInfo{"events", "ids of events.csv", false, true},
    measures::ParameterInfo{"event_kinds", "kinds of events.csv", false, true},
    measures::ParameterInfo{"height", "pixels of a plot"},
    measures::ParameterInfo{"caption", "what to beware of"},
};

/// What one plot shows, and what its words rest on.
struct Effect {
    std::string title;
    std::string study;
    Line average;
    Line p;
    std::string method; ///< for readers
    TracePlot plot;
};

/// The row of the method that is asked for.
const Row* method_row(FigureArguments& arguments, const Table& table) {
    const std::string method = arguments.text("method");
    std::vector<std::string_view> known;
    for (const Row& row : table.rows) {
        if (method.empty() || row.label == method) {
            return &row;
        }
        known.push_back(row.label);
    }
    if (known.empty()) {
        arguments.empty("studies", fmt::format("'{}' has no method that gave a result", table.id));
    } else {
        arguments.fault("method",
                        fmt::format("'{}' has no result of method '{}'", table.id, shorten(method)),
                        suggestion(method, known, ""));
    }
    return nullptr;
}

std::optional<Date> treatment_of(FigureArguments& arguments, const std::string& study) {
    const bool given = arguments.has("treatment");
    const std::string text =
        given ? arguments.text("treatment") : declared(arguments, study, "treatment");
    if (text.empty()) {
        return std::nullopt;
    }
    const auto period = parse_period(text);
    if (!period) {
        if (given) {
            arguments.fault("treatment",
                            fmt::format("period '{}': {}", shorten(text), period.fault().message),
                            "write 2024, 2024-Q3 or 2024-07");
        }
        return std::nullopt;
    }
    return period->first;
}

/// What never was is no gap: a sum of effects before the treatment.
void drop_inapplicable(Line& line) {
    std::erase_if(line.data, [](const Datum& datum) {
        return datum.missing() && datum.value->missing == Missing::not_applicable;
    });
}

std::vector<Trace> traces_of(FigureArguments& arguments, const std::string& study,
                             const std::string& show, const std::string& label) {
    const Table* const path = study_table(arguments, "studies", study, ".path",
                                          {"counterfactual", "gap", "cumulative"}, design);
    const Table* const observed =
        study_table(arguments, "studies", study, ".observed", {"light"}, design);
    if (path == nullptr || observed == nullptr) {
        return {};
    }
    if (show == "light") {
        return {{arguments.column_line(*path, "counterfactual", label, "without the treatment"),
                 colour(0), true, "square", "interval of what is estimated"},
                {arguments.column_line(*observed, "light", "", "observed"), ink, false, "circle",
                 "observed, whatever lies below the floor"}};
    }
    const bool sum = show == "cumulative";
    Line line = arguments.column_line(*path, show, label,
                                      sum ? "sum of the gap since the treatment"
                                          : "gap: observed less what would have been");
    drop_inapplicable(line);
    return {{std::move(line), colour(0), false, "circle", "interval of what is estimated"}};
}

std::optional<Effect> effect_of(FigureArguments& arguments, const std::string& study,
                                const std::string& show) {
    const Table* const table =
        study_table(arguments, "studies", study, "", {"average", "p"}, design);
    const Row* const row = table == nullptr ? nullptr : method_row(arguments, *table);
    if (row == nullptr) {
        return std::nullopt;
    }
    Effect out{table->title,
               study,
               line_of_one(*table, *row, "average", "average gap"),
               line_of_one(*table, *row, "p", "p-value"),
               name_of(*row),
               {}};
    out.plot.traces = traces_of(arguments, study, show, row->label);
    out.plot.treatment = treatment_of(arguments, study);
    if (arguments.failed()) {
        return std::nullopt;
    }
    const auto has_value = [](const Trace& trace) {
        return std::ranges::any_of(trace.line.data, [](const Datum& d) { return !d.missing(); });
    };
    if (!std::ranges::all_of(out.plot.traces, has_value)) {
        arguments.empty("studies",
                        fmt::format("'{}' has no {} by {} in the range", study, show, row->label));
        return std::nullopt;
    }
    out.plot.range = range_of(out.plot.traces, show != "light");
    return out;
}

std::string average_words(const Effect& effect) {
    return fmt::format("average gap {}; {}; {}",
                       estimate_words(*effect.average.data.front().value, effect.average.unit),
                       p_words(*effect.p.data.front().value), effect.method);
}

std::string beyond_words(int count) {
    return count == 0 ? ""
                      : fmt::format("{} interval{} beyond the plot: see the arrows", count,
                                    count == 1 ? " goes" : "s go");
}

void share_axis(FigureArguments& arguments, std::vector<Effect>& effects) {
    std::pair<double, double> all = effects.front().plot.range;
    for (const Effect& effect : effects) {
        if (effect.average.unit != effects.front().average.unit) {
            arguments.fault("same_axes",
                            fmt::format("'{}' is in {}, '{}' in {}", effects.front().study,
                                        effects.front().average.unit, effect.study,
                                        effect.average.unit),
                            "leave same_axes out, or draw them in figures of their own");
            return;
        }
        all = {std::min(all.first, effect.plot.range.first),
               std::max(all.second, effect.plot.range.second)};
    }
    for (Effect& effect : effects) {
        effect.plot.range = all;
    }
}

void finish(Effect& effect, int height) {
    effect.plot.height = height;
    effect.plot.head = {cut(effect.title, 80), average_words(effect)};
    if (const int count = count_beyond(effect.plot); count > 0) {
        effect.plot.head.push_back(beyond_words(count));
    }
}

std::string told(const Effect& effect) {
    std::string out =
        fmt::format(" {}: {}{}.", effect.title, average_words(effect),
                    apart_from_zero(*effect.average.data.front().value) ? ", told from zero"
                                                                        : ", not told from zero");
    for (const Trace& trace : effect.plot.traces) {
        out += ' ' + words_of(trace.line);
    }
    if (const int count = count_beyond(effect.plot); count > 0) {
        out += fmt::format(" {}.", beyond_words(count));
    }
    return out;
}

Json plots_of(const std::vector<Effect>& effects,
              const std::vector<const dossier::Event*>& events) {
    std::vector<Line> lines;
    for (const Effect& effect : effects) {
        for (const Trace& trace : effect.plot.traces) {
            lines.push_back(trace.line);
        }
    }
    const auto axis = time_axis(lines);
    Key key;
    Json panels = Json::array();
    for (const Effect& effect : effects) {
        panels.push_back(draw_traces(
            effect.plot, {*axis, events, &effect == &effects.front(), &effect == &effects.back()},
            key));
    }
    return {{"vconcat", std::move(panels)}};
}

std::vector<Effect> effects_of(FigureArguments& arguments, const std::string& show) {
    std::vector<Effect> effects;
    static_cast<void>(arguments.tables("studies"));
    const auto studies = arguments.texts("studies");
    if (!arguments.failed() && studies.size() > most_plots) {
        arguments.fault("studies", fmt::format("{} plots do not fit in one figure", studies.size()),
                        fmt::format("name at most {}", most_plots));
    }
    for (const std::string& study : studies) {
        if (!arguments.failed()) {
            if (auto effect = effect_of(arguments, study, show)) {
                effects.push_back(std::move(*effect));
            }
        }
    }
    return effects;
}

Sketch draw_counterfactual(FigureArguments& arguments) {
    Sketch sketch;
    const std::string show = arguments.choice("show", {"light", "gap", "cumulative"});
    const bool same = arguments.flag("same_axes", false);
    const int height = arguments.height(130);
    const auto events = arguments.events();
    std::vector<Effect> effects = effects_of(arguments, show);
    if (!arguments.failed() && same) {
        share_axis(arguments, effects);
    }
    if (arguments.failed()) {
        return sketch;
    }
    sketch.alternative =
        show == "light" ? "Mean light as observed and as it would have been, by period."
        : show == "gap" ? "What was observed less what would have been, by period."
                        : "Sum since the treatment of what was observed less what would have been.";
    for (Effect& effect : effects) {
        finish(effect, height);
        sketch.alternative += told(effect);
        account(sketch, effect.average);
        account(sketch, effect.p);
        for (const Trace& trace : effect.plot.traces) {
            account(sketch, trace.line);
        }
    }
    sketch.spec = plots_of(effects, events);
    return sketch;
}

} // namespace

FigureForm counterfactual_form() {
    return {"counterfactual", "What was observed and what would have been", parameters,
            draw_counterfactual};
}

} // namespace halflight::edition
