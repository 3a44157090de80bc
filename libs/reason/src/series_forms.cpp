// SPDX-License-Identifier: Apache-2.0
// Declared relations that compare a claim with a series: firsts, runs, records, gaps.
#include "forms.hpp"

#include "halflight/base/text.hpp"

#include <cmath>
#include <map>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;

/// Statements that decide against a claim, among those compared with it.
std::optional<Finding> compare_with(const Context& context, const Relation& relation,
                                    ClaimIndex claim, const std::vector<ClaimIndex>& compared,
                                    const std::vector<ClaimIndex>& against, bool undecided) {
    const Outcome outcome = !against.empty() ? Outcome::conflict
                            : undecided      ? Outcome::tension
                                             : Outcome::ok;
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

/// Growth compounded over years, in percent.
double compound(const std::vector<double>& rates) noexcept {
    double level = 1;
    for (const double rate : rates) {
        level *= 1 + rate / 100;
    }
    return 100 * (level - 1);
}

} // namespace

/// The claim's period is the first since `since` that meets the condition: none in between may.
std::optional<Finding> judge_first(const Context& context, const Relation& relation) {
    const auto claim = context.find(relation.claim);
    const auto condition = parse_condition(relation.condition);
    const auto since = parse_period(relation.since);
    if (!claim || !condition || !since) {
        return std::nullopt;
    }
    const Period& own = context.claim(*claim).period;
    const auto compared = statements_inside(context, context.claim(*claim).series,
                                            {since->first, own.first}, frequency_of(own));
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
std::optional<Finding> judge_every(const Context& context, const Relation& relation) {
    const auto claim = context.find(relation.claim);
    const auto condition = parse_condition(relation.condition);
    const auto series = context.series(relation.series);
    if (!claim || !condition || !series) {
        return std::nullopt;
    }
    const auto compared =
        statements_inside(context, *series, context.claim(*claim).period, Frequency::annual);
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
std::optional<Finding> judge_record(const Context& context, const Relation& relation) {
    const auto claim = context.find(relation.claim);
    if (!claim) {
        return std::nullopt;
    }
    const ledger::Claim& own = context.claim(*claim);
    const auto since = relation.since.empty()
                           ? Result<Period>(Period{Period::no_start(), own.period.first})
                           : parse_period(relation.since);
    if (!since) {
        return std::nullopt;
    }
    const auto compared = statements_inside(context, own.series, {since->first, own.period.first},
                                            frequency_of(own.period));
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

/// One growth series above another: the gap must keep its sign, or the comparison hangs on the base
/// year.
std::optional<Finding> judge_gap(const Context& context, const Relation& relation) {
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
        gaps += (gaps.empty() ? "" : ", ") + to_string(other->first) + ": " +
                (difference > 0 ? "+" : "") + format_number(difference);
        finding.claims.push_back(claim);
        finding.claims.push_back(other->second);
    }
    if (high_rates.empty()) {
        return std::nullopt;
    }
    finding.outcome = above && below ? Outcome::tension : Outcome::ok;
    say(finding,
        "gap " + gaps +
            (above && below ? "; it changes sign, so the answer depends on the base year" : ""));
    const auto signed_text = [](double value) {
        return (value > 0 ? "+" : "") + format_number(std::round(value * 10) / 10) + " percent";
    };
    say(finding, "cumulated " + signed_text(compound(high_rates)) + " against " +
                     signed_text(compound(low_rates)));
    normalise(finding.claims);
    return finish(context, relation, std::move(finding));
}

} // namespace halflight::reason
