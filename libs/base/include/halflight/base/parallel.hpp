// SPDX-License-Identifier: Apache-2.0
// halflight/base/parallel.hpp - equal work on every index, by several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace halflight {

/// Calls `work(i)` for 0 <= i < count on at most `jobs` threads, in any order. What the call for
/// one index does must not depend on another's: then results do not depend on `jobs`. Where calls
/// throw, what the call with the lowest index threw is thrown, whatever the number of threads.
void for_each_index(std::size_t count, int jobs, const std::function<void(std::size_t)>& work);

} // namespace halflight
