// SPDX-License-Identifier: Apache-2.0
// Raw cells as values, with NaN for what has none.
#include "decode.hpp"

namespace halflight::raster::detail {
template <class T>
void Decoder::decode_as(const Decoder& self, std::ptrdiff_t row, std::ptrdiff_t column,
                        std::span<double> values) {
    const Limits<T> limits = std::get<Limits<T>>(self.m_limits);
    const T* cells = cell_at<T>(self.m_view, row, column);
    const double scale = self.m_scale;
    const double offset = self.m_offset;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double value = static_cast<double>(cells[i]) * scale + offset;
        values[i] = accepts(limits, cells[i]) ? value : std::numeric_limits<double>::quiet_NaN();
    }
}

template <class T>
CellState Decoder::refusal_as(const Decoder& self, std::ptrdiff_t row, std::ptrdiff_t column) {
    return detail::refusal(std::get<Limits<T>>(self.m_limits),
                           *cell_at<T>(self.m_view, row, column));
}

Decoder::Decoder(const CellView& view, const Decoding& decoding)
    : m_view(view), m_scale(decoding.scale), m_offset(decoding.offset) {
    with_type(view.type, [&]<class T>(T) {
        m_limits = make_limits<T>(decoding);
        m_decode = &Decoder::decode_as<T>;
        m_refusal = &Decoder::refusal_as<T>;
    });
}

} // namespace halflight::raster::detail
