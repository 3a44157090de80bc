// SPDX-License-Identifier: Apache-2.0
// halflight/edition/check.hpp - everything that a dossier is told about itself.
#pragma once

#include "halflight/edition/analysed.hpp"

#include <array>
#include <filesystem>
#include <string>

namespace halflight::edition {

/// How many of what.
struct Counts {
    std::size_t claims = 0; ///< known on the day asked for
    std::size_t sources = 0;
    std::size_t series = 0;
    std::size_t cells = 0;
    std::size_t relations = 0; ///< evaluated
    std::array<std::size_t, static_cast<std::size_t>(reason::Outcome::count_)> outcomes{};
    std::size_t decided = 0; ///< conflicts with a verdict
    std::size_t errors = 0;
    std::size_t warnings = 0;
    bool operator==(const Counts&) const = default;
};

/// `shown`: the diagnostics whose errors and warnings count.
[[nodiscard]] Counts count(const Analysed& analysed, const Diagnostics& shown);
/// "169 claims from 41 sources: 12 conflicts (3 with a verdict), 4 tensions, 2 definitions; 9
/// errors, 6 warnings"
[[nodiscard]] std::string to_text(const Counts& counts);

struct CheckSpec {
    reason::Spec reason;
    bool all =
        false; ///< also findings that hold, are derived or scored, and conflicts with a verdict
};

struct CheckReport {
    Diagnostics diagnostics; ///< sorted
    Counts counts;
};

/// Problems of the text and findings in one list. With sources taken out (`reason.without`), notes
/// W101 to W103 say what falls with them: findings, bounds that widen, cells that are no more.
/// Throws as dossier::read_files.
[[nodiscard]] CheckReport check(const std::filesystem::path& folder, const CheckSpec& spec);

/// As a compiler prints them, one after the other.
[[nodiscard]] std::string to_text(const Diagnostics& diagnostics);

/// The same list for what was analysed already.
[[nodiscard]] Diagnostics diagnose(const Analysed& analysed, bool all);

} // namespace halflight::edition
