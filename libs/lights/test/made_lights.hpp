// SPDX-License-Identifier: Apache-2.0
// made_lights.hpp - night-light files made for tests, in the layout of the real ones. Every file
// says that it is made (attribute "synthetic"); no cell in it was observed.
#pragma once

#include "halflight/base/date.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace halflight::made {

/// The value of a cell by column and row: physical units for radiance, raw numbers for flags and
/// counts. NaN gives the layer's fill value (NaN itself in a GeoTIFF without one).
using Cell = std::function<double(int column, int row)>;

/// A Black Marble granule. By default every cell is seen, clear, of high quality and free of snow.
struct Granule {
    std::string product = "VNP46A3"; ///< VNP46A1 to A4, VJ146A1 to A4
    int collection = 2;              ///< 1: whole tenths, 2: floats
    int h = 30;
    int v = 5;
    Date day = to_date({2020, 1, 1});       ///< first day of its period
    int size = 40;                          ///< cells across and down; real tiles have 2400
    std::map<std::string, Cell> cells = {}; ///< by layer; others have their default
    // What follows makes files that lie or lack something.
    std::map<std::string, std::string> attributes = {}; ///< of the file, instead; empty: left out
    std::set<std::string> without = {};                 ///< layers left out
    std::map<std::string, std::map<std::string, std::optional<double>>> layer_attributes =
        {};                     ///< by layer: instead; none: left out
    std::string file_name = {}; ///< empty: as LAADS names it
};
/// "VNP46A3.A2020001.h30v05.002.2024001000000.h5"
[[nodiscard]] std::string granule_name(const Granule& granule);
/// Writes it into `folder` and gives its path. Throws std::runtime_error.
std::filesystem::path write_granule(const std::filesystem::path& folder, const Granule& granule);
/// Names of the layers of radiance that a granule of its kind has.
[[nodiscard]] std::vector<std::string> granule_radiance(const Granule& granule);

enum class Stored : std::uint8_t { uint8, uint16, float32 };
/// A GeoTIFF in WGS 84 degrees, tiled and deflated.
struct Picture {
    double west = 120;
    double north = 40;
    double cell_deg = 0.25;
    int width = 40;
    int height = 40;
    Stored stored = Stored::float32;
    std::optional<double> fill = {};
    std::optional<double> scale = {}; ///< cells are stored as they are given, whatever the scale
    std::string description = {};     ///< of its first band
    std::vector<Cell> bands = {};     ///< one by default: a pattern
};
void write_picture(const std::filesystem::path& path, const Picture& picture);

/// Writes an EOG composite `name` ("SVDNB_npp_...avg_rade9h.tif") and, where `counts` is given, its
/// cf_cvg beside it.
std::filesystem::path write_composite(const std::filesystem::path& folder, const std::string& name,
                                      const Picture& radiance, const Cell& counts);

/// A NetCDF cube: one step a day of `days` (since 1970-01-01), variable `lights`; `cell` by step.
void write_cube(const std::filesystem::path& path, const Picture& shape,
                const std::vector<int>& days, const std::vector<Cell>& steps);

/// A pattern that is never 0 and never the same in two cells side by side: 1.0 to 50.9.
[[nodiscard]] double pattern(int column, int row) noexcept;

} // namespace halflight::made
