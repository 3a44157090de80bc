// SPDX-License-Identifier: Apache-2.0
#include "raster_scratch.hpp"

#include <fmt/format.h>
#include <libdeflate.h>

namespace halflight::io {

std::byte* ScratchBuffer::room(std::size_t bytes) {
    if (bytes <= m_size && m_memory != nullptr) {
        return m_memory.get();
    }
    constexpr std::size_t line = 64;
    const std::size_t size = (bytes / line + 1) * line;
    m_memory.reset(); // first, so that old and new never stand side by side
    m_size = 0;
    m_memory.reset(static_cast<std::byte*>(std::aligned_alloc(line, size)));
    if (m_memory == nullptr) {
        throw Error(ErrorCode::io,
                    fmt::format("no memory for a raster block of {} bytes: use fewer threads, or "
                                "rewrite the raster in tiles (gdal_translate -co TILED=YES)",
                                bytes));
    }
    m_size = size;
    return m_memory.get();
}

void RasterScratch::Parts::Release::operator()(libdeflate_decompressor* inflater) const noexcept {
    libdeflate_free_decompressor(inflater);
}

libdeflate_decompressor* RasterScratch::Parts::inflater() {
    if (m_inflater == nullptr) {
        m_inflater.reset(libdeflate_alloc_decompressor());
        if (m_inflater == nullptr) {
            throw Error(ErrorCode::io, "no memory for inflating");
        }
    }
    return m_inflater.get();
}

RasterScratch::RasterScratch() : m_parts(std::make_unique<Parts>()) {}
RasterScratch::RasterScratch(RasterScratch&&) noexcept = default;
RasterScratch& RasterScratch::operator=(RasterScratch&&) noexcept = default;
RasterScratch::~RasterScratch() = default;

} // namespace halflight::io
