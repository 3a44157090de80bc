// SPDX-License-Identifier: Apache-2.0
// farrington.cpp - fit, reweight, decide on a trend, forecast, compare.
#include "halflight/stats/farrington.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "breaks/series.hpp"
#include "halflight/stats/distribution.hpp"
#include "warning/baseline.hpp"
#include "warning/farrington_baseline.hpp"

namespace halflight::stats {

namespace {

/// A fit, its dispersion (at least 1) and that which goes into standard errors.
struct Fitted {
    SeasonFit fit = {};
    double dispersion = undefined;
    double scale = undefined;
};

bool is_original(const FarringtonSpec& spec) {
    return spec.method == FarringtonMethod::original;
}

/// Anscombe's residuals, standardised.
std::vector<double> anscombe(const SeasonData& data, const Fitted& made) {
    std::vector<double> residuals(data.counts.size());
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        const double mean = made.fit.mean[i];
        const double leverage = made.fit.work[i] * made.fit.variance(data.level[i], data.time[i]);
        const double raw =
            1.5 * (std::pow(data.counts[i], 2.0 / 3) * std::pow(mean, -1.0 / 6) - std::sqrt(mean));
        residuals[i] = raw / std::sqrt(made.dispersion * (1 - leverage));
    }
    return residuals;
}

/// Weights that sum to the number of cells, falling with the square of residuals above the
/// threshold.
std::vector<double> weights_of(const std::vector<double>& residuals, double threshold) {
    std::vector<double> weights(residuals.size(), 1);
    double sum = 0;
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        if (residuals[i] > threshold) {
            weights[i] = 1 / (residuals[i] * residuals[i]);
        }
        sum += weights[i];
    }
    const double factor = static_cast<double>(residuals.size()) / sum;
    for (double& one : weights) {
        one *= factor;
    }
    return weights;
}

/// The package's dispersion after reweighting: prior weights where working weights belong.
double dispersion_by_weights(const SeasonData& data, const SeasonFit& fit,
                             const std::vector<double>& weights) {
    double sum = 0;
    for (std::size_t i = 0; i < data.counts.size(); ++i) {
        const double residual = (data.counts[i] - fit.mean[i]) / fit.mean[i];
        sum += weights[i] * residual * residual;
    }
    return sum / fit.degrees;
}

Fitted fit_once(const SeasonData& data, bool trend, const FarringtonSpec& spec) {
    Fitted made{.fit = fit_season(data, {}, trend, spec.stop)};
    if (!made.fit.converged && trend) {
        const int spent = made.fit.iterations;
        made.fit = fit_season(data, {}, false, spec.stop);
        made.fit.iterations += spent;
    }
    if (!made.fit.converged) {
        return made;
    }
    made.dispersion = std::max(dispersion_of(data, made.fit), 1.0);
    std::vector<double> weights;
    if (spec.reweight) {
        const int spent = made.fit.iterations;
        weights = weights_of(anscombe(data, made), is_original(spec) ? 1 : spec.weights_threshold);
        made.fit = fit_season(data, weights, made.fit.has_trend, spec.stop);
        made.fit.iterations += spent;
        made.dispersion = std::max(dispersion_of(data, made.fit), 1.0);
    }
    made.scale = made.dispersion;
    if (spec.convention == FarringtonConvention::surveillance && !is_original(spec)) {
        made.scale = spec.reweight ? dispersion_by_weights(data, made.fit, weights)
                                   : dispersion_of(data, made.fit);
    }
    return made;
}

/// The forecast of one row.
struct Forecast {
    double log_mean;
    double log_error;
    [[nodiscard]] double mean() const { return std::exp(log_mean); }
};

Forecast forecast(const Fitted& made, std::size_t level, double time, double offset) {
    return {made.fit.level_effect[level] + made.fit.trend * time + offset,
            std::sqrt(made.scale * made.fit.variance(level, time))};
}

/// Whether the trend may stay, by its own test, the years, and the forecast that it leads to.
bool keeps_trend(const SeasonData& data, const Fitted& made, const Forecast& ahead,
                 const FarringtonSpec& spec) {
    // The original's test of the trend uses the dispersion as it is, below 1 too.
    const bool plain = is_original(spec) && spec.convention == FarringtonConvention::surveillance;
    const double scale = plain ? dispersion_of(data, made.fit) : made.scale;
    const double t = made.fit.trend / std::sqrt(scale / made.fit.trend_information);
    const double p = 2 * student_upper(std::abs(t), made.fit.degrees);
    const double largest = *std::max_element(data.counts.begin(), data.counts.end());
    const double limit = is_original(spec) ? 0.05 : spec.trend_p;
    return spec.years >= 3 && p < limit && ahead.mean() <= largest;
}

