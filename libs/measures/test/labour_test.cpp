// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/labour.hpp"

#include "boxes.hpp"

#include <numeric>
#include <vector>

namespace halflight::measures {
namespace {

using namespace test;

RC_GTEST_PROP(Residual, HoldsEveryTotalWithItsParts, ()) {
    std::vector<Interval> parts;
    double named = 0;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        const double part = any_number(0, 20);
        named += part;
        parts.push_back(known_or_not(part));
    }
    const double amount = any_number(0, 20);
    const Interval total = known_or_not(named + amount);
    const Interval stated = *rc::gen::arbitrary<bool>() ? around(amount) : Interval::all();
    const Residual found = residual(total, parts, stated);
    RC_ASSERT(found.agrees);
    RC_ASSERT(holds(found.amount, amount));
    RC_ASSERT(holds(found.named, named));
    if (named + amount > 0) {
        RC_ASSERT(holds(found.share, amount / (named + amount)));
    }
}

RC_GTEST_PROP(Residual, ReachesTheEndsOfItsShare, ()) {
    const double named = any_number(1, 20);
    const double amount = any_number(1, 20);
    const Interval part = around(named, 0.25);
    const Interval total = around(named + amount, 0.25);
    const Interval stated = around(amount, 0.25);
    const Residual found = residual(total, std::vector{part}, stated);
    double least = 1;
    double most = 0;
    // A linear-fractional function over a polygon has its ends at vertices: at the corners of the
    // box, or where an edge meets the strip of the total.
    for (const double a : {found.amount.lo, found.amount.hi}) {
        for (const double n : {found.named.lo, found.named.hi, total.lo - a, total.hi - a}) {
            if (holds(found.named, n) && holds(total, a + n)) {
                least = std::min(least, a / (a + n));
                most = std::max(most, a / (a + n));
            }
        }
    }
    for (const double n : {found.named.lo, found.named.hi}) {
        for (const double a : {total.lo - n, total.hi - n}) {
            if (holds(found.amount, a)) {
                least = std::min(least, a / (a + n));
                most = std::max(most, a / (a + n));
            }
        }
    }
    RC_ASSERT(std::abs(found.share.lo - least) < 1e-9);
    RC_ASSERT(std::abs(found.share.hi - most) < 1e-9);
}

TEST(Residual, OfTheBorderTableOf2024) {
    const std::vector<Interval> parts = {Interval::point(3098), Interval::point(53),
                                         Interval::point(286), Interval::point(234),
                                         Interval::point(1648)};
    const Residual found = residual(Interval::point(13221), parts);
    EXPECT_EQ(found.amount, Interval::point(7902));
    expect_near(found.share, 7902.0 / 13221, 7902.0 / 13221);
}

TEST(Residual, ThatIsPublishedOtherwiseHoldsBoth) {
    const Residual found =
        residual(Interval::point(10), std::vector{Interval::point(8)}, Interval::point(5));
    EXPECT_FALSE(found.agrees);
    EXPECT_EQ(found.amount, Interval::closed(2, 5));
    EXPECT_EQ(found.share, Interval::closed(0.2, 0.5));
}

TEST(Residual, OfMoreThanTheTotalIsADisagreement) {
    EXPECT_FALSE(residual(Interval::point(5), std::vector{Interval::point(8)}).agrees);
}

TEST(Residual, WithAPartUnknownIsAtMostTheRest) {
    const std::vector<Interval> parts = {Interval::point(3), Interval::at_least(0)};
    const Residual found = residual(Interval::point(10), parts);
    EXPECT_EQ(found.amount, Interval::closed(0, 7));
    EXPECT_EQ(found.share, Interval::closed(0, 0.7));
}

TEST(MayEqual, IsThreeValued) {
    EXPECT_EQ(may_equal(Interval::point(7902), Interval::point(7902)), Interval::point(1));
    EXPECT_EQ(may_equal(Interval::point(0), Interval::point(6924)), Interval::point(0));
    EXPECT_EQ(may_equal(Interval::closed(3765, 3774), Interval::point(3767)),
              Interval::closed(0, 1));
    EXPECT_EQ(may_equal(Interval::none(), Interval::point(1)), Interval::point(0));
}

TEST(LiesIn, IsThreeValued) {
    const Interval range = Interval::closed(300, 900);
    EXPECT_EQ(lies_in(Interval::closed(384, 661), range), Interval::point(1));
    EXPECT_EQ(lies_in(Interval::closed(100, 200), range), Interval::point(0));
    EXPECT_EQ(lies_in(Interval::closed(100, 400), range), Interval::closed(0, 1));
}

RC_GTEST_PROP(Persons, HoldWhoeverMadeTheEntries, ()) {
    const int persons = *rc::gen::inRange(0, 50);
    const double trips = 1 + any_number(0, 6);
    const Interval bounds = entries_to_persons(around(persons * trips), around(trips, 1));
    RC_ASSERT(holds(bounds, persons));
}

RC_GTEST_PROP(CodesLeftOut, HoldTheWorkersAmongThem, ()) {
    const int students = *rc::gen::inRange(0, 20);
    const int workers = *rc::gen::inRange(0, 20);
    const double trips = 1 + any_number(0, 3);
    const double entries = trips * (students + workers);
    const double work = trips * workers * (*rc::gen::inRange(0, 17) / 16.0);
    const CodesLeftOut found =
        codes_left_out(around(entries), around(entries - work), known_or_not(work),
                       known_or_not(students), around(trips, 1));
    RC_ASSERT(holds(found.workers, workers));
    RC_ASSERT(found.fits.hi == 1);
}

TEST(CodesLeftOut, FitTheResidualOf2024) {
    const CodesLeftOut found =
        codes_left_out(Interval::point(7902), Interval::point(7887), Interval::point(15),
                       Interval::point(130), Interval::point(1));
    EXPECT_EQ(found.fits, Interval::point(1));
    EXPECT_EQ(found.workers, Interval::closed(15, 7772));
    EXPECT_NEAR(found.trips.lo, 60.67, 0.005);
}

TEST(CodesLeftOut, ThatCannotFitImplyNothing) {
    const CodesLeftOut found =
        codes_left_out(Interval::point(10), Interval::point(20), Interval::at_least(0),
                       Interval::at_least(0), Interval::point(1));
    EXPECT_EQ(found.fits, Interval::point(0));
    EXPECT_EQ(found.workers, Interval::all());
}

/// People who come and go, counted at the end of each of `periods` periods.
struct Flows {
    std::vector<double> entries;
    std::vector<double> exits;
    std::vector<double> stock;
};

Flows simulate(std::size_t periods, int start, const Interval& stay) {
    Flows flows{std::vector<double>(periods), std::vector<double>(periods),
                std::vector<double>(periods)};
    const auto length = [&] { return stay.lo + any_number(0, 1) * (stay.hi - stay.lo); };
    const auto count = [&](double from, double until) {
        for (std::size_t t = 0; t < periods; ++t) {
            const auto begin = static_cast<double>(t);
            flows.entries[t] += from > begin && from <= begin + 1 ? 1 : 0;
            flows.exits[t] += until > begin && until <= begin + 1 ? 1 : 0;
            flows.stock[t] += from <= begin + 1 && until > begin + 1 ? 1 : 0;
        }
    };
    for (int i = 0; i < start; ++i) {
        // Came before the first period, at the latest just before it.
        count(-1, std::max(std::min(1.0 / 32, stay.hi), length() - any_number(0, 3)));
    }
    for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
        const double from = (*rc::gen::inRange(1, static_cast<int>(periods) * 16 + 1)) / 16.0;
        count(from, from + length());
    }
    return flows;
}

