// SPDX-License-Identifier: Apache-2.0
// halflight/io/process.hpp - other programs, run to their end.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halflight::io {

struct ProcessSpec {
    std::filesystem::path program;
    std::vector<std::string> arguments; ///< without the program's own name
    std::string input;                  ///< fed to standard input
    std::vector<std::pair<std::string, std::string>> environment; ///< added to that of the caller
    std::chrono::seconds limit{120};                              ///< killed after it
};

struct ProcessResult {
    int status = 0; ///< exit status; 128 + n where signal n ended it
    bool timed_out = false;
    std::string output; ///< standard output
    std::string errors; ///< standard error
};

/// Runs without a shell. Throws Error(io) when the program cannot be started. Safe from several
/// threads at once.
[[nodiscard]] ProcessResult run_process(const ProcessSpec& spec);

/// The first executable of that name on PATH; none when there is none.
[[nodiscard]] std::optional<std::filesystem::path> find_program(std::string_view name);

} // namespace halflight::io
