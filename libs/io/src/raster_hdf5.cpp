// SPDX-License-Identifier: Apache-2.0
#include "raster_hdf5.hpp"

#include "raster_netcdf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace halflight::io {
namespace {

raster::Decoding decoding_of(const AttributeSet& attributes, raster::CellType type) {
    raster::Decoding decoding;
    decoding.scale = attributes.decimal_of("scale_factor").value_or(1);
    decoding.offset =
        attributes.decimal_of("add_offset").value_or(attributes.decimal_of("offset").value_or(0));
    for (const char* name : {"_FillValue", "missing_value"}) {
        const auto fill = attributes.number_of(name);
        if (fill && !decoding.fill) {
            decoding.fill = fill_in_type(*fill, type);
        }
    }
    decoding.valid_min = attributes.number_of("valid_min");
    decoding.valid_max = attributes.number_of("valid_max");
    const auto range = attributes.numbers.find("valid_range");
    if (range != attributes.numbers.end() && range->second.size() == 2) {
        decoding.valid_min = range->second[0];
        decoding.valid_max = range->second[1];
    }
    return decoding;
}

/// Blocks of a dataset: its chunks, or some rows where it lies in one piece.
void set_blocks(const Hdf5Dataset& dataset, LayerInfo& layer) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    const std::vector<std::int64_t>& chunk = dataset.storage.chunk;
    std::int64_t width = layer.width;
    std::int64_t height =
        std::clamp<std::int64_t>(65536 / std::max<std::int64_t>(width, 1), 1, layer.height);
    if (!chunk.empty()) {
        width = chunk[chunk.size() - 1];
        height = chunk[chunk.size() - 2];
    }
    layer.block_width = static_cast<std::int32_t>(std::min(width, most));
    layer.block_height = static_cast<std::int32_t>(std::min(height, most));
}

void check_chunk(const RasterPlace& place, const Hdf5Dataset& dataset, const RasterLimits& limits) {
    std::int64_t bytes = static_cast<std::int64_t>(raster::size_of(dataset.type));
    for (const std::int64_t length : dataset.storage.chunk) {
        if (length <= 0 || bytes > limits.block_bytes / length) {
            throw raster_error(place.path,
                               fmt::format("chunks of '{}' hold more than {} bytes: write it anew "
                                           "with h5repack -l CHUNK=240x240",
                                           dataset.path, limits.block_bytes));
        }
        bytes *= length;
    }
}

LayerInfo layer_of(const RasterPlace& place, const Hdf5Dataset& dataset,
                   const RasterLimits& limits) {
    LayerInfo layer;
    const std::size_t rank = dataset.extent.size();
    layer.name = dataset.path;
    layer.type = dataset.type;
    layer.width = dataset.extent[rank - 1];
    layer.height = dataset.extent[rank - 2];
    if (layer.width > 0 && layer.height > 0) {
        set_blocks(dataset, layer);
    }
    layer.decoding = decoding_of(dataset.attributes, dataset.type);
    layer.unit = dataset.attributes.text_of("units");
    layer.attributes = dataset.attributes.text;
    check_limits(place.path, layer, limits);
    check_chunk(place, dataset, limits);
    return layer;
}

struct Layers {
    std::vector<Hdf5Layer> list;
    std::vector<std::int64_t> days;
};

/// The layers of NetCDF variables: one for each step of time.
Layers netcdf_layers(const Hdf5Contents& contents, const NetcdfView& view) {
    Layers layers;
    bool any_day = false;
    for (const NetcdfVariable& variable : view.variables) {
        const std::size_t leading = contents.datasets[variable.dataset]->extent.size() - 2;
        const std::size_t steps = variable.time ? variable.days.size() : 1;
        any_day |= variable.time.has_value();
        for (std::size_t step = 0; step < steps; ++step) {
            Hdf5Layer layer{.dataset = variable.dataset,
                            .leading = std::vector<std::int64_t>(leading, 0)};
            if (variable.time) {
                layer.leading[*variable.time] = static_cast<std::int64_t>(step);
            }
            layers.list.push_back(std::move(layer));
            layers.days.push_back(variable.time ? variable.days[step] : RasterInfo::no_day);
        }
    }
    if (!any_day) {
        layers.days.clear();
    }
    return layers;
}

Layers plain_layers(const Hdf5Contents& contents) {
    Layers layers;
    for (std::size_t i = 0; i < contents.datasets.size(); ++i) {
        if (contents.datasets[i]->extent.size() == 2) {
            layers.list.push_back({.dataset = i, .leading = {}});
        }
    }
    return layers;
}

} // namespace

OpenedRaster open_hdf5(const RasterPlace& place, const RasterLimits& limits) {
    OpenedRaster opened;
    RasterInfo& info = opened.info;
    info.path = place.path;
    info.bytes = place.bytes;
    const Hdf5Session session; // before the contents, which are released under the lock
    Hdf5Contents contents = list_hdf5(place, limits);
    const auto view =
        contents.earth_observing_system ? std::nullopt : view_as_netcdf(place, contents);
    Layers layers = view ? netcdf_layers(contents, *view) : plain_layers(contents);
    info.format = view ? "NetCDF" : "HDF5";
    info.grid = view ? view->finding.grid : std::nullopt;
    info.grid_fault =
        view ? view->finding.fault
             : "it has no georeferencing: it is placed by its product and tile, or convert it "
               "with gdal_translate -a_srs EPSG:4326 -a_ullr WEST NORTH EAST SOUTH";
    opened.south_up = view && view->finding.south_up;
    info.attributes = contents.attributes.text;
    info.layer_days = std::move(layers.days);
    if (layers.list.size() > limits.layers) {
        throw raster_error(place.path, fmt::format("it has more than {} layers", limits.layers));
    }
    for (const Hdf5Layer& layer : layers.list) {
        info.layers.push_back(layer_of(place, *contents.datasets[layer.dataset], limits));
    }
    if (info.layers.empty()) {
        throw raster_error(place.path, "it has no two-dimensional layers of numbers: it is no "
                                       "raster of lights");
    }
    opened.reader = make_hdf5_reader(place, std::move(contents), std::move(layers.list));
    return opened;
}

} // namespace halflight::io
