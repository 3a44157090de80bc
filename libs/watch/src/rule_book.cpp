// SPDX-License-Identifier: Apache-2.0
// Which rules stand on a day.
#include "halflight/watch/rule.hpp"

#include <algorithm>
#include <tuple>

namespace halflight::watch {

const Rule* RuleBook::find(std::string_view id) const noexcept {
    const auto at = std::ranges::find(rules, id, &Rule::id);
    return at == rules.end() ? nullptr : &*at;
}

const Rule* superseded_by(const RuleBook& book, const Rule& rule, Date day) {
    const Rule* first = nullptr;
    for (const Rule& other : book.rules) {
        const bool ends_it = other.force.first <= day && other.id != rule.id &&
                             std::ranges::find(other.supersedes, rule.id) != other.supersedes.end();
        if (ends_it && (first == nullptr || std::tie(other.force.first, other.id) <
                                                std::tie(first->force.first, first->id))) {
            first = &other;
        }
    }
    return first;
}

std::vector<const Rule*> in_force(const RuleBook& book, Date day, bool mandates) {
    std::vector<const Rule*> standing;
    for (const Rule& rule : book.rules) {
        if (rule.applied && rule.force.contains(day) &&
            (mandates || rule.kind != RuleKind::mandate) &&
            superseded_by(book, rule, day) == nullptr) {
            standing.push_back(&rule);
        }
    }
    std::ranges::sort(standing, {}, &Rule::id);
    return standing;
}

std::vector<const Rule*> touching(const RuleBook& book, Date day, Direction direction,
                                  std::string_view hs) {
    std::vector<const Rule*> found = in_force(book, day);
    std::erase_if(found, [&](const Rule* rule) {
        return rule->direction != direction ||
               std::ranges::none_of(rule->hs,
                                    [&](const HsRange& range) { return covers(range, hs); });
    });
    return found;
}

} // namespace halflight::watch
