// SPDX-License-Identifier: Apache-2.0
// A file in memory, as the system maps it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace halflight::lights {

/// Empty where the file cannot be opened or mapped, or is empty. Move nothing into its place while
/// it is mapped: what is truncated then cannot be read.
class MappedFile {
  public:
    explicit MappedFile(const std::filesystem::path& path) noexcept;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    [[nodiscard]] std::string_view bytes() const noexcept {
        return m_start == nullptr ? std::string_view{} : std::string_view(m_start, m_size);
    }
    /// -1 where it could not be opened.
    [[nodiscard]] int descriptor() const noexcept { return m_file; }

  private:
    int m_file;
    std::size_t m_size = 0;
    const char* m_start = nullptr;
};

} // namespace halflight::lights
