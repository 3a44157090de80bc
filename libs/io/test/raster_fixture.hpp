// SPDX-License-Identifier: Apache-2.0
// Made rasters for tests, and what GDAL reads from them.
#pragma once

#include "halflight/io/raster_file.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogr_srs_api.h>

namespace halflight::io::test {

class RasterFolder : public testing::Test {
  protected:
    void SetUp() override {
        GDALAllRegister();
        std::string name =
            (std::filesystem::temp_directory_path() / "halflight-raster-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }
    [[nodiscard]] std::string at(const std::string& name) const { return (folder / name).string(); }

    std::filesystem::path folder;
};

/// What to write.
struct Made {
    int width = 300;
    int height = 211;
    int bands = 1;
    GDALDataType type = GDT_Float32;
    std::vector<std::string> options{};
    std::array<double, 6> transform{120, 1.0 / 240, 0, 50, 0, -1.0 / 240};
    std::string system = "EPSG:4326";
    bool signed_bytes = false;
    bool sparse = false; ///< only the north-western corner is written
};

/// Lights that pack: mostly dark, with bright spots and some noise.
inline std::vector<double> lights(int width, int height, int band) {
    std::vector<double> cells(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    std::mt19937 random(static_cast<unsigned>(7 + band));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto draw = static_cast<unsigned>(random() % 100);
        cells[i] = draw < 60 ? 0
                             : static_cast<double>(draw + static_cast<unsigned>(random() % 27)) /
                                   (draw > 90 ? 1 : 8);
    }
    return cells;
}

inline void write_tiff(const std::string& path, const Made& made) {
    CPLStringList options;
    for (const std::string& option : made.options) {
        options.AddString(option.c_str());
    }
    if (made.signed_bytes) {
        options.AddString("PIXELTYPE=SIGNEDBYTE");
    }
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path.c_str(), made.width,
                                      made.height, made.bands, made.type, options.List());
    ASSERT_NE(dataset, nullptr) << path;
    auto transform = made.transform;
    GDALSetGeoTransform(dataset, transform.data());
    if (!made.system.empty()) {
        OGRSpatialReferenceH system = OSRNewSpatialReference(nullptr);
        OSRSetFromUserInput(system, made.system.c_str());
        GDALSetSpatialRef(dataset, system);
        OSRDestroySpatialReference(system);
    }
    const int width = made.sparse ? made.width / 3 : made.width;
    const int height = made.sparse ? made.height / 3 : made.height;
    for (int band = 1; band <= made.bands; ++band) {
        std::vector<double> cells = lights(width, height, band);
        if (made.signed_bytes) {
            for (double& cell : cells) {
                cell = std::floor(cell) - 40; // wraps to a byte's upper half
                cell = cell < 0 ? cell + 256 : cell;
            }
        }
        ASSERT_EQ(GDALRasterIO(GDALGetRasterBand(dataset, band), GF_Write, 0, 0, width, height,
                               cells.data(), width, height, GDT_Float64, 0, 0),
                  CE_None);
    }
    GDALClose(dataset);
}

/// Cells of a view in one piece.
inline std::string bytes_of(const raster::CellView& view, const raster::PaneWindow& window) {
    const std::size_t size = raster::size_of(view.type);
    const std::size_t row = static_cast<std::size_t>(window.width) * size;
    std::string bytes(row * static_cast<std::size_t>(window.height), '\0');
    for (std::int32_t y = 0; y < window.height; ++y) {
        std::memcpy(bytes.data() + row * static_cast<std::size_t>(y),
                    view.data + y * view.stride * static_cast<std::ptrdiff_t>(size), row);
    }
    return bytes;
}

/// The same window as GDAL reads it, in the band's own type; empty where GDAL refuses.
inline std::string bytes_by_gdal(const std::string& path, int band,
                                 const raster::PaneWindow& window) {
    CPLPushErrorHandler(CPLQuietErrorHandler);
    std::string bytes;
    if (GDALDatasetH dataset = GDALOpen(path.c_str(), GA_ReadOnly)) {
        GDALRasterBandH handle = GDALGetRasterBand(dataset, band);
        const GDALDataType type = GDALGetRasterDataType(handle);
        bytes.resize(static_cast<std::size_t>(window.width) *
                     static_cast<std::size_t>(window.height) *
                     static_cast<std::size_t>(GDALGetDataTypeSizeBytes(type)));
        if (GDALRasterIO(handle, GF_Read, window.column, window.row, window.width, window.height,
                         bytes.data(), window.width, window.height, type, 0, 0) != CE_None) {
            bytes.clear();
        }
        GDALClose(dataset);
    }
    CPLPopErrorHandler();
    return bytes;
}

inline raster::PaneWindow whole(const LayerInfo& layer) {
    return {.column = 0,
            .row = 0,
            .width = static_cast<std::int32_t>(layer.width),
            .height = static_cast<std::int32_t>(layer.height)};
}

inline std::string slurp(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream copy;
    copy << stream.rdbuf();
    return copy.str();
}
inline void spill(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Message of the Error(io) that the call throws; one line.
inline std::string io_message(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io) << error.what();
        const std::string text = error.what();
        EXPECT_EQ(text.find('\n'), std::string::npos) << text;
        return text;
    }
    return "nothing was thrown";
}

inline std::string open_message(const std::string& path, const RasterLimits& limits = {}) {
    return io_message([&] { static_cast<void>(RasterFile::open(path, limits)); });
}

/// The folder of real files, or nothing.
inline std::filesystem::path shared_lights() {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const std::filesystem::path shared =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
    return shared / "data" / "lights";
}

} // namespace halflight::io::test
