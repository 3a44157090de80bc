// SPDX-License-Identifier: Apache-2.0
#include "bright_text.hpp"
#include "halflight/base/text.hpp"
#include "old_panel.hpp"
#include "zone_source_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>

namespace halflight::lights {

namespace {

using Json = nlohmann::ordered_json;

constexpr int format_version = 2;

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

std::string_view to_word(Angle angle) {
    switch (angle) {
    case Angle::near_nadir:
        return "near-nadir";
    case Angle::off_nadir:
        return "off-nadir";
    default:
        return "all";
    }
}

std::string_view to_word(SnowRule rule) {
    switch (rule) {
    case SnowRule::snow_free:
        return "free";
    case SnowRule::snow_covered:
        return "covered";
    default:
        return "free-then-snow";
    }
}

std::string_view to_word(raster::ZoneFault fault) {
    constexpr std::array<std::string_view, 8> words{
        "empty",      "self_intersecting", "overlapping_parts", "spike",
        "not_finite", "out_of_range",      "duplicate_id",      "no_id"};
    return words.at(static_cast<std::size_t>(fault));
}

Json rules_json(const CellRules& rules) {
    Json json;
    json["gap_filled"] = rules.gap_filled ? "keep" : "exclude";
    json["negative"] = rules.negative ? "keep" : "cut";
    json["quality"] = rules.quality.empty() ? Json("default of the product") : Json(rules.quality);
    json["least_observations"] = rules.least_observations;
    json["worst_cloud"] = rules.worst_cloud;
    json["angle"] = to_word(rules.angle);
    json["snow"] = to_word(rules.snow);
    return json;
}

Json declared_json(const DeclaredBands& declared) {
    Json json;
    json["radiance"] = declared.radiance;
    json["observations"] = declared.observations;
    json["quality"] = declared.quality;
    json["scale"] = number(declared.scale);
    json["offset"] = number(declared.offset);
    json["fill"] = number(declared.fill);
    json["floor"] = number(declared.floor);
    json["unit"] = declared.unit;
    json["synthetic"] = declared.synthetic;
    json["note"] = declared.note;
    return json;
}

Json mask_json(const std::string& path) {
    return path.empty() ? Json(nullptr) : Json{{"path", path}, {"hash", file_hash(path)}};
}

Json signal_json(const SignalSpec& signal) {
    Json json;
    json["outlier_mads"] = number(signal.outlier_mads);
    json["mask"] = mask_json(signal.mask);
    json["background"] = mask_json(signal.background);
    json["floor"] = number(signal.floor);
    return json;
}

Json options_json(const PanelSpec& spec) {
    Json statistics = Json::array();
    for (const raster::Statistic& statistic : spec.statistics) {
        statistics.push_back(statistic.name);
    }
    Json json;
    json["product"] = spec.product.product;
    json["rules"] = rules_json(spec.product.rules);
    json["declared"] = declared_json(spec.product.declared);
    json["without_counts"] = spec.product.without_counts;
    json["accept_attributes"] = spec.product.accept_attributes;
    const GivenPeriods& given = spec.product.periods;
    json["period_list"] = given.file.empty() ? Json(nullptr) : Json(given.file);
    json["first_period"] = given.first ? Json(to_string(*given.first)) : Json(nullptr);
    json["signal"] = signal_json(spec.signal);
    json["earth"] = spec.earth == raster::Earth::wgs84 ? "WGS 84 ellipsoid" : "authalic sphere";
    json["statistics"] = spec.statistics.empty() ? Json("default") : std::move(statistics);
    json["periods"] = spec.from_to ? Json(to_string(*spec.from_to)) : Json("all");
    json["zones"] = {{"layer", spec.zones.layer},
                     {"id_field", spec.zones.id_field},
                     {"name_field", spec.zones.name_field},
                     {"buffer_m", number(spec.zones.buffer_m)}};
    json["skip_bad"] = spec.skip_bad;
    return json;
}

Json product_json(const ProductInfo& product) {
    Json json;
    json["name"] = product.name;
    json["title"] = product.title;
    json["value_unit"] = product.value_unit;
    json["floor"] = number(product.floor);
    json["saturation"] = number(product.saturation);
    json["publisher"] = product.publisher;
    json["note"] = product.note;
    return json;
}

ProductInfo product_of(const Json& json) {
    ProductInfo product;
    product.name = json.at("name").get<std::string>();
    if (const ProductInfo* listed = find_product(product.name)) {
        product = *listed;
    }
    const auto optional = [&json](const char* key) {
        const Json& value = json.at(key);
        return value.is_null() ? std::nullopt : std::optional(value.get<double>());
    };
    product.title = json.at("title").get<std::string>();
    product.value_unit = json.at("value_unit").get<std::string>();
    product.floor = optional("floor");
    product.saturation = optional("saturation");
    product.publisher = json.at("publisher").get<std::string>();
    product.note = json.at("note").get<std::string>();
    return product;
}

Json lattice_json(const raster::Lattice& lattice) {
    Json json;
    json["cells_per_degree"] = lattice.cells_per_degree;
    json["cell_width_deg"] = lattice.cell_width_deg;
    json["cell_height_deg"] = lattice.cell_height_deg;
    json["phase_x"] = lattice.phase_x;
    json["phase_y"] = lattice.phase_y;
    return json;
}

raster::Lattice lattice_of(const Json& json) {
    return {json.at("cells_per_degree").get<std::int64_t>(),
            json.at("cell_width_deg").get<double>(), json.at("cell_height_deg").get<double>(),
            json.at("phase_x").get<double>(), json.at("phase_y").get<double>()};
}

Json input_json(const PanelInput& input) {
    Json periods = Json::array();
    for (const Period& period : input.periods) {
        periods.push_back(to_string(period));
    }
    Json json;
    json["path"] = input.path;
    json["bytes"] = input.bytes;
    json["modified_ns"] = input.modified_ns;
    json["periods"] = std::move(periods);
    json["collection"] = input.collection;
    json["tile"] = input.tile;
    json["produced"] = input.produced;
    json["grid"] = {input.grid.west, input.grid.north, input.grid.width, input.grid.height};
    json["remarks"] = input.remarks;
    json["unseen_cells"] = input.unseen_cells;
    json["nan_cells"] = input.nan_cells;
    json["infinite_cells"] = input.infinite_cells;
    json["valued_cells"] = input.valued_cells;
    json["saturated_cells"] = input.saturated_cells;
    json["saturated_share"] = input.valued_cells == 0
                                  ? Json(nullptr)
                                  : Json(static_cast<double>(input.saturated_cells) /
                                         static_cast<double>(input.valued_cells));
    Json brightest = Json::array();
    for (const BrightCells& cells : input.brightest) {
        brightest.push_back(text_of(cells));
    }
    json["brightest"] = std::move(brightest);
    return json;
}

PanelInput input_of(const Json& json, const raster::Lattice& lattice) {
    PanelInput input;
    input.path = json.at("path").get<std::string>();
    input.bytes = json.at("bytes").get<std::uint64_t>();
    input.modified_ns = json.at("modified_ns").get<std::int64_t>();
    for (const Json& period : json.at("periods")) {
        input.periods.push_back(parse_period(period.get<std::string>()).value());
    }
    input.collection = json.at("collection").get<std::string>();
    input.tile = json.at("tile").get<std::string>();
    input.produced = json.at("produced").get<std::string>();
    const Json& grid = json.at("grid");
    input.grid = {lattice, grid.at(0).get<std::int64_t>(), grid.at(1).get<std::int64_t>(),
                  grid.at(2).get<std::int64_t>(), grid.at(3).get<std::int64_t>()};
    input.remarks = json.at("remarks").get<std::vector<std::string>>();
    json.at("unseen_cells").get_to(input.unseen_cells);
    json.at("nan_cells").get_to(input.nan_cells);
    json.at("infinite_cells").get_to(input.infinite_cells);
    json.at("valued_cells").get_to(input.valued_cells);
    json.at("saturated_cells").get_to(input.saturated_cells);
    for (const Json& cells : json.at("brightest")) {
        input.brightest.push_back(parse_bright_cells(cells.get<std::string>()));
    }
    return input;
}

Json statistics_json(const PanelHead& head) {
    Json statistics = Json::array();
    for (std::size_t i = 0; i < head.statistics.size(); ++i) {
        statistics.push_back({{"name", head.statistics[i].name},
                              {"unit", head.columns[i].unit},
                              {"definition", head.columns[i].definition}});
    }
    return statistics;
}

Json missing_json() {
    return {{"", "the zone has a value in the period"},
            {"empty_zone", "the zone has no area"},
            {"no_raster", "no raster was given for the period"},
            {"outside_grid", "the rasters of the period hold no cell of the zone"},
            {"not_observed", "no clear observation in any of its cells"},
            {"not_usable", "observed, but every cell refused by quality, cloud, mask or outlier "
                           "rules"}};
}

Json zones_json(const ZoneBook& zones) {
    Json findings = Json::array();
    for (const raster::ZoneFinding& finding : zones.findings) {
        findings.push_back({{"zone", finding.id},
                            {"fault", to_word(finding.fault)},
                            {"refused", raster::refused(finding.fault)},
                            {"message", finding.message}});
    }
    Json json = json_of(zones.source);
    json["count"] = zones.weights.zones();
    json["findings"] = std::move(findings);
    return json;
}

Json implausible_json(const Implausible& found) {
    Json json;
    json["criterion"] =
        "brightest cell of each of 4 x 4 fields of a raster, of at least 6 periods: "
        "more than 8 scaled median absolute deviations above their median, and at "
        "least twice the median of the raster's brightest cells";
    json["cells"] = found.cells;
    json["of"] = found.looked_at;
    json["largest"] = nullptr;
    if (found.cells > 0) {
        json["largest"] = {{"value", found.largest.value},
                           {"period", to_string(found.period)},
                           {"lon_deg", found.lon_deg},
                           {"lat_deg", found.lat_deg},
                           {"column", found.largest.column},
                           {"row", found.largest.row},
                           {"usual", found.usual}};
    }
    return json;
}

Json periods_json(const std::vector<Period>& periods) {
    Json list = Json::array();
    for (const Period& period : periods) {
        list.push_back(to_string(period));
    }
    return list;
}

std::vector<Period> periods_of(const Json& json) {
    std::vector<Period> periods;
    for (const Json& period : json) {
        periods.push_back(parse_period(period.get<std::string>()).value());
    }
    return periods;
}

std::vector<raster::Statistic> statistics_of(const Json& json) {
    std::string list;
    for (const Json& statistic : json) {
        list += (list.empty() ? "" : ",") + statistic.at("name").get<std::string>();
    }
    return raster::parse_statistics(list).value();
}

OldPanel panel_of(const Json& json) {
    OldPanel old;
    old.version = json.at("version").get<std::string>();
    old.options = json.at("options").dump();
    const ZoneSource zones = zone_source_of(json.at("zones"));
    old.known.zones = {{zones.bytes, zones.modified_ns}, zones.hash};
    old.known.product = product_of(json.at("product"));
    old.known.synthetic = json.at("synthetic").get<bool>();
    old.known.statistics = statistics_of(json.at("statistics"));
    old.counts_used = json.at("counts_used").get<bool>();
    old.errors_used = json.at("deviations_used").get<bool>();
    const raster::Lattice lattice = lattice_of(json.at("grid"));
    for (const Json& input : json.at("inputs")) {
        PanelInput read = input_of(input, lattice);
        std::string path = read.path;
        old.known.inputs.emplace(std::move(path), std::move(read));
    }
    old.periods = periods_of(json.at("periods"));
    for (const Json& file : json.at("skipped")) {
        old.skipped.push_back(file.at("path").get<std::string>());
    }
    if (json.contains("table")) {
        old.table = {json.at("table").at("bytes").get<std::uint64_t>(),
                     json.at("table").at("hash").get<std::string>()};
    }
    return old;
}

} // namespace

std::string options_text(const PanelSpec& spec) {
    return options_json(spec).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string metadata_text(const Run& run, const TableMark* table) {
    Json inputs = Json::array();
    for (const RunInput& input : run.inputs) {
        inputs.push_back(input_json(input.input));
    }
    Json skipped = Json::array();
    for (const SkippedFile& file : run.skipped) {
        skipped.push_back({{"path", file.path}, {"reason", file.reason}});
    }
    Json json;
    json["format"] = format_version;
    json["program"] = "halflight lights panel";
    json["version"] = run.spec.version;
    json["synthetic"] = run.head.synthetic;
    if (table != nullptr) {
        json["table"] = {{"bytes", table->bytes}, {"hash", table->hash}};
    }
    json["product"] = product_json(run.head.product);
    json["statistics"] = statistics_json(run.head);
    json["missing"] = missing_json();
    json["counts_used"] = run.wanted.observations;
    json["deviations_used"] = run.wanted.error;
    json["options"] = options_json(run.spec);
    json["grid"] = lattice_json(run.lattice);
    json["zones"] = zones_json(run.zones);
    json["remarks"] = run.remarks;
    json["implausible"] = implausible_json(run.implausible);
    json["skipped"] = std::move(skipped);
    json["periods"] = periods_json(run.head.periods);
    json["inputs"] = std::move(inputs);
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<OldPanel> read_metadata(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        if (json.at("format") != format_version) {
            return std::nullopt;
        }
        return panel_of(json);
    } catch (const std::exception&) { // another program's file, or a damaged one
        return std::nullopt;
    }
}

} // namespace halflight::lights
