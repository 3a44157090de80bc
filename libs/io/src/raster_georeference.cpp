// SPDX-License-Identifier: Apache-2.0
#include "raster_georeference.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include <cpl_conv.h>
#include <ogr_srs_api.h>

namespace halflight::io {
namespace {

/// The path with ".tif" in place of its extensions and "_wgs84" before it.
std::string warped_name(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    for (const std::string_view extension : {".gz", ".tif", ".tiff", ".nc", ".img"}) {
        if (name.ends_with(extension)) {
            name.resize(name.size() - extension.size());
        }
    }
    return name + "_wgs84.tif";
}

GridFinding fault(std::string text) {
    return {.grid = std::nullopt, .fault = std::move(text)};
}

GridFinding made(double west, double north, double width, double height, std::int64_t columns,
                 std::int64_t rows, bool south_up) {
    const auto grid = raster::make_grid(west, north, width, height, columns, rows);
    if (!grid) {
        const Fault& reason = grid.fault();
        return fault(reason.hint.empty() ? reason.message : reason.message + ": " + reason.hint);
    }
    return {.grid = *grid, .fault = {}, .south_up = south_up};
}

struct Axis {
    double first_centre = 0;
    double step = 0;
    std::string fault;
};

Axis axis_of(const std::vector<double>& centres, const char* name) {
    if (centres.size() < 2) {
        return {.fault = fmt::format("the {} axis has fewer than two centres, so that the cell "
                                     "size is not known: give the file a geotransform with "
                                     "gdal_edit.py -a_ullr",
                                     name)};
    }
    const auto intervals = static_cast<double>(centres.size() - 1);
    const double step = (centres.back() - centres.front()) / intervals;
    for (std::size_t i = 0; i < centres.size(); ++i) {
        const double even = centres.front() + step * static_cast<double>(i);
        // Negated, so that NaN is caught too. Axes in single precision are off by 2e-5 degrees.
        if (!(std::abs(centres[i] - even) <= 0.01 * std::abs(step) + 2e-5) || step == 0) {
            return {.fault = fmt::format("the {} axis is not evenly spaced at its element {}: put "
                                         "it on an even grid first (gdalwarp -t_srs EPSG:4326)",
                                         name, i + 1)};
        }
    }
    return {.first_centre = centres.front(), .step = step, .fault = {}};
}

} // namespace

std::string warp_command(const std::string& path) {
    return fmt::format("gdalwarp -t_srs EPSG:4326 -r near '{}' '{}'", path, warped_name(path));
}

bool is_wgs84_degrees(OGRSpatialReferenceH system) {
    if (OSRIsGeographic(system) == 0) {
        return false;
    }
    OGRErr first = OGRERR_NONE;
    OGRErr second = OGRERR_NONE;
    const double axis = OSRGetSemiMajor(system, &first);
    const double flattening = OSRGetInvFlattening(system, &second);
    char* name = nullptr;
    constexpr double degree = 0.0174532925199433;
    const bool degrees = std::abs(OSRGetAngularUnits(system, &name) - degree) < 1e-12;
    const bool greenwich = OSRGetPrimeMeridian(system, &name) == 0;
    // GRS 80 differs in the ninth digit of the flattening.
    return first == OGRERR_NONE && second == OGRERR_NONE && degrees && greenwich &&
           std::abs(axis - 6378137.0) < 1e-4 && std::abs(flattening - 298.257223563) < 1e-7;
}

std::string system_name(OGRSpatialReferenceH system) {
    const char* name = OSRGetName(system);
    const char* authority = OSRGetAuthorityName(system, nullptr);
    const char* code = OSRGetAuthorityCode(system, nullptr);
    const std::string title = name != nullptr ? name : "unnamed";
    return authority != nullptr && code != nullptr
               ? fmt::format("{}:{} ({})", authority, code, title)
               : title;
}

GridFinding grid_of(GDALDatasetH dataset, const std::string& path, bool in_degrees) {
    std::array<double, 6> t{};
    if (GDALGetGeoTransform(dataset, t.data()) != CE_None) {
        return fault("it has no georeferencing: give its corners with gdal_edit.py -a_srs "
                     "EPSG:4326 -a_ullr WEST NORTH EAST SOUTH");
    }
    OGRSpatialReferenceH system = GDALGetSpatialRef(dataset);
    const bool none = system == nullptr || OSRIsLocal(system) != 0;
    if (none && !in_degrees) {
        return fault(fmt::format("it has no coordinate system: if it is in degrees, say so with "
                                 "gdal_edit.py -a_srs EPSG:4326 '{}'",
                                 path));
    }
    if (!none && !is_wgs84_degrees(system)) {
        return fault(fmt::format("it is in {}, not in WGS 84 degrees: {}", system_name(system),
                                 warp_command(path)));
    }
    if (t[2] != 0 || t[4] != 0) {
        return fault(fmt::format("its grid is rotated: {}", warp_command(path)));
    }
    if (t[1] < 0) {
        return fault(fmt::format("its columns go from east to west: {}", warp_command(path)));
    }
    const int rows = GDALGetRasterYSize(dataset);
    const bool south_up = t[5] > 0;
    const double north = south_up ? t[3] + t[5] * rows : t[3];
    return made(t[0], north, t[1], std::abs(t[5]), GDALGetRasterXSize(dataset), rows, south_up);
}

GridFinding grid_of_centres(const std::vector<double>& x, const std::vector<double>& y) {
    const Axis across = axis_of(x, "x");
    const Axis down = axis_of(y, "y");
    if (!across.fault.empty() || !down.fault.empty()) {
        return fault(across.fault.empty() ? down.fault : across.fault);
    }
    if (across.step < 0) {
        return fault("the x axis goes from east to west: put it in ascending order");
    }
    const bool south_up = down.step > 0;
    const double height = std::abs(down.step);
    const double top = south_up ? y.back() : y.front();
    return made(across.first_centre - across.step / 2, top + height / 2, across.step, height,
                static_cast<std::int64_t>(x.size()), static_cast<std::int64_t>(y.size()), south_up);
}

} // namespace halflight::io
