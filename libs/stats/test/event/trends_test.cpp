// SPDX-License-Identifier: Apache-2.0
// trends_test.cpp - power of tests of trends and honest bounds, against draws, scans and limits.
#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "halflight/stats/distribution.hpp"
#include "halflight/stats/honest_bounds.hpp"
#include "halflight/stats/pre_trend.hpp"
#include "made_events.hpp"

namespace halflight::stats {
namespace {

/// Effects with a covariance of sd^2 (rho + (1 - rho) [same time]).
EventPath made_path(const std::vector<int>& times, const std::vector<double>& effects, double sd,
                    double rho) {
    EventPath made{.times = times};
    made.covariance = Matrix(times.size(), times.size());
    for (std::size_t a = 0; a < times.size(); ++a) {
        made.effects.push_back({.name = "", .estimate = effects[a], .std_error = sd});
        for (std::size_t b = 0; b < times.size(); ++b) {
            made.covariance(a, b) = sd * sd * (a == b ? 1 : rho);
        }
    }
    return made;
}

const std::vector<int> six = {-4, -3, -2, 0, 1, 2};

TEST(TrendPower, OneTimeBeforeInClosedForm) {
    const EventPath path = made_path({-2, 0}, {0, 0}, 0.5, 0.4);
    const TrendPower power = trend_power(path);
    EXPECT_NEAR(power.size, 0.05, 1e-12);
    const double z = normal_quantile(0.975);
    for (std::size_t p = 0; p < 2; ++p) {
        const double shift = power.slopes[p] / 0.5; // the trend at -2 is minus one slope
        const double found = normal_upper(z - shift) + normal_upper(z + shift);
        EXPECT_NEAR(found, p == 0 ? 0.5 : 0.8, 1e-8);
        // Mean of N(-shift, 1) between -z and z.
        const double density =
            (std::exp(-0.5 * std::pow(-z + shift, 2)) - std::exp(-0.5 * std::pow(z + shift, 2))) /
            std::sqrt(2 * std::acos(-1.0));
        const double mean = 0.5 * (-shift + density / (1 - found));
        const std::vector<double>& bias = power.outcomes[p].bias_after_passing;
        EXPECT_NEAR(bias[0], mean, 1e-9);
        EXPECT_NEAR(bias[1], power.slopes[p] + 0.4 * (mean + power.slopes[p]), 1e-9);
    }
}

/// The same by drawing paths and keeping those that pass.
TEST(TrendPower, ManyTimesAgainstDraws) {
    const EventPath path = made_path(six, {0, 0, 0, 0, 0, 0}, 0.5, 0.4);
    for (const PassRule rule : {PassRule::individual, PassRule::joint}) {
        const TrendPower power = trend_power(path, {.rule = rule, .powers = {0.5}});
        const double slope = power.slopes[0];
        const double z = normal_quantile(0.975);
        const double bound = chi_squared_quantile(0.95, 3);
        double passed = 0;
        std::array<double, 6> sum{};
        constexpr int draws = 40'000;
        for (int d = 0; d < draws; ++d) {
            const Random random(3, static_cast<std::uint64_t>(d));
            std::array<double, 6> x{};
            double total = 0;
            double squares = 0;
            double largest = 0;
            for (std::size_t t = 0; t < 6; ++t) {
                const double e =
                    std::sqrt(0.4) * random.normal(99) + std::sqrt(0.6) * random.normal(t);
                x[t] = slope * (six[t] + 1) + 0.5 * e;
                if (t < 3) {
                    total += x[t];
                    squares += x[t] * x[t];
                    largest = std::max(largest, std::abs(x[t]));
                }
            }
            // Inverse of (1 - r) I + r 11' by hand.
            const double wald = (squares - 0.4 / (0.6 + 3 * 0.4) * total * total) / 0.6 / 0.25;
            if (rule == PassRule::individual ? largest < 0.5 * z : wald < bound) {
                ++passed;
                for (std::size_t t = 0; t < 6; ++t) {
                    sum[t] += x[t];
                }
            }
        }
        EXPECT_NEAR(passed / draws, 0.5, 0.012);
        for (std::size_t t = 0; t < 6; ++t) {
            EXPECT_NEAR(power.outcomes[0].bias_after_passing[t], sum[t] / passed, 0.015);
        }
    }
}

TEST(TrendPower, MorePowerNeedsMoreSlope) {
    const EventPath path = made_path(six, {0, 0, 0, 0, 0, 0}, 0.5, 0.2);
    const TrendPower power = trend_power(path, {.powers = {0.2, 0.5, 0.8, 0.95}});
    EXPECT_TRUE(std::ranges::is_sorted(power.slopes));
    const TrendOutcome none = under_violation(path, std::vector<double>(6, 0.0));
    EXPECT_NEAR(none.power, power.size, 1e-12);
    for (const double bias : none.bias_after_passing) {
        EXPECT_NEAR(bias, 0, 1e-3);
    }
}

TEST(TrendPower, Refusals) {
    EXPECT_NE(refused([] {
                  (void)trend_power(made_path({0, 1}, {0, 0}, 1, 0));
              }).find("no effect before"),
              std::string::npos);
    EXPECT_NE(
        refused([] { (void)trend_power(made_path({-1, 0}, {0, 0}, 1, 0)); }).find("universal base"),
        std::string::npos);
    EXPECT_NE(refused([] {
                  (void)trend_power(made_path(six, {0, 0, 0, 0, 0, 0}, 1, 1));
              }).find("singular"),
              std::string::npos);
    EXPECT_NE(refused([] {
                  (void)trend_power(made_path(six, {0, 0, 0, 0, 0, 0}, 1, 0), {.powers = {0.01}});
              }).find("a power of"),
              std::string::npos);
}

double folded(double c, double shift) {
    return normal_cdf(c - shift) - normal_cdf(-c - shift);
}

/// Three times before leave two free weights: all of them tried.
TEST(Smoothness, NoAffineIntervalIsShorter) {
    const EventPath path = made_path({-4, -3, -2, 0, 1}, {0.1, -0.2, 0.3, 1.5, 2}, 0.5, 0.3);
    for (const double m : {0.05, 0.3}) {
        const HonestFit fit = honest_bounds(path, {.bound = TrendBound::smoothness, .m = {m}});
        double shortest = 1e9;
        for (double w1 = -1.2; w1 <= 1.2; w1 += 0.03) {
            for (double w2 = -1.2; w2 <= 1.2; w2 += 0.03) {
                // Weights of -4, -3, -2 and 0 with slopes cancelled.
                const std::array<double, 4> v = {w2, w1 - 2 * w2, 1 - 2 * w1 + w2, 1};
                double variance = 0;
                for (std::size_t a = 0; a < 4; ++a) {
                    for (std::size_t b = 0; b < 4; ++b) {
                        variance += v[a] * v[b] * 0.25 * (a == b ? 1 : 0.3);
                    }
                }
                const double sd = std::sqrt(variance);
                const double bias = m * (1 + std::abs(w1) + std::abs(w2));
                double c = bias / sd;
                while (folded(c, bias / sd) < 0.95) {
                    c += 0.001;
                }
                shortest = std::min(shortest, c * sd);
            }
        }
        const double half = (fit.sets[0].high - fit.sets[0].low) / 2;
        EXPECT_LE(half, shortest);
        EXPECT_GT(half, 0.995 * shortest);
    }
}

/// Without noise a set is what the bound identifies.
TEST(Smoothness, LimitWithoutNoise) {
    // Straight before: continued, less one bend.
    const EventPath path = made_path({-3, -2, 0, 1}, {-0.4, -0.2, 1.2, 1.9}, 1e-6, 0);
    const HonestFit fit =
        honest_bounds(path, {.bound = TrendBound::smoothness, .m = {0, 0.1}, .weights = {0, 1}});
    EXPECT_NEAR(fit.sets[0].low, 1.5, 1e-4);
    EXPECT_NEAR(fit.sets[0].high, 1.5, 1e-4);
    EXPECT_NEAR(fit.sets[1].low, 1.5 - 0.3, 1e-4);
    EXPECT_NEAR(fit.sets[1].high, 1.5 + 0.3, 1e-4);
    EXPECT_NEAR(fit.breakdown, 0.5, 1e-4);
}

TEST(RelativeMagnitudes, LimitWithoutNoise) {
    const EventPath path = made_path({-3, -2, 0, 1}, {0.3, 0.1, 1, 2}, 1e-6, 0);
    HonestSpec spec{.m = {0, 1, 2}};
    const HonestFit first = honest_bounds(path, spec);
    // The largest change before is 0.2; the first effect has one change, the second two.
    EXPECT_NEAR(first.sets[0].low, 1, 1e-4);
    EXPECT_NEAR(first.sets[1].low, 0.8, 1e-4);
    EXPECT_NEAR(first.sets[2].high, 1.4, 1e-4);
    EXPECT_NEAR(first.breakdown, 5, 1e-3);
    spec.weights = {0, 1};
    EXPECT_NEAR(honest_bounds(path, spec).sets[1].low, 1.6, 1e-4);
    spec.weights = {-1, 1};
    EXPECT_NEAR(honest_bounds(path, spec).sets[1].low, 0.8, 1e-4);
}

TEST(Honest, SetsGrowWithTheBound) {
    const EventPath path = made_path(six, {0.1, -0.2, 0.1, 2, 2.2, 2.5}, 0.3, 0.4);
    for (const TrendBound bound : {TrendBound::relative_magnitudes, TrendBound::smoothness}) {
        const HonestFit fit = honest_bounds(path, {.bound = bound, .m = {0, 0.5, 1, 2}});
        for (std::size_t s = 1; s < fit.sets.size(); ++s) {
            EXPECT_LE(fit.sets[s].low, fit.sets[s - 1].low);
            EXPECT_GE(fit.sets[s].high, fit.sets[s - 1].high);
        }
        EXPECT_GT(fit.breakdown, 0);
        const HonestFit at = honest_bounds(
            path, {.bound = bound, .m = {0.99 * fit.breakdown, 1.01 * fit.breakdown}});
        EXPECT_GT(at.sets[0].low, 0);
        EXPECT_LE(at.sets[1].low, 0);
    }
}

TEST(Honest, ScaleAndSignCarryOver) {
    const std::vector<double> effects = {0.1, -0.2, 0.1, 2, 2.2, 2.5};
    std::vector<double> turned = effects;
    for (double& effect : turned) {
        effect *= -10;
    }
    for (const TrendBound bound : {TrendBound::relative_magnitudes, TrendBound::smoothness}) {
        const double unit = bound == TrendBound::smoothness ? 10 : 1;
        const HonestFit one =
            honest_bounds(made_path(six, effects, 0.3, 0.4), {.bound = bound, .m = {0.5}});
        const HonestFit ten =
            honest_bounds(made_path(six, turned, 3, 0.4), {.bound = bound, .m = {0.5 * unit}});
        // First-stage draws are not symmetric: their own error remains.
        EXPECT_NEAR(ten.sets[0].high, -10 * one.sets[0].low, 0.05);
        EXPECT_NEAR(ten.sets[0].low, -10 * one.sets[0].high, 0.05);
    }
}

TEST(Honest, Refusals) {
    const auto refusal = [](const EventPath& path, const HonestSpec& spec = {}) {
        return refused([&] { (void)honest_bounds(path, spec); });
    };
    const EventPath path = made_path({-3, -2, 0, 1}, {0, 0, 1, 1}, 0.3, 0);
    EXPECT_NE(refusal(path, {.m = {-1}}).find("not negative"), std::string::npos);
    EXPECT_NE(refusal(path, {.weights = {1}}).find("1 weights for 2"), std::string::npos);
    EXPECT_NE(refusal(path, {.weights = {0, 0}}).find("not all zero"), std::string::npos);
    EXPECT_NE(refusal(made_path({-4, -2, 0}, {0, 0, 1}, 0.3, 0)).find("gap"), std::string::npos);
    EXPECT_NE(refusal(path, {.draws = 0}).find("0 draws"), std::string::npos);
    EXPECT_NE(refusal(made_path({-3, -2, 0}, {0, 0, 1}, 0.3, 1)).find("no variance"),
              std::string::npos);
    EXPECT_NE(refusal(made_path({-3, -2}, {0, 0}, 0.3, 0)).find("nothing to bound"),
              std::string::npos);
}

} // namespace
} // namespace halflight::stats
