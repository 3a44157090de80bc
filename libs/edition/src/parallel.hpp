// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace halflight::edition {

/// Calls `work` with 0 to count - 1 from up to `jobs` threads, in any order. The first exception,
/// by index, is thrown again when all have ended.
void for_each_index(std::size_t count, int jobs, const std::function<void(std::size_t)>& work);

} // namespace halflight::edition
