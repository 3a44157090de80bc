// SPDX-License-Identifier: Apache-2.0
// What both ways of writing need from the operating system.
#pragma once

#include "halflight/base/error.hpp"

#include <filesystem>
#include <string_view>
#include <utility>

namespace halflight::io {

/// An open file, closed with its owner.
class Descriptor {
  public:
    explicit Descriptor(int number) noexcept : m_number(number) {}
    Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor();
    [[nodiscard]] int number() const noexcept { return m_number; }
    [[nodiscard]] bool is_open() const noexcept { return m_number >= 0; }
    /// False with errno set when what was written did not get through.
    bool close() noexcept;

  private:
    int m_number;
};

/// "cannot <verb> '<path>': <reason>".
[[nodiscard]] Error io_error(std::string_view verb, const std::filesystem::path& path,
                             std::string_view reason);
/// The same with the reason of an errno.
[[nodiscard]] Error io_error(std::string_view verb, const std::filesystem::path& path, int number);

/// A name beside `path` that nobody is likely to hold: ".<name>.XXXXXX".
[[nodiscard]] std::filesystem::path name_beside(const std::filesystem::path& path);

/// Makes a rename inside the directory last through a power cut, where the file system can.
void sync_directory(const std::filesystem::path& directory) noexcept;

/// Makes all files below a directory last through a power cut. Throws Error(io) where what was
/// written did not get through, as on a disk that is full.
void sync_tree(const std::filesystem::path& directory);

} // namespace halflight::io
