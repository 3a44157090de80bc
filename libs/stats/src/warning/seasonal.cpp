// SPDX-License-Identifier: Apache-2.0
// seasonal.cpp - the inner and outer loops of STL.
#include "halflight/stats/seasonal.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "breaks/series.hpp"
#include "warning/loess.hpp"

namespace halflight::stats {

namespace {

std::size_t odd(std::size_t window) {
    return window + (window % 2 == 0 ? 1 : 0);
}

struct Plan {
    std::size_t period;
    bool periodic;
    Loess season;
    Loess trend;
    Loess low_pass;
    std::size_t inner;
    std::size_t outer;
};

Plan plan_of(const SeasonalSpec& spec, std::size_t cells) {
    Plan plan{.period = spec.period,
              .periodic = !spec.season_window,
              .season = {},
              .trend = {},
              .low_pass = {},
              .inner = spec.inner.value_or(spec.robust ? 1 : 2),
              .outer = spec.outer.value_or(spec.robust ? 15 : 0)};
    const std::size_t season = spec.season_window ? odd(*spec.season_window) : 10 * cells + 1;
    const double trend =
        std::ceil(1.5 * static_cast<double>(spec.period) / (1 - 1.5 / static_cast<double>(season)));
    plan.season = {season, plan.periodic ? 0 : spec.season_degree};
    plan.trend = {odd(spec.trend_window.value_or(static_cast<std::size_t>(trend))),
                  spec.trend_degree};
    plan.low_pass = {odd(spec.low_pass_window.value_or(spec.period)),
                     spec.low_pass_degree.value_or(spec.trend_degree)};
    for (Loess* one : {&plan.season, &plan.trend, &plan.low_pass}) {
        one->jump = spec.jumps ? (one->window + 9) / 10 : 1;
    }
    return plan;
}

/// Smooth of the sub-series of each season, one period longer at either end.
std::vector<double> smooth_seasons(const std::vector<double>& series,
                                   const std::vector<double>& weights, const Plan& plan) {
    const std::size_t period = plan.period;
    std::vector<double> made(series.size() + 2 * period);
    for (std::size_t season = 0; season < period; ++season) {
        std::vector<double> part;
        std::vector<double> part_weights;
        for (std::size_t i = season; i < series.size(); i += period) {
            part.push_back(series[i]);
            part_weights.push_back(weights[i]);
        }
        const std::size_t k = part.size();
        const auto smooth = loess(part, part_weights, plan.season);
        const std::size_t width = std::min(plan.season.window, k);
        const auto before = loess_at(part, part_weights, plan.season, 0, 1, width);
        const auto after =
            loess_at(part, part_weights, plan.season, static_cast<double>(k + 1), k - width + 1, k);
        made[season] = before.value_or(smooth.front());
        for (std::size_t j = 0; j < k; ++j) {
            made[season + (j + 1) * period] = smooth[j];
        }
        made[season + (k + 1) * period] = after.value_or(smooth.back());
    }
    return made;
}

std::vector<double> moving_average(const std::vector<double>& series, std::size_t window) {
    std::vector<double> made(series.size() - window + 1);
    for (std::size_t i = 0; i < made.size(); ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < window; ++j) {
            sum += series[i + j];
        }
        made[i] = sum / static_cast<double>(window);
    }
    return made;
}

/// One pass: season from the series less its trend, trend from the series less its season.
void pass(std::span<const double> series, const std::vector<double>& weights, const Plan& plan,
          SeasonalFit& fit) {
    std::vector<double> rest(series.size());
    for (std::size_t i = 0; i < rest.size(); ++i) {
        rest[i] = series[i] - fit.trend[i];
    }
    const auto cycle = smooth_seasons(rest, weights, plan);
    const auto average =
        moving_average(moving_average(moving_average(cycle, plan.period), plan.period), 3);
    const auto low = loess(average, {}, plan.low_pass);
    for (std::size_t i = 0; i < rest.size(); ++i) {
        fit.season[i] = cycle[plan.period + i] - low[i];
        rest[i] = series[i] - fit.season[i];
    }
    fit.trend = loess(rest, weights, plan.trend);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// Bisquare weights of the remainders.
void weigh(std::span<const double> series, SeasonalFit& fit) {
    std::vector<double> sizes;
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!std::isnan(series[i])) {
            sizes.push_back(std::abs(series[i] - fit.season[i] - fit.trend[i]));
        }
    }
    const double limit = 6 * median(sizes);
    for (std::size_t i = 0; i < series.size(); ++i) {
        const double size = std::abs(series[i] - fit.season[i] - fit.trend[i]);
        const double share = size / limit;
        const double inner = 1 - share * share;
        fit.weights[i] = std::isnan(series[i])   ? 0
                         : size <= 0.001 * limit ? 1
                         : size <= 0.999 * limit ? inner * inner
                                                 : 0;
    }
}

