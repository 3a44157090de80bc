// SPDX-License-Identifier: Apache-2.0
// Forms that look for a break: Bayesian online change, a crash of the exchange rate.
#include "monitor_families.hpp"
#include "monitor_parts.hpp"

#include "halflight/stats/change_date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::watch::detail {

namespace {

using measures::Arguments;
using measures::ParameterInfo;

enum class Turn : unsigned char { any, rise, fall };

struct ChangeSpec {
    std::size_t recent = 3;
    std::size_t least = 8;
    double run_length = 60;
    double probability = 0.5;
    double release = 0.25;
    Turn turn = Turn::any;
};

double mean_of(std::span<const double> values) {
    double sum = 0;
    std::size_t known = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            sum += value;
            ++known;
        }
    }
    return known == 0 ? std::nan("") : sum / static_cast<double>(known);
}

double deviation_of(std::span<const double> values, double mean) {
    double sum = 0;
    std::size_t known = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            sum += (value - mean) * (value - mean);
            ++known;
        }
    }
    return known < 2 ? 0 : std::sqrt(sum / static_cast<double>(known - 1));
}

/// In logarithms where all are above zero, then by mean and deviation of what is not recent.
Result<std::vector<double>> standardised(std::vector<double> values, const ChangeSpec& spec) {
    const bool positive =
        std::ranges::all_of(values, [](double v) { return std::isnan(v) || v > 0; });
    if (positive) {
        std::ranges::transform(values, values.begin(), [](double v) { return std::log(v); });
    }
    const std::size_t settled = values.size() - std::min(values.size(), spec.recent);
    const std::span<const double> past(values.data(), settled);
    const auto known = static_cast<std::size_t>(
        std::ranges::count_if(past, [](double v) { return !std::isnan(v); }));
    if (known < spec.least) {
        return Fault{fmt::format("{} values are known before the last {}, {} are needed", known,
                                 spec.recent, spec.least),
                     {},
                     0};
    }
    const double mean = mean_of(past);
    const double deviation = deviation_of(past, mean);
    if (!(deviation > 0)) {
        return Fault{"the series never varied, so that nothing says how much a change is", {}, 0};
    }
    for (double& value : values) {
        value = (value - mean) / deviation;
    }
    return values;
}

Result<Judgement> judge_change(const Steps& steps, double last, const ChangeSpec& spec) {
    std::vector<double> values = steps.values;
    values.back() = last;
    const auto series = standardised(std::move(values), spec);
    if (!series) {
        return series.fault();
    }
    stats::OnlineSpec online;
    online.run_length = spec.run_length;
    online.weight = 1;
    online.shape = 1;
    online.rate = 1;
    const stats::OnlineFit fit = stats::online_changes(*series, online);
    const std::size_t run = fit.run.back();
    const std::size_t start = series->size() - std::min(run, series->size());
    Judgement out;
    out.threshold = spec.probability;
    out.release = spec.release;
    out.needed =
        fmt::format("a probability of {} that the level changed in the last {} {}s",
                    number_text(spec.probability), spec.recent, step_word(steps.frequency));
    out.baseline = "no recent change is the most probable";
    if (run == 0 || run > spec.recent || start == 0) {
        return out;
    }
    const double step =
        mean_of(std::span(*series).subspan(start)) - mean_of(std::span(*series).first(start));
    const bool wanted = spec.turn == Turn::any || (step > 0) == (spec.turn == Turn::rise);
    out.statistic = wanted ? fit.run_probability.back() : 0;
    out.baseline =
        fmt::format("{} since {}", step > 0 ? "higher" : "lower", to_string(steps.periods[start]));
    return out;
}

