// SPDX-License-Identifier: Apache-2.0
// Form "stacked": parts of a whole by period, the residual in a colour of its own, the interval of
// the total as a whisker.
#include "figure_stacked_plot.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace {

constexpr std::array parameters = {
    measures::ParameterInfo{
        "values",
        "the parts, each MEASURE/COLUMN or MEASURE/LABEL/COLUMN, with \"NAME = \" before it or not",
        true, true},
    measures::ParameterInfo{"residual", "the part that the others leave"},
    measures::ParameterInfo{"total", "the whole, whose interval is drawn"},
    measures::ParameterInfo{"from", "first period"},
    measures::ParameterInfo{"to", "last period"},
    measures::ParameterInfo{"frequency", "A, S, Q or M: only rows of one such period"},
    measures::ParameterInfo{"events", "ids of events.csv", false, true},
    measures::ParameterInfo{"event_kinds", "kinds of events.csv", false, true},
    measures::ParameterInfo{"height", "pixels of the plot"},
    measures::ParameterInfo{"caption", "what to beware of"},
};

/// Segments carry the letter of their part, so that colour is not needed.
void assign_letters(std::vector<Part>& parts) {
    std::vector<Line> lines;
    for (const Part& part : parts) {
        lines.push_back(part.line);
    }
    const std::vector<std::string> letters = letters_of(lines);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i].letter = letters[i];
    }
}

std::string words(const std::vector<Part>& parts, const std::optional<Line>& total) {
    std::string out =
        fmt::format("Stacked bars of {} parts, in {}.", parts.size(), parts.front().line.unit);
    for (const Part& part : parts) {
        out += ' ' + words_of(part.line);
    }
    return total ? fmt::format("{} Total, {}", out, words_of(*total)) : out;
}

Sketch draw_stacked(FigureArguments& arguments) {
    Sketch sketch;
    std::vector<Line> lines = arguments.lines("values");
    std::optional<Line> residual = arguments.line("residual");
    std::optional<Line> total = arguments.line("total");
    std::vector<Line> all = lines;
    for (const auto* extra : {&residual, &total}) {
        if (*extra) {
            all.push_back(**extra);
        }
    }
    arguments.check("values", all);
    const auto events = arguments.events();
    const int height = arguments.height(260);
    arguments.check_apart("values", all);
    const auto axis = time_axis(all);
    if (!arguments.failed() && !axis) {
        arguments.empty("values", "no row has a period");
    }
    if (arguments.failed()) {
        return sketch;
    }
    std::vector<Part> parts;
    for (Line& line : lines) {
        // The residual may stand among the parts: it is drawn once, on top.
        const bool is_residual = residual && !line.data.empty() && !residual->data.empty() &&
                                 line.data.front().number == residual->data.front().number;
        if (!is_residual) {
            parts.push_back({std::move(line), std::string(colour(parts.size())), ""});
        }
    }
    if (residual) {
        parts.push_back({*residual, std::string(emphasis), ""});
    }
    for (const Part& part : parts) {
        account(sketch, part.line);
    }
    if (total) {
        account(sketch, *total);
    }
    sketch.alternative = words(parts, total);
    assign_letters(parts);
    StackedPlot plot = draw_stacks(std::move(parts), std::move(total), *axis, events, height);
    sketch.spec = std::move(plot.panel);
    if (plot.left_out) {
        sketch.alternative += " Where more than two parts of a bar are wide intervals, the two "
                              "widest are drawn; the data have the others.";
    }
    return sketch;
}

} // namespace

FigureForm stacked_form() {
    return {"stacked", "Parts of a whole by period", parameters, draw_stacked};
}

} // namespace halflight::edition
