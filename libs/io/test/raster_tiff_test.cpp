// SPDX-License-Identifier: Apache-2.0
// GeoTIFF blocks that are decoded here, against GDAL.
#include "raster_fixture.hpp"

#include <atomic>
#include <thread>

namespace halflight::io {
namespace {

using namespace test;

class RasterTiff : public RasterFolder {};

/// Every layer, whole and in odd windows, equal to what GDAL reads.
void expect_like_gdal(const std::string& path, bool direct) {
    const RasterFile file = RasterFile::open(path);
    RasterScratch scratch;
    for (std::size_t layer = 0; layer < file.info().layers.size(); ++layer) {
        const LayerInfo& info = file.info().layers[layer];
        EXPECT_EQ(file.direct(layer), direct) << path;
        const auto width = static_cast<std::int32_t>(info.width);
        const auto height = static_cast<std::int32_t>(info.height);
        const std::array<raster::PaneWindow, 5> windows{
            {whole(info),
             {.column = 0, .row = 0, .width = 1, .height = 1},
             {.column = width - 1, .row = height - 1, .width = 1, .height = 1},
             {.column = width / 3, .row = height / 4, .width = width / 2, .height = height / 2},
             {.column = 0,
              .row = 0,
              .width = std::min(info.block_width, width),
              .height = std::min(info.block_height, height)}}};
        for (const raster::PaneWindow& window : windows) {
            const raster::CellView view = file.read(layer, window, scratch);
            ASSERT_EQ(view.type, info.type);
            ASSERT_TRUE(bytes_of(view, window) ==
                        bytes_by_gdal(path, static_cast<int>(layer) + 1, window))
                << path << " layer " << layer << " column " << window.column;
        }
    }
}

TEST_F(RasterTiff, EveryPackingReadsAsGdalReadsIt) {
    const std::vector<std::vector<std::string>> shapes{
        {"TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=48"},
        {"BLOCKYSIZE=1"},
        {"BLOCKYSIZE=17"},
        {"BLOCKYSIZE=211"}};
    const std::vector<GDALDataType> types{GDT_Byte,  GDT_UInt16,  GDT_Int16,  GDT_UInt32,
                                          GDT_Int32, GDT_Float32, GDT_Float64};
    int number = 0;
    for (const auto& shape : shapes) {
        for (const GDALDataType type : types) {
            for (const char* packing : {"NONE", "DEFLATE", "LZW"}) {
                for (int predictor = 1; predictor <= 3; ++predictor) {
                    const bool real = type == GDT_Float32 || type == GDT_Float64;
                    if ((packing == std::string("NONE") && predictor > 1) ||
                        (predictor == 3 && !real)) {
                        continue;
                    }
                    Made made{.type = type, .options = shape};
                    made.options.push_back(std::string("COMPRESS=") + packing);
                    made.options.push_back("PREDICTOR=" + std::to_string(predictor));
                    // Every third in the other byte order, every second in several bands.
                    made.options.emplace_back(number % 3 == 2 ? "ENDIANNESS=BIG"
                                                              : "ENDIANNESS=LITTLE");
                    made.bands = number % 2 == 1 ? 3 : 1;
                    made.options.emplace_back(number % 4 == 1 ? "INTERLEAVE=BAND"
                                                              : "INTERLEAVE=PIXEL");
                    made.options.emplace_back(number % 5 == 4 ? "BIGTIFF=YES" : "BIGTIFF=NO");
                    const std::string path = at(std::to_string(number) + ".tif");
                    write_tiff(path, made);
                    expect_like_gdal(path, packing != std::string("LZW"));
                    ++number;
                }
            }
        }
    }
    EXPECT_GT(number, 150);
}

TEST_F(RasterTiff, OtherOrdersOfSamplesAndBytes) {
    // Each predictor with each interleaving and byte order, which the table above mixes.
    int number = 0;
    for (const char* order : {"ENDIANNESS=BIG", "ENDIANNESS=LITTLE"}) {
        for (const char* interleave : {"INTERLEAVE=BAND", "INTERLEAVE=PIXEL"}) {
            for (const char* predictor : {"PREDICTOR=1", "PREDICTOR=2", "PREDICTOR=3"}) {
                for (const GDALDataType type : {GDT_Float32, GDT_Float64}) {
                    const std::string path = at(std::to_string(number++) + ".tif");
                    write_tiff(path,
                               {.bands = 2,
                                .type = type,
                                .options = {order, interleave, predictor, "COMPRESS=DEFLATE",
                                            "TILED=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=128"}});
                    expect_like_gdal(path, true);
                }
            }
        }
    }
}

TEST_F(RasterTiff, SignedBytes) {
    const std::string path = at("a.tif");
    write_tiff(path, {.type = GDT_Byte, .options = {"COMPRESS=DEFLATE"}, .signed_bytes = true});
    expect_like_gdal(path, true);
    EXPECT_EQ(RasterFile::open(path).info().layers[0].type, raster::CellType::int8);
}

TEST_F(RasterTiff, BlocksThatWereNeverWrittenHoldTheFill) {
    const std::string path = at("sparse.tif");
    write_tiff(path, {.type = GDT_UInt16,
                      .options = {"COMPRESS=DEFLATE", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64",
                                  "SPARSE_OK=TRUE"},
                      .sparse = true});
    expect_like_gdal(path, true);
    GDALDatasetH dataset = GDALOpen(path.c_str(), GA_Update);
    GDALSetRasterNoDataValue(GDALGetRasterBand(dataset, 1), 65535);
    GDALClose(dataset);
    expect_like_gdal(path, true);
    RasterScratch scratch;
    const RasterFile file = RasterFile::open(path);
    const auto view = file.read(0, {.column = 299, .row = 210, .width = 1, .height = 1}, scratch);
    std::uint16_t cell = 0;
    std::memcpy(&cell, view.data, sizeof(cell));
    EXPECT_EQ(cell, 65535);
}

TEST_F(RasterTiff, OneWholeBlockIsNotCopied) {
    const std::string path = at("a.tif");
    write_tiff(path,
               {.options = {"COMPRESS=DEFLATE", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"}});
    const RasterFile file = RasterFile::open(path);
    RasterScratch scratch;
    const auto block = file.read(0, {.column = 64, .row = 64, .width = 64, .height = 64}, scratch);
    EXPECT_EQ(block.stride, 64);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.data) % 64, 0U);
    // At the border the block is wider than what the file holds of it.
    const auto border = file.read(0, {.column = 256, .row = 0, .width = 44, .height = 64}, scratch);
    EXPECT_EQ(border.stride, 64);
}

TEST_F(RasterTiff, ManyThreadsReadTheSame) {
    for (const char* packing : {"COMPRESS=DEFLATE", "COMPRESS=LZW"}) {
        const std::string path = at(std::string(packing) + ".tif");
        write_tiff(path, {.options = {packing, "TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=32"}});
        const RasterFile file = RasterFile::open(path);
        const std::string all = bytes_by_gdal(path, 1, whole(file.info().layers[0]));
        std::atomic<int> wrong = 0;
        std::vector<std::thread> threads;
        for (unsigned seed = 0; seed < 8; ++seed) {
            threads.emplace_back([&, seed] {
                std::mt19937 random(seed);
                RasterScratch scratch;
                for (int round = 0; round < 60; ++round) {
                    raster::PaneWindow window;
                    window.column = static_cast<std::int32_t>(random() % 300);
                    window.row = static_cast<std::int32_t>(random() % 211);
                    window.width = 1 + static_cast<std::int32_t>(
                                           random() % static_cast<unsigned>(300 - window.column));
                    window.height = 1 + static_cast<std::int32_t>(
                                            random() % static_cast<unsigned>(211 - window.row));
                    const std::string got = bytes_of(file.read(0, window, scratch), window);
                    const auto row = static_cast<std::size_t>(window.width) * 4;
                    for (std::int32_t y = 0; y < window.height; ++y) {
                        const auto from = (static_cast<std::size_t>(window.row + y) * 300 +
                                           static_cast<std::size_t>(window.column)) *
                                          4;
                        wrong +=
                            all.compare(from, row, got, static_cast<std::size_t>(y) * row, row) != 0
                                ? 1
                                : 0;
                    }
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        EXPECT_EQ(wrong, 0) << packing;
    }
}

/// An error, or cells that GDAL reads from the same bytes too.
void expect_honest(const std::string& path, int* refused) {
    try {
        const RasterFile file = RasterFile::open(path);
        RasterScratch scratch;
        for (std::size_t layer = 0; layer < file.info().layers.size(); ++layer) {
            const auto window = whole(file.info().layers[layer]);
            const std::string got = bytes_of(file.read(layer, window, scratch), window);
            const std::string by_gdal = bytes_by_gdal(path, static_cast<int>(layer) + 1, window);
            EXPECT_TRUE(got == by_gdal) << path;
        }
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
        EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
        ++*refused;
    }
}

TEST_F(RasterTiff, CutOffFilesAreRefused) {
    for (const char* packing : {"COMPRESS=DEFLATE", "COMPRESS=NONE", "COMPRESS=LZW"}) {
        const std::string path = at("whole.tif");
        std::filesystem::remove(path);
        write_tiff(path, {.options = {packing, "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"}});
        const std::string bytes = slurp(path);
        int refused = 0;
        for (std::size_t part = 0; part < 20; ++part) {
            const std::string cut = at("cut" + std::to_string(part) + ".tif");
            spill(cut, bytes.substr(0, bytes.size() * part / 20));
            expect_honest(cut, &refused);
        }
        EXPECT_EQ(refused, 20) << packing;
    }
}

TEST_F(RasterTiff, DamagedBlocksAreRefused) {
    const std::string path = at("whole.tif");
    write_tiff(path,
               {.options = {"COMPRESS=DEFLATE", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"}});
    const std::string bytes = slurp(path);
    std::mt19937 random(11);
    int refused = 0;
    for (int round = 0; round < 200; ++round) {
        std::string damaged = bytes;
        // Half of them in the directory, where numbers are.
        const std::size_t reach = round % 2 == 0 ? 400 : damaged.size();
        const std::size_t place = random() % reach;
        damaged[place] = static_cast<char>(damaged[place] ^ static_cast<char>(1 + random() % 255));
        const std::string name = at("damaged" + std::to_string(round) + ".tif");
        spill(name, damaged);
        expect_honest(name, &refused);
        std::filesystem::remove(name);
    }
    EXPECT_GT(refused, 80);
}

TEST_F(RasterTiff, AMessageNamesFileLayerAndBlock) {
    const std::string path = at("lights.tif");
    write_tiff(path,
               {.options = {"COMPRESS=DEFLATE", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"}});
    std::string bytes = slurp(path);
    for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 40; ++i) {
        bytes[i] = '\x55';
    }
    spill(path, bytes);
    const RasterFile file = RasterFile::open(path);
    RasterScratch scratch;
    const std::string message =
        io_message([&] { static_cast<void>(file.read(0, whole(file.info().layers[0]), scratch)); });
    EXPECT_NE(message.find(path), std::string::npos) << message;
    EXPECT_NE(message.find("layer 'band 1', block "), std::string::npos) << message;
    EXPECT_NE(message.find("fetch the file again"), std::string::npos) << message;
}

} // namespace
} // namespace halflight::io
