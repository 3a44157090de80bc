// SPDX-License-Identifier: Apache-2.0
// made_granule.cpp - Black Marble granules for tests, from the documented headers of both
// collections (User Guide 2.0, appendices B to D).
#include "halflight/base/text.hpp"
#include "made_hdf5.hpp"
#include "made_lights.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace halflight::made {

double pattern(int column, int row) noexcept {
    return 1.0 + ((column * 37 + row * 101) % 500) / 10.0;
}

namespace {
constexpr double none = std::numeric_limits<double>::quiet_NaN();

Cell always(double value) {
    return [value](int, int) { return value; };
}

struct Layer {
    std::string name;
    Kind kind;
    Cell cell;
    bool radiance = false; ///< scaled, and of another type in collection 1
};

std::vector<Layer> composites() {
    std::vector<Layer> layers;
    for (const std::string angle : {"AllAngle", "NearNadir", "OffNadir"}) {
        for (const bool snow : {false, true}) {
            const auto name = angle + "_Composite_Snow_" + (snow ? "Covered" : "Free");
            layers.push_back({name, Kind::float32, snow ? always(none) : Cell(pattern), true});
            layers.push_back({name + "_Num", Kind::uint16, always(snow ? 0 : 9)});
            layers.push_back({name + "_Quality", Kind::uint8, always(snow ? 255 : 0)});
            layers.push_back({name + "_Std", Kind::float32, always(snow ? none : 0.4), true});
        }
    }
    layers.push_back({"DNB_Platform", Kind::uint8, always(0)});
    layers.push_back({"Land_Water_Mask", Kind::uint8, always(1)});
    return layers;
}

// Night, mask of high quality, confident clear.
constexpr int clear_night = 3 << 4;

std::vector<Layer> layers_of(const Granule& granule) {
    switch (granule.product.back()) {
    case '1':
        return {{granule.collection == 1 ? "DNB_At_Sensor_Radiance_500m" : "DNB_At_Sensor_Radiance",
                 Kind::float32, pattern, true},
                {"QF_Cloud_Mask", Kind::uint16, always(clear_night)},
                {"QF_DNB", Kind::uint16, always(0)}};
    case '2':
        return {{"DNB_BRDF-Corrected_NTL", Kind::float32, pattern, true},
                {"DNB_Lunar_Irradiance", Kind::uint16, always(10)},
                {"Gap_Filled_DNB_BRDF-Corrected_NTL", Kind::float32, pattern, true},
                {"Latest_High_Quality_Retrieval", Kind::uint8, always(0)},
                {"Mandatory_Quality_Flag", Kind::uint8, always(0)},
                {"QF_Cloud_Mask", Kind::uint16, always(clear_night)},
                {"Snow_Flag", Kind::uint8, always(0)}};
    default:
        return composites();
    }
}

double documented_fill(Kind kind) {
    return kind == Kind::float32 ? -999.9 : kind == Kind::uint16 ? 65535 : 255;
}

using Numbers = std::map<std::string, std::optional<double>>;

Numbers attributes_of(const Granule& granule, const Layer& layer, Kind kind) {
    Numbers numbers{{"_FillValue", documented_fill(kind)}};
    if (layer.radiance) {
        numbers["scale_factor"] = kind == Kind::float32 ? 1.0 : 0.1;
        numbers[granule.product.back() == '1' ? "add_offset" : "offset"] = 0.0;
    }
    const auto other = granule.layer_attributes.find(layer.name);
    if (other != granule.layer_attributes.end()) {
        for (const auto& [name, value] : other->second) {
            numbers[name] = value;
        }
    }
    return numbers;
}

void write_layer(const Hdf5& file, const std::string& folder, const Granule& granule,
                 const Layer& layer) {
    const Kind kind = layer.radiance && granule.collection == 1 ? Kind::uint16 : layer.kind;
    const auto found = granule.cells.find(layer.name);
    const Cell& cell = found != granule.cells.end() ? found->second : layer.cell;
    const double scale = layer.radiance && kind == Kind::uint16 ? 0.1 : 1.0;
    std::vector<double> raw;
    raw.reserve(static_cast<std::size_t>(granule.size) * static_cast<std::size_t>(granule.size));
    for (int row = 0; row < granule.size; ++row) {
        for (int column = 0; column < granule.size; ++column) {
            const double value = cell(column, row);
            raw.push_back(std::isnan(value)       ? documented_fill(kind)
                          : kind == Kind::float32 ? value
                                                  : std::round(value / scale));
        }
    }
    file.grid(folder + "/" + layer.name, kind, granule.size, raw,
              attributes_of(granule, layer, kind));
}

Date last_day(const Granule& granule) {
    const int months = granule.product.back() == '4' ? 12 : granule.product.back() == '3' ? 1 : 0;
    return months == 0 ? granule.day : Date{add_months(granule.day, months).days - 1};
}

void write_file_attributes(const Hdf5& file, const Granule& granule) {
    const double west = -180 + 10.0 * granule.h;
    const double north = 90 - 10.0 * granule.v;
    const bool first = granule.product.starts_with("VNP");
    std::map<std::string, std::string> texts{
        {"ShortName", granule.product},
        {"VersionID", fmt::format("{:03}", granule.collection)},
        {"HorizontalTileNumber", fmt::format("{:02}", granule.h)},
        {"VerticalTileNumber", fmt::format("{:02}", granule.v)},
        {"RangeBeginningDate", to_string(granule.day)},
        {"RangeBeginningTime", "00:00:00.000000"},
        {"RangeEndingDate", to_string(last_day(granule))},
        {"RangeEndingTime", "23:59:59.000000"},
        {"PlatformShortName", first ? "SUOMI-NPP" : "NOAA-20"},
        {"LocalGranuleID", granule_name(granule)},
        {"synthetic", "made for tests, not observed"}};
    std::map<std::string, std::optional<double>> bounds{{"NorthBoundingCoord", north},
                                                        {"SouthBoundingCoord", north - 10},
                                                        {"WestBoundingCoord", west},
                                                        {"EastBoundingCoord", west + 10}};
    for (const auto& [name, value] : granule.attributes) {
        bounds.erase(name);
        value.empty() ? static_cast<void>(texts.erase(name))
                      : static_cast<void>(texts[name] = value);
    }
    file.texts("/", texts);
    file.numbers("/", bounds);
}

std::string structure(const Granule& granule, const std::string& grid) {
    const double west = -180 + 10.0 * granule.h;
    const double north = 90 - 10.0 * granule.v;
    return fmt::format(
        "GROUP=GridStructure\n\tGROUP=GRID_1\n\t\tGridName=\"{}\"\n\t\tXDim={}\n\t\tYDim={}\n"
        "\t\tUpperLeftPointMtrs=({:.6f},{:.6f})\n\t\tLowerRightMtrs=({:.6f},{:.6f})\n"
        "\t\tProjection=HE5_GCTP_GEO\n\tEND_GROUP=GRID_1\nEND_GROUP=GridStructure\nEND\n",
        grid, granule.size, granule.size, west * 1e6, north * 1e6, (west + 10) * 1e6,
        (north - 10) * 1e6);
}

void write_axes(const Hdf5& file, const std::string& folder, const Granule& granule) {
    std::vector<double> lat;
    std::vector<double> lon;
    const double cell = 10.0 / granule.size;
    for (int i = 0; i < granule.size; ++i) {
        lat.push_back(90 - 10.0 * granule.v - (i + 0.5) * cell);
        lon.push_back(-180 + 10.0 * granule.h + (i + 0.5) * cell);
    }
    file.axis(folder + "/lat", lat);
    file.axis(folder + "/lon", lon);
}
} // namespace

