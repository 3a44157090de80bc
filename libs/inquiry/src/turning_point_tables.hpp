// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "asked.hpp"
#include "halflight/studies/turning_point.hpp"

namespace halflight::inquiry {

/// ID: the dates, rates and tests. ID.posterior: probability by date, of all together (no label)
/// and of each source alone. ID.counts: counts and exposure by period. ID.sources: what each adds.
[[nodiscard]] std::vector<measures::Table>
turning_point_tables(Asked& asked, const studies::TurningPoint& answer,
                     const studies::TurningPointSpec& spec);

} // namespace halflight::inquiry
