// SPDX-License-Identifier: Apache-2.0
#include "weights_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::raster {
namespace {

constexpr double most_degrees = 3240; ///< that `cover` accepts between two longitudes

bool begins_fit(std::span<const std::uint32_t> begins, std::size_t parts, std::size_t entries) {
    return begins.size() == parts + 1 && begins.front() == 0 && begins.back() == entries &&
           std::is_sorted(begins.begin(), begins.end());
}

/// Columns of one row: runs and edge cells ascending, apart from each other, on the globe.
bool row_fits(std::span<const CellRun> runs, std::span<const std::int32_t> edges,
              std::int64_t round) {
    const std::int64_t lowest = round > 0 ? 0 : std::numeric_limits<std::int32_t>::min();
    const std::int64_t highest = round > 0 ? round : std::numeric_limits<std::int32_t>::max();
    std::int64_t free = lowest;
    std::size_t run = 0;
    std::size_t edge = 0;
    while (run < runs.size() || edge < edges.size()) {
        const bool take_run =
            edge == edges.size() || (run < runs.size() && runs[run].column < edges[edge]);
        const std::int64_t column = take_run ? runs[run].column : edges[edge];
        const std::int64_t length = take_run ? runs[run].length : 1;
        if (column < free || length < 1 || column + length > highest) {
            return false;
        }
        free = column + length;
        ++(take_run ? run : edge);
    }
    return true;
}

bool rows_on_globe(const ZoneWeights& weights) {
    const double rows = 180 / weights.lattice.cell_height_deg + 1;
    return std::all_of(weights.rows.begin(), weights.rows.end(),
                       [&](std::int32_t row) { return row >= -1 && row <= rows; });
}

bool rows_ascend(const ZoneWeights& weights) {
    for (std::size_t zone = 0; zone < weights.zones(); ++zone) {
        for (std::size_t row = weights.zone_begin[zone] + std::size_t{1};
             row < weights.zone_begin[zone + 1]; ++row) {
            if (weights.rows[row] <= weights.rows[row - 1]) {
                return false;
            }
        }
    }
    return true;
}

template <class T>
std::span<const T> slice(const std::vector<T>& all, const std::vector<std::uint32_t>& begin,
                         std::size_t part) {
    return std::span<const T>(all).subspan(begin[part], begin[part + 1] - begin[part]);
}

bool columns_fit(const ZoneWeights& weights) {
    for (std::size_t row = 0; row < weights.rows.size(); ++row) {
        if (!row_fits(slice(weights.runs, weights.run_begin, row),
                      slice(weights.edge_columns, weights.edge_begin, row),
                      weights.lattice.columns_round())) {
            return false;
        }
    }
    return true;
}

} // namespace

std::string_view lattice_flaw(const Lattice& lattice) noexcept {
    const auto fits = [](double size_deg) {
        return std::isfinite(size_deg) && size_deg > 0 &&
               most_degrees / size_deg < std::numeric_limits<std::int32_t>::max();
    };
    const auto is_phase = [](double phase) { return phase >= 0 && phase < 1; };
    if (!fits(lattice.cell_width_deg) || !fits(lattice.cell_height_deg)) {
        return "cell sizes";
    }
    if (const std::int64_t n = lattice.cells_per_degree; n != 0) {
        const double exact = 1 / static_cast<double>(n);
        if (n < 0 || lattice.cell_width_deg != exact || lattice.cell_height_deg != exact) {
            return "cells per degree";
        }
    }
    return is_phase(lattice.phase_x) && is_phase(lattice.phase_y) ? "" : "phases";
}

std::string_view weights_flaw(const ZoneWeights& w) noexcept {
    if (const std::string_view flaw = lattice_flaw(w.lattice); !flaw.empty()) {
        return flaw;
    }
    if (w.zone_hashes.size() != w.zones() || w.edge_columns.size() != w.edge_fractions.size() ||
        !begins_fit(w.zone_begin, w.zones(), w.rows.size()) ||
        !begins_fit(w.run_begin, w.rows.size(), w.runs.size()) ||
        !begins_fit(w.edge_begin, w.rows.size(), w.edge_columns.size())) {
        return "lengths of the arrays";
    }
    const bool fractions_fit =
        std::all_of(w.edge_fractions.begin(), w.edge_fractions.end(),
                    [](double fraction) { return fraction > 0 && fraction <= 1; });
    if (!fractions_fit) {
        return "covered shares";
    }
    if (!rows_on_globe(w)) {
        return "rows";
    }
    if (!rows_ascend(w)) {
        return "order of rows";
    }
    return columns_fit(w) ? "" : "order of columns";
}

} // namespace halflight::raster
