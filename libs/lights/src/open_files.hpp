// SPDX-License-Identifier: Apache-2.0
// Raster files that are open, no more than a few: 1,200 files need neither memory nor descriptors.
#pragma once

#include "halflight/io/raster_file.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>

namespace halflight::lights {

/// Safe from many threads.
class OpenFiles {
  public:
    explicit OpenFiles(std::size_t most) : m_most(most) {}
    /// Opens where it is not open. Throws as RasterFile::open. Lives at least as long as it is
    /// held.
    [[nodiscard]] std::shared_ptr<const io::RasterFile> get(const std::string& path);

  private:
    struct Entry {
        std::string path;
        std::shared_ptr<const io::RasterFile> file;
    };
    [[nodiscard]] std::shared_ptr<const io::RasterFile> find(const std::string& path);

    std::mutex m_mutex;
    std::list<Entry> m_entries; ///< the last used first
    std::size_t m_most;
};

} // namespace halflight::lights
