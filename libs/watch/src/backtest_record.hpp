// SPDX-License-Identifier: Apache-2.0
// From the episodes of a replay to the record of a monitor.
#pragma once

#include "halflight/watch/backtest.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::watch::detail {

/// An alert from the day on which it began to fire to the day on which it was over.
struct Episode {
    std::string cause;
    Date fired;
    std::optional<Date> over;
};

/// One replayed day of one monitor.
struct ReplayedDay {
    Date day;
    bool judged = false; ///< some signal was quiet or raised
};

[[nodiscard]] BacktestRecord record_of(const Plan& plan, const BacktestSpec& spec,
                                       std::string_view monitor, std::span<const Episode> episodes,
                                       std::span<const ReplayedDay> days);

} // namespace halflight::watch::detail
