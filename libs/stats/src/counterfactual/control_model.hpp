// SPDX-License-Identifier: Apache-2.0
// control_model.hpp - Bai's (2009) model on balanced controls, fitted through products over units:
// the cost of an iteration does not depend on the number of units.
#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Dense>

#include "halflight/stats/gsynth.hpp"

namespace halflight::stats::counterfactual {

/// Outcome first, then covariates: periods x controls each.
struct ControlData {
    std::vector<Eigen::MatrixXd> raw;
    std::vector<Eigen::MatrixXd> demeaned; ///< of unit means, where there are unit effects
    Effects effects = Effects::two_way;
};

/// Sums over the controls of a sample that the fit is made from.
struct ControlSums {
    Eigen::MatrixXd products; ///< (1 + p) T square: y and x, demeaned, times each other
    Eigen::MatrixXd means;    ///< periods x (1 + p): means over units of the raw data
    double units = 0;
};

[[nodiscard]] ControlData control_data(const Panel& controls, Effects effects,
                                       const std::vector<std::size_t>& covariates);

/// Each control counted `copies` times.
[[nodiscard]] ControlSums sums_of(const ControlData& data, const std::vector<double>& copies,
                                  int jobs);

/// The controls `units` (one may come several times) with these outcomes (periods x units).
[[nodiscard]] ControlSums sums_of(const ControlData& data, const std::vector<std::size_t>& units,
                                  const Eigen::MatrixXd& outcomes);

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
