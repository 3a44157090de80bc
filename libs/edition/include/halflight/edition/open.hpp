// SPDX-License-Identifier: Apache-2.0
// halflight/edition/open.hpp - a dossier folder or an edition, whichever a path names.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/reason/analysis.hpp"

#include <filesystem>
#include <span>
#include <string_view>

namespace halflight::edition {

struct Opened {
    dossier::Dossier dossier;
    reason::Spec spec; ///< with which an edition was built; the default for a dossier
    bool is_edition = false;
};

/// True for a folder that holds a manifest (of this layout or the former one, edition.json) and the
/// text that it was built from.
[[nodiscard]] bool is_edition(const std::filesystem::path& folder);

/// Loads a dossier through its cache, or the text inside an edition, which is left untouched.
/// Throws Error as dossier::read_files does, Error(parse) for a damaged manifest.json or an edition
/// of the former layout.
[[nodiscard]] Opened open(const std::filesystem::path& folder);

/// What a reader of its numbers should know beforehand: that the text has errors, that data is
/// made. Empty for neither.
[[nodiscard]] std::string reservations(const Opened& opened, const std::string& folder);

/// The errors of its text in files whose names begin with one of `names` ("rules/").
[[nodiscard]] Diagnostics errors_in(const Opened& opened, std::span<const std::string_view> names);

/// One warning for each of those files that has some (W112): how many, and the first of them.
[[nodiscard]] Diagnostics warnings_in_short(const Opened& opened,
                                            std::span<const std::string_view> names);

} // namespace halflight::edition
