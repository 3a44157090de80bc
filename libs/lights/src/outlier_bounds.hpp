// SPDX-License-Identifier: Apache-2.0
// What a cell may read before it is refused as an outlier of its own series.
#pragma once

#include "halflight/raster/cells.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

namespace halflight::lights {

/// Smallest and largest accepted value of every cell of the panes that were looked at.
class OutlierBounds {
  public:
    struct Pane {
        std::vector<float> low;
        std::vector<float> high;
    };
    /// Any cell of the pane without bounds has NaN in both.
    void keep(const raster::Grid& grid, const raster::PaneWindow& window, Pane pane);
    /// Marks observed and gap-filled cells beyond their bounds.
    void apply(const raster::Grid& grid, const raster::PaneWindow& window,
               std::span<const float> values, std::span<std::uint8_t> states) const;

  private:
    using Key = std::tuple<std::int64_t, std::int64_t, std::int32_t, std::int32_t>;
    static Key key_of(const raster::Grid& grid, const raster::PaneWindow& window);
    std::map<Key, Pane> m_panes;
};

/// Bounds of one cell from its values over time (NaN where it has none; the order changes): median
/// +- `mads` times 1.4826 times the median absolute deviation; where that is 0, 1.2533 times the
/// mean absolute deviation stands in its place (Iglewicz and Hoaglin 1993). Fewer than 6 values: no
/// bounds, both NaN.
struct Bounds {
    float low;
    float high;
};
[[nodiscard]] Bounds outlier_bounds(std::span<float> values, double mads);

} // namespace halflight::lights
