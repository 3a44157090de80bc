// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

#include "halflight/base/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>

namespace halflight::app {

namespace {

/// 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// A descriptor that was closed would be handed to the next file that is opened, and results would
/// end in it. Opened for reading, it fails on write as a closed one does.
void occupy_standard_descriptors() {
    for (int descriptor = ::open("/dev/null", O_RDONLY); descriptor >= 0;
         descriptor = ::open("/dev/null", O_RDONLY)) {
        if (descriptor > STDERR_FILENO) {
            ::close(descriptor);
            return;
        }
    }
}

} // namespace

Console::Console() {
    occupy_standard_descriptors();
    (void)std::signal(SIGPIPE, SIG_IGN);
}

void Console::result(std::string_view text) {
    const int failure = m_reader_gone ? 0 : write_all(STDOUT_FILENO, text);
    if (failure == EPIPE) {
        m_reader_gone = true;
    } else if (failure != 0) {
        throw Error(ErrorCode::io, fmt::format("cannot write to standard output: {}",
                                               std::generic_category().message(failure)));
    }
}

void Console::message(std::string_view text) noexcept {
    if (text.empty()) {
        return;
    }
    (void)write_all(STDERR_FILENO, text);
    if (!text.ends_with('\n')) {
        (void)write_all(STDERR_FILENO, "\n");
    }
}

void Console::remark(std::string_view text) const noexcept {
    if (!m_quiet) {
        message(text);
    }
}

} // namespace halflight::app
