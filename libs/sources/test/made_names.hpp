// SPDX-License-Identifier: Apache-2.0
// Names of people who are on no list, drawn from common parts of names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace halflight::sources::test {

struct MadeName {
    std::string text;
    std::string group; ///< "Korean", "Russian", "Chinese", "English"
};

/// `count` names, a quarter of each group; a function of the seed.
std::vector<MadeName> made_names(std::size_t count, std::uint64_t seed);

/// Korean names whose given name is of the two dozen commonest syllables, in the DPRK's spelling.
std::vector<std::string> common_korean_names(std::size_t count, std::uint64_t seed);

} // namespace halflight::sources::test
