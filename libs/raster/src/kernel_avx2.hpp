// SPDX-License-Identifier: Apache-2.0
// Sums over one piece with AVX2; bits as in kernel_portable.hpp.
#pragma once

#include "kernel_portable.hpp"

#include <immintrin.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace halflight::raster::detail {

/// 16 ones, 16 zeros: from 16 - n on, the first n lanes.
alignas(32) inline constexpr auto front16 = [] {
    std::array<std::int16_t, 32> lanes{};
    for (std::size_t i = 0; i < 16; ++i)
        lanes[i] = -1;
    return lanes;
}();
alignas(32) inline constexpr std::array<std::int32_t, 16> front8{-1, -1, -1, -1, -1, -1, -1, -1};
alignas(32) inline constexpr std::array<std::int64_t, 8> front4{-1, -1, -1, -1};

template <class V, class T>
[[nodiscard]] inline V load_at(const T* from) noexcept {
    V vector;
    std::memcpy(&vector, from, sizeof(V));
    return vector;
}

/// As load_at, where only the first `count` elements may be read; zeros after them.
template <class V, class T>
[[nodiscard]] [[gnu::noinline]] V load_few(const T* from, std::ptrdiff_t count) noexcept {
    alignas(V) std::array<T, sizeof(V) / sizeof(T)> room{};
    std::copy_n(from, count, room.begin());
    return load_at<V>(room.data());
}

/// 0xff for each byte of states that is used.
[[nodiscard]] inline __m128i used_bytes(__m128i marks, __m128i table) noexcept {
    return _mm_shuffle_epi8(table, _mm_and_si128(marks, _mm_set1_epi8(StateByte::state_bits)));
}

/// Lanes of a row in registers.
struct RowVectors {
    __m256d count;
    __m256d sum;
};

/// Lanes i and i + 4 of whole numbers.
[[nodiscard]] inline __m256d fold(__m256i eight) noexcept {
    return _mm256_cvtepi32_pd(
        _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1)));
}

/// Runs of cells of a type, the compiler's way.
template <class T, bool states, bool finite>
class RunSummer {
  public:
    explicit RunSummer(const TileCells<T>& tile) noexcept : m_tile(tile) {}
    [[nodiscard]] RowVectors run(const PlanRow& at) const noexcept {
        const RowLanes row = run_portable<T, states>(at, m_tile);
        return {load_at<__m256d>(row.count.data()), load_at<__m256d>(row.sum.data())};
    }

  private:
    const TileCells<T>& m_tile;
};

/// Whether cells are accepted, four or eight at a time. `finite`: all but NaN and infinities are.
template <bool finite>
class FloatTest {
  public:
    explicit FloatTest(const Limits<float>& limits) noexcept
        : m_low(_mm256_set1_ps(limits.low)), m_high(_mm256_set1_ps(limits.high)),
          m_fill(_mm256_set1_ps(limits.has_fill ? limits.fill
                                                : std::numeric_limits<float>::quiet_NaN())) {}
    [[nodiscard]] __m256 operator()(__m256 raw) const noexcept {
        if constexpr (finite)
            return _mm256_cmp_ps(_mm256_andnot_ps(_mm256_set1_ps(-0.0F), raw), m_high, _CMP_LE_OQ);
        const __m256 in_range = _mm256_and_ps(_mm256_cmp_ps(raw, m_low, _CMP_GE_OQ),
                                              _mm256_cmp_ps(raw, m_high, _CMP_LE_OQ));
        return _mm256_and_ps(in_range, _mm256_cmp_ps(raw, m_fill, _CMP_NEQ_UQ));
    }
    [[nodiscard]] __m128 operator()(__m128 raw) const noexcept {
        return _mm256_castps256_ps128((*this)(_mm256_castps128_ps256(raw)));
    }

  private:
    __m256 m_low;
    __m256 m_high;
    __m256 m_fill;
};

/// Eight cells at a time.
template <bool states, bool finite>
class RunSummer<float, states, finite> {
  public:
    explicit RunSummer(const TileCells<float>& tile) noexcept
        : m_tile(tile), m_test(tile.limits), m_used(load_at<__m128i>(tile.used.data())) {}

