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
    [[nodiscard]] std::size_t cell_size() const noexcept { return m_cell_size; }
    [[nodiscard]] const std::byte* at(std::ptrdiff_t row, std::ptrdiff_t column) const noexcept {
        return m_view.data +
               (row * m_view.stride + column) * static_cast<std::ptrdiff_t>(m_cell_size);
    }
    /// Values of cells that stand side by side; NaN where the raw cell is none.
    void decode(const std::byte* cells, std::span<double> values) const {
        m_decode(*this, cells, values);
    }
    /// Why a cell that has no value has none.
    [[nodiscard]] CellState refusal(const std::byte* cell) const { return m_refusal(*this, cell); }

  private:
    template <class T>
    static void decode_as(const Decoder& self, const std::byte* cells, std::span<double> values);
    template <class T>
    static CellState refusal_as(const Decoder& self, const std::byte* cell);

    using AnyLimits = std::variant<Limits<std::uint8_t>, Limits<std::int8_t>, Limits<std::uint16_t>,
                                   Limits<std::int16_t>, Limits<std::uint32_t>,
                                   Limits<std::int32_t>, Limits<float>, Limits<double>>;

    CellView m_view;
    std::size_t m_cell_size = 0;
    double m_scale = 1;
    double m_offset = 0;
    AnyLimits m_limits;
    void (*m_decode)(const Decoder&, const std::byte*, std::span<double>) = nullptr;
    CellState (*m_refusal)(const Decoder&, const std::byte*) = nullptr;
};

/// The cell at a place of a view, as the type that the view names.
template <class T>
[[nodiscard]] const T* cell_at(const CellView& view, std::ptrdiff_t row,
                               std::ptrdiff_t column) noexcept {
    return static_cast<const T*>(static_cast<const void*>(view.data)) + row * view.stride + column;
}

} // namespace halflight::raster::detail
