// SPDX-License-Identifier: Apache-2.0
#include "staged_file.hpp"

#include "halflight/base/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace halflight::lights {

namespace {

constexpr mode_t readable = 0666; // less what the user's mask takes away

/// False where the name was given to another file between opening and locking.
bool still_named(int file, const std::filesystem::path& path) {
    struct stat opened{};
    struct stat named{};
    return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

} // namespace

StagedFile::StagedFile(const std::filesystem::path& target) : m_target(target) {
    m_staging = target.parent_path() / fmt::format(".{}.part", target.filename().string());
    constexpr int attempts = 100;
    for (int i = 0; i < attempts; ++i) {
        m_file = ::open(m_staging.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, readable);
        if (m_file < 0) {
            fail(errno);
        }
        if (::flock(m_file, LOCK_EX | LOCK_NB) != 0) {
            ::close(m_file);
            throw Error(ErrorCode::io,
                        fmt::format("cannot write '{}': another run is writing it; wait for its "
                                    "end or give another --out",
                                    m_target.string()));
        }
        if (still_named(m_file, m_staging)) {
            if (::ftruncate(m_file, 0) != 0) {
                fail(errno);
            }
            return;
        }
        ::close(m_file);
        m_file = -1;
    }
    fail(EBUSY);
}

StagedFile::~StagedFile() {
    if (m_file >= 0) {
        if (!m_committed) {
            ::unlink(m_staging.c_str());
        }
        ::close(m_file);
    }
}

void StagedFile::fail(int number) const {
    throw Error(ErrorCode::io, fmt::format("cannot write '{}': {}", m_target.string(),
                                           std::generic_category().message(number)));
}

void StagedFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_file, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            fail(errno);
        }
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
}

void StagedFile::append_from(int descriptor, std::uint64_t bytes) {
    off_t from = 0;
    while (bytes > 0) {
        const ssize_t copied = ::copy_file_range(descriptor, &from, m_file, nullptr, bytes, 0);
        if (copied <= 0) {
            break; // not between these file systems: by hand
        }
        bytes -= static_cast<std::uint64_t>(copied);
    }
    constexpr std::size_t piece = 1U << 18U;
    std::string buffer(bytes > 0 ? piece : 0, '\0');
    while (bytes > 0) {
        const ssize_t got =
            ::pread(descriptor, buffer.data(), std::min<std::uint64_t>(piece, bytes), from);
        if (got <= 0) {
            fail(got < 0 ? errno : EIO);
        }
        append(std::string_view(buffer).substr(0, static_cast<std::size_t>(got)));
        from += got;
        bytes -= static_cast<std::uint64_t>(got);
    }
}

void StagedFile::commit() {
    if (::rename(m_staging.c_str(), m_target.c_str()) != 0) {
        fail(errno);
    }
    m_committed = true;
}

} // namespace halflight::lights
