// SPDX-License-Identifier: Apache-2.0
// What the made dossier prints of its studies. No sentence in it depends on how they come out.
#include "studies_report.hpp"

#include <fmt/format.h>

namespace halflight::simulate {

namespace {

constexpr std::string_view begin_text = R"(# A made country: when, where, how much

Nothing in this report was observed: a country was made, with a treatment whose month and effects are known to nobody who asks here.

## When it began

Visits of the leader to munitions plants became more frequent at a date that the counts and what the archive covers leave between
{{ begin/begin | low }} and {{ begin/begin | high }}: {{ begin/likely-periods }} months hold nine tenths of the probability. A month that was wholly
covered held {{ begin/rate-before | digits 2 }} such visits before and {{ begin/rate-after | digits 2 }} after ({{ ref begin }}).

{{ figure begin }}
)";

constexpr std::string_view lights_text = R"(
## Where industry stands

{{ county.about/places }} counties are compared. Where all that the press mentions is heavy industry or munitions, light changed by
{{ county/hc3/slope }} more than where none is ({{ ref exposure }}); with errors by province the interval is {{ county/province/slope | interval }}. Least
slope that would have been found with power 0.8: {{ county.about/detectable | digits 2 }}. Whatever lies below the detection floor, the slope is
within {{ county.about/bounds }}.

{{ figure exposure }}

## What plants gained

| group | average effect | least that is found | effect just before |
|---|---|---|---|
| heavy industry | {{ heavy/gsynth/average }} | {{ heavy/gsynth/detectable | digits 2 }} | {{ heavy.about/gsynth/placebo-time }} |
| munitions | {{ munitions/gsynth/average }} | {{ munitions/gsynth/detectable | digits 2 }} | {{ munitions.about/gsynth/placebo-time }} |
| light industry | {{ light/gsynth/average }} | {{ light/gsynth/detectable | digits 2 }} | {{ light.about/gsynth/placebo-time }} |

Each is held against what the light of other enterprises says that its own would have been ({{ ref counterfactual }}), quarter by quarter
({{ ref gap }}).

{{ figure counterfactual }}

{{ figure gap }}

## Whatever is asked

The county study was asked in {{ curve/estimated }} ways ({{ ref curve }}): {{ curve/significant | as percent, digits 2 }} of them tell the slope from zero. The choice of
the baseline quarter explains {{ curve.choices/earlier/explained | as percent, digits 2 }} of what separates the answers: that much of the effect is a
rebound from the year that it is counted from.

{{ figure curve }}
)";

/// YEAR stands for the first that is not published.
constexpr std::string_view growth_text = R"(
## What sectors grew, before anybody says so

Growth of YEAR is not published when the months end. Light, electricity, trade and prices of the part of the year that is known, held against the
same part of the years before, let expect in percent ({{ ref growth }}):

| sector | growth in YEAR | of it mean growth | of it from indicators |
|---|---|---|---|
| heavy industry | {{ nowcast.now/heavy/growth@YEAR | digits 2 }} | {{ nowcast.now/heavy/baseline@YEAR | digits 2 }} | {{ nowcast.now/heavy/from-indicators@YEAR | digits 2 }} |
| munitions | {{ nowcast.now/munitions/growth@YEAR | digits 2 }} | {{ nowcast.now/munitions/baseline@YEAR | digits 2 }} | {{ nowcast.now/munitions/from-indicators@YEAR | digits 2 }} |
| light industry | {{ nowcast.now/light/growth@YEAR | digits 2 }} | {{ nowcast.now/light/baseline@YEAR | digits 2 }} | {{ nowcast.now/light/from-indicators@YEAR | digits 2 }} |
| total | {{ nowcast.now/total/growth@YEAR | digits 2 }} | {{ nowcast.now/total/baseline@YEAR | digits 2 }} | {{ nowcast.now/total/from-indicators@YEAR | digits 2 }} |

Over {{ nowcast/all/years }} past years the same would have erred by {{ nowcast/all/rmse | digits 2 }} percentage points (root mean square), the best
naive rule, which nobody could have known beforehand, by {{ nowcast/all/rule-rmse | digits 2 }}; the verdict is {{ nowcast/all/verdict }} (1: better,
0: not told apart, -1: worse).

{{ figure growth }}

In {{ growth-check.about/failing }} of {{ growth-check.about/summed }} years total growth cannot be what sectors with their shares make it.
Of {{ growth-check.about/years }} pairs of a sector's year and an indicator {{ growth-check.about/outside }} lie outside what the other years let
expect; {{ growth-check.about/outside-chance | digits 2 }} would by chance.
)";

constexpr std::string_view begin_figure = R"([[figure]]
id = "begin"
form = "posterior"
title = "When visits to munitions plants rose"
study = "begin"
)";

constexpr std::string_view lights_figures = R"(
[[figure]]
id = "exposure"
form = "scatter"
title = "Change in light against exposure to heavy industry and munitions"
studies = ["county"]

[[figure]]
id = "counterfactual"
form = "counterfactual"
title = "Light of three groups, and what it would have been"
studies = ["heavy", "munitions", "light"]

[[figure]]
id = "gap"
form = "counterfactual"
title = "Observed light less what it would have been"
studies = ["heavy", "munitions", "light"]
show = "gap"
same_axes = true

[[figure]]
id = "curve"
form = "curve"
title = "Every way to ask of counties"
study = "curve"
)";

constexpr std::string_view growth_figure = R"(
[[figure]]
id = "growth"
form = "intervals"
title = "Growth of all sectors together: published, and what would have been foretold"
values = ["Published = nowcast.past/total/published", "Foretold = nowcast.past/total/foretold"]
)";

std::string with_year(std::string text, const Period& year) {
    constexpr std::string_view word = "YEAR";
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
        text.replace(at, word.size(), to_string(year));
    }
    return text;
}

} // namespace

std::vector<TextFile> studies_report(bool lights, std::optional<Period> growth) {
    return {{"report.md", fmt::format("{}{}{}", begin_text, lights ? lights_text : "",
                                      growth ? with_year(std::string(growth_text), *growth) : "")},
            {"figures.toml", fmt::format("{}{}{}", begin_figure, lights ? lights_figures : "",
                                         growth ? growth_figure : "")}};
}

} // namespace halflight::simulate