/// The same season in every year.
void make_periodic(std::size_t period, std::vector<double>& season) {
    for (std::size_t first = 0; first < period; ++first) {
        double sum = 0;
        double count = 0;
        for (std::size_t i = first; i < season.size(); i += period) {
            sum += season[i];
            count += 1;
        }
        for (std::size_t i = first; i < season.size(); i += period) {
            season[i] = sum / count;
        }
    }
}

void check_windows(const SeasonalSpec& spec) {
    for (const auto& window : {spec.season_window, spec.trend_window, spec.low_pass_window}) {
        if (window && *window < 3) {
            refuse(fmt::format("a window of {} is too narrow: at least 3", *window));
        }
    }
    const int low = spec.low_pass_degree.value_or(1);
    if (std::min({spec.season_degree, spec.trend_degree, low}) < 0 ||
        std::max({spec.season_degree, spec.trend_degree, low}) > 1) {
        refuse("degrees of local polynomials must be 0 or 1");
    }
}

void check(std::span<const double> series, const SeasonalSpec& spec, Warnings& warnings) {
    if (spec.period < 2 || series.size() < 2 * spec.period + 1) {
        refuse(
            fmt::format("{} cells are too few for a season of {}: a period of 2 or more and more "
                        "than two periods are needed",
                        series.size(), spec.period));
    }
    const Observed cells = observed_cells(series, "the series", false);
    if (2 * cells.values.size() < series.size()) {
        refuse(fmt::format("{} of {} cells are missing: at least half must be observed",
                           series.size() - cells.values.size(), series.size()));
    }
    std::vector<std::size_t> seen(spec.period);
    std::size_t longest = 0;
    std::size_t before = 0;
    for (const std::size_t place : cells.places) {
        ++seen[place % spec.period];
        longest = std::max(longest, place - before);
        before = place + 1;
    }
    for (std::size_t season = 0; season < spec.period; ++season) {
        if (seen[season] == 0) {
            refuse(fmt::format("no cell of season {} is observed: at least one is needed",
                               season + 1));
        }
    }
    if (cells.values.size() < series.size()) {
        warnings.push_back({"missing_left_out", fmt::format("{} missing cells have no weight",
                                                            series.size() - cells.values.size())});
    }
    if (std::max(longest, series.size() - before) >= spec.period) {
        warnings.push_back(
            {"gap", "a gap is as long as a period: season and trend are interpolated"});
    }
}

} // namespace

SeasonalFit seasonal(std::span<const double> series, const SeasonalSpec& spec) {
    SeasonalFit fit;
    check_windows(spec);
    check(series, spec, fit.warnings);
    const Plan plan = plan_of(spec, series.size());
    fit.season.assign(series.size(), 0);
    fit.trend.assign(series.size(), 0);
    fit.weights.assign(series.size(), 1);
    for (std::size_t i = 0; i < series.size(); ++i) {
        fit.weights[i] = std::isnan(series[i]) ? 0 : 1;
    }
    for (std::size_t outer = 0;; ++outer) {
        for (std::size_t inner = 0; inner < plan.inner; ++inner) {
            pass(series, fit.weights, plan, fit);
        }
        if (outer == plan.outer) {
            break;
        }
        weigh(series, fit);
    }
    if (plan.periodic) {
        make_periodic(plan.period, fit.season);
    }
    for (std::size_t i = 0; i < series.size(); ++i) {
        fit.adjusted.push_back(series[i] - fit.season[i]);
        fit.remainder.push_back(fit.adjusted[i] - fit.trend[i]);
    }
    return fit;
}

} // namespace halflight::stats
