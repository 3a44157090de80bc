// SPDX-License-Identifier: Apache-2.0
// coverage_event.cpp - how often intervals of event studies hold the truth: 500 draws each.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/event_study.hpp"
#include "halflight/stats/group_time.hpp"
#include "halflight/stats/honest_bounds.hpp"
#include "halflight/stats/imputation.hpp"
#include "table.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;
using bench::holds;

const Coefficient& at(const EventPath& path, int time) {
    const auto place = std::ranges::find(path.times, time) - path.times.begin();
    return path.effects[static_cast<std::size_t>(place)];
}

struct Made {
    std::vector<double> y = {};
    std::vector<std::int32_t> unit = {};
    std::vector<std::int32_t> period = {};
    std::vector<std::int32_t> onset = {};
    [[nodiscard]] EventData data() const {
        return {.outcome = y, .unit = unit, .period = period, .onset = onset};
    }
};

/// Cohorts drawn at random (onsets 3, 5, never); the effect at event time e is 1 + e / 2, twice
/// that for onset 5; noise with serial correlation `rho`; effects vary by unit.
Made panel(int units, double rho, std::uint64_t seed) {
    const Random random(seed, 81);
    Made made;
    for (int u = 0; u < units; ++u) {
        const std::uint64_t at = static_cast<std::uint64_t>(u) * 100;
        const std::uint64_t draw = random.below(at, 10);
        const std::int32_t onset = draw < 3 ? 3 : (draw < 6 ? 5 : no_onset);
        double noise = random.normal(at + 1);
        for (int t = 0; t < 8; ++t) {
            noise = rho * noise + std::sqrt(1 - rho * rho) *
                                      random.normal(at + 10 + static_cast<std::uint64_t>(t));
            const double effect = t >= onset ? (onset == 5 ? 2 : 1) * (1 + 0.5 * (t - onset)) +
                                                   0.5 * random.normal(at + 2)
                                             : 0;
            made.y.push_back(random.normal(at + 3) + 0.3 * t + effect + noise);
            made.unit.push_back(u);
            made.period.push_back(t);
            made.onset.push_back(onset);
        }
    }
    return made;
}

/// Of `panel`: effect of a cohort at an event time, and its means in the population, where the
/// cohorts are of one size.
double effect_of(int onset, int time) {
    return (onset == 5 ? 2 : 1) * (1 + 0.5 * time);
}
constexpr double overall_truth = (5 * 2.0 + 3 * 3.0) / 8; ///< over treated rows
constexpr double path_truth = (1.5 + 2.25 + 3 + 2.5 + 3) / 5;
constexpr double cohorts_truth = 2.5;
constexpr double calendar_truth = (1 + 1.5 + 2 + 2.75 + 3.5) / 5;

/// All effects of the path within the band.
int path_held(const GroupTimeFit& fit) {
    for (std::size_t t = 0; t < fit.path.times.size(); ++t) {
        const int e = fit.path.times[t];
        const double both = (effect_of(3, e) + effect_of(5, e)) / 2;
        const double truth = e < 0 ? 0 : (e <= 2 ? both : effect_of(3, e));
        const double half = fit.path_band.critical * fit.path_band.std_errors[t];
        if (!(std::abs(fit.path.effects[t].estimate - truth) <= half)) {
            return 0;
        }
    }
    return 1;
}

int cells_held(const GroupTimeFit& fit) {
    for (std::size_t c = 0; c < fit.cells.size(); ++c) {
        const GroupTimeCell& cell = fit.cells[c];
        const int e = cell.period - cell.onset;
        const double truth = e < 0 ? 0 : effect_of(cell.onset, e);
        const double half = fit.cell_band.critical * fit.cell_band.std_errors[c];
        if (!(std::abs(cell.effect.estimate - truth) <= half)) {
            return 0;
        }
    }
    return 1;
}

const Coefficient& cell_of(const GroupTimeFit& fit, int onset, int period) {
    return std::ranges::find_if(fit.cells,
                                [&](const GroupTimeCell& cell) {
                                    return cell.onset == onset && cell.period == period;
                                })
        ->effect;
}

void estimators(int units, double rho) {
    const auto one = [&](std::uint64_t seed, std::vector<int>& out) {
        const Made made = panel(units, rho, seed);
        const EventStudyFit counted = event_study(made.data(), {});
        const EventStudyFit ignored = event_study(made.data(), {.shares = ShareError::ignored});
        const ImputationFit fit = imputation(made.data(), {});
        const ImputationFit left = imputation(made.data(), {.leave_out = true});
        const GroupTimeFit cells = group_time(made.data(), {.draws = {.count = 499, .seed = seed}});
        out = {holds(counted.overall, overall_truth),
               holds(ignored.overall, overall_truth),
               holds(counted.cohorts[0].effect, 2),
               holds(at(counted.path, 0), 1.5),
               holds(at(counted.path, -2), 0),
               holds(fit.overall, overall_truth),
               holds(fit.cohorts[0].effect, 2),
               holds(left.cohorts[0].effect, 2),
               holds(at(fit.path, 0), 1.5),
               holds(at(fit.leads, -1), 0),
               holds(cells.simple, overall_truth),
               holds(cells.cohorts[0].effect, 2),
               holds(cell_of(cells, 3, 3), 1),
               holds(at(cells.path, 0), 1.5),
               holds(cells.path_overall, path_truth),
               holds(cells.cohorts_overall, cohorts_truth),
               holds(cells.calendar_overall, calendar_truth),
               path_held(cells),
               cells_held(cells),
               counted.pre_trend.p_value > 0.05 ? 1 : 0,
               fit.pre_trend.p_value > 0.05 ? 1 : 0,
               cells.pre_trend.p_value > 0.05 ? 1 : 0};
    };
    bench::coverage(fmt::format("{} units, rho {:.1f}", units, rho),
                    {"Sun-Abraham, overall",
                     "the same, shares ignored",
                     "Sun-Abraham, cohort",
                     "Sun-Abraham, event time 0",
                     "Sun-Abraham, event time -2",
                     "imputation, overall",
                     "imputation, cohort",
                     "imputation, cohort, leave-out",
                     "imputation, event time 0",
                     "imputation, lead -1",
                     "group-time, simple",
                     "group-time, cohort",
                     "group-time, one cell",
                     "group-time, event time 0",
                     "group-time, mean of the path",
                     "group-time, mean of cohorts",
                     "group-time, mean of calendar periods",
                     "group-time, uniform band of the path",
                     "group-time, uniform band of cells",
                     "no pre-trend found, Sun-Abraham",
                     "no pre-trend found, imputation",
                     "no pre-trend found, group-time"},
                    one);
}

