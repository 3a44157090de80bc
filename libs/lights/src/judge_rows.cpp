// SPDX-License-Identifier: Apache-2.0
// judge_rows.cpp - cells of any type decoded into floats, flags and states.
#include "judge_rows.hpp"

#include <cmath>
#include <limits>
#include <type_traits>

namespace halflight::lights {

namespace {
using raster::CellState;
using raster::CellType;

template <class T>
const T* cells_at(const raster::CellView& view, const Place& place) {
    return reinterpret_cast<const T*>(view.data) + place.row * view.stride + place.column;
}

/// Calls `work` with the first cell, in its own type.
template <class Work>
void with_cells(const raster::CellView& view, const Place& place, Work&& work) {
    switch (view.type) {
    case CellType::uint8:
        return work(cells_at<std::uint8_t>(view, place));
    case CellType::int8:
        return work(cells_at<std::int8_t>(view, place));
    case CellType::uint16:
        return work(cells_at<std::uint16_t>(view, place));
    case CellType::int16:
        return work(cells_at<std::int16_t>(view, place));
    case CellType::uint32:
        return work(cells_at<std::uint32_t>(view, place));
    case CellType::int32:
        return work(cells_at<std::int32_t>(view, place));
    case CellType::float32:
        return work(cells_at<float>(view, place));
    case CellType::float64:
        return work(cells_at<double>(view, place));
    }
}

/// What a raw cell must be to hold a value. Compared in a type that holds every cell exactly, and
/// without branches, so that eight cells are judged at a time.
template <class T>
class Bounds {
    using Exact = std::conditional_t<sizeof(T) <= 2 || std::is_same_v<T, float>, float, double>;
    using Limits = std::numeric_limits<Exact>;

  public:
    explicit Bounds(const raster::Decoding& how)
        : m_low(exact(how.valid_min.value_or(-Limits::infinity()))),
          m_high(exact(how.valid_max.value_or(Limits::infinity()))),
          m_fill(exact(how.fill.value_or(Limits::quiet_NaN()))),
          m_nan(code(how.fill && std::isnan(*how.fill) ? CellState::fill : CellState::not_finite)) {
    }

    [[nodiscard]] std::int32_t state(T cell) const noexcept {
        const auto raw = static_cast<Exact>(cell);
        const bool filled = (raw == m_fill) | (raw < m_low) | (raw > m_high);
        const auto finite = filled ? code(CellState::fill) : code(CellState::observed);
        if constexpr (std::is_integral_v<T>) {
            return finite;
        }
        // Infinity is a fill value only where it is the fill value.
        const auto endless = raw == m_fill ? code(CellState::fill) : code(CellState::not_finite);
        const auto odd = raw != raw ? m_nan : endless;
        return raw - raw == 0 ? finite : odd;
    }

  private:
    /// The fill as a cell of the file has it: -999.9 is no float.
    static Exact exact(double number) noexcept {
        const bool fits = std::abs(number) <= static_cast<double>(Limits::max());
        const auto beyond = number > 0 ? Limits::infinity() : -Limits::infinity();
        return std::isnan(number) ? Limits::quiet_NaN()
               : fits             ? static_cast<Exact>(number)
                                  : beyond;
    }
    Exact m_low, m_high, m_fill;
    std::int32_t m_nan;
};

bool as_stored(const raster::Decoding& how) {
    return how.scale == 1 && how.offset == 0;
}

template <class T>
float value_of(T cell, double scale, double offset) {
    return static_cast<float>(static_cast<double>(cell) * scale + offset);
}

/// A finite cell may scale to more than a float holds.
std::int32_t if_finite(std::int32_t state, float value) {
    const auto endless = state == code(CellState::observed) ? code(CellState::not_finite) : state;
    return value - value == 0 ? state : endless;
}

/// Calls f(i, value, state) for every cell of a stretch.
template <class T, class F>
void each_value(const T* cells, std::size_t count, const raster::Decoding& how, F&& f) {
    const Bounds<T> bounds(how);
    if (as_stored(how) && !std::is_same_v<T, double>) {
        for (std::size_t i = 0; i < count; ++i) {
            f(i, static_cast<float>(cells[i]), bounds.state(cells[i]));
        }
        return;
    }
    const double scale = how.scale;
    const double offset = how.offset;
    for (std::size_t i = 0; i < count; ++i) {
        const float value = value_of(cells[i], scale, offset);
        f(i, value, if_finite(bounds.state(cells[i]), value));
    }
}

template <class T>
std::int32_t flag_of(T cell, const Bounds<T>& bounds) {
    const bool in_range = bounds.state(cell) == code(CellState::observed);
    if constexpr (std::is_integral_v<T> && sizeof(T) <= 2) {
        const auto flag = static_cast<std::int32_t>(cell);
        return in_range & (flag >= 0) ? flag : -1;
    } else {
        const auto raw = static_cast<double>(cell);
        return in_range && raw >= 0 && raw < 65536 ? static_cast<std::int32_t>(raw) : -1;
    }
}
} // namespace

void decode_values(const Source& source, const Place& place, float* values, States& states) {
    with_cells(source.view, place, [&]<class T>(const T* cells) {
        each_value(cells, place.count, source.decoding,
                   [&](std::size_t i, float value, std::int32_t state) {
                       values[i] = value;
                       states[i] = state;
                   });
    });
}

void decode_numbers(const Source& source, const Place& place, float* numbers) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    with_cells(source.view, place, [&]<class T>(const T* cells) {
        each_value(cells, place.count, source.decoding,
                   [&](std::size_t i, float value, std::int32_t state) {
                       numbers[i] = state == code(CellState::observed) ? value : none;
                   });
    });
}

void decode_flags(const Source& source, const Place& place, Flags& flags) {
    with_cells(source.view, place, [&]<class T>(const T* cells) {
        const Bounds<T> bounds(source.decoding);
        for (std::size_t i = 0; i < place.count; ++i) {
            flags[i] = flag_of(cells[i], bounds);
        }
    });
}

} // namespace halflight::lights
