// SPDX-License-Identifier: Apache-2.0
#include "enterprise_parts.hpp"

#include "halflight/base/random.hpp"
#include "halflight/stats/resample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace halflight::studies {
namespace {

using stats::Matrix;

constexpr std::size_t least_before = 6; ///< periods in which a unit must have been seen

std::size_t seen_before(const LightPanel& light, std::size_t unit, std::size_t treatment) {
    std::size_t result = 0;
    for (std::size_t t = 0; t < treatment; ++t) {
        result += std::isfinite(light.value(t, unit)) ? 1U : 0U;
    }
    return result;
}

bool seen_after(const LightPanel& light, std::size_t unit, std::size_t treatment) {
    for (std::size_t t = treatment; t < light.period_count(); ++t) {
        if (std::isfinite(light.value(t, unit))) {
            return true;
        }
    }
    return false;
}

double at_end(const LightPanel& light, End end, bool raises, std::size_t t, std::size_t unit) {
    switch (end) {
    case End::low:
        return light.low(t, unit);
    case End::high:
        return light.high(t, unit);
    case End::most_effect:
        return raises ? light.high(t, unit) : light.low(t, unit);
    case End::least_effect:
        return raises ? light.low(t, unit) : light.high(t, unit);
    default:
        return light.value(t, unit);
    }
}

/// Months that are not seen before the treatment keep their light less the mean of all months.
void take_off_season(std::span<double> series, std::span<const Period> periods,
                     std::size_t treatment) {
    std::array<double, 13> sum{};
    std::array<double, 13> count{};
    const auto month = [&](std::size_t t) {
        return static_cast<std::size_t>(to_civil(periods[t].first).month);
    };
    for (std::size_t t = 0; t < treatment; ++t) {
        if (std::isfinite(series[t])) {
            sum[month(t)] += series[t];
            count[month(t)] += 1;
        }
    }
    const double all = std::accumulate(sum.begin(), sum.end(), 0.0) /
                       std::accumulate(count.begin(), count.end(), 0.0);
    for (std::size_t t = 0; t < series.size(); ++t) {
        const std::size_t m = month(t);
        series[t] -= count[m] > 0 ? sum[m] / count[m] : all;
    }
}

} // namespace

Question make_question(const LightPanel& light, std::span<const std::size_t> treated,
                       std::span<const std::size_t> controls, const EnterpriseSpec& spec,
                       EnterpriseStudy& study) {
    Question result{.light = light,
                    .units = {},
                    .treatment = period_index(light, spec.treatment),
                    .spec = spec,
                    .clusters = {}};
    if (result.treatment < least_before) {
        stats::refuse(fmt::format("{} periods before the treatment in {}; units must have been "
                                  "seen in at least {}: begin the window, or the panel, earlier",
                                  result.treatment, to_string(spec.treatment), least_before));
    }
    std::size_t left_out = 0;
    const auto add = [&](std::size_t unit) {
        if (seen_before(light, unit, result.treatment) < least_before ||
            !seen_after(light, unit, result.treatment)) {
            ++left_out;
            return;
        }
        result.units.push_back(unit);
        for (std::size_t t = 0; t < light.period_count(); ++t) {
            result.balanced = result.balanced && std::isfinite(light.value(t, unit));
            result.censored = result.censored || light.low(t, unit) < light.high(t, unit);
        }
    };
    std::ranges::for_each(treated, add);
    result.treated = result.units.size();
    std::ranges::for_each(controls, add);
    if (left_out > 0) {
        study.warnings.push_back(
            {"units_left_out", fmt::format("{} units are left out: seen in fewer than {} periods "
                                           "before the treatment, or never after",
                                           left_out, least_before)});
    }
    return result;
}