RC_GTEST_PROP(StockFlow, HoldsEveryComingAndGoing, ()) {
    const std::size_t periods = *rc::gen::inRange<std::size_t>(1, 7);
    const double shortest = any_number(0, 3);
    const Interval stay = Interval::closed(shortest, shortest + any_number(0, 3));
    const int start = stay.hi > 0 ? *rc::gen::inRange(0, 4) : 0;
    const Flows flows = simulate(periods, start, stay);
    std::vector<Interval> entries;
    std::vector<Interval> exits;
    for (std::size_t t = 0; t < periods; ++t) {
        entries.push_back(known_or_not(flows.entries[t]));
        exits.push_back(known_or_not(flows.exits[t]));
    }
    const auto found = stock_flow(known_or_not(start), entries, exits, stay);
    RC_ASSERT(found.size() == periods);
    for (std::size_t t = 0; t < periods; ++t) {
        RC_ASSERT(holds(found[t], flows.stock[t]));
    }
}

TEST(StockFlow, WithoutExitsIsWhatTheStayAllows) {
    const std::vector<Interval> entries = {Interval::point(5), Interval::point(7),
                                           Interval::point(11)};
    const std::vector<Interval> exits(3, Interval::at_least(0));
    const auto found = stock_flow(Interval::point(2), entries, exits, Interval::closed(1, 1.5));
    EXPECT_EQ(found[0], Interval::closed(5, 7));
    EXPECT_EQ(found[1], Interval::closed(7, 12));
    EXPECT_EQ(found[2], Interval::closed(11, 18));
}

