// SPDX-License-Identifier: Apache-2.0
// Price anomalies: a worked example from the formula of SDG indicator 2.c.1. Seasons: properties,
// and an STL written down a second time, plainly.
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "breaks/reference_files.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/price_anomaly.hpp"
#include "halflight/stats/seasonal.hpp"

namespace halflight::stats {
namespace {

TEST(PriceAnomaly, AsTheWorkedExample) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto prices = reference_column("ifpa_price_sim.csv", "price");
    const std::string file = "ifpa_price_sim_expected.csv";
    const auto run = [&](AnomalyBaseline baseline) {
        return price_anomaly(prices, {.baseline = baseline}).months;
    };
    const auto expect_indicator = [&](AnomalyBaseline baseline, const std::string& column) {
        std::vector<double> got;
        for (const PriceMonth& month : run(baseline)) {
            got.push_back(month.indicator);
        }
        expect_list(got, reference_column(file, column), 1e-11, column);
    };
    expect_indicator(AnomalyBaseline::past, "ifpa_pastonly");
    expect_indicator(AnomalyBaseline::inclusive, "ifpa_inclusive");
    expect_indicator(AnomalyBaseline::full_sample, "ifpa_fullsample");
    std::vector<double> quarterly;
    std::vector<double> annual;
    for (const PriceMonth& month : run(AnomalyBaseline::past)) {
        quarterly.push_back(month.quarterly_growth);
        annual.push_back(month.annual_growth);
    }
    expect_list(quarterly, reference_column(file, "cq"), 1e-8, "quarterly");
    expect_list(annual, reference_column(file, "ca"), 1e-8, "annual");
}

std::vector<double> made_prices(std::uint64_t seed) {
    const Random random(seed);
    std::vector<double> prices = {100};
    for (std::size_t i = 1; i < 96; ++i) {
        prices.push_back(prices.back() * std::exp(0.05 * random.normal(i)));
    }
    return prices;
}

RC_GTEST_PROP(PriceAnomaly, NeededPriceIsTheEdge, (std::uint16_t seed)) {
    auto prices = made_prices(seed);
    const double needed = price_anomaly(prices, {}).months.back().needed;
    prices.back() = needed;
    RC_ASSERT(price_anomaly(prices, {}).months.back().state == PriceState::abnormally_high);
    prices.back() = needed * (1 - 1e-9);
    RC_ASSERT(price_anomaly(prices, {}).months.back().state == PriceState::moderately_high);
}

TEST(PriceAnomaly, MissingAndBadPrices) {
    auto prices = made_prices(2);
    prices[80] = std::nan("");
    const auto fit = price_anomaly(prices, {});
    EXPECT_EQ(fit.warnings[0].code, "missing_left_out");
    EXPECT_EQ(fit.months[80].state, PriceState::unknown);
    EXPECT_EQ(fit.months[83].state, PriceState::unknown);
    EXPECT_NE(fit.months[84].state, PriceState::unknown);
    EXPECT_EQ(fit.months[92].state, PriceState::unknown);
    prices[80] = 0;
    EXPECT_THROW((void)price_anomaly(prices, {}), Error);
    EXPECT_THROW((void)price_anomaly(std::vector<double>(12, 5), {}), Error);
    const auto flat = price_anomaly(std::vector<double>(60, 5), {});
    EXPECT_EQ(flat.warnings.size(), 12U);
    EXPECT_EQ(flat.warnings[0].code, "no_variation");
}

std::vector<double> with_season(std::uint64_t seed, std::size_t cells, double noise) {
    const Random random(seed);
    std::vector<double> made(cells);
    for (std::size_t i = 0; i < cells; ++i) {
        const double t = static_cast<double>(i);
        made[i] = 50 + 0.1 * t + 8 * std::sin(t * 0.5235987755982988) + noise * random.normal(i);
    }
    return made;
}

/// Weighted local line or mean at `at` from the nearest `window` of all cells, by normal equations.
double local_fit(const std::vector<double>& y, const std::vector<double>& w, std::size_t window,
                 int degree, double at) {
    const double n = static_cast<double>(y.size());
    const double q = static_cast<double>(window);
    std::vector<double> apart;
    for (std::size_t j = 0; j < y.size(); ++j) {
        apart.push_back(std::abs(static_cast<double>(j) - at));
    }
    auto sorted = apart;
    std::sort(sorted.begin(), sorted.end());
    const double h = q <= n ? sorted[window - 1] : sorted.back() + std::floor((q - n) / 2);
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double t0 = 0;
    double t1 = 0;
    for (std::size_t j = 0; j < y.size(); ++j) {
        const double share = apart[j] / h;
        const double weight =
            share > 0.999 ? 0 : w[j] * (share > 0.001 ? std::pow(1 - share * share * share, 3) : 1);
        const double x = static_cast<double>(j) - at;
        s0 += weight;
        s1 += weight * x;
        s2 += weight * x * x;
        t0 += weight * y[j];
        t1 += weight * x * y[j];
    }
    return degree == 0 ? t0 / s0 : (s2 * t0 - s1 * t1) / (s0 * s2 - s1 * s1);
}

/// STL with windows of 7 (season, degree 0), 23 and 13, `outer` robustness passes.
std::pair<std::vector<double>, std::vector<double>> plain_stl(const std::vector<double>& y,
                                                              int outer) {
    const std::size_t n = y.size();
    std::vector<double> season(n);
    std::vector<double> trend(n);
    std::vector<double> w(n, 1);
    for (int pass = 0;; ++pass) {
        std::vector<double> cycle(n + 24);
        for (std::size_t month = 0; month < 12; ++month) {
            std::vector<double> part;
            std::vector<double> part_w;
            for (std::size_t i = month; i < n; i += 12) {
                part.push_back(y[i] - trend[i]);
                part_w.push_back(w[i]);
            }
            for (std::size_t j = 0; j < part.size() + 2; ++j) {
                cycle[month + 12 * j] = local_fit(part, part_w, 7, 0, static_cast<double>(j) - 1);
            }
        }
        std::vector<double> low = cycle;
        for (const std::size_t length : {12U, 12U, 3U}) {
            std::vector<double> next;
            for (std::size_t i = 0; i + length <= low.size(); ++i) {
                double sum = 0;
                for (std::size_t j = i; j < i + length; ++j) {
                    sum += low[j];
                }
                next.push_back(sum / static_cast<double>(length));
            }
            low = next;
        }
        std::vector<double> rest(n);
        for (std::size_t i = 0; i < n; ++i) {
            season[i] = cycle[i + 12] -
                        local_fit(low, std::vector<double>(n, 1), 13, 1, static_cast<double>(i));
            rest[i] = y[i] - season[i];
        }
        for (std::size_t i = 0; i < n; ++i) {
            trend[i] = local_fit(rest, w, 23, 1, static_cast<double>(i));
        }
        if (pass == outer) {
            return {season, trend};
        }
        std::vector<double> sizes;
        for (std::size_t i = 0; i < n; ++i) {
            sizes.push_back(std::abs(y[i] - season[i] - trend[i]));
        }
        auto sorted = sizes;
        std::sort(sorted.begin(), sorted.end());
        const double limit = 3 * (sorted[n / 2] + sorted[n - n / 2 - 1]);
        for (std::size_t i = 0; i < n; ++i) {
            const double share = sizes[i] / limit;
            w[i] = share <= 0.001 ? 1 : share <= 0.999 ? std::pow(1 - share * share, 2) : 0;
        }
    }
}

TEST(Seasonal, AsStlWrittenPlainly) {
    auto y = with_season(4, 132, 1);
    y[50] += 40;
    for (const std::size_t outer : {0U, 3U}) {
        const auto fit = seasonal(y, {.season_window = 7,
                                      .trend_window = 23,
                                      .low_pass_window = 13,
                                      .inner = 1,
                                      .outer = outer});
        const auto want = plain_stl(y, static_cast<int>(outer));
        expect_list(fit.season, want.first, 1e-9, "season");
        expect_list(fit.trend, want.second, 1e-9, "trend");
    }
}

TEST(Seasonal, OutliersAndGapsBendNothing) {
    const auto clean = with_season(8, 144, 0.5);
    auto spoiled = clean;
    spoiled[70] += 500;
    auto missing = clean;
    missing[70] = std::nan("");
    const auto one = seasonal(clean, {});
    const auto other = seasonal(spoiled, {});
    const auto gap = seasonal(missing, {});
    for (std::size_t i = 0; i < clean.size(); ++i) {
        EXPECT_NEAR(other.season[i], one.season[i], 0.3) << i;
        // They differ only by the median of the remainders, of one cell more.
        EXPECT_NEAR(gap.season[i], other.season[i], 0.01) << i;
        EXPECT_NEAR(gap.trend[i], other.trend[i], 0.01) << i;
    }
    EXPECT_EQ(other.weights[70], 0);
    EXPECT_TRUE(std::isnan(gap.adjusted[70]));
    EXPECT_EQ(gap.warnings[0].code, "missing_left_out");
    EXPECT_EQ(one.season[0], one.season[12]);
}

RC_GTEST_PROP(Seasonal, PartsAddUp, (std::uint16_t seed)) {
    const auto y = with_season(seed, 60, 2);
    const auto fit = seasonal(y, {.season_window = 9, .jumps = seed % 2 == 0});
    for (std::size_t i = 0; i < y.size(); ++i) {
        RC_ASSERT(std::abs(fit.season[i] + fit.trend[i] + fit.remainder[i] - y[i]) < 1e-10);
    }
}

TEST(Seasonal, Refuses) {
    EXPECT_THROW((void)seasonal(with_season(1, 24, 1), {}), Error);
    EXPECT_THROW((void)seasonal(with_season(1, 60, 1), {.period = 1}), Error);
    EXPECT_THROW((void)seasonal(with_season(1, 60, 1), {.season_window = 2}), Error);
    EXPECT_THROW((void)seasonal(with_season(1, 60, 1), {.trend_degree = 2}), Error);
    auto y = with_season(1, 60, 1);
    for (std::size_t i = 5; i < 60; i += 12) {
        y[i] = std::nan("");
    }
    EXPECT_THROW((void)seasonal(y, {}), Error);
}

} // namespace
} // namespace halflight::stats
