// SPDX-License-Identifier: Apache-2.0
// halflight/io/files.hpp - reading files whole, writing them so that nobody ever sees half a file.
#pragma once

#include "halflight/base/error.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace halflight::io {

/// Bytes of a regular file. Throws Error(io) naming the path and the reason.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// Writes beside the target and renames over it. Throws Error(io); the target is untouched then.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// Writes a file that must not be there yet, into a folder that nobody reads: no renaming, no
/// waiting for the disk (`StagedDirectory::commit` waits for all at once). Throws Error(io).
void write_new_file(const std::filesystem::path& path, std::string_view bytes);

/// The same bytes under another name: a hard link where the file system can, else a copy. Neither
/// name may be written to in place afterwards. Throws Error(io).
void link_or_copy_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// A directory that stays the same one, whatever is moved to its name meanwhile.
class PinnedDirectory {
  public:
    /// Throws Error(io).
    explicit PinnedDirectory(const std::filesystem::path& directory);
    PinnedDirectory(PinnedDirectory&& other) noexcept;
    PinnedDirectory(const PinnedDirectory&) = delete;
    PinnedDirectory& operator=(const PinnedDirectory&) = delete;
    ~PinnedDirectory();
    /// Leads into it as long as this object lives.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

  private:
    int m_number;
    std::filesystem::path m_path;
};

/// Removes what processes that were killed left beside a place where they wrote a directory. Only
/// what is marked as theirs is touched, and nothing of a process that still runs. Never fails: what
/// cannot be removed now is left to the next call.
void remove_leftovers(const std::filesystem::path& target) noexcept;

class StagingName;

/// A directory that is filled beside its place and moved there by `commit`, replacing what was
/// there: in one step where the file system can exchange two names, so that a reader finds the old
/// or the new one, whole, and never neither. Removed when destroyed without commit. What a process
/// that was killed left behind beside the same place is removed first. Throws Error(io).
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
    std::unique_ptr<StagingName> m_name;
    std::filesystem::path m_staging;
    bool m_committed = false;
};

} // namespace halflight::io
