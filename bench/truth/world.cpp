// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::bench {
namespace {

studies::LightPanel panel_of(simulate::ObservedPanel&& seen) {
    return {.units = std::move(seen.units),
            .periods = std::move(seen.periods),
            .value = std::move(seen.value),
            .low = std::move(seen.low),
            .high = std::move(seen.high),
            .synthetic = true};
}

/// high - low is the floor times the share of cells below it.
double share_below(const studies::LightPanel& panel, double floor) {
    double sum = 0;
    double seen = 0;
    for (std::size_t unit = 0; floor > 0 && unit < panel.unit_count(); ++unit) {
        for (std::size_t t = 0; t < panel.period_count(); ++t) {
            if (std::isfinite(panel.value(t, unit))) {
                sum += (panel.high(t, unit) - panel.low(t, unit)) / floor;
                seen += 1;
            }
        }
    }
    return seen > 0 ? sum / seen : 0;
}

void list_enterprises(World& world) {
    const simulate::Country& country = world.country;
    for (const simulate::Enterprise& one : country.enterprises) {
        studies::Enterprise listed{one.id, country.spec.industries[one.industry].code, {}};
        if (one.place_known) {
            listed.zone = one.county;
        }
        world.listed.push_back(std::move(listed));
    }
    for (const simulate::Mention& one : country.mentions) {
        world.mentions.push_back({one.enterprise, one.day, std::string(one.activity), 1});
    }
}

} // namespace

std::unique_ptr<World> make_world(const simulate::CountrySpec& spec, Size size) {
    auto world = std::make_unique<World>();
    world->country = simulate::make_country(spec);
    const simulate::Scene scene(world->country);
    if (size == Size::for_counties) {
        const auto counties = simulate::county_weights(world->country);
        world->counties = panel_of(simulate::observe_panel(scene, counties));
        world->county_truth = simulate::truth_panel(scene, counties);
    } else {
        constexpr int vertices = 72;
        const auto enterprises = simulate::enterprise_weights(world->country, vertices);
        world->enterprises = panel_of(simulate::observe_panel(scene, enterprises));
        world->enterprise_truth = simulate::truth_panel(scene, enterprises);
    }
    world->censored =
        share_below(size == Size::for_counties ? world->counties : world->enterprises, spec.floor);
    list_enterprises(*world);
    return world;
}

studies::IndustryGroup group_of(const World& world, const std::string& name,
                                const std::vector<simulate::Group>& groups) {
    studies::IndustryGroup result{name, {}, {}, "made"};
    for (const simulate::Industry& one : world.country.spec.industries) {
        if (std::ranges::find(groups, one.group) != groups.end()) {
            result.industries.push_back(one.code);
        }
    }
    return result;
}

} // namespace halflight::bench
