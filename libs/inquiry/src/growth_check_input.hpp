// SPDX-License-Identifier: Apache-2.0
// Growth and indicators of a study: series of the ledger, panels of light by group.
#pragma once

#include "design.hpp"
#include "halflight/studies/growth_check.hpp"

namespace halflight::inquiry {

struct GrowthInput {
    std::vector<studies::GrowthSeries> targets;
    std::vector<studies::Indicator> indicators;
    std::vector<studies::OutputShare> shares;
    Date as_of{};      ///< "as-of", else the last day on which something became known
    Findings findings; ///< sources, what was warned of
};

/// Reads target.*, share.*, indicator.* and as-of; faults are noted, not thrown. Of a series all
/// statements with two ends that are no forecast, target or cap are taken, withdrawn ones as well:
/// they are vintages.
[[nodiscard]] GrowthInput read_growth(Asked& asked, Desk& desk);

/// Label of a row that two names tell: "heavy.power".
[[nodiscard]] std::string pair_label(const std::string& sector, const std::string& name);

/// A reading with its bounds.
[[nodiscard]] measures::Value value_of(const studies::Reading& reading);
/// Percent points.
[[nodiscard]] measures::Value value_of(const Interval& bounds, double value);

} // namespace halflight::inquiry
