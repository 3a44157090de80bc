// SPDX-License-Identifier: Apache-2.0
// halflight/stats/covariance.hpp - how errors of rows hang together, and the standard errors that
// follow.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "halflight/stats/conley.hpp"
#include "halflight/stats/estimate.hpp"
#include "halflight/stats/fixed_effects.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

enum class ErrorModel : unsigned char {
    homoskedastic,
    hc0,            ///< White (1980), no factor whatever `SmallSample` says
    hc1,            ///< White (1980) with the small-sample factors
    hc2,            ///< MacKinnon and White (1985): squared residuals over 1 - h
    hc3,            ///< squared residuals over (1 - h)^2
    clustered,      ///< one or more groupings (Liang and Zeger 1986; Cameron, Gelbach and Miller
                    ///< 2011)
    newey_west,     ///< Bartlett lags, within units of a panel if there are any (1987)
    driscoll_kraay, ///< Bartlett lags of sums by period (1998)
    conley,         ///< near places, all periods pooled (fixest)
    conley_panel,   ///< near places of one period, lags of one place (conleyreg)
};

/// Which levels of fixed effects count as parameters K in (n - 1) / (n - K).
enum class EffectCount : unsigned char {
    none,
    nested, ///< all but those nested in a cluster (fixest's "nonnested", earlier "nested")
    full,
};

/// The factor G / (G - 1) of several groupings.
enum class ClusterFactor : unsigned char {
    conventional, ///< each term of the sum with its own G (Cameron, Gelbach and Miller 2011)
    min,          ///< all terms with the least G (fixest's default)
};

/// Degrees of freedom of t statistics.
enum class TestDegrees : unsigned char {
    clusters, ///< least G - 1 (periods - 1 for serial lags); n - K without clusters
    residual, ///< n - K
};

/// Small-sample conventions; names of fixest's `ssc()` in brackets.
struct SmallSample {
    bool adjust_parameters = true;                              ///< (n - 1) / (n - K) [K.adj]
    EffectCount effects = EffectCount::nested;                  ///< [K.fixef]
    bool exact_effects = false;                                 ///< [K.exact]
    bool adjust_clusters = true;                                ///< G / (G - 1) [G.adj]
    ClusterFactor cluster_factor = ClusterFactor::conventional; ///< [G.df]
    TestDegrees degrees = TestDegrees::clusters;                ///< [t.df]
    bool operator==(const SmallSample&) const = default;

    /// fixest's defaults: as above but for `ClusterFactor::min`.
    [[nodiscard]] static SmallSample fixest();
    /// No factor at all.
    [[nodiscard]] static SmallSample none();
};

struct CovarianceSpec {
    ErrorModel model = ErrorModel::hc1;
    SmallSample small_sample = {};
    /// Newey-West and Driscoll-Kraay: lags; if absent floor(periods^(1/4)).
    std::optional<int> lags = {};
    ConleySpec conley = {}; ///< conley and conley_panel
};

/// What tells rows apart; each member empty or one entry per row of the data.
struct ErrorStructure {
    std::vector<Grouping> clusters = {}; ///< clustered
    Codes unit = {};                     ///< newey_west (may be empty: one series), conley_panel
    Codes time = {};                     ///< newey_west, driscoll_kraay, conley_panel
    std::span<const double> latitude = {};
    std::span<const double> longitude = {};
};

/// A fit as covariances see it, one row for each row used.
struct Sandwich {
    MatrixView bread = {};                 ///< (X'WX)^-1 of the partialled design, K x K
    MatrixView scores = {};                ///< rows x K: w x e, x partialled
    std::span<const double> leverage = {}; ///< rows, effects included; hc2 and hc3 only
    /// Homoskedastic only: sum of w e^2 over rows - 1; 1 for likelihoods such as Poisson.
    double dispersion = undefined;
    std::span<const FixedEffect> effects = {}; ///< of the rows used
};

struct Covariance {
    Matrix values = {};         ///< K x K
    double parameters = 0;      ///< K of the small-sample factor
    double degrees = undefined; ///< of t statistics
    std::size_t clusters = 0;   ///< least G; 0 without clusters
    int lags = 0;
    Warnings warnings = {}; ///< "few_clusters" (under 10), "variance_repaired"
};

/// Covariance of coefficients. A matrix that is not positive semi-definite (several groupings,
/// Conley) has its negative eigenvalues put to zero, with a warning "variance_repaired", only where
/// a variance is negative (as Cameron, Gelbach and Miller 2011 propose; fixest does the same).
/// Refuses one cluster, fewer rows than parameters, what the model needs and the structure lacks.
[[nodiscard]] Covariance covariance(const Sandwich& fit, const ErrorStructure& structure,
                                    const CovarianceSpec& spec);

} // namespace halflight::stats
