// SPDX-License-Identifier: Apache-2.0
// halflight/measures/trade.hpp - arithmetic of trade indicators on intervals.
#pragma once

#include "halflight/base/interval.hpp"

#include <cstddef>
#include <optional>
#include <span>

// Every function bounds f(x) over all x in the boxes given: the result holds f(x) for each choice
// of values. "Tight" says that both ends are reached or approached. Ends are rounded to the nearest
// double. Quantities that cannot be negative (flows) are cut at zero first. Nothing is thrown; a
// box without a member gives an empty interval.
namespace halflight::measures {

/// Share of one partner in all trade, x / T with T = x + r, where r is the trade of all others:
/// worst-case bounds for what nobody reports (Manski 1989, "Anatomy of the selection problem";
/// 2003, "Partial identification of probability distributions"): r.hi is infinite where nothing
/// caps it. x / (x + r) = 1 / (1 + r / x) grows in x and falls in r, so that x counts once;
/// dividing the intervals would let numerator and denominator take different x. `total` bounds T
/// besides (all reals for none). Unit: ratio. Tight, O(1). Empty where parts and total cannot be
/// true together, or all are zero.
[[nodiscard]] Interval share(const Interval& part, const Interval& rest,
                             const Interval& total = Interval::all());

/// Herfindahl-Hirschman index, the sum of squared shares (Hirschman 1945, "National power and the
/// structure of foreign trade", without his square root; Herfindahl 1950). `unlisted` is trade that
/// falls on other partners, of unknown number: one at most, infinitely many at least. Unit: ratio,
/// 1 for a single partner.
/// The index is the square of a norm over a positive linear function, so its sets below a level are
/// convex: the least value is where every flow is clamped to one common level c = sum x^2 / sum x
/// (found by bisection, O(n log 1/eps)), the greatest at a vertex of the box. Up to 16 flows the
/// vertices are all looked at, O(2^n), and the result is tight; beyond that the greatest value is
/// the relaxation with one flow inside its interval, O(n log n), an outer bound.
[[nodiscard]] Interval herfindahl(std::span<const Interval> flows, const Interval& unlisted);

/// Sample standard deviation (divisor n - 1) of values that lie anywhere in their intervals
/// (Ferson, Ginzburg, Kreinovich, Longpre and Aviles 2002: the least is easy, the greatest NP-hard
/// in general). The least clamps all values to their mean, O(n log 1/eps); the greatest as for
/// `herfindahl`: tight up to 16 values, O(2^n), an outer bound beyond. Empty below two values.
[[nodiscard]] Interval standard_deviation(std::span<const Interval> values);

/// Standard deviation of period-on-period log changes, ln x[t] - ln x[t-1], of levels in order.
/// Adjacent changes share a level; that is accounted for: the sum of changes is that of the ends
/// alone, so the greatest value follows from a walk over vertices for each of the four corners of
/// the ends, O(n), tight. The least is a convex quadratic programme over the box, solved by
/// coordinate descent and lowered by its duality gap (Frank and Wolfe 1956), so that it is
/// guaranteed. A level that may be zero or is unbounded leaves no upper bound. Unit: ratio (0.1 is
/// about 10 percent). Empty below three levels, and where a level cannot be positive.
[[nodiscard]] Interval volatility(std::span<const Interval> levels);

/// Mean of |x[t] / x[t-1] - 1|, the mean absolute change. The sum of the exact bounds of each
/// change: an outer bound, as adjacent changes share a level. Unit: ratio. Empty below two levels.
[[nodiscard]] Interval mean_absolute_change(std::span<const Interval> levels);

/// Is one value above all others (below, for the smallest)?
struct Superlative {
    Interval holds;  ///< [1, 1] certain, [0, 0] refuted, [0, 1] possible; a tie is no record
    Interval margin; ///< candidate less the best of the others; negative for the smallest where it
                     ///< holds; all reals without others
    std::optional<std::size_t> runner_up; ///< of the others, the one with the best sure value
};
/// Tight, O(n). `largest` false asks for the smallest.
[[nodiscard]] Superlative superlative(const Interval& candidate, std::span<const Interval> others,
                                      bool largest);

/// One supplier's flow falls; what would another have to add, and what did it add?
struct Substitution {
    Interval fall;     ///< base - now, in the unit of the flows; negative for a rise
    Interval relative; ///< 1 - now / base
    Interval multiple; ///< (other_base + fall) / other_base: what the other would have to reach
    Interval added;    ///< other_now - other_base
    Interval covered;  ///< added / fall; all reals where it is not sure that there was a fall
};
/// Each input stands once in each result, so plain interval arithmetic is tight; O(1).
[[nodiscard]] Substitution substitution(const Interval& base, const Interval& now,
                                        const Interval& other_base, const Interval& other_now);

} // namespace halflight::measures
