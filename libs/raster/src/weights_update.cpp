// SPDX-License-Identifier: Apache-2.0
// Weights of a changed layer: only what changed is computed.
#include "halflight/raster/weights.hpp"

#include "weights_builder.hpp"
#include "zone_cover.hpp"

#include <algorithm>
#include <map>

namespace halflight::raster {

ZoneWeights update(const ZoneWeights& old, std::span<const Zone> zones, std::size_t* computed) {
    std::map<std::string_view, std::size_t> known;
    for (std::size_t i = 0; i < old.zones(); ++i) {
        known.emplace(old.zone_hashes[i], i);
    }
    ZoneCover one(old.lattice);
    WeightsBuilder builder(old.lattice);
    std::size_t unknown = 0;
    for (const Zone& zone : zones) {
        std::string hash = content_hash(zone);
        if (const auto at = known.find(hash); at != known.end()) {
            builder.copy_zone(old, at->second, zone.id, std::move(hash));
            continue;
        }
        one.add_rows(zone, builder);
        builder.end_zone(zone.id, std::move(hash));
        ++unknown;
    }
    if (computed != nullptr) {
        *computed = unknown;
    }
    return std::move(builder).finish();
}

} // namespace halflight::raster
