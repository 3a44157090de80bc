// SPDX-License-Identifier: Apache-2.0
// made_test.cpp - shift-share results on made regions, by formulas written out.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/rotemberg.hpp"
#include "halflight/stats/shock_level.hpp"
#include "made_regions.hpp"

namespace halflight::stats {
namespace {

using Vector = std::vector<double>;

bool has(const Warnings& warnings, const std::string& code) {
    return std::ranges::any_of(warnings, [&](const Warning& w) { return w.code == code; });
}

// Weighted least squares by normal equations and elimination.
Vector regress(const std::vector<Vector>& x, const Vector& y, const Vector& w) {
    const std::size_t p = x.size();
    std::vector<Vector> a(p, Vector(p + 1));
    for (std::size_t i = 0; i < y.size(); ++i) {
        for (std::size_t r = 0; r < p; ++r) {
            for (std::size_t c = 0; c < p; ++c) {
                a[r][c] += w[i] * x[r][i] * x[c][i];
            }
            a[r][p] += w[i] * x[r][i] * y[i];
        }
    }
    for (std::size_t r = 0; r < p; ++r) {
        for (std::size_t other = 0; other < p; ++other) {
            const double factor = other == r ? 0 : a[other][r] / a[r][r];
            for (std::size_t c = 0; c <= p; ++c) {
                a[other][c] -= factor * a[r][c];
            }
        }
    }
    Vector made;
    for (std::size_t r = 0; r < p; ++r) {
        made.push_back(a[r][p] / a[r][r]);
    }
    return made;
}

Vector residual(const std::vector<Vector>& x, Vector y, const Vector& w) {
    const Vector slope = regress(x, y, w);
    for (std::size_t i = 0; i < y.size(); ++i) {
        for (std::size_t r = 0; r < x.size(); ++r) {
            y[i] -= slope[r] * x[r][i];
        }
    }
    return y;
}

struct ByHand {
    double estimate = 0;
    double akm = 0;
    Vector outcome;
    Vector treatment;
    Vector scores_of_treatment;
    double denominator = 0;
    std::vector<Vector> columns;
    Vector slope;
    // The AKM0 statistic of effect b.
    [[nodiscard]] double null_statistic(const MadeRegions& m, double b) const {
        return std::abs(denominator * (estimate - b)) / norm(m, b);
    }
    [[nodiscard]] double norm(const MadeRegions& m, double b) const {
        std::map<int, double> sums;
        for (std::size_t k = 0; k < columns.size(); ++k) {
            double sum = 0;
            for (std::size_t i = 0; i < outcome.size(); ++i) {
                sum += m.weights[i] * columns[k][i] * (outcome[i] - b * treatment[i]);
            }
            sums[m.sectors[k]] += slope[k] * sum;
        }
        double squares = 0;
        for (const auto& [sector, sum] : sums) {
            squares += sum * sum;
        }
        return std::sqrt(squares);
    }
};

ByHand by_hand(const MadeRegions& m) {
    const std::size_t n = m.outcome.size();
    const auto control = m.controls.column(0);
    const std::vector<Vector> z = {Vector(n, 1.0), Vector(control.begin(), control.end())};
    ByHand made;
    Vector instrument(n);
    for (std::size_t k = 0; k < m.shocks.size(); ++k) {
        const auto column = m.shares.column(k);
        made.columns.emplace_back(column.begin(), column.end());
        for (std::size_t i = 0; i < n; ++i) {
            instrument[i] += m.shocks[k] * column[i];
        }
    }
    const Vector x = residual(z, instrument, m.weights);
    made.outcome = residual(z, m.outcome, m.weights);
    made.treatment = residual(z, m.treatment, m.weights);
    double reduced = 0;
    for (std::size_t i = 0; i < n; ++i) {
        reduced += m.weights[i] * x[i] * made.outcome[i];
        made.denominator += m.weights[i] * x[i] * made.treatment[i];
    }
    made.estimate = reduced / made.denominator;
    made.slope = regress(made.columns, x, m.weights);
    made.akm = made.norm(m, made.estimate) / std::abs(made.denominator);
    return made;
}

TEST(ShiftShare, AkmByHandOnSparseAndFullShares) {
    for (const double filled : {0.1, 0.9}) {
        const MadeRegions m = made_regions(90, 20, filled, 1, 3);
        const ByHand want = by_hand(m);
        const ShiftShareFit fit = fit_shift_share(m.view(), {.share_sums = ShareSums::complete});
        EXPECT_NEAR(fit.estimate, want.estimate, 1e-10);
        EXPECT_NEAR(fit.akm.std_error, want.akm, 1e-9 * want.akm);
        // The ends of the AKM0 set are where its test just rejects.
        ASSERT_EQ(fit.akm0_shape, SetShape::interval);
        EXPECT_NEAR(want.null_statistic(m, fit.akm0.low), normal_quantile(0.975), 1e-8);
        EXPECT_NEAR(want.null_statistic(m, fit.akm0.high), normal_quantile(0.975), 1e-8);
        EXPECT_LT(fit.akm0.low, fit.estimate);
        EXPECT_GT(fit.akm0.high, fit.estimate);
        EXPECT_GT(fit.first_stage_f, 10);
    }
}

TEST(ShiftShare, AColumnThatOthersExplainIsLeftOutAndNamed) {
    const MadeRegions m = made_regions(80, 12, 0.5, 1, 4);
    MadeRegions twice = m;
    twice.shares = Matrix(80, 13);
    for (std::size_t k = 0; k < 13; ++k) {
        std::ranges::copy(m.shares.column(k < 12 ? k : 5), twice.shares.column(k).begin());
    }
    twice.shocks.push_back(0);
    twice.sectors.push_back(2);
    const ShiftShareSpec spec{.share_sums = ShareSums::as_given};
    const ShiftShareFit one = fit_shift_share(m.view(), spec);
    const ShiftShareFit other = fit_shift_share(twice.view(), spec);
    EXPECT_TRUE(one.dropped_shares.empty());
    EXPECT_EQ(other.dropped_shares, std::vector<std::size_t>{12});
    EXPECT_TRUE(has(other.warnings, "collinear_shares"));
    EXPECT_NEAR(other.akm.std_error, one.akm.std_error, 1e-9);
    EXPECT_NEAR(other.akm0.high, one.akm0.high, 1e-8);
}

TEST(ShiftShare, SumsOfSharesAreControlledFor) {
    const MadeRegions m = made_regions(90, 15, 0.5, 0.8, 5);
    const ShiftShareFit given = fit_shift_share(m.view(), {.share_sums = ShareSums::as_given});
    EXPECT_TRUE(has(given.warnings, "incomplete_shares"));
    const ShiftShareFit controlled = fit_shift_share(m.view(), {});
    EXPECT_FALSE(has(controlled.warnings, "incomplete_shares"));
    EXPECT_EQ(controlled.rank, 3U);
    // Adding a constant to all shocks then changes nothing.
    MadeRegions moved = m;
    for (double& g : moved.shocks) {
        g += 10;
    }
    EXPECT_NEAR(fit_shift_share(moved.view(), {}).estimate, controlled.estimate, 1e-9);
    MadeRegions summed = m;
    summed.controls = Matrix(90, 2);
    for (std::size_t i = 0; i < 90; ++i) {
        summed.controls(i, 0) = m.controls(i, 0);
        for (std::size_t k = 0; k < 15; ++k) {
            summed.controls(i, 1) += m.shares(i, k);
        }
    }
    const ShiftShareFit own = fit_shift_share(summed.view(), {.share_sums = ShareSums::as_given});
    EXPECT_NEAR(own.estimate, controlled.estimate, 1e-10);
    EXPECT_FALSE(has(own.warnings, "incomplete_shares"));
}

TEST(ShiftShare, TheShockLevelRegressionGivesTheSameEstimate) {
    const MadeRegions m = made_regions(120, 25, 0.4, 0.9, 6);
    const ShockLevelFit fit = fit_shock_level(m.view(), {});
    EXPECT_NEAR(fit.effect.estimate, fit_shift_share(m.view(), {}).estimate, 1e-10);
    double sum = 0;
    double squares = 0;
    for (const double s : fit.exposure) {
        sum += s;
        squares += s * s;
    }
    EXPECT_NEAR(sum, 1, 1e-12);
    EXPECT_NEAR(fit.effective_shocks, 1 / squares, 1e-9);
    EXPECT_LE(fit.effective_clusters, fit.effective_shocks);
}

TEST(ShiftShare, BalanceFindsWhatMovesWithShocks) {
    const MadeRegions m = made_regions(300, 60, 0.3, 1, 7);
    Matrix both(300, 2);
    for (std::size_t i = 0; i < 300; ++i) {
        both(i, 0) = Random(55).normal(i);
        for (std::size_t k = 0; k < 60; ++k) {
            both(i, 1) += m.shares(i, k) * (2 * m.shocks[k] + 0.1 * Random(56).normal(k));
        }
    }
    const auto regions = balance_of_regions(m.view(), {}, both.view(), {"noise", "moved"});
    ASSERT_EQ(regions.size(), 2U);
    EXPECT_GT(regions[0].p_value, 0.01);
    EXPECT_LT(regions[1].p_value, 1e-6);
    EXPECT_NEAR(regions[1].estimate, 2, 0.2);
    Matrix of_sector(60, 1);
    for (std::size_t k = 0; k < 60; ++k) {
        of_sector(k, 0) = -3 * m.shocks[k] + 1;
    }
    const auto shocks = balance_of_shocks(m.view(), {}, of_sector.view(), {"mirror"});
    EXPECT_NEAR(shocks[0].estimate, -3, 1e-10);
}

TEST(Rotemberg, WeightsMakeUpTheEstimate) {
    const MadeRegions m = made_regions(100, 18, 0.4, 1, 8);
    const RotembergFit fit = rotemberg_weights(m.view(), {}, m.sectors);
    double weights = 0;
    double products = 0;
    for (const RotembergShare& s : fit.shares) {
        weights += s.alpha;
        products += s.alpha * s.beta;
    }
    EXPECT_NEAR(weights, 1, 1e-12);
    EXPECT_NEAR(products, fit.estimate, 1e-10);
    EXPECT_NEAR(fit.estimate, fit_shift_share(m.view(), {}).estimate, 1e-10);
    EXPECT_NEAR(fit.sum_negative + fit.sum_positive, 1, 1e-12);
    double grouped = 0;
    for (const RotembergGroup& g : fit.groups) {
        grouped += g.alpha * g.beta;
    }
    EXPECT_EQ(fit.groups.size(), 9U);
    EXPECT_NEAR(grouped, fit.estimate, 1e-10);
}

TEST(Rotemberg, OneShareAloneAndOneShareLess) {
    const MadeRegions m = made_regions(100, 10, 0.6, 1, 9);
    const RotembergFit fit = rotemberg_weights(m.view(), {}, {});
    for (const std::size_t k : {0U, 4U, 9U}) {
        MadeRegions less = m;
        less.shocks[k] = 0;
        EXPECT_NEAR(fit.shares[k].without, fit_shift_share(less.view(), {}).estimate, 1e-9);
        MadeRegions alone = m;
        std::ranges::fill(alone.shocks, 0.0);
        alone.shocks[k] = 1;
        const ShiftShareFit single = fit_shift_share(alone.view(), {});
        EXPECT_NEAR(fit.shares[k].beta, single.estimate, 1e-9);
        ShiftShareData stage = alone.view();
        stage.treatment = {};
        stage.outcome = m.treatment;
        const Coefficient robust = fit_shift_share(stage, {}).robust;
        EXPECT_NEAR(fit.shares[k].f, robust.statistic * robust.statistic, 1e-8 * fit.shares[k].f);
    }
}

TEST(LeaveOneOut, ByHand) {
    const MadeRegions m = made_regions(30, 5, 0.9, 1, 10);
    Matrix growth(30, 5);
    Matrix weights(30, 5);
    for (std::size_t c = 0; c < 150; ++c) {
        growth.data()[c] = Random(4).normal(c);
        weights.data()[c] = Random(5).uniform(c);
    }
    const Vector made =
        leave_one_out_instrument(m.shares.view(), growth.view(), weights.view(), m.states);
    for (std::size_t i = 0; i < 30; ++i) {
        double want = 0;
        for (std::size_t k = 0; k < 5; ++k) {
            double top = 0;
            double bottom = 0;
            for (std::size_t j = 0; j < 30; ++j) {
                if (m.states[j] != m.states[i]) {
                    top += weights(j, k) * growth(j, k);
                    bottom += weights(j, k);
                }
            }
            want += m.shares(i, k) * top / bottom;
        }
        EXPECT_NEAR(made[i], want, 1e-12);
    }
}

TEST(Randomization, IntervalHoldsTheEstimateAndItsEndsAreTests) {
    const MadeRegions m = made_regions(120, 30, 0.3, 1, 11);
    ShiftShareSpec spec{.level = 0.9};
    Draws draws{.count = 499, .seed = 3, .jobs = 1};
    const RandomizationFit fit = randomize_shocks(m.view(), spec, {}, draws);
    ASSERT_TRUE(fit.bounded);
    EXPECT_LT(fit.low, fit.estimate);
    EXPECT_GT(fit.high, fit.estimate);
    const auto p_at = [&](double b) {
        spec.null_value = b;
        return randomize_shocks(m.view(), spec, {}, draws).p_value;
    };
    const double width = fit.high - fit.low;
    EXPECT_GT(p_at(fit.low + 1e-6 * width), 0.1);
    EXPECT_LE(p_at(fit.low - 1e-6 * width), 0.1);
    EXPECT_GT(p_at(fit.high - 1e-6 * width), 0.1);
    EXPECT_LE(p_at(fit.high + 1e-6 * width), 0.1);
    EXPECT_EQ(p_at(fit.estimate), 1);
    spec.null_value = 0;
    for (const int jobs : {2, 5}) {
        draws.jobs = jobs;
        const RandomizationFit again = randomize_shocks(m.view(), spec, {}, draws);
        EXPECT_EQ(again.low, fit.low);
        EXPECT_EQ(again.p_value, fit.p_value);
    }
}

TEST(Randomization, ShocksStayWithinTheirGroups) {
    const MadeRegions m = made_regions(60, 8, 0.6, 1, 12);
    const std::vector<int> pairs = {0, 0, 1, 1, 2, 2, 3, 3};
    const RandomizationFit fit =
        randomize_shocks(m.view(), {.level = 0.5}, pairs, {.count = 2'000, .seed = 2});
    // Four swaps: sixteen assignments, so that p is near a multiple of a sixteenth.
    const double sixteenths = fit.p_value * 16;
    EXPECT_NEAR(sixteenths, std::round(sixteenths), 0.6);
    EXPECT_GT(fit.p_value, 1.0 / 16 - 0.03);
}

std::string refusal(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.code() == ErrorCode::refused ? error.what() : "another code";
    }
    return "";
}

TEST(ShiftShareRefusals, SayWhatIsLacking) {
    const auto expect = [](MadeRegions m, const std::string& part, ShiftShareSpec spec = {}) {
        const std::string text = refusal([&] { (void)fit_shift_share(m.view(), spec); });
        EXPECT_NE(text.find(part), std::string::npos) << part << ": " << text;
    };
    const MadeRegions good = made_regions(40, 6, 0.7, 0.8, 13);
    MadeRegions bad = good;
    bad.outcome[7] = undefined;
    expect(bad, "the outcome is not a number in row 7");
    bad = good;
    bad.weights[3] = 0;
    expect(bad, "the weight of row 3 is 0");
    bad = good;
    bad.shares(2, 1) = -0.1;
    expect(bad, "the share of row 2 in shock 1");
    bad = good;
    bad.shocks.pop_back();
    expect(bad, "the shocks has 5 values");
    expect(good, "declared complete", {.share_sums = ShareSums::complete});
    bad = good;
    std::ranges::fill(bad.shocks, 2.0);
    expect(bad, "no variation left");
    bad = good;
    std::ranges::fill(bad.states, 1);
    expect(bad, "one cluster of regions");
    bad = good;
    bad.treatment.assign(40, 3.0);
    expect(bad, "explain the treatment");
    bad = good;
    std::ranges::fill(bad.sectors, 1);
    const std::string text = refusal([&] { (void)fit_shock_level(bad.view(), {}); });
    EXPECT_NE(text.find("one cluster of sectors"), std::string::npos) << text;
    expect(good, "between 0 and 1", {.level = 1});
}

TEST(ShiftShareRefusals, AnUnboundedSetIsSaidToBeOne) {
    MadeRegions m = made_regions(60, 12, 0.5, 1, 14);
    for (std::size_t i = 0; i < 60; ++i) {
        m.treatment[i] = Random(77).normal(i); // not moved by the shocks
    }
    const ShiftShareFit fit = fit_shift_share(m.view(), {});
    EXPECT_NE(fit.akm0_shape, SetShape::interval);
    EXPECT_TRUE(has(fit.warnings, "akm0_unbounded"));
    EXPECT_TRUE(has(fit.warnings, "weak_first_stage"));
    if (fit.akm0_shape == SetShape::rays) {
        EXPECT_TRUE(fit.estimate <= fit.akm0.high || fit.estimate >= fit.akm0.low);
    }
}

} // namespace
} // namespace halflight::stats
