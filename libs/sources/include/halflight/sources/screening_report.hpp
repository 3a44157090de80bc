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
};

/// How many subjects ended in each outcome, and how many decisions were used or fell open.
struct ScreeningCounts {
    std::size_t confirmed = 0;
    std::size_t probable = 0;
    std::size_t possible = 0;
    std::size_t none = 0;
    std::size_t decided = 0;  ///< pairs on which a decision stands
    std::size_t reopened = 0; ///< pairs whose decision fell open
};
[[nodiscard]] ScreeningCounts count(const ScreeningView& view);
/// "3 names: 1 confirmed, 0 probable, ..."
[[nodiscard]] std::string to_text(const ScreeningCounts& counts);

/// Subjects with a match, best match first; nothing where there is none.
[[nodiscard]] std::string to_text(const ScreeningView& view);
/// One row for each match; docs/screening.md names the columns.
[[nodiscard]] std::string to_csv(const ScreeningView& view);
/// {"schema":"halflight-screening/1","list":{...},"counts":{...},"screenings":[...]}
[[nodiscard]] std::string to_json(const ScreeningView& view);

} // namespace halflight::sources