std::vector<std::string> granule_radiance(const Granule& granule) {
    std::vector<std::string> names;
    for (const auto& layer : layers_of(granule)) {
        if (layer.radiance && !layer.name.ends_with("_Std")) {
            names.push_back(layer.name);
        }
    }
    return names;
}

std::string granule_name(const Granule& granule) {
    const auto civil = to_civil(granule.day);
    const int day = granule.day.days - to_date({civil.year, 1, 1}).days + 1;
    return fmt::format("{}.A{}{:03}.h{:02}v{:02}.{:03}.2024001000000.h5", granule.product,
                       civil.year, day, granule.h, granule.v, granule.collection);
}

std::filesystem::path write_granule(const std::filesystem::path& folder, const Granule& granule) {
    const auto path =
        folder / (granule.file_name.empty() ? granule_name(granule) : granule.file_name);
    const Hdf5 file(path);
    const bool old_group = granule.collection == 1 && granule.product.back() <= '2';
    const std::string grid = old_group ? "VNP_Grid_DNB" : "VIIRS_Grid_DNB_2d";
    const auto fields = "/HDFEOS/GRIDS/" + grid + "/Data Fields";
    write_file_attributes(file, granule);
    write_axes(file, fields, granule);
    for (const auto& layer : layers_of(granule)) {
        if (!granule.without.contains(layer.name)) {
            write_layer(file, fields, granule, layer);
        }
    }
    file.text("/HDFEOS INFORMATION/StructMetadata.0", structure(granule, grid));
    return path;
}

} // namespace halflight::made
