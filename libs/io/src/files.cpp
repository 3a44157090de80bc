// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/files.hpp"

#include "posix.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <new>
#include <optional>
#include <stdexcept>

namespace halflight::io {
namespace {

namespace fs = std::filesystem;

constexpr int attempts = 100;

std::string_view kind_of(mode_t mode) {
    if (S_ISDIR(mode)) {
        return "it is a directory";
    }
    if (S_ISFIFO(mode)) {
        return "it is a named pipe, not a regular file";
    }
    if (S_ISSOCK(mode)) {
        return "it is a socket, not a regular file";
    }
    return "it is a device, not a regular file";
}

/// Opens without waiting for the other end of a named pipe.
Descriptor open_regular(const fs::path& path, struct stat& status) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.is_open() || ::fstat(file.number(), &status) != 0) {
        throw io_error("read", path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        throw io_error("read", path, kind_of(status.st_mode));
    }
    return file;
}

std::string read_all(const Descriptor& file, std::size_t expected, const fs::path& path) {
    // One byte more than expected, so that the end of the file shows without growing.
    std::string bytes(expected + 1, '\0');
    std::size_t filled = 0;
    for (;;) {
        const ssize_t got = ::read(file.number(), bytes.data() + filled, bytes.size() - filled);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throw io_error("read", path, errno);
        }
        if (got == 0) {
            bytes.resize(filled);
            return bytes;
        }
        filled += static_cast<std::size_t>(got);
        if (filled == bytes.size()) {
            constexpr std::size_t smallest = 4096;
            bytes.resize(2 * bytes.size() + smallest);
        }
    }
}

/// The file that a write goes to: the one behind a symbolic link, so that the link stays a link.
fs::path resolve_target(const fs::path& path, std::optional<mode_t>& mode) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno == ENOENT && path.has_filename()) {
            return path;
        }
        throw io_error("write", path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        throw io_error("write", path, kind_of(status.st_mode));
    }
    mode = status.st_mode & 07777U;
    std::error_code fault;
    fs::path real = fs::is_symlink(path, fault) ? fs::canonical(path, fault) : path;
    if (fault) {
        throw io_error("write", path, fault.value());
    }
    return real;
}

/// A file beside its target that goes away unless it is moved there.
class TemporaryFile {
  public:
    explicit TemporaryFile(const fs::path& target) : m_file(create(target, m_path)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (!m_path.empty()) {
            ::unlink(m_path.c_str());
        }
    }
    Descriptor& file() noexcept { return m_file; }
    bool move_to(const fs::path& target) noexcept {
        const bool moved = std::rename(m_path.c_str(), target.c_str()) == 0;
        if (moved) {
            m_path.clear();
        }
        return moved;
    }

  private:
    static Descriptor create(const fs::path& target, fs::path& path) {
        for (int attempt = 0; attempt < attempts; ++attempt) {
            fs::path candidate = name_beside(target);
            // Not mkstemp: the file shall get the permissions of any new file.
            Descriptor file(
                ::open(candidate.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
            if (file.is_open()) {
                path = std::move(candidate);
                return file;
            }
            if (errno != EEXIST) {
                break;
            }
        }
        throw io_error("write", target, errno);
    }

    fs::path m_path;
    Descriptor m_file;
};

bool write_all(const Descriptor& file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(file.number(), bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR) {
            return false;
        }
        bytes.remove_prefix(put < 0 ? 0 : static_cast<std::size_t>(put));
    }
    return true;
}

} // namespace

std::string read_file(const fs::path& path) {
    struct stat status{};
    const Descriptor file = open_regular(path, status);
    try {
        return read_all(file, static_cast<std::size_t>(status.st_size), path);
    } catch (const std::bad_alloc&) {
        throw io_error("read", path, "it does not fit into memory");
    } catch (const std::length_error&) {
        throw io_error("read", path, "it does not fit into memory");
    }
}

void write_file(const fs::path& path, std::string_view bytes) {
    std::optional<mode_t> mode;
    const fs::path target = resolve_target(path, mode);
    TemporaryFile temporary(target);
    Descriptor& file = temporary.file();
    const bool written = (!mode || ::fchmod(file.number(), *mode) == 0) && write_all(file, bytes) &&
                         ::fsync(file.number()) == 0 && file.close() && temporary.move_to(target);
    if (!written) {
        throw io_error("write", path, errno);
    }
    sync_directory(target.parent_path());
}

void write_new_file(const fs::path& path, std::string_view bytes) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file.is_open() || !write_all(file, bytes) || !file.close()) {
        throw io_error("write", path, errno);
    }
}

void link_or_copy_file(const fs::path& from, const fs::path& to) {
    std::error_code fault;
    fs::create_hard_link(from, to, fault);
    if (fault) {
        write_new_file(to, read_file(from));
    }
}

PinnedDirectory::PinnedDirectory(const fs::path& directory)
    : m_number(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), m_path(directory) {
    if (m_number < 0) {
        throw io_error("read", directory, errno);
    }
    std::error_code absent;
    const fs::path by_number = "/proc/self/fd/" + std::to_string(m_number);
    if (fs::is_directory(by_number, absent)) {
        m_path = by_number;
    }
}

PinnedDirectory::PinnedDirectory(PinnedDirectory&& other) noexcept
    : m_number(std::exchange(other.m_number, -1)), m_path(std::move(other.m_path)) {}

PinnedDirectory::~PinnedDirectory() {
    if (m_number >= 0) {
        ::close(m_number);
    }
}

} // namespace halflight::io
