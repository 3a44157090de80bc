// SPDX-License-Identifier: Apache-2.0
// halflight/simulate/scene.hpp - what a sensor in orbit makes of a country's light.
#pragma once

#include "halflight/simulate/country.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace halflight::simulate {

/// A rectangle of the country's grid, in cells from its north-western one.
struct Window {
    std::int64_t column = 0;
    std::int64_t row = 0;
    std::int64_t width = 0;
    std::int64_t height = 0;
    bool operator==(const Window&) const = default;
};

/// What stands in a cell that nobody saw.
inline constexpr float unseen = 65535;

/// Which of the two worlds.
enum class World : unsigned char { untreated, treated };

struct SceneParts;

/// One month of a scene. Any window of it can be had alone and has the same cells as the whole.
/// Lives no longer than its scene.
class MonthScene {
  public:
    /// What the sensor reports, row after row: radiance in nW/cm2/sr, `unseen` where no night was
    /// clear; and the number of clear observations (`clear` may be empty). Of the world as it was.
    ///
    ///   light x calibration(t) + noise sqrt(8 / clear), rounded, 0 where below the floor
    ///
    /// Throws Error(invalid_argument) for a window beyond the grid or spans of another size.
    void observe(const Window& window, std::span<float> radiance,
                 std::span<std::uint8_t> clear) const;
    /// The light itself, through the point spread: no clouds, noise, floor or drift.
    void light(const Window& window, World world, std::span<float> radiance) const;

    MonthScene(MonthScene&&) noexcept;
    MonthScene& operator=(MonthScene&&) noexcept;
    MonthScene(const MonthScene&) = delete;
    MonthScene& operator=(const MonthScene&) = delete;
    ~MonthScene();

    struct State; ///< not part of the contract
    explicit MonthScene(std::unique_ptr<State> state) noexcept;
    [[nodiscard]] const State& state() const noexcept { return *m_state; }

  private:
    std::unique_ptr<State> m_state;
};

/// The light of a country on its grid: a dark ground that differs from place to place, towns,
/// enterprises (light x activity) and the city beyond the border, each spread over the cells round
/// it by the point spread. The country must live as long as the scene. Shared by threads.
class Scene {
  public:
    explicit Scene(const Country& country);
    Scene(Scene&&) noexcept;
    Scene& operator=(Scene&&) noexcept;
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;
    ~Scene();

    [[nodiscard]] const Country& country() const noexcept;
    /// Throws Error(invalid_argument) for a month that the country has not.
    [[nodiscard]] MonthScene month(std::size_t index) const;
    [[nodiscard]] const SceneParts& parts() const noexcept { return *m_parts; }

  private:
    std::unique_ptr<SceneParts> m_parts;
};

} // namespace halflight::simulate
