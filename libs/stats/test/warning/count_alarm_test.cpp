// SPDX-License-Identifier: Apache-2.0
// Reference values: surveillance 1.20.3 (R), earsC, cusum, bayes, rki on salmonella.agona, the last
// 52 weeks, as each case names it.
#include "halflight/stats/count_alarm.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "breaks/reference_files.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"

namespace halflight::stats {
namespace {

std::vector<double> agona() {
    return reference_column("salmonella_agona.csv", "observed1");
}

/// Alarms on the same weeks and upper bounds as in `name` of expected/surveillance.json.
void expect_as(const Alarms& got, const std::string& name) {
    const auto bounds = reference_list("surveillance.json", name, "upperbound");
    const auto rows = reference_list("surveillance.json", name, "alarm_rows");
    std::vector<double> thresholds;
    std::vector<double> alarms;
    for (std::size_t i = 0; i < got.times.size(); ++i) {
        thresholds.push_back(got.times[i].threshold);
        if (got.times[i].alarm) {
            alarms.push_back(static_cast<double>(i + 1));
        }
    }
    expect_list(thresholds, bounds, 1e-11, name + "_bounds");
    EXPECT_EQ(alarms, rows) << name;
}

constexpr std::size_t last_year = 261;

TEST(CountAlarm, EarsAsSurveillance) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto counts = agona();
    expect_as(ears(counts, {.first = last_year}), "agona_ears_C1");
    expect_as(ears(counts, {.method = EarsMethod::c2, .first = last_year}), "agona_ears_C2");
    expect_as(ears(counts, {.method = EarsMethod::c3,
                            .convention = EarsConvention::surveillance,
                            .first = last_year,
                            .alpha = 0.025}),
              "agona_ears_C3");
    expect_as(ears(counts, {.first = last_year, .baseline = 28}), "agona_ears_C1_b28");
}

TEST(CountAlarm, CusumAsSurveillance) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto counts = agona();
    expect_as(count_cusum(counts, {.first = last_year}), "agona_cusum");
    expect_as(count_cusum(counts, {.first = last_year, .transform = CountTransform::rossi}),
              "agona_cusum_rossi");
}

TEST(CountAlarm, SeasonAsSurveillance) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto counts = agona();
    expect_as(bayes_alarm(counts, {.window = {.years = 2, .half_width = 3}, .first = last_year}),
              "agona_bayes");
    expect_as(rki_alarm(counts, {.window = {.years = 2, .half_width = 6, .current = false},
                                 .first = last_year}),
              "agona_rki");
}

std::vector<double> made_counts(std::uint64_t seed, std::size_t rows) {
    const Random random(seed);
    std::vector<double> made(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        made[i] = static_cast<double>(random.below(i, 8));
        if (i > 30 && i < 34) {
            made[i] += static_cast<double>(random.below(1000 + i, 20));
        }
    }
    return made;
}

/// An alarm at exactly the times whose count is at least what was needed; and with the count put to
/// `needed` there would be one, with one less not.
template <class Detector>
void expect_needed(const std::vector<double>& counts, const Detector& detector) {
    const Alarms all = detector(counts);
    for (const Alarm& one : all.times) {
        if (one.state != AlarmState::judged || std::isnan(one.needed)) {
            continue;
        }
        EXPECT_EQ(one.alarm, one.observed >= one.needed) << one.row;
        auto other = counts;
        other[one.row - 1] = one.needed;
        const std::size_t place = one.row - all.times.front().row;
        EXPECT_TRUE(detector(other).times[place].alarm) << one.row;
        if (one.needed > 0) {
            other[one.row - 1] = one.needed - 1;
            EXPECT_FALSE(detector(other).times[place].alarm) << one.row;
        }
    }
}

TEST(CountAlarm, NeededIsTheLeastCountThatAlarms) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const auto counts = made_counts(seed, 60);
        for (const EarsMethod method : {EarsMethod::c1, EarsMethod::c2, EarsMethod::c3}) {
            expect_needed(counts, [&](const std::vector<double>& series) {
                return ears(series, {.method = method, .alpha = 0.02});
            });
        }
        for (const CountTransform transform :
             {CountTransform::standard, CountTransform::rossi, CountTransform::anscombe,
              CountTransform::negative_binomial}) {
            expect_needed(counts, [&](const std::vector<double>& series) {
                return count_cusum(series, {.first = 21, .transform = transform, .size = 4});
            });
        }
        for (const double dispersion : {0.0, 0.3}) {
            expect_needed(counts, [&](const std::vector<double>& series) {
                return count_glr(series,
                                 {.first = 21, .mean = {4}, .dispersion = dispersion, .limit = 3});
            });
        }
        expect_needed(counts, [&](const std::vector<double>& series) {
            return bayes_alarm(series, {.window = {.period = 20, .years = 1, .half_width = 3}});
        });
        expect_needed(counts, [&](const std::vector<double>& series) {
            return rki_alarm(series, {.window = {.period = 20, .years = 1, .half_width = 3}});
        });
    }
}

