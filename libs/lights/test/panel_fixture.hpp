// SPDX-License-Identifier: Apache-2.0
// panel_fixture.hpp - a folder with made rasters and zones whose sums can be worked out by hand.
#pragma once

#include "halflight/io/files.hpp"
#include "halflight/lights/panel.hpp"
#include "lights_fixture.hpp"
#include "made_lights.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace halflight::lights {

/// A rectangle in degrees: its share of a cell is a product of two overlaps.
struct Rectangle {
    std::string id;
    double west, south, east, north;
};

/// What the program must give for a rectangle on one picture, the slow way.
struct ByHand {
    double count = 0;
    double sum = 0;
};

class PanelFolder : public LightsFolder {
  protected:
    static constexpr double cell = 0.25;

    [[nodiscard]] std::string path(const std::string& name) const {
        return (folder() / name).string();
    }

    void write_zones(const std::vector<Rectangle>& zones, const std::string& name = "zones") const {
        std::string features;
        for (const Rectangle& z : zones) {
            const auto point = [](double x, double y) {
                return "[" + std::to_string(x) + "," + std::to_string(y) + "]";
            };
            features += (features.empty() ? "" : ",") +
                        (R"({"type":"Feature","properties":{"id":")" + z.id) +
                        R"("},"geometry":{"type":"Polygon","coordinates":[[)" +
                        point(z.west, z.south) + "," + point(z.east, z.south) + "," +
                        point(z.east, z.north) + "," + point(z.west, z.north) + "," +
                        point(z.west, z.south) + "]]}}";
        }
        io::write_file(folder() / (name + ".geojson"),
                       R"({"type":"FeatureCollection","features":[)" + features + "]}");
    }

    /// A month of 40 x 40 cells from 120 E, 40 N; the pattern times `factor`.
    void write_month(const std::string& month, double factor, double west = 120) const {
        made::Picture picture;
        picture.west = west;
        picture.cell_deg = cell;
        picture.bands = {[factor](int column, int row) {
            return std::floor(factor * made::pattern(column, row) * 8) / 8;
        }};
        made::write_picture(folder() / name_of(month, west), picture);
    }
    static std::string name_of(const std::string& month, double west = 120) {
        return "made_" + std::to_string(static_cast<int>(west)) + "_" + month + ".tif";
    }

    static ByHand by_hand(const Rectangle& zone, double factor, double west = 120) {
        ByHand sums;
        for (int row = 0; row < 40; ++row) {
            for (int column = 0; column < 40; ++column) {
                const auto overlap = [](double a, double b, double c, double d) {
                    return std::max(0.0, std::min(b, d) - std::max(a, c)) / cell;
                };
                const double x = west + column * cell;
                const double y = 40 - (row + 1) * cell;
                const double share = overlap(zone.west, zone.east, x, x + cell) *
                                     overlap(zone.south, zone.north, y, y + cell);
                sums.count += share;
                sums.sum += share * std::floor(factor * made::pattern(column, row) * 8) / 8;
            }
        }
        return sums;
    }

    [[nodiscard]] PanelSpec spec(const std::vector<std::string>& files) const {
        PanelSpec spec;
        spec.zones.path = path("zones.geojson");
        for (const std::string& file : files) {
            spec.rasters.push_back(path(file));
        }
        spec.product.product = "declared";
        spec.product.declared.unit = "DN";
        spec.product.declared.synthetic = true;
        spec.statistics = raster::parse_statistics("mean,sum,count,covered_area,median").value();
        spec.version = "test";
        return spec;
    }

    /// Rows by period, then zone.
    static std::vector<PanelRow> rows_of(const PanelSpec& spec, PanelReport* report = nullptr) {
        std::vector<PanelRow> rows;
        PanelSink sink;
        sink.head = [](const PanelHead&) {};
        sink.row = [&rows](const PanelRow& row) { rows.push_back(row); };
        PanelReport told = run_panel(spec, sink);
        if (report != nullptr) {
            *report = std::move(told);
        }
        return rows;
    }

    /// The message of what a run throws; empty where it throws nothing.
    static std::string refusal(const PanelSpec& spec) {
        try {
            (void)rows_of(spec);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
};

inline bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}
inline bool any_holds(const std::vector<std::string>& texts, const std::string& part) {
    return std::ranges::any_of(texts, [&](const std::string& text) { return holds(text, part); });
}

} // namespace halflight::lights
