// SPDX-License-Identifier: Apache-2.0
// vector_log.hpp - a logarithm that compilers turn into vector code.
#pragma once

#include <bit>
#include <cstdint>

namespace halflight::stats {

/// Natural logarithm of a normal number above 0, within 2 units in the last place; no branch, so
/// that a loop over it is vectorised. x = 2^k (1 + f) with 1 + f between the roots of 1/2 and 2;
/// then log(1 + f) = 2 artanh(f / (2 + f)).
inline double vector_log(double x) noexcept {
    constexpr std::uint64_t root_of_half = 0x3FE6A09E667F3BCDULL;
    constexpr std::uint64_t mantissa = 0x000FFFFFFFFFFFFFULL;
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const std::uint64_t shifted = bits - root_of_half;
    // k + 1023 as the low bits of 2^52: conversions of 64-bit integers have no vector instruction.
    const double exponent =
        std::bit_cast<double>(0x4330000000000000ULL | ((shifted + 0x3FF0000000000000ULL) >> 52)) -
        (4503599627370496.0 + 1023.0);
    const double f = std::bit_cast<double>((shifted & mantissa) + root_of_half) - 1;
    const double s = f / (2 + f);
    const double z = s * s;
    double series = 2.0 / 23;
    series = series * z + 2.0 / 21;
    series = series * z + 2.0 / 19;
    series = series * z + 2.0 / 17;
    series = series * z + 2.0 / 15;
    series = series * z + 2.0 / 13;
    series = series * z + 2.0 / 11;
    series = series * z + 2.0 / 9;
    series = series * z + 2.0 / 7;
    series = series * z + 2.0 / 5;
    series = series * z + 2.0 / 3;
    const double half_square = 0.5 * f * f;
    const double rest = half_square - s * (half_square + z * series);
    constexpr double log2_high = 6.93147180369123816490e-01;
    constexpr double log2_low = 1.90821492927058770002e-10;
    return exponent * log2_high - ((rest - exponent * log2_low) - f);
}

} // namespace halflight::stats
