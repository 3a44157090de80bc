// SPDX-License-Identifier: Apache-2.0
#include "halflight/lights/coverage.hpp"

#include "run.hpp"

#include <algorithm>
#include <map>

namespace halflight::lights {

namespace {

/// The part of [column, column + length) that a grid holds, going round the globe where columns do.
std::int64_t columns_held(const raster::Grid& grid, std::int64_t column, std::int64_t length) {
    const std::int64_t round = grid.lattice.columns_round();
    std::int64_t held = 0;
    for (const std::int64_t shift : {-round, std::int64_t{0}, round}) {
        const std::int64_t first = std::max(column + shift, grid.west);
        const std::int64_t end = std::min(column + shift + length, grid.west + grid.width);
        held += std::max<std::int64_t>(end - first, 0);
        if (round == 0) {
            return held;
        }
    }
    return held;
}

ZoneCoverage cover_of(const raster::ZoneWeights& weights, const raster::Grid& grid,
                      raster::Earth earth, std::size_t zone) {
    ZoneCoverage covered;
    covered.id = weights.zone_ids[zone];
    covered.smallest_share = 1;
    for (std::uint32_t r = weights.zone_begin[zone]; r < weights.zone_begin[zone + 1]; ++r) {
        const std::int64_t row = weights.rows[r];
        const double cell = raster::cell_areas_km2(weights.lattice, row, 1, earth).front();
        const bool held_row = row >= grid.north && row < grid.north + grid.height;
        for (std::uint32_t i = weights.run_begin[r]; i < weights.run_begin[r + 1]; ++i) {
            const raster::CellRun& run = weights.runs[i];
            covered.full_cells += static_cast<std::uint64_t>(run.length);
            covered.area_km2 += cell * run.length;
            if (held_row) {
                covered.covered_km2 +=
                    cell * static_cast<double>(columns_held(grid, run.column, run.length));
            }
        }
        for (std::uint32_t i = weights.edge_begin[r]; i < weights.edge_begin[r + 1]; ++i) {
            const double share = weights.edge_fractions[i];
            covered.edge_cells += 1;
            covered.area_km2 += cell * share;
            covered.smallest_share = std::min(covered.smallest_share, share);
            if (held_row) {
                covered.covered_km2 +=
                    cell * share *
                    static_cast<double>(columns_held(grid, weights.edge_columns[i], 1));
            }
        }
    }
    if (covered.edge_cells == 0) {
        covered.smallest_share = 0;
    }
    return covered;
}

/// A stretch of cells of one row with an equal share in one zone.
struct Stretch {
    std::int32_t row, first, end;
    double share;
};

/// Sums of shares over zones, row by row: a sweep over where stretches begin and end.
void find_overlaps(const raster::ZoneWeights& weights, CoverageReport& report) {
    std::vector<Stretch> stretches;
    for (std::size_t r = 0; r < weights.rows.size(); ++r) {
        for (std::uint32_t i = weights.run_begin[r]; i < weights.run_begin[r + 1]; ++i) {
            const raster::CellRun& run = weights.runs[i];
            stretches.push_back({weights.rows[r], run.column, run.column + run.length, 1});
        }
        for (std::uint32_t i = weights.edge_begin[r]; i < weights.edge_begin[r + 1]; ++i) {
            const std::int32_t column = weights.edge_columns[i];
            stretches.push_back({weights.rows[r], column, column + 1, weights.edge_fractions[i]});
        }
    }
    std::ranges::stable_sort(stretches, {}, &Stretch::row);
    constexpr double slack = 1e-9;
    for (auto begin = stretches.begin(); begin != stretches.end();) {
        std::map<std::int32_t, std::pair<double, int>> change; // of the sum, and of how many
        auto end = begin;
        for (; end != stretches.end() && end->row == begin->row; ++end) {
            change[end->first].first += end->share;
            change[end->first].second += 1;
            change[end->end].first -= end->share;
            change[end->end].second -= 1;
        }
        double sum = 0;
        int zones = 0;
        for (auto at = change.begin(); at != change.end(); ++at) {
            zones += at->second.second;
            sum = zones == 0 ? 0 : sum + at->second.first;
            report.most_covered = std::max(report.most_covered, sum);
            if (sum > 1 + slack && std::next(at) != change.end()) {
                report.cells_more_than_once +=
                    static_cast<std::size_t>(std::next(at)->first - at->first);
            }
        }
        begin = end;
    }
}

} // namespace

CoverageReport coverage(const io::VectorSpec& zones, const std::string& raster,
                        const ProductSpec& product, raster::Earth earth) {
    PanelSpec spec;
    spec.zones = zones;
    spec.rasters = {raster};
    spec.product = product;
    OpenFiles files(2);
    const Run run = prepare_inputs(spec, nullptr, files);
    const ZoneBook book = load_zones(zones, run.lattice, {}, 1);
    CoverageReport report;
    report.grid = run.inputs.front().input.grid;
    report.findings = book.findings;
    report.weight_bytes = book.weights.bytes();
    for (std::size_t zone = 0; zone < book.weights.zones(); ++zone) {
        report.zones.push_back(cover_of(book.weights, report.grid, earth, zone));
    }
    find_overlaps(book.weights, report);
    return report;
}

} // namespace halflight::lights
