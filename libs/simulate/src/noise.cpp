// SPDX-License-Identifier: Apache-2.0
#include "noise.hpp"

#include <bit>
#include <cmath>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace halflight::simulate {

namespace {

constexpr std::size_t lanes = noise_blocks;
constexpr std::uint32_t first_factor = 0xD2511F53; // Salmon et al. 2011, table 2; so those below
constexpr std::uint32_t second_factor = 0xCD9E8D57;
constexpr std::uint32_t first_step = 0x9E3779B9;
constexpr std::uint32_t second_step = 0xBB67AE85;
constexpr int rounds = 10;

#if defined(__AVX2__)

/// Four of the lanes of one word, each in the lower half of 64 bits; what stands in the upper half
/// has no meaning.
using Quad = __m256i;

struct State {
    Quad a, b, c, d;
};

inline void round(State& s, Quad key0, Quad key1) noexcept {
    const Quad left = _mm256_mul_epu32(s.a, _mm256_set1_epi64x(first_factor));
    const Quad right = _mm256_mul_epu32(s.c, _mm256_set1_epi64x(second_factor));
    s.a = _mm256_xor_si256(_mm256_srli_epi64(right, 32), _mm256_xor_si256(s.b, key0));
    s.c = _mm256_xor_si256(_mm256_srli_epi64(left, 32), _mm256_xor_si256(s.d, key1));
    s.b = right;
    s.d = left;
}

inline void store(Quad low, Quad high, std::uint32_t* out) noexcept {
    constexpr int even = 0x88;
    constexpr int halves = 0xD8;
    const __m256 mixed =
        _mm256_shuffle_ps(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high), even);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out),
                        _mm256_permute4x64_epi64(_mm256_castps_si256(mixed), halves));
}

inline void run(std::uint64_t seed, std::uint64_t stream, std::uint64_t index,
                std::uint32_t* out) noexcept {
    const auto all = [](std::uint64_t word) {
        return _mm256_set1_epi64x(static_cast<long long>(word));
    };
    const Quad first = _mm256_add_epi64(all(index), _mm256_set_epi64x(3, 2, 1, 0));
    State low{first, all(index >> 32U), all(stream), all(stream >> 32U)};
    State high = low;
    high.a = _mm256_add_epi64(first, all(4));
    auto key0 = static_cast<std::uint32_t>(seed);
    auto key1 = static_cast<std::uint32_t>(seed >> 32U);
    for (int i = 0; i < rounds; ++i) {
        round(low, all(key0), all(key1));
        round(high, all(key0), all(key1));
        key0 += first_step;
        key1 += second_step;
    }
    store(low.a, high.a, out);
    store(low.b, high.b, out + lanes);
    store(low.c, high.c, out + 2 * lanes);
    store(low.d, high.d, out + 3 * lanes);
}

#else

inline void run(std::uint64_t seed, std::uint64_t stream, std::uint64_t index,
                std::uint32_t* out) noexcept {
    for (std::size_t i = 0; i < lanes; ++i) {
        std::uint32_t a = static_cast<std::uint32_t>(index) + static_cast<std::uint32_t>(i);
        auto b = static_cast<std::uint32_t>(index >> 32U);
        auto c = static_cast<std::uint32_t>(stream);
        auto d = static_cast<std::uint32_t>(stream >> 32U);
        auto key0 = static_cast<std::uint32_t>(seed);
        auto key1 = static_cast<std::uint32_t>(seed >> 32U);
        for (int k = 0; k < rounds; ++k) {
            const std::uint64_t left = std::uint64_t{first_factor} * a;
            const std::uint64_t right = std::uint64_t{second_factor} * c;
            a = static_cast<std::uint32_t>(right >> 32U) ^ b ^ key0;
            b = static_cast<std::uint32_t>(right);
            c = static_cast<std::uint32_t>(left >> 32U) ^ d ^ key1;
            d = static_cast<std::uint32_t>(left);
            key0 += first_step;
            key1 += second_step;
        }
        out[i] = a;
        out[lanes + i] = b;
        out[2 * lanes + i] = c;
        out[3 * lanes + i] = d;
    }
}

#endif

/// Natural logarithm of a number in (0, 1]: exponent and a series in (m - 1) / (m + 1).
inline float log_of(float value) noexcept {
    const auto bits = std::bit_cast<std::int32_t>(value);
    constexpr std::int32_t centre = 0x3f3504f3; // sqrt(1/2): the mantissa then lies about 1
    const std::int32_t exponent = (bits - centre) >> 23;
    const float mantissa = std::bit_cast<float>(bits - exponent * (1 << 23));
    const float s = (mantissa - 1.0F) / (mantissa + 1.0F);
    const float z = s * s;
    const float series =
        2.0F + z * (0.66666667F + z * (0.4F + z * (0.28571429F + z * 0.22222222F)));
    return static_cast<float>(exponent) * 0.69314718F + s * series;
}

/// sin(2 pi x) for |x| <= 1/4.
inline float sine_turn(float x) noexcept {
    const float z = x * x;
    return x * (6.28318531F +
                z * (-41.3417023F + z * (81.6052493F + z * (-76.7058597F + z * 42.0586940F -
                                                            z * z * 15.0946426F))));
}

/// A word as a number in [-1/2, 1/2).
inline float turn_of(std::uint32_t word) noexcept {
    return static_cast<float>(static_cast<std::int32_t>(word)) * 0x1p-32F;
}

inline void pair_of(const std::uint32_t* radius_words, const std::uint32_t* angle_words,
                    float* first, float* second) noexcept {
    for (std::size_t i = 0; i < lanes; ++i) {
        // The upper 31 bits, so that the conversion is one of signed numbers; never 0.
        const auto top = static_cast<std::int32_t>(radius_words[i] >> 1U);
        const float uniform = (static_cast<float>(top) + 0.5F) * 0x1p-31F;
        const float radius = std::sqrt(-2.0F * log_of(uniform));
        const float angle = turn_of(angle_words[i]);
        const float away = std::abs(angle);
        const float rising = 0.25F - std::abs(away - 0.25F);
        first[i] = radius * sine_turn(0.25F - away);
        second[i] = radius * std::copysign(sine_turn(rising), angle);
    }
}

} // namespace

void noise_words(std::uint64_t seed, std::uint64_t stream, std::uint64_t index,
                 std::uint32_t* out) noexcept {
    run(seed, stream, index, out);
}

void noise_normals(std::uint64_t seed, std::uint64_t stream, std::uint64_t index,
                   float* out) noexcept {
    std::uint32_t words[4 * lanes];
    noise_words(seed, stream, index, words);
    pair_of(words, words + lanes, out, out + lanes);
    pair_of(words + 2 * lanes, words + 3 * lanes, out + 2 * lanes, out + 3 * lanes);
}

} // namespace halflight::simulate
