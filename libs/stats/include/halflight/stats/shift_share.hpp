// SPDX-License-Identifier: Apache-2.0
// halflight/stats/shift_share.hpp - regressions on a shift-share variable, or with one as
// instrument.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// Regions (or region-periods) in rows, shocks (sectors, or sector-periods) in columns. NaN and
/// infinities are refused with their place.
struct ShiftShareData {
    std::span<const double> outcome{};
    /// What the shift-share variable is the instrument of; empty: the regression is on the
    /// shift-share variable itself.
    std::span<const double> treatment{};
    MatrixView shares{}; ///< regions x shocks
    /// One for each column of shares; may be empty where `instrument` is given and no shock-level
    /// result is asked for.
    std::span<const double> shocks{};
    std::span<const double> instrument{}; ///< empty: shares x shocks
    MatrixView controls{};                ///< regions x controls, may be empty
    std::span<const double> weights{};    ///< positive; empty: one each
    std::span<const int> region_clusters{};
    std::span<const int> sector_clusters{}; ///< one for each shock; empty: each its own
    std::span<const int> periods{};         ///< of the regions; empty: one period
};

/// What is done where the shares of a region do not sum to one. The sum then varies with the
/// region, and so does the expected shift-share variable: Borusyak, Hull and Jaravel (2022, section
/// 4.2) control for it, by period.
enum class ShareSums : unsigned char {
    controlled, ///< the sum, by period, is one of the controls unless these explain it already
    as_given,   ///< nothing, as package ShiftShareSE; warning "incomplete_shares"
    complete,   ///< refused unless all sums are one within 1e-6
};

struct ShiftShareSpec {
    ShareSums share_sums = ShareSums::controlled;
    bool intercept = true;
    double null_value = 0; ///< hypothesis that the p-values are of
    double level = 0.95;
};

/// What values of the effect a test does not reject.
enum class SetShape : unsigned char {
    interval, ///< [low, high]
    rays,     ///< (-inf, high] and [low, inf)
    line,     ///< all values
};

struct ShiftShareFit {
    double estimate = undefined;
    /// Errors under five assumptions, normal reference. Those of `homoskedastic`, `robust` and
    /// `clustered` ignore that regions with like shares have like errors; they are given for
    /// comparison, with the small-sample factors of package ShiftShareSE (n - k for the regression,
    /// none for instruments).
    Coefficient homoskedastic{};
    Coefficient robust{};
    Coefficient clustered{}; ///< by region cluster; undefined without them
    Coefficient akm{};       ///< Adao, Kolesar and Morales (2019), section IV.B
    Coefficient akm0{};      ///< the same with the null imposed; its std_error is that of the set
    SetShape akm0_shape = SetShape::interval;
    /// Of the treatment on the instrument, AKM error; undefined without a treatment.
    Coefficient first_stage{};
    double first_stage_f = undefined;          ///< square of its statistic
    std::size_t rank = 0;                      ///< of the controls
    std::vector<std::size_t> dropped_shares{}; ///< columns explained by those before them
    double effective_shocks = undefined;       ///< 1 / sum of squared average shares, normalised
    double effective_clusters = undefined;     ///< the same over sector clusters
    Warnings warnings{};
};

/// Least squares of the outcome on the shift-share variable and controls, or instrumental variables
/// with it. With X the instrument less its projection on controls, h the coefficients of X on the
/// shares, e residuals, w weights: AKM variance = sum over clusters of sectors of
/// (sum_k h_k sum_i w_i s_ik e_i)^2 / (sum_i w_i X_i T_i)^2, T the treatment (X itself without
/// one). AKM0 collects all values b whose residuals e(b) do not reject. Inference is over shocks:
/// its sample size is the effective number of shocks, not of regions.
///
/// Refuses: sizes that do not match, an instrument that controls explain, fewer shocks than 2,
/// weights that are not positive, shares not complete as declared, negative shares. Warnings:
/// "collinear_shares", "collinear_controls", "incomplete_shares", "few_shocks" (effective number
/// under 20), "akm0_unbounded", "weak_first_stage".
[[nodiscard]] ShiftShareFit fit_shift_share(const ShiftShareData& data, const ShiftShareSpec& spec);

/// Shocks that leave out the group of a region: sum over regions j of other groups of
/// weights_jk growth_jk / sum of weights_jk, times the shares of the region, summed over k.
/// `growth` and `weights` are regions x shocks. Refuses a region with a share in a sector that no
/// other group has. Autor and Duggan (2003); AKM errors treat the result as the instrument.
[[nodiscard]] std::vector<double> leave_one_out_instrument(const MatrixView& shares,
                                                           const MatrixView& growth,
                                                           const MatrixView& weights,
                                                           std::span<const int> groups);

} // namespace halflight::stats