/// log f(x; factor x mean) - log f(x; mean), summed, at the best factor of 20,000 on a grid.
double ratio_by_grid(const std::vector<double>& x, double mean, double dispersion,
                     std::size_t begin) {
    double best = 0;
    for (int i = 1; i < 20000; ++i) {
        const double factor = 1 + i * 0.0005;
        double sum = 0;
        for (std::size_t t = begin; t < x.size(); ++t) {
            sum += dispersion == 0
                       ? x[t] * std::log(factor) - mean * (factor - 1)
                       : x[t] * std::log(factor) -
                             (x[t] + 1 / dispersion) * std::log((1 + dispersion * mean * factor) /
                                                                (1 + dispersion * mean));
        }
        best = std::max(best, sum);
    }
    return best;
}

TEST(CountAlarm, GlrIsTheLargestRatio) {
    const std::vector<double> x = {3, 5, 2, 6, 8, 7, 4, 9};
    for (const double dispersion : {0.0, 0.25}) {
        const auto got = count_glr(x, {.mean = {4}, .dispersion = dispersion, .limit = 50});
        for (std::size_t n = 1; n <= x.size(); ++n) {
            double best = 0;
            for (std::size_t begin = 0; begin < n; ++begin) {
                best = std::max(best, ratio_by_grid({x.begin(), x.begin() + static_cast<long>(n)},
                                                    4, dispersion, begin));
            }
            EXPECT_NEAR(got.times[n - 1].statistic, best, 1e-5 * (1 + best));
        }
    }
    const auto down = count_glr(std::vector<double>{4, 0, 0, 0},
                                {.mean = {4}, .limit = 7, .direction = GlrDirection::decrease});
    EXPECT_NEAR(down.times[2].statistic, 8, 1e-12); // two zeros: the mean in control, twice
    EXPECT_TRUE(down.times[2].alarm);
    EXPECT_EQ(down.times[2].needed, 0);
}

TEST(CountAlarm, MissingIsNeverZero) {
    auto counts = made_counts(9, 60);
    counts[40] = std::nan("");
    for (const EarsMethod method : {EarsMethod::c1, EarsMethod::c2, EarsMethod::c3}) {
        const auto all = ears(counts, {.method = method});
        const std::size_t place = 41 - all.times.front().row;
        EXPECT_EQ(all.times[place].state, AlarmState::no_data);
        EXPECT_FALSE(all.times[place].alarm);
        // The baseline of the next is the mean of the cells that are there.
        if (method == EarsMethod::c1) {
            double sum = 0;
            for (std::size_t i = 34; i < 40; ++i) {
                sum += counts[i];
            }
            EXPECT_NEAR(all.times[place + 1].expected, sum / 6, 1e-12);
        }
    }
    const auto sums = count_cusum(counts, {.first = 21});
    EXPECT_EQ(sums.times[20].statistic, sums.times[19].statistic);
    for (std::size_t i = 33; i < 40; ++i) {
        counts[i] = std::nan("");
    }
    EXPECT_EQ(ears(counts, {}).times[41 - 7].state, AlarmState::no_baseline);
}

TEST(CountAlarm, Refuses) {
    const auto says = [](const auto& call, const char* part) {
        try {
            call();
            FAIL() << part;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::refused);
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
        }
    };
    const std::vector<double> counts(20, 3);
    const std::vector<double> negative = {1, 2, -3};
    says([&] { (void)ears(negative, {}); }, "holds -3 in row 3");
    says([&] { (void)ears(counts, {.first = 3}); }, "takes 7 rows");
    says([&] { (void)ears(counts, {.baseline = 2}); }, "at least 3");
    says([&] { (void)count_cusum(counts, {}); }, "first row");
    says(
        [&] {
            (void)count_cusum(counts, {.first = 5, .transform = CountTransform::negative_binomial});
        },
        "size");
    says([&] { (void)count_cusum(std::vector<double>(9, 0), {.first = 5}); }, "above 0");
    says([&] { (void)count_glr(counts, {.first = 5, .mean = {1, 2}}); }, "2 means");
    says([&] { (void)bayes_alarm(counts, {.window = {.years = 1}, .first = 10}); },
         "takes 58 rows");
    says([&] { (void)rki_alarm(counts, {.window = {.years = 0, .current = false}}); }, "empty");
}

} // namespace
} // namespace halflight::stats
