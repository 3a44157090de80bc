// SPDX-License-Identifier: Apache-2.0
// Every bound holds every value that it should, and is reached where the contract says so.
#include "halflight/measures/trade.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace halflight::measures {
namespace {

constexpr double slack = 1e-9;

bool holds(const Interval& bounds, double value) {
    const double room = slack * std::max(1.0, std::abs(value));
    return !bounds.empty() && bounds.lo - room <= value && value <= bounds.hi + room;
}

Interval made_box(int least, int most) {
    const int low = *rc::gen::inRange(least, most + 1);
    const int width = *rc::gen::element(0, 0, 1, 3, 20);
    return Interval::closed(low, low + width);
}

std::vector<Interval> made_boxes(int least, int most, std::size_t count) {
    std::vector<Interval> boxes;
    for (std::size_t i = 0; i < count; ++i) {
        boxes.push_back(made_box(least, most));
    }
    return boxes;
}

double point_in(const Interval& box) {
    return box.lo + box.width() * *rc::gen::inRange(0, 11) / 10.0;
}

std::vector<double> points_in(const std::vector<Interval>& boxes) {
    std::vector<double> points;
    for (const Interval& box : boxes) {
        points.push_back(point_in(box));
    }
    return points;
}

/// The greatest value of `f` over all vertices.
template <class Function>
double at_vertices(const std::vector<Interval>& boxes, const Function& f) {
    double best = -1;
    for (std::size_t mask = 0; mask < (std::size_t{1} << boxes.size()); ++mask) {
        std::vector<double> x;
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            x.push_back((mask >> i & 1U) != 0 ? boxes[i].hi : boxes[i].lo);
        }
        best = std::max(best, f(x));
    }
    return best;
}

double deviation(const std::vector<double>& x) {
    const double n = static_cast<double>(x.size());
    const double mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
    double squares = 0;
    for (const double value : x) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / (n - 1));
}

double log_volatility(const std::vector<double>& levels) {
    std::vector<double> changes;
    for (std::size_t i = 1; i < levels.size(); ++i) {
        changes.push_back(std::log(levels[i] / levels[i - 1]));
    }
    return deviation(changes);
}

double index_of(const std::vector<double>& flows) {
    double sum = 0;
    double squares = 0;
    for (const double flow : flows) {
        sum += flow;
        squares += flow * flow;
    }
    return sum > 0 ? squares / (sum * sum) : 0;
}

/// The least value of `f` on a grid over three boxes.
template <class Function>
double on_grid(const std::vector<Interval>& boxes, const Function& f) {
    constexpr int steps = 24;
    double best = 1e300;
    for (int i = 0; i <= steps; ++i) {
        for (int j = 0; j <= steps; ++j) {
            for (int k = 0; k <= steps; ++k) {
                best = std::min(best, f({boxes[0].lo + boxes[0].width() * i / steps,
                                         boxes[1].lo + boxes[1].width() * j / steps,
                                         boxes[2].lo + boxes[2].width() * k / steps}));
            }
        }
    }
    return best;
}

TEST(LeastValues, AreThoseOfAFineGrid) {
    EXPECT_TRUE(rc::check("index, deviation and volatility of three", [] {
        const auto boxes = made_boxes(5, 30, 3);
        const auto near = [&](const Interval& bounds, double least, double step) {
            return bounds.lo <= least + slack && least - bounds.lo <= step;
        };
        RC_ASSERT(near(herfindahl(boxes, Interval::point(0)), on_grid(boxes, index_of), 0.02));
        RC_ASSERT(near(standard_deviation(boxes), on_grid(boxes, deviation), 1));
        RC_ASSERT(near(volatility(boxes), on_grid(boxes, log_volatility), 0.2));
    }));
}

TEST(Share, HoldsEveryShareThatPartsAndTotalAllow) {
    EXPECT_TRUE(rc::check("x / (x + r) for every x and r whose sum the total allows", [] {
        const Interval part = made_box(0, 40);
        const Interval rest = made_box(0, 40);
        const double x = point_in(part);
        const double r = point_in(rest);
        RC_PRE(x + r > 0);
        RC_ASSERT(holds(share(part, rest), x / (x + r)));
        const double room = *rc::gen::inRange(0, 5);
        const Interval total = Interval::closed(std::max(0.0, x + r - room), x + r + room);
        RC_ASSERT(holds(share(part, rest, total), x / (x + r)));
    }));
}

