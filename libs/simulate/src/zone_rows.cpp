// SPDX-License-Identifier: Apache-2.0
#include "zone_rows.hpp"

#include "halflight/base/error.hpp"
#include "noise.hpp"

#include <algorithm>

namespace halflight::simulate {

namespace {

struct Placed {
    std::size_t row;
    ZoneCells cells;
};

std::vector<Placed> inside(const raster::ZoneWeights& weights, const raster::Grid& grid) {
    std::vector<Placed> out;
    const auto keep = [&](std::size_t row, std::uint32_t zone, std::int64_t column,
                          std::int64_t length, double share) {
        const std::int64_t first = std::max<std::int64_t>(0, column - grid.west);
        const std::int64_t end = std::min(grid.width, column - grid.west + length);
        if (first < end) {
            out.push_back(
                {row,
                 {zone, static_cast<std::int32_t>(first), static_cast<std::int32_t>(end), share}});
        }
    };
    for (std::uint32_t zone = 0; zone < weights.zones(); ++zone) {
        for (std::size_t at = weights.zone_begin[zone]; at < weights.zone_begin[zone + 1]; ++at) {
            const std::int64_t row = weights.rows[at] - grid.north;
            if (row < 0 || row >= grid.height) {
                continue;
            }
            const auto place = static_cast<std::size_t>(row);
            for (std::size_t i = weights.run_begin[at]; i < weights.run_begin[at + 1]; ++i) {
                keep(place, zone, weights.runs[i].column, weights.runs[i].length, 1);
            }
            for (std::size_t i = weights.edge_begin[at]; i < weights.edge_begin[at + 1]; ++i) {
                keep(place, zone, weights.edge_columns[i], 1, weights.edge_fractions[i]);
            }
        }
    }
    std::ranges::stable_sort(out, {}, &Placed::row);
    return out;
}

/// Stretches of whole chunks of draws, since these are made together.
void add_spans(const std::vector<Placed>& placed, std::size_t begin, std::size_t end,
               std::int64_t width, std::vector<Span>& out) {
    constexpr auto chunk = static_cast<std::int64_t>(noise_chunk);
    std::vector<bool> touched(static_cast<std::size_t>(width / chunk) + 1);
    for (std::size_t i = begin; i < end; ++i) {
        const ZoneCells& cells = placed[i].cells;
        std::fill(touched.begin() + cells.first / chunk,
                  touched.begin() + (cells.end - 1) / chunk + 1, true);
    }
    for (std::size_t i = 0; i < touched.size(); ++i) {
        const Span span{static_cast<std::int64_t>(i) * chunk,
                        std::min(width, static_cast<std::int64_t>(i + 1) * chunk)};
        if (touched[i] && i > 0 && touched[i - 1]) {
            out.back().end = span.end;
        } else if (touched[i]) {
            out.push_back(span);
        }
    }
}

} // namespace

ZoneRows zone_rows(const raster::ZoneWeights& weights, const raster::Grid& grid) {
    if (weights.lattice != grid.lattice) {
        throw Error(ErrorCode::invalid_argument,
                    "the weights of the zones are of another lattice than the country's grid");
    }
    const std::vector<Placed> placed = inside(weights, grid);
    ZoneRows out;
    out.areas = raster::cell_areas_km2(grid.lattice, grid.north, grid.height, raster::Earth::wgs84);
    out.cells_begin.push_back(0);
    out.spans_begin.push_back(0);
    std::size_t begin = 0;
    for (std::size_t row = 0; row < static_cast<std::size_t>(grid.height); ++row) {
        std::size_t end = begin;
        for (; end < placed.size() && placed[end].row == row; ++end) {
            out.cells.push_back(placed[end].cells);
        }
        add_spans(placed, begin, end, grid.width, out.spans);
        out.cells_begin.push_back(out.cells.size());
        out.spans_begin.push_back(out.spans.size());
        begin = end;
    }
    return out;
}

} // namespace halflight::simulate
