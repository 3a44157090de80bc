// SPDX-License-Identifier: Apache-2.0
#include "raster_classic.hpp"

#include "raster_georeference.hpp"
#include "raster_netcdf.hpp"
#include "raster_time.hpp"

#include <array>
#include <map>
#include <optional>
#include <string_view>

#include <cpl_conv.h>

namespace halflight::io {
namespace {

using Items = std::map<std::string, std::string>;

std::string item(const Items& items, const std::string& key) {
    const auto found = items.find(key);
    return found != items.end() ? found->second : "";
}

/// The day of one band, from the coordinate that GDAL keeps with it.
std::optional<std::int64_t> day_of_band(const std::string& path, const Items& file,
                                        const Items& band) {
    constexpr std::string_view prefix = "NETCDF_DIM_";
    for (const auto& [key, value] : band) {
        if (!key.starts_with(prefix)) {
            continue;
        }
        const std::string dimension = key.substr(prefix.size());
        const std::string units = item(file, dimension + "#units");
        if (!is_time_unit(units)) {
            continue;
        }
        const auto unit = parse_time_unit(units, item(file, dimension + "#calendar"));
        if (!unit) {
            throw raster_error(path, unit.fault().message);
        }
        const auto day = day_of(*unit, CPLAtof(value.c_str()));
        if (!day) {
            throw raster_error(path, day.fault().message);
        }
        return *day;
    }
    return std::nullopt;
}

std::string units_of(const Items& file, const std::array<const char*, 3>& names) {
    for (const char* name : names) {
        const std::string units = item(file, std::string(name) + "#units");
        if (!units.empty()) {
            return units;
        }
    }
    return {};
}

} // namespace

void describe_classic(GDALDatasetH dataset, const std::vector<GDALRasterBandH>& bands,
                      OpenedRaster& opened) {
    RasterInfo& info = opened.info;
    const Items file = metadata_of(dataset);
    bool any_day = false;
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const Items band = metadata_of(bands[i]);
        const std::string variable = item(band, "NETCDF_VARNAME");
        if (!variable.empty()) {
            info.layers[i].name = "/" + variable;
        }
        const auto day = day_of_band(info.path, file, band);
        any_day |= day.has_value();
        info.layer_days.push_back(day.value_or(RasterInfo::no_day));
    }
    if (!any_day) {
        info.layer_days.clear();
    }
    if (info.grid || GDALGetSpatialRef(dataset) != nullptr) {
        return;
    }
    const std::string fault =
        fault_of_axes(units_of(file, {"x", "lon", "longitude"}),
                      units_of(file, {"y", "lat", "latitude"}), "", info.path);
    GridFinding found = fault.empty() ? grid_of(dataset, info.path, true) : GridFinding{};
    info.grid = found.grid;
    info.grid_fault = fault.empty() ? found.fault : fault;
    opened.south_up = found.south_up;
}

} // namespace halflight::io
