// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <fmt/format.h>

#include <utility>

namespace halflight::dossier {

void Report::error(FaultCode code, Place place, std::string message, std::string hint,
                   std::vector<Note> notes) {
    add({Severity::error,
         std::string(code_text(code)),
         {},
         std::move(message),
         std::move(place),
         std::move(notes),
         std::move(hint)});
}

void Report::warning(FaultCode code, Place place, std::string message, std::string hint,
                     std::vector<Note> notes) {
    add({Severity::warning,
         std::string(code_text(code)),
         {},
         std::move(message),
         std::move(place),
         std::move(notes),
         std::move(hint)});
}

bool Report::full(std::string_view file) const {
    const auto found = m_tallies.find(file);
    return found != m_tallies.end() && found->second.shown >= limit_per_file;
}

void Report::add(Diagnostic diagnostic) {
    m_faults += diagnostic.severity == Severity::error ? 1U : 0U;
    Tally& tally = m_tallies[diagnostic.place.file];
    if (tally.shown < limit_per_file) {
        ++tally.shown;
        m_out.add(std::move(diagnostic));
        return;
    }
    if (tally.hidden++ == 0) {
        tally.first_hidden = diagnostic.place;
    }
    tally.hides_error = tally.hides_error || diagnostic.severity == Severity::error;
}

void Report::finish() {
    for (const auto& [file, tally] : m_tallies) {
        if (tally.hidden == 0) {
            continue;
        }
        m_out.add({tally.hides_error ? Severity::error : Severity::warning,
                   std::string(code_text(FaultCode::more_faults)),
                   {},
                   fmt::format("{} more {} of this file not shown", tally.hidden,
                               tally.hidden == 1 ? "fault" : "faults"),
                   tally.first_hidden,
                   {},
                   "mend those shown and check again"});
    }
    m_tallies.clear();
}

} // namespace halflight::dossier
