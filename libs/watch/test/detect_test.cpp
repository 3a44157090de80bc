// SPDX-License-Identifier: Apache-2.0
// Each form against what the detector of stats gives, or against hand-made numbers.
#include "monitor_world.hpp"

#include "halflight/stats/count_alarm.hpp"
#include "halflight/stats/farrington.hpp"

#include <cmath>

namespace halflight::watch {
namespace {

using test::MonitorWorld;
using test::month;
using test::Rows;

std::string monitor(const std::string& form, const std::string& rest) {
    return "[[monitor]]\nid = \"m\"\nform = \"" + form + "\"\n" + rest;
}

std::vector<std::string> texts(const std::vector<double>& values) {
    std::vector<std::string> out;
    for (const double value : values) {
        out.push_back(std::isnan(value) ? "" : "=" + std::to_string(std::lround(value)));
    }
    return out;
}

Date known(const Period& last) {
    return {last.end.days + 20};
}

/// The signal after each month of a series of counts.
std::vector<Signal> replayed(MonitorWorld& world, Period first, std::size_t months) {
    std::vector<Signal> signals;
    for (std::size_t i = 0; i < months; ++i) {
        signals.push_back(world.signal_on(to_string(known(first))));
        first = period_at(first.end, Frequency::month);
    }
    return signals;
}

const std::vector<double> counts = {12, 9, 11, 10, 14, 8, 10, 12, 9, 11, 13, 10, 30, 11, 12};

TEST(Detect, EarsSaysWhatStatsSays) {
    Rows rows;
    rows.add_steps("crossings", month(2020, 1), Frequency::month, texts(counts));
    MonitorWorld world(rows, monitor("ears", "series = [\"crossings:PRK\"]\ncustom_days = 99\n"));
    const auto signals = replayed(world, month(2020, 1), counts.size());
    const stats::Alarms all = stats::ears(counts, {});
    for (const stats::Alarm& alarm : all.times) {
        const Signal& signal = signals[alarm.row - 1];
        EXPECT_EQ(signal.reading == Reading::raised, alarm.alarm) << alarm.row;
        EXPECT_DOUBLE_EQ(signal.value.lo, alarm.statistic);
    }
    EXPECT_EQ(signals[12].reading, Reading::raised);
    EXPECT_EQ(signals[2].reading, Reading::no_data) << signals[2].text;
}

TEST(Detect, CusumSaysWhatStatsSays) {
    Rows rows;
    rows.add_steps("crossings", month(2020, 1), Frequency::month, texts(counts));
    MonitorWorld world(rows, monitor("cusum", "series = [\"crossings:PRK\"]\ncustom_days = 99\n"));
    const auto signals = replayed(world, month(2020, 1), counts.size());
    stats::CountCusumSpec spec;
    spec.first = 9;
    spec.transform = stats::CountTransform::rossi;
    for (const stats::Alarm& alarm : stats::count_cusum(counts, spec).times) {
        EXPECT_EQ(signals[alarm.row - 1].reading == Reading::raised, alarm.alarm) << alarm.row;
        EXPECT_DOUBLE_EQ(signals[alarm.row - 1].value.lo, alarm.statistic);
    }
    EXPECT_EQ(signals[12].reading, Reading::raised);
}

TEST(Detect, FarringtonSaysWhatStatsSays) {
    std::vector<double> months;
    for (int i = 0; i < 84; ++i) {
        months.push_back(std::round(20 + 8 * std::sin(i * 0.5236) + (i * 7) % 5));
    }
    months.back() = 90;
    Rows rows;
    rows.add_steps("crossings", month(2015, 1), Frequency::month, texts(months));
    MonitorWorld world(rows, monitor("farrington", "series = [\"crossings:PRK\"]\n"));
    const Signal raised = world.signal_on(to_string(known(month(2021, 12))));
    stats::FarringtonSpec spec;
    spec.period = 12;
    spec.half_width = 1;
    spec.seasons = 1;
    spec.left_out = 6;
    spec.least_rows = 1;
    spec.first = months.size();
    const stats::Alarm alarm = stats::farrington(months, {}, {}, spec).times.back();
    EXPECT_TRUE(alarm.alarm);
    EXPECT_EQ(raised.reading, Reading::raised) << raised.text;
    EXPECT_DOUBLE_EQ(raised.value.lo, alarm.statistic);
    EXPECT_EQ(world.signal_on(to_string(known(month(2021, 11)))).reading, Reading::quiet);
    EXPECT_EQ(world.signal_on("2017-01-25").reading, Reading::no_data);
}

TEST(Detect, CollapseHoldsTheLastAgainstTheSameSeasonAndItsInterval) {
    Rows rows;
    const Period first = period_at(to_date({2019, 1, 1}), Frequency::quarter);
    rows.add_steps("imports", first, Frequency::quarter,
                   {"=100", "=10", "=100", "=100", "=100", "=10", "=100", "=100", "=100"});
    rows.add("imports", period_at(to_date({2021, 4, 1}), Frequency::quarter), "4,,6", "2021-08-01");
    rows.add("imports", period_at(to_date({2021, 7, 1}), Frequency::quarter), ",=50,",
             "2021-11-01");
    MonitorWorld world(rows, monitor("import-collapse", "series = [\"imports:PRK\"]\n"));
    EXPECT_EQ(world.signal_on("2021-06-01").reading, Reading::quiet);
    const Signal possible = world.signal_on("2021-08-01");
    EXPECT_EQ(possible.reading, Reading::quiet);
    EXPECT_TRUE(possible.text.starts_with("possible")) << possible.text;
    EXPECT_DOUBLE_EQ(possible.value.lo, 40);
    EXPECT_DOUBLE_EQ(possible.value.hi, 60);
    EXPECT_EQ(world.signal_on("2021-11-01").reading, Reading::raised) << "50 percent is enough";
}

TEST(Detect, ACrashOfTheRateNeedsSizeAndAcceleration) {
    std::vector<double> rates(12, 100);
    rates.resize(24, 130); // 30 percent: a crash by size
    rates.resize(36, 175); // 34.6 percent, but only 4.6 points more than the year before
    Rows rows;
    rows.add_steps("rate", month(2018, 1), Frequency::month, texts(rates));
    MonitorWorld world(rows, monitor("exchange-break", "series = [\"rate:PRK\"]\n"));
    EXPECT_EQ(world.signal_on("2018-12-01").reading, Reading::no_data);
    const Signal crash = world.signal_on("2019-03-01");
    EXPECT_EQ(crash.reading, Reading::raised);
    EXPECT_NEAR(crash.value.lo, 30, 1e-9);
    const Signal same = world.signal_on("2020-03-01");
    EXPECT_EQ(same.reading, Reading::quiet) << same.text;
    EXPECT_NEAR(same.threshold.value_or(0), 40, 1e-9);
}

TEST(Detect, AChangeIsNewsForAFewSteps) {
    std::vector<double> values;
    for (int i = 0; i < 36; ++i) {
        values.push_back((i < 24 ? 1000 : 200) + (i * 37) % 50);
    }
    Rows rows;
    rows.add_steps("rate", month(2018, 1), Frequency::month, texts(values));
    MonitorWorld world(rows, monitor("bayes-change", "series = [\"rate:PRK\"]\nrecent = 3\n"
                                                     "direction = \"fall\"\ncustom_days = 99\n"));
    const auto signals = replayed(world, month(2018, 1), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool early = i < 10;
        EXPECT_EQ(signals[i].reading == Reading::raised, i >= 24 && i < 27) << i;
        EXPECT_EQ(signals[i].reading == Reading::no_data, early) << i << signals[i].text;
    }
    MonitorWorld other(rows, monitor("bayes-change", "series = [\"rate:PRK\"]\n"
                                                     "direction = \"rise\"\n"));
    EXPECT_EQ(other.signal_on(to_string(known(month(2020, 2)))).reading, Reading::quiet);
}

TEST(Detect, LightIndustryDarkWhileHeavyIsNot) {
    std::vector<double> light = {50, 52, 49, 51, 50, 53, 48, 50, 51, 30};
    std::vector<double> heavy = {100, 101, 99, 102, 100, 98, 100, 101, 99, 100};
    Rows rows;
    rows.add_steps("light", month(2020, 1), Frequency::month, texts(light));
    rows.add_steps("heavy", month(2020, 1), Frequency::month, texts(heavy));
    MonitorWorld world(rows, monitor("lights-gap", "light = [\"light:PRK\"]\n"
                                                   "heavy = [\"heavy:PRK\"]\n"));
    EXPECT_EQ(world.signal_on("2020-10-25").reading, Reading::quiet);
    const Signal dark = world.signal_on("2020-11-25");
    EXPECT_EQ(dark.reading, Reading::raised) << dark.text;
    EXPECT_FALSE(dark.reliability.direct);
    EXPECT_EQ(dark.evidence.claims.size(), 2U);
}

TEST(Detect, ASourceThatFallsSilentIsRaisedUntilItSpeaks) {
    Rows rows;
    rows.add_steps("crossings", month(2023, 1), Frequency::month,
                   {"10", "10", "10", "10", "10", "10"});
    rows.add("crossings", month(2023, 12), ",not_published,", "2024-01-20");
    rows.add("crossings", month(2024, 2), ",10,", "2024-03-15");
    MonitorWorld world(rows, monitor("lateness", "series = [\"crossings:PRK\"]\n"));
    EXPECT_EQ(world.signal_on("2023-04-21").reading, Reading::no_data);
    EXPECT_EQ(world.signal_on("2023-08-21").reading, Reading::quiet);
    const Signal silent = world.signal_on("2023-08-22");
    EXPECT_EQ(silent.reading, Reading::raised) << silent.text;
    EXPECT_EQ(silent.threshold, 51);
    const Signal told = world.signal_on("2024-01-31");
    EXPECT_EQ(told.reading, Reading::raised);
    EXPECT_EQ(told.evidence.claims, (std::vector<std::string>{"C6", "C7"}));
    EXPECT_EQ(world.signal_on("2024-03-15").reading, Reading::quiet);
}

} // namespace
} // namespace halflight::watch
