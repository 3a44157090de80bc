// SPDX-License-Identifier: Apache-2.0
// gsynth_core.hpp - the steps of generalized synthetic control that draws repeat.
#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Dense>

#include "control_model.hpp"
#include "factor_solver.hpp"
#include "halflight/stats/gsynth.hpp"

namespace halflight::stats::counterfactual {

/// A treated unit's fit: what is left of its outcome, and its loadings (the last: unit effect).
struct TreatedFit {
    Eigen::VectorXd effect; ///< outcome less counterfactual; NaN where not observed
    Eigen::VectorXd untreated;
    Eigen::VectorXd loadings;
    bool sound = true; ///< its periods before treatment tell the loadings apart
};

/// Outcome less covariates and level, NaN where not observed.
[[nodiscard]] Eigen::VectorXd adjusted(const Panel& panel, std::size_t unit,
                                       const std::vector<std::size_t>& covariates,
                                       const ControlFit& controls);

/// `before`: periods that tell the loadings. `rest`: as adjusted() gives it.
[[nodiscard]] TreatedFit fit_treated(const Eigen::VectorXd& rest, const std::vector<bool>& before,
                                     const ControlFit& controls, Effects effects);

/// Untreated observed periods of a unit.
[[nodiscard]] std::vector<bool> periods_before(const Panel& panel, std::size_t unit);

/// Squared errors of prediction of periods before treatment, each left out of the loadings once.
struct LeftOut {
    double squares = 0;
    double count = 0;
};
[[nodiscard]] LeftOut leave_periods_out(const Eigen::VectorXd& rest,
                                        const std::vector<bool>& before, const ControlFit& controls,
                                        Effects effects);

/// Factors from controls with gaps, by the solver for incomplete panels.
[[nodiscard]] ControlFit fit_incomplete_controls(const FactorData& data, std::size_t factors,
                                                 const ControlOptions& options, int jobs,
                                                 const FactorPoint* warm);

} // namespace halflight::stats::counterfactual