stats::Panel make_panel_of(const Question& question, End end) {
    const std::size_t periods = question.light.period_count();
    stats::Panel panel;
    panel.outcome = Matrix(periods, question.units.size());
    panel.treated = Matrix(periods, question.units.size());
    for (std::size_t i = 0; i < question.units.size(); ++i) {
        const bool treated = i < question.treated;
        for (std::size_t t = 0; t < periods; ++t) {
            const bool raises = treated == (t >= question.treatment);
            const double light = at_end(question.light, end, raises, t, question.units[i]);
            panel.outcome(t, i) = light;
            panel.treated(t, i) =
                treated && t >= question.treatment && std::isfinite(light) ? 1.0 : 0.0;
        }
        if (question.spec.deseason) {
            take_off_season(panel.outcome.column(i), question.light.periods, question.treatment);
        }
        panel.unit_names.push_back(question.light.units[question.units[i]]);
    }
    for (const Period& period : question.light.periods) {
        panel.period_names.push_back(to_string(period));
    }
    return panel;
}

std::vector<double> mean_of_treated(const Question& question, const Matrix& light) {
    std::vector<double> result(question.light.period_count(), stats::undefined);
    for (std::size_t t = 0; t < result.size(); ++t) {
        double sum = 0;
        std::size_t seen = 0;
        for (std::size_t i = 0; i < question.treated; ++i) {
            if (std::isfinite(light(t, question.units[i]))) {
                sum += light(t, question.units[i]);
                ++seen;
            }
        }
        result[t] = seen == 0 ? stats::undefined : sum / static_cast<double>(seen);
    }
    return result;
}

namespace {

/// Controls in the order in which they come to play the treated: clusters in an order drawn by lot,
/// each with all of its controls.
std::vector<std::size_t> order_of_players(const Question& question, const Random& random) {
    const std::size_t controls = question.units.size() - question.treated;
    if (question.clusters.empty()) {
        return stats::permutation(random, controls);
    }
    std::vector<std::size_t> result;
    for (const std::size_t cluster : stats::permutation(random, question.cluster_count)) {
        for (std::size_t c = 0; c < controls; ++c) {
            if (question.clusters[question.treated + c] == static_cast<std::int32_t>(cluster)) {
                result.push_back(c);
            }
        }
    }
    return result;
}

} // namespace

std::vector<std::vector<std::size_t>> placebo_groups(const Question& question) {
    const std::size_t controls = question.units.size() - question.treated;
    const std::size_t size = std::min(question.treated, controls / 2);
    std::vector<std::vector<std::size_t>> result;
    for (std::size_t g = 0; size > 0 && g < question.spec.placebo_groups; ++g) {
        auto order = order_of_players(question, Random(question.spec.seed, g));
        order.resize(size);
        std::ranges::sort(order);
        result.push_back(std::move(order));
    }
    return result;
}

stats::Panel placebo_time_panel(const stats::Panel& panel, const Question& question) {
    const std::size_t end = question.treatment;
    const std::size_t periods = question.spec.placebo_periods;
    if (periods == 0 || periods >= end) {
        stats::refuse(fmt::format("a placebo of {} periods in {} before the treatment; ask for at "
                                  "least 1 and fewer than these",
                                  periods, end));
    }
    stats::Panel result;
    result.outcome = Matrix(end, panel.units());
    result.treated = Matrix(end, panel.units());
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < end; ++t) {
            result.outcome(t, i) = panel.outcome(t, i);
            result.treated(t, i) =
                i < question.treated && t >= end - periods && panel.observed(t, i) ? 1.0 : 0.0;
        }
    }
    return result;
}

stats::Panel placebo_panel(const stats::Panel& panel, const Question& question,
                           std::span<const std::size_t> group) {
    std::vector<std::size_t> controls(question.units.size() - question.treated);
    std::iota(controls.begin(), controls.end(), question.treated);
    stats::Panel result = stats::take_units(panel, controls);
    for (const std::size_t unit : group) {
        for (std::size_t t = question.treatment; t < result.periods(); ++t) {
            result.treated(t, unit) = result.observed(t, unit) ? 1.0 : 0.0;
        }
    }
    return result;
}

} // namespace halflight::studies
