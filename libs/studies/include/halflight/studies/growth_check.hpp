// SPDX-License-Identifier: Apache-2.0
// halflight/studies/growth_check.hpp - published growth by sector held against what indicators
// show, and against its own total.
#pragma once

#include "halflight/base/interval.hpp"
#include "halflight/studies/nowcast.hpp"

#include <cstdint>

namespace halflight::studies {

/// Share of a sector in output, in percent, by calendar year.
struct OutputShare {
    std::string sector{};
    std::vector<Reading> readings{};
};

struct GrowthCheckSpec {
    Date as_of{};
    Release release = Release::latest;
    std::string total{};         ///< the sector that is all others together; empty: none
    std::size_t least_years = 5; ///< that growth and indicator must have in common; at least 5
    double least_share = 0.5;    ///< of a year that an indicator must have been seen in
    double level = 0.95;         ///< of intervals of correlations, and of the band of the line
    std::size_t draws = 1999;    ///< of the permutation
    std::uint64_t seed = 0;
};

/// Growth of one sector against one indicator, over the years that they have in common.
struct GrowthAgreement {
    std::string sector{};
    std::string indicator{};
    std::size_t years = 0;
    double correlation = stats::undefined; ///< undefined where one of them does not vary
    double low = stats::undefined;         ///< by Fisher's z, standard error 1 / sqrt(years - 3)
    double high = stats::undefined;
    double p_value = stats::undefined;   ///< of years permuted: (1 + as far from 0) / (1 + draws)
    std::size_t signs = 0;               ///< years in which both signs are told
    double same_sign = stats::undefined; ///< share of these
    double chance = stats::undefined;    ///< the share if signs had nothing to do with each other
    double slope = stats::undefined;
    std::size_t outside = 0;            ///< years outside the band
    double expected = stats::undefined; ///< as many would be by chance
};

/// One year of such a pair.
struct GrowthYear {
    std::string sector{};
    std::string indicator{};
    Period year{};
    Reading published{};
    double growth = stats::undefined; ///< of the indicator
    double share = stats::undefined;  ///< of the year in which it was seen
    /// Of the line through all other years: what it says, and its prediction interval.
    double expected = stats::undefined;
    double low = stats::undefined;
    double high = stats::undefined;
    bool outside = false; ///< all that the print allows lies outside the interval
};

/// Sectors by mean growth over the years that all of them have, as published and as indicators of
/// one family show it. Rank 1 grew most; ties share the mean of their ranks.
struct GrowthRank {
    std::string family{};
    std::size_t years = 0;
    std::vector<std::string> sectors{};
    std::vector<double> published{};
    std::vector<double> shown{};
    std::vector<double> published_rank{};
    std::vector<double> shown_rank{};
    double correlation = stats::undefined; ///< Spearman
};

enum class AddsUp : unsigned char {
    yes,       ///< the residual may be 0
    no,        ///< it cannot be
    incomplete ///< shares are lacking, or do not make 100
};

/// Total growth of a year against the sum of share of the year before x growth, over sectors.
struct GrowthSum {
    Period year{};
    Interval total = Interval::all();
    Interval covered = Interval::all(); ///< sum of shares, percent
    Interval sum = Interval::all();
    Interval residual = Interval::all(); ///< total less sum
    double total_value = stats::undefined;
    double sum_value = stats::undefined;
    AddsUp adds_up = AddsUp::incomplete;
    std::vector<std::string> sectors{};
    std::vector<Interval> contributions{};
    std::vector<double> contribution_values{};
};

struct GrowthCheck {
    std::vector<GrowthAgreement> agreements{}; ///< by sector, then indicator
    std::vector<GrowthYear> years{};           ///< likewise, then by year
    std::vector<GrowthRank> ranks{};
    std::vector<GrowthSum> sums{};
    stats::Warnings warnings{};
};

/// Holds growth as published against indicators and against its own parts. An indicator's growth is
/// that over the parts of a year that were seen in both years. Bands: prediction intervals of least
/// squares through the other years, t with their number less 2. Shares of the year before, since
/// growth is counted from there; bounds by interval arithmetic, so rounding alone never makes a sum
/// fail.
///
/// Refuses what `nowcast` refuses of targets and indicators, a share of no sector or given twice, a
/// total that is no sector, least_years below 5, and where no pair has so many years in common and
/// no year can be summed. Warnings: "few_common_years" (a pair left out), "does_not_add_up",
/// "shares_incomplete". Bands and p-values are of each pair alone: with many, some fail by chance.
[[nodiscard]] GrowthCheck growth_check(std::span<const GrowthSeries> targets,
                                       std::span<const Indicator> indicators,
                                       std::span<const OutputShare> shares,
                                       const GrowthCheckSpec& spec);

} // namespace halflight::studies
