// SPDX-License-Identifier: Apache-2.0
#include "raster_decode.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace halflight::io {
namespace {

static_assert(std::endian::native == std::endian::little, "planes are put together low byte first");

template <class T>
void swap_all(std::byte* data, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        T value{};
        std::memcpy(&value, data + i * sizeof(T), sizeof(T));
        std::uint64_t turned = 0; // in full width: narrow types would be promoted to a signed one
        for (std::size_t b = 0; b < sizeof(T); ++b) {
            turned = (turned << 8U) | ((std::uint64_t{value} >> (8 * b)) & 0xffU);
        }
        const T narrow = static_cast<T>(turned);
        std::memcpy(data + i * sizeof(T), &narrow, sizeof(T));
    }
}

template <class T>
void add_up(std::byte* row, std::size_t count, std::size_t step) {
    if (step == 1) {
        // The running sum stays in a register: one addition an element.
        T sum = 0;
        for (std::size_t i = 0; i < count; ++i) {
            T value{};
            std::memcpy(&value, row + i * sizeof(T), sizeof(T));
            sum = static_cast<T>(sum + value);
            std::memcpy(row + i * sizeof(T), &sum, sizeof(T));
        }
        return;
    }
    for (std::size_t i = step; i < count; ++i) {
        T before{};
        T value{};
        std::memcpy(&before, row + (i - step) * sizeof(T), sizeof(T));
        std::memcpy(&value, row + i * sizeof(T), sizeof(T));
        value = static_cast<T>(value + before);
        std::memcpy(row + i * sizeof(T), &value, sizeof(T));
    }
}

/// Running sum of bytes, sixteen at a time where the machine can.
void add_up_bytes(std::byte* row, std::size_t count, std::size_t step) {
    std::size_t done = 0;
#if defined(__SSE2__)
    if (step == 1) {
        __m128i carry = _mm_setzero_si128();
        for (; done + 16 <= count; done += 16) {
            auto* place = reinterpret_cast<__m128i*>(row + done);
            __m128i sum = _mm_loadu_si128(place);
            sum = _mm_add_epi8(sum, _mm_slli_si128(sum, 1));
            sum = _mm_add_epi8(sum, _mm_slli_si128(sum, 2));
            sum = _mm_add_epi8(sum, _mm_slli_si128(sum, 4));
            sum = _mm_add_epi8(sum, _mm_slli_si128(sum, 8));
            sum = _mm_add_epi8(sum, carry);
            _mm_storeu_si128(place, sum);
            // The last byte everywhere: the top 16 bits, their upper half doubled, spread.
            const __m128i last = _mm_srli_si128(sum, 15);
            const __m128i two = _mm_unpacklo_epi8(last, last);
            carry = _mm_shuffle_epi32(_mm_shufflelo_epi16(two, 0), 0);
        }
    }
#endif
    for (std::size_t i = std::max(done, step); i < count; ++i) {
        row[i] = static_cast<std::byte>(static_cast<unsigned>(row[i]) +
                                        static_cast<unsigned>(row[i - step]));
    }
}

#if defined(__SSE2__)
__m128i load(const std::byte* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}
void store(std::byte* to, __m128i value) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), value);
}

