// SPDX-License-Identifier: Apache-2.0
// Declared relations that are not equations: firsts, records, breaks, citations, coverage, omissions, gaps.
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace halflight::reason {
namespace {

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
        finding.proposed = relation.propose != Verdict::none ? relation.propose
                                                             : propose_verdict(context, finding.claims, finding.kind);
    }
    place_at_claims(context, finding);
    return finding;
}

/// Statements of a series for units of one frequency inside a period.
std::vector<ClaimIndex> statements_inside(const Context& context, ledger::SeriesIndex series, const Period& period,
                                          Frequency frequency) {
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
        text += (text.empty() ? "" : ", ") + to_string(context.claim(claim).period) + ": " + show_printed(context, claim) + " (" +
                context.id(claim) + ")";
    }
    return text;
}

/// Statements that decide against a claim, among those compared with it.
std::optional<Finding> compare_with(const Context& context, const Relation& relation, ClaimIndex claim,
                                    const std::vector<ClaimIndex>& compared, const std::vector<ClaimIndex>& against,
                                    bool undecided) {
    const Outcome outcome = !against.empty() ? Outcome::conflict : undecided ? Outcome::tension : Outcome::ok;
    Finding finding = start_finding(relation, outcome, {claim});
    finding.claims.insert(finding.claims.end(), compared.begin(), compared.end());
    if (compared.empty()) {
        say(finding, "nothing that is known speaks for or against it");
    } else {
        say(finding, list(context, compared));
    }
    if (!against.empty()) {
        say(finding, "contradicted by " + list(context, against));
        for (const ClaimIndex other : against) {
            finding.minimal_sets.push_back({claim, other});
            normalise(finding.minimal_sets.back());
        }
    }
    return finish(context, relation, std::move(finding));
}

/// The claim's period is the first since `since` that meets the condition: none in between may.
std::optional<Finding> first(const Context& context, const Relation& relation) {
    const auto claim = context.find(relation.claim);
    const auto condition = parse_condition(relation.condition);
    const auto since = parse_period(relation.since);
    if (!claim || !condition || !since) {
        return std::nullopt;
    }
    const Period& own = context.claim(*claim).period;
    const auto compared = statements_inside(context, context.claim(*claim).series, {since->first, own.first}, frequency_of(own));
    std::vector<ClaimIndex> against;
    bool undecided = false;
    for (const ClaimIndex other : compared) {
        const Truth truth = judge(context.claim(other).bounds, *condition);
        undecided = undecided || truth == Truth::possible;
        if (truth == Truth::yes) {
            against.push_back(other);
        }
    }
    return compare_with(context, relation, *claim, compared, against, undecided);
}

/// Every year inside the claim's period meets the condition.
std::optional<Finding> every(const Context& context, const Relation& relation) {
    const auto claim = context.find(relation.claim);
    const auto condition = parse_condition(relation.condition);
    const auto series = context.series(relation.series);
    if (!claim || !condition || !series) {
        return std::nullopt;
    }
    const auto compared = statements_inside(context, *series, context.claim(*claim).period, Frequency::annual);
    std::vector<ClaimIndex> against;
    bool undecided = false;
    for (const ClaimIndex other : compared) {
        const Truth truth = judge(context.claim(other).bounds, *condition);
        undecided = undecided || truth == Truth::possible;
        if (truth == Truth::no) {
            against.push_back(other);
        }
    }
    return compare_with(context, relation, *claim, compared, against, undecided);
}

/// No earlier period of the claim's series is higher.
std::optional<Finding> record(const Context& context, const Relation& relation) {
    const auto claim = context.find(relation.claim);
    if (!claim) {
        return std::nullopt;
    }
    const ledger::Claim& own = context.claim(*claim);
    const auto since = relation.since.empty() ? Result<Period>(Period{Period::no_start(), own.period.first})
                                              : parse_period(relation.since);
    if (!since) {
        return std::nullopt;
    }
    const auto compared =
        statements_inside(context, own.series, {since->first, own.period.first}, frequency_of(own.period));
    std::vector<ClaimIndex> against;
    bool undecided = false;
    for (const ClaimIndex other : compared) {
        const Interval& value = context.claim(other).bounds;
        undecided = undecided || value.hi > own.bounds.lo;
        if (value.lo > own.bounds.hi) {
            against.push_back(other);
        }
    }
    return compare_with(context, relation, *claim, compared, against, undecided);
}

