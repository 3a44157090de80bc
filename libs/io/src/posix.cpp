// SPDX-License-Identifier: Apache-2.0
#include "posix.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <random>
#include <string>
#include <system_error>

namespace halflight::io {
namespace {

constexpr int attempts = 100;

} // namespace

Descriptor::~Descriptor() {
    close();
}

bool Descriptor::close() noexcept {
    const int number = std::exchange(m_number, -1);
    return number < 0 || ::close(number) == 0;
}

Error io_error(std::string_view verb, const std::filesystem::path& path, std::string_view reason) {
    return {ErrorCode::io, fmt::format("cannot {} '{}': {}", verb, path.string(), reason)};
}

Error io_error(std::string_view verb, const std::filesystem::path& path, int number) {
    return io_error(verb, path, std::generic_category().message(number));
}

std::filesystem::path name_beside(const std::filesystem::path& path) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    // A file name has at most 255 bytes: a long one must leave room for what is added to it.
    constexpr std::size_t longest_name = 200;
    std::random_device random;
    std::string suffix(6, ' ');
    for (char& letter : suffix) {
        letter = letters[random() % letters.size()];
    }
    const std::string name = path.filename().string().substr(0, longest_name);
    return path.parent_path() / fmt::format(".{}.{}", name, suffix);
}

std::filesystem::path create_directory_beside(const std::filesystem::path& path) {
    // Not mkdtemp: it makes a directory that only its owner can read, and this one will be
    // published.
    for (int attempt = 0; attempt < attempts; ++attempt) {
        std::filesystem::path candidate = name_beside(path);
        if (::mkdir(candidate.c_str(), 0777) == 0) {
            return candidate;
        }
        if (errno != EEXIST) {
            throw io_error("create a directory for", path, errno);
        }
    }
    throw io_error("create a directory for", path, EEXIST);
}

void sync_directory(const std::filesystem::path& directory) noexcept {
    const char* name = directory.empty() ? "." : directory.c_str();
    const Descriptor opened(::open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.is_open()) {
        ::fsync(opened.number());
    }
}

} // namespace halflight::io
