// SPDX-License-Identifier: Apache-2.0
// halflight/stats/event_data.hpp - panels in which units come under treatment and stay there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/linear.hpp"

namespace halflight::stats {

/// The onset of a unit that is never treated.
inline constexpr std::int32_t no_onset = std::numeric_limits<std::int32_t>::max();

/// One row for each unit and period that was observed; all spans of one length. Event time of a
/// row is period - onset: 0 in the first treated period. Treatment never ends.
struct EventData {
    std::span<const double> outcome = {}; ///< finite
    Codes unit = {};
    Codes period = {};                    ///< consecutive periods differ by one
    Codes onset = {};                     ///< first treated period of the unit, or `no_onset`
    Columns covariates = {};              ///< finite; may be without columns
    std::span<const double> weights = {}; ///< empty or positive
    Codes clusters = {};                  ///< of errors; empty: units
};

/// Effects by event time, as estimators make them and tests of trends read them.
struct EventPath {
    std::vector<int> times = {};           ///< ascending; references are left out
    std::vector<Coefficient> effects = {}; ///< one per time
    std::vector<std::size_t> rows = {};    ///< rows (group-time: units) behind each
    Matrix covariance = {};                ///< times x times
    double degrees = undefined;            ///< of t statistics; infinite: normal
};

/// Effect of those whose treatment began in one period.
struct CohortEffect {
    std::int32_t onset = 0;
    Coefficient effect = {};
};

} // namespace halflight::stats
