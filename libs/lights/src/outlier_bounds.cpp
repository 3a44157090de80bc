// SPDX-License-Identifier: Apache-2.0
#include "outlier_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::lights {

namespace {

/// The lower of the two middle values where their number is even.
float median(std::span<float> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

OutlierBounds::Key OutlierBounds::key_of(const raster::Grid& grid,
                                         const raster::PaneWindow& window) {
    return {grid.north + window.row, grid.west + window.column, window.width, window.height};
}

void OutlierBounds::keep(const raster::Grid& grid, const raster::PaneWindow& window, Pane pane) {
    m_panes[key_of(grid, window)] = std::move(pane);
}

void OutlierBounds::apply(const raster::Grid& grid, const raster::PaneWindow& window,
                          std::span<const float> values, std::span<std::uint8_t> states) const {
    const auto found = m_panes.find(key_of(grid, window));
    if (found == m_panes.end()) {
        return;
    }
    const Pane& pane = found->second;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const int state = states[i] & raster::StateByte::state_bits;
        const bool has_value = state == static_cast<int>(raster::CellState::observed) ||
                               state == static_cast<int>(raster::CellState::gap_filled);
        if (has_value && (values[i] < pane.low[i] || values[i] > pane.high[i])) {
            states[i] = static_cast<std::uint8_t>((states[i] & ~raster::StateByte::state_bits) |
                                                  static_cast<int>(raster::CellState::outlier));
        }
    }
}

Bounds outlier_bounds(std::span<float> values, double mads) {
    constexpr std::size_t fewest = 6;
    // Of a normal distribution: standard deviation over median and over mean absolute deviation.
    constexpr double from_median = 1.4826;
    constexpr double from_mean = 1.2533;
    const auto gone = std::ranges::remove_if(values, [](float v) { return std::isnan(v); });
    const std::span<float> left = values.first(values.size() - gone.size());
    if (left.size() < fewest) {
        constexpr float none = std::numeric_limits<float>::quiet_NaN();
        return {none, none};
    }
    const float middle = median(left);
    double mean = 0;
    for (float& value : left) {
        value = std::abs(value - middle);
        mean += static_cast<double>(value);
    }
    mean /= static_cast<double>(left.size());
    const double deviation = from_median * static_cast<double>(median(left));
    const double reach = mads * (deviation > 0 ? deviation : from_mean * mean);
    return {static_cast<float>(static_cast<double>(middle) - reach),
            static_cast<float>(static_cast<double>(middle) + reach)};
}

} // namespace halflight::lights