TEST(Share, IsTightWherePlainDivisionIsNot) {
    const Interval part = Interval::closed(10, 20);
    const Interval rest = Interval::closed(80, 90);
    EXPECT_EQ(share(part, rest), Interval::closed(0.1, 0.2));
    const Interval divided = part / (part + rest);
    EXPECT_LT(divided.lo, 0.1);
    EXPECT_GT(divided.hi, 0.2);
}

TEST(Share, OfAFlowThatNobodyReportsIsBoundedByTheOthersAlone) {
    // Manski: nothing is known of the part, the rest is at least 3.
    EXPECT_EQ(share(Interval::at_least(0), Interval::point(3)), (Interval{0, 1, false, true}));
    EXPECT_EQ(share(Interval::closed(0, 1), Interval::point(3)), Interval::closed(0, 0.25));
    const Interval unknown_rest = share(Interval::point(1), Interval::at_least(3));
    EXPECT_EQ(unknown_rest, (Interval{0, 0.25, true, false}));
}

TEST(Share, TotalsTightenAndContradictions) {
    EXPECT_EQ(share(Interval::at_least(0), Interval::at_least(60), Interval::closed(80, 100)),
              Interval::closed(0, 0.4));
    EXPECT_TRUE(share(Interval::point(70), Interval::point(60), Interval::point(100)).empty());
    EXPECT_TRUE(share(Interval::point(0), Interval::point(0)).empty());
    EXPECT_EQ(share(Interval::point(0), Interval::point(5)), Interval::point(0));
    EXPECT_TRUE(share(Interval::none(), Interval::point(5)).empty());
}

TEST(Herfindahl, HoldsEveryIndexAndReachesItsGreatest) {
    EXPECT_TRUE(rc::check("points inside, greatest at a vertex", [] {
        const auto boxes = made_boxes(0, 30, *rc::gen::inRange<std::size_t>(1, 7));
        const auto points = points_in(boxes);
        RC_PRE(index_of(points) > 0);
        const Interval bounds = herfindahl(boxes, Interval::point(0));
        RC_ASSERT(holds(bounds, index_of(points)));
        RC_ASSERT(std::abs(bounds.hi - at_vertices(boxes, index_of)) < slack);
    }));
}

TEST(Herfindahl, HoldsHoweverUnlistedTradeIsSplit) {
    EXPECT_TRUE(rc::check("unlisted trade in any number of parts", [] {
        const auto boxes = made_boxes(0, 30, *rc::gen::inRange<std::size_t>(1, 5));
        const Interval unlisted = made_box(0, 20);
        auto points = points_in(boxes);
        const double rest = point_in(unlisted);
        const std::size_t parts = *rc::gen::inRange<std::size_t>(1, 9);
        points.insert(points.end(), parts, rest / static_cast<double>(parts));
        RC_PRE(index_of(points) > 0);
        RC_ASSERT(holds(herfindahl(boxes, unlisted), index_of(points)));
    }));
}

TEST(Herfindahl, ManyPartnersGiveAnOuterBound) {
    EXPECT_TRUE(rc::check("beyond the vertices that are looked at", [] {
        const auto boxes = made_boxes(0, 30, 22);
        auto ends = points_in(boxes);
        for (std::size_t i = 0; i < ends.size(); ++i) {
            ends[i] = *rc::gen::element(boxes[i].lo, boxes[i].hi, ends[i]);
        }
        RC_PRE(index_of(ends) > 0);
        RC_ASSERT(holds(herfindahl(boxes, Interval::point(0)), index_of(ends)));
    }));
}

TEST(Herfindahl, KnownAnswers) {
    const std::vector<Interval> two = {Interval::point(2), Interval::point(1)};
    EXPECT_NEAR(herfindahl(two, Interval::point(0)).lo, 5.0 / 9, slack);
    EXPECT_NEAR(herfindahl(two, Interval::point(0)).hi, 5.0 / 9, slack);
    const std::vector<Interval> wide = {Interval::point(4), Interval::closed(0, 10)};
    EXPECT_NEAR(herfindahl(wide, Interval::point(0)).lo, 0.5, slack);
    EXPECT_NEAR(herfindahl(wide, Interval::point(0)).hi, 1, slack);
    EXPECT_EQ(herfindahl(std::vector{Interval::point(7)}, Interval::point(0)), Interval::point(1));
    EXPECT_EQ(herfindahl(std::vector{Interval::point(7)}, Interval::at_least(0)),
              Interval::closed(0, 1));
    EXPECT_TRUE(herfindahl(std::vector{Interval::point(0)}, Interval::point(0)).empty());
}

