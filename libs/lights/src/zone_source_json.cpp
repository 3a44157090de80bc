// SPDX-License-Identifier: Apache-2.0
#include "zone_source_json.hpp"

namespace halflight::lights {

nlohmann::ordered_json json_of(const ZoneSource& source) {
    return {{"path", source.path},
            {"hash", source.hash},
            {"bytes", source.bytes},
            {"modified_ns", source.modified_ns},
            {"layer", source.layer},
            {"id_field", source.id_field},
            {"coordinate_system", source.coordinate_system},
            {"remarks", source.remarks}};
}

ZoneSource zone_source_of(const nlohmann::ordered_json& json) {
    ZoneSource source;
    json.at("path").get_to(source.path);
    json.at("hash").get_to(source.hash);
    json.at("bytes").get_to(source.bytes);
    json.at("modified_ns").get_to(source.modified_ns);
    json.at("layer").get_to(source.layer);
    json.at("id_field").get_to(source.id_field);
    json.at("coordinate_system").get_to(source.coordinate_system);
    json.at("remarks").get_to(source.remarks);
    return source;
}

} // namespace halflight::lights
