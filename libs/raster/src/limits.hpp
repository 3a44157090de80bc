// SPDX-License-Identifier: Apache-2.0
// Which raw cells are values: fill and valid range in the cells' own type, before scaling.
#pragma once

#include "halflight/raster/cells.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace halflight::raster::detail {

template <class T>
struct Limits {
    T low = std::numeric_limits<T>::lowest();
    T high = std::numeric_limits<T>::max();
    T fill{};
    bool has_fill = false;
};

/// The nearest of a type; -3.4028235e38, as files print the lowest float, is that float.
template <class T>
[[nodiscard]] T round_to(double value) noexcept {
    using Facts = std::numeric_limits<T>;
    const double highest = static_cast<double>(Facts::max());
    if (std::isnan(value))
        return Facts::quiet_NaN();
    if (std::abs(value) <= highest)
        return static_cast<T>(value);
    const bool prints_as_highest = std::abs(value) < highest * (1 + 0x1p-25);
    return std::copysign(prints_as_highest ? Facts::max() : Facts::infinity(),
                         value < 0 ? T{-1} : T{1});
}

/// Fill and bounds are rounded to the type of floating-point cells (a file that stores float32
/// prints -999.9, not the nearest float). A fill value that no cell of the type can hold fits none.
template <class T>
[[nodiscard]] Limits<T> make_limits(const Decoding& decoding) noexcept {
    Limits<T> limits;
    const double lowest = static_cast<double>(limits.low);
    const double highest = static_cast<double>(limits.high);
    double low = decoding.valid_min.value_or(lowest);
    double high = decoding.valid_max.value_or(highest);
    if constexpr (std::is_integral_v<T>) {
        low = std::ceil(low);
        high = std::floor(high);
    }
    const bool nothing = low > highest || high < lowest || low > high;
    if (low >= lowest && !nothing)
        limits.low = static_cast<T>(low);
    if (high <= highest && !nothing)
        limits.high = static_cast<T>(high);
    if (nothing) {
        limits.low = T{1};
        limits.high = T{0};
    }
    const double fill = decoding.fill.value_or(std::numeric_limits<double>::quiet_NaN());
    if constexpr (std::is_integral_v<T>) {
        limits.has_fill = fill >= lowest && fill <= highest && std::floor(fill) == fill;
        limits.fill = limits.has_fill ? static_cast<T>(fill) : T{};
    } else {
        limits.has_fill = decoding.fill.has_value();
        limits.fill = round_to<T>(fill);
    }
    return limits;
}

/// Whether a raw cell is a value. False for NaN and infinities: they are outside every range.
template <class T>
[[nodiscard]] inline bool accepts(const Limits<T>& limits, T raw) noexcept {
    const bool in_range = (raw >= limits.low) & (raw <= limits.high);
    if constexpr (std::is_integral_v<T>)
        return in_range & ((raw != limits.fill) | !limits.has_fill);
    else
        return in_range & !(raw == limits.fill);
}

/// Why a raw cell that is not accepted is none: not_finite, or fill.
template <class T>
[[nodiscard]] inline CellState refusal(const Limits<T>& limits, T raw) noexcept {
    if constexpr (std::is_floating_point_v<T>) {
        const bool is_fill =
            limits.has_fill && (raw == limits.fill || (std::isnan(raw) && std::isnan(limits.fill)));
        if (!std::isfinite(raw) && !is_fill)
            return CellState::not_finite;
    }
    return CellState::fill;
}

/// Calls f(T{}) with the C++ type of the cells.
template <class F>
decltype(auto) with_type(CellType type, F&& f) {
    switch (type) {
    case CellType::uint8:
        return f(std::uint8_t{});
    case CellType::int8:
        return f(std::int8_t{});
    case CellType::uint16:
        return f(std::uint16_t{});
    case CellType::int16:
        return f(std::int16_t{});
    case CellType::uint32:
        return f(std::uint32_t{});
    case CellType::int32:
        return f(std::int32_t{});
    case CellType::float32:
        return f(float{});
    case CellType::float64:
        break;
    }
    return f(double{});
}

} // namespace halflight::raster::detail
