// SPDX-License-Identifier: Apache-2.0
// halflight/measures/labour.hpp - workers behind border counts: residuals, readings, stocks,
// income.
#pragma once

#include "halflight/base/interval.hpp"

#include <span>
#include <vector>

namespace halflight::measures {

/// What a count holds beyond its named parts. All in the unit of the count; nothing is below zero.
struct Residual {
    Interval named;     ///< sum of the parts
    Interval amount;    ///< residual = total - named, within `stated`
    Interval share;     ///< residual / total, a ratio
    bool agrees = true; ///< false: `stated` and total - named exclude each other; then `amount`
                        ///< holds both and only residual <= total is used for the share
};

/// residual = total - sum(parts); share = residual / (residual + sum(parts)).
/// The parts are disjoint and inside the total. `stated`: what a publisher gives for the residual,
/// all reals where nobody does. A part that is missing stands as [0, inf). Each bound is the
/// tightest over all values with total = residual + named; 0 / 0 gives [0, 1], and 0 / x is 0.
/// Identity.
[[nodiscard]] Residual residual(const Interval& total, std::span<const Interval> parts,
                                const Interval& stated = Interval::all());

/// Three-valued "offered = wanted": {1} for every choice of values, {0} for none, else [0, 1]. An
/// empty operand gives {0}.
[[nodiscard]] Interval may_equal(const Interval& offered, const Interval& wanted) noexcept;

/// persons = entries / trips, with `trips` the mean number of entries of a person who entered at
/// all, at least 1. Rounded inwards to whole persons where that leaves any.
[[nodiscard]] Interval entries_to_persons(const Interval& entries, const Interval& trips);

/// A residual read as purpose codes that the table leaves out: study and work.
struct CodesLeftOut {
    Interval offered; ///< study + work
    Interval fits;    ///< may_equal(offered, residual)
    Interval workers; ///< persons, if the reading holds; all reals if it cannot
    Interval trips;   ///< entries for study over the stock of students
};

/// Under the reading study + work = residual. Persons who came to work number at least
/// work / trips.hi (all entries for study are students') and at most
/// (study + work) / trips.lo - students: everybody who entered, less the students there are, each
/// of whom is taken to have entered at least once. `students` is [0, inf) where unknown. Rounded
/// inwards to whole persons where that leaves any.
[[nodiscard]] CodesLeftOut codes_left_out(const Interval& residual, const Interval& study,
                                          const Interval& work, const Interval& students,
                                          const Interval& trips);

/// Stock at the end of each period from the stock before, entries and exits, all counts of persons:
/// stock(t) = stock(t-1) + entries(t) - exits(t), cut to what the length of stay allows. Nobody
/// stays less than stay.lo or more than stay.hi periods (periods of one length), so that the stock
/// at the end of t holds everybody who entered in the last stay.lo periods and nobody who entered
/// before the last stay.hi; of `start` nobody is left after stay.hi periods. Missing exits stand as
/// [0, inf): only the stay bounds the stock then. Empty where flows and stay contradict each other,
/// and from there on. Spans of equal length. Stock-flow identity with a bounded residence time.
[[nodiscard]] std::vector<Interval> stock_flow(const Interval& start,
                                               std::span<const Interval> entries,
                                               std::span<const Interval> exits,
                                               const Interval& stay);

/// revenue = workers x months x remittance, with mean workers over the year, mean months paid and
/// the mean remittance of a paid worker-month. Bounds hold for every choice of the three,
/// whatever their dependence, and are reached. All nonnegative.
[[nodiscard]] Interval remittance_revenue(const Interval& workers, const Interval& months,
                                          const Interval& remittance);

/// How months and remittance go together over the workers.
enum class Dependence { independent, comonotone, antitone };

/// The same where the intervals of months and remittance are not doubt about a mean but the spread
/// over workers, each uniform over its range: revenue = workers x E[months x remittance], with
/// E = mean x mean for independence, and plus or minus width x width / 12 where who works longest
/// remits most (comonotone) or least (antitone). No other joint law with these margins lies outside
/// the last two (Hoeffding 1940, Frechet 1951). Only `workers` is doubt: the result is its
/// multiple. Months and remittance must be bounded; else all reals.
[[nodiscard]] Interval spread_revenue(const Interval& workers, const Interval& months,
                                      const Interval& remittance, Dependence dependence);

/// remittance = revenue / (workers x months).
[[nodiscard]] Interval implied_remittance(const Interval& revenue, const Interval& workers,
                                          const Interval& months);

/// Three-valued "x lies in range": {1} where all of x does, {0} where none, else [0, 1].
[[nodiscard]] Interval lies_in(const Interval& x, const Interval& range) noexcept;

} // namespace halflight::measures
