// SPDX-License-Identifier: Apache-2.0
// The least that any reader of such a stack must do.
#pragma once

#include <string>
#include <vector>

namespace halflight::bench {

/// Reads every block of every file and inflates it into one buffer a thread, with libdeflate, and
/// nothing else. Returns the bytes that came out.
unsigned long long inflate_all(const std::vector<std::string>& paths, int threads);

} // namespace halflight::bench