    [[nodiscard]] RowVectors run(const PlanRow& at) const noexcept {
        const float* cells = cells_of_row(m_tile, at.row) + at.column;
        Sums sums;
        std::int32_t done = 0;
        for (; done + 8 < at.length; done += 8)
            add_cells(sums, _mm256_loadu_ps(cells + done), at, done, _mm256_set1_epi32(-1));
        if (at.length > 0) {
            const auto mask = load_at<__m256i>(front8.data() + 8 - (at.length - done));
            add_cells(sums, _mm256_maskload_ps(cells + done, mask), at, done, mask);
        }
        return {fold(sums.count), _mm256_add_pd(sums.low, sums.high)};
    }

  private:
    struct Sums {
        __m256d low = _mm256_setzero_pd();
        __m256d high = _mm256_setzero_pd();
        __m256i count = _mm256_setzero_si256();
    };

    void add_cells(Sums& sums, __m256 raw, const PlanRow& at, std::int32_t done,
                   __m256i mask) const noexcept {
        __m256 ok = _mm256_and_ps(m_test(raw), _mm256_castsi256_ps(mask));
        if constexpr (states)
            ok = _mm256_and_ps(ok, used_at(at.row, at.column + done));
        const __m256 values = _mm256_and_ps(raw, ok);
        sums.low = _mm256_add_pd(sums.low, _mm256_cvtps_pd(_mm256_castps256_ps128(values)));
        sums.high = _mm256_add_pd(sums.high, _mm256_cvtps_pd(_mm256_extractf128_ps(values, 1)));
        sums.count = _mm256_sub_epi32(sums.count, _mm256_castps_si256(ok));
    }
    [[nodiscard]] __m256 used_at(std::int32_t row, std::int32_t column) const noexcept {
        const std::uint8_t* marks = m_tile.states + row * m_tile.states_stride + column;
        const std::int32_t room = m_tile.width - column;
        const auto eight = room >= 8 ? load_at<std::uint64_t>(marks)
                                     : load_few<std::uint64_t, std::uint8_t>(marks, room);
        const __m128i used = used_bytes(_mm_cvtsi64_si128(static_cast<long long>(eight)), m_used);
        return _mm256_castsi256_ps(_mm256_cvtepi8_epi32(used));
    }

    const TileCells<float>& m_tile;
    FloatTest<finite> m_test;
    __m128i m_used;
};

/// Sixteen cells of 8 or 16 bits at a time; sums fit 32 bits because a run has at most 2^15 cells.
template <class T, bool states, bool finite>
    requires(std::is_integral_v<T> && sizeof(T) <= 2)
class RunSummer<T, states, finite> {
  public:
    explicit RunSummer(const TileCells<T>& tile) noexcept
        : m_tile(tile), m_low(_mm256_set1_epi16(static_cast<short>(tile.limits.low))),
          m_high(_mm256_set1_epi16(static_cast<short>(tile.limits.high))),
          m_fill(_mm256_set1_epi16(static_cast<short>(tile.limits.fill))),
          m_has_fill(_mm256_set1_epi16(tile.limits.has_fill ? -1 : 0)),
          m_used(load_at<__m128i>(tile.used.data())) {}

    [[nodiscard]] RowVectors run(const PlanRow& at) const noexcept {
        Sums sums;
        std::int32_t done = 0;
        // Whole steps lie within the row: no need to ask how far it can be read.
        for (; done + 16 < at.length; done += 16)
            add_cells<true>(sums, at.row, at.column + done, _mm256_set1_epi16(-1));
        if (at.length > 0)
            add_cells<false>(sums, at.row, at.column + done,
                             load_at<__m256i>(front16.data() + 16 - (at.length - done)));
        const __m128i counts = _mm_add_epi16(_mm256_castsi256_si128(sums.count),
                                             _mm256_extracti128_si256(sums.count, 1));
        return {fold(_mm256_cvtepi16_epi32(counts)), fold(sums.sum)};
    }

