// SPDX-License-Identifier: Apache-2.0
#include "manifest.hpp"

#include "halflight/base/date.hpp"
#include "json.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace {

constexpr int format = 2;

using Field = std::pair<const char*, std::size_t Counts::*>;
constexpr Field fields[] = {{"claims", &Counts::claims},       {"sources", &Counts::sources},
                            {"series", &Counts::series},       {"cells", &Counts::cells},
                            {"relations", &Counts::relations}, {"decided", &Counts::decided},
                            {"errors", &Counts::errors},       {"warnings", &Counts::warnings}};

Json counts_json(const Counts& counts) {
    Json out;
    for (const auto& [name, member] : fields) {
        out[name] = counts.*member;
    }
    for (std::size_t i = 0; i < counts.outcomes.size(); ++i) {
        out["findings"][std::string(reason::to_string(static_cast<reason::Outcome>(i)))] =
            counts.outcomes.at(i);
    }
    return out;
}

Counts parse_counts(const Json& json) {
    Counts counts;
    for (const auto& [name, member] : fields) {
        counts.*member = json.at(name).get<std::size_t>();
    }
    for (std::size_t i = 0; i < counts.outcomes.size(); ++i) {
        const std::string name(reason::to_string(static_cast<reason::Outcome>(i)));
        counts.outcomes.at(i) = json.at("findings").at(name).get<std::size_t>();
    }
    return counts;
}

[[noreturn]] void damaged(std::string_view what) {
    throw Error(ErrorCode::parse,
                fmt::format("manifest.json is damaged: {}; build the edition again", what));
}

std::optional<Date> parse_as_of(const Json& json) {
    if (json.is_null()) {
        return std::nullopt;
    }
    const auto date = parse_date(json.get<std::string>());
    if (!date) {
        damaged(date.fault().message);
    }
    return *date;
}

Json inputs_json(const EditionInputs& inputs) {
    return {{"dossier", inputs.text},
            {"as_of", to_json_date(inputs.as_of)},
            {"without", inputs.without},
            {"redistributable_only", inputs.redistributable_only},
            {"pdf", inputs.pdf},
            {"docx", inputs.docx},
            {"program",
             {{"name", "halflight"}, {"version", inputs.version}, {"build", inputs.program}}},
            {"assets", inputs.assets},
            {"tools", inputs.tools}};
}

EditionInputs parse_inputs(const Json& json) {
    EditionInputs inputs;
    json.at("dossier").get_to(inputs.text);
    inputs.as_of = parse_as_of(json.at("as_of"));
    json.at("without").get_to(inputs.without);
    json.at("redistributable_only").get_to(inputs.redistributable_only);
    json.at("pdf").get_to(inputs.pdf);
    json.at("docx").get_to(inputs.docx);
    json.at("program").at("version").get_to(inputs.version);
    json.at("program").at("build").get_to(inputs.program);
    json.at("assets").get_to(inputs.assets);
    json.at("tools").get_to(inputs.tools);
    return inputs;
}

/// Nothing where there are none: most editions have no panels.
Json rasters_json(const std::vector<UsedRaster>& rasters) {
    Json out = Json::array();
    for (const UsedRaster& raster : rasters) {
        out.push_back({{"panel", raster.panel},
                       {"path", raster.path},
                       {"sha256", raster.sha256},
                       {"bytes", raster.bytes}});
    }
    return out;
}

std::vector<UsedRaster> parse_rasters(const Json& json) {
    std::vector<UsedRaster> rasters;
    for (const Json& item : json.contains("rasters") ? json.at("rasters") : Json::array()) {
        rasters.push_back({item.at("panel").get<std::string>(), item.at("path").get<std::string>(),
                           item.at("sha256").get<std::string>(),
                           item.at("bytes").get<std::uint64_t>()});
    }
    return rasters;
}

Json steps_json(const std::vector<StepRecord>& steps) {
    Json out = Json::array();
    for (const StepRecord& step : steps) {
        out.push_back({{"name", step.name}, {"inputs", step.inputs}, {"outputs", step.outputs}});
    }
    return out;
}

