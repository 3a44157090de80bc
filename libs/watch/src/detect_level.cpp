// SPDX-License-Identifier: Apache-2.0
// Forms of plain arithmetic: a threshold, a collapse, the gap between two kinds of light.
#include "monitor_families.hpp"
#include "monitor_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::watch::detail {

namespace {

using measures::Arguments;
using measures::ParameterInfo;

std::vector<Signal> judge_threshold(const MonitorInput& input, Arguments& arguments) {
    const bool above = arguments.has("above");
    if (above == arguments.has("below")) {
        fault(input, above ? "above" : "series", "it takes either above or below",
              "write above = 525, or below = 10");
        return {};
    }
    const double threshold = arguments.number(above ? "above" : "below", 0);
    const double release = arguments.number("release", threshold);
    if (above ? release > threshold : release < threshold) {
        fault(input, "release", "the release lies beyond the threshold",
              above ? "write one that is not above it" : "write one that is not below it");
        return {};
    }
    const Judge judge = [=](const Steps&, double last) -> Result<Judgement> {
        Judgement out;
        out.statistic = last;
        out.threshold = threshold;
        out.release = release;
        out.strict = true;
        out.needed = fmt::format("{} than {}", above ? "more" : "less", number_text(threshold));
        return out;
    };
    return over_series(input, arguments, {.name = "value", .unit = "", .above = above}, judge);
}

struct CollapseSpec {
    std::size_t years = 3;
    std::size_t least = 2;
    double percent = 50;
    double release = 70;
};

Result<Judgement> judge_fall(const Steps& steps, double last, const CollapseSpec& spec) {
    const std::size_t year = steps_of_year(steps.frequency);
    const std::size_t now = steps.values.size() - 1;
    double sum = 0;
    std::size_t known = 0;
    for (std::size_t back = 1; back <= spec.years && back * year <= now; ++back) {
        const double value = steps.values[now - back * year];
        sum += std::isnan(value) ? 0 : value;
        known += std::isnan(value) ? 0U : 1U;
    }
    if (known < spec.least) {
        return Fault{fmt::format("the same {} is known of {} of the {} years before, {} are needed",
                                 step_word(steps.frequency), known, spec.years, spec.least),
                     {},
                     0};
    }
    const double mean = sum / static_cast<double>(known);
    if (!(mean > 0)) {
        return Fault{"it was nothing before, so that it cannot collapse", {}, 0};
    }
    Judgement out;
    out.statistic = 100 * last / mean;
    out.threshold = spec.percent;
    out.release = spec.release;
    out.needed = fmt::format("{} or less", number_text(mean * spec.percent / 100));
    out.baseline = fmt::format("of a mean of {} in {} years", number_text(mean), known);
    return out;
}

std::vector<Signal> judge_collapse(const MonitorInput& input, Arguments& arguments) {
    CollapseSpec spec;
    spec.years = whole(input, arguments, "years", 3);
    spec.least = whole(input, arguments, "least_years", 2);
    spec.percent = arguments.number("percent", 50);
    spec.release = arguments.number("release", std::max(70.0, spec.percent));
    if (spec.least > spec.years || spec.release < spec.percent) {
        fault(input, spec.least > spec.years ? "least_years" : "release",
              "more years are wanted than are looked at, or the release lies beyond the threshold",
              "write least_years of at most years, and a release of at least percent");
        return {};
    }
    return over_series(
        input, arguments, {.name = "share of its past", .unit = "percent", .above = false},
        [=](const Steps& steps, double last) { return judge_fall(steps, last, spec); });
}

Result<Steps> side(const MonitorInput& input, Arguments& arguments, std::string_view name,
                   Frequency declared) {
    const auto series = arguments.series_list(name);
    if (series.empty()) {
        return Fault{fmt::format("no series of {} industry is named", name), {}, 0};
    }
    return steps_of(input.view, series, frequency_to_watch(input.view, series.front(), declared),
                    input.day);
}

std::vector<Signal> judge_gap(const MonitorInput& input, Arguments& arguments) {
    const Frequency declared = declared_frequency(input, arguments);
    const std::size_t base = whole(input, arguments, "base", 8, 3);
    const double deviations = arguments.number("deviations", 2);
    const auto light = side(input, arguments, "light", declared);
    const auto heavy = side(input, arguments, "heavy", declared);
    if (!light || !heavy) {
        return {no_data(input, (light ? heavy : light).fault().message)};
    }
    const auto gap = log_ratio(*light, *heavy);
    if (!gap || gap->past.size() < base) {
        return {no_data(input, gap ? fmt::format("{} former steps are known of both, {} are needed",
                                                 gap->past.size(), base)
                                   : gap.fault().message)};
    }
    const std::span<const double> past = std::span(gap->past).last(base);
    double mean = 0;
    for (const double one : past) {
        mean += one / static_cast<double>(base);
    }
    double spread = 0;
    for (const double one : past) {
        spread += (one - mean) * (one - mean) / static_cast<double>(base - 1);
    }
    spread = std::sqrt(spread);
    if (!(spread > 0)) {
        return {
            no_data(input, "the ratio never varied, so that nothing says how much a change is")};
    }
    Judgement judgement;
    judgement.threshold = -deviations;
    judgement.release = arguments.number("release", -deviations / 2);
    judgement.baseline = fmt::format("against {} steps before", base);
    judgement.needed =
        fmt::format("a ratio of {} or less", number_text(std::exp(mean - deviations * spread)));
    const Interval z = scale(gap->last - Interval::point(mean), 1 / spread);
    Signal signal = judge_value(
        input, z, {.name = "light against heavy industry", .unit = "deviations", .above = false},
        judgement, light->name + " and others", gap->period);
    signal.evidence.cells = light->cells;
    signal.evidence.cells.insert(signal.evidence.cells.end(), heavy->cells.begin(),
                                 heavy->cells.end());
    std::ranges::sort(signal.evidence.cells);
    signal.synthetic = light->synthetic || heavy->synthetic;
    add_evidence(input, light->series, gap->period, signal);
    add_evidence(input, heavy->series, gap->period, signal);
    // Light at night goes with production, it is not production.
    set_reliability(input, false, signal);
    return {std::move(signal)};
}

constexpr std::array threshold_parameters = {
    ParameterInfo{"series", "series to watch", true, true},
    ParameterInfo{"frequency", "default: that of the indicator", false, false},
    ParameterInfo{"above", "raised above it; or", false, false},
    ParameterInfo{"below", "raised below it", false, false},
    ParameterInfo{"release", "quiet again only on the far side of it (the threshold)", false,
                  false},
};
constexpr std::array collapse_parameters = {
    ParameterInfo{"series", "series to watch", true, true},
    ParameterInfo{"frequency", "default: that of the indicator", false, false},
    ParameterInfo{"years", "former years whose same season makes the mean (3)", false, false},
    ParameterInfo{"least_years", "of those that must be known (2)", false, false},
    ParameterInfo{"percent", "raised at this share of the mean or less (50)", false, false},
    ParameterInfo{"release", "quiet again above (70)", false, false},
};
constexpr std::array gap_parameters = {
    ParameterInfo{"light", "series of light industry, added up", true, true},
    ParameterInfo{"heavy", "series of heavy industry, added up", true, true},
    ParameterInfo{"frequency", "default: that of the indicator", false, false},
    ParameterInfo{"base", "steps before the last that make mean and deviation (8)", false, false},
    ParameterInfo{"deviations", "raised at this many below the mean (2)", false, false},
    ParameterInfo{"release", "quiet again above (half of it)", false, false},
};

} // namespace

std::span<const MonitorForm> level_forms() {
    static const std::array forms = {
        MonitorForm{"import-collapse", "A flow that falls away",
                    "the last step over the mean of the same season of former years, in percent",
                    "plain arithmetic", collapse_parameters, judge_collapse},
        MonitorForm{"lights-gap", "Light industry goes dark while heavy industry does not",
                    "logarithm of light over heavy, less its mean, over its deviation",
                    "plain arithmetic", gap_parameters, judge_gap},
        MonitorForm{"threshold", "A value beyond a number", "the value of the last step",
                    "plain arithmetic", threshold_parameters, judge_threshold},
    };
    return forms;
}

} // namespace halflight::watch::detail
