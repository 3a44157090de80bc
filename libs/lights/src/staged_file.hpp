// SPDX-License-Identifier: Apache-2.0
// A large file that is filled beside its place and takes it in one step.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace halflight::lights {

/// Removed when destroyed without commit; what a killed process left there is overwritten by the
/// next. Two runs that write to one place at once: the second is refused. Throws Error(io).
class StagedFile {
  public:
    explicit StagedFile(const std::filesystem::path& target);
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;
    ~StagedFile();
    /// Beside the target.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_staging; }
    void append(std::string_view bytes);
    /// The first `bytes` of another file, without passing through memory where the system can.
    void append_from(int descriptor, std::uint64_t bytes);
    void commit();

  private:
    [[noreturn]] void fail(int number) const;

    std::filesystem::path m_target;
    std::filesystem::path m_staging;
    int m_file = -1;
    bool m_committed = false;
};

} // namespace halflight::lights
