// SPDX-License-Identifier: Apache-2.0
// Where an estimator was wrong about made countries whose truth is known (docs/truth.md), so that
// each of its results can say so.
#pragma once

#include "halflight/stats/estimate.hpp"

#include <span>
#include <string>
#include <string_view>

namespace halflight::studies {

/// One estimator in one design that it failed: the worst of the design's questions that it failed.
/// Shares in percent; NaN: not what it failed by, or a test that has no interval.
struct Failure {
    std::string_view estimator; ///< as in docs/truth.md
    std::string_view design;    ///< likewise; of "other errors", how the errors were made
    double held_least;          ///< 95 % intervals that held the truth
    double held_most;
    double told;    ///< effects told where there was none
    double too_low; ///< bias, in percent of the truth
    double too_high;
    bool off_at_none; ///< biased where there is no effect
    bool runs_away;
};

/// In the order of docs/truth.md, from which a test holds them to be taken.
[[nodiscard]] std::span<const Failure> failures();

/// What a design is, to be read after "where". Empty: unknown.
[[nodiscard]] std::string_view condition(std::string_view design);

/// Ways to make errors that were tried as designs of their own: told of only where they are used.
inline constexpr std::string_view thinned_units = "thinned to 2 km";
inline constexpr std::string_view drawn_clusters = "clusters drawn";
inline constexpr std::string_view units_alone = "units independent";

/// In a sentence, all that `estimator` failed, `subject` being its name in words. Errors that are
/// not the usual ones (`used`) were tried in the design "plain" alone: what it failed there is told
/// of them, the other designs as tried with the usual errors. Empty, where it held in every design.
[[nodiscard]] std::string track_record(std::string_view estimator, std::string_view subject,
                                       std::span<const std::string_view> used = {});

} // namespace halflight::studies
