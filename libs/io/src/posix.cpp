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
#include <vector>

namespace halflight::io {
namespace {

/// All files, then all directories, below one.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path());
        }
    }
    return files;
}

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

void sync_directory(const std::filesystem::path& directory) noexcept {
    const char* name = directory.empty() ? "." : directory.c_str();
    const Descriptor opened(::open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.is_open()) {
        ::fsync(opened.number());
    }
}

void sync_tree(const std::filesystem::path& directory) {
    std::error_code gone;
    if (!std::filesystem::is_directory(directory, gone)) {
        return; // the renaming will say so
    }
    // Two passes: the first starts all writing, so that the second waits for the disk once and not
    // once for every file.
    const std::vector<std::filesystem::path> files = files_below(directory);
    for (const auto& path : files) {
        const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
#ifdef SYNC_FILE_RANGE_WRITE
        ::sync_file_range(file.number(), 0, 0, SYNC_FILE_RANGE_WRITE);
#endif
    }
    for (const auto& path : files) {
        const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file.is_open() || ::fsync(file.number()) != 0) {
            throw io_error("write", path, errno);
        }
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (entry.is_directory()) {
            sync_directory(entry.path());
        }
    }
    sync_directory(directory);
}

} // namespace halflight::io
