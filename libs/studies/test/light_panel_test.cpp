// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/light_panel.hpp"

#include <cmath>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"

namespace halflight::studies {
namespace {

using stats::undefined;

/// Months from January 2020; value, low and high of unit u in month t from `cell`.
LightPanel made_panel(std::size_t months, std::size_t units,
                      const std::function<double(std::size_t, std::size_t)>& cell) {
    LightPanel made;
    const Period start = parse_period("2020-01").value();
    made.value = stats::Matrix(months, units);
    made.low = stats::Matrix(months, units);
    made.high = stats::Matrix(months, units);
    for (std::size_t t = 0; t < months; ++t) {
        made.periods.push_back(
            period_at(add_months(start.first, static_cast<int>(t)), Frequency::month));
    }
    for (std::size_t u = 0; u < units; ++u) {
        made.units.push_back(std::string("u").append(std::to_string(u)));
        for (std::size_t t = 0; t < months; ++t) {
            made.value(t, u) = cell(t, u);
            made.low(t, u) = cell(t, u) - 1;
            made.high(t, u) = cell(t, u) + 2;
        }
    }
    return made;
}

LightPanel plain(std::size_t months = 7) {
    return made_panel(months, 2, [](std::size_t t, std::size_t u) {
        return static_cast<double>(t) + 100 * static_cast<double>(u);
    });
}

void expect_refusal(const std::function<void()>& call, const std::string& part) {
    try {
        call();
        FAIL() << "not refused: " << part;
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused);
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
}

TEST(LightPanel, NamesWhatIsBroken) {
    EXPECT_NO_THROW(require_whole(plain()));
    const auto broken = [](const std::function<void(LightPanel&)>& change, const char* part) {
        LightPanel panel = plain();
        change(panel);
        expect_refusal([&] { require_whole(panel); }, part);
    };
    broken([](auto& p) { p.units.pop_back(); }, "7 periods and 1 units");
    broken([](auto& p) { p.low = stats::Matrix(7, 3); }, "matrix of lows is 7 x 3");
    broken([](auto& p) { p.units[1] = "u0"; }, "unit 'u0' is in the panel twice");
    broken([](auto& p) { p.periods[3] = parse_period("2020-Q2").value(); }, "2020-Q2");
    broken([](auto& p) { p.periods[3] = p.periods[4]; }, "2020-05 stands after 2020-03");
    broken([](auto& p) { std::swap(p.periods[3], p.periods[2]); }, "2020-04 stands after 2020-02");
    broken([](auto& p) { p.high(2, 1) = HUGE_VAL; }, "unit 'u1' in 2020-03");
    broken([](auto& p) { p.low(2, 1) = undefined; }, "missing together");
    broken([](auto& p) { p.low(6, 0) = 6.5; }, "unit 'u0' in 2020-07 is 6 in [6.5, 8]");
    broken([](auto& p) { p.high(6, 0) = 5; }, "between low and high");
}

TEST(LightPanel, QuartersAreMeansOfObservedMonths) {
    LightPanel panel = plain();
    for (stats::Matrix* matrix : {&panel.value, &panel.low, &panel.high}) {
        (*matrix)(4, 0) = undefined;
        (*matrix)(3, 1) = undefined;
        (*matrix)(5, 1) = undefined;
    }
    const LightPanel quarters = to_frequency(panel, Frequency::quarter, 2);
    // July alone is no whole quarter.
    ASSERT_EQ(quarters.period_count(), 2U);
    EXPECT_EQ(to_string(quarters.periods[1]), "2020-Q2");
    EXPECT_DOUBLE_EQ(quarters.value(0, 0), 1);
    EXPECT_DOUBLE_EQ(quarters.value(1, 0), 4);
    EXPECT_DOUBLE_EQ(quarters.low(1, 0), 3);
    EXPECT_DOUBLE_EQ(quarters.high(1, 0), 6);
    EXPECT_TRUE(std::isnan(quarters.value(1, 1)));
    EXPECT_TRUE(std::isnan(quarters.high(1, 1)));
    EXPECT_DOUBLE_EQ(to_frequency(panel, Frequency::quarter, 1).value(1, 1), 104);
    EXPECT_NO_THROW(require_whole(quarters));
}

TEST(LightPanel, AStartWithinAQuarterIsLeftOut) {
    LightPanel panel = plain(7);
    for (Period& period : panel.periods) {
        period = period_at(add_months(period.first, 1), Frequency::month);
    }
    const LightPanel quarters = to_frequency(panel, Frequency::quarter, 1);
    ASSERT_EQ(quarters.period_count(), 1U);
    EXPECT_EQ(to_string(quarters.periods[0]), "2020-Q2");
    EXPECT_DOUBLE_EQ(quarters.value(0, 0), 3);
}

RC_GTEST_PROP(LightPanel, MonthsOfMonthsAreThePanel, (std::uint16_t seed)) {
    const Random random(seed);
    LightPanel panel = made_panel(9, 3, [&](std::size_t t, std::size_t u) {
        return random.uniform(9 * u + t) < 0.2 ? undefined : random.normal(100 + 9 * u + t);
    });
    panel.synthetic = true;
    const LightPanel same = to_frequency(panel, Frequency::month, 1);
    RC_ASSERT(same.periods == panel.periods);
    RC_ASSERT(same.synthetic);
    for (std::size_t i = 0; i < 27; ++i) {
        const double got = same.high.data()[i];
        const double want = panel.high.data()[i];
        RC_ASSERT(got == want || (std::isnan(got) && std::isnan(want)));
    }
}

TEST(LightPanel, ChangesHaveTheWidestBounds) {
    LightPanel panel = plain();
    for (stats::Matrix* matrix : {&panel.value, &panel.low, &panel.high}) {
        (*matrix)(1, 1) = undefined;
    }
    const auto at = [&](std::size_t t) { return panel.periods[t]; };
    const Change change = change_between(panel, at(1), at(5));
    EXPECT_DOUBLE_EQ(change.value[0], 4);
    EXPECT_DOUBLE_EQ(change.low[0], (5 - 1) - (1 + 2));
    EXPECT_DOUBLE_EQ(change.high[0], (5 + 2) - (1 - 1));
    EXPECT_TRUE(std::isnan(change.value[1]) && std::isnan(change.low[1]) &&
                std::isnan(change.high[1]));
    EXPECT_EQ(period_index(panel, at(5)), 5U);
}

TEST(LightPanel, RefusesWhatItDoesNotHold) {
    const LightPanel panel = plain();
    const Period early = parse_period("2019-12").value();
    expect_refusal([&] { (void)period_index(panel, early); }, "it goes from 2020-01 to 2020-07");
    expect_refusal([&] { (void)change_between(panel, panel.periods[2], panel.periods[2]); },
                   "goes backwards");
    expect_refusal([&] { (void)to_frequency(panel, Frequency::annual, 1); }, "frequency A");
    expect_refusal([&] { (void)to_frequency(panel, Frequency::day, 1); }, "frequency D");
    expect_refusal([&] { (void)to_frequency(panel, Frequency::quarter, 0); }, "1 is the least");
}

} // namespace
} // namespace halflight::studies
