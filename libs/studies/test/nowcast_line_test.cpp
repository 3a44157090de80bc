// SPDX-License-Identifier: Apache-2.0
#include "nowcast_line.hpp"

#include "halflight/base/random.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <set>

namespace halflight::studies {
namespace {

constexpr double penalties[] = {0, 0.1, 0.25, 0.5, 1, 2, 4, 8};

/// Minimises sum (y - a - b x)^2 + amount b^2 by its normal equations, without centring.
struct Plain {
    double level, slope;
};
Plain ridge(const std::vector<double>& x, const std::vector<double>& y, double amount) {
    double n = 0, sx = 0, sy = 0, xx = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        n += 1;
        sx += x[i];
        sy += y[i];
        xx += x[i] * x[i];
        xy += x[i] * y[i];
    }
    const double det = n * (xx + amount) - sx * sx;
    const double slope = (n * xy - sx * sy) / det;
    return {(sy - slope * sx) / n, slope};
}

double sum_of_squares(const std::vector<double>& x) {
    double mean = 0;
    double out = 0;
    for (const double one : x) {
        mean += one / static_cast<double>(x.size());
    }
    for (const double one : x) {
        out += (one - mean) * (one - mean);
    }
    return out;
}

/// The closed form is that of leaving out one after the other and fitting anew.
RC_GTEST_PROP(NowcastLine, LeavesOutAsIfFittedAnew, (std::uint16_t seed)) {
    const Random random(seed);
    const std::size_t n = 5 + random.below(0, 12);
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t i = 0; i < n; ++i) {
        x.push_back(3 * random.normal(10 + i));
        y.push_back(0.4 * random.uniform(1) * x.back() + random.normal(50 + i));
    }
    const Line line = ridge_line(x, y);
    double best = INFINITY;
    double best_penalty = INFINITY;
    const auto left_out = [&](double amount) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<double> other_x = x;
            std::vector<double> other_y = y;
            other_x.erase(other_x.begin() + static_cast<std::ptrdiff_t>(i));
            other_y.erase(other_y.begin() + static_cast<std::ptrdiff_t>(i));
            const Plain fit = ridge(other_x, other_y, amount);
            sum += std::pow(y[i] - fit.level - fit.slope * x[i], 2);
        }
        return sum / static_cast<double>(n);
    };
    for (const double penalty : penalties) {
        const double mse = left_out(penalty * sum_of_squares(x));
        if (mse < best) {
            best = mse;
            best_penalty = penalty;
        }
    }
    const double without = left_out(1e12 * sum_of_squares(x)); // as good as no slope
    RC_ASSERT(std::abs(line.left_out_mse - std::min(best, without)) < 1e-8);
    if (std::isinf(line.penalty)) {
        RC_ASSERT(line.slope == 0);
    } else if (best < without - 1e-9) {
        const Plain fit = ridge(x, y, line.penalty * sum_of_squares(x));
        RC_ASSERT(line.penalty == best_penalty);
        RC_ASSERT(std::abs(line.slope - fit.slope) < 1e-10);
        RC_ASSERT(std::abs(line.at(1.5) - fit.level - 1.5 * fit.slope) < 1e-9);
    }
}

TEST(NowcastLine, ConstantsHaveNoSlope) {
    const Line line = ridge_line(std::vector<double>{2, 2, 2}, std::vector<double>{1, 2, 6});
    EXPECT_EQ(line.slope, 0);
    EXPECT_DOUBLE_EQ(line.at(9), 3);
}

TEST(NowcastLine, OneSectorPooledIsTheLineItself) {
    const std::vector<double> x = {1, 3, 2, 5, 4, 7};
    const std::vector<double> y = {1.1, 2.9, 2.2, 5.3, 3.7, 7.1};
    std::vector<PooledPoint> points;
    for (std::size_t i = 0; i < x.size(); ++i) {
        points.push_back({0, static_cast<int>(i), x[i], y[i]});
    }
    const Line pooled = pooled_lines(points, 1)[0];
    const Line line = ridge_line(x, y);
    EXPECT_EQ(pooled.penalty, line.penalty);
    EXPECT_NEAR(pooled.slope, line.slope, 1e-12);
    EXPECT_NEAR(pooled.left_out_mse, line.left_out_mse, 1e-12);
    EXPECT_NEAR(pooled.at(6), line.at(6), 1e-12);
}

TEST(NowcastLine, PooledSectorsKeepTheirLevels) {
    std::vector<PooledPoint> points;
    for (int year = 0; year < 6; ++year) {
        const double x = year * year;
        points.push_back({0, year, x, 2 * x + 10});
        points.push_back({1, year, x - 3, 2 * (x - 3) - 5});
    }
    const auto lines = pooled_lines(points, 2);
    EXPECT_NEAR(lines[0].slope, 2, 1e-10);
    EXPECT_EQ(lines[0].slope, lines[1].slope);
    EXPECT_NEAR(lines[0].at(1), 12, 1e-9);
    EXPECT_NEAR(lines[1].at(1), -3, 1e-9);
}

} // namespace
} // namespace halflight::studies
