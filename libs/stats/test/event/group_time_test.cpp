// SPDX-License-Identifier: Apache-2.0
// group_time_test.cpp - group-time effects against differences by hand, influence functions against
// reweighting units.
#include "halflight/stats/group_time.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "made_events.hpp"

namespace halflight::stats {
namespace {

/// Mean change of the units that `in` chooses.
template <class In>
double change(const MadeEvents& made, std::int32_t from, std::int32_t to, In in) {
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        if (in(made.onset[i])) {
            sum += made.period[i] == to ? made.y[i] : (made.period[i] == from ? -made.y[i] : 0);
            count += made.period[i] == to ? 1 : 0;
        }
    }
    return sum / count;
}

TEST(GroupTime, CellsAreDifferencesByHand) {
    const MadeEvents made = made_events(41, 7, {2, 4, 5, no_onset}, 31);
    for (const bool not_yet : {false, true}) {
        for (const bool universal : {false, true}) {
            const GroupTimeFit fit = group_time(
                made.data(), {.controls = not_yet ? GroupControls::not_yet : GroupControls::never,
                              .base = universal ? BasePeriod::universal : BasePeriod::varying});
            EXPECT_EQ(fit.cells.size(), 18U);
            for (const GroupTimeCell& cell : fit.cells) {
                const std::int32_t base =
                    cell.period >= cell.onset || universal ? cell.onset - 1 : cell.period - 1;
                const std::int32_t later = std::max(cell.period, base);
                const double by_hand =
                    change(made, base, cell.period,
                           [&](std::int32_t g) { return g == cell.onset; }) -
                    change(made, base, cell.period, [&](std::int32_t g) {
                        return g == no_onset || (not_yet && g > later && g != cell.onset);
                    });
                EXPECT_NEAR(cell.effect.estimate, by_hand, 1e-12);
                EXPECT_EQ(cell.base, base);
            }
        }
    }
}

TEST(GroupTime, WithoutCovariatesAllMethodsAgree) {
    const MadeEvents made = made_events(40, 6, {2, 4, no_onset}, 32);
    const GroupTimeFit one = group_time(made.data(), {});
    for (const GroupMethod method : {GroupMethod::regression, GroupMethod::weighting}) {
        const GroupTimeFit other = group_time(made.data(), {.method = method});
        for (std::size_t c = 0; c < one.cells.size(); ++c) {
            EXPECT_NEAR(one.cells[c].effect.estimate, other.cells[c].effect.estimate, 1e-10);
            EXPECT_NEAR(one.cells[c].effect.std_error, other.cells[c].effect.std_error, 1e-10);
        }
    }
}

/// Two groups of changes: the variance is the sum of their variances over their sizes.
TEST(GroupTime, ErrorOfACellByHand) {
    const MadeEvents made = made_events(30, 4, {2, no_onset}, 33);
    const GroupTimeFit fit = group_time(made.data(), {});
    const auto cell = std::ranges::find(fit.cells, 3, &GroupTimeCell::period);
    double variance = 0;
    for (const std::int32_t group : {std::int32_t{2}, no_onset}) {
        const double mean = change(made, 1, 3, [&](std::int32_t g) { return g == group; });
        double squares = 0;
        for (std::size_t u = 0; u < 30; ++u) {
            const double own = made.y[u * 4 + 3] - made.y[u * 4 + 1] - mean;
            squares += made.onset[u * 4] == group ? own * own : 0;
        }
        variance += squares / 15 / 15;
    }
    EXPECT_NEAR(cell->effect.std_error, std::sqrt(variance), 1e-12);
}

/// A weight a little larger for one unit moves every effect by its influence / units.
TEST(GroupTime, InfluenceIsTheDerivativeByWeights) {
    const MadeEvents made = made_events(36, 6, {2, 4, no_onset}, 34);
    constexpr double step = 1e-5;
    for (const GroupMethod method :
         {GroupMethod::doubly_robust, GroupMethod::regression, GroupMethod::weighting}) {
        const GroupTimeSpec spec{.method = method};
        const GroupTimeFit fit = group_time(made.data(true), spec);
        double path_variance = 0;
        double simple_variance = 0;
        double cohorts_variance = 0;
        double calendar_variance = 0;
        for (std::size_t u = 0; u < 36; ++u) {
            const auto moved = [&](double by) {
                std::vector<double> weights(made.y.size(), 1.0);
                std::fill_n(weights.begin() + static_cast<std::ptrdiff_t>(6 * u), 6, 1 + by);
                EventData data = made.data(true);
                data.weights = weights;
                return group_time(data, spec);
            };
            const GroupTimeFit up = moved(step);
            const GroupTimeFit down = moved(-step);
            for (std::size_t c = 0; c < fit.cells.size(); ++c) {
                const double slope =
                    (up.cells[c].effect.estimate - down.cells[c].effect.estimate) / (2 * step);
                EXPECT_NEAR(fit.influence(u, c) / 36, slope, 1e-6);
            }
            const auto add = [&](double& to, const Coefficient& a, const Coefficient& b) {
                to += std::pow((a.estimate - b.estimate) / (2 * step), 2);
            };
            add(path_variance, up.path_overall, down.path_overall);
            add(simple_variance, up.simple, down.simple);
            add(cohorts_variance, up.cohorts_overall, down.cohorts_overall);
            add(calendar_variance, up.calendar_overall, down.calendar_overall);
        }
        EXPECT_NEAR(fit.path_overall.std_error, std::sqrt(path_variance), 1e-6);
        EXPECT_NEAR(fit.simple.std_error, std::sqrt(simple_variance), 1e-6);
        EXPECT_NEAR(fit.cohorts_overall.std_error, std::sqrt(cohorts_variance), 1e-6);
        EXPECT_NEAR(fit.calendar_overall.std_error, std::sqrt(calendar_variance), 1e-6);
    }
}

/// Trends that differ by a trait which the treated have more of: only covariates mend it.
TEST(GroupTime, CovariatesTakeOutTheirTrend) {
    const MadeEvents made = made_events(60, 6, {3, no_onset}, 35, 0);
    const GroupTimeFit plain = group_time(made.data(), {});
    EXPECT_GT(std::abs(plain.path.effects.back().estimate - 2), 0.01);
    for (const GroupMethod method : {GroupMethod::doubly_robust, GroupMethod::regression}) {
        const GroupTimeFit fit = group_time(made.data(true), {.method = method});
        for (std::size_t t = 0; t < fit.path.times.size(); ++t) {
            const double truth = fit.path.times[t] < 0 ? 0 : 1 + 0.5 * fit.path.times[t];
            EXPECT_NEAR(fit.path.effects[t].estimate, truth, 1e-9);
        }
    }
}

TEST(GroupTime, MeansByHand) {
    const MadeEvents made = made_events(50, 6, {2, 4, 4, no_onset, no_onset}, 36);
    const GroupTimeFit fit = group_time(made.data(), {});
    std::map<std::pair<std::int32_t, std::int32_t>, double> att;
    for (const GroupTimeCell& cell : fit.cells) {
        att[{cell.onset, cell.period}] = cell.effect.estimate;
    }
    // Cohort 2 has 10 units, cohort 4 has 20.
    const double first = (att[{2, 2}] + att[{2, 3}] + att[{2, 4}] + att[{2, 5}]) / 4;
    const double second = (att[{4, 4}] + att[{4, 5}]) / 2;
    EXPECT_NEAR(fit.cohorts_overall.estimate, (first + 2 * second) / 3, 1e-12);
    EXPECT_NEAR(fit.simple.estimate, (4 * first + 2 * 2 * second) / 8, 1e-12);
    const double at_zero = (att[{2, 2}] + 2 * att[{4, 4}]) / 3;
    const double at_one = (att[{2, 3}] + 2 * att[{4, 5}]) / 3;
    EXPECT_NEAR(fit.path_overall.estimate, (at_zero + at_one + att[{2, 4}] + att[{2, 5}]) / 4,
                1e-12);
    EXPECT_NEAR(fit.calendar_overall.estimate,
                (att[{2, 2}] + att[{2, 3}] + (att[{2, 4}] + 2 * att[{4, 4}]) / 3 +
                 (att[{2, 5}] + 2 * att[{4, 5}]) / 3) /
                    4,
                1e-12);
}

TEST(GroupTime, BandIsWiderThanAnIntervalAndItsErrorsAgree) {
    const MadeEvents made = made_events(120, 6, {2, 4, no_onset}, 37);
    GroupTimeSpec spec{.draws = {.count = 2000, .seed = 9}};
    const GroupTimeFit fit = group_time(made.data(), spec);
    EXPECT_GT(fit.path_band.critical, 2.2);
    EXPECT_LT(fit.path_band.critical, 3.5);
    EXPECT_GT(fit.cell_band.critical, fit.path_band.critical);
    for (std::size_t t = 0; t < fit.path.times.size(); ++t) {
        EXPECT_NEAR(fit.path_band.std_errors[t] / fit.path.effects[t].std_error, 1, 0.1);
    }
    for (const int jobs : {2, 5}) {
        spec.draws.jobs = jobs;
        EXPECT_EQ(group_time(made.data(), spec).path_band.critical, fit.path_band.critical);
    }
}

TEST(GroupTime, DroppedUnitsAndCellsAreTold) {
    MadeEvents made = made_events(30, 6, {2, 4}, 38);
    const GroupTimeFit fit = group_time(made.data(), {});
    EXPECT_TRUE(warns(fit.warnings, "cells_left_out"));
    EXPECT_TRUE(
        std::ranges::all_of(fit.cells, [](const GroupTimeCell& cell) { return cell.period < 4; }));
    made.y.pop_back();
    made.unit.pop_back();
    made.period.pop_back();
    made.onset.pop_back();
    const GroupTimeFit shorter = group_time(made.data(), {});
    EXPECT_TRUE(warns(shorter.warnings, "unbalanced_units_dropped"));
    EXPECT_EQ(shorter.units.size(), 29U);
}

TEST(GroupTime, Refusals) {
    const MadeEvents all = made_events(30, 6, {2, 4}, 39);
    EXPECT_NE(refused([&] {
                  (void)group_time(all.data(), {.controls = GroupControls::never});
              }).find("not yet treated"),
              std::string::npos);
    const MadeEvents one = made_events(30, 6, {3}, 39);
    EXPECT_NE(refused([&] { (void)group_time(one.data(), {}); }).find("no controls"),
              std::string::npos);
    const MadeEvents made = made_events(30, 6, {3, no_onset}, 39);
    EventData data = made.data();
    data.weights = made.weights;
    EXPECT_NE(refused([&] { (void)group_time(data, {}); }).find("changes its weight"),
              std::string::npos);
    MadeEvents apart = made_events(30, 6, {3, no_onset}, 39);
    for (std::size_t i = 0; i < apart.y.size(); ++i) {
        apart.x(i, 0) += apart.onset[i] == no_onset ? 0 : 100;
    }
    EXPECT_NE(refused([&] { (void)group_time(apart.data(true), {}); }).find("do not overlap"),
              std::string::npos);
}

} // namespace
} // namespace halflight::stats
