// SPDX-License-Identifier: Apache-2.0
#include "calendar_gaps.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/lights/calibrate.hpp"
#include "table_hash.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace halflight::lights {

namespace {

using Json = nlohmann::ordered_json;

std::string number(double value) {
    return std::isnan(value) ? std::string{} : format_exact(value);
}

bool any(const Series& series, double SeriesCell::* part) {
    return std::ranges::any_of(series.cells,
                               [part](const SeriesCell& cell) { return !std::isnan(cell.*part); });
}

/// The columns of numbers that a calibrated panel has.
struct Column {
    std::string name;
    double SeriesCell::* part;
};
std::vector<Column> columns_of(const Series& series) {
    std::vector<Column> columns{{series.statistic, &SeriesCell::value}};
    for (const Column& column : {Column{series.statistic + "_low", &SeriesCell::low},
                                 Column{series.statistic + "_high", &SeriesCell::high},
                                 Column{series.statistic + "_se", &SeriesCell::error}}) {
        if (any(series, column.part)) {
            columns.push_back(column);
        }
    }
    if (series.has_valid_share) {
        columns.push_back({"valid_share", &SeriesCell::valid_share});
    }
    return columns;
}

std::string csv_of(const Series& series) {
    const bool named = !series.names.empty();
    const std::vector<Column> columns = columns_of(series);
    std::vector<std::string> fields{"zone"};
    if (named) {
        fields.emplace_back("name");
    }
    fields.insert(fields.end(), {"period", "start", "end", "missing"});
    for (const Column& column : columns) {
        fields.push_back(column.name);
    }
    std::string csv = io::csv_line(std::vector<std::string_view>(fields.begin(), fields.end()));
    for (std::size_t p = 0; p < series.periods.size(); ++p) {
        const Period& period = series.periods[p];
        for (std::size_t zone = 0; zone < series.zones.size(); ++zone) {
            const SeriesCell& cell = series.at(zone, p);
            fields = {series.zones[zone]};
            if (named) {
                fields.push_back(series.names[zone]);
            }
            fields.insert(fields.end(), {to_string(period), to_string(period.first),
                                         to_string(Date{period.end.days - 1}), cell.missing});
            for (const Column& column : columns) {
                fields.push_back(number(cell.*column.part));
            }
            csv += io::csv_line(std::vector<std::string_view>(fields.begin(), fields.end()));
        }
    }
    return csv;
}

Json source_json(const Series& series) {
    return {{"product", series.product},     {"note", series.note},
            {"synthetic", series.synthetic}, {"statistic", series.statistic},
            {"unit", series.unit},           {"table_hash", series.table_hash}};
}

Json line_json(const RobustLine& line, const Series& reference) {
    return {{"method", "Theil-Sen: reference = intercept + slope * other, medians of stable zones"},
            {"slope", line.slope},
            {"slope_low", line.slope_low},
            {"slope_high", line.slope_high},
            {"confidence", 0.95},
            {"intercept", line.intercept},
            {"residual_spread", line.residual_spread},
            {"unit", reference.unit},
            {"zones", line.points}};
}

Json zones_json(const Calibration& calibration) {
    Json zones = Json::array();
    for (const StableZone& zone : calibration.zones) {
        zones.push_back({{"id", zone.id},
                         {"periods", zone.periods},
                         {"reference", zone.reference},
                         {"other", zone.other},
                         {"reference_spread", zone.reference_spread},
                         {"other_spread", zone.other_spread}});
    }
    return zones;
}

std::map<std::string, std::size_t> reasons_of(const Calibration& calibration) {
    std::map<std::string, std::size_t> reasons;
    for (const UnstableZone& zone : calibration.left_out) {
        ++reasons[zone.reason];
    }
    return reasons;
}

Json criterion_json(const CalibrateSpec& spec) {
    Json json;
    json["named"] = spec.stable.has_value();
    json["most_spread"] = spec.stable ? Json(nullptr) : Json(spec.most_spread);
    json["trend"] = spec.stable ? Json(nullptr) : Json("its 95 percent interval holds 0");
    json["least_periods"] = spec.least_periods;
    json["least_zones"] = spec.least_zones;
    json["least_valid_share"] = spec.least_valid_share;
    return json;
}

} // namespace

std::string calibration_text(const Series& reference, const Series& other,
                             const Calibration& calibration) {
    const RobustLine& line = calibration.line;
    std::string text = fmt::format(
        "{} = intercept + slope x {} ({})\n"
        "slope            {:.6g} (95 % {:.6g} to {:.6g})\n"
        "intercept        {:.6g} {}\n"
        "residual spread  {:.6g} {}\n"
        "stable zones     {} over {} common periods: {}\n",
        reference.product, other.product, reference.statistic, line.slope, line.slope_low,
        line.slope_high, line.intercept, reference.unit, line.residual_spread, reference.unit,
        line.points, calibration.periods.size(), list_periods(calibration.periods));
    for (const auto& [reason, count] : reasons_of(calibration)) {
        text += fmt::format("left out         {}: {}\n", count, reason);
    }
    return text;
}

CalibratedPanel calibrated_panel(const Series& reference, const Series& other,
                                 const CalibrateSpec& spec, const Calibration& calibration,
                                 std::string_view version) {
    const Series result = calibrated(other, calibration.line);
    CalibratedPanel panel;
    panel.csv = csv_of(result);
    TableHash hash;
    hash.add(panel.csv);
    Json statistics = Json::array();
    for (const Column& column : columns_of(result)) {
        statistics.push_back(
            {{"name", column.name},
             {"unit", column.name == "valid_share" ? std::string("1") : reference.unit}});
    }
    Json left_out = Json::object();
    for (const auto& [reason, count] : reasons_of(calibration)) {
        left_out[reason] = count;
    }
    Json json;
    json["program"] = "halflight lights calibrate";
    json["version"] = version;
    json["synthetic"] = reference.synthetic || other.synthetic;
    json["table"] = {{"bytes", hash.bytes()}, {"hash", hash.digest()}};
    json["product"] = {
        {"name", other.product + " calibrated to " + reference.product},
        {"note", other.note + (other.note.empty() ? "" : "; ") + "calibrated, not as measured"}};
    json["statistics"] = std::move(statistics);
    json["zones"] = {{"hash", other.zones_hash}};
    json["calibration"] = line_json(calibration.line, reference);
    json["stable"] = criterion_json(spec);
    json["stable_zones"] = zones_json(calibration);
    json["left_out"] = std::move(left_out);
    json["common_periods"] = list_periods(calibration.periods);
    json["reference"] = source_json(reference);
    json["other"] = source_json(other);
    json["remarks"] = calibration.remarks;
    panel.metadata = json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    return panel;
}

} // namespace halflight::lights
