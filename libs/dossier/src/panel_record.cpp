// SPDX-License-Identifier: Apache-2.0
// The record of a panel as JSON, and back.
#include "halflight/dossier/lights.hpp"

#include "halflight/base/date.hpp"

#include <nlohmann/json.hpp>

namespace halflight::dossier {
namespace {

using Json = nlohmann::ordered_json;

Json raster_json(const PanelRaster& raster) {
    return {{"path", raster.path},
            {"sha256", raster.sha256},
            {"bytes", raster.bytes},
            {"collection", raster.collection},
            {"produced", raster.produced},
            {"produced_day", raster.produced_day ? Json(to_string(*raster.produced_day)) : Json()},
            {"periods", raster.periods}};
}

PanelRaster raster_of(const Json& json) {
    PanelRaster raster;
    json.at("path").get_to(raster.path);
    json.at("sha256").get_to(raster.sha256);
    json.at("bytes").get_to(raster.bytes);
    json.at("collection").get_to(raster.collection);
    json.at("produced").get_to(raster.produced);
    if (const Json& day = json.at("produced_day"); !day.is_null()) {
        raster.produced_day = parse_date(day.get<std::string>()).value();
    }
    json.at("periods").get_to(raster.periods);
    return raster;
}

PanelRecord record_of(const Json& json) {
    PanelRecord record;
    json.at("options").get_to(record.options);
    if (json.contains("fault")) {
        const Json& fault = json.at("fault");
        fault.at("message").get_to(record.fault.message);
        fault.at("hint").get_to(record.fault.hint);
        fault.at("key").get_to(record.fault_key);
        return record;
    }
    json.at("withheld").get_to(record.withheld);
    json.at("synthetic").get_to(record.synthetic);
    json.at("product").get_to(record.product);
    json.at("title").get_to(record.title);
    json.at("note").get_to(record.note);
    json.at("rules").get_to(record.rules);
    for (const Json& item : json.at("statistics")) {
        record.statistics.push_back({item.at("name"), item.at("unit"), item.at("definition")});
    }
    for (const Json& item : json.at("zones")) {
        record.zones.push_back({item.at("code"), item.at("name")});
    }
    json.at("files").get_to(record.files);
    for (const Json& item : json.at("rasters")) {
        record.rasters.push_back(raster_of(item));
    }
    json.at("remarks").get_to(record.remarks);
    json.at("skipped").get_to(record.skipped);
    return record;
}

std::string dump(const Json& json) {
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

std::string panel_rows_file(std::string_view name) {
    return "panels/" + std::string(name) + ".csv";
}

std::string panel_record_file(std::string_view name) {
    return "panels/" + std::string(name) + ".json";
}

std::string to_json(const PanelRecord& record) {
    Json json;
    json["options"] = record.options;
    if (!record.fault.message.empty()) {
        json["fault"] = {{"message", record.fault.message},
                         {"hint", record.fault.hint},
                         {"key", record.fault_key}};
        return dump(json);
    }
    json["withheld"] = record.withheld;
    json["synthetic"] = record.synthetic;
    json["product"] = record.product;
    json["title"] = record.title;
    json["note"] = record.note;
    json["rules"] = record.rules;
    json["statistics"] = Json::array();
    for (const PanelStatistic& statistic : record.statistics) {
        json["statistics"].push_back({{"name", statistic.name},
                                      {"unit", statistic.unit},
                                      {"definition", statistic.definition}});
    }
    json["zones"] = Json::array();
    for (const PanelZone& zone : record.zones) {
        json["zones"].push_back({{"code", zone.code}, {"name", zone.name}});
    }
    json["files"] = record.files;
    json["rasters"] = Json::array();
    for (const PanelRaster& raster : record.rasters) {
        json["rasters"].push_back(raster_json(raster));
    }
    json["remarks"] = record.remarks;
    json["skipped"] = record.skipped;
    return dump(json);
}

Result<PanelRecord> parse_panel_record(std::string_view text) {
    try {
        return record_of(Json::parse(text));
    } catch (const std::exception&) { // of the JSON library, or of a date
        return Fault{"the record of the panel is damaged",
                     "remove it from panels/, so that the panel is computed from its rasters", 0};
    }
}

} // namespace halflight::dossier
