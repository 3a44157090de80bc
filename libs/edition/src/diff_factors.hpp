// SPDX-License-Identifier: Apache-2.0
// What differs between the texts of two editions, piece by piece, and a text with one such piece
// changed.
#pragma once

#include "diff_read.hpp"

namespace halflight::edition {

/// A factor and how to try it.
struct Trial {
    Factor factor;
    std::optional<Date> as_of; ///< to evaluate with
    dossier::Files text;       ///< the files that differ from those of the first edition
};

/// All of them: claims first, then by file and id.
[[nodiscard]] std::vector<Trial> factors_between(const ReadEdition& before,
                                                 const ReadEdition& after);

/// The text of the first edition with sources that only the second has: they say nothing by
/// themselves, and new claims need them.
[[nodiscard]] dossier::Files base_text(const ReadEdition& before, const ReadEdition& after);

/// `base` with the change made.
[[nodiscard]] dossier::Files changed_text(const dossier::Files& base, const Trial& trial);

} // namespace halflight::edition
