// SPDX-License-Identifier: Apache-2.0
// Raw cells as values, with NaN for what has none.
#pragma once

#include "limits.hpp"

#include <span>
#include <variant>

namespace halflight::raster::detail {

/// A layer of one pane with its decoding, ready for one type.
class Decoder {
  public:
    Decoder() = default;
    Decoder(const CellView& view, const Decoding& decoding);

    [[nodiscard]] bool given() const noexcept { return m_view.data != nullptr; }
    /// Values of neighbouring cells of a row; NaN where the raw cell is none.
    void decode(std::ptrdiff_t row, std::ptrdiff_t column, std::span<double> values) const {
        m_decode(*this, row, column, values);
    }
    /// Why a cell that has no value has none.
    [[nodiscard]] CellState refusal(std::ptrdiff_t row, std::ptrdiff_t column) const {
        return m_refusal(*this, row, column);
    }

  private:
    template <class T>
    static void decode_as(const Decoder& self, std::ptrdiff_t row, std::ptrdiff_t column,
                          std::span<double> values);
    template <class T>
    static CellState refusal_as(const Decoder& self, std::ptrdiff_t row, std::ptrdiff_t column);

    using AnyLimits = std::variant<Limits<std::uint8_t>, Limits<std::int8_t>, Limits<std::uint16_t>,
                                   Limits<std::int16_t>, Limits<std::uint32_t>,
                                   Limits<std::int32_t>, Limits<float>, Limits<double>>;

    CellView m_view;
    double m_scale = 1;
    double m_offset = 0;
    AnyLimits m_limits;
    void (*m_decode)(const Decoder&, std::ptrdiff_t, std::ptrdiff_t, std::span<double>) = nullptr;
    CellState (*m_refusal)(const Decoder&, std::ptrdiff_t, std::ptrdiff_t) = nullptr;
};

/// The cell at a place of a view, as the type that the view names.
template <class T>
[[nodiscard]] const T* cell_at(const CellView& view, std::ptrdiff_t row,
                               std::ptrdiff_t column) noexcept {
    return static_cast<const T*>(static_cast<const void*>(view.data)) + row * view.stride + column;
}

} // namespace halflight::raster::detail
