// SPDX-License-Identifier: Apache-2.0
// The last steps from a file's bytes to cells: inflating, and undoing what was done to make them
// pack better.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

struct libdeflate_decompressor;

namespace halflight::io {

/// Inflates a zlib stream of `packed_bytes` bytes into room for `room` bytes. The number of bytes
/// that came out; absent for a stream that is corrupt, cut off, or gives more than the room.
[[nodiscard]] std::optional<std::size_t> inflate_zlib(libdeflate_decompressor* inflater,
                                                      const std::byte* packed,
                                                      std::size_t packed_bytes, std::byte* out,
                                                      std::size_t room);

/// Reverses the bytes of each of `count` elements of `size` bytes (1, 2, 4, 8).
void swap_bytes(std::byte* data, std::size_t count, std::size_t size);

/// Undoes horizontal differences (TIFF 6.0, section 14) of one row of `count` elements of `size`
/// bytes, each taken from the one `step` elements before.
void undo_differences(std::byte* row, std::size_t count, std::size_t size, std::size_t step);

/// Undoes the floating-point predictor (TIFF Technical Note 3) of one row of `count` elements of
/// `size` bytes (4, 8). `in` is changed on the way; `out` is another place.
void undo_float_differences(std::byte* in, std::byte* out, std::size_t count, std::size_t size,
                            std::size_t step);

/// Puts bytes that HDF5's shuffle filter sorted by significance back in order: `bytes` bytes of
/// elements of `size` bytes. `in` and `out` are different places.
void undo_shuffle(const std::byte* in, std::byte* out, std::size_t bytes, std::size_t size);

} // namespace halflight::io