TEST(StandardDeviation, HoldsEveryValueAndReachesItsGreatest) {
    EXPECT_TRUE(rc::check("points inside, greatest at a vertex", [] {
        const auto boxes = made_boxes(-30, 30, *rc::gen::inRange<std::size_t>(2, 8));
        const Interval bounds = standard_deviation(boxes);
        RC_ASSERT(holds(bounds, deviation(points_in(boxes))));
        RC_ASSERT(std::abs(bounds.hi - at_vertices(boxes, deviation)) < 1e-7);
    }));
}

TEST(StandardDeviation, ManyValuesGiveAnOuterBound) {
    EXPECT_TRUE(rc::check("beyond the vertices that are looked at", [] {
        const auto boxes = made_boxes(-30, 30, 24);
        RC_ASSERT(holds(standard_deviation(boxes), deviation(points_in(boxes))));
    }));
}

TEST(StandardDeviation, KnownAnswers) {
    std::vector<Interval> points;
    for (const double value : {2, 4, 4, 4, 5, 5, 7, 9}) {
        points.push_back(Interval::point(value));
    }
    // Python 3.11.7: statistics.stdev([2, 4, 4, 4, 5, 5, 7, 9])
    constexpr double reference = 2.138089935299395;
    EXPECT_NEAR(standard_deviation(points).lo, reference, slack);
    EXPECT_NEAR(standard_deviation(points).hi, reference, slack);
    EXPECT_EQ(standard_deviation(std::vector{Interval::closed(1, 3), Interval::closed(2, 5)}).lo,
              0);
    EXPECT_TRUE(standard_deviation(std::vector{Interval::point(1)}).empty());
}

TEST(Volatility, HoldsEveryValueAndReachesItsGreatest) {
    EXPECT_TRUE(rc::check("points inside, greatest at a vertex", [] {
        const auto boxes = made_boxes(1, 40, *rc::gen::inRange<std::size_t>(3, 9));
        const Interval bounds = volatility(boxes);
        RC_ASSERT(holds(bounds, log_volatility(points_in(boxes))));
        RC_ASSERT(std::abs(bounds.hi - at_vertices(boxes, log_volatility)) < 1e-7);
    }));
}

TEST(Volatility, LeastIsZeroWhereSteadyGrowthFits) {
    const std::vector<Interval> steady = {Interval::closed(0.9, 1.1), Interval::closed(1.9, 2.2),
                                          Interval::closed(3.5, 4.5), Interval::closed(7, 9)};
    EXPECT_NEAR(volatility(steady).lo, 0, 1e-6);
    // One level far off the line of the others, which is exact: the least moves it to its near end.
    const std::vector<Interval> bent = {Interval::point(1), Interval::closed(4, 9),
                                        Interval::point(4)};
    EXPECT_NEAR(volatility(bent).lo, log_volatility({1, 4, 4}), 1e-9);
}

TEST(Volatility, LevelsThatAreKnownLeaveNoRoom) {
    const std::vector<Interval> same(8, Interval::point(60));
    EXPECT_NEAR(volatility(same).hi, 0, 1e-12);
    const std::vector<Interval> doubling = {Interval::point(3e9), Interval::point(6e9),
                                            Interval::point(12e9), Interval::point(24e9)};
    EXPECT_NEAR(volatility(doubling).hi, 0, 1e-12);
}

TEST(Volatility, AgreesWithPythonOnImportsOfChina) {
    std::vector<Interval> levels;
    for (const double level : {2537313613.0, 1730986921.0, 213151847.0, 215240258.0, 47948195.0,
                               58067669.0, 133677748.0, 291871001.0, 346949415.0}) {
        levels.push_back(Interval::point(level));
    }
    // Python 3.11.7: statistics.stdev([math.log(b / a) for a, b in zip(x, x[1:])])
    EXPECT_NEAR(volatility(levels).lo, 1.0463991338314704, 1e-9);
    EXPECT_NEAR(volatility(levels).hi, 1.0463991338314704, 1e-9);
    // sum(abs(b / a - 1) for a, b in zip(x, x[1:])) / 8
    EXPECT_NEAR(mean_absolute_change(levels).lo, 0.608366769049246, 1e-9);
}

