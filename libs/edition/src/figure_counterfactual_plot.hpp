// SPDX-License-Identifier: Apache-2.0
// One plot of the form "counterfactual": paths over time with bands.
#pragma once

#include "figure_study.hpp"

namespace halflight::edition {

/// A path, drawn as a line with points, its intervals as a band.
struct Trace {
    Line line;
    std::string_view stroke;
    bool dashed = false;
    std::string_view shape = "circle";
    std::string band_words; ///< for the key
};

struct TracePlot {
    std::vector<std::string> head; ///< words above the plot
    std::vector<Trace> traces;
    std::optional<Date> treatment;
    std::pair<double, double> range;
    int height = 130;
};

/// What all traces take, rounded; `zero` where it must hold 0.
[[nodiscard]] std::pair<double, double> range_of(const std::vector<Trace>& traces, bool zero);
/// Values of which the interval reaches beyond the plot, where the range is narrower than they.
[[nodiscard]] int count_beyond(const TracePlot& plot);

/// Labels of events above the plot where `labels`, rules in any case; the time axis and the key
/// below it where `last`.
struct TraceSetting {
    const TimeAxis& axis;
    const std::vector<const dossier::Event*>& events;
    bool labels = true;
    bool last = true;
};
[[nodiscard]] Json draw_traces(const TracePlot& plot, const TraceSetting& setting, Key& key);

/// Rules of events without their labels, for plots below the first.
void event_rules(Json& layers, const std::vector<const dossier::Event*>& events,
                 const TimeAxis& axis, int height);

} // namespace halflight::edition
