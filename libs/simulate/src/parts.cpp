// SPDX-License-Identifier: Apache-2.0
// Places, enterprises and what newspapers write of them.
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "part_list.hpp"

#include <fmt/format.h>

#include <iterator>

namespace halflight::simulate {

namespace {

constexpr PartMaker makers[] = {counties_part,  enterprises_part, mentions_part, partners_part,
                                border_part,    trade_part,       prices_part,   visits_part,
                                petroleum_part, press_part,       growth_part,   electricity_part};

std::string feature_collection(const std::string& name, const std::string& features) {
    return fmt::format("{{\"type\":\"FeatureCollection\",\"name\":\"{}\",\"synthetic\":true,"
                       "\"features\":[\n{}\n]}}\n",
                       name, features);
}

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

std::span<const PartMaker> part_makers() noexcept {
    return makers;
}

Part counties_part(const Country& country) {
    std::string features;
    for (std::size_t i = 0; i < country.counties.size(); ++i) {
        const County& county = country.counties[i];
        fmt::format_to(std::back_inserter(features),
                       "{}{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{}\",\"name\":\"County "
                       "{}\",\"province\":\"P{:02}\"}},\"geometry\":{{\"type\":\"Polygon\","
                       "\"coordinates\":[[",
                       i == 0 ? "" : ",\n", county.id, i + 1, county.province + 1);
        for (std::size_t k = 0; k < county.border.size(); ++k) {
            fmt::format_to(std::back_inserter(features), "{}[{:.9f},{:.9f}]", k == 0 ? "" : ",",
                           county.border[k].lon_deg, county.border[k].lat_deg);
        }
        features += "]]}}";
    }
    Part part;
    part.files.push_back({"counties.geojson", feature_collection("counties", features)});
    part.codes = "[area.MADE]\nname = \"A made country\"\n";
    return part;
}

Part enterprises_part(const Country& country) {
    std::string rows = io::csv_line({"id", "industry", "county", "longitude", "latitude"});
    std::string features;
    for (const Enterprise& one : country.enterprises) {
        const std::string& industry = country.spec.industries[one.industry].code;
        if (!one.place_known) {
            rows += io::csv_line({one.id, industry, "", "", ""});
            continue;
        }
        const std::string lon = fmt::format("{:.6f}", one.place.lon_deg);
        const std::string lat = fmt::format("{:.6f}", one.place.lat_deg);
        rows += io::csv_line({one.id, industry, country.counties[one.county].id, lon, lat});
        fmt::format_to(std::back_inserter(features),
                       "{}{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{}\",\"industry\":{}}},"
                       "\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{},{}]}}}}",
                       features.empty() ? "" : ",\n", one.id, quoted(industry), lon, lat);
    }
    std::string industries = io::csv_line({"code", "name", "group"});
    for (const Industry& one : country.spec.industries) {
        industries += io::csv_line({one.code, one.name, to_string(one.group)});
    }
    Part part;
    part.files.push_back({"studies/enterprises.csv", rows});
    part.files.push_back({"enterprises.geojson", feature_collection("enterprises", features)});
    part.files.push_back({"studies/industries.csv", industries});
    return part;
}

Part mentions_part(const Country& country) {
    std::string rows = io::csv_line({"enterprise", "day", "activity"});
    for (const Mention& mention : country.mentions) {
        rows += io::csv_line(
            {country.enterprises[mention.enterprise].id, to_string(mention.day), mention.activity});
    }
    Part part;
    part.files.push_back({"studies/mentions.csv", rows});
    return part;
}

} // namespace halflight::simulate
