// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/service.hpp"

#include "halflight/alerts/deliver.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <time.h>

namespace halflight::alerts {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Holds back SIGTERM and SIGINT, so that they are asked for and never break a run off.
class Signals {
  public:
    Signals() {
        ::sigemptyset(&m_set);
        ::sigaddset(&m_set, SIGTERM);
        ::sigaddset(&m_set, SIGINT);
        ::pthread_sigmask(SIG_BLOCK, &m_set, &m_before);
    }
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;
    ~Signals() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

    /// True once one of them has come; waits for it as long as told.
    bool wait(milliseconds most) {
        const auto count = most.count();
        const timespec limit{static_cast<time_t>(count / 1000),
                             static_cast<long>(count % 1000) * 1'000'000};
        m_came = m_came || ::sigtimedwait(&m_set, nullptr, &limit) > 0;
        return m_came;
    }

  private:
    sigset_t m_set{};
    sigset_t m_before{};
    bool m_came = false;
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
