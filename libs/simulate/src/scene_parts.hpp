// SPDX-License-Identifier: Apache-2.0
// A scene row by row: what rasters and panels are both made of.
#pragma once

#include "halflight/simulate/scene.hpp"
#include "smooth_field.hpp"
#include "sources.hpp"

#include <vector>

namespace halflight::simulate {

struct SceneParts {
    const Country* country = nullptr;
    SmoothField ground;
    Sources sources; ///< enterprises, towns, the city beyond the border, in this order
    double city_light = 0;

    /// Light of every source in a month.
    [[nodiscard]] std::vector<float> lights(std::size_t month, World world) const;
    /// Radiance of the ground in cells `first` to `end` of a row.
    void ground_row(std::int64_t row, std::int64_t first, std::int64_t end, float* out) const;
};

struct MonthScene::State {
    const SceneParts* parts = nullptr;
    std::size_t month = 0;
    std::vector<float> lights; ///< of the world as it was
    SmoothField clouds;
    static constexpr float clear_spread = 4; ///< nights
    float gain = 1;
    float clear_shift = 0; ///< clear observations: shift + spread x field, rounded down
    float clear_least = 0; ///< not below
    float clear_most = 0;  ///< not above

    /// Cells `first` to `end` of a row; `clear` may be null.
    void observe_row(std::int64_t row, std::int64_t first, std::int64_t end, float* radiance,
                     std::uint8_t* clear) const;
};

} // namespace halflight::simulate
