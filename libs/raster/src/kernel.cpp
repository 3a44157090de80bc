// SPDX-License-Identifier: Apache-2.0
// The kernels for every cell type.
#if defined(__AVX2__)
#include "kernel_avx2.hpp"
#else
#include "kernel_portable.hpp"
#endif

namespace halflight::raster::detail {

template <class T, bool states>
RawSums sum_piece(const PieceView& piece, const TileCells<T>& tile) noexcept {
#if defined(__AVX2__)
    return sum_piece_avx2<T, states>(piece, tile);
#else
    return sum_piece_portable<T, states>(piece, tile);
#endif
}

WholeSums sum_whole(const PieceView& piece, const float* cells, std::ptrdiff_t stride) noexcept {
#if defined(__AVX2__)
    return sum_whole_avx2(piece, cells, stride);
#else
    return sum_whole_portable(piece, cells, stride);
#endif
}

#define HALFLIGHT_INSTANTIATE(T)                                                                   \
    template RawSums sum_piece<T, false>(const PieceView&, const TileCells<T>&) noexcept;          \
    template RawSums sum_piece<T, true>(const PieceView&, const TileCells<T>&) noexcept;
HALFLIGHT_INSTANTIATE(std::uint8_t)
HALFLIGHT_INSTANTIATE(std::int8_t)
HALFLIGHT_INSTANTIATE(std::uint16_t)
HALFLIGHT_INSTANTIATE(std::int16_t)
HALFLIGHT_INSTANTIATE(std::uint32_t)
HALFLIGHT_INSTANTIATE(std::int32_t)
HALFLIGHT_INSTANTIATE(float)
HALFLIGHT_INSTANTIATE(double)
#undef HALFLIGHT_INSTANTIATE

} // namespace halflight::raster::detail