  private:
    static constexpr bool is_signed = std::is_signed_v<T> || sizeof(T) == 1;
    struct Sums {
        __m256i sum = _mm256_setzero_si256();
        __m256i count = _mm256_setzero_si256();
    };

    template <bool whole, class V, class C>
    [[nodiscard]] V load(const C* from, std::int32_t column) const noexcept {
        const std::int32_t room = m_tile.width - column;
        return whole || room >= 16 ? load_at<V>(from) : load_few<V>(from, room);
    }
    template <bool whole>
    [[nodiscard]] __m256i cells_at(const T* from, std::int32_t column) const noexcept {
        if constexpr (sizeof(T) == 2)
            return load<whole, __m256i>(from, column);
        else if constexpr (std::is_signed_v<T>)
            return _mm256_cvtepi8_epi16(load<whole, __m128i>(from, column));
        else
            return _mm256_cvtepu8_epi16(load<whole, __m128i>(from, column));
    }
    [[nodiscard]] __m256i accepted(__m256i raw) const noexcept {
        const __m256i least =
            is_signed ? _mm256_max_epi16(raw, m_low) : _mm256_max_epu16(raw, m_low);
        const __m256i most =
            is_signed ? _mm256_min_epi16(raw, m_high) : _mm256_min_epu16(raw, m_high);
        const __m256i in_range =
            _mm256_and_si256(_mm256_cmpeq_epi16(least, raw), _mm256_cmpeq_epi16(most, raw));
        const __m256i is_fill = _mm256_and_si256(_mm256_cmpeq_epi16(raw, m_fill), m_has_fill);
        return _mm256_andnot_si256(is_fill, in_range);
    }
    [[nodiscard]] static __m256i widen(__m128i eight) noexcept {
        return is_signed ? _mm256_cvtepi16_epi32(eight) : _mm256_cvtepu16_epi32(eight);
    }
    template <bool whole>
    void add_cells(Sums& sums, std::int32_t row, std::int32_t column, __m256i mask) const noexcept {
        const __m256i raw = cells_at<whole>(cells_of_row(m_tile, row) + column, column);
        __m256i ok = _mm256_and_si256(accepted(raw), mask);
        if constexpr (states) {
            const std::uint8_t* marks = m_tile.states + row * m_tile.states_stride + column;
            ok = _mm256_and_si256(
                ok, _mm256_cvtepi8_epi16(used_bytes(load<whole, __m128i>(marks, column), m_used)));
        }
        const __m256i values = _mm256_and_si256(raw, ok);
        sums.sum = _mm256_add_epi32(sums.sum,
                                    _mm256_add_epi32(widen(_mm256_castsi256_si128(values)),
                                                     widen(_mm256_extracti128_si256(values, 1))));
        sums.count = _mm256_sub_epi16(sums.count, ok);
    }

    const TileCells<T>& m_tile;
    __m256i m_low;
    __m256i m_high;
    __m256i m_fill;
    __m256i m_has_fill;
    __m128i m_used;
};

/// Four edge cells: raw values where used, 0 elsewhere, and which are.
struct Four {
    __m256d values;
    __m256d ok;
};

template <class T, bool states, bool finite>
class EdgeSummer {
  public:
    explicit EdgeSummer(const TileCells<T>& tile) noexcept : m_tile(tile) {}

    /// At most four cells; four columns and fractions can be read.
    void add(RowVectors& row, std::int32_t at, const std::uint16_t* columns,
             const double* fractions, std::int32_t count) const noexcept {
        // Columns beyond the count become 0, which every row has.
        const std::uint64_t packed =
            load_at<std::uint64_t>(columns) & (~std::uint64_t{0} >> (16 * (4 - count)));
        const Columns each{packed & 0xffffU, (packed >> 16U) & 0xffffU, (packed >> 32U) & 0xffffU,
                           packed >> 48U};
        Four four = test(cells_of_row(m_tile, at), each);
        if constexpr (states) {
            const __m256d used = used_at(m_tile.states + at * m_tile.states_stride, each);
            four.ok = _mm256_and_pd(four.ok, used);
            four.values = _mm256_and_pd(four.values, used);
        }
        const auto mask = load_at<__m256d>(front4.data() + 4 - count);
        const __m256d share =
            _mm256_and_pd(load_at<__m256d>(fractions), _mm256_and_pd(four.ok, mask));
        row.count = _mm256_add_pd(row.count, share);
        row.sum = _mm256_add_pd(row.sum, _mm256_mul_pd(share, four.values));
    }