std::vector<StepRecord> parse_steps(const Json& json) {
    std::vector<StepRecord> steps;
    steps.reserve(json.size());
    for (const Json& item : json) {
        steps.push_back({item.at("name").get<std::string>(),
                         item.at("inputs").get<std::map<std::string, std::string>>(),
                         item.at("outputs").get<std::vector<std::string>>()});
    }
    return steps;
}

/// Files are opened below the edition: a manifest that was tampered with must not lead elsewhere.
void require_inside(const std::map<std::string, std::string>& files) {
    for (const auto& [name, hash] : files) {
        const std::filesystem::path path(name);
        if (name.empty() || path.is_absolute() || *path.lexically_normal().begin() == "..") {
            damaged("a file lies outside");
        }
    }
}

void require_known(const EditionManifest& manifest) {
    for (const StepRecord& step : manifest.steps) {
        for (const std::string& file : step.outputs) {
            if (!manifest.files.contains(file)) {
                damaged("a step made a file that is not listed");
            }
        }
    }
}

EditionManifest parse(const Json& json) {
    EditionManifest manifest;
    manifest.format = json.at("format").get<int>();
    if (manifest.format != format) {
        damaged(fmt::format("format {} is not {}", manifest.format, format));
    }
    json.at("title").get_to(manifest.title);
    json.at("area").get_to(manifest.area);
    json.at("synthetic").get_to(manifest.synthetic);
    json.at("seed").get_to(manifest.seed);
    manifest.inputs = parse_inputs(json.at("inputs"));
    json.at("withheld").get_to(manifest.withheld);
    json.at("series").get_to(manifest.series);
    json.at("measures").get_to(manifest.measures);
    json.at("numbers").get_to(manifest.numbers);
    json.at("figures").get_to(manifest.figures);
    manifest.counts = parse_counts(json.at("counts"));
    manifest.rasters = parse_rasters(json);
    manifest.steps = parse_steps(json.at("steps"));
    json.at("files").get_to(manifest.files);
    require_inside(manifest.files);
    require_known(manifest);
    return manifest;
}

} // namespace

std::string to_json(const EditionManifest& manifest) {
    Json json = {{"format", format},
                 {"title", manifest.title},
                 {"area", manifest.area},
                 {"synthetic", manifest.synthetic},
                 {"seed", manifest.seed},
                 {"inputs", inputs_json(manifest.inputs)},
                 {"withheld", manifest.withheld},
                 {"series", manifest.series},
                 {"measures", manifest.measures},
                 {"numbers", manifest.numbers},
                 {"figures", manifest.figures},
                 {"counts", counts_json(manifest.counts)},
                 {"steps", steps_json(manifest.steps)},
                 {"files", manifest.files}};
    if (!manifest.rasters.empty()) {
        json["rasters"] = rasters_json(manifest.rasters);
    }
    return dump(json);
}

EditionManifest parse_manifest(std::string_view text) {
    try {
        return parse(Json::parse(text));
    } catch (const Json::exception& error) {
        damaged(error.what());
    }
}

std::map<std::string, std::string> former_files(std::string_view text) {
    try {
        return Json::parse(text).at("files").get<std::map<std::string, std::string>>();
    } catch (const Json::exception&) {
        return {};
    }
}

std::string to_json(const BuildReport& report, const std::string& out, bool why) {
    constexpr const char* names[] = {"built", "up_to_date", "refused"};
    Json json = {{"outcome", names[static_cast<std::size_t>(report.outcome)]},
                 {"edition", out},
                 {"series", report.series},
                 {"measures", report.measures},
                 {"numbers", report.numbers},
                 {"figures", report.figures},
                 {"counts", counts_json(report.counts)}};
    for (std::size_t i = 0; why && i < report.steps.size(); ++i) {
        const StepReport& step = report.steps[i];
        json["steps"].push_back(
            {{"name", step.name}, {"ran", step.ran}, {"reasons", step.reasons}});
    }
    return dump(json);
}

} // namespace halflight::edition
