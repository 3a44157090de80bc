// SPDX-License-Identifier: Apache-2.0
// product_vnp46.cpp - NASA Black Marble granules (HDF-EOS5): VNP46A1 to A4, VJ146A1 to A4, both
// collections. Facts: Black Marble User Guide 2.0 (2024).
#include "product_vnp46.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

namespace halflight::lights {

namespace {
constexpr double tile_degrees = 10;
constexpr std::int64_t tile_cells = 2400;

std::string two_names(const std::string& name, const std::string& attribute) {
    return fmt::format("the name tells {}, its own attributes {}", name, attribute);
}
constexpr const char* mend_name = "give the file the name that LAADS gave it, or get it again";

/// The one that is told, and a fault where name and file tell two.
Result<std::string> agreed(const io::RasterInfo& file, const char* what, const std::string& by_name,
                           const std::string& by_file) {
    if (!by_name.empty() && !by_file.empty() && by_name != by_file) {
        return fault_of(file, two_names(fmt::format("{} {}", what, by_name), by_file), mend_name);
    }
    return by_file.empty() ? by_name : by_file;
}

Result<Period> agreed_period(const io::RasterInfo& file, const ProductInfo& product,
                             const GranuleName& name) {
    const auto begin = parse_date(file_attribute(file, "RangeBeginningDate").value_or(""));
    const auto end = parse_date(file_attribute(file, "RangeEndingDate").value_or(""));
    if (!begin && !name.day) {
        return fault_of(file, "neither its name nor its attribute RangeBeginningDate tells a date",
                        mend_name);
    }
    const Date day = begin ? *begin : *name.day;
    if (name.day && *name.day != day) {
        return fault_of(file, two_names(to_string(*name.day), to_string(day)), mend_name);
    }
    const auto period = period_at(day, product.frequency);
    if (period.first != day) {
        return fault_of(file,
                        fmt::format("{} is not the first day of a {}, as {} has it", to_string(day),
                                    product.frequency == Frequency::month ? "month" : "year",
                                    product.name),
                        mend_name);
    }
    // Some granules end at midnight, which is the first moment of the next day.
    if (end && (*end < day || *end > period.end || Date{end->days + 1} < Date{period.end.days})) {
        return fault_of(file,
                        fmt::format("its attributes tell {} to {}, which is not {}", to_string(day),
                                    to_string(*end), to_string(period)),
                        mend_name);
    }
    return period;
}

std::optional<int> tile_attribute(const io::RasterInfo& file, const char* key) {
    const auto text = file_attribute(file, key);
    return text && !text->empty() && text->find_first_not_of("0123456789") == std::string::npos
               ? std::optional(number_of(*text))
               : std::nullopt;
}

std::optional<double> bound(const io::RasterInfo& file, const char* key) {
    const auto text = file_attribute(file, key);
    io::LayerInfo holder;
    holder.attributes["x"] = text.value_or("");
    return attribute_number(holder, {"x"});
}

struct Tile {
    int h = 0;
    int v = 0;
};
std::string tile_text(const Tile& tile) {
    return fmt::format("h{:02}v{:02}", tile.h, tile.v);
}

Result<Tile> agreed_tile(const io::RasterInfo& file, const GranuleName& name) {
    const auto h = tile_attribute(file, "HorizontalTileNumber");
    const auto v = tile_attribute(file, "VerticalTileNumber");
    const auto told = agreed(file, "tile", name.tile, h && v ? tile_text({*h, *v}) : "");
    if (!told) {
        return told.fault();
    }
    if (told->empty()) {
        return fault_of(file,
                        "neither its name nor its attributes HorizontalTileNumber and "
                        "VerticalTileNumber tell the tile",
                        mend_name);
    }
    const Tile tile{number_of(std::string_view(*told).substr(1, 2)),
                    number_of(std::string_view(*told).substr(4, 2))};
    if (tile.h > 35 || tile.v > 17) {
        return fault_of(file, fmt::format("there is no tile {} (h00 to h35, v00 to v17)", *told),
                        mend_name);
    }
    return tile;
}

std::optional<Fault> check_bounds(const io::RasterInfo& file, const Tile& tile) {
    const double west = -180 + tile_degrees * tile.h;
    const double north = 90 - tile_degrees * tile.v;
    const std::array<std::pair<const char*, double>, 4> edges{
        {{"NorthBoundingCoord", north},
         {"SouthBoundingCoord", north - tile_degrees},
         {"WestBoundingCoord", west},
         {"EastBoundingCoord", west + tile_degrees}}};
    for (const auto& [key, degrees] : edges) {
        const auto told = bound(file, key);
        // Printed as floats, some to the last cell's centre.
        if (told && !(std::abs(*told - degrees) <= 0.01)) {
            return fault_of(file,
                            fmt::format("tile {} has its {} at {}, the file tells {}",
                                        tile_text(tile), key, format_exact(degrees),
                                        format_exact(*told)),
                            "get the file again");
        }
    }
    return std::nullopt;
}

Result<raster::Grid> tile_grid(const io::RasterInfo& file, const Tile& tile,
                               const io::LayerInfo& layer) {
    const bool whole = layer.width == tile_cells && layer.height == tile_cells;
    const bool made_small = says_synthetic(file) && layer.width == layer.height &&
                            layer.width > 0 && layer.width <= tile_cells;
    if (!whole && !made_small) {
        return fault_of(file,
                        fmt::format("its layers have {} x {} cells, a tile has {} x {}",
                                    layer.width, layer.height, tile_cells, tile_cells),
                        "get the whole tile");
    }
    const double cell = tile_degrees / static_cast<double>(layer.width);
    return raster::make_grid(-180 + tile_degrees * tile.h, 90 - tile_degrees * tile.v, cell, cell,
                             layer.width, layer.height);
}

Result<std::string> agreed_product(const io::RasterInfo& file, const GranuleName& name) {
    const auto short_name = file_attribute(file, "ShortName").value_or("");
    auto told = agreed(file, "product", name.product, short_name.substr(0, 7));
    if (told && find_product(*told) == nullptr) {
        return fault_of(file, fmt::format("'{}' is no product that is known", shorten(*told)),
                        "known: VNP46A1 to VNP46A4, VJ146A1 to VJ146A4");
    }
    return told;
}

std::string collection_text(const std::string& version) {
    return version.empty() || version.size() > 3 ? version
                                                 : std::string(3 - version.size(), '0') + version;
}

/// Collection 1 stores radiance in whole tenths, collection 2 in floats.
Result<std::string> agreed_collection(const io::RasterInfo& file, const GranuleName& name,
                                      const io::LayerInfo& radiance, ProductRaster& raster) {
    auto told = agreed(file, "collection", name.collection,
                       collection_text(file_attribute(file, "VersionID").value_or("")));
    if (!told) {
        return told;
    }
    const std::string by_type = radiance.type == raster::CellType::float32 ? "002" : "001";
    if (told->empty()) {
        raster.remarks.push_back(
            fmt::format("no collection is told: taken as {} by the type of radiance", by_type));
        return by_type;
    }
    if (*told != by_type && (*told == "001" || *told == "002")) {
        raster.remarks.push_back(fmt::format("radiance is stored as {}, not as collection {} is "
                                             "documented; scale and fill are the file's own",
                                             to_string(radiance.type), *told));
    }
    return told;
}

Result<ProductRaster> granule(Infos files, const ProductSpec& spec, const GranuleName& name,
                              const ProductInfo& product) {
    const auto& file = *files.front();
    ProductRaster raster;
    raster.path = file.path;
    raster.product = product.name;
    raster.unit = product.value_unit;
    raster.note = spec.declared.note.empty() ? product.note : spec.declared.note;
    raster.floor = product.floor;
    raster.synthetic = spec.declared.synthetic || says_synthetic(file);
    raster.produced = !name.produced.empty()
                          ? name.produced
                          : file_attribute(file, "ProductionDateTime").value_or("");
    const auto period = agreed_period(file, product, name);
    if (!period) {
        return period.fault();
    }
    raster.period = *period;
    if (auto fault = add_granule_layers(raster, file, spec)) {
        return *std::move(fault);
    }
    const auto& radiance = file.layers[raster.of(Role::radiance).first->layer];
    const auto collection = agreed_collection(file, name, radiance, raster);
    if (!collection) {
        return collection.fault();
    }
    raster.collection = *collection;
    const auto tile = agreed_tile(file, name);
    if (!tile) {
        return tile.fault();
    }
    if (auto fault = check_bounds(file, *tile)) {
        return *std::move(fault);
    }
    raster.tile = tile_text(*tile);
    auto grid = tile_grid(file, *tile, radiance);
    if (!grid) {
        return grid.fault();
    }
    raster.grid = *grid;
    return raster;
}
} // namespace

GranuleName read_granule_name(const std::string& base) {
    GranuleName name;
    for (const auto piece : split(base, '.')) {
        const bool digits =
            !piece.empty() && piece.find_first_not_of("0123456789") == std::string_view::npos;
        if (name.product.empty() && (piece.starts_with("VNP46A") || piece.starts_with("VJ146A"))) {
            name.product = piece.substr(0, 7);
        } else if (piece.size() == 8 && piece[0] == 'A') {
            if (const auto told = period_in_name(piece)) {
                name.day = told->period.first;
            }
        } else if (piece.size() == 6 && piece[0] == 'h' && piece[3] == 'v') {
            name.tile = piece;
        } else if (digits && piece.size() == 3) {
            name.collection = piece;
        } else if (digits && piece.size() == 13) {
            name.produced = piece;
        }
    }
    return name;
}

Recognised recognise_vnp46(Infos files, const ProductSpec& spec) {
    const auto& file = *files.front();
    if (file.format != "HDF5") {
        return std::nullopt;
    }
    const auto name = read_granule_name(base_name(file.path));
    const auto short_name = file_attribute(file, "ShortName").value_or("");
    if (name.product.empty() && !short_name.starts_with("VNP46A") &&
        !short_name.starts_with("VJ146A")) {
        return std::nullopt;
    }
    const auto product = agreed_product(file, name);
    if (!product) {
        return product.fault();
    }
    auto raster = granule(files, spec, name, *find_product(*product));
    if (!raster) {
        return raster.fault();
    }
    return Rasters{std::move(raster).value()};
}

} // namespace halflight::lights