  private:
    using Columns = std::array<std::uint64_t, 4>;

    [[nodiscard]] Four test(const T* cells, const Columns& at) const noexcept {
        const Limits<T>& limits = m_tile.limits;
        const std::array<T, 4> raw{cells[at[0]], cells[at[1]], cells[at[2]], cells[at[3]]};
        if constexpr (std::is_same_v<T, float>) {
            const __m128 four = _mm_setr_ps(raw[0], raw[1], raw[2], raw[3]);
            const __m128 ok = FloatTest<finite>(limits)(four);
            return {_mm256_cvtps_pd(_mm_and_ps(four, ok)), widen(_mm_castps_si128(ok))};
        } else if constexpr (std::is_integral_v<T> && sizeof(T) <= 2) {
            const __m128i four = _mm_setr_epi32(raw[0], raw[1], raw[2], raw[3]);
            const __m128i out = _mm_or_si128(_mm_cmpgt_epi32(_mm_set1_epi32(limits.low), four),
                                             _mm_cmpgt_epi32(four, _mm_set1_epi32(limits.high)));
            const __m128i is_fill =
                _mm_and_si128(_mm_cmpeq_epi32(four, _mm_set1_epi32(limits.fill)),
                              _mm_set1_epi32(limits.has_fill ? -1 : 0));
            const __m128i ok = _mm_andnot_si128(_mm_or_si128(out, is_fill), _mm_set1_epi32(-1));
            return {_mm256_cvtepi32_pd(_mm_and_si128(four, ok)), widen(ok)};
        } else {
            std::array<double, 4> values{};
            std::array<std::int64_t, 4> ok{};
            for (std::size_t i = 0; i < 4; ++i) {
                const bool here = accepts(limits, raw[i]);
                values[i] = here ? static_cast<double>(raw[i]) : 0.0;
                ok[i] = here ? -1 : 0;
            }
            return {load_at<__m256d>(values.data()), load_at<__m256d>(ok.data())};
        }
    }
    [[nodiscard]] static __m256d widen(__m128i ok) noexcept {
        return _mm256_castsi256_pd(_mm256_cvtepi32_epi64(ok));
    }
    [[nodiscard]] __m256d used_at(const std::uint8_t* marks, const Columns& at) const noexcept {
        const auto used = [&](std::uint64_t column) {
            return static_cast<std::int8_t>(m_tile.used[marks[column] & StateByte::state_bits]);
        };
        return widen(_mm_setr_epi32(used(at[0]), used(at[1]), used(at[2]), used(at[3])));
    }

    const TileCells<T>& m_tile;
};

template <class T, bool states, bool finite>
[[nodiscard]] RawSums sum_rows_avx2(const PieceView& piece, const TileCells<T>& tile) noexcept {
    const RunSummer<T, states, finite> runs(tile);
    const EdgeSummer<T, states, finite> edges(tile);
    __m256d count = _mm256_setzero_pd();
    __m256d area = count;
    __m256d sum = count;
    __m256d area_sum = count;
    const std::uint16_t* columns = piece.edge_columns;
    const double* fractions = piece.fractions;
    for (std::size_t i = 0; i < piece.row_count; ++i) {
        const PlanRow& at = piece.rows[i];
        RowVectors row = runs.run(at);
        for (std::int32_t edge = 0; edge < at.edges; edge += 4)
            edges.add(row, at.row, columns + edge, fractions + edge, std::min(4, at.edges - edge));
        columns += at.edges;
        fractions += at.edges;
        const __m256d cell_area = _mm256_set1_pd(piece.row_areas[at.row]);
        count = _mm256_add_pd(count, row.count);
        area = _mm256_add_pd(area, _mm256_mul_pd(row.count, cell_area));
        sum = _mm256_add_pd(sum, row.sum);
        area_sum = _mm256_add_pd(area_sum, _mm256_mul_pd(row.sum, cell_area));
    }
    PieceLanes lanes;
    _mm256_storeu_pd(lanes.count.data(), count);
    _mm256_storeu_pd(lanes.area.data(), area);
    _mm256_storeu_pd(lanes.sum.data(), sum);
    _mm256_storeu_pd(lanes.area_sum.data(), area_sum);
    return lanes.sums();
}

