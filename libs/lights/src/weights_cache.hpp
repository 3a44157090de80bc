// SPDX-License-Identifier: Apache-2.0
// Weights of a zone file on a lattice, kept on disk from run to run.
#pragma once

#include "halflight/raster/grid.hpp"
#include "zone_book.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace halflight::lights {

/// One file a zone file, its reading options and a lattice: what changes in the zone file patches
/// the same entry.
class WeightsCache {
  public:
    /// No cache where `folder` is empty.
    WeightsCache(const std::filesystem::path& folder, const io::VectorSpec& spec,
                 const raster::Lattice& lattice);

    /// None for what is not there, damaged, or of another version.
    [[nodiscard]] std::optional<ZoneBook> load() const noexcept;
    /// What cannot be written is not kept.
    void save(const ZoneBook& book) const noexcept;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

  private:
    std::filesystem::path m_path;
    std::string m_key;
    raster::Lattice m_lattice;
};

} // namespace halflight::lights
