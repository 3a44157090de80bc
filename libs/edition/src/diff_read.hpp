// SPDX-License-Identifier: Apache-2.0
// An edition as diff reads it.
#pragma once

#include "diff_monitor.hpp"
#include "halflight/dossier/dossier.hpp"
#include "halflight/edition/diff.hpp"
#include "halflight/edition/publication.hpp"
#include "manifest.hpp"

namespace halflight::edition {

using Numbers = std::map<std::string, PublishedNumber>; ///< by id

struct ReadEdition {
    std::filesystem::path path;
    EditionManifest manifest;
    dossier::Files text;
    Numbers numbers;
    Words words;
    std::vector<ConflictChange> conflicts; ///< those open
};

/// Throws as `diff`.
[[nodiscard]] ReadEdition read_edition(const std::filesystem::path& folder);

/// Numbers as they would be published; `refs` besides those of measures. `errors`: what the text
/// has.
struct Evaluated {
    Numbers numbers;
    Words words;
    std::size_t errors = 0;
};
[[nodiscard]] Evaluated evaluate_numbers(const dossier::Files& text, std::optional<Date> as_of,
                                         const std::vector<std::string>& refs);

} // namespace halflight::edition
