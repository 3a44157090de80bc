// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/vector_file.hpp"

#include "raster_gdal.hpp"
#include "raster_georeference.hpp"
#include "vector_features.hpp"
#include "vector_geojson.hpp"
#include "vector_geometry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <type_traits>
#include <utility>

#include <cpl_vsi.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

namespace halflight::io {
namespace {

struct DestroyFeature {
    void operator()(OGRFeatureH feature) const noexcept { OGR_F_Destroy(feature); }
};
using FeatureHandle = std::unique_ptr<std::remove_pointer_t<OGRFeatureH>, DestroyFeature>;

bool is_remote(const std::string& path) {
    return path.starts_with("http://") || path.starts_with("https://");
}

DatasetHandle open_vector(const std::string& path) {
    const GdalErrors errors;
    const std::string name = is_remote(path) ? "/vsicurl/" + path : path;
    VSIStatBufL status{};
    if (VSIStatL(name.c_str(), &status) != 0) {
        throw vector_error(path, errors.text("there is no such file"));
    }
    constexpr unsigned flags = GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR;
    DatasetHandle dataset(GDALOpenEx(name.c_str(), flags, nullptr, nullptr, nullptr));
    if (dataset == nullptr) {
        throw vector_error(path, errors.text("it is no layer of zones: GeoJSON, GeoPackage or a "
                                             "shapefile is expected"));
    }
    if (GDALDatasetGetLayerCount(dataset.get()) == 0) {
        throw vector_error(path, "it has no layers");
    }
    return dataset;
}

OGRLayerH find_layer(GDALDatasetH dataset, const VectorSpec& spec) {
    std::vector<std::string> names;
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset); ++i) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        names.emplace_back(OGR_L_GetName(layer));
        if (names.back() == spec.layer) {
            return layer;
        }
    }
    if (!spec.layer.empty()) {
        throw vector_error(spec.path, fmt::format("it has no layer '{}'; there are: {}", spec.layer,
                                                  fmt::join(names, ", ")));
    }
    if (names.size() > 1) {
        throw vector_error(spec.path, fmt::format("it has {} layers, name one of them: {}",
                                                  names.size(), fmt::join(names, ", ")));
    }
    return GDALDatasetGetLayer(dataset, 0);
}

std::string convert_command(const std::string& path, const std::string& options) {
    const std::size_t slash = path.find_last_of('/');
    std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    name = name.substr(0, name.find_last_of('.'));
    return fmt::format("ogr2ogr {} '{}_wgs84.gpkg' '{}'", options, name, path);
}

/// Sets whether latitude stands first; returns the system's name.
std::string check_system(GDALDatasetH dataset, OGRLayerH layer, const VectorSpec& spec,
                         GeometryRules& rules) {
    OGRSpatialReferenceH system = OGR_L_GetSpatialRef(layer);
    if (system == nullptr) {
        const std::string driver = GDALGetDriverShortName(GDALGetDatasetDriver(dataset));
        if (driver == "GeoJSON" || driver == "GeoJSONSeq" || driver == "TopoJSON") {
            return "EPSG:4326"; // RFC 7946 knows no other
        }
        throw vector_error(
            spec.path,
            fmt::format("it has no coordinate system (a shapefile needs its .prj): if it is in "
                        "degrees, {}",
                        convert_command(spec.path, "-a_srs EPSG:4326")));
    }
    if (!is_wgs84_degrees(system)) {
        throw vector_error(spec.path, fmt::format("it is in {}, not in WGS 84 degrees: {}",
                                                  system_name(system),
                                                  convert_command(spec.path, "-t_srs EPSG:4326")));
    }
    int count = 0;
    const int* mapping = OSRGetDataAxisToSRSAxisMapping(system, &count);
    const int first = count >= 2 ? mapping[0] : 1;
    const int longitude = OSREPSGTreatsAsLatLong(system) != 0 ? 2 : 1;
    rules.latitude_first = first != longitude;
    const char* authority = OSRGetAuthorityName(system, nullptr);
    const char* code = OSRGetAuthorityCode(system, nullptr);
    return authority != nullptr && code != nullptr ? fmt::format("{}:{}", authority, code)
                                                   : system_name(system);
}

