// SPDX-License-Identifier: Apache-2.0
// Where rasters lie, what is wrong with them, and how they are cut into panes.
#include "raster_fixture.hpp"
#include "raster_range_server.hpp"
#include "raster_time.hpp"

#include <cpl_vsi.h>
#include <libdeflate.h>

namespace halflight::io {
namespace {

using namespace test;

class RasterFiles : public RasterFolder {
  protected:
    /// The reason why a made file has no grid.
    [[nodiscard]] std::string fault_of(const Made& made) const {
        const std::string path = at("fault.tif");
        std::filesystem::remove(path);
        write_tiff(path, made);
        const RasterInfo info = RasterFile::open(path).info();
        EXPECT_FALSE(info.grid);
        return info.grid_fault;
    }
};

std::string gzip(const std::string& bytes) {
    libdeflate_compressor* packer = libdeflate_alloc_compressor(6);
    std::string packed(libdeflate_gzip_compress_bound(packer, bytes.size()), '\0');
    packed.resize(
        libdeflate_gzip_compress(packer, bytes.data(), bytes.size(), packed.data(), packed.size()));
    libdeflate_free_compressor(packer);
    return packed;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_F(RasterFiles, WhatIsNoRasterIsRefused) {
    EXPECT_TRUE(has(open_message(at("none.tif")), "No such file"));
    EXPECT_TRUE(has(open_message(folder.string()), "it is a directory"));
    spill(at("empty.tif"), "");
    EXPECT_TRUE(has(open_message(at("empty.tif")), "it is empty"));
    spill(at("text.tif"), "longitude,latitude\n1,2\n");
    const std::string message = open_message(at("text.tif"));
    EXPECT_TRUE(has(message, at("text.tif")) && has(message, "GeoTIFF, HDF5 or NetCDF")) << message;
    spill(at("head.h5"), "\x89HDF\r\n\x1a\nnothing");
    EXPECT_TRUE(has(open_message(at("head.h5")), "cut off or corrupt"));
    spill(at("head.nc"), std::string("CDF\x01", 4) + std::string(40, '\x7f'));
    EXPECT_TRUE(has(open_message(at("head.nc")), at("head.nc")));
    if (::geteuid() != 0) {
        write_tiff(at("secret.tif"), {});
        std::filesystem::permissions(at("secret.tif"), std::filesystem::perms::none);
        EXPECT_TRUE(has(open_message(at("secret.tif")), "Permission denied"));
    }
}

TEST_F(RasterFiles, GridFaultsSayWhatToDo) {
    EXPECT_TRUE(has(fault_of({.system = ""}), "gdal_edit.py -a_srs EPSG:4326"));
    const std::string projected =
        fault_of({.transform = {300000, 500, 0, 4400000, 0, -500}, .system = "EPSG:32652"});
    EXPECT_TRUE(has(projected, "EPSG:32652")) << projected;
    EXPECT_TRUE(has(projected, "gdalwarp -t_srs EPSG:4326 -r near '" + at("fault.tif") +
                                   "' 'fault_wgs84.tif'"))
        << projected;
    EXPECT_TRUE(has(fault_of({.system = "EPSG:4301"}), "not in WGS 84 degrees: gdalwarp"));
    const std::string rotated = fault_of({.transform = {120, 0.004, 0.001, 50, 0.001, -0.004}});
    EXPECT_TRUE(has(rotated, "rotated: gdalwarp")) << rotated;
    EXPECT_TRUE(has(fault_of({.transform = {120, -0.004, 0, 50, 0, -0.004}}), "east to west"));
    EXPECT_FALSE(fault_of({.transform = {120, 0.004, 0, 150, 0, -0.004}}).empty());
}

TEST_F(RasterFiles, NorthUpGridIsFoundByIndex) {
    write_tiff(at("a.tif"), {});
    const RasterInfo info = RasterFile::open(at("a.tif")).info();
    ASSERT_TRUE(info.grid);
    EXPECT_EQ(info.grid->west, 72000);
    EXPECT_EQ(info.grid->north, 9600);
    EXPECT_EQ(info.grid->width, 300);
    EXPECT_EQ(info.bytes, std::filesystem::file_size(at("a.tif")));
    EXPECT_EQ(info.format, "GeoTIFF");
}

TEST_F(RasterFiles, SouthUpIsTurned) {
    write_tiff(at("a.tif"), {.options = {"COMPRESS=DEFLATE", "BLOCKYSIZE=16"},
                             .transform = {120, 1.0 / 240, 0, 40, 0, 1.0 / 240}});
    const RasterFile file = RasterFile::open(at("a.tif"));
    ASSERT_TRUE(file.info().grid);
    EXPECT_EQ(file.info().grid->north, 12000 - 211);
    RasterScratch scratch;
    for (const std::int32_t row : {0, 5, 100, 208}) {
        const raster::PaneWindow window{.column = 7, .row = row, .width = 50, .height = 3};
        std::string expected;
        for (std::int32_t i = 0; i < 3; ++i) {
            expected += bytes_by_gdal(
                at("a.tif"), 1, {.column = 7, .row = 210 - row - i, .width = 50, .height = 1});
        }
        EXPECT_TRUE(bytes_of(file.read(0, window, scratch), window) == expected);
    }
}

TEST_F(RasterFiles, DecodingIsTheFilesOwn) {
    write_tiff(at("a.tif"), {.type = GDT_UInt16});
    GDALDatasetH dataset = GDALOpen(at("a.tif").c_str(), GA_Update);
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    GDALSetRasterNoDataValue(band, 65535);
    GDALSetRasterScale(band, 0.1);
    GDALSetRasterOffset(band, -2);
    GDALSetRasterUnitType(band, "nW");
    GDALSetDescription(band, "avg_rade9h");
    GDALSetMetadataItem(band, "valid_max", "60000", nullptr);
    GDALClose(dataset);
    const LayerInfo layer = RasterFile::open(at("a.tif")).info().layers[0];
    EXPECT_EQ(layer.name, "avg_rade9h");
    EXPECT_EQ(layer.unit, "nW");
    EXPECT_EQ(layer.decoding, (raster::Decoding{.scale = 0.1,
                                                .offset = -2,
                                                .fill = 65535,
                                                .valid_min = std::nullopt,
                                                .valid_max = 60000}));
}

TEST_F(RasterFiles, FillIsThatOfTheCell) {
    const auto fill_of = [&](GDALDataType type, double fill) {
        const std::string path = at("fill.tif");
        std::filesystem::remove(path);
        write_tiff(path, {.type = type});
        GDALDatasetH dataset = GDALOpen(path.c_str(), GA_Update);
        GDALSetRasterNoDataValue(GDALGetRasterBand(dataset, 1), fill);
        GDALClose(dataset);
        return RasterFile::open(path).info().layers[0].decoding.fill;
    };
    EXPECT_EQ(fill_of(GDT_Float32, -999.9), static_cast<double>(-999.9F));
    EXPECT_EQ(fill_of(GDT_Float64, -999.9), -999.9);
    EXPECT_EQ(fill_of(GDT_Byte, -999.9), std::nullopt); // no cell can hold it
    EXPECT_EQ(fill_of(GDT_UInt16, 70000), std::nullopt);
}

TEST_F(RasterFiles, LimitsAndTypes) {
    EXPECT_TRUE(has(
        [&] {
            write_tiff(at("a.tif"), {});
            return open_message(at("a.tif"), {.cells = 1000});
        }(),
        "300 x 211 cells, more than the 1000 allowed"));
    EXPECT_TRUE(has(open_message(at("a.tif"), {.block_bytes = 100}), "blocks of"));
    write_tiff(at("b.tif"), {.bands = 3});
    EXPECT_TRUE(has(open_message(at("b.tif"), {.layers = 2}), "more than 2 layers"));
    write_tiff(at("c.tif"), {.type = GDT_CFloat32});
    EXPECT_TRUE(has(open_message(at("c.tif")), "CFloat32"));
}

TEST_F(RasterFiles, AbsurdDimensionsAreRefused) {
    write_tiff(at("a.tif"), {});
    const std::string bytes = slurp(at("a.tif"));
    // Width and height stand first in the directory, each as one entry of twelve bytes.
    const auto claim = [&](std::size_t entry, const std::string& value) {
        std::uint32_t directory = 0;
        std::memcpy(&directory, bytes.data() + 4, 4);
        std::string changed = bytes;
        changed.replace(directory + 2 + 12 * entry + 2, 2, std::string("\x04\x00", 2));
        changed.replace(directory + 2 + 12 * entry + 8, 4, value);
        spill(at("claim.tif"), changed);
        return io_message([&] {
            const RasterFile file = RasterFile::open(at("claim.tif"));
            RasterScratch scratch;
            static_cast<void>(file.read(0, whole(file.info().layers[0]), scratch));
        });
    };
    const std::string most("\xff\xff\xff\x7f", 4);
    EXPECT_TRUE(has(claim(0, most), at("claim.tif")));
    EXPECT_TRUE(has(claim(1, most), at("claim.tif")));
    EXPECT_TRUE(has(claim(0, std::string(4, '\0')), at("claim.tif")));
}

TEST_F(RasterFiles, WindowBeyondTheLayerIsAnArgumentFault) {
    write_tiff(at("a.tif"), {});
    const RasterFile file = RasterFile::open(at("a.tif"));
    RasterScratch scratch;
    for (const raster::PaneWindow& window :
         {raster::PaneWindow{0, 0, 301, 1}, raster::PaneWindow{-1, 0, 1, 1},
          raster::PaneWindow{0, 211, 1, 1}, raster::PaneWindow{0, 0, 0, 1}}) {
        try {
            static_cast<void>(file.read(0, window, scratch));
            ADD_FAILURE() << "nothing was thrown";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        }
    }
}

TEST_F(RasterFiles, PackedFilesReadAsTheirContent) {
    const std::string plain = at("a.tif");
    write_tiff(plain, {});
    spill(at("a.tif.gz"), gzip(slurp(plain)));
    const RasterFile file = RasterFile::open(at("a.tif.gz"));
    ASSERT_TRUE(file.info().grid);
    RasterScratch scratch;
    const auto window = whole(file.info().layers[0]);
    EXPECT_TRUE(bytes_of(file.read(0, window, scratch), window) == bytes_by_gdal(plain, 1, window));
    EXPECT_TRUE(has(open_message(at("a.tif.gz"), {.unpacked_bytes = 10000}),
                    "more than 10000 bytes when unpacked"));
    std::string cut = slurp(at("a.tif.gz"));
    spill(at("cut.tif.gz"), cut.substr(0, cut.size() / 2));
    EXPECT_TRUE(has(io_message([&] {
                        const RasterFile half = RasterFile::open(at("cut.tif.gz"));
                        static_cast<void>(half.read(0, window, scratch));
                    }),
                    "cut.tif.gz"));
}

TEST_F(RasterFiles, ZipBombIsOneLine) {
    spill(at("bomb.tif.gz"), gzip(std::string(std::size_t{32} << 20, '\0')));
    EXPECT_LT(std::filesystem::file_size(at("bomb.tif.gz")), 40'000U);
    EXPECT_TRUE(has(open_message(at("bomb.tif.gz"), {.unpacked_bytes = 1 << 20}),
                    "more than 1048576 bytes when unpacked"));
    // Without the limit it is merely no raster.
    EXPECT_TRUE(has(open_message(at("bomb.tif.gz")), "GeoTIFF, HDF5 or NetCDF"));
    const std::string zip = "/vsizip/" + at("bomb.zip") + "/bomb.tif";
    VSILFILE* entry = VSIFOpenL(zip.c_str(), "wb");
    ASSERT_NE(entry, nullptr);
    const std::string zeros(std::size_t{4} << 20, '\0');
    VSIFWriteL(zeros.data(), 1, zeros.size(), entry);
    VSIFCloseL(entry);
    EXPECT_TRUE(has(open_message(zip, {.unpacked_bytes = 1 << 20}), "when unpacked"));
}

TEST_F(RasterFiles, OnlyHeaderAndBlocksAreFetched) {
    const std::string local = at("plain.tif");
    write_tiff(local,
               {.width = 2000, .height = 2000, .options = {"COMPRESS=DEFLATE", "TILED=YES"}});
    GDALDatasetH source = GDALOpen(local.c_str(), GA_ReadOnly);
    CPLStringList options;
    options.AddString("BLOCKSIZE=256");
    options.AddString("COMPRESS=DEFLATE");
    options.AddString("OVERVIEWS=NONE");
    GDALClose(GDALCreateCopy(GDALGetDriverByName("COG"), at("cog.tif").c_str(), source, 0,
                             options.List(), nullptr, nullptr));
    GDALClose(source);
    const std::string bytes = slurp(at("cog.tif"));
    ASSERT_GT(bytes.size(), 2'000'000U);
    RangeServer server("cog.tif", bytes);
    const RasterFile file = RasterFile::open(server.url());
    const std::uint64_t head = server.served();
    EXPECT_LT(head, 40'000U);
    RasterScratch scratch;
    const raster::PaneWindow window{.column = 512, .row = 768, .width = 256, .height = 256};
    EXPECT_TRUE(bytes_of(file.read(0, window, scratch), window) ==
                bytes_by_gdal(at("cog.tif"), 1, window));
    // One tile of 64, rounded up to the pieces in which GDAL fetches.
    EXPECT_LT(server.served() - head, bytes.size() / 64 + 60'000);
    for (const std::string& path : server.paths()) {
        EXPECT_EQ(path, "/cog.tif");
    }
    EXPECT_TRUE(has(open_message(server.url() + "x"), server.url() + "x"));
}

TEST_F(RasterFiles, PanesFollowTheBlocks) {
    raster::Grid grid;
    grid.width = 2400;
    grid.height = 2000;
    const auto panes = [&](std::int32_t width, std::int32_t height) {
        LayerInfo layer;
        layer.width = 2400;
        layer.height = 2000;
        layer.block_width = width;
        layer.block_height = height;
        const raster::PaneLayout layout = pane_layout(layer, grid);
        return std::pair(layout.pane_width, layout.pane_height);
    };
    EXPECT_EQ(panes(2400, 1), std::pair(2400, 27));
    EXPECT_EQ(panes(2400, 3), std::pair(2400, 27));
    EXPECT_EQ(panes(256, 256), std::pair(256, 256));
    EXPECT_EQ(panes(512, 512), std::pair(512, 512));
    EXPECT_EQ(panes(128, 128), std::pair(512, 128));
    EXPECT_EQ(panes(2400, 2000), std::pair(2400, 2000));
    EXPECT_EQ(panes(4096, 4096), std::pair(2400, 2000));
}

TEST_F(RasterFiles, ClassicNetcdf) {
    write_tiff(at("a.tif"), {.width = 40, .height = 30});
    GDALDatasetH source = GDALOpen(at("a.tif").c_str(), GA_ReadOnly);
    GDALClose(GDALCreateCopy(GDALGetDriverByName("netCDF"), at("a.nc").c_str(), source, 0, nullptr,
                             nullptr, nullptr));
    GDALClose(source);
    ASSERT_TRUE(slurp(at("a.nc")).starts_with("CDF"));
    const RasterFile file = RasterFile::open(at("a.nc"));
    EXPECT_EQ(file.info().format, "NetCDF");
    EXPECT_EQ(file.info().layers[0].name, "/Band1");
    EXPECT_EQ(file.info().grid, RasterFile::open(at("a.tif")).info().grid);
    RasterScratch scratch;
    const auto window = whole(file.info().layers[0]);
    EXPECT_TRUE(bytes_of(file.read(0, window, scratch), window) ==
                bytes_by_gdal(at("a.tif"), 1, window));
}

TEST(RasterTime, DaysOfUnits) {
    const auto day = [](const std::string& units, double value) {
        const auto unit = parse_time_unit(units, "");
        return unit ? day_of(*unit, value).value() : -1;
    };
    EXPECT_EQ(day("days since 1970-01-01", 3.5), 3);
    EXPECT_EQ(day("days since 1970-01-01 18:00:00", 0.5), 1);
    EXPECT_EQ(day("Hours since 2000-01-01T00:00:00Z", 49), 10959);
    EXPECT_EQ(day("seconds since 1970-1-2", 86400), 2);
    EXPECT_FALSE(day_of(*parse_time_unit("days since 1970-01-01", ""), 1e300).ok());
    EXPECT_FALSE(day_of(*parse_time_unit("days since 1970-01-01", ""),
                        std::numeric_limits<double>::quiet_NaN())
                     .ok());
}

} // namespace
} // namespace halflight::io
