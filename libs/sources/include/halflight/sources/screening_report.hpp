// SPDX-License-Identifier: Apache-2.0
// halflight/sources/screening_report.hpp - what a screening found, for people and for machines.
#pragma once

#include "halflight/watch/screen.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace halflight::sources {

struct ScreeningView {
    const watch::Watchlist& list;
    std::span<const watch::Subject> subjects;
    std::span<const watch::Screening> screenings; ///< of the same length
    bool explain = false;                         ///< text: the parts of every score
    std::size_t elsewhere = 0; ///< `watch::decisions_elsewhere`: counted, not shown
};

/// How many subjects ended in each outcome, and how many decisions were used or fell open.
struct ScreeningCounts {
    std::size_t confirmed = 0;
    std::size_t probable = 0;
    std::size_t possible = 0;
    std::size_t none = 0;
    std::size_t decided = 0;   ///< pairs on which a decision stands
    std::size_t reopened = 0;  ///< pairs whose decision fell open, entries that are gone included
    std::size_t elsewhere = 0; ///< decisions on records that are not in the table
};
[[nodiscard]] ScreeningCounts count(const ScreeningView& view);
/// "3 names: 1 confirmed, 0 probable, ..."
[[nodiscard]] std::string to_text(const ScreeningCounts& counts);

/// Subjects with a match or a decision, best match first; nothing where there is none. Every line
/// is one line, whatever the text that it shows holds.
[[nodiscard]] std::string to_text(const ScreeningView& view);
/// One row for each match, and for each decision whose entry is gone; docs/screening.md names the
/// columns.
[[nodiscard]] std::string to_csv(const ScreeningView& view);
/// {"schema":"halflight-screening/1","list":{...},"counts":{...},"screenings":[...]}
[[nodiscard]] std::string to_json(const ScreeningView& view);

} // namespace halflight::sources
