// SPDX-License-Identifier: Apache-2.0
// clip_fixture.hpp - zones of any shape in a file, and their sums by clipping cells with GEOS.
#pragma once

#include "made_zones.hpp"
#include "panel_fixture.hpp"

namespace halflight::lights {

/// Sums over cells clipped one by one in double precision.
struct Clipped {
    double sum = 0;
    double count = 0;
};

class ClipFolder : public PanelFolder {
  protected:
    static raster::Ring box(double west, double south, double east, double north) {
        return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
    }

    /// As GeoJSON, coordinates in full.
    void write_layer(const std::vector<raster::Zone>& zones) const {
        std::string features;
        for (const raster::Zone& zone : zones) {
            std::string parts;
            for (const raster::Polygon& part : zone.parts) {
                std::string rings = ring_text(part.outer);
                for (const raster::Ring& hole : part.holes) {
                    rings += "," + ring_text(hole);
                }
                parts += (parts.empty() ? "[" : ",[") + rings + "]";
            }
            features += (features.empty() ? "" : ",") +
                        (R"({"type":"Feature","properties":{"id":")" + zone.id) +
                        R"("},"geometry":{"type":"MultiPolygon","coordinates":[)" + parts + "]}}";
        }
        io::write_file(folder() / "zones.geojson",
                       R"({"type":"FeatureCollection","features":[)" + features + "]}");
    }

    /// `value` by column and row from the grid's first cell; NaN where a cell has none.
    static Clipped clip(const raster::Zone& zone, const raster::Grid& grid,
                        const made::Cell& value) {
        Clipped sums;
        for (const auto& [place, share] : raster::made::Clipper(grid.lattice, zone).cells()) {
            const std::int64_t round = grid.lattice.columns_round();
            std::int64_t column = place.second - grid.west;
            column = round == 0 ? column : ((column % round) + round) % round;
            const std::int64_t row = place.first - grid.north;
            if (column >= grid.width || row < 0 || row >= grid.height) {
                continue;
            }
            const double cell = value(static_cast<int>(column), static_cast<int>(row));
            if (!std::isnan(cell)) {
                sums.sum += share * cell;
                sums.count += share;
            }
        }
        return sums;
    }

    static raster::Grid grid_of(const made::Picture& picture) {
        return raster::make_grid(picture.west, picture.north, picture.cell_deg, picture.cell_deg,
                                 picture.width, picture.height)
            .value();
    }

    /// A ragged zone round a place, none of whose corners lies on a border of cells.
    static raster::Zone ragged(const std::string& id, double lon, double lat, double radius) {
        raster::Ring ring;
        constexpr int corners = 41;
        for (int i = 0; i < corners; ++i) {
            const double turn = 2 * 3.14159265358979 * i / corners;
            const double reach = radius * (0.7 + 0.3 * std::sin(5.3 * turn + 1));
            ring.push_back({lon + reach * std::cos(turn), lat + reach * std::sin(turn)});
        }
        ring.push_back(ring.front());
        return {id, {{ring, {}}}};
    }

    /// Statistics `sum` and `count` stand first and second.
    static void expect_clipped(const PanelRow& row, const Clipped& clipped) {
        ASSERT_EQ(row.row.missing, raster::Missing::none);
        ASSERT_GT(clipped.count, 0);
        EXPECT_NEAR(row.row.values[0] / clipped.sum, 1, 1e-9);
        EXPECT_NEAR(row.row.values[1] / clipped.count, 1, 1e-9);
    }

    [[nodiscard]] PanelSpec sums_of(const std::vector<std::string>& files) const {
        PanelSpec sums = spec(files);
        sums.statistics = raster::parse_statistics("sum,count,mean").value();
        return sums;
    }

  private:
    static std::string ring_text(const raster::Ring& ring) {
        std::string text;
        for (const raster::Point& point : ring) {
            std::array<char, 64> pair{};
            std::snprintf(pair.data(), pair.size(), "[%.17g,%.17g]", point.lon_deg, point.lat_deg);
            text += (text.empty() ? "" : ",") + std::string(pair.data());
        }
        return "[" + text + "]";
    }
};

} // namespace halflight::lights
