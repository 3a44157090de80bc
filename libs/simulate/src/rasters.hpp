// SPDX-License-Identifier: Apache-2.0
// The rasters of a scene as files.
#pragma once

#include "halflight/simulate/scene.hpp"
#include "halflight/simulate/write.hpp"

#include <string>

namespace halflight::simulate {

struct MonthFiles {
    std::string light; ///< GeoTIFF of float32
    std::string clear; ///< GeoTIFF of uint8
};
/// The files of one month, a function of the scene alone.
[[nodiscard]] MonthFiles month_files(const Scene& scene, std::size_t month);

/// Writes lights/light_2012-04.tif and lights/clear_2012-04.tif of all months below a folder, by
/// several threads; gives the bytes of all. Throws Error(io).
[[nodiscard]] std::uint64_t write_rasters(const Scene& scene, const std::filesystem::path& folder,
                                          int jobs, const Progress& progress);

/// What dossier.toml says of them.
[[nodiscard]] std::string lights_tables(const Country& country);

} // namespace halflight::simulate
