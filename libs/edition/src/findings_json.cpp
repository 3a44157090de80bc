// SPDX-License-Identifier: Apache-2.0
#include "findings_json.hpp"

#include "findings.hpp"

namespace halflight::edition {

namespace {

Json verdict_json(const reason::VerdictRecord& verdict) {
    return {{"verdict", reason::to_string(verdict.verdict)},
            {"by", verdict.by},
            {"date", to_json_date(verdict.date)},
            {"note", verdict.note},
            {"place", to_json_place(verdict.place)}};
}

Json notes_json(const std::vector<Note>& notes) {
    Json out = Json::array();
    for (const Note& note : notes) {
        out.push_back({{"message", note.message}, {"place", to_json_place(note.place)}});
    }
    return out;
}

} // namespace

Json to_json_finding(const FindingView& finding) {
    Json out = {{"code", finding.code},
                {"outcome", reason::to_string(finding.outcome)},
                {"kind", reason::to_string(finding.kind)},
                {"relation", finding.relation.empty() ? Json(nullptr) : Json(finding.relation)},
                {"message", finding.message},
                {"claims", finding.claims},
                {"minimal_sets", finding.minimal_sets}};
    out["printed"] = to_json_interval(finding.printed);
    out["bounds"] = to_json_interval(finding.bounds);
    out["unit"] = finding.unit;
    const bool proposes = finding.proposed != reason::Verdict::none;
    out["proposed"] = proposes ? Json(reason::to_string(finding.proposed)) : Json(nullptr);
    out["verdict"] = finding.verdict ? verdict_json(*finding.verdict) : Json(nullptr);
    out["notes"] = notes_json(finding.notes);
    out["place"] = to_json_place(finding.place);
    return out;
}

std::string findings_json(const Analysed& analysed) {
    Json out = {{"format", 1}, {"findings", Json::array()}};
    for (const reason::Finding& finding : analysed.report.findings) {
        out["findings"].push_back(to_json_finding(finding_view(analysed, finding)));
    }
    return dump(out);
}

} // namespace halflight::edition
