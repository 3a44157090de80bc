// SPDX-License-Identifier: Apache-2.0
// The parts of a score besides the name.
#pragma once

#include "halflight/watch/screen.hpp"

#include <optional>

namespace halflight::watch {

struct Compared {
    std::optional<ScorePart> part; ///< nothing where one side is silent
    bool agrees = false;
    bool contradicts = false;
};

[[nodiscard]] Compared compare_identifiers(const Subject& subject, const ListedEntry& entry,
                                           double points);
/// `agrees` only for the same full date.
[[nodiscard]] Compared compare_births(const Subject& subject, const ListedEntry& entry);
[[nodiscard]] Compared compare_nationality(const Subject& subject, const ListedEntry& entry);
[[nodiscard]] Compared compare_kind(const Subject& subject, const ListedEntry& entry);

} // namespace halflight::watch
