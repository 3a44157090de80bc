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

/// Fits units against the factors of controls. Units with the same `before`, the periods that tell
/// the loadings, one after the other share its decomposition. `rest`: as adjusted() gives it.
class UnitFitter {
  public:
    UnitFitter(const ControlFit& controls, Effects effects);

    [[nodiscard]] TreatedFit fit(const Eigen::VectorXd& rest, const std::vector<bool>& before);
    /// Squared errors of prediction of periods before treatment, each left out of the loadings
    /// once.
    struct LeftOut {
        double squares = 0;
        double count = 0;
    };
    [[nodiscard]] LeftOut leave_periods_out(const Eigen::VectorXd& rest,
                                            const std::vector<bool>& before);

  private:
    void prepare_for(const std::vector<bool>& before);

    const ControlFit& m_controls;
    Eigen::MatrixXd m_z;    ///< factors and, with unit effects, a constant
    Eigen::MatrixXd m_used; ///< the same, zero outside of m_before
    std::vector<bool> m_before;
    Eigen::LLT<Eigen::MatrixXd> m_factored;
    Eigen::VectorXd m_leverage; ///< by period, of m_before
    bool m_sound = true;
};

/// Untreated observed periods of a unit.
[[nodiscard]] std::vector<bool> periods_before(const Panel& panel, std::size_t unit);

/// Factors from controls with gaps, by the solver for incomplete panels.
[[nodiscard]] ControlFit fit_incomplete_controls(const FactorData& data, std::size_t factors,
                                                 const ControlOptions& options, int jobs,
                                                 const FactorPoint* warm);

} // namespace halflight::stats::counterfactual
