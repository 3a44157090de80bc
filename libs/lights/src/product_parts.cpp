// SPDX-License-Identifier: Apache-2.0
// product_parts.cpp - layers, attributes and grids as recognisers of products need them.
#include "product_parts.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace halflight::lights {

Fault fault_of(const io::RasterInfo& file, const std::string& what, std::string hint) {
    return {without_controls(fmt::format("{}: {}", file.path, what)), std::move(hint), 0};
}

std::string_view last_part(std::string_view name) noexcept {
    const auto at = name.find_last_of("/:");
    return at == std::string_view::npos ? name : name.substr(at + 1);
}

bool says_synthetic(const io::RasterInfo& file) {
    for (const auto& [key, value] : file.attributes) {
        std::string lower(key.substr(key.find_last_of("/#") + 1));
        std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        if (lower == "synthetic") {
            return value != "0" && value != "no" && value != "NO" && value != "false";
        }
    }
    return false;
}

std::optional<std::string> file_attribute(const io::RasterInfo& file, std::string_view key) {
    if (const auto found = file.attributes.find(std::string(key)); found != file.attributes.end()) {
        return std::string(trim(found->second));
    }
    for (const auto& [name, value] : file.attributes) {
        const auto at = name.find_last_of("/#");
        if (at != std::string::npos && std::string_view(name).substr(at + 1) == key) {
            return std::string(trim(value));
        }
    }
    return std::nullopt;
}

std::optional<double> attribute_number(const io::LayerInfo& layer,
                                       std::initializer_list<std::string_view> keys) {
    for (const auto key : keys) {
        const auto found = layer.attributes.find(std::string(key));
        if (found == layer.attributes.end()) {
            continue;
        }
        const auto text = trim(found->second);
        double number = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{}) {
            return number;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> layer_named(const io::RasterInfo& file, std::string_view name) {
    for (std::size_t i = 0; i < file.layers.size(); ++i) {
        if (file.layers[i].name == name || last_part(file.layers[i].name) == name) {
            return i;
        }
    }
    return std::nullopt;
}

namespace {
std::string list_layers(const io::RasterInfo& file) {
    std::string all;
    std::string_view before;
    std::size_t named = 0;
    for (const auto& layer : file.layers) {
        const auto name = last_part(layer.name);
        if (name.empty() || name == before) {
            continue;
        }
        if (++named > 8) {
            return all + ", ...";
        }
        all += (all.empty() ? "" : ", ") + shorten(name);
        before = name;
    }
    return all.empty() ? fmt::format("bands 1 to {}", file.layers.size()) : all;
}
} // namespace

Result<std::size_t> band_of(const io::RasterInfo& file, const std::string& band) {
    if (const auto found = layer_named(file, band)) {
        return *found;
    }
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(band.data(), band.data() + band.size(), number);
    if (error == std::errc{} && end == band.data() + band.size() && number >= 1 &&
        number <= file.layers.size()) {
        return number - 1;
    }
    return fault_of(file, fmt::format("there is no band '{}'", shorten(band)),
                    fmt::format("it has {}", list_layers(file)));
}

Result<ProductRaster> raster_of(Infos files, const ProductInfo& product, const ProductSpec& spec) {
    const auto& file = *files.front();
    if (file.layers.empty()) {
        return fault_of(file, "it holds no raster layer", "give a raster file");
    }
    if (!file.grid) {
        return fault_of(file,
                        file.grid_fault.empty() ? "it has no georeferencing" : file.grid_fault, "");
    }
    ProductRaster raster;
    raster.path = file.path;
    for (const auto* const companion : files.subspan(1)) {
        raster.companions.push_back(companion->path);
    }
    raster.product = product.name;
    raster.grid = *file.grid;
    raster.unit = product.value_unit;
    raster.note = spec.declared.note.empty() ? product.note : spec.declared.note;
    raster.floor = product.floor;
    raster.synthetic = spec.declared.synthetic || says_synthetic(file);
    return raster;
}

std::optional<Fault> check_decoding(const io::RasterInfo& file, const io::LayerInfo& layer) {
    const auto& how = layer.decoding;
    const auto name = layer.name.empty() ? std::string("the layer")
                                         : fmt::format("layer '{}'", last_part(layer.name));
    if (!std::isfinite(how.scale) || how.scale == 0) {
        return fault_of(file,
                        fmt::format("{} has the scale {}, which makes every value {}", name,
                                    format_exact(how.scale),
                                    how.scale == 0 ? "the same" : "meaningless"),
                        "get the file again, or declare it: --product declared --scale NUMBER");
    }
    if (!std::isfinite(how.offset)) {
        return fault_of(file, fmt::format("{} has the offset {}", name, format_exact(how.offset)),
                        "get the file again, or declare it: --product declared --offset NUMBER");
    }
    return std::nullopt;
}

std::optional<Fault> check_fill(const io::RasterInfo& file, const io::LayerInfo& layer, double low,
                                double high) {
    const auto fill = layer.decoding.fill;
    if (fill && *fill >= low && *fill <= high) {
        return fault_of(
            file,
            fmt::format("its fill value {} lies among the values that cells have ({} to "
                        "{})",
                        format_exact(*fill), format_exact(low), format_exact(high)),
            "take it off (gdal_edit.py -unsetnodata FILE), or declare what it means: "
            "--product declared --fill NUMBER");
    }
    return std::nullopt;
}

std::optional<Fault> take_counts(ProductRaster& raster, Infos files, std::size_t index,
                                 std::size_t layer) {
    const auto& file = *files[index];
    if (layer >= file.layers.size()) {
        return fault_of(file, "it holds no raster layer", "give the file of counts");
    }
    const auto& counts = file.layers[layer];
    if (auto fault = check_decoding(file, counts)) {
        return fault;
    }
    if (file.grid != raster.grid) {
        return fault_of(file, fmt::format("its cells are not those of {}", raster.path),
                        "give the counts of the same tile, cut in the same way");
    }
    layers_of(raster, Role::observations).first = RoleLayer{index, layer, counts.decoding};
    raster.synthetic = raster.synthetic || says_synthetic(file);
    return std::nullopt;
}

Result<std::optional<Counts>> find_counts(Infos files, const ProductSpec& spec) {
    const auto& text = spec.declared.observations;
    const auto colon = text.rfind(':');
    if (text.empty()) {
        return files.size() > 1 ? std::optional(Counts{1, 0}) : std::nullopt;
    }
    if (colon != std::string::npos && files.size() < 2) {
        return fault_of(*files.front(),
                        fmt::format("the file of its counts, '{}', is not there",
                                    shorten(text.substr(0, colon))),
                        "FILE is looked for beside the raster; {} in it stands for the period as "
                        "the raster's name has it");
    }
    const std::size_t index = colon == std::string::npos ? 0 : 1;
    const auto band =
        band_of(*files[index], colon == std::string::npos ? text : text.substr(colon + 1));
    if (!band) {
        return band.fault();
    }
    return std::optional(Counts{index, *band});
}

} // namespace halflight::lights