TEST(Volatility, WithoutPositiveLevelsThereIsNoUpperBound) {
    const std::vector<Interval> levels = {Interval::closed(0, 1), Interval::point(2),
                                          Interval::point(3)};
    EXPECT_TRUE(std::isinf(volatility(levels).hi));
    EXPECT_FALSE(std::isinf(volatility(levels).lo));
    EXPECT_TRUE(volatility(std::vector{Interval::point(1), Interval::point(2)}).empty());
    EXPECT_TRUE(volatility(std::vector{Interval::point(0), Interval::point(2), Interval::point(1)})
                    .empty());
}

TEST(MeanAbsoluteChange, HoldsEveryValue) {
    EXPECT_TRUE(rc::check("points inside", [] {
        const auto boxes = made_boxes(1, 40, *rc::gen::inRange<std::size_t>(2, 8));
        const auto x = points_in(boxes);
        double sum = 0;
        for (std::size_t i = 1; i < x.size(); ++i) {
            sum += std::abs(x[i] / x[i - 1] - 1);
        }
        RC_ASSERT(holds(mean_absolute_change(boxes), sum / static_cast<double>(x.size() - 1)));
    }));
}

TEST(Superlative, IsRightForEveryChoiceOfValues) {
    EXPECT_TRUE(rc::check("certain and refuted hold for all, margin holds each", [] {
        const Interval candidate = made_box(0, 30);
        const auto others = made_boxes(0, 30, *rc::gen::inRange<std::size_t>(1, 6));
        const bool largest = *rc::gen::arbitrary<bool>();
        const Superlative found = superlative(candidate, others, largest);
        const double own = point_in(candidate);
        const auto rivals = points_in(others);
        const double best =
            largest ? *std::ranges::max_element(rivals) : *std::ranges::min_element(rivals);
        const bool record = largest ? own > best : own < best;
        RC_ASSERT(holds(found.holds, record ? 1 : 0));
        RC_ASSERT(holds(found.margin, own - best));
        RC_ASSERT(found.runner_up.has_value());
    }));
}

TEST(Superlative, ThreeValues) {
    const Interval year_2024 = Interval::closed(33.5, 34.5);
    const Interval year_2018 = Interval::closed(34.0645, 34.0655);
    const Interval year_2017 = Interval::closed(77.85, 77.95);
    EXPECT_EQ(superlative(year_2024, std::vector{year_2018}, true).holds, Interval::closed(0, 1));
    const Superlative refuted = superlative(year_2024, std::vector{year_2018, year_2017}, true);
    EXPECT_EQ(refuted.holds, Interval::point(0));
    EXPECT_EQ(refuted.runner_up, 1U);
    EXPECT_EQ(superlative(year_2017, std::vector{year_2018}, true).holds, Interval::point(1));
    EXPECT_EQ(superlative(year_2018, std::vector{year_2017}, false).holds, Interval::point(1));
    // A tie is no record; a year that nobody reports leaves it open.
    EXPECT_EQ(superlative(Interval::point(5), std::vector{Interval::point(5)}, true).holds,
              Interval::point(0));
    EXPECT_EQ(superlative(year_2017, std::vector{Interval::at_least(0)}, true).holds,
              Interval::closed(0, 1));
}

TEST(Substitution, HoldsEveryValue) {
    EXPECT_TRUE(rc::check("each column for points of the boxes", [] {
        const auto boxes = made_boxes(1, 30, 4);
        const auto x = points_in(boxes);
        const Substitution found = substitution(boxes[0], boxes[1], boxes[2], boxes[3]);
        const double fall = x[0] - x[1];
        RC_ASSERT(holds(found.fall, fall));
        RC_ASSERT(holds(found.relative, fall / x[0]));
        RC_ASSERT(holds(found.multiple, (x[2] + fall) / x[2]));
        RC_ASSERT(holds(found.added, x[3] - x[2]));
        RC_ASSERT(fall == 0 || holds(found.covered, (x[3] - x[2]) / fall));
    }));
}

TEST(Substitution, WhereAFallIsNotSureCoverageCannotBeTold) {
    const Interval wide = Interval::closed(5, 15);
    EXPECT_EQ(
        substitution(Interval::point(10), wide, Interval::point(1), Interval::point(2)).covered,
        Interval::all());
}

} // namespace
} // namespace halflight::measures
