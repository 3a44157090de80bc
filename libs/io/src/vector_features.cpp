// SPDX-License-Identifier: Apache-2.0
#include "vector_features.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace halflight::io {
namespace {

bool all_differ(const std::vector<std::string>& values) {
    const std::set<std::string> different(values.begin(), values.end());
    return different.size() == values.size() && !different.contains("");
}

/// Which of the candidates names the zones: the one asked for, or the first that is unique.
std::size_t choose_id(const Features& features, const VectorSpec& spec) {
    if (!spec.id_field.empty()) {
        return 0; // duplicates are told by prepare_zones, zone by zone
    }
    for (std::size_t i = 0; i < features.candidates.size(); ++i) {
        if (all_differ(features.candidates[i])) {
            return i;
        }
    }
    throw vector_error(spec.path, "none of its fields id, uid, code and name is there for every "
                                  "zone and different for each: say which field names the zones");
}

void take_ids(const VectorSpec& spec, Features& features, VectorLayer& result) {
    if (spec.numbered) {
        for (std::size_t i = 0; i < features.zones.size(); ++i) {
            features.zones[i].id = fmt::format("{}", i + 1);
        }
        return;
    }
    const std::size_t chosen = choose_id(features, spec);
    result.id_field = features.fields[chosen];
    for (std::size_t i = 0; i < features.zones.size(); ++i) {
        features.zones[i].id = std::move(features.candidates[chosen][i]);
    }
}

void check_content(const Features& features, const VectorSpec& spec) {
    const GeometryCounts& counts = features.counts;
    if (features.zones.empty()) {
        throw vector_error(spec.path, "the layer has no features");
    }
    if (counts.points > 0 && !spec.buffer_m) {
        throw vector_error(spec.path, "it holds points, which have no area: give the radius of "
                                      "the buffers in metres");
    }
    if (counts.polygons + counts.points == 0) {
        throw vector_error(spec.path, counts.others > 0
                                          ? "it holds lines alone, which have no area: polygons "
                                            "or points are needed"
                                          : "none of its features has a polygon or a point");
    }
}

std::vector<std::string> remarks_of(const Features& features) {
    std::vector<std::string> remarks;
    const auto& missing = features.without_geometry;
    if (!missing.empty()) {
        remarks.push_back(fmt::format("{} of {} features have no geometry, the first is number {}",
                                      missing.size(), features.zones.size(), missing.front()));
    }
    if (features.counts.curves > 0) {
        remarks.push_back(fmt::format("curves of {} features were made straight, in steps of 4 "
                                      "degrees of arc",
                                      features.counts.curves));
    }
    if (features.counts.others > 0) {
        remarks.push_back(
            fmt::format("{} lines were left out: they have no area", features.counts.others));
    }
    return remarks;
}

} // namespace

Error vector_error(const std::string& path, const std::string& what) {
    return {ErrorCode::io, fmt::format("cannot read zones '{}': {}", path, what)};
}

VectorLayer layer_of(Features features, const VectorSpec& spec, std::string layer,
                     std::string coordinate_system) {
    VectorLayer result;
    result.layer = std::move(layer);
    result.coordinate_system = std::move(coordinate_system);
    check_content(features, spec);
    take_ids(spec, features, result);
    result.remarks = remarks_of(features);
    result.zones = std::move(features.zones);
    result.names = std::move(features.names);
    return result;
}

} // namespace halflight::io
