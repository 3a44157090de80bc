// SPDX-License-Identifier: Apache-2.0
// Forms that hold a count against its past: Farrington-flexible, EARS, CUSUM.
#include "monitor_families.hpp"
#include "monitor_parts.hpp"

#include "halflight/base/text.hpp"
#include "halflight/stats/count_alarm.hpp"
#include "halflight/stats/farrington.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::watch::detail {

namespace {

using measures::Arguments;
using measures::ParameterInfo;
using stats::Alarm;
using stats::AlarmState;

/// The series with its last step set. Counts must be whole; a baseline of sums of intervals is
/// rounded, what is below zero is missing.
std::vector<double> counts_of(const Steps& steps, double last) {
    std::vector<double> counts = steps.values;
    counts.back() = last;
    for (double& count : counts) {
        count = std::isnan(count) || count < 0 ? stats::undefined : std::round(count);
    }
    return counts;
}

std::string_view reason_of(AlarmState state) {
    switch (state) {
    case AlarmState::no_baseline:
        return "too few periods are known to compare with";
    case AlarmState::too_few:
        return "counts are too low for the method";
    case AlarmState::not_converged:
        return "the model of the baseline has no fit";
    default:
        return "the last period is not known";
    }
}

Result<Judgement> judgement_of(const Alarm& last, double limit, double release_share) {
    if (last.state != AlarmState::judged || !std::isfinite(last.statistic)) {
        return Fault{std::string(reason_of(last.state)), {}, 0};
    }
    Judgement out;
    out.statistic = last.statistic;
    out.threshold = limit;
    out.release = limit * release_share;
    if (std::isfinite(last.needed)) {
        out.needed = fmt::format("a count of {} or more", number_text(last.needed));
    }
    if (std::isfinite(last.expected)) {
        out.baseline = fmt::format("expected {}", number_text(last.expected));
    }
    return out;
}

/// Runs a detector; what it refuses is a reason not to judge.
template <typename Run>
Result<Judgement> refused_or(const Run& run) {
    try {
        return run();
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        return Fault{error.what(), {}, 0};
    }
}

double release_share(const MonitorInput& input, Arguments& arguments) {
    const double share = arguments.number("release", 0.5);
    if (share < 0 || share > 1) {
        fault(input, "release", "the share of the threshold lies outside 0 to 1",
              "write release = 0.5: quiet again below half of the threshold");
    }
    return share;
}

std::vector<Signal> judge_farrington(const MonitorInput& input, Arguments& arguments) {
    const std::size_t years = whole(input, arguments, "years", 5);
    const double alpha = arguments.number("alpha", 0.05);
    const double release = release_share(input, arguments);
    const bool has_window = arguments.has("half_width");
    const std::size_t declared_width = whole(input, arguments, "half_width", 3, 0);
    const std::size_t least = whole(input, arguments, "least_cases", 5, 0);
    const Judge judge = [=](const Steps& steps, double last) {
        return refused_or([&]() -> Result<Judgement> {
            const std::size_t year = steps_of_year(steps.frequency);
            if (year < 4) {
                return Fault{"seasons need quarters or shorter steps", {}, 0};
            }
            const std::vector<double> counts = counts_of(steps, last);
            stats::FarringtonSpec spec;
            spec.period = year;
            spec.years = years;
            spec.alpha = alpha;
            spec.half_width = has_window ? declared_width : (year == 52 ? 3 : year == 12 ? 1 : 0);
            spec.seasons = year == 52 ? 10 : 1;
            spec.left_out = std::max<std::size_t>(1, year / 2);
            spec.least_rows = std::max<std::size_t>(1, year / 12);
            spec.least_cases = static_cast<double>(least);
            spec.first = counts.size();
            const auto fit = stats::farrington(counts, {}, {}, spec);
            auto out = judgement_of(fit.times.back(), 1, release);
            if (!out) {
                return out;
            }
            Judgement strict = *out;
            strict.strict = true;
            return strict;
        });
    };
    return over_series(input, arguments,
                       {.name = "excess over the expected count (1 is the upper limit)",
                        .unit = "",
                        .above = true},
                       judge);
}

std::optional<stats::EarsMethod> ears_method(const std::string& word) {
    constexpr std::array<std::string_view, 3> words = {"c1", "c2", "c3"};
    const auto* const at = std::ranges::find(words, word);
    return at == words.end() ? std::nullopt
                             : std::optional(static_cast<stats::EarsMethod>(at - words.begin()));
}

std::vector<Signal> judge_ears(const MonitorInput& input, Arguments& arguments) {
    const auto method = ears_method(arguments.text("method", "c1"));
    if (!method) {
        fault(input, "method", "the method is none of c1, c2 and c3", "write method = \"c1\"");
        return {};
    }
    stats::EarsSpec spec;
    spec.method = *method;
    spec.baseline = whole(input, arguments, "baseline", 7, 3);
    spec.alpha = arguments.number("alpha", *method == stats::EarsMethod::c3 ? 0.025 : 0.001);
    const double release = release_share(input, arguments);
    const Judge judge = [=](const Steps& steps, double last) {
        return refused_or([&]() -> Result<Judgement> {
            const std::vector<double> counts = counts_of(steps, last);
            stats::EarsSpec own = spec;
            own.first = counts.size();
            const Alarm alarm = stats::ears(counts, own).times.back();
            auto out = judgement_of(alarm, alarm.limit, release);
            if (!out) {
                return out;
            }
            Judgement strict = *out;
            strict.strict = true;
            return strict;
        });
    };
    return over_series(input, arguments, {.name = "EARS statistic", .unit = "", .above = true},
                       judge);
}

std::vector<Signal> judge_cusum(const MonitorInput& input, Arguments& arguments) {
    stats::CountCusumSpec spec;
    spec.reference = arguments.number("reference", 1.04);
    spec.limit = arguments.number("limit", 2.26);
    const std::size_t control = whole(input, arguments, "control", 8, 2);
    spec.first = control + 1;
    spec.transform = stats::CountTransform::rossi;
    const double release = release_share(input, arguments);
    const Judge judge = [=](const Steps& steps, double last) {
        return refused_or([&]() -> Result<Judgement> {
            const std::vector<double> counts = counts_of(steps, last);
            if (counts.size() < spec.first) {
                return Fault{fmt::format("{} {}s are known, the mean in control takes {}",
                                         counts.size(), step_word(steps.frequency), control),
                             {},
                             0};
            }
            return judgement_of(stats::count_cusum(counts, spec).times.back(), spec.limit, release);
        });
    };
    return over_series(input, arguments,
                       {.name = "cumulated excess (CUSUM)", .unit = "", .above = true}, judge);
}

constexpr std::array farrington_parameters = {
    ParameterInfo{"series", "series of counts", true, true},
    ParameterInfo{"frequency", "M, W or Q; default: that of the indicator", false, false},
    ParameterInfo{"years", "former years in the baseline (5)", false, false},
    ParameterInfo{
        "half_width",
        "steps on either side of the same time of a former year (weeks 3, months 1, quarters 0)",
        false, false},
    ParameterInfo{"alpha", "one-sided level of the limit (0.05)", false, false},
    ParameterInfo{"least_cases",
                  "fewer in the last four weeks, or the last month, are not judged (5)", false,
                  false},
    ParameterInfo{"release", "share of the threshold below which it is quiet again (0.5)", false,
                  false},
};
constexpr std::array ears_parameters = {
    ParameterInfo{"series", "series of counts", true, true},
    ParameterInfo{"frequency", "default: that of the indicator", false, false},
    ParameterInfo{"method", "c1, c2 or c3 (c1)", false, false},
    ParameterInfo{"baseline", "steps in the baseline (7)", false, false},
    ParameterInfo{"alpha", "one-sided level (0.001; c3: 0.025)", false, false},
    ParameterInfo{"release", "share of the threshold below which it is quiet again (0.5)", false,
                  false},
};
constexpr std::array cusum_parameters = {
    ParameterInfo{"series", "series of counts", true, true},
    ParameterInfo{"frequency", "default: that of the indicator", false, false},
    ParameterInfo{"control", "first steps, which make the mean in control (8)", false, false},
    ParameterInfo{"reference", "k (1.04)", false, false},
    ParameterInfo{"limit", "h (2.26)", false, false},
    ParameterInfo{"release", "share of the limit below which it is quiet again (0.5)", false,
                  false},
};

} // namespace

std::span<const MonitorForm> count_forms() {
    static const std::array forms = {
        MonitorForm{"cusum", "A count that stays above its mean in control",
                    "cumulated excess of the transformed count over the reference value, against h",
                    "Rossi et al. (1999); stats, count_cusum", cusum_parameters, judge_cusum},
        MonitorForm{"ears", "A count against the few steps before it",
                    "(count - mean) / sd of the baseline, against the normal quantile",
                    "Hutwagner et al. (2003); stats, ears", ears_parameters, judge_ears},
        MonitorForm{"farrington", "A count against the same season of former years",
                    "(count - expected) / (limit - expected), against 1",
                    "Noufaily et al. (2013); stats, farrington", farrington_parameters,
                    judge_farrington},
    };
    return forms;
}

} // namespace halflight::watch::detail
