// SPDX-License-Identifier: Apache-2.0
// normal_box.hpp - a normal vector within a box: its probability and mean.
#pragma once

#include <Eigen/Dense>

namespace halflight::stats::detail {

struct Boxed {
    double probability = 0;
    Eigen::VectorXd mean = {}; ///< given that the vector is in the box
};

/// N(mean, L L') with lower triangular L, between low and high. Genz (1992), lattice of Richtmyer.
[[nodiscard]] Boxed normal_box(const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor,
                               const Eigen::VectorXd& low, const Eigen::VectorXd& high);

} // namespace halflight::stats::detail
