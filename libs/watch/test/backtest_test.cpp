// SPDX-License-Identifier: Apache-2.0
// Counting of hits and false alarms on made surveys, and the exact intervals.
#include "halflight/watch/backtest.hpp"

#include "halflight/base/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::watch {
namespace {

TEST(Backtest, IntervalsAreThoseOfTheTables) {
    // Garwood (1936): 0 events 0 to 3.689, 1 event 0.0253 to 5.572, 10 events 4.795 to 18.39.
    EXPECT_NEAR(poisson_rate_interval(0, 1, 0.95).hi, 3.6889, 1e-4);
    EXPECT_EQ(poisson_rate_interval(0, 1, 0.95).lo, 0);
    EXPECT_NEAR(poisson_rate_interval(1, 1, 0.95).lo, 0.025318, 1e-6);
    EXPECT_NEAR(poisson_rate_interval(1, 1, 0.95).hi, 5.5716, 1e-4);
    EXPECT_NEAR(poisson_rate_interval(10, 2, 0.95).lo, 4.7954 / 2, 1e-4);
    EXPECT_NEAR(poisson_rate_interval(10, 2, 0.95).hi, 18.3904 / 2, 1e-4);
    // Clopper and Pearson (1934): 5 of 10 0.187 to 0.813, 1 of 1 0.025 to 1.
    EXPECT_NEAR(share_interval(5, 10, 0.95).lo, 0.18709, 1e-5);
    EXPECT_NEAR(share_interval(5, 10, 0.95).hi, 0.81291, 1e-5);
    EXPECT_NEAR(share_interval(1, 1, 0.95).lo, 0.025, 1e-9);
    EXPECT_EQ(share_interval(1, 1, 0.95).hi, 1);
    EXPECT_EQ(share_interval(0, 0, 0.95), Interval::all());
    EXPECT_EQ(poisson_rate_interval(0, 0, 0.95), Interval::all());
    EXPECT_THROW((void)share_interval(1, 2, 1), Error);
}

Plan plan_with(const std::vector<Crisis>& crises) {
    Plan plan;
    measures::Declaration monitor;
    monitor.id = "m";
    plan.monitors = {monitor};
    plan.crises = crises;
    plan.backtest_early_days = 60;
    return plan;
}

Crisis crisis(const std::string& id, std::string_view span, std::string_view peak) {
    Crisis out;
    out.id = id;
    out.monitors = {"m"};
    out.span = *parse_period(span);
    out.peak = *parse_date(peak);
    return out;
}

/// A survey with one signal: raised in these months, without data in those, else quiet.
SurveyOf survey_with(std::vector<std::string> raised, std::vector<std::string> blind = {}) {
    return [=](Date day) {
        const std::string month = to_string(period_at(day, Frequency::month));
        Signal signal;
        signal.monitor = "m";
        signal.cause = "c";
        signal.day = day;
        signal.value = Interval::point(0);
        signal.reading = std::ranges::count(blind, month) > 0    ? Reading::no_data
                         : std::ranges::count(raised, month) > 0 ? Reading::raised
                                                                 : Reading::quiet;
        Survey out;
        out.signals = {signal};
        return out;
    };
}

BacktestRecord run(const Plan& plan, const SurveyOf& survey) {
    const BacktestSpec spec{to_date({2010, 1, 1}), to_date({2019, 12, 31}), 0.95};
    const ledger::Ledger empty;
    return backtest(plan, spec, replay_days(empty, plan, spec), survey, advance).records.at(0);
}

TEST(Backtest, CountsAlarmsNotDaysAndTellsLeads) {
    const Plan plan = plan_with({crisis("one", "2014-03/2014-09", "2014-07-31"),
                                 crisis("two", "2018-03/2018-09", "2018-07-31")});
    const BacktestRecord record =
        run(plan, survey_with({"2012-01", "2012-02", "2012-05", "2014-02", "2014-03", "2014-04"}));
    EXPECT_TRUE(record.declared);
    EXPECT_EQ(record.alarms, 3U);
    EXPECT_EQ(record.false_alarms, 2U) << "two months in a row are one alarm";
    EXPECT_EQ(record.hits, 1U);
    EXPECT_EQ(record.hit_share, 0.5);
    EXPECT_TRUE(record.crises[0].hit);
    EXPECT_EQ(record.crises[0].lead_to_onset_days, 28) << "from the first of the month";
    EXPECT_EQ(record.crises[0].lead_to_peak_days, 180);
    EXPECT_EQ(record.crises[0].lead_to_end_days, 241);
    EXPECT_EQ(record.before_onset, 1U);
    EXPECT_FALSE(record.crises[1].hit);
    EXPECT_TRUE(record.crises[1].judged);
    EXPECT_NEAR(record.watched_years, 10 - 2 * (214 + 60) / 365.25, 0.2);
    EXPECT_EQ(record.false_per_year_interval, poisson_rate_interval(2, record.watched_years, 0.95));
}

TEST(Backtest, AnAlarmAfterTheOnsetWarnsOfNoOnset) {
    const Plan plan = plan_with({crisis("one", "2014-03/2014-09", "2014-07-31")});
    const BacktestRecord record = run(plan, survey_with({"2014-05"}));
    EXPECT_TRUE(record.crises[0].hit);
    EXPECT_EQ(record.hits, 1U);
    EXPECT_EQ(record.before_onset, 0U);
    EXPECT_EQ(record.crises[0].lead_to_onset_days, -61);
    EXPECT_TRUE(record.text.starts_with(
        "warned before the onset of 0 of 1 declared crises, fired during 1 more"))
        << record.text;
}

TEST(Backtest, AnAlarmAfterThePeakWarnsOfNothing) {
    const Plan plan = plan_with({crisis("one", "2014-03/2014-09", "2014-07-31")});
    const BacktestRecord record = run(plan, survey_with({"2014-08"}));
    EXPECT_FALSE(record.crises[0].hit);
    EXPECT_EQ(record.false_alarms, 0U);
    EXPECT_EQ(record.alarms, 1U);
}

TEST(Backtest, AnAlertFromLongBeforeIsNoWarning) {
    const Plan plan = plan_with({crisis("one", "2014-03/2014-09", "2014-07-31")});
    const BacktestRecord record =
        run(plan, survey_with({"2013-11", "2013-12", "2014-01", "2014-02", "2014-03"}));
    EXPECT_FALSE(record.crises[0].hit);
    EXPECT_TRUE(record.crises[0].already);
    EXPECT_EQ(record.false_alarms, 1U);
}

TEST(Backtest, BlindTimesAreNeitherWatchedNorMissed) {
    const Plan plan = plan_with({crisis("one", "2014-03/2014-03", "2014-03-31")});
    std::vector<std::string> blind;
    for (int month = 1; month <= 12; ++month) {
        blind.push_back("2014-" + std::string(month < 10 ? "0" : "") + std::to_string(month));
    }
    const BacktestRecord record = run(plan, survey_with({}, blind));
    EXPECT_TRUE(record.crises[0].judged) << "the window opens sixty days before";
    blind.push_back("2013-12");
    const BacktestRecord blinder = run(plan, survey_with({}, blind));
    EXPECT_FALSE(blinder.crises[0].judged);
    EXPECT_FALSE(blinder.hit_share.has_value());
    EXPECT_LT(blinder.watched_years, record.watched_years + 1e-9);
    EXPECT_LT(record.watched_years, 9.1);
}

TEST(Backtest, WithoutDeclaredCrisesItSaysNoBacktest) {
    const BacktestRecord record = run(plan_with({}), survey_with({"2012-01"}));
    EXPECT_FALSE(record.declared);
    EXPECT_TRUE(record.text.starts_with("no backtest")) << record.text;
}

TEST(Backtest, RefusesASpanTheWrongWayRound) {
    const Plan plan = plan_with({});
    EXPECT_THROW((void)backtest(plan, {to_date({2012, 1, 1}), to_date({2011, 1, 1}), 0.95}, {},
                                survey_with({}), advance),
                 Error);
    const Date backwards[] = {to_date({2012, 2, 1}), to_date({2012, 1, 1})};
    EXPECT_THROW((void)backtest(plan, {to_date({2012, 1, 1}), to_date({2013, 1, 1}), 0.95},
                                backwards, survey_with({}), advance),
                 Error);
}

TEST(Backtest, ACrisisWithoutASourceSaysSo) {
    Crisis told = crisis("a", "2014-03/2014-09", "2014-07-31");
    told.source = "agency";
    const Crisis untold = crisis("b", "2018-03/2018-09", "2018-07-31");
    const SurveyOf survey = survey_with({"2014-03"});
    EXPECT_EQ(run(plan_with({told}), survey).text.find("without a source"), std::string::npos);
    const BacktestRecord record = run(plan_with({told, untold}), survey);
    EXPECT_TRUE(record.crises.at(0).sourced);
    EXPECT_FALSE(record.crises.at(1).sourced);
    EXPECT_NE(record.text.find("the days of 1 of them are declared without a source"),
              std::string::npos)
        << record.text;
}

} // namespace
} // namespace halflight::watch
