// SPDX-License-Identifier: Apache-2.0
// halflight/stats/count_alarm.hpp - detectors of unusual counts that need no regression.
//
// All take a series of counts at equal steps, in which a missing count is NaN: it is never zero, it
// raises no alarm, and it leaves the baseline of later times (which must still hold `least_share`
// of its cells) as each method says. Rows are counted from 1; times from `first` to the end are
// judged. All refuse infinities, negative or broken counts, and a `first` before which the baseline
// is not.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "halflight/stats/alarm.hpp"

namespace halflight::stats {

enum class EarsMethod : unsigned char { c1, c2, c3 };

enum class EarsConvention : unsigned char {
    cdc, ///< C3 adds up this excess and the two before
    /// As the R package surveillance, whose bound of C3 is the present count + sd (z - the two
    /// excesses before): the present count itself decides nothing.
    surveillance,
};

struct EarsSpec {
    EarsMethod method = EarsMethod::c1;
    EarsConvention convention = EarsConvention::cdc;
    std::size_t first = 0;      ///< 0: the first with a baseline
    std::size_t baseline = 7;   ///< cells
    double alpha = 0.001;       ///< one-sided; customary for C3: 0.025
    double least_deviation = 0; ///< below this the baseline's standard deviation is taken as this
    double least_share = 0.5;   ///< of the baseline that must be observed (and 3 cells)
    bool operator==(const EarsSpec&) const = default;
};

/// Early Aberration Reporting System: Hutwagner et al. (2003). C1: the count against mean + z sd of
/// the `baseline` cells before it; C2: with a gap of two; C3: the sum of the excesses of C2 over 1,
/// of this and the two times before (a missing one adds nothing), against z. `statistic` is
/// (count - mean) / sd, for C3 the sum; alarm above `threshold`. C1 and C2 as `earsC` of
/// surveillance.
[[nodiscard]] Alarms ears(std::span<const double> counts, const EarsSpec& spec);

enum class CountTransform : unsigned char {
    standard,          ///< (x - m) / sqrt(m)
    rossi,             ///< (x - 3m + 2 sqrt(x m)) / (2 sqrt(m)), Rossi et al. (1999)
    anscombe,          ///< 3/2 (x^(2/3) - m^(2/3)) / m^(1/6)
    negative_binomial, ///< (x - m) / sqrt(m + m^2 / size)
};

struct CountCusumSpec {
    std::size_t first = 0;   ///< required: what stands before it makes the mean
    double reference = 1.04; ///< k
    double limit = 2.26;     ///< h
    CountTransform transform = CountTransform::standard;
    std::optional<double> size = std::nullopt; ///< negative binomial
    std::vector<double> mean =
        {};             ///< in control, one for all or one for each time; empty: the mean before
    bool reset = false; ///< to 0 after an alarm
    bool operator==(const CountCusumSpec&) const = default;
};

/// CUSUM of transformed counts, max(0, S + z - k), alarm from `limit` on, as `cusum` of
/// surveillance. A missing count leaves the sum as it is. `threshold` is the package's upper bound
/// (rounded up for `standard`); `needed` the least count whose own sum reaches the limit.
[[nodiscard]] Alarms count_cusum(std::span<const double> counts, const CountCusumSpec& spec);

enum class GlrDirection : unsigned char { increase, decrease };

struct GlrSpec {
    std::size_t first = 0; ///< required
    std::vector<double> mean =
        {};                ///< in control, one for all or one for each time; empty: the mean before
    double dispersion = 0; ///< alpha of variance mean + alpha mean^2; 0: Poisson
    double limit = 5;      ///< of the log likelihood ratio
    GlrDirection direction = GlrDirection::increase;
    std::size_t window = 0; ///< cells that a change may lie back at most; 0: to the last alarm
    bool operator==(const GlrSpec&) const = default;
};

/// Generalised likelihood ratio of a factor on the mean since an unknown time: Hoehle and Paul
/// (2008), as `algo.glrpois` and `algo.glrnb` of surveillance with change = "intercept". Alarm from
/// `limit` on (both; the package's negative binomial wants more), then it begins anew. A missing
/// count adds nothing. `statistic` is the largest ratio; `expected` the mean in control. For an
/// increase `needed` is the least count that reaches the limit; for a decrease the largest (NaN
/// where none does).
[[nodiscard]] Alarms count_glr(std::span<const double> counts, const GlrSpec& spec);

/// Cells of the same season: `half_width` on either side of the same time in `years` years before,
/// and, with `current`, the `half_width` cells just before.
struct SeasonWindow {
    std::size_t period = 52; ///< cells of a year
    std::size_t years = 0;
    std::size_t half_width = 6;
    bool current = true;
    bool operator==(const SeasonWindow&) const = default;
};

struct BayesAlarmSpec {
    SeasonWindow window = {};
    std::size_t first = 0;
    double alpha = 0.05;
    double least_share = 0.5;
    bool operator==(const BayesAlarmSpec&) const = default;
};

/// The count against the 1 - alpha quantile of its predictive distribution, negative binomial by a
/// Poisson likelihood with Jeffreys' prior: Riebler (2004), `bayes` of surveillance. Alarm above
/// it.
[[nodiscard]] Alarms bayes_alarm(std::span<const double> counts, const BayesAlarmSpec& spec);

struct RkiAlarmSpec {
    SeasonWindow window = {.years = 2, .half_width = 4, .current = false};
    std::size_t first = 0;
    double least_share = 0.5;
    bool operator==(const RkiAlarmSpec&) const = default;
};

/// The rule of the Robert Koch Institute, `rki` of surveillance: above a mean of 20 the count
/// against mean + 2 sd; else against the upper 95 percent limit of Crow and Gardner (1959) at the
/// mean rounded down.
[[nodiscard]] Alarms rki_alarm(std::span<const double> counts, const RkiAlarmSpec& spec);

} // namespace halflight::stats
