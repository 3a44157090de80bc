// SPDX-License-Identifier: Apache-2.0
// Verdicts, cells of the board and readings of monitors, from one edition to the next.
#pragma once

#include "halflight/edition/diff.hpp"
#include "halflight/edition/monitor.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace halflight::edition {

using Words = std::map<std::string, MonitorWord>; ///< by id

/// Those of an edition; none where it has no monitor. Throws Error(parse) for a damaged file.
[[nodiscard]] Words read_words(const std::filesystem::path& folder);
/// Those of a publication whose monitor was added.
[[nodiscard]] Words words_by_id(const std::optional<Monitor>& monitor);

/// The word, empty where there is none.
[[nodiscard]] std::string word_of(const Words& words, const std::string& id);
/// What is not the same, by id, without causes.
[[nodiscard]] std::vector<WordChange> moved_words(const Words& before, const Words& after);

} // namespace halflight::edition
