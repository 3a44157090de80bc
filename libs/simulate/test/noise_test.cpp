// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/random.hpp"
#include "noise.hpp"
#include "smooth_field.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace halflight::simulate {
namespace {

TEST(Noise, BitsAreThoseOfTheOneSourceOfChance) {
    const std::uint64_t seed = 0x0123456789abcdefU;
    const std::uint64_t stream = 0xfedcba9876543210U;
    const Random random(seed, stream);
    for (const std::uint64_t index : {0ULL, 8ULL, 0xfffffff0ULL, 0x500000000ULL}) {
        std::uint32_t words[32];
        noise_words(seed, stream, index, words);
        for (std::size_t i = 0; i < 8; ++i) {
            EXPECT_EQ(random.bits(index + i), words[i] | std::uint64_t{words[8 + i]} << 32U);
        }
    }
}

TEST(Noise, NormalsAreBoxAndMullers) {
    for (std::uint64_t index = 0; index < 8000; index += 8) {
        std::uint32_t words[32];
        float normals[noise_chunk];
        noise_words(1, 2, index, words);
        noise_normals(1, 2, index, normals);
        for (std::size_t i = 0; i < 8; ++i) {
            const double uniform = (std::floor(words[i] / 2.0) + 0.5) / 2147483648.0;
            const double radius = std::sqrt(-2 * std::log(uniform));
            const double angle =
                2 * std::numbers::pi * static_cast<std::int32_t>(words[8 + i]) / 4294967296.0;
            ASSERT_NEAR(static_cast<double>(normals[i]), radius * std::cos(angle), 1e-5);
            ASSERT_NEAR(static_cast<double>(normals[8 + i]), radius * std::sin(angle), 1e-5);
        }
    }
}

TEST(Noise, IsStandardNormalAndUncorrelated) {
    constexpr std::size_t count = 1'000'000 / noise_chunk * noise_chunk;
    std::vector<float> drawn(count);
    for (std::size_t i = 0; i < count; i += noise_chunk) {
        noise_normals(9, 1, i / noise_chunk * noise_blocks, drawn.data() + i);
    }
    double sums[5]{};
    double beyond = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = static_cast<double>(drawn[i]);
        sums[0] += value;
        sums[1] += value * value;
        sums[2] += value * value * value * value;
        sums[3] += i > 0 ? value * static_cast<double>(drawn[i - 1]) : 0;
        sums[4] += i > 7 ? value * static_cast<double>(drawn[i - 8]) : 0;
        beyond += value > 1.959964 ? 1 : 0;
    }
    constexpr double n = count;
    EXPECT_NEAR(sums[0] / n, 0, 4 / std::sqrt(n));
    EXPECT_NEAR(sums[1] / n, 1, 4 * std::sqrt(2 / n));
    EXPECT_NEAR(sums[2] / n, 3, 4 * std::sqrt(96 / n));
    EXPECT_NEAR(sums[3] / n, 0, 4 / std::sqrt(n));
    EXPECT_NEAR(sums[4] / n, 0, 4 / std::sqrt(n));
    EXPECT_NEAR(beyond / n, 0.025, 4 * std::sqrt(0.025 / n));
}

TEST(SmoothField, EveryCellHasVarianceOneAndNeighboursAreAlike) {
    constexpr std::int64_t width = 90;
    std::vector<float> row(width);
    std::vector<double> squares(width);
    double apart = 0;
    constexpr int fields = 2000;
    for (int i = 0; i < fields; ++i) {
        const SmoothField field(Random(4, static_cast<std::uint64_t>(i)), width, 40, 20);
        field.row(33, 0, width, row.data());
        for (std::size_t c = 0; c < width; ++c) {
            squares[c] += static_cast<double>(row[c] * row[c]) / fields;
        }
        apart += std::abs(static_cast<double>(row[30] - row[31])) / fields;
        std::vector<float> part(25);
        field.row(33, 13, 38, part.data());
        for (std::size_t c = 0; c < part.size(); ++c) {
            ASSERT_EQ(part[c], row[c + 13]);
        }
    }
    for (const double square : squares) {
        EXPECT_NEAR(square, 1, 5 * std::sqrt(2.0 / fields));
    }
    EXPECT_LT(apart, 0.15);
}

} // namespace
} // namespace halflight::simulate
