// SPDX-License-Identifier: Apache-2.0
// halflight/stats/change_date.hpp - what is known of the date of a single change.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

enum class ChangeModel : unsigned char {
    gaussian, ///< the mean changes, the variance does not; both unknown
    poisson,  ///< the rate of a count per unit of exposure changes
    /// Likewise, with variance mean + mean^2 / size; one size throughout, unknown
    negative_binomial,
};

/// Priors are proper, so that "no change" has a probability too. With the defaults the Gaussian
/// prior is scaled by the data: worth one cell, about the mean of the series.
struct ChangeDateSpec {
    ChangeModel model = ChangeModel::gaussian;
    double change = 0.5;     ///< prior probability that there is a change; every date alike
    std::size_t least = 1;   ///< observed cells on either side
    double level = 0.95;     ///< of the set of dates
    double mean_weight = 1;  ///< gaussian: cells that the prior of a mean is worth
    double rate_shape = 0.5; ///< counts: gamma prior of a rate
    double rate_weight =
        0; ///< its rate, in units of exposure; 0: the shape over the series' own rate
    /// negative_binomial: size^-1/2, the coefficient of variation of the rate from cell to cell, is
    /// half-normal of this scale, on a grid of sizes by half-octaves from 1/16 to 4096.
    double size_spread = 1;
    std::optional<double> size{}; ///< negative_binomial: known, no prior
    /// Counts must be whole. False: parts of counts may stand, as where the cell of an event is
    /// known by probability only; factorials become gamma functions.
    bool whole_counts = true;
    bool operator==(const ChangeDateSpec&) const = default;
};

struct ChangeDateFit {
    /// For every observed cell that may be the last before the change: its row (from 1) and
    /// P(change after it | there is a change). Sums to 1.
    std::vector<std::size_t> last = {};
    std::vector<double> probability = {};
    double no_change = undefined;         ///< posterior probability
    double log_bayes_factor = undefined;  ///< of a change against none
    std::size_t mode = 0;                 ///< the most probable date
    std::vector<std::size_t> likely = {}; ///< fewest dates that hold `level`, in order
    Warnings warnings = {};
};

/// Posterior of the date of a single change by conjugate integration over what is unknown before
/// and after: normal-inverse-gamma with a common variance (Smith 1975), gamma-Poisson (Raftery and
/// Akman 1986, with a uniform prior on whole dates); negative binomial by quadrature over rates (to
/// 1e-9) and summation over sizes. Missing cells (NaN) add nothing, never zero.
/// `exposure`: counts only; empty: 1 everywhere. Refuses what `segment` refuses.
/// Warnings: "missing_left_out".
[[nodiscard]] ChangeDateFit change_date(std::span<const double> series,
                                        std::span<const double> exposure,
                                        const ChangeDateSpec& spec);

enum class OnlineModel : unsigned char {
    gaussian, ///< unknown mean and variance: normal-inverse-gamma
    poisson,  ///< gamma
};

/// Priors as in the R package ocp: gaussian mean m worth k cells, inverse variance gamma(a, rate
/// b); poisson rate gamma(a, rate b).
struct OnlineSpec {
    OnlineModel model = OnlineModel::gaussian;
    double run_length =
        100; ///< expected cells between changes: a constant hazard of 1 / run_length
    double mean = 0;
    double weight = 0.01;
    double shape = 0.01;
    double rate = 1e-4;
    double threshold = 0.5; ///< probability of a run that makes its start a date
    double forget = 1e-12;  ///< runs whose joint probability is below this are dropped
    bool operator==(const OnlineSpec&) const = default;
};

struct OnlineFit {
    std::vector<std::size_t> run = {}; ///< after each cell, the most probable length of the run
    std::vector<double> run_probability = {};
    std::vector<double> fresh = {}; ///< probability that the run is no longer than 1 cell
    /// First rows (from 1) of runs, the first of the series included:
    std::vector<std::size_t> by_mode = {};      ///< that were most probable at some time
    std::vector<std::size_t> by_threshold = {}; ///< whose probability passed the threshold
    std::vector<std::size_t> by_path = {};      ///< of the most probable path at the end
    Warnings warnings = {};
};

/// Bayesian online change points: Adams and MacKay (2007). A missing cell (NaN) tells nothing: it
/// leaves every run's parameters as they are and only lengthens the runs. Counts must be whole.
/// Time grows with the cells times the length of runs that are kept.
/// Warnings: "missing_left_out".
[[nodiscard]] OnlineFit online_changes(std::span<const double> series, const OnlineSpec& spec);

} // namespace halflight::stats
