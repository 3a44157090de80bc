// SPDX-License-Identifier: Apache-2.0
// path_parts.hpp - a path split at its reference.
#pragma once

#include <Eigen/Dense>

#include "halflight/stats/event_data.hpp"

namespace halflight::stats::detail {

struct PathParts {
    Eigen::Index before = 0; ///< the first so many of the path
    Eigen::VectorXd effects = {};
    Eigen::VectorXd since = {}; ///< time less the reference
    Eigen::MatrixXd covariance = {};
};

/// Refuses a path without times before the reference, or with the reference among them.
[[nodiscard]] PathParts split_path(const EventPath& path, int reference);

} // namespace halflight::stats::detail
