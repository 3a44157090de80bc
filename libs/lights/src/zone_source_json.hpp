// SPDX-License-Identifier: Apache-2.0
// What zones are, as JSON: in the metadata of a panel and in the cache of weights.
#pragma once

#include "halflight/lights/panel.hpp"

#include <nlohmann/json.hpp>

namespace halflight::lights {

[[nodiscard]] nlohmann::ordered_json json_of(const ZoneSource& source);
/// Throws what the JSON library throws where a part is missing or of another type.
[[nodiscard]] ZoneSource zone_source_of(const nlohmann::ordered_json& json);

} // namespace halflight::lights
