// SPDX-License-Identifier: Apache-2.0
// Sums over one piece with AVX2; bits as in kernel_portable.hpp.
#pragma once

#include "kernel_portable.hpp"

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace halflight::raster::detail {

/// Ones where a lane counts: 16 zeros, 16 ones, 16 zeros.
alignas(32) inline constexpr auto window16 = [] {
    std::array<std::int16_t, 48> lanes{};
    for (std::size_t i = 16; i < 32; ++i)
        lanes[i] = -1;
    return lanes;
}();
/// Eight ones, eight zeros.
alignas(32) inline constexpr std::array<std::int32_t, 16> front8{-1, -1, -1, -1, -1, -1, -1, -1};

template <class V, class T>
[[nodiscard]] inline V load_at(const T* from) noexcept {
    V vector;
    std::memcpy(&vector, from, sizeof(V));
    return vector;
}

/// 0xff for each byte of states that is used.
[[nodiscard]] inline __m128i used_bytes(__m128i marks, __m128i table) noexcept {
    return _mm_shuffle_epi8(table, _mm_and_si128(marks, _mm_set1_epi8(StateByte::state_bits)));
}

/// Runs of cells of a type, the compiler's way.
template <class T, bool states>
class RunSummer {
  public:
    explicit RunSummer(const TileCells<T>& tile) noexcept : m_tile(tile) {}
    void add(RunTotals<T>& totals, const PlanRun& run, double cell_area) const noexcept {
        add_run_portable<T, states>(totals, run, cell_area, m_tile);
    }

  private:
    const TileCells<T>& m_tile;
};

/// Eight cells at a time.
template <bool states>
class RunSummer<float, states> {
  public:
    explicit RunSummer(const TileCells<float>& tile) noexcept
        : m_tile(tile), m_low(_mm256_set1_ps(tile.limits.low)),
          m_high(_mm256_set1_ps(tile.limits.high)),
          m_fill(_mm256_set1_ps(tile.limits.has_fill ? tile.limits.fill
                                                     : std::numeric_limits<float>::quiet_NaN())),
          m_used(load_at<__m128i>(tile.used.data())) {}

    void add(RunTotals<float>& totals, const PlanRun& run, double cell_area) const noexcept {
        const float* cells = m_tile.cells + run.row * m_tile.stride + run.column;
        Sums sums;
        std::int32_t at = 0;
        for (; at + 8 <= run.length; at += 8) {
            __m256 ok = accepted(_mm256_loadu_ps(cells + at));
            if constexpr (states)
                ok = _mm256_and_ps(ok, used_at(run, at));
            add_cells(sums, _mm256_loadu_ps(cells + at), ok);
        }
        if (at < run.length) {
            const auto mask = load_at<__m256i>(front8.data() + 8 - (run.length - at));
            const __m256 raw = _mm256_maskload_ps(cells + at, mask);
            __m256 ok = _mm256_and_ps(accepted(raw), _mm256_castsi256_ps(mask));
            if constexpr (states)
                ok = _mm256_and_ps(ok, used_at(run, at));
            add_cells(sums, raw, ok);
        }
        totals.count += sums.count;
        totals.area += static_cast<double>(sums.count) * cell_area;
        const __m256d both = _mm256_add_pd(sums.low, sums.high);
        add_lanes(totals.lanes, both);
        add_lanes(totals.area_lanes, _mm256_mul_pd(both, _mm256_set1_pd(cell_area)));
    }

  private:
    struct Sums {
        __m256d low = _mm256_setzero_pd();
        __m256d high = _mm256_setzero_pd();
        std::int64_t count = 0;
    };

    static void add_lanes(Lanes4& lanes, __m256d more) noexcept {
        _mm256_storeu_pd(lanes.data(), _mm256_add_pd(_mm256_loadu_pd(lanes.data()), more));
    }
    [[nodiscard]] __m256 accepted(__m256 raw) const noexcept {
        const __m256 in_range = _mm256_and_ps(_mm256_cmp_ps(raw, m_low, _CMP_GE_OQ),
                                              _mm256_cmp_ps(raw, m_high, _CMP_LE_OQ));
        return _mm256_and_ps(in_range, _mm256_cmp_ps(raw, m_fill, _CMP_NEQ_UQ));
    }
    static void add_cells(Sums& sums, __m256 raw, __m256 ok) noexcept {
        const __m256 values = _mm256_and_ps(raw, ok);
        sums.low = _mm256_add_pd(sums.low, _mm256_cvtps_pd(_mm256_castps256_ps128(values)));
        sums.high = _mm256_add_pd(sums.high, _mm256_cvtps_pd(_mm256_extractf128_ps(values, 1)));
        sums.count += std::popcount(static_cast<unsigned>(_mm256_movemask_ps(ok)));
    }
    /// Reads eight states within the row, at its end from further left.
    [[nodiscard]] __m256 used_at(const PlanRun& run, std::int32_t at) const noexcept {
        const std::int32_t column = run.column + at;
        const std::int32_t from = std::min(column, m_tile.width - 8);
        const std::uint8_t* marks = m_tile.states + run.row * m_tile.states_stride + from;
        const auto eight =
            load_at<std::uint64_t>(marks) >> (8U * static_cast<unsigned>(column - from));
        const __m128i used = used_bytes(_mm_cvtsi64_si128(static_cast<long long>(eight)), m_used);
        return _mm256_castsi256_ps(_mm256_cvtepi8_epi32(used));
    }

    const TileCells<float>& m_tile;
    __m256 m_low;
    __m256 m_high;
    __m256 m_fill;
    __m128i m_used;
};

/// Sixteen 16-bit cells at a time; sums fit 32 bits because a run has at most 2^15 cells.
template <class T, bool states>
    requires(std::is_integral_v<T> && sizeof(T) == 2)
class RunSummer<T, states> {
  public:
    explicit RunSummer(const TileCells<T>& tile) noexcept
        : m_tile(tile), m_low(_mm256_set1_epi16(static_cast<short>(tile.limits.low))),
          m_high(_mm256_set1_epi16(static_cast<short>(tile.limits.high))),
          m_fill(_mm256_set1_epi16(static_cast<short>(tile.limits.fill))),
          m_has_fill(_mm256_set1_epi16(tile.limits.has_fill ? -1 : 0)),
          m_used(load_at<__m128i>(tile.used.data())) {}

    void add(RunTotals<T>& totals, const PlanRun& run, double cell_area) const noexcept {
        Sums sums;
        std::int32_t at = 0;
        for (; at + 16 <= run.length; at += 16)
            add_cells(sums, run, run.column + at, _mm256_set1_epi16(-1));
        if (at < run.length) {
            // The last cells are read within the row, at its end from further left.
            const std::int32_t column = run.column + at;
            const std::int32_t from = std::min(column, m_tile.width - 16);
            const std::int32_t skip = column - from;
            const std::int32_t past = skip + run.length - at;
            const __m256i mask = _mm256_and_si256(load_at<__m256i>(window16.data() + 16 - skip),
                                                  load_at<__m256i>(window16.data() + 32 - past));
            add_cells(sums, run, from, mask);
        }
        totals.add(sums.count / 2, whole(sums.sum), cell_area);
    }

  private:
    struct Sums {
        __m256i sum = _mm256_setzero_si256();
        std::int64_t count = 0; ///< bytes
    };

    [[nodiscard]] __m256i accepted(__m256i raw) const noexcept {
        constexpr bool is_signed = std::is_signed_v<T>;
        const __m256i least =
            is_signed ? _mm256_max_epi16(raw, m_low) : _mm256_max_epu16(raw, m_low);
        const __m256i most =
            is_signed ? _mm256_min_epi16(raw, m_high) : _mm256_min_epu16(raw, m_high);
        const __m256i in_range =
            _mm256_and_si256(_mm256_cmpeq_epi16(least, raw), _mm256_cmpeq_epi16(most, raw));
        const __m256i is_fill = _mm256_and_si256(_mm256_cmpeq_epi16(raw, m_fill), m_has_fill);
        return _mm256_andnot_si256(is_fill, in_range);
    }
    void add_cells(Sums& sums, const PlanRun& run, std::int32_t from, __m256i mask) const noexcept {
        const auto raw = load_at<__m256i>(m_tile.cells + run.row * m_tile.stride + from);
        __m256i ok = _mm256_and_si256(accepted(raw), mask);
        if constexpr (states) {
            const auto marks =
                load_at<__m128i>(m_tile.states + run.row * m_tile.states_stride + from);
            ok = _mm256_and_si256(ok, _mm256_cvtepi8_epi16(used_bytes(marks, m_used)));
        }
        const __m256i values = _mm256_and_si256(raw, ok);
        __m256i pairs;
        if constexpr (std::is_signed_v<T>)
            pairs = _mm256_madd_epi16(values, _mm256_set1_epi16(1));
        else
            pairs = _mm256_add_epi32(_mm256_srli_epi32(values, 16),
                                     _mm256_and_si256(values, _mm256_set1_epi32(0xffff)));
        sums.sum = _mm256_add_epi32(sums.sum, pairs);
        sums.count += std::popcount(static_cast<unsigned>(_mm256_movemask_epi8(ok)));
    }
    static std::int64_t whole(__m256i lanes) noexcept {
        // Lanes as signed numbers: at most 2^11 steps of at most 2^17 each.
        const __m128i low = _mm256_castsi256_si128(lanes);
        const __m128i high = _mm256_extracti128_si256(lanes, 1);
        const __m128i four = _mm_add_epi32(low, high);
        const __m256i wide = _mm256_cvtepi32_epi64(four);
        const __m128i two =
            _mm_add_epi64(_mm256_castsi256_si128(wide), _mm256_extracti128_si256(wide, 1));
        return _mm_cvtsi128_si64(two) + _mm_extract_epi64(two, 1);
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

template <class T, bool states>
class EdgeSummer {
  public:
    explicit EdgeSummer(const TileCells<T>& tile, const double* row_areas) noexcept
        : m_tile(tile), m_row_areas(row_areas), m_stride(static_cast<std::int32_t>(tile.stride)) {}

    void add(__m128i places, __m256d fractions) noexcept {
        const __m128i rows = _mm_srli_epi32(places, 16);
        const __m128i columns = _mm_and_si128(places, _mm_set1_epi32(0xffff));
        Four four = fetch(_mm_add_epi32(_mm_mullo_epi32(rows, _mm_set1_epi32(m_stride)), columns));
        if constexpr (states) {
            const __m256d used = used_at(rows, columns);
            four.ok = _mm256_and_pd(four.ok, used);
            four.values = _mm256_and_pd(four.values, used);
        }
        const __m256d share = _mm256_and_pd(fractions, four.ok);
        const __m256d value = _mm256_mul_pd(share, four.values);
        const __m256d area = gather_areas(rows);
        m_count = _mm256_add_pd(m_count, share);
        m_area = _mm256_add_pd(m_area, _mm256_mul_pd(share, area));
        m_sum = _mm256_add_pd(m_sum, value);
        m_area_sum = _mm256_add_pd(m_area_sum, _mm256_mul_pd(value, area));
    }

    [[nodiscard]] EdgeTotals totals() const noexcept {
        EdgeTotals totals;
        _mm256_storeu_pd(totals.count.data(), m_count);
        _mm256_storeu_pd(totals.area.data(), m_area);
        _mm256_storeu_pd(totals.sum.data(), m_sum);
        _mm256_storeu_pd(totals.area_sum.data(), m_area_sum);
        return totals;
    }

  private:
    // The gathers with a mask of ones: g++ 12 warns of the source that the plain ones leave open.
    [[nodiscard]] __m256d gather_areas(__m128i rows) const noexcept {
        const __m256d all = _mm256_castsi256_pd(_mm256_set1_epi64x(-1));
        return _mm256_mask_i32gather_pd(_mm256_setzero_pd(), m_row_areas, rows, all, 8);
    }
    [[nodiscard]] Four fetch(__m128i index) const noexcept {
        if constexpr (std::is_same_v<T, float>) {
            const __m128 raw = _mm_mask_i32gather_ps(_mm_setzero_ps(), m_tile.cells, index,
                                                     _mm_castsi128_ps(_mm_set1_epi32(-1)), 4);
            const Limits<float>& limits = m_tile.limits;
            const __m128 in_range = _mm_and_ps(_mm_cmpge_ps(raw, _mm_set1_ps(limits.low)),
                                               _mm_cmple_ps(raw, _mm_set1_ps(limits.high)));
            const float fill =
                limits.has_fill ? limits.fill : std::numeric_limits<float>::quiet_NaN();
            const __m128 ok = _mm_and_ps(in_range, _mm_cmpneq_ps(raw, _mm_set1_ps(fill)));
            return {_mm256_cvtps_pd(_mm_and_ps(raw, ok)), widen(_mm_castps_si128(ok))};
        } else {
            alignas(16) std::array<std::int32_t, 4> at;
            _mm_store_si128(reinterpret_cast<__m128i*>(at.data()), index);
            return fetch_each(at);
        }
    }
    [[nodiscard]] Four fetch_each(const std::array<std::int32_t, 4>& at) const noexcept {
        const std::array<T, 4> raw{m_tile.cells[at[0]], m_tile.cells[at[1]], m_tile.cells[at[2]],
                                   m_tile.cells[at[3]]};
        if constexpr (std::is_integral_v<T> && sizeof(T) <= 2) {
            const __m128i cells = _mm_setr_epi32(raw[0], raw[1], raw[2], raw[3]);
            const Limits<T>& limits = m_tile.limits;
            const __m128i out = _mm_or_si128(_mm_cmpgt_epi32(_mm_set1_epi32(limits.low), cells),
                                             _mm_cmpgt_epi32(cells, _mm_set1_epi32(limits.high)));
            const __m128i is_fill =
                _mm_and_si128(_mm_cmpeq_epi32(cells, _mm_set1_epi32(limits.fill)),
                              _mm_set1_epi32(limits.has_fill ? -1 : 0));
            const __m128i ok = _mm_andnot_si128(_mm_or_si128(out, is_fill), _mm_set1_epi32(-1));
            return {_mm256_cvtepi32_pd(_mm_and_si128(cells, ok)), widen(ok)};
        } else {
            std::array<double, 4> values{};
            std::array<std::int64_t, 4> ok{};
            for (std::size_t i = 0; i < 4; ++i) {
                const bool here = accepts(m_tile.limits, raw[i]);
                values[i] = here ? static_cast<double>(raw[i]) : 0.0;
                ok[i] = here ? -1 : 0;
            }
            return {load_at<__m256d>(values.data()), load_at<__m256d>(ok.data())};
        }
    }
    [[nodiscard]] static __m256d widen(__m128i ok) noexcept {
        return _mm256_castsi256_pd(_mm256_cvtepi32_epi64(ok));
    }
    [[nodiscard]] __m256d used_at(__m128i rows, __m128i columns) const noexcept {
        const auto stride = static_cast<std::int32_t>(m_tile.states_stride);
        alignas(16) std::array<std::int32_t, 4> at;
        _mm_store_si128(reinterpret_cast<__m128i*>(at.data()),
                        _mm_add_epi32(_mm_mullo_epi32(rows, _mm_set1_epi32(stride)), columns));
        const auto used = [&](std::int32_t place) {
            return static_cast<std::int8_t>(
                m_tile.used[m_tile.states[place] & StateByte::state_bits]);
        };
        return widen(_mm_setr_epi32(used(at[0]), used(at[1]), used(at[2]), used(at[3])));
    }

    const TileCells<T>& m_tile;
    const double* m_row_areas;
    std::int32_t m_stride;
    __m256d m_count = _mm256_setzero_pd();
    __m256d m_area = _mm256_setzero_pd();
    __m256d m_sum = _mm256_setzero_pd();
    __m256d m_area_sum = _mm256_setzero_pd();
};

/// Whether offsets within a tile fit 31 bits, and a row holds a whole vector.
template <class T>
[[nodiscard]] bool fits_vectors(const TileCells<T>& tile) noexcept {
    const std::ptrdiff_t room = std::numeric_limits<std::int32_t>::max() / tile_size - 1;
    return tile.width >= 16 && std::abs(tile.stride) <= room &&
           std::abs(tile.states_stride) <= room;
}

template <class T, bool states>
[[nodiscard]] RawSums sum_piece_avx2(const PieceView& piece, const TileCells<T>& tile) noexcept {
    if (!fits_vectors(tile))
        return sum_piece_portable<T, states>(piece, tile);
    const RunSummer<T, states> summer(tile);
    RunTotals<T> runs;
    for (std::size_t i = 0; i < piece.run_count; ++i)
        summer.add(runs, piece.runs[i], piece.row_areas[piece.runs[i].row]);
    EdgeSummer<T, states> edges(tile, piece.row_areas);
    std::size_t at = 0;
    for (; at + 4 <= piece.edges; at += 4)
        edges.add(load_at<__m128i>(piece.places + at), load_at<__m256d>(piece.fractions + at));
    if (at < piece.edges) {
        const auto mask = load_at<__m128i>(front8.data() + 8 - (piece.edges - at));
        edges.add(_mm_and_si128(load_at<__m128i>(piece.places + at), mask),
                  _mm256_maskload_pd(piece.fractions + at, _mm256_cvtepi32_epi64(mask)));
    }
    return combine(runs, edges.totals());
}

} // namespace halflight::raster::detail
