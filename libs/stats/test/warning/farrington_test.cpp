// SPDX-License-Identifier: Apache-2.0
// Reference values: surveillance 1.20.3 (R): farrington on salmonella.agona, farringtonFlexible on
// salmNewport, the calls as in each test.
#include "halflight/stats/farrington.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "breaks/reference_files.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/distribution.hpp"

namespace halflight::stats {
namespace {

struct Lists {
    std::vector<double> bounds, expected, p_values, dispersion, scores, trends, alarms;
};

/// As the package shows them: no bound where there are too few cases.
Lists lists_of(const FarringtonFit& fit, double untold) {
    Lists made;
    for (std::size_t i = 0; i < fit.times.size(); ++i) {
        const bool told = fit.times[i].state == AlarmState::judged;
        made.bounds.push_back(told ? fit.times[i].threshold : untold);
        made.expected.push_back(told ? fit.times[i].expected : untold);
        made.p_values.push_back(fit.models[i].p_value);
        made.dispersion.push_back(fit.models[i].dispersion);
        made.scores.push_back(fit.times[i].statistic);
        made.trends.push_back(std::isnan(fit.models[i].trend) ? 0 : 1);
        if (fit.times[i].alarm) {
            made.alarms.push_back(static_cast<double>(i + 1));
        }
    }
    return made;
}

std::vector<int> newport_days() {
    std::vector<int> days;
    for (const double day : reference_column("salmNewport_total.csv", "epoch")) {
        days.push_back(static_cast<int>(day));
    }
    return days;
}

FarringtonFit newport(FarringtonSpec spec) {
    spec.first = 366;
    spec.years = 4;
    auto counts = reference_column("salmNewport_total.csv", "overall");
    counts.resize(521);
    auto days = newport_days();
    days.resize(521);
    return farrington(counts, days, {}, spec);
}

FarringtonSpec old_spec(FarringtonConvention convention) {
    return {.seasons = 1,
            .left_out = 3,
            .weights_threshold = 1,
            .trend_p = 0.05,
            .threshold = FarringtonThreshold::delta,
            .convention = convention};
}

std::vector<double> reference(const std::string& name, const std::string& list) {
    return reference_list("surveillance.json", name, list);
}

TEST(Farrington, OriginalAsSurveillance) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto counts = reference_column("salmonella_agona.csv", "observed1");
    for (const FarringtonConvention convention :
         {FarringtonConvention::surveillance, FarringtonConvention::corrected}) {
        const auto fit = farrington(counts, {}, {},
                                    {.method = FarringtonMethod::original,
                                     .first = 261,
                                     .years = 4,
                                     .alpha = 0.01,
                                     .convention = convention});
        const Lists got = lists_of(fit, 0);
        if (convention == FarringtonConvention::surveillance) {
            expect_list(got.bounds, reference("agona_farrington", "upperbound"), 1e-9, "bounds");
        }
        EXPECT_EQ(got.alarms, reference("agona_farrington", "alarm_rows"));
    }
}

TEST(Farrington, WindowsAsSurveillance) {
    HALFLIGHT_NEEDS_REFERENCE();
    const std::string name = "newport_farrington_old";
    const auto fit = newport(old_spec(FarringtonConvention::surveillance));
    const Lists got = lists_of(fit, std::nan(""));
    expect_list(got.bounds, reference(name, "upperbound"), 1e-9, "bounds");
    expect_list(got.expected, reference(name, "expected"), 1e-9, "expected");
    expect_list(got.p_values, reference(name, "pvalue"), 1e-9, "p_values");
    expect_list(got.dispersion, reference(name, "phi"), 1e-9, "dispersion");
    expect_list(got.scores, reference(name, "score"), 1e-9, "scores");
    EXPECT_EQ(got.trends, reference(name, "trend"));
    EXPECT_EQ(got.alarms, reference(name, "alarm_rows"));
    // The package's mu0 of this method: exp of a quantile of the expected count.
    std::vector<double> quantiles;
    for (std::size_t i = 0; i < fit.times.size(); ++i) {
        quantiles.push_back(
            std::exp(fit.times[i].expected + normal_quantile(0.95) * fit.models[i].std_error));
    }
    expect_list(quantiles, reference(name, "mu0"), 1e-8, "mu0");
}

TEST(Farrington, FlexibleAsSurveillance) {
    HALFLIGHT_NEEDS_REFERENCE();
    const std::string name = "newport_farrington_flex";
    const auto fit = newport({.convention = FarringtonConvention::surveillance});
    const Lists got = lists_of(fit, std::nan(""));
    expect_list(got.bounds, reference(name, "upperbound"), 0, "bounds");
    expect_list(got.expected, reference(name, "expected"), 1e-9, "expected");
    expect_list(got.p_values, reference(name, "pvalue"), 1e-9, "p_values");
    expect_list(got.dispersion, reference(name, "phi"), 1e-9, "dispersion");
    expect_list(got.scores, reference(name, "score"), 1e-8, "scores");
    EXPECT_EQ(got.trends, reference(name, "trend"));
    EXPECT_EQ(got.alarms, reference(name, "alarm_rows"));
    // What the default does otherwise changes no alarm here.
    EXPECT_EQ(lists_of(newport({}), std::nan("")).alarms, reference(name, "alarm_rows"));
    EXPECT_EQ(lists_of(newport({.stop = GlmStop::tight}), std::nan("")).alarms,
              reference(name, "alarm_rows"));
}

std::vector<double> weekly(std::uint64_t seed, std::size_t weeks) {
    const Random random(seed);
    std::vector<double> made(weeks);
    for (std::size_t i = 0; i < weeks; ++i) {
        const double mean = 6 + 3 * std::sin(static_cast<double>(i) * 0.1208);
        made[i] = poisson_quantile(random.uniform(i), mean);
    }
    return made;
}

TEST(Farrington, NeededIsTheLeastCountThatAlarms) {
    const auto counts = weekly(5, 52 * 6);
    const FarringtonSpec base = {.first = 290, .years = 4};
    for (const FarringtonThreshold threshold :
         {FarringtonThreshold::delta, FarringtonThreshold::nb_plugin, FarringtonThreshold::muan}) {
        FarringtonSpec spec = base;
        spec.threshold = threshold;
        for (const Alarm& one : farrington(counts, {}, {}, spec).times) {
            // Up to this row, so that the count in question is the last.
            std::vector<double> part(counts.begin(), counts.begin() + static_cast<long>(one.row));
            spec.first = one.row;
            part.back() = one.needed;
            EXPECT_TRUE(farrington(part, {}, {}, spec).times[0].alarm) << one.row;
            part.back() = one.needed - 1;
            EXPECT_FALSE(farrington(part, {}, {}, spec).times[0].alarm) << one.row;
        }
    }
}

TEST(Farrington, ExposureIsAnOffset) {
    const auto counts = weekly(7, 52 * 6);
    const std::vector<double> equal(counts.size(), 250);
    const FarringtonSpec spec = {.first = 300, .years = 4};
    const auto one = farrington(counts, {}, {}, spec);
    const auto other = farrington(counts, {}, equal, spec);
    for (std::size_t i = 0; i < one.times.size(); ++i) {
        EXPECT_NEAR(one.times[i].expected, other.times[i].expected, 1e-9);
        EXPECT_EQ(one.times[i].threshold, other.times[i].threshold);
    }
}

TEST(Farrington, MissingIsNeverZero) {
    auto counts = weekly(11, 52 * 6);
    const FarringtonSpec spec = {.first = 300, .years = 4};
    const auto whole = farrington(counts, {}, {}, spec);
    counts[299] = std::nan("");
    counts[200] = std::nan("");
    const auto gaps = farrington(counts, {}, {}, spec);
    EXPECT_EQ(gaps.times[0].state, AlarmState::no_data);
    EXPECT_FALSE(gaps.times[0].alarm);
    EXPECT_EQ(gaps.models[5].cells + 1, whole.models[5].cells);
    EXPECT_NEAR(gaps.times[5].expected, whole.times[5].expected, 0.3);
    EXPECT_EQ(gaps.warnings[0].code, "missing_left_out");
    for (std::size_t i = 60; i < 230; ++i) {
        counts[i] = std::nan("");
    }
    EXPECT_EQ(farrington(counts, {}, {}, spec).times[5].state, AlarmState::no_baseline);
}

TEST(Farrington, Refuses) {
    const auto says = [](const auto& call, const char* part) {
        try {
            call();
            FAIL() << part;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::refused);
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
        }
    };
    const auto counts = weekly(3, 300);
    std::vector<double> broken = counts;
    broken[7] = 1.5;
    says([&] { (void)farrington(broken, {}, {}, {}); }, "1.5 in row 8");
    says([&] { (void)farrington(counts, {}, {}, {.years = 6}); }, "6 years of 52 rows");
    says([&] { (void)farrington(counts, {}, {}, {.years = 4, .half_width = 30}); }, "does not fit");
    says([&] { (void)farrington(counts, {}, {}, {.years = 4, .seasons = 60}); }, "seasons");
    const std::vector<int> days(300, 4);
    says([&] { (void)farrington(counts, days, {}, {.years = 4}); }, "sort the series");
}

} // namespace
} // namespace halflight::stats
