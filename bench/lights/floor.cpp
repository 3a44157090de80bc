// SPDX-License-Identifier: Apache-2.0
#include "floor.hpp"

#include <atomic>
#include <fcntl.h>
#include <fmt/format.h>
#include <gdal.h>
#include <libdeflate.h>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace halflight::bench {

namespace {

struct Block {
    off_t offset;
    std::size_t bytes;
};
struct File {
    int number = -1;
    std::vector<Block> blocks;
    std::size_t block_bytes = 0;
};

std::uint64_t tag(GDALRasterBandH band, const std::string& name) {
    const char* text = GDALGetMetadataItem(band, name.c_str(), "TIFF");
    return text == nullptr ? 0 : std::stoull(text);
}

File open_blocks(const std::string& path) {
    static std::mutex one_at_a_time;
    const std::scoped_lock lock(one_at_a_time);
    GDALDatasetH dataset = GDALOpen(path.c_str(), GA_ReadOnly);
    if (dataset == nullptr) {
        throw std::runtime_error("cannot open " + path);
    }
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    int width = 0;
    int height = 0;
    GDALGetBlockSize(band, &width, &height);
    File file;
    file.block_bytes =
        static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
        static_cast<std::size_t>(GDALGetDataTypeSizeBytes(GDALGetRasterDataType(band)));
    for (int y = 0; y * height < GDALGetRasterBandYSize(band); ++y) {
        for (int x = 0; x * width < GDALGetRasterBandXSize(band); ++x) {
            file.blocks.push_back(
                {static_cast<off_t>(tag(band, fmt::format("BLOCK_OFFSET_{}_{}", x, y))),
                 tag(band, fmt::format("BLOCK_SIZE_{}_{}", x, y))});
        }
    }
    GDALClose(dataset);
    file.number = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    return file;
}

struct FreeDecompressor {
    void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
};

unsigned long long inflate_file(const std::string& path, libdeflate_decompressor* inflater,
                                std::vector<char>& packed, std::vector<char>& cells) {
    const File file = open_blocks(path);
    cells.resize(file.block_bytes);
    unsigned long long bytes = 0;
    for (const Block& block : file.blocks) {
        packed.resize(std::max(packed.size(), block.bytes));
        std::size_t out = 0;
        if (pread(file.number, packed.data(), block.bytes, block.offset) !=
                static_cast<ssize_t>(block.bytes) ||
            libdeflate_zlib_decompress(inflater, packed.data(), block.bytes, cells.data(),
                                       cells.size(), &out) != LIBDEFLATE_SUCCESS) {
            throw std::runtime_error("cannot inflate " + path);
        }
        bytes += out;
    }
    close(file.number);
    return bytes;
}

} // namespace

unsigned long long inflate_all(const std::vector<std::string>& paths, int threads) {
    GDALAllRegister();
    std::atomic<std::size_t> next = 0;
    std::atomic<unsigned long long> bytes = 0;
    const auto work = [&] {
        const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> inflater(
            libdeflate_alloc_decompressor());
        std::vector<char> packed;
        std::vector<char> cells;
        for (std::size_t i = next++; i < paths.size(); i = next++) {
            bytes += inflate_file(paths[i], inflater.get(), packed, cells);
        }
    };
    std::vector<std::jthread> pool;
    for (int i = 1; i < threads; ++i) {
        pool.emplace_back(work);
    }
    work();
    pool.clear();
    return bytes;
}

} // namespace halflight::bench
