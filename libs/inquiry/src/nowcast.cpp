// SPDX-License-Identifier: Apache-2.0
// How much did sectors grow before anybody published it?
#include "halflight/studies/nowcast.hpp"
#include "growth_check_input.hpp"
#include "nowcast_tables.hpp"

#include <array>

namespace halflight::inquiry {
namespace {

constexpr std::array<measures::ParameterInfo, 29> parameters = {{
    {"target.*",
     "growth of a sector on the year before, percent: a series key; the key's name is "
     "the sector",
     false, false},
    {"target-published-after-days",
     "growth counts as known so many days after its year, where it stands as known later only; "
     "as it stands",
     false, false},
    {"release", "first: as published first, or latest: as it stood on the day", false, false},
    {"indicator.*.series", "what may foretell it: a series key", false, false},
    {"indicator.*.panel", "or light: a panel of dossier.toml, or a CSV beside the study", false,
     false},
    {"indicator.*.statistic", "column of the panel; mean", false, false},
    {"indicator.*.group", "groups of industries whose enterprises are the panel's units; all units",
     false, true},
    {"indicator.*.aggregate",
     "of parts of a year: sum, mean, last, or growth where the numbers are growth themselves",
     false, false},
    {"indicator.*.sectors", "of which it may speak; all", false, true},
    {"indicator.*.family", "indicators of one family, one a sector, share a pooled slope; its name",
     false, false},
    {"indicator.*.published-after-days",
     "numbers count as known so many days after their period, where they stand as known later "
     "only; as they stand, light 60",
     false, false},
    {"enterprises", "CSV of such groups: id, industry", false, false},
    {"industries", "CSV: code, group, source", false, false},
    {"as-of", "last day of knowledge; the day on which the last number became known", false, false},
    {"method", "inverse-mse, equal or pooled: the headline", false, false},
    {"offset-days",
     "days from the end of a past year to its nowcast; those of the first year that can be "
     "foretold",
     false, false},
    {"least-years", "of growth and indicator together; 5", false, false},
    {"least-autoregression", "years of growth for the naive rule ar1; 8", false, false},
    {"least-share", "of a year in which an indicator was seen; 0.25", false, false},
    {"level", "of intervals; 0.8", false, false},
    {"significance", "of verdicts; 0.05", false, false},
    {"least-origins", "past years that a verdict needs; 5", false, false},
    {"sources", "besides those of the statements and panels", false, true},
    {"known-since", "day on which tables beside the study were known", false, false},
    {"seed", "nothing is drawn; that of the dossier", false, false},
    {"unit-column", "of a panel that is a CSV; unit", false, false},
    {"period-column", "likewise; period", false, false},
    {"light-unit", "likewise, of its values; 1", false, false},
    {"caution", "what a reader should beware of", false, false},
}};

studies::NowcastSpec spec_of(Asked& asked) {
    constexpr std::string_view releases[] = {"first", "latest"};
    constexpr std::string_view methods[] = {"inverse-mse", "equal", "pooled"};
    constexpr studies::Combination by_word[] = {studies::Combination::inverse_mse,
                                                studies::Combination::equal,
                                                studies::Combination::pooled};
    constexpr double years = 36500; // days
    studies::NowcastSpec spec;
    spec.release =
        asked.word("release", releases) == 0 ? studies::Release::first : studies::Release::latest;
    spec.method = by_word[asked.word("method", methods)];
    if (asked.has("offset-days")) {
        spec.offset_days = static_cast<int>(asked.number("offset-days", 0, -years, years));
    }
    spec.least_years = asked.natural("least-years", 5, 1000);
    spec.least_autoregression = asked.natural("least-autoregression", 8, 1000);
    spec.least_share = asked.number("least-share", 0.25, 0, 1);
    spec.level = asked.number("level", 0.8, 0.5, 0.999);
    spec.significance = asked.number("significance", 0.05, 0.001, 0.5);
    spec.least_origins = asked.natural("least-origins", 5, 1000);
    return spec;
}

Findings run(Asked& asked, Desk& desk, int /*jobs*/) {
    studies::NowcastSpec spec = spec_of(asked);
    GrowthInput input = read_growth(asked, desk);
    asked.require_sound();
    spec.as_of = input.as_of;
    const studies::NowcastReport report = studies::nowcast(input.targets, input.indicators, spec);
    Findings out = std::move(input.findings);
    out.warnings.insert(out.warnings.end(), report.warnings.begin(), report.warnings.end());
    out.tables = nowcast_tables(asked, report, spec, out.warnings);
    return out;
}

} // namespace

const Design& nowcast_design() {
    static const Design design = {
        {"nowcast", "Growth by sector before it is published, scored against naive rules",
         parameters},
        run,
        nullptr};
    return design;
}

} // namespace halflight::inquiry
