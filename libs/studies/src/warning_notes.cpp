// SPDX-License-Identifier: Apache-2.0
#include "warning_notes.hpp"

#include <fmt/format.h>

namespace halflight::studies {

stats::Warning few_exposed_places(double degrees, std::size_t places, double leverage) {
    return {
        "few_exposed_places",
        fmt::format("of {} places few carry the slope: {:.1f} degrees of freedom, and one place "
                    "holds {:.0f} % of what varies in exposure; the interval is as wide as "
                    "these few make it, and little is found: docs/truth.md",
                    places, degrees, 100 * leverage)};
}

stats::Warning few_clusters(std::size_t clusters) {
    return {"few_clusters",
            fmt::format("errors by province rest on {} provinces: wide, docs/truth.md", clusters)};
}

stats::Warning few_industries(std::size_t of_the_group) {
    return {"few_industries",
            fmt::format("the exposure is made of {} industries; errors over industries count on "
                        "many",
                        of_the_group)};
}

stats::Warning industries_together(double part) {
    return {"industries_together",
            fmt::format("industries of the group sit in the same places, which akm0 takes for "
                        "independent (by that akm would have {:.0f} % of its error): intervals of "
                        "akm0 held the truth in 87 to 93 % of made countries: docs/truth.md",
                        100 * part)};
}

stats::Warning independent_units() {
    return {"independent_units",
            "enterprises count as independent of each other: such intervals held "
            "the truth in 86 to 99 % of made countries, and told an effect where there "
            "was none in up to 14 %: docs/truth.md; errors of places need longitude and latitude"};
}

stats::Warning buffers_overlap(std::size_t near, std::size_t units, double km) {
    return {"buffers_overlap",
            fmt::format("{} of {} enterprises lie within {} km of one of another cluster: both see "
                        "the same light, but count as independent; take larger clusters, or "
                        "thin-km = {}",
                        near, units, km, km)};
}

stats::Warning fewer_controls(std::size_t controls, std::size_t treated) {
    return {"fewer_controls",
            fmt::format("{} controls cannot play {} treated: the error is that of the jackknife of "
                        "units in the place of placebos; docs/truth.md",
                        controls, treated)};
}

stats::Warning fewer_controls_kept(std::size_t controls, std::size_t treated) {
    return {
        "fewer_controls",
        fmt::format("{} controls for {} treated: intervals of this method held the truth in "
                    "92 to 97 % of made countries, but told an effect where there was none in up "
                    "to 10 %: docs/truth.md",
                    controls, treated)};
}

stats::Warning few_places(double degrees, std::size_t clusters) {
    return {"few_places",
            fmt::format("of {} clusters few carry the comparison: {:.1f} degrees of freedom; the "
                        "interval leans on them being alike: docs/truth.md",
                        clusters, degrees)};
}

stats::Warning one_place_weighs(double share) {
    return {"one_place_weighs",
            fmt::format("one cluster makes {:.0f} % of the variance: where effects are as unequal, "
                        "intervals held the mean effect of places alike in 86 to 97 % of made "
                        "countries, that of the enterprises at hand in 96 to 100 %: docs/truth.md",
                        100 * share)};
}

std::optional<stats::Warning> below_the_floor(double open, double interval) {
    constexpr double worth_telling = 0.1;
    if (open > interval) {
        return stats::Warning{
            "censored_light",
            fmt::format(
                "cells below the floor leave {:.3g} open, the interval of the estimate is "
                "{:.3g} wide: with cells at zero such intervals held the truth in 4 to "
                "79 % of made countries with 97 % of cells at the floor, bounds in 97 to 100 %: "
                "read the bounds; docs/truth.md",
                open, interval)};
    }
    if (open > worth_telling * interval) {
        return stats::Warning{
            "cells_at_zero",
            fmt::format("cells below the floor count as zero, which leaves {:.3g} open; the "
                        "interval of the estimate is {:.3g} wide. Where 66 % of cells lay below "
                        "it and the calibration drifted, averages of enterprises came out 6 to 13 "
                        "% too high: docs/truth.md",
                        open, interval)};
    }
    return std::nullopt;
}

stats::Warning effect_before(double estimate, double p_value) {
    return {
        "effect_before_treatment",
        fmt::format("the last periods before the treatment, taken for treated, show {:.3g} (p = "
                    "{:.3f}): what the method takes for equal was not so before. Where a "
                    "factor moved the treated twice as much, synthetic and plain difference in "
                    "differences and matrix completion held the truth in 43 to 81 % of made "
                    "countries: docs/truth.md",
                    estimate, p_value)};
}

stats::Warning beyond_all_light(double estimate, double most) {
    return {
        "beyond_all_light",
        fmt::format("the average of {:.3g} is beyond all light that was seen (at most {:.3g}): the "
                    "fit has run away; fewer factors, or another method",
                    estimate, most)};
}

stats::Warning slope_beyond_light(double most, double range) {
    return {"slope_beyond_light",
            fmt::format("the slope for the whole exposure is beyond all light that was seen (at "
                        "most {:.3g}): exposure differs by {:.3g} between places, too little to "
                        "tell what all of it would do; count mentions over a longer window, or "
                        "take smoothing = \"none\"",
                        most, range)};
}

stats::Warning few_treated(std::size_t treated) {
    return {"few_treated",
            fmt::format("{} treated: their mean leans on the brightest of them. With some 25, "
                        "intervals held the mean effect of places alike in 86 to 97 % of made "
                        "countries, that on the enterprises at hand in 96 to 100 %: docs/truth.md",
                        treated)};
}

stats::Warning interval_beyond_light(double most) {
    return {"interval_beyond_light",
            fmt::format("the interval reaches beyond all light that was seen (at most {:.3g}) on "
                        "both sides: without some clusters the fit runs away, and what holds any "
                        "effect tells none; fewer factors, or another method: docs/truth.md",
                        most)};
}

} // namespace halflight::studies
