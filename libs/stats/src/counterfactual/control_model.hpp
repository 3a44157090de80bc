// SPDX-License-Identifier: Apache-2.0
// control_model.hpp - Bai's (2009) model on balanced controls, fitted through products over units:
// the cost of an iteration does not depend on the number of units.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <Eigen/Dense>

#include "factor_solver.hpp"
#include "halflight/stats/gsynth.hpp"

namespace halflight::stats::counterfactual {

/// Outcome first, then covariates, of controls that are seen in every period. The columns stay
/// where they are; what is taken out of each (its mean with unit effects, else the grand mean for
/// the sake of digits) stands beside them.
struct ControlData {
    std::vector<MatrixView> series;
    std::vector<std::size_t> units; ///< columns of the series, one for each control
    Eigen::MatrixXd shift;          ///< controls x (1 + p)
    Effects effects = Effects::two_way;

    [[nodiscard]] Eigen::Map<const Eigen::VectorXd> raw(std::size_t series_at,
                                                        std::size_t control) const {
        const MatrixView& from = series[series_at];
        return {from.column(units[control]).data(), static_cast<Eigen::Index>(from.rows)};
    }
};

/// Sums over the controls of a sample that the fit is made from.
struct ControlSums {
    Eigen::MatrixXd products; ///< (1 + p) T square: y and x, demeaned, times each other
    Eigen::MatrixXd means;    ///< periods x (1 + p): means over units of the raw data
    double units = 0;
};

[[nodiscard]] ControlData control_data(const Panel& panel, const std::vector<std::size_t>& controls,
                                       Effects effects, const std::vector<std::size_t>& covariates);

/// Each control counted once; by several threads.
[[nodiscard]] ControlSums sums_of(const ControlData& data, int jobs);

/// Each control counted `copies` times.
[[nodiscard]] ControlSums sums_of(const ControlData& data, const std::vector<double>& copies);

/// Outcomes that were made: a fit (periods x controls) and somebody's residuals.
struct MadeOutcomes {
    std::span<const std::size_t> units;  ///< whose fit and covariates; one may come several times
    std::span<const std::size_t> errors; ///< whose residuals
    const Eigen::MatrixXd& fitted;
    Eigen::Map<const Eigen::MatrixXd> residuals;
};
[[nodiscard]] ControlSums sums_of(const ControlData& data, const MadeOutcomes& outcomes);

/// Sums of what additive effects leave of the covariates, from the sums of all of them.
[[nodiscard]] CovariateSpread spread_of_covariates(const ControlData& data,
                                                   const ControlSums& sums);

/// The same sums with these covariates only.
[[nodiscard]] ControlSums keep_covariates(ControlSums sums, const std::vector<std::size_t>& kept);

struct ControlFit {
    Eigen::MatrixXd factors; ///< periods x r, F'F / periods = I
    Eigen::VectorXd beta;
    Eigen::VectorXd level; ///< grand mean and period effects
    double rss = 0;
    int iterations = 0;
    bool converged = false;
};

struct ControlOptions {
    GsynthConvention convention = GsynthConvention::converged;
    double tolerance = 1e-10;
    int max_iterations = 2000;
};

/// `warm`: where to begin, or null for the additive fit.
[[nodiscard]] ControlFit fit_controls(const ControlSums& sums, Effects effects, std::size_t factors,
                                      const ControlOptions& options, const ControlFit* warm);

} // namespace halflight::stats::counterfactual
