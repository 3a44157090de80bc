// SPDX-License-Identifier: Apache-2.0
// halflight/stats/alarm.hpp - what a detector says of one time.
#pragma once

#include <cstddef>
#include <vector>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

enum class AlarmState : unsigned char {
    judged,
    no_data,      ///< the cell itself is missing
    no_baseline,  ///< too few observed cells to compare with
    too_few,      ///< counts so low that the method does not judge
    not_converged ///< the model of the baseline has no fit
};

/// One time of a series. Where it was not judged, `alarm` is false and the state says why; numbers
/// that the method has nevertheless are given, the others are NaN.
struct Alarm {
    std::size_t row = 0; ///< counted from 1
    AlarmState state = AlarmState::judged;
    double observed = undefined; ///< NaN where missing
    double expected = undefined;
    double statistic = undefined;
    double limit = undefined;     ///< of the statistic
    double threshold = undefined; ///< of the count, as the method's authors or package give it
    double needed = undefined;    ///< least whole count that would have raised an alarm here
    bool alarm = false;
};

struct Alarms {
    std::vector<Alarm> times = {};
    Warnings warnings = {};
};

} // namespace halflight::stats
