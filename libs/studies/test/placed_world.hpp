// SPDX-License-Identifier: Apache-2.0
// placed_world.hpp - made enterprises in towns, whose effect and common noise are known.
#pragma once

#include "halflight/studies/enterprise_study.hpp"

#include "halflight/base/random.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::studies::placed {

inline constexpr std::size_t units = 60;
inline constexpr std::size_t treated_count = 24;
inline constexpr std::size_t months = 48;
inline constexpr std::size_t onset = 24;

struct World {
    LightPanel panel;
    EnterprisePlaces places;

    /// Twelve towns of five units; what a town shares is `shared` times what a unit has of its own.
    explicit World(double effect, double shared, std::uint64_t seed = 1) {
        const Random random(seed, 9);
        std::uint64_t at = 0;
        panel.periods = units_inside(parse_period("2021/2024").value(), Frequency::month);
        panel.value = stats::Matrix(months, units);
        std::vector<double> towns;
        for (std::size_t town = 0; town < units / 5; ++town) {
            towns.push_back(shared * random.normal(at++));
        }
        for (std::size_t u = 0; u < units; ++u) {
            const std::size_t town = u % 12;
            panel.units.push_back("unit " + std::to_string(u));
            places.longitude.push_back(125 + 0.5 * static_cast<double>(town) +
                                       0.02 * static_cast<double>(u / 12));
            places.latitude.push_back(39);
            places.cluster.push_back(static_cast<std::uint32_t>(100 + town));
            const double own = random.normal(at++);
            for (std::size_t t = 0; t < months; ++t) {
                const bool on = u < treated_count && t >= onset;
                panel.value(t, u) = 5 + (t >= onset ? own + towns[town] : 0) +
                                    0.2 * random.normal(at++) + (on ? effect : 0);
            }
        }
        panel.low = panel.high = panel.value;
    }
};

inline std::vector<std::size_t> range(std::size_t first, std::size_t end) {
    std::vector<std::size_t> result(end - first);
    std::iota(result.begin(), result.end(), first);
    return result;
}

inline EnterpriseSpec spec(CounterfactualMethod method) {
    EnterpriseSpec result;
    result.treatment = parse_period("2023-01").value();
    result.window = parse_period("2021/2024").value();
    result.methods = {method};
    result.most_factors = 1;
    result.draws = result.other_draws = 60;
    result.placebo_groups = 5;
    result.deseason = false;
    return result;
}

inline EnterpriseStudy study_of(const World& world, const EnterpriseSpec& spec,
                                const EnterprisePlaces& places) {
    return enterprise_study(world.panel, "made", range(0, treated_count),
                            range(treated_count, units), spec, places);
}

inline bool warned(const stats::Warnings& warnings, std::string_view code) {
    return std::ranges::any_of(warnings, [&](const auto& one) { return one.code == code; });
}

} // namespace halflight::studies::placed
