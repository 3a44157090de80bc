// SPDX-License-Identifier: Apache-2.0
#include "halflight/raster/zonal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace {

using halflight::Error;
using halflight::raster::weighted_quantiles;

std::vector<double> quantiles(std::vector<float> values, std::vector<double> weights,
                              const std::vector<double>& probabilities) {
    return weighted_quantiles(values, weights, probabilities);
}

/// By definition: sort, add up, take the first that reaches the share.
double by_sorting(const std::vector<float>& values, const std::vector<double>& weights, double p) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isnan(values[i]) && weights[i] > 0)
            order.push_back(i);
    }
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
    long double whole = 0;
    for (const std::size_t i : order)
        whole += static_cast<long double>(weights[i]);
    long double reached = 0;
    for (const std::size_t i : order) {
        reached += static_cast<long double>(weights[i]);
        if (reached >= (static_cast<long double>(p) - 1e-12L) * whole)
            return static_cast<double>(values[i]);
    }
    return std::numeric_limits<double>::quiet_NaN();
}

TEST(Quantile, InverseOfTheWeightedDistribution) {
    EXPECT_EQ(quantiles({1, 2, 3, 4}, {1, 1, 1, 1}, {0, 0.25, 0.26, 0.5, 0.75, 1}),
              (std::vector<double>{1, 1, 2, 2, 3, 4}));
    EXPECT_EQ(quantiles({4, 1, 3, 2}, {1, 7, 1, 1}, {0.5, 0.7, 0.71, 0.95}),
              (std::vector<double>{1, 1, 2, 4}));
}

TEST(Quantile, ResultsStandInTheOrderAsked) {
    EXPECT_EQ(quantiles({5, 6, 7}, {1, 1, 1}, {0.9, 0.1, 0.5, 0.1}),
              (std::vector<double>{7, 5, 6, 5}));
}

TEST(Quantile, TenthsReachTheirShareWhateverTheRounding) {
    // Ten tenths do not add up to 1 in binary; the fifth of ten equal weights still is the half.
    const std::vector<float> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    for (int i = 1; i <= 10; ++i)
        EXPECT_EQ(quantiles(values, std::vector<double>(10, 0.1), {i / 10.0})[0], i);
}

TEST(Quantile, MissingValuesTakeTheirWeightsAlong) {
    const float nan = std::nanf("");
    EXPECT_EQ(quantiles({nan, 1, nan, 2}, {100, 1, 100, 1}, {0.5, 1}), (std::vector<double>{1, 2}));
    EXPECT_EQ(quantiles({-9, 1, 2}, {0, 1, 1}, {0})[0], 1);
    EXPECT_TRUE(std::isnan(quantiles({nan, nan}, {1, 1}, {0.5})[0]));
    EXPECT_TRUE(std::isnan(quantiles({}, {}, {0.5})[0]));
    EXPECT_TRUE(std::isnan(quantiles({3}, {0}, {0.5})[0]));
}

TEST(Quantile, RefusesWhatIsNoProbability) {
    EXPECT_THROW((void)quantiles({1}, {1}, {1.5}), Error);
    EXPECT_THROW((void)quantiles({1}, {1}, {std::nan("")}), Error);
    EXPECT_THROW((void)quantiles({1, 2}, {1}, {0.5}), Error);
}

RC_GTEST_PROP(Quantile, EqualsSorting, (std::uint64_t seed)) {
    std::mt19937_64 random(seed);
    const auto whole = [&](int high) {
        return std::uniform_int_distribution<int>(0, high)(random);
    };
    std::uniform_real_distribution<double> real(0, 1);
    const int kind = whole(3);
    std::vector<float> values(static_cast<std::size_t>(whole(whole(4) == 0 ? 20000 : 300)));
    std::vector<double> weights(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = kind == 0   ? static_cast<float>(whole(5)) // many equal
                    : kind == 1 ? static_cast<float>(i)        // sorted
                                : static_cast<float>(real(random) * 100 - 20);
        if (whole(20) == 0)
            values[i] = std::nanf("");
        weights[i] = kind == 2 ? 0.214 : real(random);
    }
    std::vector<double> probabilities{0, 1, 0.5, 0.1, 0.25};
    for (int i = whole(4); i > 0; --i)
        probabilities.push_back(real(random));
    const std::vector<double> found = quantiles(values, weights, probabilities);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        const double expected = by_sorting(values, weights, probabilities[i]);
        RC_ASSERT(found[i] == expected || (std::isnan(found[i]) && std::isnan(expected)));
    }
}

/// An order that defeats the choice of pivots costs a sort at most.
TEST(Quantile, HardOrdersEndInTime) {
    constexpr std::size_t count = 200'000;
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) // an organ pipe
        values[i] = static_cast<float>(std::min(i, count - i));
    EXPECT_EQ(quantiles(values, std::vector<double>(count, 1), {0.5})[0], 50'000);
}

} // namespace
