// SPDX-License-Identifier: Apache-2.0
#include "write_line.hpp"

#include "halflight/base/error.hpp"
#include "halflight/io/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace halflight::alerts {

namespace {

namespace fs = std::filesystem;

class File {
  public:
    explicit File(const fs::path& path)
        : m_path(path),
          m_number(
              ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666)) {
        if (m_number < 0) {
            fail();
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(m_number); }

    [[nodiscard]] off_t size() const {
        struct stat status{};
        if (::fstat(m_number, &status) != 0) {
            fail();
        }
        return status.st_size;
    }
    [[nodiscard]] std::string tail(off_t from) const {
        std::string bytes(static_cast<std::size_t>(size() - from), '\0');
        const ssize_t got = ::pread(m_number, bytes.data(), bytes.size(), from);
        if (got < 0) {
            fail();
        }
        bytes.resize(static_cast<std::size_t>(got));
        return bytes;
    }
    void cut(off_t size) const {
        if (::ftruncate(m_number, size) != 0) {
            fail();
        }
    }
    void append(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t put = ::write(m_number, bytes.data(), bytes.size());
            if (put < 0 && errno != EINTR) {
                fail();
            }
            bytes.remove_prefix(put < 0 ? 0 : static_cast<std::size_t>(put));
        }
    }
    void sync() const {
        if (::fsync(m_number) != 0) {
            fail();
        }
    }

  private:
    [[noreturn]] void fail() const {
        throw Error(ErrorCode::io, fmt::format("cannot write {}: {}", m_path.string(),
                                               std::generic_category().message(errno)));
    }
    const fs::path& m_path;
    int m_number;
};

/// Ends or takes away a last line without an end.
void mend(const File& file, std::string_view line) {
    const off_t size = file.size();
    const auto longest = static_cast<off_t>(line.size());
    const off_t from = size > longest ? size - longest : 0;
    const std::string tail = file.tail(from);
    if (tail.empty() || tail.back() == '\n') {
        return;
    }
    const std::size_t at = tail.rfind('\n');
    const std::string_view rest =
        at == std::string::npos ? std::string_view(tail) : std::string_view(tail).substr(at + 1);
    const bool whole_rest = at != std::string::npos || from == 0;
    if (whole_rest && line.starts_with(rest)) {
        file.cut(size - static_cast<off_t>(rest.size()));
    } else {
        file.append("\n");
    }
}

} // namespace

void append_line_once(const fs::path& path, std::string_view line, bool look) {
    const File file(path);
    const std::string whole = fmt::format("{}\n", line);
    if (look) {
        const std::string bytes = "\n" + file.tail(0);
        if (bytes.find("\n" + whole) != std::string::npos) {
            return;
        }
    }
    mend(file, line);
    file.append(whole);
    file.sync();
}

} // namespace halflight::alerts
