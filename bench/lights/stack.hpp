// SPDX-License-Identifier: Apache-2.0
// A made stack of monthly lights and a made layer of zones, from a seed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace halflight::bench {

/// How light is printed. Digits decide how long inflating takes: noise in all of them takes
/// longest.
enum class Digits : unsigned char {
    all,        ///< float32 as computed, fill NaN
    hundredths, ///< float32 in hundredths, as EOG's monthly composites have it, fill NaN
    tenths,     ///< in 16 bits with a scale, as Black Marble has it, fill 65535
};

struct StackSpec {
    std::filesystem::path directory;
    int months = 120;
    Digits digits = Digits::all;
    std::uint64_t seed = 1;
};

/// One 2400 x 2400 tile of 1/240 degree a month, DEFLATE in 256 x 256 blocks: towns on a dark,
/// noisy ground, clouds without a value. Files that are there are kept. Paths in order of months.
std::vector<std::string> make_stack(const StackSpec& spec);

/// A tiling of the tile by `across` times `down` zones whose shared borders are broken lines of
/// many small steps (fractal displacement). GeoJSON; kept when there.
std::string make_zones(const std::filesystem::path& directory, int across, int down,
                       std::uint64_t seed);

} // namespace halflight::bench