std::vector<Signal> judge_bayes_change(const MonitorInput& input, Arguments& arguments) {
    ChangeSpec spec;
    spec.recent = whole(input, arguments, "recent", 3);
    spec.least = whole(input, arguments, "least", 8, 3);
    spec.run_length = arguments.number("run_length", 60);
    spec.probability = arguments.number("probability", 0.5);
    spec.release = arguments.number("release", 0.25);
    const std::string turn = arguments.text("direction", "any");
    if (turn != "any" && turn != "rise" && turn != "fall") {
        fault(input, "direction", "the direction is none of rise, fall and any",
              "write direction = \"fall\"");
    }
    if (!(spec.run_length > 1)) {
        fault(input, "run_length", "the expected run is not longer than 1 step",
              "write run_length = 60");
        return {};
    }
    spec.turn = turn == "rise" ? Turn::rise : turn == "fall" ? Turn::fall : Turn::any;
    return over_series(
        input, arguments, {.name = "probability of a recent change", .unit = "", .above = true},
        [=](const Steps& steps, double last) { return judge_change(steps, last, spec); });
}

struct CrashSpec {
    double depreciation = 25;
    double acceleration = 10;
};

Result<Judgement> judge_crash(const Steps& steps, double last, const CrashSpec& spec) {
    const std::size_t year = steps_of_year(steps.frequency);
    const std::size_t now = steps.values.size() - 1;
    const double before = year > 0 && now >= year ? steps.values[now - year] : std::nan("");
    if (!(before > 0)) {
        return Fault{"the rate a year before is not known", {}, 0};
    }
    const double earlier = now >= 2 * year ? steps.values[now - 2 * year] : std::nan("");
    Judgement out;
    out.statistic = 100 * (last / before - 1);
    out.threshold = spec.depreciation;
    if (earlier > 0) {
        out.threshold = std::max(out.threshold, 100 * (before / earlier - 1) + spec.acceleration);
        out.baseline =
            fmt::format("{} percent in the year before", number_text(100 * (before / earlier - 1)));
    } else {
        out.baseline = "the year before is not known";
    }
    out.release = out.threshold - spec.acceleration;
    out.needed =
        fmt::format("a rate of {} or more", number_text(before * (1 + out.threshold / 100)));
    return out;
}

std::vector<Signal> judge_exchange(const MonitorInput& input, Arguments& arguments) {
    const CrashSpec spec{arguments.number("depreciation", 25),
                         arguments.number("acceleration", 10)};
    return over_series(
        input, arguments, {.name = "depreciation in a year", .unit = "percent", .above = true},
        [=](const Steps& steps, double last) { return judge_crash(steps, last, spec); });
}

constexpr std::array change_parameters = {
    ParameterInfo{"series", "series to watch", true, true},
    ParameterInfo{"frequency", "default: that of the indicator", false, false},
    ParameterInfo{"direction", "rise, fall or any (any)", false, false},
    ParameterInfo{"recent", "steps in which a change is news (3)", false, false},
    ParameterInfo{"least", "values before those (8)", false, false},
    ParameterInfo{"run_length", "expected steps between changes (60)", false, false},
    ParameterInfo{"probability", "raised from here on (0.5)", false, false},
    ParameterInfo{"release", "quiet again below (0.25)", false, false},
};
constexpr std::array exchange_parameters = {
    ParameterInfo{"series", "units of the currency for one foreign unit", true, true},
    ParameterInfo{"frequency", "default: that of the indicator", false, false},
    ParameterInfo{"depreciation", "percent in a year (25)", false, false},
    ParameterInfo{
        "acceleration",
        "percentage points above the year before, and those by which it must come back (10)", false,
        false},
};

} // namespace

std::span<const MonitorForm> change_forms() {
    static const std::array forms = {
        MonitorForm{"bayes-change", "A level that changed of late",
                    "probability of the most probable run where it began in the last steps, of the "
                    "series standardised by its past (logarithms where all are above zero; priors "
                    "worth one step)",
                    "Adams and MacKay (2007); stats, online_changes", change_parameters,
                    judge_bayes_change},
        MonitorForm{"exchange-break", "A currency that crashes",
                    "growth of the price of foreign money in a year, against 25 percent and 10 "
                    "points above the growth of the year before, whichever is more",
                    "Frankel and Rose (1996)", exchange_parameters, judge_exchange},
    };
    return forms;
}

} // namespace halflight::watch::detail