/// Units with a trait that bends their trends by 0.1 a period and makes treatment likelier; the
/// effect is 1 in every treated row.
void with_covariate(int units) {
    const auto one = [&](std::uint64_t seed, std::vector<int>& out) {
        const Random random(seed, 83);
        Made made;
        std::vector<double> trait;
        std::vector<double> bend;
        for (int u = 0; u < units; ++u) {
            const std::uint64_t key = static_cast<std::uint64_t>(u) * 100;
            const double x = random.normal(key);
            const bool treated = random.uniform(key + 1) < 1 / (1 + std::exp(-0.5 * x));
            const std::int32_t onset = treated ? (random.uniform(key + 2) < 0.5 ? 3 : 5) : no_onset;
            for (int t = 0; t < 8; ++t) {
                made.y.push_back(random.normal(key + 3) + 0.3 * t + 0.1 * x * t +
                                 (t >= onset ? 1 : 0) +
                                 random.normal(key + 10 + static_cast<std::uint64_t>(t)));
                made.unit.push_back(u);
                made.period.push_back(t);
                made.onset.push_back(onset);
                trait.push_back(x);
                bend.push_back(x * t);
            }
        }
        const auto with = [&](const std::vector<double>& column) {
            EventData data = made.data();
            data.covariates = {.values = {.data = column.data(), .rows = column.size(), .cols = 1},
                               .names = {"x"}};
            return data;
        };
        const EventStudyFit two = event_study(with(bend), {.model = EventModel::two_way});
        out = {holds(two.overall, 1), holds(at(two.path, 0), 1), holds(two.covariates[0], 0.1),
               holds(event_study(with(bend), {}).overall, 1),
               holds(imputation(with(bend), {}).overall, 1)};
        for (const GroupMethod method :
             {GroupMethod::doubly_robust, GroupMethod::regression, GroupMethod::weighting}) {
            for (const GroupControls controls : {GroupControls::never, GroupControls::not_yet}) {
                out.push_back(holds(
                    group_time(with(trait), {.controls = controls, .method = method}).simple, 1));
            }
        }
    };
    bench::coverage(fmt::format("{} units, a covariate", units),
                    {"two-way, overall", "two-way, event time 0", "two-way, slope of the covariate",
                     "Sun-Abraham, overall", "imputation, overall",
                     "group-time, doubly robust, never treated", "the same, not yet treated",
                     "group-time, regression, never treated", "the same, not yet treated",
                     "group-time, weighting, never treated", "the same, not yet treated"},
                    one);
}

/// Paths drawn at the bounds themselves: bends of 0.1, changes of `m` times the largest before.
void honest(const std::string& design, const std::vector<double>& trend, double sd, double m) {
    const std::vector<int> times = {-4, -3, -2, 0, 1};
    const auto one = [&](std::uint64_t seed, std::vector<int>& out) {
        const Random random(seed, 82);
        EventPath path{.times = times};
        path.covariance = Matrix(5, 5);
        for (std::size_t a = 0; a < 5; ++a) {
            const double noise =
                std::sqrt(0.4) * random.normal(9) + std::sqrt(0.6) * random.normal(a);
            path.effects.push_back({.name = "", .estimate = trend[a] + sd * noise});
            for (std::size_t b = 0; b < 5; ++b) {
                path.covariance(a, b) = sd * sd * (a == b ? 1 : 0.4);
            }
        }
        const HonestSet ratio = honest_bounds(path, {.m = {m}, .draws = 2000}).sets[0];
        const HonestSet smooth =
            honest_bounds(path, {.bound = TrendBound::smoothness, .m = {0.1}}).sets[0];
        out[0] = ratio.low <= 0 && 0 <= ratio.high ? 1 : 0;
        out[1] = smooth.low <= 0 && 0 <= smooth.high ? 1 : 0;
        out[2] = std::abs(path.effects[3].estimate) <= 1.959964 * sd ? 1 : 0;
    };
    bench::coverage(
        design,
        {"honest, relative magnitudes at its bound", "honest, smoothness, M 0.1", "conventional"},
        one);
}

} // namespace

int main() {
    bench::coverage_head();
    for (const double rho : {0.0, 0.6}) {
        estimators(50, rho);
        estimators(200, rho);
    }
    with_covariate(100);
    with_covariate(400);
    honest("trend bends by 0.1 at the reference, sd 0.05", {-0.3, -0.2, -0.1, 0.2, 0.4}, 0.05, 2);
    honest("one change of 0.1 before and at the onset, sd 0.05", {-0.1, -0.1, -0.1, 0.1, 0.1}, 0.05,
           1);
    honest("one change of 0.1 before and at the onset, sd 0.01", {-0.1, -0.1, -0.1, 0.1, 0.1}, 0.01,
           1);
}