double exponent_of(CountPower power) {
    return power == CountPower::none ? 1 : power == CountPower::one_half ? 0.5 : 2.0 / 3;
}

/// Threshold by a normal forecast of the transformed count, and the p-value.
void delta_threshold(const Forecast& ahead, double dispersion, const FarringtonSpec& spec,
                     Alarm& alarm, FarringtonModel& model) {
    const double mean = ahead.mean();
    const double error = ahead.log_error * mean;
    const double tau = dispersion + error * error / mean;
    const double exponent = exponent_of(spec.power);
    const double spread = exponent * std::sqrt(tau * std::pow(mean, 2 * exponent - 1));
    const double z = normal_quantile(1 - (is_original(spec) ? spec.alpha / 2 : spec.alpha));
    const double centre = std::pow(mean, exponent);
    alarm.threshold = std::pow(centre + z * spread, 1 / exponent);
    model.std_error = error;
    model.p_value = normal_upper((std::pow(alarm.observed, exponent) - centre) / spread);
}

void quantile_threshold(const Forecast& ahead, double dispersion, const FarringtonSpec& spec,
                        Alarm& alarm, FarringtonModel& model) {
    const double shift = spec.threshold == FarringtonThreshold::muan
                             ? normal_quantile(1 - spec.alpha) * ahead.log_error
                             : 0;
    const double mean = std::exp(ahead.log_mean + shift);
    model.std_error = ahead.log_error;
    if (!std::isfinite(mean)) {
        return;
    }
    const bool poisson = !(dispersion > 1);
    const double size = mean / (dispersion - 1);
    alarm.threshold = poisson ? poisson_quantile(1 - spec.alpha, mean)
                              : negative_binomial_quantile(1 - spec.alpha, size, mean);
    const double below = alarm.observed - 1;
    model.p_value = alarm.observed == 0 ? 1
                    : poisson           ? poisson_upper(below, mean)
                                        : negative_binomial_upper(below, size, mean);
    model.p_value = std::isnan(alarm.observed) ? undefined : model.p_value;
}

/// Compares the count with the threshold of a forecast.
void compare(const Forecast& ahead, double dispersion, double recent, const FarringtonSpec& spec,
             Alarm& alarm, FarringtonModel& model) {
    const bool delta = is_original(spec) || spec.threshold == FarringtonThreshold::delta;
    alarm.expected = ahead.mean();
    alarm.limit = 1;
    (delta ? delta_threshold : quantile_threshold)(ahead, dispersion, spec, alarm, model);
    const bool log_scale = !delta && spec.convention == FarringtonConvention::surveillance;
    const double centre = log_scale ? ahead.log_mean : alarm.expected;
    alarm.statistic = (alarm.observed - centre) / (alarm.threshold - centre);
    const double others = recent - (std::isnan(alarm.observed) ? 0 : alarm.observed);
    alarm.needed = std::max({std::floor(alarm.threshold) + 1, spec.least_cases - others, 1.0});
    if (alarm.state == AlarmState::judged && recent < spec.least_cases) {
        alarm.state = AlarmState::too_few;
    }
    alarm.alarm =
        alarm.state == AlarmState::judged && alarm.observed > 0 && alarm.observed > alarm.threshold;
}

SeasonData data_of(std::span<const double> counts, std::span<const double> exposure,
                   const FarringtonBaseline& baseline, std::size_t levels) {
    SeasonData data;
    data.levels = levels;
    for (std::size_t i = 0; i < baseline.rows.size(); ++i) {
        const std::size_t row = baseline.rows[i];
        if (std::isnan(counts[row])) {
            continue;
        }
        data.counts.push_back(counts[row]);
        data.level.push_back(baseline.levels[i]);
        data.time.push_back(static_cast<double>(row));
        data.offset.push_back(exposure.empty() ? 0 : std::log(exposure[row]));
    }
    return data;
}

/// Sum of the last rows' observed counts.
double recent_cases(std::span<const double> counts, std::size_t time, std::size_t rows) {
    double sum = 0;
    for (std::size_t row = time + 1 - std::min(rows, time + 1); row <= time; ++row) {
        sum += std::isnan(counts[row]) ? 0 : counts[row];
    }
    return sum;
}

bool has_baseline(const SeasonData& data, std::size_t rows, double least_share) {
    const std::size_t window = data.levels - 1;
    return static_cast<double>(data.counts.size()) >= least_share * static_cast<double>(rows) &&
           data.counts.size() > data.levels + 2 &&
           std::find(data.level.begin(), data.level.end(), window) != data.level.end();
}

