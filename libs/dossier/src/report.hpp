// SPDX-License-Identifier: Apache-2.0
// Where the parsers leave their diagnostics: at most 200 of one file, then one that counts the
// rest.
#pragma once

#include "fault_codes.hpp"
#include "halflight/base/diagnostic.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::dossier {

/// What a parser below had to say on mending it, else what this one has.
[[nodiscard]] inline std::string hint_or(const std::string& hint, std::string_view otherwise) {
    return hint.empty() ? std::string(otherwise) : hint;
}

class Report {
  public:
    static constexpr std::size_t limit_per_file = 200;

    explicit Report(Diagnostics& out) : m_out(out) {}

    /// What is wrong, and how to mend it.
    void error(FaultCode code, Place place, std::string message, std::string hint,
               std::vector<Note> notes = {});
    void warning(FaultCode code, Place place, std::string message, std::string hint,
                 std::vector<Note> notes = {});
    /// True when further diagnostics of this file are only counted: no need to look for hints.
    [[nodiscard]] bool full(std::string_view file) const;
    [[nodiscard]] std::size_t errors() const { return m_out.errors(); }
    /// Errors of parsers, those that are only counted included.
    [[nodiscard]] std::size_t faults() const { return m_faults; }
    /// Adds one diagnostic for every file that had more faults than are shown.
    void finish();

  private:
    struct Tally {
        std::size_t shown = 0;
        std::size_t hidden = 0;
        bool hides_error = false;
        Place first_hidden;
    };
    void add(Diagnostic diagnostic);

    Diagnostics& m_out;
    std::size_t m_faults = 0;
    std::map<std::string, Tally, std::less<>> m_tallies;
};

} // namespace halflight::dossier
