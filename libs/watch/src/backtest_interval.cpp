// SPDX-License-Identifier: Apache-2.0
// Exact intervals of a rate and of a share.
#include "halflight/watch/backtest.hpp"

#include "halflight/base/error.hpp"
#include "halflight/stats/distribution.hpp"

#include <cmath>

namespace halflight::watch {

namespace {

void check_level(double level) {
    if (!(level > 0 && level < 1)) {
        throw Error(ErrorCode::invalid_argument, "the level of an interval lies between 0 and 1");
    }
}

} // namespace

Interval poisson_rate_interval(std::size_t events, double exposure, double level) {
    check_level(level);
    if (!(exposure > 0)) {
        return Interval::all();
    }
    const double tail = (1 - level) / 2;
    const auto count = static_cast<double>(events);
    const double low = events == 0 ? 0 : stats::gamma_quantile(tail, count, 1);
    const double high = stats::gamma_quantile(1 - tail, count + 1, 1);
    return Interval::closed(low / exposure, high / exposure);
}

Interval share_interval(std::size_t hits, std::size_t of, double level) {
    check_level(level);
    if (of == 0 || hits > of) {
        return Interval::all();
    }
    const double tail = (1 - level) / 2;
    const auto count = static_cast<double>(hits);
    const auto missed = static_cast<double>(of - hits);
    const double low = hits == 0 ? 0 : stats::beta_quantile(tail, count, missed + 1);
    const double high = hits == of ? 1 : stats::beta_quantile(1 - tail, count + 1, missed);
    return Interval::closed(low, high);
}

} // namespace halflight::watch
