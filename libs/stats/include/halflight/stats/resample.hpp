// SPDX-License-Identifier: Apache-2.0
// halflight/stats/resample.hpp - the loop behind every bootstrap, permutation and simulation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// What the draws of a method are made from. Equal values give equal bytes for every `jobs`.
struct Draws {
    std::size_t count = 0;
    std::uint64_t seed = 1;
    int jobs = 1; ///< threads at most
    /// Called with the number of draws done so far, from any thread, never two at once; may be
    /// empty.
    std::function<void(std::size_t)> progress = nullptr;
};

/// One draw: fills `out` from random numbers of its own stream; false where the draw has no result
/// (then its row stays undefined and it is counted as failed).
using Draw = std::function<bool(std::size_t draw, const Random& random, std::span<double> out)>;

struct Replicates {
    Matrix values;          ///< width x count: column d is draw d; NaN where it failed
    std::size_t failed = 0; ///< draws without a result
};

/// Runs `draws.count` draws of `width` numbers each. Draw d gets Random(seed, d). Memory: width x
/// count doubles; nothing else grows with the number of draws.
[[nodiscard]] Replicates replicate(const Draws& draws, std::size_t width, const Draw& draw);

/// Standard deviation (n - 1) of the draws that have a result; NaN for fewer than two.
[[nodiscard]] double deviation(std::span<const double> draws);

/// Quantile of the draws that have a result (type 7 of Hyndman and Fan 1996); NaN for none.
[[nodiscard]] double quantile(std::span<const double> draws, double p);

/// A sample of 0 .. n - 1 with replacement, drawn from indices `first` to `first + n - 1`.
[[nodiscard]] std::vector<std::size_t> resample(const Random& random, std::size_t n,
                                                std::uint64_t first = 0);

/// A permutation of 0 .. n - 1 (Fisher and Yates), drawn from indices `first` to `first + n - 1`.
[[nodiscard]] std::vector<std::size_t> permutation(const Random& random, std::size_t n,
                                                   std::uint64_t first = 0);

} // namespace halflight::stats
