// SPDX-License-Identifier: Apache-2.0
#include "manifest.hpp"

#include "halflight/base/date.hpp"
#include "json.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace {

constexpr int format = 1;

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
                fmt::format("edition.json is damaged: {}; build the edition again", what));
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

EditionManifest parse(const Json& json) {
    if (json.at("format").get<int>() != format) {
        damaged(fmt::format("format {} is not {}", json.at("format").get<int>(), format));
    }
    EditionManifest manifest;
    manifest.title = json.at("title").get<std::string>();
    manifest.area = json.at("area").get<std::string>();
    manifest.synthetic = json.at("synthetic").get<bool>();
    manifest.content_hash = json.at("content_hash").get<std::string>();
    manifest.as_of = parse_as_of(json.at("as_of"));
    manifest.without = json.at("without").get<std::vector<std::string>>();
    manifest.version = json.at("program").at("version").get<std::string>();
    manifest.series = json.at("series").get<std::size_t>();
    manifest.counts = parse_counts(json.at("counts"));
    manifest.files = json.at("files").get<std::map<std::string, std::string>>();
    return manifest;
}

} // namespace

std::string to_json(const EditionManifest& manifest) {
    return dump({{"format", format},
                 {"title", manifest.title},
                 {"area", manifest.area},
                 {"synthetic", manifest.synthetic},
                 {"content_hash", manifest.content_hash},
                 {"as_of", to_json_date(manifest.as_of)},
                 {"without", manifest.without},
                 {"program", {{"name", "halflight"}, {"version", manifest.version}}},
                 {"series", manifest.series},
                 {"counts", counts_json(manifest.counts)},
                 {"files", manifest.files}});
}

EditionManifest parse_manifest(std::string_view text) {
    try {
        return parse(Json::parse(text));
    } catch (const Json::exception& error) {
        damaged(error.what());
    }
}

std::string to_json(const BuildReport& report, const std::string& out) {
    constexpr const char* names[] = {"built", "up_to_date", "refused"};
    return dump({{"outcome", names[static_cast<std::size_t>(report.outcome)]},
                 {"edition", out},
                 {"series", report.series},
                 {"counts", counts_json(report.counts)}});
}

} // namespace halflight::edition
