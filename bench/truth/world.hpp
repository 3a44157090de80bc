// SPDX-License-Identifier: Apache-2.0
// world.hpp - a made country as its observers have it, and as it is.
#pragma once

#include <memory>
#include <vector>

#include "designs.hpp"
#include "halflight/simulate/panel.hpp"
#include "halflight/studies/exposure.hpp"
#include "halflight/studies/light_panel.hpp"

namespace halflight::bench {

struct World {
    simulate::Country country;
    studies::LightPanel counties;    ///< of a world for counties
    studies::LightPanel enterprises; ///< of one for enterprises
    simulate::TruthPanel county_truth;
    simulate::TruthPanel enterprise_truth;
    std::vector<studies::Enterprise> listed; ///< as newspapers know them
    std::vector<studies::Mention> mentions;
    double censored = 0; ///< share of the light of its panel's cells below the floor
};

[[nodiscard]] std::unique_ptr<World> make_world(const simulate::CountrySpec& spec, Size size);

/// Industries of some groups.
[[nodiscard]] studies::IndustryGroup group_of(const World& world, const std::string& name,
                                              const std::vector<simulate::Group>& groups);

} // namespace halflight::bench
