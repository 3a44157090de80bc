// SPDX-License-Identifier: Apache-2.0
// docs/monitors.md, from the table of forms.
#include "halflight/watch/monitor.hpp"

#include <fmt/format.h>

namespace halflight::watch {

namespace {

constexpr std::string_view preface = R"(# Monitors

What a dossier can have watched in `watch.toml` ([dossier-format.md](dossier-format.md)), one `[[monitor]]` with `id`, `form`,
`title` and the parameters below. This page is written by the program from its own table of forms.

- A monitor judges one day and sees only what was known on it.
- **Missing is never zero.** A period without value leaves the baseline and is not judged; with too little history the reading is
  `no data`, with the reason.
- **Values are intervals.** The last period is judged at both ends; a signal is raised only where the end nearer to quiet is beyond
  the threshold. Between them it stays quiet and says `possible`. In a baseline the printed number stands for a value, or the
  middle of an interval that is no wider than half of it; a wider one is missing.
- **Hysteresis.** Once an alert fires it is held until the value has come back beyond `release`.
- **Late.** Where the next period is overdue by the source's own custom (see `lateness`; five reports or more, or `custom_days`) the reading is `late`, whatever the last value said.
- Each signal names value, threshold, margin, period, what would have raised it, its statements and cells, and how far they can be
  relied on: independent origins, the best source, whether they state the thing itself, their age.

How the defaults were chosen: each is the one of the paper that it comes from. Where the paper has none, the reason stands with the
form. None was tuned to the outcome of a backtest.

## Every monitor

)";

constexpr std::string_view prices = R"(
How prices become one number. Rows are those of one kind (retail), one currency, no forecasts, no non-food. Each commodity
with its unit is a chain of matched pairs: a month's level is that of the latest of the 12 months before with a market in common,
times the median over those markets of the price relative, so that a market that enters or leaves moves nothing by being dear or
cheap. Up to three months without a price (`gap_months`) are bridged on a straight line of logarithms once there is a price behind
them, for else one month that nobody asked about takes away the growth of two more, a quarter and a year later. The indicator of each commodity is held against the same calendar month of the years *before*, never of later ones, and the
commodities weigh alike. The signal is raised where more than `share` of them are abnormally high at once: more than half, because
by its own definition the indicator of a single commodity is abnormally high in one month of six where nothing is wrong, and what
is common to most of the basket is not a matter of one harvest; for the same reason at least two must be judged. It is quiet again
when no more than that share reaches the FAO's second limit, moderately high. Five years of growth are asked for: with three the deviation that everything is divided by is known to within half
of itself only. The file does not say when a price became known: the end of its month and 15 days are assumed (`lag_days`).

How these were chosen: from the definitions above, on the file of no country, but for one: three commodities were to be judged at
least until it was counted for how many months Sri Lanka's file holds each food (two or three at a time); the number became two,
and "half" became "more than half", before any indicator of that file had been computed. After its replay one thing was changed, bridging gaps: without it the monitor
could judge a third of the months of 2005 to 2019 and none from November 2021 to April 2022, because wheat flour was not asked about in
three months of most years. No limit was.

The days of the crisis that this replay is held against (emergency regulations on the supply of food on 2021-08-30, food inflation
highest in September 2022) were **written from memory and are unsourced**: the file, which ends in June 2022 and is highest there, holds
neither, and no document at hand does. A lead in days to that onset or peak is worth what that memory is worth. A backtest says of every
`[[crisis]]` without `source` that its days are declared without one.
)";

void table_of(std::span<const measures::ParameterInfo> parameters, std::string& text) {
    text += "| parameter | | meaning |\n|---|---|---|\n";
    for (const measures::ParameterInfo& info : parameters) {
        text += fmt::format("| `{}` | {}{} | {} |\n", info.name,
                            info.required ? "required" : "optional", info.list ? ", list" : "",
                            info.meaning);
    }
}

} // namespace

std::string monitors_page() {
    std::string text(preface);
    table_of(common_monitor_parameters(), text);
    for (const MonitorForm& form : monitor_forms()) {
        text += fmt::format("\n## {}\n\n{}.\n\n- Statistic: {}\n- After: {}\n\n", form.name,
                            form.summary, form.statistic, form.citation);
        table_of(form.parameters, text);
        if (form.name == "price-anomaly") {
            text += prices;
        }
    }
    return text;
}

} // namespace halflight::watch
