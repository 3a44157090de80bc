// SPDX-License-Identifier: Apache-2.0
#include "halflight/reason/analysis.hpp"

#include "answers.hpp"
#include "context.hpp"

#include "halflight/base/error.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <tuple>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;

bool includes(const std::vector<ClaimIndex>& whole, const std::vector<ClaimIndex>& part) {
    return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

/// A contradiction that a declared relation tells already is not told twice: it becomes a smallest
/// set of that.
void fold_into_declared(std::vector<Finding>& findings) {
    for (Finding& found : findings) {
        if (found.outcome != Outcome::conflict || !found.relation.empty()) {
            continue;
        }
        for (Finding& declared : findings) {
            std::vector<ClaimIndex> claims = declared.claims;
            normalise(claims);
            if (!declared.relation.empty() && declared.outcome == Outcome::conflict &&
                includes(claims, found.claims)) {
                declared.notes.push_back(
                    {"found also without the declaration: " + found.message, {}});
                for (const auto& set : found.minimal_sets) {
                    if (std::find(declared.minimal_sets.begin(), declared.minimal_sets.end(),
                                  set) == declared.minimal_sets.end()) {
                        declared.minimal_sets.push_back(set);
                    }
                }
                found.claims.clear();
                break;
            }
        }
    }
    std::erase_if(findings, [](const Finding& finding) {
        return finding.outcome == Outcome::conflict && finding.relation.empty() &&
               finding.claims.empty();
    });
}

void number(std::vector<Finding>& findings) {
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.place.file, a.place.line, a.place.column, a.relation, a.message) <
               std::tie(b.place.file, b.place.line, b.place.column, b.relation, b.message);
    });
    std::size_t conflicts = 0;
    std::size_t others = 0;
    for (Finding& finding : findings) {
        const bool conflict = finding.outcome == Outcome::conflict;
        std::array<char, 24> code{};
        std::snprintf(code.data(), code.size(), "%c%03zu", conflict ? 'C' : 'F',
                      conflict ? ++conflicts : ++others);
        finding.code = code.data();
    }
}

void apply_verdicts(const Context& context, std::vector<Finding>& findings) {
    for (Finding& finding : findings) {
        if (finding.outcome != Outcome::conflict) {
            continue;
        }
        finding.decided = decided_by_claims(context, finding.claims);
        if (!finding.decided && finding.minimal_sets.size() == 1) {
            finding.decided = decided_by_claims(context, finding.minimal_sets.front());
        }
        for (std::size_t i = 0; i < context.verdicts.size() && !finding.relation.empty(); ++i) {
            if (context.verdicts[i].on == finding.relation &&
                context.is_known(context.verdicts[i])) {
                finding.decided = i;
            }
        }
    }
}

std::vector<std::size_t> idle_verdicts(const Context& context,
                                       const std::vector<Finding>& findings) {
    std::vector<std::size_t> idle;
    for (std::size_t i = 0; i < context.verdicts.size(); ++i) {
        const bool used = std::any_of(findings.begin(), findings.end(),
                                      [i](const Finding& finding) { return finding.decided == i; });
        if (!used && !context.spec.as_of) {
            idle.push_back(i);
        }
    }
    return idle;
}

Report report_of(const Context& context) {
    Report report;
    report.cells = report_cells(context);
    report.components = find_components(*context.system).count;
    report.relations = context.system->constraints().size() + context.relations.size();
    find_conflicts(context, report.findings);
    find_impossible(context, report.findings);
    evaluate_declared(context, report.findings);
    fold_into_declared(report.findings);
    find_definitions(context, report.findings);
    find_outcomes(context, report.findings);
    find_means(context, report.findings);
    find_identities(context, report.findings);
    find_drift(context, report.findings);
    find_agreements(context, report.findings);
    find_derived(context, report.cells, report.findings);
    number(report.findings);
    apply_verdicts(context, report.findings);
    report.idle_verdicts = idle_verdicts(context, report.findings);
    report.linear_programs = context.solution->linear_programs;
    return report;
}

} // namespace

std::string_view to_string(Outcome outcome) noexcept {
    static constexpr std::array<std::string_view, static_cast<std::size_t>(Outcome::count_)> names{
        "ok", "derived", "tension", "conflict", "definition", "forecast"};
    return names[static_cast<std::size_t>(outcome)];
}

std::string_view to_string(CellStatus status) noexcept {
    static constexpr std::array<std::string_view, static_cast<std::size_t>(CellStatus::count_)>
        names{"reported", "derived", "bounded", "missing"};
    return names[static_cast<std::size_t>(status)];
}

const Cell* Report::find(ledger::SeriesIndex series, const Period& period) const noexcept {
    const auto at = std::lower_bound(cells.begin(), cells.end(), std::pair{series, period},
                                     [](const Cell& cell, const auto& key) {
                                         return cell.series != key.first ? cell.series < key.first
                                                                         : cell.period < key.second;
                                     });
    return at != cells.end() && at->series == series && at->period == period ? &*at : nullptr;
}

Report analyse(ledger::Ledger& ledger, std::span<const Relation> relations,
               std::span<const VerdictRecord> verdicts, const Spec& spec) {
    Context context = prepare(ledger, relations, verdicts, spec);
    Report report = report_of(context);
    report.solved = std::make_shared<const Solved>(std::move(context));
    return report;
}

Retraction compare(const Report& before, const Report& after) {
    Retraction result;
    std::multiset<std::tuple<std::string, std::vector<ClaimIndex>, Outcome>> left;
    for (const Finding& finding : after.findings) {
        left.insert({finding.relation, finding.claims, finding.outcome});
    }
    for (std::size_t i = 0; i < before.findings.size(); ++i) {
        const Finding& finding = before.findings[i];
        if (const auto same = left.find({finding.relation, finding.claims, finding.outcome});
            same != left.end()) {
            left.erase(same);
        } else {
            result.findings_lost.push_back(i);
        }
    }
    for (const Cell& cell : before.cells) {
        const Cell* now = after.find(cell.series, cell.period);
        if (now == nullptr || !(now->bounds == cell.bounds)) {
            result.cells.push_back({cell.series, cell.period, cell.bounds,
                                    now == nullptr ? Interval::all() : now->bounds,
                                    now == nullptr});
        }
    }
    return result;
}

} // namespace halflight::reason
