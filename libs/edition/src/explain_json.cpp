// SPDX-License-Identifier: Apache-2.0
#include "explain_number.hpp"
#include "findings_json.hpp"

namespace halflight::edition {

namespace {

Json sources_json(const std::vector<SourceView>& sources) {
    Json out = Json::array();
    for (const SourceView& source : sources) {
        out.push_back({{"id", source.id},
                       {"publisher", source.publisher},
                       {"title", source.title},
                       {"url", source.url},
                       {"date", to_json_date(source.date)},
                       {"reliability", std::string(1, source.reliability)},
                       {"synthetic", source.synthetic}});
    }
    return out;
}

Json missing_json(Missing missing) {
    return missing == Missing::none ? Json(nullptr) : Json(to_string(missing));
}

Json statement_json(const StatementView& statement) {
    Json out = {{"id", statement.id},
                {"key", statement.key},
                {"period", to_string(statement.period)},
                {"printed", statement.printed},
                {"read_as", statement.read_as}};
    out["bounds"] =
        statement.missing == Missing::none ? to_json_interval(statement.bounds) : Json(nullptr);
    out["unit"] = statement.unit;
    out["missing"] = missing_json(statement.missing);
    out["kind"] = ledger::to_string(statement.kind);
    out["credibility"] = statement.credibility;
    out["sources"] = sources_json(statement.sources);
    out["known_since"] = to_string(statement.known_since);
    out["withdrawn"] = to_json_date(statement.withdrawn);
    out["locator"] = statement.locator;
    out["quote"] = statement.quote;
    out["note"] = statement.note;
    out["place"] = to_json_place(statement.place);
    out["findings"] = statement.findings;
    return out;
}

Json supports_json(const std::vector<SupportView>& supports) {
    Json out = Json::array();
    for (const SupportView& support : supports) {
        out.push_back({{"claim", support.claim}, {"weight", to_json_number(support.weight)}});
    }
    return out;
}

Json cell_json(const CellView& cell) {
    Json out = {{"key", cell.key}, {"name", cell.name}, {"period", to_string(cell.period)}};
    out["bounds"] = to_json_interval(cell.bounds);
    out["unit"] = cell.unit;
    out["status"] = reason::to_string(cell.status);
    out["missing"] = missing_json(cell.missing);
    out["disputed"] = cell.disputed;
    out["claims"] = cell.claims;
    out["lower_from"] = supports_json(cell.low);
    out["upper_from"] = supports_json(cell.high);
    out["relations"] = cell.relations;
    out["origins"] = cell.origins;
    return out;
}

Json number_json(const Number& number) {
    const measures::Value& value = number.value;
    Json out = {{"id", number.id}, {"origin", to_string(number.origin)}, {"name", number.name}};
    out["bounds"] = to_json_interval(value.bounds);
    out["point"] = value.point ? to_json_number(*value.point) : Json(nullptr);
    out["unit"] = number.unit;
    out["shown"] = interval_words(number);
    out["basis"] = measures::to_string(value.basis);
    out["missing"] = missing_json(value.missing);
    out["kind"] = value.kind ? Json(ledger::to_string(*value.kind)) : Json(nullptr);
    out["disputed"] = value.disputed;
    out["synthetic"] = value.synthetic;
    out["formula"] = number.formula;
    out["formula_with_numbers"] = value.formula;
    out["citation"] = number.citation;
    out["assumptions"] = number.assumptions;
    out["notes"] = number.notes;
    out["cells"] = value.cells;
    out["relations"] = number.relations;
    out["statements"] = number.statements;
    out["conflicts"] = number.conflicts;
    return out;
}

} // namespace

std::string to_json(const Explained& explained) {
    Json out = {{"id", explained.id}};
    out["cell"] = explained.cell ? cell_json(*explained.cell) : Json(nullptr);
    if (explained.number) {
        out["number"] = number_json(*explained.number);
    }
    out["findings"] = Json::array();
    for (const FindingView& finding : explained.findings) {
        out["findings"].push_back(to_json_finding(finding));
    }
    out["statements"] = Json::array();
    for (const StatementView& statement : explained.statements) {
        out["statements"].push_back(statement_json(statement));
    }
    return dump(out);
}

} // namespace halflight::edition
