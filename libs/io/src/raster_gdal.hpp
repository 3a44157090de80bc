// SPDX-License-Identifier: Apache-2.0
// GDAL as this module uses it: what it registers, how its complaints are caught, and the way of
// reading that takes any raster it knows.
#pragma once

#include "raster_place.hpp"
#include "raster_reader.hpp"

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <gdal.h>

namespace halflight::io {

/// Registers the drivers once and sets what holds for the whole process.
void prepare_gdal();

/// Catches what GDAL complains of on this thread while it lives; nothing is printed.
class GdalErrors {
  public:
    GdalErrors();
    GdalErrors(const GdalErrors&) = delete;
    GdalErrors& operator=(const GdalErrors&) = delete;
    ~GdalErrors();
    [[nodiscard]] bool any() const noexcept { return !m_first.empty(); }
    /// The first complaint in one line, or `otherwise`.
    [[nodiscard]] std::string text(const std::string& otherwise) const;
    void note(const char* message);

  private:
    std::string m_first;
};

/// On this thread and while it lives: no directory listing, no retries without end.
class RemoteOptions {
  public:
    explicit RemoteOptions(bool remote);
    RemoteOptions(const RemoteOptions&) = delete;
    RemoteOptions& operator=(const RemoteOptions&) = delete;
    ~RemoteOptions();

  private:
    bool m_remote;
};

struct CloseDataset {
    void operator()(GDALDatasetH dataset) const noexcept { GDALClose(dataset); }
};
using DatasetHandle = std::unique_ptr<std::remove_pointer_t<GDALDatasetH>, CloseDataset>;

/// Lists of "KEY=value" become a map.
[[nodiscard]] std::map<std::string, std::string> metadata_of(GDALMajorObjectH object);

/// Opens whatever GDAL can, with the fallback reader behind it. Throws Error(io).
[[nodiscard]] OpenedRaster open_with_gdal(const RasterPlace& place, const RasterLimits& limits);

} // namespace halflight::io