void judge(std::span<const double> counts, std::span<const double> exposure,
           const FarringtonBaseline& baseline, const FarringtonSpec& spec, Alarm& alarm,
           FarringtonModel& model) {
    const std::size_t time = alarm.row - 1;
    const SeasonData data = data_of(counts, exposure, baseline, spec.seasons);
    const auto fail = [&](AlarmState state) {
        alarm.state = alarm.state == AlarmState::judged ? state : alarm.state;
    };
    model.cells = data.counts.size();
    if (!has_baseline(data, baseline.rows.size(), spec.least_share)) {
        return fail(AlarmState::no_baseline);
    }
    const auto ahead_of = [&](const Fitted& fitted) {
        return forecast(fitted, spec.seasons - 1, static_cast<double>(time),
                        exposure.empty() ? 0 : std::log(exposure[time]));
    };
    Fitted made = fit_once(data, spec.trend, spec);
    if (made.fit.converged && made.fit.has_trend &&
        !keeps_trend(data, made, ahead_of(made), spec)) {
        const int spent = made.fit.iterations;
        made = fit_once(data, false, spec);
        made.fit.iterations += spent;
    }
    model.iterations = made.fit.iterations;
    if (!made.fit.converged) {
        return fail(AlarmState::not_converged);
    }
    model.dispersion = made.dispersion;
    model.trend = made.fit.has_trend ? made.fit.trend : undefined;
    compare(ahead_of(made), made.dispersion, recent_cases(counts, time, spec.least_rows), spec,
            alarm, model);
}

void check(std::span<const double> counts, std::span<const int> days,
           std::span<const double> exposure, const FarringtonSpec& spec) {
    require_counts(counts, "the series");
    require_share(spec.alpha, "alpha");
    if (!exposure.empty()) {
        require_exposure(exposure, counts);
    }
    if (!days.empty() && days.size() != counts.size()) {
        refuse(fmt::format("there are {} days for {} counts: there must be as many", days.size(),
                           counts.size()));
    }
    for (std::size_t i = 1; i < days.size(); ++i) {
        if (days[i] <= days[i - 1]) {
            refuse(fmt::format("the day of row {} is not after that of row {}: sort the series",
                               i + 1, i));
        }
    }
    if (spec.years == 0 || spec.seasons == 0 || spec.least_rows == 0) {
        refuse("years, seasons and least_rows must be 1 or more");
    }
    if (2 * spec.half_width + 1 >= spec.period) {
        refuse(fmt::format("a window of {} rows does not fit into a year of {}",
                           2 * spec.half_width + 1, spec.period));
    }
}

/// 0-based first time to judge.
std::size_t begin_of(std::size_t rows, std::span<const int> days, const FarringtonSpec& spec) {
    const auto possible = [&](std::size_t time) {
        const auto references = reference_rows(time, days, spec);
        return !references.empty() && references.back() >= spec.half_width;
    };
    std::size_t begin = spec.first == 0 ? 0 : spec.first - 1;
    while (spec.first == 0 && begin < rows && !possible(begin)) {
        ++begin;
    }
    if (begin >= rows || !possible(begin)) {
        refuse(
            fmt::format("row {} has no baseline: {} years of {} rows and {} more must lie before "
                        "it; the series has {} rows",
                        std::min(begin, rows) + 1, spec.years, spec.period, spec.half_width, rows));
    }
    return begin;
}

void warn_of(std::span<const double> counts, FarringtonFit& fit) {
    const auto states = [&](AlarmState state) {
        return std::count_if(fit.times.begin(), fit.times.end(),
                             [state](const Alarm& one) { return one.state == state; });
    };
    const auto missing =
        std::count_if(counts.begin(), counts.end(), [](double count) { return std::isnan(count); });
    const auto say = [&](const char* code, auto number, const char* what) {
        if (number > 0) {
            fit.warnings.push_back({code, fmt::format("{} {}", number, what)});
        }
    };
    say("missing_left_out", missing, "missing counts were left out");
    say("not_converged", states(AlarmState::not_converged),
        "times have no fit and were not judged");
    say("no_baseline", states(AlarmState::no_baseline),
        "times have too few observed counts to compare with");
}

} // namespace

FarringtonFit farrington(std::span<const double> counts, std::span<const int> days,
                         std::span<const double> exposure, const FarringtonSpec& asked) {
    FarringtonSpec spec = asked;
    if (is_original(spec)) {
        spec.seasons = 1;
        spec.threshold = FarringtonThreshold::delta;
    }
    check(counts, days, exposure, spec);
    FarringtonFit fit;
    for (std::size_t time = begin_of(counts.size(), days, spec); time < counts.size(); ++time) {
        Alarm alarm = time_of(counts, time);
        FarringtonModel model;
        judge(counts, exposure, farrington_baseline(time, days, spec), spec, alarm, model);
        fit.times.push_back(alarm);
        fit.models.push_back(model);
    }
    warn_of(counts, fit);
    return fit;
}

} // namespace halflight::stats