TEST(StockFlow, OfFlowsAgainstTheStayIsEmpty) {
    const auto found = stock_flow(Interval::point(0), std::vector{Interval::point(5)},
                                  std::vector{Interval::point(3)}, Interval::closed(2, 3));
    EXPECT_TRUE(found.front().empty());
}

TEST(Remittance, OfTheWorkersOf2017) {
    const Interval workers = Interval::point(32000);
    const Interval year = Interval::point(12);
    const Interval range = Interval::closed(300, 900);
    EXPECT_EQ(remittance_revenue(workers, year, range), Interval::closed(115.2e6, 345.6e6));
    const Interval implied = implied_remittance(Interval::point(200e6), workers, year);
    EXPECT_NEAR(implied.lo, 520.8, 0.05);
    EXPECT_EQ(lies_in(implied, range), Interval::point(1));
    EXPECT_EQ(spread_revenue(workers, year, range, Dependence::comonotone),
              spread_revenue(workers, year, range, Dependence::antitone));
}

/// Any way of pairing what workers are paid for with what they remit, both spread evenly.
RC_GTEST_PROP(Remittance, LiesBetweenTheExtremeCouplings, ()) {
    const Interval months = around(any_number(1, 8));
    const Interval rates = around(any_number(1, 90));
    std::vector<std::size_t> partner(8);
    std::iota(partner.begin(), partner.end(), std::size_t{0});
    for (std::size_t i = partner.size(); i > 1; --i) {
        std::swap(partner[i - 1], partner[*rc::gen::inRange<std::size_t>(0, i)]);
    }
    const auto at = [&](const Interval& range, std::size_t i) {
        return range.lo + range.width() * (static_cast<double>(i) + 0.5) / 8;
    };
    double mean = 0;
    for (std::size_t i = 0; i < partner.size(); ++i) {
        mean += at(months, i) * at(rates, partner[i]) / 8;
    }
    const Interval workers = Interval::point(1);
    RC_ASSERT(spread_revenue(workers, months, rates, Dependence::antitone).lo <= mean + 1e-9);
    RC_ASSERT(spread_revenue(workers, months, rates, Dependence::comonotone).hi >= mean - 1e-9);
    RC_ASSERT(holds(remittance_revenue(workers, months, rates), mean));
}

TEST(Remittance, SpreadOverAnUnknownRangeIsUnknown) {
    EXPECT_EQ(spread_revenue(Interval::point(1), Interval::point(12), Interval::at_least(3),
                             Dependence::independent),
              Interval::all());
}

} // namespace
} // namespace halflight::measures
