// SPDX-License-Identifier: Apache-2.0
// halflight/stats/farrington.hpp - counts against a regression on the same season of former years.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "halflight/stats/alarm.hpp"

namespace halflight::stats {

enum class FarringtonMethod : unsigned char {
    original, ///< Farrington et al. (1996): windows only, two-sided alpha, weights from residuals
              ///< of 1 on
    flexible, ///< Noufaily et al. (2013)
};

enum class FarringtonThreshold : unsigned char {
    delta,     ///< normal for the transformed count; the only one of `original`
    nb_plugin, ///< quantile of a negative binomial (Poisson without overdispersion) at the
               ///< estimated mean
    muan,      ///< the same at the 1 - alpha quantile of the mean
};

enum class CountPower : unsigned char { none, one_half, two_thirds };

enum class FarringtonConvention : unsigned char {
    corrected, ///< the estimated dispersion, at least 1, in every standard error
    /// As `farringtonFlexible` of the R package surveillance up to 1.26: after reweighting the
    /// dispersion in standard errors and the test of the trend is sum(weight x working residual^2)
    /// / df, without the mean; the statistic of nb_plugin and muan is on the log scale of the mean.
    surveillance,
};

enum class GlmStop : unsigned char {
    r_glm, ///< R's: start at y + 0.1, relative change of the deviance below 1e-8, weights of the
           ///< last step
    tight, ///< change below 1e-14, weights at the solution
};

/// The defaults are those of Noufaily et al. (2013).
struct FarringtonSpec {
    FarringtonMethod method = FarringtonMethod::flexible;
    std::size_t first = 0;      ///< first row (from 1) to judge; 0: the first with a baseline
    std::size_t period = 52;    ///< rows of a year
    std::size_t years = 5;      ///< back
    std::size_t half_width = 3; ///< of the window about the same time of former years
    std::size_t seasons = 10;   ///< levels of the season between windows; 1: windows only
    std::size_t left_out = 26;  ///< last rows that are not in the baseline (flexible)
    bool reweight = true;
    double weights_threshold =
        2.58; ///< Anscombe residuals from here on are weighted down (flexible)
    bool trend = true;
    double trend_p = 1; ///< a trend stays with a p-value below this (1: always), and only with 3
                        ///< years or more, and a forecast no higher than any count of the baseline
    FarringtonThreshold threshold = FarringtonThreshold::nb_plugin;
    CountPower power = CountPower::two_thirds; ///< of delta
    double alpha = 0.05;                       ///< one-sided; of `original` two-sided
    double least_cases = 5; ///< fewer in the last `least_rows` rows, this one included: not judged
    std::size_t least_rows = 4;
    double least_share = 0.5; ///< of the baseline that must be observed
    FarringtonConvention convention = FarringtonConvention::corrected;
    GlmStop stop = GlmStop::r_glm;
    bool operator==(const FarringtonSpec&) const = default;
};

/// What the regression behind one time found.
struct FarringtonModel {
    std::size_t cells = 0;         ///< of the baseline
    double p_value = undefined;    ///< of a count as large as observed
    double dispersion = undefined; ///< at least 1
    double trend = undefined;      ///< of log counts, a row; NaN where it was left out
    double std_error = undefined;  ///< of the expected count, or of its logarithm where not delta
    int iterations = 0;            ///< of all fits together
};

struct FarringtonFit {
    std::vector<Alarm> times = {};
    std::vector<FarringtonModel> models = {}; ///< one for each time
    Warnings warnings = {};
};

/// Quasi-Poisson regression of the baseline on its season and a trend, refitted with less weight on
/// large residuals; alarm where the count exceeds the threshold. `statistic` is (count - expected)
/// / (threshold - expected), `limit` 1; `needed` minds `least_cases` too.
///
/// `counts`: at equal steps, NaN where missing: it is not zero, it leaves the baseline, raises no
/// alarm, and adds nothing to `least_cases`. `days`: days since 1970-01-01 of each row, or empty:
/// then a year is `period` rows. With days a reference row is the one a calendar year before, with
/// a period of 52 the nearest of the same weekday. `exposure`: population at risk, an offset; or
/// empty. Refuses infinities, negative or broken counts, windows that overlap, times without a
/// baseline. Warnings: "missing_left_out", "not_converged", "no_baseline".
[[nodiscard]] FarringtonFit farrington(std::span<const double> counts, std::span<const int> days,
                                       std::span<const double> exposure,
                                       const FarringtonSpec& spec);

} // namespace halflight::stats
