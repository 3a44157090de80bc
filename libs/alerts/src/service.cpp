// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/service.hpp"

#include "halflight/alerts/deliver.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace halflight::alerts {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Where the handler of signals tells of one: the end of a pipe. No object can be handed to it.
std::atomic<int> told_at = -1; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
static_assert(std::atomic<int>::is_always_lock_free, "as a handler of signals needs it");

void tell(int /*number*/) {
    const int before = errno;
    (void)!::write(told_at, "", 1);
    errno = before;
}

/// Takes SIGTERM and SIGINT, so that they are asked for and never break a run off. Handlers rather
/// than a mask: a library may have threads of its own, which a mask of ours would not reach.
class Signals {
  public:
    Signals() {
        if (::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
            throw Error(ErrorCode::io, fmt::format("cannot wait for signals: {}",
                                                   std::generic_category().message(errno)));
        }
        told_at = m_pipe[1];
        struct sigaction taken{};
        taken.sa_handler = tell;
        taken.sa_flags = SA_RESTART;
        ::sigemptyset(&taken.sa_mask);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            ::sigaction(numbers[i], &taken, &m_before[i]);
        }
    }
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;
    ~Signals() {
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            ::sigaction(numbers[i], &m_before[i], nullptr);
        }
        told_at = -1;
        ::close(m_pipe[0]);
        ::close(m_pipe[1]);
    }

    /// True once one of them has come; waits for it as long as told.
    bool wait(milliseconds most) {
        pollfd told{m_pipe[0], POLLIN, 0};
        int ready = 0;
        do {
            ready = ::poll(&told, 1, static_cast<int>(most.count()));
        } while (ready < 0 && errno == EINTR);
        return ready > 0;
    }

  private:
    static constexpr std::array numbers = {SIGTERM, SIGINT};
    std::array<int, 2> m_pipe{};
    std::array<struct sigaction, numbers.size()> m_before{};
};

} // namespace

Result<seconds> parse_interval(std::string_view text) {
    const Fault fault{fmt::format("'{}' is no interval", shorten(text)),
                      "write a number and s, m, h or d, as in 15m or 1h", 0};
    long number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto rest =
        std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end));
    constexpr long most = 366;
    if (problem != std::errc() || number < 1 || rest.size() != 1) {
        return fault;
    }
    const long unit = rest == "s"   ? 1
                      : rest == "m" ? 60
                      : rest == "h" ? 3600
                      : rest == "d" ? 86400
                                    : 0;
    if (unit == 0 || number > most * 86400 / unit) {
        return fault;
    }
    return seconds(number * unit);
}

milliseconds until_next(seconds every, std::int64_t now_ms) noexcept {
    const std::int64_t whole = std::chrono::duration_cast<milliseconds>(every).count();
    const std::int64_t past = ((now_ms % whole) + whole) % whole;
    return milliseconds(whole - past);
}

void serve(seconds every, const std::function<void(const std::function<bool()>& ends)>& run,
           const std::function<void(const Error&)>& failed) {
    Signals signals;
    const auto ends = [&signals] { return signals.wait(milliseconds(0)); };
    // A clock that is set while the service sleeps is noticed within a minute.
    constexpr milliseconds longest_nap{60000};
    while (!ends()) {
        try {
            run(ends);
        } catch (const Error& error) {
            if (error.code() == ErrorCode::store || error.code() == ErrorCode::usage) {
                throw;
            }
            failed(error);
        }
        milliseconds left = until_next(every, now());
        while (left > longest_nap) {
            if (signals.wait(longest_nap)) {
                return;
            }
            left = std::min(left - longest_nap, until_next(every, now()));
        }
        if (signals.wait(left)) {
            return;
        }
    }
}

} // namespace halflight::alerts