std::vector<std::string> field_names(OGRLayerH layer) {
    std::vector<std::string> names;
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
        names.emplace_back(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)));
    }
    return names;
}

int field_index(OGRLayerH layer, const std::string& field, const std::string& path) {
    const std::vector<std::string> names = field_names(layer);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == field) {
            return static_cast<int>(i);
        }
    }
    throw vector_error(path, fmt::format("layer '{}' has no field '{}'; there are: {}",
                                         OGR_L_GetName(layer), field, fmt::join(names, ", ")));
}

std::string text_of(OGRFeatureH feature, int field) {
    return OGR_F_IsFieldSetAndNotNull(feature, field) != 0 ? OGR_F_GetFieldAsString(feature, field)
                                                           : "";
}

void add_zone(OGRFeatureH feature, const VectorSpec& spec, const GeometryRules& rules,
              Features& features) {
    raster::Zone zone;
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (geometry == nullptr || OGR_G_IsEmpty(geometry) != 0) {
        features.without_geometry.push_back(features.zones.size() + 1);
    } else {
        try {
            add_geometry(geometry, rules, zone, features.counts);
        } catch (const Error& error) {
            throw vector_error(
                spec.path, fmt::format("feature {}: {}", features.zones.size() + 1, error.what()));
        }
    }
    features.zones.push_back(std::move(zone));
}

Features read_features(OGRLayerH layer, const VectorSpec& spec, const GeometryRules& rules,
                       const std::vector<int>& fields, int name_field) {
    Features features;
    features.candidates.resize(fields.size());
    const GdalErrors errors;
    OGR_L_ResetReading(layer);
    while (true) {
        const FeatureHandle feature(OGR_L_GetNextFeature(layer));
        if (errors.any()) {
            throw vector_error(spec.path, fmt::format("after {} features: {}",
                                                      features.zones.size(), errors.text("")));
        }
        if (feature == nullptr) {
            return features;
        }
        add_zone(feature.get(), spec, rules, features);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            features.candidates[i].push_back(text_of(feature.get(), fields[i]));
        }
        if (name_field >= 0) {
            features.names.push_back(text_of(feature.get(), name_field));
        }
    }
}

std::vector<int> id_fields(OGRLayerH layer, const VectorSpec& spec) {
    if (!spec.id_field.empty()) {
        return {field_index(layer, spec.id_field, spec.path)};
    }
    std::vector<int> fields;
    const std::vector<std::string> names = field_names(layer);
    for (const std::string_view wanted : usual_ids) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i] == wanted) {
                fields.push_back(static_cast<int>(i));
            }
        }
    }
    if (fields.empty()) {
        throw vector_error(spec.path,
                           fmt::format("layer '{}' has no field id, uid, code or name: say which "
                                       "field names the zones; there are: {}",
                                       OGR_L_GetName(layer), fmt::join(names, ", ")));
    }
    return fields;
}

} // namespace

VectorLayer read_zones(const VectorSpec& spec) {
    if (std::optional<VectorLayer> plain = read_geojson(spec)) {
        return std::move(*plain);
    }
    prepare_gdal();
    const RemoteOptions options(is_remote(spec.path));
    const DatasetHandle dataset = open_vector(spec.path);
    OGRLayerH layer = find_layer(dataset.get(), spec);
    GeometryRules rules{.buffer_m = spec.buffer_m};
    std::string system = check_system(dataset.get(), layer, spec, rules);
    const std::vector<int> fields = spec.numbered ? std::vector<int>{} : id_fields(layer, spec);
    const int name_field =
        spec.name_field.empty() ? -1 : field_index(layer, spec.name_field, spec.path);
    Features features = read_features(layer, spec, rules, fields, name_field);
    const std::vector<std::string> names = field_names(layer);
    for (const int field : fields) {
        features.fields.push_back(names[static_cast<std::size_t>(field)]);
    }
    return layer_of(std::move(features), spec, OGR_L_GetName(layer), std::move(system));
}

} // namespace halflight::io
