// SPDX-License-Identifier: Apache-2.0
// Declared relations that are not equations: breaks, forecasts, citations, coverage, omissions,
// measures.
#include "forms.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace halflight::reason {

using ledger::ClaimIndex;

Finding start_finding(const Relation& relation, Outcome outcome, std::vector<ClaimIndex> claims) {
    Finding finding;
    finding.outcome = outcome;
    finding.kind = relation.kind;
    finding.relation = relation.id;
    finding.message = relation.text;
    finding.claims = std::move(claims);
    return finding;
}

void say(Finding& finding, const std::string& words) {
    finding.message += (finding.message.empty() ? "" : "; ") + words;
}

std::optional<Finding> finish(const Context& context, const Relation& relation, Finding finding) {
    if (finding.outcome == Outcome::conflict) {
        finding.proposed = relation.propose != Verdict::none
                               ? relation.propose
                               : propose_verdict(context, finding.claims, finding.kind);
    }
    place_at_claims(context, finding);
    return finding;
}

std::vector<ClaimIndex> statements_inside(const Context& context, ledger::SeriesIndex series,
                                          const Period& period, Frequency frequency) {
    std::vector<ClaimIndex> result = context.statements(series);
    std::erase_if(result, [&](ClaimIndex claim) {
        const Period& own = context.claim(claim).period;
        return !period.contains(own) || frequency_of(own) != frequency;
    });
    return result;
}

std::string list(const Context& context, const std::vector<ClaimIndex>& claims) {
    std::string text;
    for (const ClaimIndex claim : claims) {
        text += (text.empty() ? "" : ", ") + to_string(context.claim(claim).period) + ": " +
                show_printed(context, claim) + " (" + context.id(claim) + ")";
    }
    return text;
}

