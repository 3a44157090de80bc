// SPDX-License-Identifier: Apache-2.0
// two_periods.hpp - treated against controls, two periods, with its influence function.
#pragma once

#include <string>

#include <Eigen/Dense>

#include "halflight/stats/group_time.hpp"

namespace halflight::stats::detail {

struct TwoPeriods {
    Eigen::VectorXd change = {};  ///< of the outcome, per unit
    Eigen::VectorXd treated = {}; ///< 1 or 0
    Eigen::VectorXd weights = {};
    Eigen::MatrixXd design = {}; ///< constant, covariates
};

struct TwoPeriodEffect {
    double effect = undefined;
    Eigen::VectorXd influence = {}; ///< per unit: effect - truth is about its mean
    std::string trouble = {};       ///< why there is no effect; empty where there is one
};

[[nodiscard]] TwoPeriodEffect two_periods(const TwoPeriods& data, GroupMethod method);

} // namespace halflight::stats::detail
