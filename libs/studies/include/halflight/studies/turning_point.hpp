// SPDX-License-Identifier: Apache-2.0
// halflight/studies/turning_point.hpp - when did it begin: counts of reports, and dated events.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/stats/estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::studies {

/// An event that is known from a report. The day of the event is not that of the report.
struct ReportedEvent {
    Date reported{};
    std::optional<Period> happened{}; ///< where the report says so
    std::string type;                 ///< class of event
};

/// A stretch that the source covers, and how well: 1 all of it, 0.5 every other day. Days in no
/// stretch are not covered: they add no exposure, and are no zeros. A day in several stretches has
/// the greatest of their shares.
struct Coverage {
    Period span;
    double share = 1;
};

/// A dated event of another kind that speaks about the date: the beginning lies
/// `lead_days` +- `spread_days` (one standard deviation) after it; a negative lead: before it.
struct Marker {
    std::string name;
    Period day{};
    double lead_days = 0;
    double spread_days = 45;
    double trust = 0.5; ///< probability that it has to do with the beginning at all
};

enum class CountModel : unsigned char {
    poisson,
    negative_binomial, ///< variance mu + mu^2 / size, the size unknown
};

struct TurningPointSpec {
    std::string type{}; ///< of the events that are counted
    Period window{};
    Frequency frequency = Frequency::month;
    CountModel model = CountModel::negative_binomial;
    /// Events are reported so many days after they happened, all delays alike. Used where a report
    /// does not say when.
    int least_delay_days = 0;
    int most_delay_days = 3;
    double change = 0.5; ///< prior probability that there is a change
    double level = 0.90;
    std::size_t draws = 499; ///< of the test of no change; 0: no p-value
    int jobs = 1;            ///< threads at most; results do not depend on it
};

/// What one source of knowledge says and adds.
struct Contribution {
    std::string name;                ///< "counts", or that of the marker
    std::vector<double> probability; ///< by date, of it alone
    double information = 0; ///< bits that it takes from the entropy of the rest, given the rest
    double alone = 0;       ///< bits that it takes from a uniform prior
    std::optional<Period> mode_without; ///< most probable date when it is left out
};

struct TurningPoint {
    /// First period of the new rate, in order: all periods of the window, covered or not, with a
    /// covered one before them and one at or after them. Every date alike before the data.
    std::vector<Period> dates;
    std::vector<double> probability; ///< P(it began in this period | there is a change); sums to 1
    Period mode{};
    std::vector<Period> likely;          ///< fewest dates that hold `level`, in order
    double no_change = stats::undefined; ///< posterior, from the counts alone
    double log_bayes_factor = stats::undefined;
    /// Likelihood-ratio test of no change: twice the greatest log ratio over dates (negative
    /// binomial: sizes fitted with and without a change) and its p-value from draws of the counts
    /// (poisson: given the total, multinomial by exposure; negative binomial: parametric). It and
    /// the four that follow are of counts rounded to whole numbers.
    double likelihood_ratio = stats::undefined;
    double p_value = stats::undefined;
    Period likeliest{};                    ///< by maximum likelihood; the first of equals
    double rate_before = stats::undefined; ///< per period of full coverage, at the likeliest
    double rate_after = stats::undefined;
    std::vector<double> counts;   ///< by period of the window
    std::vector<double> exposure; ///< days covered over days of the period
    std::vector<Contribution> contributions;
    stats::Warnings warnings;
};

/// Posterior of the date at which the rate of counts changed once (Raftery and Akman 1986; negative
/// binomial by quadrature over the size), with exposure from the coverage of the source, put
/// together with markers: P(date) is proportional to the counts' posterior times, for each marker,
/// trust x discretised normal + (1 - trust) x uniform; what of the normal lies outside the dates is
/// not moved into them. A report is counted in the periods in which the event can have happened, by
/// equal parts of its possible days (those that are covered, or outside the window) where they span
/// several; `counts` are therefore rounded to whole numbers only in the test (largest remainders).
///
/// Refuses: a window that is not whole periods, fewer than 4 covered periods, no event of the type
/// in the window, coverage shares outside (0, 1], a marker with a spread not above 0 or a trust
/// outside (0, 1], markers that leave no date, an event none of whose possible days is covered.
/// Warnings: "uncovered_periods", "delay_spans_periods", "few_events" (under 5).
[[nodiscard]] TurningPoint turning_point(std::span<const ReportedEvent> events,
                                         std::span<const Coverage> coverage,
                                         std::span<const Marker> markers,
                                         const TurningPointSpec& spec, std::uint64_t seed);

} // namespace halflight::studies
