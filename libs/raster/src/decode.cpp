// SPDX-License-Identifier: Apache-2.0
// Raw cells as values, with NaN for what has none.
#include "decode.hpp"

namespace halflight::raster::detail {
namespace {

template <class T>
const T* as_cells(const std::byte* bytes) noexcept {
    return static_cast<const T*>(static_cast<const void*>(bytes));
}

} // namespace

template <class T>
void Decoder::decode_as(const Decoder& self, const std::byte* bytes, std::span<double> values) {
    const Limits<T> limits = std::get<Limits<T>>(self.m_limits);
    const T* cells = as_cells<T>(bytes);
    const double scale = self.m_scale;
    const double offset = self.m_offset;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double value = static_cast<double>(cells[i]) * scale + offset;
        values[i] = accepts(limits, cells[i]) ? value : std::numeric_limits<double>::quiet_NaN();
    }
}

template <class T>
CellState Decoder::refusal_as(const Decoder& self, const std::byte* cell) {
    return detail::refusal(std::get<Limits<T>>(self.m_limits), *as_cells<T>(cell));
}

Decoder::Decoder(const CellView& view, const Decoding& decoding)
    : m_view(view), m_cell_size(size_of(view.type)), m_scale(decoding.scale),
      m_offset(decoding.offset) {
    with_type(view.type, [&]<class T>(T) {
        m_limits = make_limits<T>(decoding);
        m_decode = &Decoder::decode_as<T>;
        m_refusal = &Decoder::refusal_as<T>;
    });
}

} // namespace halflight::raster::detail
