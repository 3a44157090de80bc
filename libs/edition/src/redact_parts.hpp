// SPDX-License-Identifier: Apache-2.0
// What is to be taken out of a text, and which lines of it are words for readers.
#pragma once

#include "halflight/edition/redact.hpp"
#include "halflight/ledger/ledger.hpp"
#include "redact_names.hpp"

#include <set>
#include <string>
#include <string_view>

namespace halflight::edition {

/// Ids of the sources asked away, with all that repeat them. Throws Error(usage) for one that the
/// dossier does not have.
[[nodiscard]] std::set<std::string> sources_to_take(const ledger::Ledger& ledger,
                                                    const RedactSpec& spec);

/// Whether a line of TOML holds words for readers: a name in them is struck out, and the entry
/// stays.
[[nodiscard]] bool is_prose(std::string_view line);
/// The part of a line before a comment, as far as that can be told from one line.
[[nodiscard]] std::string_view without_comment(std::string_view line);
/// Whether a block needs one of the names: it stands in more than prose and comments.
[[nodiscard]] bool needs(const Names& names, const std::string& block);

} // namespace halflight::edition
