// SPDX-License-Identifier: Apache-2.0
// halflight/sources/screening_files.hpp - the files around a screening: names in, decisions kept.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/watch/decision.hpp"
#include "halflight/watch/screen.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::sources {

struct SubjectTable {
    std::vector<watch::Subject> subjects; ///< in the order of the rows
    /// Errors: a row that cannot be read, with neither a name nor an identifier, or whose value
    /// has the wrong form (the row is asked without that value). Warnings: a column that is not
    /// known, a nationality that is not, a birth after today (it is not compared).
    Diagnostics diagnostics;
};

/// CSV with a header: `name`, and any of `id`, `kind`, `birth_date`, `nationality`, `imo`,
/// `passport`, `national_id`, `registration`. An IMO number is that of a ship or of a company by
/// its check digit. The case of column names does not matter. Nobody is born after `today`. Throws
/// Error(parse) where there is no header or no column that can be asked by.
[[nodiscard]] SubjectTable read_subjects(std::string_view csv, const std::string& file,
                                         std::optional<Date> today = std::nullopt);

struct DecisionTable {
    watch::DecisionLog log;
    Diagnostics diagnostics; ///< a row with a fault is told and does not count
};

/// CSV with the columns `on`, `by`, `decision`, `record`, `record_hash`, `entry`, `entry_hash`,
/// `why`; all must be filled.
[[nodiscard]] DecisionTable read_decisions(std::string_view csv, const std::string& file);

/// Adds one row to the end of the file, which is made with its header where it is not there. Two
/// programs may add at once; what stands there is never rewritten. Throws Error(io).
void append_decision(const std::filesystem::path& file, const watch::Decision& decision);

} // namespace halflight::sources
