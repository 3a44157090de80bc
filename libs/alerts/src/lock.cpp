// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/deliver.hpp"

#include "halflight/base/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <time.h>
#include <unistd.h>
#include <utility>

namespace halflight::alerts {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw Error(ErrorCode::io, fmt::format("cannot lock {}: {}", path.string(),
                                           std::generic_category().message(errno)));
}

int open_lock(const std::filesystem::path& path) {
    const int number = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (number < 0) {
        fail(path);
    }
    return number;
}

} // namespace

std::optional<Lock> Lock::try_take(const std::filesystem::path& path) {
    Lock lock(open_lock(path));
    while (::flock(lock.m_number, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return std::nullopt;
        }
        if (errno != EINTR) {
            fail(path);
        }
    }
    return lock;
}

std::optional<Lock> Lock::take(const std::filesystem::path& path,
                               const std::function<bool()>& give_up) {
    constexpr long pause_ns = 50'000'000;
    for (;;) {
        if (auto lock = try_take(path)) {
            return lock;
        }
        if (give_up && give_up()) {
            return std::nullopt;
        }
        const timespec pause{0, pause_ns};
        (void)::nanosleep(&pause, nullptr);
    }
}

Lock::Lock(Lock&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}

Lock::~Lock() {
    if (m_number >= 0) {
        ::close(m_number);
    }
}

} // namespace halflight::alerts
