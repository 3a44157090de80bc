// SPDX-License-Identifier: Apache-2.0
// halflight/edition/publication.hpp - what an edition publishes: measures, and every number in it
// with the statements that bind it.
#pragma once

#include "halflight/edition/analysed.hpp"
#include "halflight/edition/monitor.hpp"
#include "halflight/edition/number.hpp"
#include "halflight/measures/view.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

struct Publication {
    Analysed analysed;
    std::optional<Monitor> monitor; ///< filled by `add_monitor`; none where nothing is watched
    std::vector<measures::Table> measures; ///< then those of studies
    Diagnostics problems;    ///< of the measures (codes M...); those of the text are in `analysed`
    measures::Beyond beyond; ///< periods that measures or a report ask for and no statement names
    std::map<reason::CellId, reason::Explanation> beyond_why; ///< of those found
};

/// Analyses a dossier and evaluates its measures. Faults do not stop it.
[[nodiscard]] Publication publish(dossier::Dossier dossier, const reason::Spec& spec);

/// Judges what the dossier has watched: on the day of `spec.as_of`, else on the last day on which
/// something became known.
void add_monitor(Publication& publication);

/// Every number of the measures and of the monitor, and those asked for by `refs`, which the report
/// names. The system is solved once for all of them.
class NumberBook {
  public:
    NumberBook(Publication& publication, std::span<const std::string> refs);

    /// The number, or why there is none, with what comes nearest as a hint.
    [[nodiscard]] Result<const Number*> find(std::string_view id) const;
    /// In order of id.
    [[nodiscard]] const std::map<std::string, Number, std::less<>>& all() const noexcept {
        return m_numbers;
    }

  private:
    std::map<std::string, Number, std::less<>> m_numbers;
    std::map<std::string, Fault, std::less<>> m_faults; ///< of refs that name nothing
};

/// Name of a number inside a page: "n-" and characters that a URL fragment and an HTML id may hold,
/// one to one.
[[nodiscard]] std::string anchor(std::string_view number_id);

/// All numbers for machines, in order of id:
/// {"format":1,"numbers":[{id,origin,name,unit,low,low_open,high,high_open,point,basis,missing,
/// kind,disputed,synthetic,statements,conflicts,cells,formula}]}. Ends without limit are null.
[[nodiscard]] std::string numbers_json(const NumberBook& book);

} // namespace halflight::edition
