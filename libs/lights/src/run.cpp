// SPDX-License-Identifier: Apache-2.0
#include "run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace halflight::lights {

namespace {

/// Statistics that a panel has when none are asked for: values with what stands behind them.
std::string default_statistics(const Run& run) {
    std::string list = "mean,sum,integral,count,valid_share,zone_area,covered_area,valid_area";
    const auto counted = [](const RunInput& input) {
        return std::ranges::any_of(input.rasters, [](const RunRaster& raster) {
            return raster.raster.of(Role::observations).first.has_value();
        });
    };
    if (std::ranges::any_of(run.inputs, counted)) {
        list += ",observations";
    }
    if (run.head.product.floor) {
        list += ",below_floor_share,sum_high";
    }
    return list;
}

/// Zones none of whose cells lies in the rows and columns of any raster.
std::size_t zones_outside(const Run& run) {
    const raster::ZoneWeights& weights = run.zones.weights;
    std::vector<raster::Grid> grids;
    for (const RunInput& input : run.inputs) {
        if (std::ranges::find(grids, input.input.grid) == grids.end()) {
            grids.push_back(input.input.grid);
        }
    }
    const std::int64_t round = run.lattice.columns_round();
    const auto holds = [round](const raster::Grid& grid, std::int64_t row, std::int64_t column,
                               std::int64_t length) {
        if (row < grid.north || row >= grid.north + grid.height) {
            return false;
        }
        if (round == 0) {
            return column < grid.west + grid.width && grid.west < column + length;
        }
        const std::int64_t east = ((column - grid.west) % round + round) % round;
        return east < grid.width || round - east < length;
    };
    const auto held = [&](std::size_t zone) {
        for (std::uint32_t r = weights.zone_begin[zone]; r < weights.zone_begin[zone + 1]; ++r) {
            for (const raster::Grid& grid : grids) {
                for (std::uint32_t i = weights.run_begin[r]; i < weights.run_begin[r + 1]; ++i) {
                    if (holds(grid, weights.rows[r], weights.runs[i].column,
                              weights.runs[i].length)) {
                        return true;
                    }
                }
                for (std::uint32_t i = weights.edge_begin[r]; i < weights.edge_begin[r + 1]; ++i) {
                    if (holds(grid, weights.rows[r], weights.edge_columns[i], 1)) {
                        return true;
                    }
                }
            }
        }
        return false;
    };
    std::size_t outside = 0;
    for (std::size_t zone = 0; zone < weights.zones(); ++zone) {
        if (weights.zone_begin[zone] != weights.zone_begin[zone + 1] && !held(zone)) {
            ++outside;
        }
    }
    return outside;
}

void remark_on_zones(Run& run) {
    if (const std::size_t outside = zones_outside(run); outside > 0) {
        run.remarks.push_back(fmt::format("{} of {} zones lie outside every raster", outside,
                                          run.zones.weights.zones()));
    }
}

std::vector<raster::Statistic> statistics_of(const Run& run, const Known* known) {
    if (!run.spec.statistics.empty()) {
        return run.spec.statistics;
    }
    if (known != nullptr) {
        return known->statistics;
    }
    auto standard = raster::parse_statistics(default_statistics(run));
    if (!standard) {
        throw Error(ErrorCode::internal, standard.fault().message);
    }
    return std::move(standard).value();
}

bool all_have(const Run& run, Role role) {
    return std::ranges::all_of(run.inputs, [role](const RunInput& input) {
        return std::ranges::all_of(input.rasters, [role](const RunRaster& raster) {
            return raster.raster.of(role).first.has_value();
        });
    });
}

/// What no raster gives cannot be summed; what no statistic needs is not read.
void fit_to_rasters(Run& run) {
    run.wanted = raster::wanted_for(run.head.statistics, run.head.product.floor);
    const bool counts = all_have(run, Role::observations);
    run.wanted.observations = run.wanted.observations && counts;
    run.wanted.error = run.wanted.error && counts && all_have(run, Role::deviation);
    for (RunInput& input : run.inputs) {
        for (RunRaster& raster : input.rasters) {
            if (!run.wanted.error) {
                raster.raster.layers[static_cast<std::size_t>(Role::deviation)] = {};
            }
        }
    }
}

} // namespace

Run prepare_run(const PanelSpec& spec, const Known* known, OpenFiles& files) {
    Run run = prepare_inputs(spec, known, files);
    run.head.statistics = statistics_of(run, known);
    run.zones = load_zones(spec.zones, run.lattice, {spec.cache, spec.cache_bytes}, spec.jobs,
                           known == nullptr ? KnownZones{} : known->zones);
    run.areas_km2 = raster::zone_areas_km2(run.zones.weights, spec.earth);
    remark_on_zones(run);
    for (const raster::Statistic& statistic : run.head.statistics) {
        run.head.columns.push_back(raster::describe(statistic, run.head.product.value_unit));
        if (statistic.probability >= 0) {
            run.probabilities.push_back(statistic.probability);
        }
    }
    run.head.zone_ids = run.zones.weights.zone_ids;
    run.head.zone_names = run.zones.names;
    fit_to_rasters(run);
    return run;
}

} // namespace halflight::lights
