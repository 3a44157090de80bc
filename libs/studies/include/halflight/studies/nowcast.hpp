// SPDX-License-Identifier: Apache-2.0
// halflight/studies/nowcast.hpp - growth by sector before it is published, with scores of what
// would have been said in the past.
#pragma once

#include "halflight/studies/nowcast_series.hpp"

#include <array>
#include <cstdint>

namespace halflight::studies {

/// Which of the vintages of a year is to be foretold, and learned from.
enum class Release : unsigned char {
    first,  ///< the number that was published first
    latest, ///< the number that stood on the day: at the last day for scores
};

/// The rules that a nowcast has to beat.
enum class NaiveRule : unsigned char {
    zero, ///< no growth
    last, ///< growth last published
    mean, ///< mean of all growth published so far
    ar1,  ///< least squares on the year before; needs `NowcastSpec::least_autoregression` years
};
inline constexpr std::array<NaiveRule, 4> naive_rules{NaiveRule::zero, NaiveRule::last,
                                                      NaiveRule::mean, NaiveRule::ar1};
[[nodiscard]] std::string_view to_string(NaiveRule rule) noexcept;

/// Ways to put bridges together; a bridge is the line of growth on one indicator, its slope shrunk.
enum class Combination : unsigned char {
    equal,       ///< mean of the bridges
    inverse_mse, ///< weights by one over the mean square of the errors with years left out
    pooled,      ///< mean of lines with one slope for all sectors and a level for each
};
inline constexpr std::array<Combination, 3> combinations{
    Combination::equal, Combination::inverse_mse, Combination::pooled};
[[nodiscard]] std::string_view to_string(Combination combination) noexcept;

struct NowcastSpec {
    Date as_of{}; ///< nothing known later is used
    Release release = Release::first;
    Combination method =
        Combination::inverse_mse; ///< the headline, named before anything is scored
    /// The nowcast is made so many days after the end of the year, but before its growth is
    /// published. Without: as many as lie between the end of the first year that can be foretold
    /// and `as_of`; where there is none, on the last day before it is published.
    std::optional<int> offset_days{};
    std::size_t least_years = 5;          ///< of growth and indicator together, for a bridge
    std::size_t least_autoregression = 8; ///< years for ar1
    double least_share = 0.25;     ///< of a year that an indicator must have been seen in, at least
    double level = 0.8;            ///< of intervals
    double significance = 0.05;    ///< of the verdict
    std::size_t least_origins = 5; ///< for a verdict
};

/// What one indicator adds to a nowcast.
struct NowcastContribution {
    std::string indicator{};
    double growth = stats::undefined; ///< of the indicator, over the part of the year that was seen
    double share = stats::undefined;  ///< of the year that was seen
    double weight = stats::undefined; ///< of its bridge
    double slope = stats::undefined;  ///< growth of the sector for one percent of its own
    double points = 0;                ///< weight x slope x (growth - its mean): adds up with others
    std::size_t years = 0;            ///< that the line rests on
};

/// One year that was foretold, on a day on which its growth was not known.
struct NowcastOrigin {
    std::string sector{};
    Period year{};
    Date day{};
    double published = stats::undefined; ///< what came, by `Release`; undefined: not yet
    Reading release{};                   ///< its bounds, and the day; as above
    std::size_t known = 0;               ///< years of the sector published by that day
    int steps = 1;                       ///< years since the last of them
    std::vector<double> values{};        ///< by method, in the order of `NowcastReport::methods`
    std::vector<double> half_widths{};   ///< of their intervals, from errors known by that day
};

/// Scores over origins at which the headline and every naive rule but ar1 gave a number.
struct NowcastScore {
    std::string sector{}; ///< empty: all together
    std::string method{};
    std::size_t origins = 0;
    double rmse = stats::undefined;
    double mae = stats::undefined;
    double mean_error = stats::undefined;  ///< foretold less published
    std::size_t signs = 0;                 ///< origins where the published sign is beyond rounding
    double right_signs = stats::undefined; ///< share of these
    std::size_t intervals = 0;             ///< origins with an interval
    double coverage = stats::undefined;
    double width = stats::undefined;
    double interval_score = stats::undefined; ///< Gneiting and Raftery (2007); less is better
};

/// The headline against a naive rule: loss is the square of the error.
struct NowcastContest {
    std::string sector{}; ///< empty: all together, by the mean over sectors of each year
    std::string rule{};
    std::size_t origins = 0;              ///< years
    double difference = stats::undefined; ///< mean loss of the rule less that of the headline
    double statistic = stats::undefined;  ///< Diebold and Mariano, as Harvey, Leybourne and Newbold
    double p_value = stats::undefined;    ///< two-sided, t with origins - 1
    int steps = 1;                        ///< over which errors may hang together
};

enum class NowcastJudgement : unsigned char { better, not_told_apart, worse, not_scored };

struct NowcastVerdict {
    std::string sector{}; ///< empty: all together
    NowcastJudgement judgement = NowcastJudgement::not_scored;
    std::string best_rule{}; ///< by root mean square, known only afterwards
    double p_value = stats::undefined;
    std::string words{}; ///< a sentence
};

/// A year whose growth is not published, or only after the nowcast.
struct Nowcast {
    NowcastOrigin origin{};
    double value = stats::undefined; ///< of the headline: baseline and contributions, in order
    double low = stats::undefined;
    double high = stats::undefined;
    std::size_t errors = 0;    ///< past errors that the interval rests on
    std::string no_interval{}; ///< why there is none
    double baseline = stats::undefined;
    std::vector<NowcastContribution> contributions{};
    std::string refused{}; ///< why there is no value
};

struct NowcastReport {
    std::vector<std::string> sectors{};
    std::vector<std::string> methods{}; ///< combinations, bridges by indicator, naive rules
    std::size_t headline = 0;           ///< among methods
    std::size_t first_rule = 0;         ///< among methods
    int offset_days = 0;
    std::vector<NowcastOrigin> origins{}; ///< by sector, then year
    std::vector<NowcastScore> scores{};
    std::vector<NowcastContest> contests{};
    std::vector<NowcastVerdict> verdicts{};
    std::vector<Nowcast> nowcasts{}; ///< by sector, then year
    stats::Warnings warnings{};
};

/// Foretells growth by sector from indicators and scores what would have been foretold in the past.
///
/// Every past year is an origin: the day `offset_days` after its end, or the day before its growth
/// was published if that was earlier. Only readings that stood on that day are used. An indicator's
/// growth over the part of the year that was known by then is compared with its growth over the
/// same part of every earlier year. Lines are shrunk by ridge: the penalty, among 0 to 8 times the
/// sum of squares of the indicator and infinity (the mean), is that with the least square of errors
/// with one year left out. A line needs `least_years` years, a pooled one as many in all and three
/// for each of two sectors.
///
/// Intervals are symmetric, by the ceil((n + 1) level)-th smallest of n absolute errors at earlier
/// origins whose growth was known by then (split conformal; Vovk, Gammerman and Shafer 2005).
///
/// Does not depend on the order of readings, targets' readings least of all. Refuses: no target, no
/// indicator, a sector or an indicator given twice, two numbers for one year of a sector known
/// since the same day, numbers that are not finite, levels below 0, growth of anything but calendar
/// years, no sector with `least_years` + 1 years of growth, no indicator with as many in common
/// with one. Warnings: "few_years" (a sector left out), "few_values" and "no_overlap" (an indicator
/// that no line can be drawn for), "late_indicator" (at every past origin unknown),
/// "vintages_together" (all growth became known so late that nothing could be foretold),
/// "few_origins" (fewer than `least_origins`), "incomplete_years".
[[nodiscard]] NowcastReport nowcast(std::span<const GrowthSeries> targets,
                                    std::span<const Indicator> indicators, const NowcastSpec& spec);

/// Diebold and Mariano (1995) with the correction of Harvey, Leybourne and Newbold (1997): mean of
/// the differences over its standard error from autocovariances up to steps - 1, times
/// sqrt((T + 1 - 2 h + h (h - 1) / T) / T); t with T - 1 degrees. Where the variance so estimated
/// is not above 0, that of one step is taken. Undefined for fewer than 3 or without variation.
struct DieboldMariano {
    double mean = stats::undefined;
    double statistic = stats::undefined;
    double p_value = stats::undefined;
};
[[nodiscard]] DieboldMariano diebold_mariano(std::span<const double> differences, int steps);

/// Half width of a conformal interval: undefined where there are too few errors for the level.
[[nodiscard]] double conformal_half_width(std::span<const double> errors, double level);
/// Fewest errors that such an interval needs.
[[nodiscard]] std::size_t least_errors(double level);
/// Width, and 2 / (1 - level) times by how much the value lies outside (Gneiting and Raftery 2007).
[[nodiscard]] double interval_score(double low, double high, double value, double level);

} // namespace halflight::studies
