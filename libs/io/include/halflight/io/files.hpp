// SPDX-License-Identifier: Apache-2.0
// halflight/io/files.hpp - reading files whole, writing them so that nobody ever sees half a file.
#pragma once

#include "halflight/base/error.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace halflight::io {

/// Bytes of a regular file. Throws Error(io) naming the path and the reason.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// Writes beside the target and renames over it. Throws Error(io); the target is untouched then.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// A directory that is filled beside its place and moved there by `commit`, replacing what was
/// there. Removed when destroyed without commit. Throws Error(io).
class StagedDirectory {
  public:
    explicit StagedDirectory(const std::filesystem::path& target);
    StagedDirectory(const StagedDirectory&) = delete;
    StagedDirectory& operator=(const StagedDirectory&) = delete;
    ~StagedDirectory();
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_staging; }
    void commit();

  private:
    std::filesystem::path m_target;
    std::filesystem::path m_staging;
    bool m_committed = false;
};

} // namespace halflight::io
