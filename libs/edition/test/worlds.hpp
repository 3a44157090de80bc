// SPDX-License-Identifier: Apache-2.0
// Tiny dossiers for tests.
#pragma once

#include "halflight/dossier/dossier.hpp"

#include <filesystem>
#include <string>

namespace halflight::edition::test {

/// Exports of Russia to North Korea: two months and their quarter (the third month follows), a
/// month that is not published, an agency and a paper that repeats it, a conflict in 2023 between
/// 10 and 20, and one in 2022 with a verdict.
[[nodiscard]] dossier::Files small_world();
/// The same with one more claim row.
[[nodiscard]] dossier::Files small_world_with(const std::string& row);

[[nodiscard]] dossier::Dossier loaded(const dossier::Files& files);

/// A fresh folder, removed with all that is in it.
class Folder {
  public:
    Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
        return m_path / name;
    }

  private:
    std::filesystem::path m_path;
};

void write_world(const std::filesystem::path& folder, const dossier::Files& files);
/// Path to bytes of every file below a folder.
[[nodiscard]] dossier::Files all_bytes(const std::filesystem::path& folder);

} // namespace halflight::edition::test