/// Other counterparts for which the same series breaks: the placebo.
std::string placebo(const Context& context, const ledger::Claim& after) {
    const ledger::SeriesKey own = context.ledger.series()[after.series];
    std::size_t others = 0;
    for (ledger::SeriesIndex i = 0; i < context.ledger.series().size(); ++i) {
        const ledger::SeriesKey& key = context.ledger.series()[i];
        const bool sibling = key.indicator == own.indicator && key.dims == own.dims && key.area == own.area &&
                             key.counterpart != own.counterpart;
        others += sibling && !context.statements(i).empty() ? 1U : 0U;
    }
    return others == 0 ? "no other counterpart's series is held, so the placebo cannot be run"
                       : std::to_string(others) + " other counterparts are held as placebo";
}

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
    say(finding, "the series changes on " + to_string(changed) + " from " + show_printed(context, *before) + " to " +
                     show_printed(context, *after));
    const auto cause = context.find(relation.cause);
    if (cause && !context.claim(*cause).period.open_end()) {
        finding.claims.push_back(*cause);
        const Date due{context.claim(*cause).period.end.days - 1};
        const int days = due.days - changed.days;
        constexpr double days_per_quarter = 365.2425 / 4;
        finding.outcome = std::abs(days) > days_per_quarter ? Outcome::tension : Outcome::ok;
        say(finding, std::to_string(std::abs(days)) + " days (" +
                         format_number(std::round(std::abs(days) / days_per_quarter * 10) / 10) + " quarters) " +
                         (days > 0 ? "before " : "after ") + to_string(due) + ", the date of " + context.id(*cause));
    }
    say(finding, placebo(context, context.claim(*after)));
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
    say(finding, "forecast for " + to_string(context.claim(*claim).period) + ": " + show_printed(context, *claim) +
                     "; so far " + show(sum, unit.text) + " in " + periods);
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
    Finding finding = start_finding(relation, older ? Outcome::conflict : same ? Outcome::ok : Outcome::tension, {*claim});
    say(finding, "the text cites " + text.id + (text.date ? " of " + to_string(*text.date) : "") + ", the footnote " + note.id +
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
        if (const auto claim = context.find(id); claim && context.claim(*claim).period.overlaps(gap.period)) {
            finding.claims.push_back(*claim);
            finding.outcome = Outcome::tension;
        }
    }
    if (finding.claims.empty()) {
        return std::nullopt;
    }
    finding.claims.push_back(*missing);
    say(finding, context.ledger.key_text(context.ledger.series()[gap.series]) + " is " + std::string(to_string(gap.missing)) +
                     " for " + to_string(gap.period) + ", inside the period that they speak of");
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
            finding.outcome = context.claim(other).source == context.claim(*claim).source ? Outcome::ok : finding.outcome;
            others.push_back(other);
        }
    }
    say(finding, finding.outcome == Outcome::ok ? "the source gives the value for " + to_string(*period)
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
            finding.outcome = apart && finding.outcome != Outcome::conflict ? found : finding.outcome;
        }
        finding.claims.push_back(*claim);
        values += (values.empty() ? "" : ", ") + show_printed(context, *claim) + " (" + id + ", " +
                  context.ledger.key_text(context.ledger.series()[context.claim(*claim).series]) + ")";
    }
    if (finding.claims.size() < 2) {
        return std::nullopt;
    }
    say(finding, std::to_string(finding.claims.size()) + " measures, never merged: " + values);
    return finish(context, relation, std::move(finding));
}

/// Growth compounded over years, in percent.
double compound(const std::vector<double>& rates) noexcept {
    double level = 1;
    for (const double rate : rates) {
        level *= 1 + rate / 100;
    }
    return 100 * (level - 1);
}

/// One growth series above another: the gap must keep its sign, or the comparison hangs on the base year.
std::optional<Finding> gap(const Context& context, const Relation& relation) {
    const auto high = context.series(relation.high);
    const auto low = context.series(relation.low);
    const auto since = parse_period(relation.since);
    const auto until = parse_period(relation.until);
    if (!high || !low || !since || !until) {
        return std::nullopt;
    }
    std::map<Period, ClaimIndex> lows;
    const Period span{since->first, until->end};
    for (const ClaimIndex claim : statements_inside(context, *low, span, Frequency::annual)) {
        lows.emplace(context.claim(claim).period, claim);
    }
    Finding finding = start_finding(relation, Outcome::ok, {});
    std::vector<double> high_rates;
    std::vector<double> low_rates;
    std::string gaps;
    bool above = false;
    bool below = false;
    for (const ClaimIndex claim : statements_inside(context, *high, span, Frequency::annual)) {
        const auto other = lows.find(context.claim(claim).period);
        if (other == lows.end()) {
            continue;
        }
        high_rates.push_back(context.claim(claim).printed_low);
        low_rates.push_back(context.claim(other->second).printed_low);
        const double difference = std::round((high_rates.back() - low_rates.back()) * 1e6) / 1e6;
        const Interval allowed = context.claim(claim).bounds - context.claim(other->second).bounds;
        above = above || allowed.lo > 0;
        below = below || allowed.hi < 0;
        gaps += (gaps.empty() ? "" : ", ") + to_string(other->first) + ": " + (difference > 0 ? "+" : "") + format_number(difference);
        finding.claims.push_back(claim);
        finding.claims.push_back(other->second);
    }
    if (high_rates.empty()) {
        return std::nullopt;
    }
    finding.outcome = above && below ? Outcome::tension : Outcome::ok;
    say(finding, "gap " + gaps + (above && below ? "; it changes sign, so the answer depends on the base year" : ""));
    const auto signed_text = [](double value) { return (value > 0 ? "+" : "") + format_number(std::round(value * 10) / 10) + " percent"; };
    say(finding, "cumulated " + signed_text(compound(high_rates)) + " against " + signed_text(compound(low_rates)));
    normalise(finding.claims);
    return finish(context, relation, std::move(finding));
}

} // namespace

std::optional<Finding> evaluate_form(const Context& context, const Relation& relation) {
    static const std::map<RelationForm, std::optional<Finding> (*)(const Context&, const Relation&)> forms{
        {RelationForm::assertion, evaluate_assertion}, {RelationForm::first, first},       {RelationForm::every, every},
        {RelationForm::record, record},                {RelationForm::break_, break_date}, {RelationForm::score, score},
        {RelationForm::citation, citation},            {RelationForm::coverage, coverage}, {RelationForm::omission, omission},
        {RelationForm::gap, gap},                      {RelationForm::measures, measures}};
    const auto form = forms.find(relation.form);
    return form == forms.end() ? std::nullopt : form->second(context, relation);
}

void evaluate_declared(const Context& context, std::vector<Finding>& findings) {
    for (const Relation& relation : context.relations) {
        if (auto finding = evaluate_form(context, relation)) {
            if (finding->place.file.empty()) {
                finding->place = relation.place;
            } else {
                finding->notes.push_back({"declared here as '" + relation.id + "'", relation.place});
            }
            findings.push_back(std::move(*finding));
        }
    }
}

} // namespace halflight::reason
