// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/random.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace halflight {
namespace {

// Random123 1.14, tests/kat_vectors, "philox4x32 10": key and counter of zeros, and of ones.
TEST(Random, GivesThePublishedVectorsOfPhilox) {
    EXPECT_EQ(Random(0, 0).bits(0) & 0xffffffffU, 0x6627e8d5U);
    EXPECT_EQ(Random(0, 0).bits(0) >> 32U, 0xe169c58dU);
    EXPECT_EQ(Random(~0ULL, ~0ULL).bits(~0ULL) & 0xffffffffU, 0x408f276dU);
    EXPECT_EQ(Random(~0ULL, ~0ULL).bits(~0ULL) >> 32U, 0x41c83b0eU);
}

TEST(Random, UniformAndNormalHaveTheMomentsOfTheirLaws) {
    const Random random(7, 3);
    const std::size_t n = 200'000;
    double u1 = 0;
    double u2 = 0;
    double z1 = 0;
    double z2 = 0;
    double z4 = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double u = random.uniform(i);
        ASSERT_GT(u, 0.0);
        ASSERT_LT(u, 1.0);
        const double z = random.normal(i);
        u1 += u;
        u2 += u * u;
        z1 += z;
        z2 += z * z;
        z4 += z * z * z * z;
    }
    const auto mean = [&](double sum) { return sum / static_cast<double>(n); };
    const double root = std::sqrt(static_cast<double>(n));
    // Five standard errors each.
    EXPECT_NEAR(mean(u1), 0.5, 5 * 0.2887 / root);
    EXPECT_NEAR(mean(u2), 1.0 / 3, 5 * 0.2981 / root);
    EXPECT_NEAR(mean(z1), 0.0, 5 / root);
    EXPECT_NEAR(mean(z2), 1.0, 5 * 1.4143 / root);
    EXPECT_NEAR(mean(z4), 3.0, 5 * 9.798 / root);
}

TEST(Random, StreamsAndSeedsDiffer) {
    EXPECT_NE(Random(1, 0).bits(0), Random(1, 1).bits(0));
    EXPECT_NE(Random(1, 0).bits(0), Random(2, 0).bits(0));
    EXPECT_NE(Random(1, 0).bits(0), Random(1, 0).bits(1));
}

RC_GTEST_PROP(Random, BelowStaysBelow, ()) {
    const auto bound = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
    const auto index = *rc::gen::arbitrary<std::uint64_t>();
    RC_ASSERT(Random(*rc::gen::arbitrary<std::uint64_t>()).below(index, bound) < bound);
}

TEST(Random, BelowIsEven) {
    std::vector<int> counts(7, 0);
    for (std::uint64_t i = 0; i < 70'000; ++i) {
        ++counts[Random(11).below(i, 7)];
    }
    for (const int count : counts) {
        EXPECT_NEAR(count, 10'000, 5 * 92.6);
    }
}

} // namespace
} // namespace halflight
