// SPDX-License-Identifier: Apache-2.0
// turning_point_counts.hpp - from reports and coverage to counts and exposure by period.
#pragma once

#include "halflight/studies/turning_point.hpp"

namespace halflight::studies {

struct Counted {
    std::vector<Period> periods; ///< of the window
    std::vector<double> counts;
    std::vector<double> exposure; ///< 0: not covered
    std::size_t events = 0;       ///< that fall, in part at least, into the window
    std::size_t spanning = 0;     ///< of these, with possible days in several periods
};

[[nodiscard]] Counted count_events(std::span<const ReportedEvent> events,
                                   std::span<const Coverage> coverage,
                                   const TurningPointSpec& spec);

/// Whole numbers of about the same sum: the parts that are dropped go to the largest remainders,
/// the first of equals before others.
[[nodiscard]] std::vector<double> whole_numbers(std::span<const double> counts);

} // namespace halflight::studies