/// Sixteen elements at a time; the number of elements that were joined.
std::size_t join_many(const std::array<const std::byte*, 2>& planes, std::byte* out,
                      std::size_t count) {
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m128i low = load(planes[0] + i);
        const __m128i high = load(planes[1] + i);
        store(out + 2 * i, _mm_unpacklo_epi8(low, high));
        store(out + 2 * i + 16, _mm_unpackhi_epi8(low, high));
    }
    return i;
}
std::size_t join_many(const std::array<const std::byte*, 4>& planes, std::byte* out,
                      std::size_t count) {
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m128i first = load(planes[0] + i);
        const __m128i second = load(planes[1] + i);
        const __m128i third = load(planes[2] + i);
        const __m128i fourth = load(planes[3] + i);
        const __m128i low_front = _mm_unpacklo_epi8(first, second);
        const __m128i low_back = _mm_unpackhi_epi8(first, second);
        const __m128i high_front = _mm_unpacklo_epi8(third, fourth);
        const __m128i high_back = _mm_unpackhi_epi8(third, fourth);
        store(out + 4 * i, _mm_unpacklo_epi16(low_front, high_front));
        store(out + 4 * i + 16, _mm_unpackhi_epi16(low_front, high_front));
        store(out + 4 * i + 32, _mm_unpacklo_epi16(low_back, high_back));
        store(out + 4 * i + 48, _mm_unpackhi_epi16(low_back, high_back));
    }
    return i;
}
#endif
template <class Planes>
std::size_t join_many(const Planes&, std::byte*, std::size_t) {
    return 0;
}

/// Element i from byte i of each of the planes, which stand in order of significance, the highest
/// or the lowest first.
template <class T>
void join_planes(const std::byte* in, std::byte* out, std::size_t count, bool high_first) {
    std::array<const std::byte*, sizeof(T)> planes{}; // lowest first
    for (std::size_t b = 0; b < sizeof(T); ++b) {
        planes[b] = in + (high_first ? sizeof(T) - 1 - b : b) * count;
    }
    for (std::size_t i = join_many(planes, out, count); i < count; ++i) {
        T value = 0;
        for (std::size_t b = 0; b < sizeof(T); ++b) {
            value = static_cast<T>(value | (static_cast<T>(planes[b][i]) << (8 * b)));
        }
        std::memcpy(out + i * sizeof(T), &value, sizeof(T));
    }
}

} // namespace

std::optional<std::size_t> inflate_zlib(libdeflate_decompressor* inflater, const std::byte* packed,
                                        std::size_t packed_bytes, std::byte* out,
                                        std::size_t room) {
    std::size_t made = 0;
    const libdeflate_result result =
        libdeflate_zlib_decompress(inflater, packed, packed_bytes, out, room, &made);
    return result == LIBDEFLATE_SUCCESS ? std::optional<std::size_t>(made) : std::nullopt;
}

void swap_bytes(std::byte* data, std::size_t count, std::size_t size) {
    switch (size) {
    case 2:
        swap_all<std::uint16_t>(data, count);
        return;
    case 4:
        swap_all<std::uint32_t>(data, count);
        return;
    case 8:
        swap_all<std::uint64_t>(data, count);
        return;
    default:
        return;
    }
}

void undo_differences(std::byte* row, std::size_t count, std::size_t size, std::size_t step) {
    switch (size) {
    case 1:
        add_up_bytes(row, count, step);
        return;
    case 2:
        add_up<std::uint16_t>(row, count, step);
        return;
    case 4:
        add_up<std::uint32_t>(row, count, step);
        return;
    default:
        add_up<std::uint64_t>(row, count, step);
        return;
    }
}

void undo_float_differences(std::byte* in, std::byte* out, std::size_t count, std::size_t size,
                            std::size_t step) {
    add_up_bytes(in, count * size, step);
    if (size == sizeof(std::uint32_t)) {
        join_planes<std::uint32_t>(in, out, count, true);
    } else {
        join_planes<std::uint64_t>(in, out, count, true);
    }
}

void undo_shuffle(const std::byte* in, std::byte* out, std::size_t bytes, std::size_t size) {
    const std::size_t count = bytes / size;
    switch (size) {
    case 2:
        join_planes<std::uint16_t>(in, out, count, false);
        break;
    case 4:
        join_planes<std::uint32_t>(in, out, count, false);
        break;
    case 8:
        join_planes<std::uint64_t>(in, out, count, false);
        break;
    default:
        std::memcpy(out, in, bytes);
        return;
    }
    std::memcpy(out + count * size, in + count * size, bytes - count * size);
}

} // namespace halflight::io
