// SPDX-License-Identifier: Apache-2.0
#include "calendar_gaps.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/lights/compare.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace halflight::lights {

namespace {

using Json = nlohmann::ordered_json;

std::string number(double value) {
    return std::isnan(value) ? std::string{} : format_exact(value);
}

std::string months_text(const std::vector<int>& months) {
    std::string text;
    for (const int month : months) {
        text += fmt::format("{}{:02}", text.empty() ? "" : " ", month);
    }
    return text;
}

std::string left_out_text(const std::vector<LeftOut>& all) {
    std::string text;
    for (const LeftOut& one : all) {
        text +=
            fmt::format("{}{} {} {}", text.empty() ? "" : "; ", one.of_base ? "base" : "period",
                        one.period ? to_string(*one.period) : fmt::format("month {:02}", one.month),
                        one.reason);
    }
    return text;
}

std::vector<std::pair<std::string, std::string>> columns(const Series& series) {
    const std::string level = "mean of " + series.statistic + " over the periods that count";
    return {{"zone", "id of the zone"},
            {"period", level},
            {"base", level + " of the base"},
            {"difference", "period less base"},
            {"difference_low", "lower end of its interval"},
            {"difference_high", "upper end"},
            {"ratio", "period over base; empty where the base is not above 0"},
            {"ratio_low", "lower end of its interval; empty: no limit"},
            {"ratio_high", "upper end; empty: no limit"},
            {"interval", "what the intervals hold: cells below the floor at 0 and at the floor "
                         "(censoring), 1.96 standard errors of the observations (sampling); empty: "
                         "there is none"},
            {"months", "calendar months that both sets have"},
            {"periods", "periods that count, of both sets"},
            {"filled", "how many of them a gap policy filled: not measured"},
            {"left_out", "periods and months that do not count, and why"},
            {"missing", "why there is no difference"}};
}

Json list(const std::vector<Period>& periods) {
    Json json = Json::array();
    for (const Period& period : periods) {
        json.push_back(to_string(period));
    }
    return json;
}

} // namespace

std::string compare_csv(const Series& series, const CompareReport& report) {
    const bool named = !series.names.empty();
    std::vector<std::string> head;
    for (const auto& [name, definition] : columns(series)) {
        head.push_back(name);
        if (named && name == "zone") {
            head.emplace_back("name");
        }
    }
    std::string csv = io::csv_line(std::vector<std::string_view>(head.begin(), head.end()));
    for (std::size_t zone = 0; zone < report.zones.size(); ++zone) {
        const Comparison& row = report.zones[zone];
        std::vector<std::string> fields{series.zones[zone]};
        if (named) {
            fields.push_back(series.names[zone]);
        }
        for (const double value :
             {row.period, row.base, row.difference.value, row.difference.low, row.difference.high,
              row.ratio.value, row.ratio.low, row.ratio.high}) {
            fields.push_back(number(value));
        }
        fields.emplace_back(to_string(row.basis));
        fields.push_back(months_text(row.months));
        fields.push_back(std::to_string(row.periods));
        fields.push_back(std::to_string(row.filled));
        fields.push_back(left_out_text(row.left_out));
        fields.push_back(row.missing);
        csv += io::csv_line(std::vector<std::string_view>(fields.begin(), fields.end()));
    }
    return csv;
}

std::string compare_metadata(const Series& series, const CompareSpec& spec,
                             const CompareReport& report, std::string_view panel,
                             std::string_view version) {
    Json definitions;
    for (const auto& [name, definition] : columns(series)) {
        definitions[name] = definition;
    }
    Json json;
    json["program"] = "halflight lights compare";
    json["version"] = version;
    json["synthetic"] = series.synthetic;
    json["panel"] = {{"path", panel}, {"hash", series.table_hash}};
    json["product"] = {{"name", series.product}, {"note", series.note}};
    json["statistic"] = {{"name", series.statistic}, {"unit", series.unit}};
    json["period"] = list(spec.period);
    json["base"] = list(spec.base);
    json["season_matched"] = spec.season_matched;
    json["least_valid_share"] = spec.least_valid_share;
    json["gaps"] = to_string(spec.gaps);
    json["cells_filled"] = report.filled;
    json["columns"] = std::move(definitions);
    json["remarks"] = report.remarks;
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace halflight::lights
