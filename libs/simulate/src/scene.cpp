// SPDX-License-Identifier: Apache-2.0
#include "halflight/simulate/scene.hpp"

#include "halflight/base/error.hpp"
#include "halflight/stats/distribution.hpp"
#include "scene_parts.hpp"
#include "streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace halflight::simulate {

namespace {

constexpr double clear_spread = MonthScene::State::clear_spread;
constexpr double most_clear = 30;

void require_window(const Window& window, const raster::Grid& grid, std::size_t cells) {
    const bool inside = window.column >= 0 && window.row >= 0 && window.width >= 0 &&
                        window.height >= 0 && window.column + window.width <= grid.width &&
                        window.row + window.height <= grid.height;
    if (!inside || cells != static_cast<std::size_t>(window.width * window.height)) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("a window of {} x {} cells at column {}, row {} for {} cells does "
                                "not fit the grid of {} x {}",
                                window.width, window.height, window.column, window.row, cells,
                                grid.width, grid.height));
    }
}

double blurred(double point_spread, double extent) {
    return std::hypot(point_spread, extent);
}

/// Share of cells that nobody sees in a month.
double gaps(const CountrySpec& spec, int month) {
    const bool summer = month == 6 || month == 7;
    const bool beside = month == 5 || month == 8;
    return summer   ? spec.summer_gaps
           : beside ? (spec.cloud_gaps + spec.summer_gaps) / 2
                    : spec.cloud_gaps;
}

void set_clouds(MonthScene::State& state) {
    const Country& country = *state.parts->country;
    const CountrySpec& spec = country.spec;
    const double share = gaps(spec, to_civil(country.months[state.month].first).month);
    constexpr double edge = 1e-9;
    const double cut = stats::normal_quantile(std::clamp(share, edge, 1 - edge));
    state.clear_shift = static_cast<float>(1 - clear_spread * cut);
    state.clear_least = share <= 0 ? 1 : 0;
    state.clear_most = share >= 1 ? 0 : static_cast<float>(most_clear);
    state.clouds =
        SmoothField(draws(spec.seed, Stream::clouds, static_cast<std::uint32_t>(state.month)),
                    country.grid.width, country.grid.height, spec.cloud_cells);
}

} // namespace

std::vector<float> SceneParts::lights(std::size_t month, World world) const {
    const stats::Matrix& activity =
        world == World::treated ? country->treated_activity : country->activity;
    std::vector<float> out;
    out.reserve(sources.size());
    for (std::size_t e = 0; e < country->enterprises.size(); ++e) {
        out.push_back(static_cast<float>(country->enterprises[e].light * activity(month, e)));
    }
    for (const Town& town : country->towns) {
        out.push_back(static_cast<float>(town.light * country->town_activity(month, town.county)));
    }
    out.push_back(static_cast<float>(city_light * country->border_city_activity[month]));
    return out;
}

void SceneParts::ground_row(std::int64_t row, std::int64_t first, std::int64_t end,
                            float* out) const {
    ground.row(row, first, end, out);
    constexpr float spread = 0.3F;
    constexpr float least = 0.2F;
    const auto mean = static_cast<float>(country->spec.background);
    for (std::int64_t i = 0; i < end - first; ++i) {
        out[i] = mean * std::max(least, 1.0F + spread * out[i]);
    }
}

void MonthScene::observe(const Window& window, std::span<float> radiance,
                         std::span<std::uint8_t> clear) const {
    const raster::Grid& grid = m_state->parts->country->grid;
    require_window(window, grid, radiance.size());
    if (!clear.empty()) {
        require_window(window, grid, clear.size());
    }
    for (std::int64_t i = 0; i < window.height; ++i) {
        m_state->observe_row(window.row + i, window.column, window.column + window.width,
                             radiance.data() + i * window.width,
                             clear.empty() ? nullptr : clear.data() + i * window.width);
    }
}

void MonthScene::light(const Window& window, World world, std::span<float> radiance) const {
    const SceneParts& parts = *m_state->parts;
    require_window(window, parts.country->grid, radiance.size());
    const std::vector<float> lights = parts.lights(m_state->month, world);
    const std::int64_t end = window.column + window.width;
    for (std::int64_t i = 0; i < window.height; ++i) {
        float* row = radiance.data() + i * window.width;
        parts.ground_row(window.row + i, window.column, end, row);
        parts.sources.add_row(window.row + i, window.column, end, lights, row);
    }
}

MonthScene::MonthScene(std::unique_ptr<State> state) noexcept : m_state(std::move(state)) {}
MonthScene::MonthScene(MonthScene&&) noexcept = default;
MonthScene& MonthScene::operator=(MonthScene&&) noexcept = default;
MonthScene::~MonthScene() = default;

Scene::Scene(const Country& country) : m_parts(std::make_unique<SceneParts>()) {
    constexpr double yard = 0.4;       // of an enterprise, in cells
    constexpr double city_extent = 10; // likewise
    constexpr std::int64_t ground_step = 64;
    const CountrySpec& spec = country.spec;
    SceneParts& parts = *m_parts;
    parts.country = &country;
    parts.ground = SmoothField(draws(spec.seed, Stream::background), country.grid.width,
                               country.grid.height, ground_step);
    parts.sources = Sources(country.grid);
    for (const Enterprise& one : country.enterprises) {
        parts.sources.add(one.place, blurred(spec.point_spread, yard));
    }
    for (const Town& town : country.towns) {
        parts.sources.add(town.place, blurred(spec.point_spread, town.extent_cells));
    }
    parts.sources.add(country.border_city, blurred(spec.point_spread, city_extent));
    parts.sources.sort_by_row();
    const double brightest = parts.sources.brightest(parts.sources.size() - 1);
    parts.city_light = brightest > 0 ? spec.border_glow / brightest : 0;
}

Scene::Scene(Scene&&) noexcept = default;
Scene& Scene::operator=(Scene&&) noexcept = default;
Scene::~Scene() = default;

const Country& Scene::country() const noexcept {
    return *m_parts->country;
}

MonthScene Scene::month(std::size_t index) const {
    const Country& country = *m_parts->country;
    if (index >= country.months.size()) {
        throw Error(
            ErrorCode::invalid_argument,
            fmt::format("there is no month {}; the country has {}", index, country.months.size()));
    }
    auto state = std::make_unique<MonthScene::State>();
    state->parts = m_parts.get();
    state->month = index;
    state->lights = m_parts->lights(index, World::treated);
    const double passed =
        static_cast<double>(index) / static_cast<double>(country.months.size() - 1);
    state->gain = static_cast<float>(1 + country.spec.drift * passed);
    set_clouds(*state);
    return MonthScene(std::move(state));
}

} // namespace halflight::simulate
