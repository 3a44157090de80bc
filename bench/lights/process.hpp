// SPDX-License-Identifier: Apache-2.0
// Whole processes and what they cost.
#pragma once

#include <string>
#include <vector>

namespace halflight::bench {

struct Cost {
    double cpu_s = 0; ///< user and system, all threads
    double wall_s = 0;
    double peak_mib = 0; ///< largest resident set
};

/// Runs a program to its end. Throws std::runtime_error when it does not end with status 0.
Cost run_process(const std::vector<std::string>& command);

} // namespace halflight::bench
