// SPDX-License-Identifier: Apache-2.0
// halflight/base/random.hpp - random numbers that are a function of seed, stream and index.
#pragma once

#include <cstdint>

namespace halflight {

/// One stream of random numbers. A number depends on seed, stream and index only, never on what
/// was drawn before, so draws can be made in any order and by any number of threads.
/// Philox 4x32-10: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2,
/// 3".
class Random {
  public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0) noexcept
        : m_seed(seed), m_stream(stream) {}

    /// 64 random bits.
    [[nodiscard]] std::uint64_t bits(std::uint64_t index) const noexcept;

    /// Uniform in the open interval (0, 1): an odd multiple of 2^-54.
    [[nodiscard]] double uniform(std::uint64_t index) const noexcept;

    /// Standard normal (Box and Muller 1958, cosine branch of the index's own 128 bits).
    [[nodiscard]] double normal(std::uint64_t index) const noexcept;

    /// Integer in [0, bound), bound > 0; the chance of each differs from 1/bound by less than 2^-64
    /// * bound.
    [[nodiscard]] std::uint64_t below(std::uint64_t index, std::uint64_t bound) const noexcept;

    /// +1 or -1 with equal chance (Rademacher).
    [[nodiscard]] double sign(std::uint64_t index) const noexcept;

  private:
    std::uint64_t m_seed;
    std::uint64_t m_stream;
};

} // namespace halflight
