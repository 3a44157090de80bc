// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/error.hpp"
#include "halflight/simulate/scene.hpp"
#include "scene_parts.hpp"
#include "small_country.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace halflight::simulate {
namespace {

using test::small_spec;

struct Raster {
    std::vector<float> light;
    std::vector<std::uint8_t> clear;
};
Raster whole(const MonthScene& month, const CountrySpec& spec) {
    const auto cells = static_cast<std::size_t>(spec.grid_width * spec.grid_height);
    Raster out{std::vector<float>(cells), std::vector<std::uint8_t>(cells)};
    month.observe({0, 0, spec.grid_width, spec.grid_height}, out.light, out.clear);
    return out;
}
std::vector<float> truth(const MonthScene& month, const CountrySpec& spec, World world) {
    std::vector<float> out(static_cast<std::size_t>(spec.grid_width * spec.grid_height));
    month.light({0, 0, spec.grid_width, spec.grid_height}, world, out);
    return out;
}
CountrySpec perfect_sensor() {
    CountrySpec spec = small_spec();
    spec.cloud_gaps = spec.summer_gaps = spec.noise = spec.noise_relative = 0;
    spec.floor = spec.drift = spec.step = 0;
    return spec;
}

TEST(Scene, AnyWindowHasTheCellsOfTheWhole) {
    CountrySpec spec = small_spec();
    spec.grid_width = 1100; // more than is made at a time
    const Country country = make_country(spec);
    const Scene scene(country);
    const MonthScene month = scene.month(7);
    const Raster all = whole(month, spec);
    for (const Window window : {Window{0, 0, 1, 1}, Window{33, 17, 70, 9}, Window{490, 100, 60, 3},
                                Window{1067, 249, 33, 1}, Window{5, 5, 0, 4}}) {
        const auto cells = static_cast<std::size_t>(window.width * window.height);
        std::vector<float> light(cells);
        std::vector<std::uint8_t> clear(cells);
        month.observe(window, light, clear);
        for (std::size_t i = 0; i < cells; ++i) {
            const auto at = static_cast<std::size_t>(
                (window.row + static_cast<std::int64_t>(i) / window.width) * spec.grid_width +
                window.column + static_cast<std::int64_t>(i) % window.width);
            ASSERT_EQ(light[i], all.light[at]);
            ASSERT_EQ(clear[i], all.clear[at]);
        }
    }
    std::vector<float> light(4);
    EXPECT_THROW(month.observe({1099, 0, 2, 2}, light, {}), Error);
    EXPECT_THROW(month.observe({0, 0, 3, 2}, light, {}), Error);
    EXPECT_THROW((void)scene.month(30), Error);
}

TEST(Scene, APerfectSensorSeesTheLight) {
    const CountrySpec spec = perfect_sensor();
    const Country country = make_country(spec);
    const Scene scene(country);
    const MonthScene month = scene.month(20);
    const Raster seen = whole(month, spec);
    const std::vector<float> light = truth(month, spec, World::treated);
    EXPECT_EQ(seen.light, light);
    EXPECT_EQ(std::ranges::count(seen.clear, 0), 0);
    EXPECT_EQ(truth(scene.month(15), spec, World::treated),
              truth(scene.month(15), spec, World::untreated));
    EXPECT_NE(light, truth(month, spec, World::untreated));
}

TEST(Scene, NoLightIsLostOrMade) {
    CountrySpec spec = perfect_sensor();
    spec.background = 0;
    spec.border_glow = 0;
    spec.land_share = 0.4; // nothing at the edge of the grid
    const Country country = make_country(spec);
    const Scene scene(country);
    for (const World world : {World::untreated, World::treated}) {
        double sources = 0;
        for (const float light : scene.parts().lights(25, world)) {
            sources += static_cast<double>(light);
        }
        double cells = 0;
        for (const float cell : truth(scene.month(25), spec, world)) {
            cells += static_cast<double>(cell);
        }
        EXPECT_NEAR(cells, sources, 1e-5 * sources);
    }
}

TEST(Scene, BorderCityIsAsBrightAsAskedForAndGrows) {
    CountrySpec spec = perfect_sensor();
    spec.background = spec.town_light = 0;
    spec.enterprise_light = 0.001;
    spec.border_glow = 25;
    spec.land_share = 0.4;
    const Country country = make_country(spec);
    const Scene scene(country);
    const auto brightest = [&](std::size_t month) {
        return static_cast<double>(
            std::ranges::max(truth(scene.month(month), spec, World::untreated)));
    };
    EXPECT_NEAR(brightest(29), 25 * country.border_city_activity[29], 0.1);
    EXPECT_NEAR(brightest(29), 25, 4);
    EXPECT_LT(brightest(0), 0.7 * brightest(29));
}

TEST(Scene, TheSensorDoesWhatItsNumbersSay) {
    CountrySpec spec = small_spec();
    spec.background = 2;
    spec.town_light = spec.border_glow = 0;
    spec.enterprise_light = 0.001;
    spec.noise = 0.4;
    spec.noise_relative = 0;
    spec.drift = 0.5;
    spec.floor = 0;
    spec.step = 0.25;
    spec.cloud_cells = 5; // many fields on a small grid
    const Country country = make_country(spec);
    const Scene scene(country);
    const MonthScene month = scene.month(29); // April: clouds as usual, drift in full
    const Raster seen = whole(month, spec);
    const std::vector<float> light = truth(month, spec, World::treated);
    double count = 0;
    double sum = 0;
    double scaled = 0;
    for (std::size_t i = 0; i < light.size(); ++i) {
        ASSERT_EQ(seen.clear[i] == 0, seen.light[i] == unseen);
        if (seen.clear[i] > 0) {
            const auto value = static_cast<double>(seen.light[i]);
            ASSERT_EQ(value * 4, std::round(value * 4));
            const double error = value - 1.5 * static_cast<double>(light[i]);
            count += 1;
            sum += error;
            scaled += (error * error - 0.25 * 0.25 / 12) * seen.clear[i] / (8 * 0.4 * 0.4);
        }
    }
    EXPECT_NEAR(1 - count / static_cast<double>(light.size()), spec.cloud_gaps, 0.012);
    EXPECT_NEAR(sum / count, 0, 0.01);
    EXPECT_NEAR(scaled / count, 1, 0.03);
}

TEST(Scene, SummersAreMissingAndTheFloorCensors) {
    CountrySpec spec = small_spec();
    spec.summer_gaps = 1;
    const Country country = make_country(spec);
    const Scene scene(country);
    const Raster july = whole(scene.month(8), spec); // 2022-07
    EXPECT_TRUE(std::ranges::all_of(july.light, [](float cell) { return cell == unseen; }));
    const Raster may = whole(scene.month(6), spec);
    const double gone = static_cast<double>(std::ranges::count(may.clear, 0)) /
                        static_cast<double>(may.clear.size());
    EXPECT_NEAR(gone, 0.515, 0.2); // a few clouds reach across this small grid
    const Raster march = whole(scene.month(4), spec);
    EXPECT_TRUE(
        std::ranges::all_of(march.light, [](float cell) { return cell == 0 || cell >= 0.5F; }));
    EXPECT_GT(std::ranges::count(march.light, 0.0F), 0);
    spec.cloud_gaps = 0;
    const Country clear_country = make_country(spec);
    EXPECT_EQ(std::ranges::count(whole(Scene(clear_country).month(4), spec).clear, 0), 0);
}

} // namespace
} // namespace halflight::simulate
