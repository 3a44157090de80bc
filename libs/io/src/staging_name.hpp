// SPDX-License-Identifier: Apache-2.0
// Names for directories on their way, and whose they are.
#pragma once

#include "posix.hpp"

#include <filesystem>

namespace halflight::io {

/// A name beside a target that this process alone uses: ".NAME.XXXXXX". The file
/// ".NAME.XXXXXX.lock" says so; it is locked as long as this object lives, and the system lets go
/// of the lock when the process ends, however it ends. So a lock file that nobody holds marks what
/// was left behind.
class StagingName {
  public:
    /// Throws Error(io).
    explicit StagingName(const std::filesystem::path& target);
    StagingName(const StagingName&) = delete;
    StagingName& operator=(const StagingName&) = delete;
    /// Frees the name. What stands under it must be gone by then.
    ~StagingName();

    [[nodiscard]] const std::filesystem::path& staging() const noexcept { return m_staging; }
    /// Where the replaced directory goes on file systems that cannot exchange names.
    [[nodiscard]] std::filesystem::path aside() const;

  private:
    std::filesystem::path m_staging;
    std::filesystem::path m_lock_path;
    Descriptor m_lock;
};

/// Removes what processes that ended left beside `target`. Only what a lock file of ours names is
/// touched, and nothing of a process that still runs. Where one was killed between two renames, the
/// old directory goes back to its place.
void sweep_beside(const std::filesystem::path& target) noexcept;

} // namespace halflight::io
