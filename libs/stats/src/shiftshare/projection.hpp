// SPDX-License-Identifier: Apache-2.0
// shiftshare/projection.hpp - coefficients of a variable on the shares.
#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Core>

#include "shiftshare/shares.hpp"

namespace halflight::stats::shiftshare {

struct ShareProjection {
    Shares shares;                    ///< the columns kept
    std::vector<Eigen::Index> kept{}; ///< ascending
    std::vector<std::size_t> dropped{};
    Eigen::VectorXd coefficients; ///< of the columns kept
};

/// Weighted least squares of `values` on all columns that earlier ones leave more than 1e-7 of.
[[nodiscard]] ShareProjection project_on_shares(const Shares& shares,
                                                const Eigen::VectorXd& weights,
                                                const Eigen::VectorXd& values);

} // namespace halflight::stats::shiftshare
