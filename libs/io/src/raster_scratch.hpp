// SPDX-License-Identifier: Apache-2.0
// Memory that is lent to a reader: grown, never cleared, aligned to a cache line.
#pragma once

#include "halflight/io/raster_file.hpp"

#include <cstddef>
#include <cstdlib>
#include <memory>

struct libdeflate_decompressor;

namespace halflight::io {

class ScratchBuffer {
  public:
    /// At least `bytes` bytes; what they held before is lost when it grows. Throws Error(io) where
    /// there is no such memory.
    [[nodiscard]] std::byte* room(std::size_t bytes);

  private:
    struct Free {
        void operator()(std::byte* memory) const noexcept { std::free(memory); }
    };
    std::unique_ptr<std::byte, Free> m_memory;
    std::size_t m_size = 0;
};

struct RasterScratch::Parts {
    ScratchBuffer packed;   ///< bytes as the file holds them
    ScratchBuffer block;    ///< one decoded block
    ScratchBuffer shuffled; ///< the same before its bytes are put in order
    ScratchBuffer window;   ///< cells put together from several blocks
    ScratchBuffer turned;   ///< rows of a south-up file, north first

    /// Made when first asked for.
    [[nodiscard]] libdeflate_decompressor* inflater();

  private:
    struct Release {
        void operator()(libdeflate_decompressor* inflater) const noexcept;
    };
    std::unique_ptr<libdeflate_decompressor, Release> m_inflater;
};

} // namespace halflight::io
