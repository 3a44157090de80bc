// SPDX-License-Identifier: Apache-2.0
// made_picture.cpp - GeoTIFF and NetCDF files for tests, written with GDAL.
#include "made_lights.hpp"

#include <array>
#include <cmath>
#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal.h>
#include <limits>
#include <memory>
#include <mutex>
#include <ogr_srs_api.h>
#include <stdexcept>

namespace halflight::made {

namespace {
struct Close {
    void operator()(GDALDatasetH data) const { GDALClose(data); }
};
using Dataset = std::unique_ptr<void, Close>;

GDALDriverH driver(const char* name) {
    static std::once_flag once;
    std::call_once(once, GDALAllRegister);
    GDALDriverH found = GDALGetDriverByName(name);
    if (found == nullptr) {
        throw std::runtime_error(fmt::format("GDAL has no driver {}", name));
    }
    return found;
}

GDALDataType type_of(Stored stored) {
    switch (stored) {
    case Stored::uint8:
        return GDT_Byte;
    case Stored::uint16:
        return GDT_UInt16;
    case Stored::float32:
        break;
    }
    return GDT_Float32;
}

void check(CPLErr error) {
    if (error != CE_None) {
        throw std::runtime_error(fmt::format("made picture: {}", CPLGetLastErrorMsg()));
    }
}

void place(GDALDatasetH data, const Picture& picture) {
    std::array<double, 6> transform{picture.west,     picture.cell_deg, 0, picture.north, 0,
                                    -picture.cell_deg};
    check(GDALSetGeoTransform(data, transform.data()));
    OGRSpatialReferenceH system = OSRNewSpatialReference(nullptr);
    OSRImportFromEPSG(system, 4326);
    char* text = nullptr;
    OSRExportToWkt(system, &text);
    check(GDALSetProjection(data, text));
    CPLFree(text);
    OSRDestroySpatialReference(system);
    GDALSetMetadataItem(data, "SYNTHETIC", "made for tests, not observed", nullptr);
}

void fill_band(GDALRasterBandH band, const Picture& picture, const Cell& cell) {
    if (picture.fill) {
        check(GDALSetRasterNoDataValue(band, *picture.fill));
    }
    if (picture.scale) {
        check(GDALSetRasterScale(band, *picture.scale));
    }
    const double nothing = picture.fill.value_or(std::numeric_limits<double>::quiet_NaN());
    std::vector<double> line(static_cast<std::size_t>(picture.width));
    for (int row = 0; row < picture.height; ++row) {
        for (int column = 0; column < picture.width; ++column) {
            const double value = cell(column, row);
            line[static_cast<std::size_t>(column)] = std::isnan(value) ? nothing : value;
        }
        check(GDALRasterIO(band, GF_Write, 0, row, picture.width, 1, line.data(), picture.width, 1,
                           GDT_Float64, 0, 0));
    }
}
} // namespace

void write_picture(const std::filesystem::path& path, const Picture& picture) {
    const std::vector<Cell> bands =
        picture.bands.empty() ? std::vector<Cell>{pattern} : picture.bands;
    CPLStringList options;
    options.SetNameValue("COMPRESS", "DEFLATE");
    options.SetNameValue("TILED", "YES");
    options.SetNameValue("BLOCKXSIZE", "256");
    options.SetNameValue("BLOCKYSIZE", "256");
    const Dataset data(GDALCreate(driver("GTiff"), path.c_str(), picture.width, picture.height,
                                  static_cast<int>(bands.size()), type_of(picture.stored),
                                  options.List()));
    if (data == nullptr) {
        throw std::runtime_error("made picture: cannot be created");
    }
    place(data.get(), picture);
    for (std::size_t i = 0; i < bands.size(); ++i) {
        GDALRasterBandH band = GDALGetRasterBand(data.get(), static_cast<int>(i) + 1);
        if (i == 0 && !picture.description.empty()) {
            GDALSetDescription(band, picture.description.c_str());
        }
        fill_band(band, picture, bands[i]);
    }
}

std::filesystem::path write_composite(const std::filesystem::path& folder, const std::string& name,
                                      const Picture& radiance, const Cell& counts) {
    write_picture(folder / name, radiance);
    if (counts) {
        auto other = name;
        const auto from = other.find('.') + 1;
        other.replace(from, other.find('.', from) - from, "cf_cvg");
        Picture seen = radiance;
        seen.stored = Stored::uint16;
        seen.fill.reset();
        seen.bands = {counts};
        write_picture(folder / other, seen);
    }
    return folder / name;
}

void write_cube(const std::filesystem::path& path, const Picture& shape,
                const std::vector<int>& days, const std::vector<Cell>& steps) {
    const Dataset memory(GDALCreate(driver("MEM"), "", shape.width, shape.height,
                                    static_cast<int>(steps.size()), type_of(shape.stored),
                                    nullptr));
    place(memory.get(), shape);
    std::string values;
    for (const int day : days) {
        values += (values.empty() ? "" : ",") + std::to_string(day);
    }
    const std::array<std::pair<const char*, std::string>, 5> items{
        {{"NETCDF_DIM_EXTRA", "{time}"},
         {"NETCDF_DIM_time_DEF", fmt::format("{{{},6}}", days.size())},
         {"NETCDF_DIM_time_VALUES", "{" + values + "}"},
         {"time#units", "days since 1970-01-01 00:00:00"},
         {"time#standard_name", "time"}}};
    for (const auto& [key, value] : items) {
        GDALSetMetadataItem(memory.get(), key, value.c_str(), nullptr);
    }
    GDALSetMetadataItem(memory.get(), "NC_GLOBAL#synthetic", "made for tests, not observed",
                        nullptr);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        GDALRasterBandH band = GDALGetRasterBand(memory.get(), static_cast<int>(i) + 1);
        GDALSetMetadataItem(band, "NETCDF_VARNAME", "lights", nullptr);
        fill_band(band, shape, steps[i]);
    }
    const Dataset written(
        GDALCreateCopy(driver("netCDF"), path.c_str(), memory.get(), 0, nullptr, nullptr, nullptr));
    if (written == nullptr) {
        throw std::runtime_error("made cube: cannot be written");
    }
}

} // namespace halflight::made
