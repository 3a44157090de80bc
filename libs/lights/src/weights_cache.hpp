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
    /// No cache where its folder is empty.
    WeightsCache(const CacheSpec& cache, const io::VectorSpec& spec,
                 const raster::Lattice& lattice);

    /// None for what is not there, damaged, or of another version. Marks the entry as used now.
    [[nodiscard]] std::optional<ZoneBook> load() const noexcept;
    /// What cannot be written is not kept. Then entries of the folder, whoever's, are removed until
    /// the limit is kept, those used longest ago first; files that are no entries stay.
    void save(const ZoneBook& book) const noexcept;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

  private:
    void keep_limit() const;

    std::filesystem::path m_path;
    std::uint64_t m_most_bytes = 0;
    std::string m_key;
    raster::Lattice m_lattice;
};

} // namespace halflight::lights
