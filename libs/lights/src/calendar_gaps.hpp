// SPDX-License-Identifier: Apache-2.0
// The periods of a panel: those that files give, and those that are missing between them.
#pragma once

#include "halflight/base/period.hpp"

#include <string>
#include <vector>

namespace halflight::lights {

struct Calendar {
    std::vector<Period> periods; ///< ascending, gaps included, none twice
    std::vector<Period> gaps;    ///< ascending
};

/// Gaps can be told where every period is one unit of the same frequency.
[[nodiscard]] Calendar fill_gaps(std::vector<Period> given);

/// "2012-05, 2012-07 to 2012-09": neighbouring periods as a range.
[[nodiscard]] std::string list_periods(const std::vector<Period>& periods);

} // namespace halflight::lights
