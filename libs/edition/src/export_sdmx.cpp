// SPDX-License-Identifier: Apache-2.0
// SDMX-CSV 2.0: sdmx-twg/sdmx-csv, data message field guide.
#include "fields.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace {

/// An identifier of SDMX (IDType) in capitals: what it does not allow becomes '_'.
std::string sdmx_id(std::string_view id) {
    std::string out;
    for (const char c : id) {
        const bool lower = c >= 'a' && c <= 'z';
        const char capital = lower ? static_cast<char>(c - 'a' + 'A') : c;
        const bool allowed =
            (capital >= 'A' && capital <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        out += allowed ? capital : '_';
    }
    return out;
}

std::string or_not_applicable(std::string_view code) {
    return std::string(code.empty() ? "_Z" : code);
}

/// "2018-01-01/P4M", or in days where the ends are not those of months.
std::string time_range(const Period& period) {
    const CivilDate first = to_civil(period.first);
    const CivilDate end = to_civil(period.end);
    if (first.day == 1 && end.day == 1) {
        const int months = (end.year - first.year) * 12 + end.month - first.month;
        return fmt::format("{}/P{}M", to_string(period.first), months);
    }
    return fmt::format("{}/P{}D", to_string(period.first), period.days());
}

std::string time_period(const Period& period) {
    return frequency_of(period) == Frequency::none ? time_range(period) : to_string(period);
}

std::string frequency_code(const Period& period) {
    const Frequency frequency = frequency_of(period);
    return frequency == Frequency::none ? "_O" : std::string(to_string(frequency));
}

std::string header(const SeriesTable& table) {
    std::vector<std::string> names{"STRUCTURE", "STRUCTURE_ID", "ACTION",          "FREQ",
                                   "INDICATOR", "REF_AREA",     "COUNTERPART_AREA"};
    for (const auto& [dimension, code] : table.dimensions) {
        names.push_back(sdmx_id(dimension));
    }
    for (const char* name :
         {"UNIT_MEASURE", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "LOWER_BOUND",
          "LOWER_BOUND_OPEN", "UPPER_BOUND", "UPPER_BOUND_OPEN", "CELL_STATUS", "MISSING_REASON",
          "DISPUTED", "SYNTHETIC", "CLAIM_COUNT", "ORIGIN_COUNT", "CLAIMS", "KNOWN_SINCE"}) {
        names.emplace_back(name);
    }
    return line_of(names);
}

std::vector<std::string> dimension_fields(const SeriesTable& table, const Observation& row) {
    std::vector<std::string> fields{"dataflow",
                                    fmt::format("HALFLIGHT:DF_{}(1.0)", sdmx_id(table.indicator)),
                                    "I",
                                    frequency_code(row.period),
                                    table.indicator,
                                    or_not_applicable(table.area),
                                    or_not_applicable(table.counterpart)};
    for (const auto& [dimension, code] : table.dimensions) {
        fields.push_back(or_not_applicable(code));
    }
    fields.push_back(or_not_applicable(table.unit));
    fields.push_back(time_period(row.period));
    return fields;
}

void append_observation(std::vector<std::string>& fields, const Observation& row) {
    const auto add = [&fields](auto&&... values) { (fields.emplace_back(values), ...); };
    add(value_field(row), std::string(1, row.obs_status));
    add(number_field(row.bounds.lo), flag_field(row.bounds.lo_open));
    add(number_field(row.bounds.hi), flag_field(row.bounds.hi_open), to_string(row.status),
        missing_field(row));
    add(flag_field(row.disputed), flag_field(row.synthetic), std::to_string(row.claims.size()));
    add(std::to_string(row.origins), claims_field(row), known_since_field(row));
}

} // namespace

std::string to_sdmx_csv(const SeriesTable& table) {
    std::string text = header(table);
    for (const Observation& row : table.rows) {
        if (row.period.open_start() || row.period.open_end()) {
            continue;
        }
        std::vector<std::string> fields = dimension_fields(table, row);
        append_observation(fields, row);
        text += line_of(fields);
    }
    return text;
}

} // namespace halflight::edition