template <class T, bool states>
[[nodiscard]] RawSums sum_piece_avx2(const PieceView& piece, const TileCells<T>& tile) noexcept {
    if constexpr (std::is_same_v<T, float>) {
        using Facts = std::numeric_limits<float>;
        const Limits<float>& limits = tile.limits;
        if (limits.low == Facts::lowest() && limits.high == Facts::max() &&
            (!limits.has_fill || std::isnan(limits.fill)))
            return sum_rows_avx2<T, states, true>(piece, tile);
    }
    return sum_rows_avx2<T, states, false>(piece, tile);
}

/// Full cells of a row, four lanes.
[[nodiscard]] inline __m256d sum_run_avx2(const float* cells, std::int32_t length) noexcept {
    __m256d low = _mm256_setzero_pd();
    __m256d high = low;
    const auto add = [&](__m256 eight) {
        low = _mm256_add_pd(low, _mm256_cvtps_pd(_mm256_castps256_ps128(eight)));
        high = _mm256_add_pd(high, _mm256_cvtps_pd(_mm256_extractf128_ps(eight, 1)));
    };
    std::int32_t done = 0;
    for (; done + 8 < length; done += 8)
        add(_mm256_loadu_ps(cells + done));
    if (length > 0)
        add(_mm256_maskload_ps(cells + done,
                               load_at<__m256i>(front8.data() + 8 - (length - done))));
    return _mm256_add_pd(low, high);
}

/// At most four edge cells, each times its fraction; four can be read.
[[nodiscard]] inline __m256d edges_avx2(const float* row, const std::uint16_t* columns,
                                        const double* fractions, std::int32_t count) noexcept {
    // Columns beyond the count become 0, which every row has.
    const std::uint64_t at =
        load_at<std::uint64_t>(columns) & (~std::uint64_t{0} >> (16 * (4 - count)));
    const __m128 four = _mm_setr_ps(row[at & 0xffffU], row[(at >> 16U) & 0xffffU],
                                    row[(at >> 32U) & 0xffffU], row[at >> 48U]);
    const auto mask = load_at<__m256d>(front4.data() + 4 - count);
    return _mm256_mul_pd(_mm256_and_pd(load_at<__m256d>(fractions), mask),
                         _mm256_and_pd(_mm256_cvtps_pd(four), mask));
}

inline WholeSums sum_whole_avx2(const PieceView& piece, const float* cells,
                                std::ptrdiff_t stride) noexcept {
    __m256d sum = _mm256_setzero_pd();
    __m256d area_sum = sum;
    const std::uint16_t* columns = piece.edge_columns;
    const double* fractions = piece.fractions;
    for (const PlanRow& at : std::span(piece.rows, piece.row_count)) {
        const float* row = cells + at.row * stride;
        __m256d here = sum_run_avx2(row + at.column, at.length);
        for (std::int32_t edge = 0; edge < at.edges; edge += 4)
            here = _mm256_add_pd(here, edges_avx2(row, columns + edge, fractions + edge,
                                                  std::min(4, at.edges - edge)));
        columns += at.edges;
        fractions += at.edges;
        sum = _mm256_add_pd(sum, here);
        area_sum =
            _mm256_add_pd(area_sum, _mm256_mul_pd(here, _mm256_set1_pd(piece.row_areas[at.row])));
    }
    return {total(load_at<Lanes4>(&sum)), total(load_at<Lanes4>(&area_sum))};
}

} // namespace halflight::raster::detail
