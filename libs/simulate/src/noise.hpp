// SPDX-License-Identifier: Apache-2.0
// Normal draws for many cells at once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace halflight::simulate {

/// Cells that are drawn together.
inline constexpr std::size_t noise_chunk = 32;
/// Blocks of 128 random bits that a chunk uses up.
inline constexpr std::size_t noise_blocks = 8;

/// The bits of `Random(seed, stream)` (Philox 4x32-10) for the indices `index` to `index` + 7, word
/// by word: out[w * 8 + i] is word w of index + i. The eight indices lie in one block of 2^32.
void noise_words(std::uint64_t seed, std::uint64_t stream, std::uint64_t index,
                 std::uint32_t* out) noexcept;

/// Standard normal draws of one chunk, a function of seed, stream and index alone (Box and Muller
/// 1958, both branches): made of additions, products and square roots only, so that bits do not
/// depend on a library or on how wide the processor works. Absolute error below 1e-5.
void noise_normals(std::uint64_t seed, std::uint64_t stream, std::uint64_t index,
                   float* out) noexcept;

} // namespace halflight::simulate
