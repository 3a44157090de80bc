// SPDX-License-Identifier: Apache-2.0
// A made stack of monthly lights and a made layer of zones, from a seed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace halflight::bench {

struct StackSpec {
    std::filesystem::path directory;
    int months = 120;
    bool scaled_uint16 =
        false; ///< tenths in 16 bits, fill 65535; else float32 in hundredths, fill NaN
    std::uint64_t seed = 1;
};

/// One 2400 x 2400 tile of 1/240 degree a month, DEFLATE in 256 x 256 blocks: towns on a dark,
/// noisy ground, in hundredths of a nanowatt as monthly composites print them, clouds without a
/// value. Files that are there are kept. Paths in order of months.
std::vector<std::string> make_stack(const StackSpec& spec);

/// A tiling of the tile by `across` times `down` zones whose shared borders are broken lines of
/// many small steps (fractal displacement). GeoJSON; kept when there.
std::string make_zones(const std::filesystem::path& directory, int across, int down,
                       std::uint64_t seed);

} // namespace halflight::bench
