// SPDX-License-Identifier: Apache-2.0
// The result of a study as JSON, and back. Numbers read back to the last bit.
#include "halflight/dossier/studies.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace halflight::dossier {
namespace {

using Json = nlohmann::ordered_json;
using measures::Column;
using measures::Row;
using measures::Table;
using measures::Value;

Json end_json(double end) {
    return std::isfinite(end) ? Json(end) : Json();
}

/// A reason, or point, low and high; null for no limit.
Json value_json(const Value& value) {
    if (value.basis == measures::Basis::missing) {
        return to_string(value.missing);
    }
    return {value.point ? Json(*value.point) : Json(), end_json(value.bounds.lo),
            end_json(value.bounds.hi)};
}

Missing missing_of(const std::string& word) {
    for (int i = 1; i < static_cast<int>(Missing::count_); ++i) {
        if (to_string(static_cast<Missing>(i)) == word) {
            return static_cast<Missing>(i);
        }
    }
    throw std::invalid_argument("no reason");
}

double end_of(const Json& json, double unlimited) {
    return json.is_null() ? unlimited : json.get<double>();
}

Value value_of(const Json& json, bool synthetic) {
    if (json.is_string()) {
        Value value = measures::missing_value(missing_of(json.get<std::string>()));
        value.synthetic = synthetic;
        return value;
    }
    Value value;
    constexpr double unlimited = std::numeric_limits<double>::infinity();
    const double low = end_of(json.at(1), -unlimited);
    const double high = end_of(json.at(2), unlimited);
    value.bounds = Interval::closed(low, high);
    value.bounds.lo_open = std::isinf(low);
    value.bounds.hi_open = std::isinf(high);
    if (!json.at(0).is_null()) {
        value.point = json.at(0).get<double>();
    }
    value.basis = measures::Basis::modelled;
    value.missing = Missing::none;
    value.synthetic = synthetic;
    return value;
}

Json table_json(const Table& table) {
    Json json = {{"id", table.id},
                 {"form", table.form},
                 {"title", table.title},
                 {"formula", table.formula},
                 {"citation", table.citation},
                 {"assumptions", table.assumptions},
                 {"notes", table.notes},
                 {"columns", Json::array()},
                 {"rows", Json::array()}};
    for (const Column& column : table.columns) {
        json["columns"].push_back({column.id, column.name, column.unit});
    }
    for (const Row& row : table.rows) {
        Json values = Json::array();
        for (const Value& value : row.values) {
            values.push_back(value_json(value));
        }
        Json item = {row.period ? Json(to_string(*row.period)) : Json(), row.label, row.name,
                     values};
        if (!row.notes.empty()) {
            item.push_back(row.notes);
        }
        json["rows"].push_back(std::move(item));
    }
    return json;
}

Table table_of(const Json& json, bool synthetic) {
    Table table;
    json.at("id").get_to(table.id);
    json.at("form").get_to(table.form);
    json.at("title").get_to(table.title);
    json.at("formula").get_to(table.formula);
    json.at("citation").get_to(table.citation);
    json.at("assumptions").get_to(table.assumptions);
    json.at("notes").get_to(table.notes);
    for (const Json& column : json.at("columns")) {
        table.columns.push_back({column.at(0), column.at(1), column.at(2)});
    }
    for (const Json& item : json.at("rows")) {
        Row row;
        if (!item.at(0).is_null()) {
            row.period = parse_period(item.at(0).get<std::string>()).value();
        }
        item.at(1).get_to(row.label);
        item.at(2).get_to(row.name);
        for (const Json& value : item.at(3)) {
            row.values.push_back(value_of(value, synthetic));
        }
        if (item.size() > 4) {
            item.at(4).get_to(row.notes);
        }
        if (row.values.size() != table.columns.size()) {
            throw std::invalid_argument("a row of another width");
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

Json remarks_json(const std::vector<StudyRemark>& remarks) {
    Json json = Json::array();
    for (const StudyRemark& remark : remarks) {
        json.push_back({{"code", remark.code},
                        {"text", remark.text},
                        {"hint", remark.hint},
                        {"parameter", remark.parameter}});
    }
    return json;
}

std::vector<StudyRemark> remarks_of(const Json& json) {
    std::vector<StudyRemark> remarks;
    for (const Json& item : json) {
        remarks.push_back(
            {item.at("code"), item.at("text"), item.at("hint"), item.at("parameter")});
    }
    return remarks;
}

StudyRecord record_of(const Json& json) {
    StudyRecord record;
    json.at("declaration").get_to(record.declaration);
    record.faults = remarks_of(json.at("faults"));
    json.at("withheld").get_to(record.withheld);
    json.at("synthetic").get_to(record.synthetic);
    json.at("seed").get_to(record.seed);
    json.at("sources").get_to(record.sources);
    if (const Json& day = json.at("known_since"); !day.is_null()) {
        record.known_since = parse_date(day.get<std::string>()).value();
    }
    json.at("inputs").get_to(record.inputs);
    record.warnings = remarks_of(json.at("warnings"));
    for (const Json& table : json.at("tables")) {
        record.tables.push_back(table_of(table, record.synthetic));
    }
    return record;
}

} // namespace

std::string to_json(const StudyRecord& record) {
    Json json = {
        {"format", 1},
        {"declaration", record.declaration},
        {"faults", remarks_json(record.faults)},
        {"withheld", record.withheld},
        {"synthetic", record.synthetic},
        {"seed", record.seed},
        {"sources", record.sources},
        {"known_since", record.known_since ? Json(to_string(*record.known_since)) : Json()},
        {"inputs", record.inputs},
        {"warnings", remarks_json(record.warnings)},
        {"tables", Json::array()}};
    for (const Table& table : record.tables) {
        json["tables"].push_back(table_json(table));
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<StudyRecord> parse_study_record(std::string_view text) {
    try {
        return record_of(Json::parse(text));
    } catch (const std::exception&) { // of the JSON library, of a date or a period
        return Fault{"the result of the study is damaged",
                     "remove it from results/, so that the study is run again", 0};
    }
}

} // namespace halflight::dossier
