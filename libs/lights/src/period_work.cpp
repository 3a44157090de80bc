// SPDX-License-Identifier: Apache-2.0
#include "period_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace halflight::lights {

namespace {

using raster::Missing;

void reduce(const RasterWork& work, std::vector<raster::ZoneSums>& totals) {
    const GridPlan& plan = *work.plan;
    for (std::size_t i = 0; i < plan.panes(); ++i) {
        const std::span<const std::uint32_t> zones = plan.zones.zones_in(plan.zones.panes()[i]);
        for (std::size_t j = 0; j < zones.size(); ++j) {
            totals[zones[j]].add(work.sums[plan.sum_begin[i] + j]);
        }
    }
}

/// True where no raster is left of those that there were, or there was none.
bool nothing_left(const PeriodWork& work) {
    return std::ranges::all_of(work.rasters,
                               [](const RasterWork& raster) { return raster.fault.has_value(); });
}

std::string where(const Run& run, const PeriodWork& work, const RasterWork& raster) {
    const auto& input = std::ranges::find(run.inputs, raster.source->raster.path,
                                          [](const RunInput& i) { return i.input.path; });
    const bool one_of_many = input != run.inputs.end() && input->input.periods.size() > 1;
    return one_of_many ? fmt::format("period {}: ", to_string(run.periods[work.index].period)) : "";
}

} // namespace

void work_out_quantiles(const Run& run, PeriodWork& work, std::size_t first, std::size_t end) {
    const std::size_t each = run.probabilities.size();
    std::vector<float> values;
    std::vector<double> weights;
    for (std::size_t zone = first; zone < end; ++zone) {
        values.clear();
        weights.clear();
        for (const RasterWork& raster : work.rasters) {
            if (raster.fault) {
                continue;
            }
            const std::span<const std::uint64_t> begin = raster.plan->zones.cell_begin();
            const auto from = static_cast<std::ptrdiff_t>(begin[zone]);
            const auto to = static_cast<std::ptrdiff_t>(begin[zone + 1]);
            values.insert(values.end(), raster.gathered.begin() + from,
                          raster.gathered.begin() + to);
            weights.insert(weights.end(), raster.plan->weights.begin() + from,
                           raster.plan->weights.begin() + to);
        }
        const std::vector<double> results =
            raster::weighted_quantiles(values, weights, run.probabilities);
        std::ranges::copy(results,
                          work.quantiles.begin() + static_cast<std::ptrdiff_t>(zone * each));
    }
}

PeriodRows finish_period(const Run& run, PeriodWork& work, std::vector<raster::ZoneRow> room) {
    PeriodRows done;
    done.rows = std::move(room);
    done.index = work.index;
    const std::size_t zones = run.areas_km2.size();
    std::vector<raster::ZoneSums> totals(zones);
    for (const RasterWork& raster : work.rasters) {
        if (raster.fault) {
            done.skipped.push_back(
                {raster.source->raster.path, where(run, work, raster) + raster.fault->message});
        } else {
            reduce(raster, totals);
            done.tallies.emplace_back(raster.source, raster.tally);
        }
    }
    const bool nothing = nothing_left(work);
    const std::size_t each = run.probabilities.size();
    const std::vector<double> none(each, std::numeric_limits<double>::quiet_NaN());
    done.rows.resize(zones);
    for (std::size_t zone = 0; zone < zones; ++zone) {
        const std::span<const double> quantiles =
            work.quantiles.empty()
                ? std::span<const double>(none)
                : std::span<const double>(work.quantiles).subspan(zone * each, each);
        raster::ZoneRow& row = done.rows[zone];
        raster::finish(totals[zone], run.areas_km2[zone], run.wanted, run.head.statistics,
                       quantiles, row);
        if (nothing && row.missing != Missing::empty_zone) {
            row.missing = Missing::no_raster;
        }
    }
    return done;
}

} // namespace halflight::lights
