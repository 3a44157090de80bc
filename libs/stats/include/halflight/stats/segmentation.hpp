// SPDX-License-Identifier: Apache-2.0
// halflight/stats/segmentation.hpp - dates at which the level, spread or rate of a series changes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

/// What changes from segment to segment, and the cost of a segment of n cells: minus twice its
/// largest log likelihood, without terms that no division changes.
enum class SegmentModel : unsigned char {
    mean,              ///< sum of squares about the mean, over the square of `noise_sd`
    variance,          ///< about a common mean: n (log 2 pi + log variance + 1)
    mean_variance,     ///< n (log 2 pi + log variance + 1)
    poisson,           ///< 2 X (log E - log X), X the counts and E the exposure of the segment
    negative_binomial, ///< counts of size `size` x exposure: variance mean + mean^2 / (size x
                       ///< exposure)
    mean_cusum, ///< |CUSUM| of the mean; no likelihood: one change or binary segmentation only
};

enum class SegmentMethod : unsigned char {
    pelt,        ///< the best division of all (Killick, Fearnhead and Eckley 2012)
    optimal,     ///< the best for every number of segments up to `most` (Auger and Lawrence 1989)
    binary,      ///< one split at a time (Scott and Knott 1974), `most` splits at most
    at_most_one, ///< the best single split (Hinkley 1970)
};

/// What a further change must gain. p: numbers that change with a segment (mean_variance 2, else
/// 1).
enum class SegmentPenalty : unsigned char {
    mbic, ///< (p + 2) log n, and log(cells) in the cost of every segment (Zhang and Siegmund 2007)
    bic,  ///< (p + 1) log n
    aic,  ///< 2 (p + 1)
    hannan_quinn, ///< 2 (p + 1) log log n
    given,        ///< `penalty`
};

enum class SegmentConvention : unsigned char {
    exact, ///< PELT prunes only what cannot be best; `least` holds for every segment
    /// As the R package changepoint 2.3: PELT prunes by costs with log(cells) and as if `least`
    /// were 1; binary segmentation wants one cell more on the left and leaves out the last three;
    /// the log(cells) of mbic join a single split after its date is chosen; the variance of a
    /// segment is told about its own mean where the model has a common one.
    changepoint,
};

struct SegmentSpec {
    SegmentModel model = SegmentModel::mean;
    SegmentMethod method = SegmentMethod::pelt;
    SegmentPenalty penalty_rule = SegmentPenalty::mbic;
    double penalty = 0; ///< with `given`
    std::optional<std::size_t> least =
        std::nullopt;     ///< cells of a segment; without: 2 for variances, else 1
    std::size_t most = 5; ///< splits of binary, segments of optimal
    std::optional<double> noise_sd =
        std::nullopt; ///< mean; without: 1.4826 MAD of first differences / sqrt 2
    std::optional<double> common_mean = std::nullopt; ///< variance; without: the mean of the series
    std::optional<double> size =
        std::nullopt;              ///< negative binomial; without: by moments of neighbours
    double variance_floor = 1e-11; ///< stands for a variance of 0, in squared units of the series
    SegmentConvention convention = SegmentConvention::exact;
    bool operator==(const SegmentSpec&) const = default;
};

struct Segment {
    std::size_t first = 0; ///< rows counted from 1; missing cells belong to none
    std::size_t last = 0;
    std::size_t cells = 0;
    double mean = undefined; ///< per unit of exposure where there is one
    double variance = undefined;
};

/// A date, the last row before the change, and what the change gains: alarm from `penalty` on.
struct SegmentDate {
    std::size_t last = 0;
    double gain = undefined;
};

struct SegmentFit {
    std::vector<SegmentDate> dates = {}; ///< in order; gain against the two neighbours joined
    std::vector<Segment> segments = {};
    double penalty = undefined; ///< what a change must gain
    double cost = undefined;    ///< of all segments, without penalties
    double noise_sd = undefined;
    double size = undefined;
    /// The split of one of the segments that would gain most: what a further change lacks.
    std::optional<SegmentDate> next = std::nullopt;
    Warnings warnings = {};
};

/// Divides `series` into segments. Missing cells (NaN) are left out, never zero: a change between
/// two observed cells is dated to the earlier. `exposure` (counts only; empty: 1 everywhere) is in
/// any unit. Refuses infinities, negative or broken counts, a series too short for two segments, no
/// variation, mbic with mean_cusum, mean_cusum with other methods.
/// Warnings: "missing_left_out", "most_reached", "zero_variance_segment", "no_overdispersion" (the
/// size is infinite: Poisson).
[[nodiscard]] SegmentFit segment(std::span<const double> series, std::span<const double> exposure,
                                 const SegmentSpec& spec);

} // namespace halflight::stats
