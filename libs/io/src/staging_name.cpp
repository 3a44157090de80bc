// SPDX-License-Identifier: Apache-2.0
#include "staging_name.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace halflight::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = "halflight: a directory on its way has this name\n";
constexpr std::string_view lock_suffix = ".lock";
constexpr std::string_view aside_suffix = ".old";
constexpr int attempts = 100;

fs::path with_suffix(fs::path path, std::string_view suffix) {
    path += suffix;
    return path;
}

/// Locks an open file without waiting, and makes sure that its name still leads to it: between
/// opening and locking another process may have taken it for left behind.
bool lock(const Descriptor& file, const fs::path& path) {
    struct stat held{};
    struct stat named{};
    return ::flock(file.number(), LOCK_EX | LOCK_NB) == 0 && ::fstat(file.number(), &held) == 0 &&
           ::lstat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

bool is_ours(const Descriptor& file) {
    struct stat status{};
    std::array<char, mark.size() + 1> text{};
    const bool regular = ::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode);
    return regular && status.st_uid == ::geteuid() &&
           ::pread(file.number(), text.data(), text.size(), 0) ==
               static_cast<ssize_t>(mark.size()) &&
           std::string_view(text.data(), mark.size()) == mark;
}

/// Lock files beside a target.
std::vector<fs::path> lock_files(const fs::path& target) {
    const std::string sample = name_beside(target).filename().string();
    constexpr std::size_t random_letters = 6;
    const std::string prefix = sample.substr(0, sample.size() - random_letters);
    std::vector<fs::path> found;
    std::error_code fault;
    for (fs::directory_iterator entry(target.parent_path(), fault), end; !fault && entry != end;
         entry.increment(fault)) {
        const std::string name = entry->path().filename().string();
        if (name.size() == sample.size() + lock_suffix.size() && name.starts_with(prefix) &&
            name.ends_with(lock_suffix)) {
            found.push_back(entry->path());
        }
    }
    return found;
}

void remove_left(const fs::path& staging, const fs::path& target) {
    const fs::path aside = with_suffix(staging, aside_suffix);
    std::error_code fault;
    const bool lost = !fs::exists(fs::symlink_status(target, fault)) && fs::is_directory(aside);
    if (lost && std::rename(aside.c_str(), target.c_str()) != 0) {
        return;
    }
    fs::remove_all(staging, fault);
    fs::remove_all(aside, fault);
}

void sweep_one(const fs::path& lock_path, const fs::path& target) {
    const Descriptor file(::open(lock_path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.is_open() || !is_ours(file) || !lock(file, lock_path)) {
        return;
    }
    fs::path staging = lock_path;
    staging.replace_extension(); // ".lock"
    remove_left(staging, target);
    std::error_code fault;
    if (!fs::exists(fs::symlink_status(staging, fault))) {
        ::unlink(lock_path.c_str());
    }
}

Descriptor take_name(const fs::path& target, fs::path& staging, fs::path& lock_path) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        staging = name_beside(target);
        lock_path = with_suffix(staging, lock_suffix);
        Descriptor file(::open(lock_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (!file.is_open() && errno != EEXIST) {
            throw io_error("create a directory for", target, errno);
        }
        if (!file.is_open() || !lock(file, lock_path)) {
            continue;
        }
        // The mark comes after the lock: without it nobody takes the file for one left behind.
        if (::write(file.number(), mark.data(), mark.size()) != static_cast<ssize_t>(mark.size())) {
            const int fault = errno;
            ::unlink(lock_path.c_str());
            throw io_error("create a directory for", target, fault);
        }
        return file;
    }
    throw io_error("create a directory for", target, EEXIST);
}

} // namespace

StagingName::StagingName(const fs::path& target)
    : m_lock(take_name(target, m_staging, m_lock_path)) {}

StagingName::~StagingName() {
    ::unlink(m_lock_path.c_str());
}

fs::path StagingName::aside() const {
    return with_suffix(m_staging, aside_suffix);
}

void sweep_beside(const fs::path& target) noexcept {
    try {
        for (const fs::path& lock_path : lock_files(target)) {
            sweep_one(lock_path, target);
        }
    } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): the next build sweeps again
    }
}

} // namespace halflight::io
