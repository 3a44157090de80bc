// SPDX-License-Identifier: Apache-2.0
#include "process.hpp"

#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace halflight::bench {

namespace {

[[noreturn]] void become(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const std::string& word : command) {
        arguments.push_back(
            const_cast<char*>(word.c_str())); // NOLINT: the type that execvp asks for
    }
    arguments.push_back(nullptr);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDOUT_FILENO);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

} // namespace

Cost run_process(const std::vector<std::string>& command) {
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) {
        become(command);
    }
    int status = 0;
    rusage usage{};
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) {
        throw std::runtime_error("failed: " + command.front());
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    return {.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime),
            .wall_s = wall.count(),
            .peak_mib = static_cast<double>(usage.ru_maxrss) / 1024};
}

} // namespace halflight::bench
