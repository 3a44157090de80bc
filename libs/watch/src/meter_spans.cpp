// SPDX-License-Identifier: Apache-2.0
#include "meter_spans.hpp"

#include <algorithm>
#include <set>

namespace halflight::watch {

namespace {

constexpr int months_in_year = 12;

/// The span that begins on `start` and is cut by nothing.
Period whole_span(const Rule& rule, Date start) {
    switch (rule.cap->span) {
    case CapSpan::calendar_year:
        return {start, period_at(start, Frequency::annual).end};
    case CapSpan::twelve_months:
        return {start, add_months(start, months_in_year)};
    default:
        return {start, rule.force.end};
    }
}

/// Of two caps of one paragraph that follow each other the one that counts the same way.
const Rule* successor(const RuleBook& book, const Rule& rule, Date end) {
    for (const Rule& other : book.rules) {
        if (other.cap && other.applied && other.force.first == end &&
            other.cap->unit.same_dimension(rule.cap->unit) &&
            std::ranges::find(other.supersedes, rule.id) != other.supersedes.end()) {
            return &other;
        }
    }
    return nullptr;
}

void years_before(Date from, Date first, Date day, std::vector<CapDays>& out) {
    for (Date start = from; start < first && start <= day;) {
        const Date end = std::min(period_at(start, Frequency::annual).end, first);
        out.push_back({nullptr, {start, end}});
        start = end;
    }
}

} // namespace

std::vector<CapDays> cap_days(const RuleBook& book, const Rule& first, std::optional<Date> from,
                              Date day) {
    std::vector<CapDays> out;
    if (first.force.open_start()) {
        return out;
    }
    if (from) {
        years_before(*from, first.force.first, day, out);
    }
    std::set<const Rule*> seen;
    for (const Rule* rule = &first; rule != nullptr && seen.insert(rule).second;) {
        const Rule* const ender = superseded_by(book, *rule, day);
        const Date end =
            ender == nullptr ? rule->force.end : std::min(rule->force.end, ender->force.first);
        for (Date start = rule->force.first; rule->applied && start < end && start <= day;) {
            Period span = whole_span(*rule, start);
            start = span.end;
            span.end = std::min(span.end, end);
            if (!from || *from < span.end) {
                out.push_back({rule, span});
            }
        }
        rule = ender == nullptr ? nullptr : successor(book, *rule, ender->force.first);
    }
    return out;
}

} // namespace halflight::watch