namespace {

/// A series that was constant changed: did it when the cause did?
std::optional<Finding> break_date(const Context& context, const Relation& relation) {
    const auto before = context.find(relation.before);
    const auto after = context.find(relation.after);
    if (!before || !after) {
        return std::nullopt;
    }
    Finding finding = start_finding(relation, Outcome::ok, {*before, *after});
    if (!disjoint(context.claim(*before).bounds, context.claim(*after).bounds)) {
        say(finding, "the two statements agree: no break");
        return finish(context, relation, std::move(finding));
    }
    const Date changed = context.claim(*after).period.first;
    say(finding, "the series changes on " + to_string(changed) + " from " +
                     show_printed(context, *before) + " to " + show_printed(context, *after));
    const auto cause = context.find(relation.cause);
    if (cause && !context.claim(*cause).period.open_end()) {
        finding.claims.push_back(*cause);
        const Date due{context.claim(*cause).period.end.days - 1};
        const int days = due.days - changed.days;
        constexpr double days_per_quarter = 365.2425 / 4;
        finding.outcome = std::abs(days) > days_per_quarter ? Outcome::tension : Outcome::ok;
        say(finding, std::to_string(std::abs(days)) + " days (" +
                         format_number(std::round(std::abs(days) / days_per_quarter * 10) / 10) +
                         " quarters) " + (days > 0 ? "before " : "after ") + to_string(due) +
                         ", the date of " + context.id(*cause));
    }
    say(finding, placebo_words(context, context.claim(*after).series, changed));
    return finish(context, relation, std::move(finding));
}

/// A forecast against what came, or against the parts of it that are known.
std::optional<Finding> score(const Context& context, const Relation& relation) {
    const auto claim = context.find(relation.claim);
    if (!claim) {
        return std::nullopt;
    }
    Finding finding = start_finding(relation, Outcome::forecast, {*claim});
    Interval sum = Interval::point(0);
    std::string periods;
    for (const std::string& id : relation.outcomes) {
        if (const auto outcome = context.find(id); outcome && constrains(context.claim(*outcome))) {
            finding.claims.push_back(*outcome);
            sum = sum + context.claim(*outcome).bounds;
            periods += (periods.empty() ? "" : ", ") + to_string(context.claim(*outcome).period);
        }
    }
    if (finding.claims.size() == 1) {
        return std::nullopt;
    }
    for (const std::string& id : relation.context) {
        if (const auto extra = context.find(id)) {
            finding.claims.push_back(*extra);
        }
    }
    const Unit& unit = context.unit(context.claim(*claim).series);
    finding.unit = unit.text;
    finding.bounds = finding.printed = sum;
    say(finding, "forecast for " + to_string(context.claim(*claim).period) + ": " +
                     show_printed(context, *claim) + "; so far " + show(sum, unit.text) + " in " +
                     periods);
    const Interval ratio = sum / printed(context.claim(*claim));
    if (std::isfinite(ratio.lo) && std::isfinite(context.claim(*claim).printed_high)) {
        const Interval share = sum / Interval::point(context.claim(*claim).printed_high);
        say(finding, show(scale(share, 100), "percent") + " of it");
    }
    return finish(context, relation, std::move(finding));
}

/// A footnote cannot support what was published after it.
std::optional<Finding> citation(const Context& context, const Relation& relation) {
    const auto claim = context.find(relation.claim);
    const auto cited = context.ledger.find_source(relation.cited);
    const auto footnote = context.ledger.find_source(relation.footnote);
    if (!claim || !cited || !footnote) {
        return std::nullopt;
    }
    const ledger::Source& text = context.ledger.sources()[*cited];
    const ledger::Source& note = context.ledger.sources()[*footnote];
    const bool older = text.date && note.date && *note.date < *text.date;
    const bool same = context.ledger.origin_of(*cited) == context.ledger.origin_of(*footnote);
    Finding finding = start_finding(relation,
                                    older  ? Outcome::conflict
                                    : same ? Outcome::ok
                                           : Outcome::tension,
                                    {*claim});
    say(finding, "the text cites " + text.id + (text.date ? " of " + to_string(*text.date) : "") +
                     ", the footnote " + note.id +
                     (note.date ? " of " + to_string(*note.date) : "") +
                     (older ? ", which is older than the report that it should support" : ""));
    if (older) {
        finding.minimal_sets.push_back({*claim});
    }
    return finish(context, relation, std::move(finding));
}

/// Claims that rest on data missing for part of their period.
std::optional<Finding> coverage(const Context& context, const Relation& relation) {
    const auto missing = context.find(relation.missing);
    if (!missing) {
        return std::nullopt;
    }
    Finding finding = start_finding(relation, Outcome::ok, {});
    const ledger::Claim& gap = context.claim(*missing);
    for (const std::string& id : relation.claims) {
        if (const auto claim = context.find(id);
            claim && context.claim(*claim).period.overlaps(gap.period)) {
            finding.claims.push_back(*claim);
            finding.outcome = Outcome::tension;
        }
    }
    if (finding.claims.empty()) {
        return std::nullopt;
    }
    finding.claims.push_back(*missing);
    say(finding, context.ledger.key_text(context.ledger.series()[gap.series]) + " is " +
                     std::string(to_string(gap.missing)) + " for " + to_string(gap.period) +
                     ", inside the period that they speak of");
    return finish(context, relation, std::move(finding));
}

/// A source that covers a period gives no value for it.
std::optional<Finding> omission(const Context& context, const Relation& relation) {
    const auto claim = context.find(relation.claim);
    const auto series = context.series(relation.series);
    const auto period = parse_period(relation.period);
    if (!claim || !series || !period || !context.claim(*claim).period.contains(*period)) {
        return std::nullopt;
    }
    Finding finding = start_finding(relation, Outcome::tension, {*claim});
    std::vector<ClaimIndex> others;
    for (const ClaimIndex other : context.statements(*series)) {
        if (context.claim(other).period == *period) {
            finding.outcome = context.claim(other).source == context.claim(*claim).source
                                  ? Outcome::ok
                                  : finding.outcome;
            others.push_back(other);
        }
    }
    say(finding, finding.outcome == Outcome::ok
                     ? "the source gives the value for " + to_string(*period)
                     : context.source(*claim).id + " gives no value for " + to_string(*period));
    if (!others.empty()) {
        say(finding, "others give " + list(context, others));
        finding.claims.insert(finding.claims.end(), others.begin(), others.end());
    }
    return finish(context, relation, std::move(finding));
}

/// Statements that use one name for different measures: shown together, never merged.
std::optional<Finding> measures(const Context& context, const Relation& relation) {
    Finding finding = start_finding(relation, Outcome::ok, {});
    std::string values;
    for (const std::string& id : relation.claims) {
        const auto claim = context.find(id);
        if (!claim) {
            continue;
        }
        for (const ClaimIndex other : finding.claims) {
            const bool one_series = context.claim(other).series == context.claim(*claim).series;
            const bool apart = disjoint(context.claim(other).bounds, context.claim(*claim).bounds);
            const Outcome found = one_series ? Outcome::conflict : Outcome::definition;
            finding.outcome =
                apart && finding.outcome != Outcome::conflict ? found : finding.outcome;
        }
        finding.claims.push_back(*claim);
        values += (values.empty() ? "" : ", ") + show_printed(context, *claim) + " (" + id + ", " +
                  context.ledger.key_text(context.ledger.series()[context.claim(*claim).series]) +
                  ")";
    }
    if (finding.claims.size() < 2) {
        return std::nullopt;
    }
    say(finding, std::to_string(finding.claims.size()) + " measures, never merged: " + values);
    return finish(context, relation, std::move(finding));
}

} // namespace

std::optional<Finding> evaluate_form(const Context& context, const Relation& relation) {
    static const std::map<RelationForm, std::optional<Finding> (*)(const Context&, const Relation&)>
        forms{{RelationForm::assertion, evaluate_assertion},
              {RelationForm::first, judge_first},
              {RelationForm::every, judge_every},
              {RelationForm::record, judge_record},
              {RelationForm::break_, break_date},
              {RelationForm::score, score},
              {RelationForm::citation, citation},
              {RelationForm::coverage, coverage},
              {RelationForm::omission, omission},
              {RelationForm::gap, judge_gap},
              {RelationForm::measures, measures}};
    const auto form = forms.find(relation.form);
    return form == forms.end() ? std::nullopt : form->second(context, relation);
}

void evaluate_declared(const Context& context, std::vector<Finding>& findings) {
    for (const Relation& relation : context.relations) {
        if (auto finding = evaluate_form(context, relation)) {
            if (finding->place.file.empty()) {
                finding->place = relation.place;
            } else {
                finding->notes.push_back(
                    {"declared here as '" + relation.id + "'", relation.place});
            }
            findings.push_back(std::move(*finding));
        }
    }
}

} // namespace halflight::reason
