// SPDX-License-Identifier: Apache-2.0
// One folder of what a dossier keeps that can be made again.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace halflight::edition {

/// FOLDER/.halflight/NAME. Nothing here fails: where it cannot be had, what it would keep is made
/// each time.
class CachePart {
  public:
    CachePart(const std::filesystem::path& folder, const char* name);

    /// Bytes of a file; empty where there is none.
    [[nodiscard]] std::string read(const std::string& file) const;
    /// Names and bytes, in this order: the last tells that those before it are whole.
    void write(const std::vector<std::pair<std::string, std::string>>& files) const;
    /// Empty where it cannot be had.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

  private:
    std::filesystem::path m_path;
};

} // namespace halflight::edition
