// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/resample.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace halflight::stats {
namespace {

TEST(Resample, EqualBytesWhateverTheThreads) {
    const Draw draw = [](std::size_t, const Random& random, std::span<double> out) {
        out[0] = random.normal(0);
        out[1] = random.uniform(1);
        return random.uniform(2) > 0.1;
    };
    const Replicates one = replicate({.count = 500, .seed = 9, .jobs = 1}, 2, draw);
    const Replicates five = replicate({.count = 500, .seed = 9, .jobs = 5}, 2, draw);
    EXPECT_GT(one.failed, 20U);
    EXPECT_EQ(one.failed, five.failed);
    for (std::size_t i = 0; i < 1000; ++i) {
        const double a = one.values.data()[i];
        const double b = five.values.data()[i];
        EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b)));
    }
}

TEST(Resample, ProgressCountsUp) {
    std::vector<std::size_t> seen;
    const auto nothing = [](std::size_t, const Random&, std::span<double>) { return true; };
    const Draws draws{
        .count = 50, .jobs = 3, .progress = [&](std::size_t n) { seen.push_back(n); }};
    (void)replicate(draws, 0, nothing);
    std::vector<std::size_t> want(50);
    std::iota(want.begin(), want.end(), std::size_t{1});
    EXPECT_EQ(seen, want);
}

TEST(Resample, DeviationAndQuantileLeaveOutFailures) {
    const double none = std::nan("");
    const std::vector<double> draws = {4, none, 1, 2, 3};
    EXPECT_NEAR(deviation(draws), std::sqrt(5.0 / 3), 1e-15);
    EXPECT_EQ(quantile(draws, 0.5), 2.5);
    EXPECT_EQ(quantile(draws, 0.0), 1);
    EXPECT_EQ(quantile(draws, 1.0), 4);
    EXPECT_NEAR(quantile(draws, 0.1), 1.3, 1e-15);
    EXPECT_TRUE(std::isnan(deviation(std::vector<double>{1, none})));
    EXPECT_TRUE(std::isnan(quantile(std::vector<double>{none}, 0.5)));
}

RC_GTEST_PROP(Resample, APermutationHoldsEveryIndexOnce, ()) {
    const auto n = *rc::gen::inRange<std::size_t>(0, 200);
    std::vector<std::size_t> order = permutation(Random(*rc::gen::arbitrary<std::uint64_t>()), n);
    std::ranges::sort(order);
    for (std::size_t i = 0; i < n; ++i) {
        RC_ASSERT(order[i] == i);
    }
}

TEST(Resample, EveryPermutationIsAsLikely) {
    std::vector<int> counts(6, 0);
    for (std::uint64_t s = 0; s < 60'000; ++s) {
        const auto order = permutation(Random(3, s), 3);
        ++counts[order[0] * 2 + (order[1] > order[2] ? 1 : 0)];
    }
    for (const int count : counts) {
        EXPECT_NEAR(count, 10'000, 5 * 91.3);
    }
}

} // namespace
} // namespace halflight::stats
