// SPDX-License-Identifier: Apache-2.0
// Four doubles at a time, on any processor with the same bits.
#pragma once

#include <cstdint>
#include <cstring>

namespace halflight::raster::detail {

using Vector4 = double __attribute__((vector_size(32)));
using Mask4 = std::int64_t __attribute__((vector_size(32)));

/// Masks are all ones or all zeros, lane by lane; where they are zeros the result is 0.
inline void add_where(Vector4& sum, const Mask4& mask, const Vector4& values) noexcept {
    sum += reinterpret_cast<Vector4>(reinterpret_cast<Mask4>(values) & mask);
}

inline void load(Vector4& vector, const double* from) noexcept {
    std::memcpy(&vector, from, sizeof(vector));
}

[[nodiscard]] inline double total(const Vector4& lanes) noexcept {
    return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

} // namespace halflight::raster::detail
