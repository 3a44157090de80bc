// SPDX-License-Identifier: Apache-2.0
// place.hpp - places as matrices count them.
#pragma once

#include <cstddef>

#include <Eigen/Core>

namespace halflight::stats::detail {

[[nodiscard]] inline Eigen::Index at(std::size_t place) {
    return static_cast<Eigen::Index>(place);
}

} // namespace halflight::stats::detail
