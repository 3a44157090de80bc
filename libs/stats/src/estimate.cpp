// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/estimate.hpp"

#include <cmath>
#include <utility>

#include "halflight/base/error.hpp"
#include "halflight/stats/distribution.hpp"

namespace halflight::stats {

void refuse(std::string_view reason) {
    throw Error(ErrorCode::refused, std::string(reason));
}

Coefficient with_interval(std::string name, double estimate, double std_error, Reference reference,
                          double degrees, double level) {
    Coefficient made{.name = std::move(name), .estimate = estimate, .std_error = std_error};
    if (!(std_error > 0)) {
        return made;
    }
    const bool normal = reference == Reference::normal;
    const double upper = (1 + level) / 2;
    const double width =
        std_error * (normal ? normal_quantile(upper) : student_quantile(upper, degrees));
    made.statistic = estimate / std_error;
    const double size = std::abs(made.statistic);
    made.p_value = 2 * (normal ? normal_upper(size) : student_upper(size, degrees));
    made.low = estimate - width;
    made.high = estimate + width;
    return made;
}

} // namespace halflight::stats
