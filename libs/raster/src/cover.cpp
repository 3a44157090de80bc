// SPDX-License-Identifier: Apache-2.0
// Weights of a layer, zone after zone, and what they add up to.
#include "halflight/raster/weights.hpp"

#include "weights_builder.hpp"
#include "zone_cover.hpp"

#include <algorithm>

namespace halflight::raster {

namespace {

void add_zones(const Lattice& lattice, std::span<const Zone> zones, WeightsBuilder& builder) {
    ZoneCover one(lattice);
    for (const Zone& zone : zones) {
        one.add_rows(zone, builder);
        builder.end_zone(zone.id, content_hash(zone));
    }
}

} // namespace

ZoneWeights cover(const Lattice& lattice, std::span<const Zone> zones, const Parallel& parallel) {
    constexpr std::size_t share = 256;
    const std::size_t shares = (zones.size() + share - 1) / share;
    WeightsBuilder builder(lattice);
    if (!parallel || shares < 2) {
        add_zones(lattice, zones, builder);
        return std::move(builder).finish();
    }
    std::vector<ZoneWeights> parts(shares);
    parallel(shares, [&](std::size_t i) {
        WeightsBuilder part(lattice);
        const std::size_t first = i * share;
        add_zones(lattice, zones.subspan(first, std::min(share, zones.size() - first)), part);
        parts[i] = std::move(part).finish_part();
    });
    builder.reserve(parts);
    for (ZoneWeights& part : parts) {
        builder.take_over(std::move(part));
    }
    return std::move(builder).finish();
}

std::size_t ZoneWeights::bytes() const noexcept {
    std::size_t texts = 0;
    for (std::size_t i = 0; i < zone_ids.size(); ++i) {
        texts += zone_ids[i].size() + zone_hashes[i].size() + 2 * sizeof(std::string);
    }
    const std::size_t indices = zone_begin.size() + run_begin.size() + edge_begin.size();
    return texts + indices * sizeof(std::uint32_t) +
           (rows.size() + edge_columns.size()) * sizeof(std::int32_t) +
           runs.size() * sizeof(CellRun) + edge_fractions.size() * sizeof(double);
}

std::vector<double> zone_areas_km2(const ZoneWeights& weights, Earth earth) {
    std::vector<double> areas(weights.zones(), 0.0);
    if (weights.rows.empty()) {
        return areas;
    }
    const auto [first, last] = std::minmax_element(weights.rows.begin(), weights.rows.end());
    const std::int64_t first_row = *first;
    const auto cell_km2 = cell_areas_km2(weights.lattice, first_row, *last - first_row + 1, earth);
    for (std::size_t zone = 0; zone < areas.size(); ++zone) {
        for (std::size_t row = weights.zone_begin[zone]; row < weights.zone_begin[zone + 1];
             ++row) {
            double cells = 0;
            for (std::size_t i = weights.run_begin[row]; i < weights.run_begin[row + 1]; ++i) {
                cells += weights.runs[i].length;
            }
            for (std::size_t i = weights.edge_begin[row]; i < weights.edge_begin[row + 1]; ++i) {
                cells += weights.edge_fractions[i];
            }
            areas[zone] +=
                cells * cell_km2[static_cast<std::size_t>(weights.rows[row] - first_row)];
        }
    }
    return areas;
}

} // namespace halflight::raster
