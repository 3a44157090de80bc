// SPDX-License-Identifier: Apache-2.0
// From values to colours that readers with any kind of colour vision can tell apart.
#pragma once

#include "png.hpp"

#include <span>
#include <string>
#include <vector>

namespace halflight::lights {

/// asinh(value / knee), from dark to bright for amounts, from red through white to blue about 0
/// for differences. Linear below the knee, logarithmic far above it.
class ColourScale {
  public:
    /// Fitted to values (NaN left out): up to their 99.5 % quantile; for differences of the
    /// absolute values.
    ColourScale(std::span<const float> values, bool difference);
    /// 1 to 255, an index into `palette`; 0 for NaN.
    [[nodiscard]] std::uint8_t index_of(float value) const;
    [[nodiscard]] std::span<const Colour> palette() const { return m_palette; }
    [[nodiscard]] std::string css_of(float value) const;
    /// Where a value stands on the scale, 0 to 1.
    [[nodiscard]] double position_of(double value) const;
    /// Round values for the key, ascending.
    [[nodiscard]] std::vector<double> ticks() const;

  private:
    bool m_difference;
    double m_most = 1;
    double m_knee = 1;
    std::vector<Colour> m_palette;
};

} // namespace halflight::lights
