// SPDX-License-Identifier: Apache-2.0
// Bytes opened as a raster file, from memory and, for the blocks that are decoded here, from disk:
// an error or cells, never a crash.
#include "fuzz.hpp"
#include "halflight/io/raster_file.hpp"

#include <unistd.h>

#include <sys/mman.h>

#include <algorithm>
#include <string>

using halflight::fuzz::require;

namespace {

// Small, so that no input takes long.
constexpr halflight::io::RasterLimits limits{
    .cells = 1 << 20, .block_bytes = 1 << 22, .layers = 64, .unpacked_bytes = 1 << 24};

void read_corners(const halflight::io::RasterFile& file) {
    halflight::io::RasterScratch scratch;
    for (std::size_t i = 0; i < file.info().layers.size(); ++i) {
        const halflight::io::LayerInfo& layer = file.info().layers[i];
        require(layer.width > 0 && layer.height > 0, "a layer has cells");
        require(layer.width <= limits.cells / layer.height, "a layer keeps to the limits");
        const auto width = static_cast<std::int32_t>(std::min<std::int64_t>(layer.width, 64));
        const auto height = static_cast<std::int32_t>(std::min<std::int64_t>(layer.height, 64));
        try {
            const auto view =
                file.read(i, {.column = 0, .row = 0, .width = width, .height = height}, scratch);
            require(view.data != nullptr, "a view has cells");
            require(view.type == layer.type, "a view has the type of its layer");
        } catch (const halflight::Error& error) {
            require(error.code() == halflight::ErrorCode::io, "what cannot be read is told so");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const int memory = ::memfd_create("raster", MFD_CLOEXEC);
    if (memory < 0) {
        return 0;
    }
    const bool written = ::write(memory, data, size) == static_cast<ssize_t>(size);
    const std::string path = "/proc/self/fd/" + std::to_string(memory);
    try {
        if (written) {
            read_corners(halflight::io::RasterFile::open(path, limits));
        }
    } catch (const halflight::Error& error) {
        require(error.code() == halflight::ErrorCode::io, "what is no raster is told so");
        require(std::string(error.what()).find('\n') == std::string::npos, "in one line");
    }
    ::close(memory);
    return 0;
}
