// SPDX-License-Identifier: Apache-2.0
// Equal work on every index, by several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace halflight::lights {

/// Calls `work(i)` for 0 <= i < count on at most `jobs` threads. Where calls throw, what the call
/// with the lowest index threw is thrown, whatever the number of threads.
void for_each_index(std::size_t count, int jobs, const std::function<void(std::size_t)>& work);

} // namespace halflight::lights
