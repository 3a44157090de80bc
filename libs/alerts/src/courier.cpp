// SPDX-License-Identifier: Apache-2.0
// A process of its own for what is sent: no kill of the watch cuts an attempt off.
#include "halflight/alerts/deliver.hpp"
#include "halflight/base/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace halflight::alerts {

namespace {

/// Everything but the pipe's end is given back: a lock that was inherited would be held on, and
/// standard output left open would keep a reader waiting.
void let_go(int end) {
    constexpr int kept = 3;
    const int null = ::open("/dev/null", O_RDWR);
    for (int number = 0; number < kept && null >= 0; ++number) {
        (void)::dup2(null, number);
    }
    (void)::dup2(end, kept);
    (void)::close_range(kept + 1, ~0U, 0);
}

void take_signals_again() {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    (void)::signal(SIGPIPE, SIG_IGN);
    for (const int number : {SIGHUP, SIGINT, SIGTERM}) {
        (void)::signal(number, SIG_DFL);
    }
}

[[noreturn]] void be_courier(const DeliverySpec& spec) {
    int status = 0;
    try {
        deliver_due(spec);
    } catch (const std::exception&) {
        status = 1; // the state says which deliveries are still open, and every run tells them
    }
    ::_exit(status);
}

/// The second fork leaves the courier to the system, so that nobody need wait for it.
[[noreturn]] void start(const DeliverySpec& spec, int end) {
    if (::setsid() < 0) {
        ::_exit(1);
    }
    const pid_t child = ::fork();
    if (child != 0) {
        ::_exit(child < 0 ? 1 : 0);
    }
    let_go(end);
    take_signals_again();
    be_courier(spec);
}

[[noreturn]] void fail() {
    throw Error(ErrorCode::io,
                fmt::format("cannot start a process that delivers: {}; what waits is delivered by "
                            "the next run",
                            std::generic_category().message(errno)));
}

} // namespace

Courier::Courier(const DeliverySpec& spec) : m_end(-1) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        fail();
    }
    m_end = ends[0];
    const pid_t child = ::fork();
    if (child == 0) {
        start(spec, ends[1]);
    }
    ::close(ends[1]);
    int status = 0;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        ::close(m_end);
        fail();
    }
}

Courier::~Courier() {
    ::close(m_end);
}

bool Courier::wait(const std::function<bool()>& give_up) {
    constexpr int pause_ms = 100;
    for (;;) {
        pollfd end{m_end, POLLIN, 0};
        const int ready = ::poll(&end, 1, pause_ms);
        if (ready > 0) {
            return true;
        }
        if (give_up && give_up()) {
            return false;
        }
    }
}

} // namespace halflight::alerts
