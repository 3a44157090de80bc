// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/explain.hpp"

#include "cells.hpp"
#include "explain_number.hpp"
#include "findings.hpp"
#include "halflight/base/text.hpp"
#include "statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace halflight::edition {

namespace {

using ledger::ClaimIndex;
using ledger::Ledger;
using ledger::SeriesIndex;
using reason::Finding;

std::string id_of(const Ledger& ledger, ClaimIndex claim) {
    return std::string(ledger.text(ledger.claims()[claim].id));
}

/// Adds the statements of claims in the order of the files.
void add_statements(const Analysed& analysed, const std::set<ClaimIndex>& claims, Explained& out) {
    for (const ClaimIndex claim : claims) {
        out.statements.push_back(statement_view(analysed, claim));
    }
}

Period require_period(std::string_view text) {
    const auto period = parse_period(text);
    if (!period) {
        throw Error(ErrorCode::usage,
                    fmt::format("period '{}': {}{}", shorten(text), period.fault().message,
                                period.fault().hint.empty() ? "" : "; " + period.fault().hint));
    }
    return *period;
}

/// A statement stands once, with the weight that it was first named with.
void append(std::vector<reason::Support>& into, const std::vector<reason::Support>& more) {
    std::ranges::copy_if(more, std::back_inserter(into), [&into](const reason::Support& support) {
        return std::ranges::find(into, support.claim, &reason::Support::claim) == into.end();
    });
}

void append(reason::Explanation& into, const reason::Explanation& more) {
    append(into.low, more.low);
    append(into.high, more.high);
    into.relations.insert(into.relations.end(), more.relations.begin(), more.relations.end());
}

/// What holds the cells that a published number is made of, all of one series.
reason::Explanation grounds(Analysed& analysed, SeriesIndex series, const measures::Value& value) {
    std::vector<reason::CellId> cells;
    for (const std::string& id : value.cells) {
        cells.push_back({series, parse_period(id.substr(id.rfind('@') + 1)).value()});
    }
    reason::Explanation all;
    for (const reason::Answer& answer :
         reason::answers(analysed.dossier.ledger, analysed.report, cells, analysed.spec)) {
        append(all, answer.why);
    }
    std::ranges::sort(all.relations);
    const auto repeated = std::ranges::unique(all.relations);
    all.relations.erase(repeated.begin(), repeated.end());
    if (!value.formula.empty()) {
        all.relations.insert(all.relations.begin(), value.formula);
    }
    return all;
}

/// What is published of a cell and what holds it: of the report, or of a period that no statement
/// names, which may be published as the sum of its units.
reason::Answer answer_at(Analysed& analysed, SeriesIndex series, const Period& period) {
    Ledger& ledger = analysed.dossier.ledger;
    const bool closed = !period.open_start() && !period.open_end() && period.days() > 0;
    if (!closed && analysed.report.find(series, period) == nullptr) {
        return {cell_or_missing(analysed, series, period), {}};
    }
    const reason::CellId id{series, period};
    reason::Answer answer =
        reason::answers(ledger, analysed.report, {&id, 1}, analysed.spec).front();
    measures::Beyond beyond{{}, {answer.cell}};
    const measures::View view(ledger, analysed.report, analysed.spec, false, &beyond);
    const measures::Value value = view.cell(series, period);
    if (!(value.bounds == answer.cell.bounds) || value.cells.size() != 1) {
        answer.cell.bounds = value.bounds;
        answer.why = grounds(analysed, series, value);
    }
    return answer;
}

std::vector<SupportView> supports(const Ledger& ledger, const std::vector<reason::Support>& side,
                                  std::set<ClaimIndex>& claims) {
    std::vector<SupportView> views;
    for (const reason::Support& support : side) {
        views.push_back({id_of(ledger, support.claim), support.weight});
        claims.insert(support.claim);
    }
    return views;
}

std::size_t count_origins(const Ledger& ledger, const std::set<ClaimIndex>& claims) {
    std::set<ledger::SourceIndex> origins;
    for (const ClaimIndex claim : claims) {
        origins.insert(ledger.origin_of(ledger.claims()[claim].source));
    }
    return origins.size();
}

CellView cell_view(const Ledger& ledger, const reason::Cell& cell) {
    const ledger::SeriesKey& key = ledger.series()[cell.series];
    CellView view;
    view.key = ledger.key_text(key);
    view.name = ledger.indicator_of(key).name;
    view.period = cell.period;
    view.bounds = cell.bounds;
    view.unit = ledger.unit_of(key).text;
    view.status = cell.status;
    view.missing = cell.missing;
    view.disputed = cell.disputed;
    view.claims = claim_ids(ledger, cell.claims);
    return view;
}

void add_findings_about(const Analysed& analysed, const std::vector<ClaimIndex>& claims,
                        Explained& out) {
    for (const Finding& finding : analysed.report.findings) {
        const bool about = std::ranges::any_of(claims, [&finding](ClaimIndex claim) {
            return std::ranges::find(finding.claims, claim) != finding.claims.end();
        });
        if (about && finding.outcome != reason::Outcome::ok) {
            out.findings.push_back(finding_view(analysed, finding));
        }
    }
}

Explained explain_cell(dossier::Dossier dossier, std::string_view id, const reason::Spec& spec) {
    const std::size_t at = id.rfind('@');
    const Period period = require_period(id.substr(at + 1));
    Analysed analysed = analyse(std::move(dossier), spec);
    Ledger& ledger = analysed.dossier.ledger;
    const SeriesIndex series = require_series(require_key(id.substr(0, at), ledger), ledger);
    const auto [cell, why] = answer_at(analysed, series, period);

    Explained out;
    out.cell = cell_view(ledger, cell);
    std::set<ClaimIndex> claims(cell.claims.begin(), cell.claims.end());
    out.cell->low = supports(ledger, why.low, claims);
    out.cell->high = supports(ledger, why.high, claims);
    out.cell->relations = why.relations;
    out.cell->origins = count_origins(ledger, claims);
    add_statements(analysed, claims, out);
    add_findings_about(analysed, cell.claims, out);
    return out;
}

Explained explain_claim(const Analysed& analysed, ClaimIndex claim) {
    Explained out;
    out.statements.push_back(statement_view(analysed, claim));
    for (const Finding& finding : analysed.report.findings) {
        if (std::ranges::find(finding.claims, claim) != finding.claims.end()) {
            out.findings.push_back(finding_view(analysed, finding));
        }
    }
    return out;
}

Explained explain_findings(const Analysed& analysed, std::string_view id) {
    Explained out;
    std::set<ClaimIndex> claims;
    for (const Finding& finding : analysed.report.findings) {
        if (finding.code == id || finding.relation == id) {
            out.findings.push_back(finding_view(analysed, finding));
            claims.insert(finding.claims.begin(), finding.claims.end());
        }
    }
    add_statements(analysed, claims, out);
    return out;
}

[[noreturn]] void unknown_id(const Analysed& analysed, std::string_view id) {
    const Ledger& ledger = analysed.dossier.ledger;
    std::vector<std::string_view> known;
    for (const ledger::Claim& claim : ledger.claims()) {
        known.push_back(ledger.text(claim.id));
    }
    for (const reason::Relation& relation : analysed.dossier.relations) {
        known.emplace_back(relation.id);
    }
    for (const Finding& finding : analysed.report.findings) {
        known.emplace_back(finding.code);
    }
    const auto near = nearest(id, known);
    throw Error(
        ErrorCode::not_found,
        fmt::format("'{}' is no cell (KEY@PERIOD), claim, relation or finding of this dossier{}",
                    shorten(id), near ? fmt::format("; did you mean '{}'?", *near) : ""));
}

/// With a day asked for, what was not known then is not told either.
void require_known(const ledger::Claim& claim, std::string_view id, const reason::Spec& spec) {
    if (spec.as_of && (claim.known_since > *spec.as_of || claim.withdrawn <= *spec.as_of)) {
        throw Error(ErrorCode::not_found,
                    fmt::format("'{}' was not known on {}, or not upheld any more; "
                                "leave --as-of out to see it",
                                shorten(id), to_string(*spec.as_of)));
    }
}

Explained explain_name(dossier::Dossier dossier, std::string_view id, const reason::Spec& spec) {
    const Analysed analysed = analyse(std::move(dossier), spec);
    if (const auto claim = analysed.dossier.ledger.find_claim(id)) {
        require_known(analysed.dossier.ledger.claims()[*claim], id, spec);
        return explain_claim(analysed, *claim);
    }
    Explained out = explain_findings(analysed, id);
    if (out.findings.empty()) {
        unknown_id(analysed, id);
    }
    return out;
}

/// A number that only a publication has: of a measure, of the monitor, or one of several of a
/// relation.
bool is_published(std::string_view id) {
    const std::string_view head = id.substr(0, id.rfind('@'));
    return id.starts_with(monitor_prefix) || head.find_first_of("/#") != std::string_view::npos;
}

Explained explain_published(dossier::Dossier dossier, std::string_view id,
                            const reason::Spec& spec) {
    Publication publication = publish(std::move(dossier), spec);
    if (id.starts_with(monitor_prefix)) {
        add_monitor(publication);
    }
    const NumberBook book(publication, std::vector<std::string>{std::string(id)});
    const auto number = book.find(id);
    if (!number) {
        const Fault& fault = number.fault();
        throw Error(ErrorCode::not_found, fmt::format("{}{}", fault.message,
                                                      fault.hint.empty() ? "" : "; " + fault.hint));
    }
    Statements statements(publication.analysed);
    return explain_number(publication.analysed, **number, statements);
}

} // namespace

Explained explain(dossier::Dossier dossier, std::string_view id, const reason::Spec& spec) {
    if (trim(id).empty()) {
        throw Error(ErrorCode::usage,
                    "name what to explain: KEY@PERIOD, a number, a claim, a relation or a finding");
    }
    const bool is_cell = id.find('@') != std::string_view::npos;
    const bool is_claim = dossier.ledger.find_claim(id).has_value();
    Explained out = is_claim           ? explain_name(std::move(dossier), id, spec)
                    : is_published(id) ? explain_published(std::move(dossier), id, spec)
                    : is_cell          ? explain_cell(std::move(dossier), id, spec)
                                       : explain_name(std::move(dossier), id, spec);
    out.id = id;
    return out;
}

} // namespace halflight::edition
