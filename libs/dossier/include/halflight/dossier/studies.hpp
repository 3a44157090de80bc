// SPDX-License-Identifier: Apache-2.0
// halflight/dossier/studies.hpp - studies that a dossier declares (studies/ID.toml), and what came
// of them as text (results/ID.json).
#pragma once

#include "halflight/dossier/dossier.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::dossier {

/// The declarations of studies/*.toml, by id (the name of the file). `form` is the design. Keys of
/// tables stand with their path: "marker.treaty.lead-days". Their faults are told by `load`; those
/// with a fault are left out.
[[nodiscard]] std::vector<measures::Declaration> study_declarations(const Files& files);

/// What dossier.toml says that studies need.
struct StudySetting {
    std::uint64_t seed = 0;
    bool synthetic = false;
};
[[nodiscard]] StudySetting study_setting(const Files& files);

/// "studies/ID.toml" and "results/ID.json".
[[nodiscard]] std::string study_file(std::string_view id);
[[nodiscard]] std::string result_file(std::string_view id);

/// All that decides a declaration, in one order: equal text, equal study.
[[nodiscard]] std::string canonical(const measures::Declaration& declaration);

/// Something that stands in the way of a study, or that goes with its result.
struct StudyRemark {
    std::string code; ///< a stable word, "rebound_base"; empty for a fault
    std::string text;
    std::string hint;
    std::string parameter; ///< at which a fault is shown; empty: at the study
    bool operator==(const StudyRemark&) const = default;
};

/// What a study gave, by content. Holds no time of day and no place on a disk.
struct StudyRecord {
    std::string declaration;         ///< `canonical` of what it was made from
    std::vector<StudyRemark> faults; ///< why there is no result; empty where there is one
    bool withheld = false;
    bool synthetic = false;
    std::uint64_t seed = 0;
    std::vector<std::string> sources;
    std::optional<Date> known_since;
    std::map<std::string, std::string> inputs; ///< files of the text by SHA-256
    std::vector<StudyRemark> warnings;
    std::vector<measures::Table> tables; ///< without their places
};
[[nodiscard]] std::string to_json(const StudyRecord& record);
/// A fault where the text is none that `to_json` gives.
[[nodiscard]] Result<StudyRecord> parse_study_record(std::string_view text);

} // namespace halflight::dossier
