// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/decision.hpp"

namespace halflight::watch {

std::string_view to_string(DecisionKind kind) noexcept {
    switch (kind) {
    case DecisionKind::same:
        return "same";
    case DecisionKind::different:
        return "different";
    default:
        return "open";
    }
}

std::optional<DecisionKind> parse_decision_kind(std::string_view word) noexcept {
    for (const auto kind : {DecisionKind::same, DecisionKind::different, DecisionKind::open}) {
        if (word == to_string(kind)) {
            return kind;
        }
    }
    return std::nullopt;
}

Ruling ruling_of(const Decision& decision) {
    return {.kind = decision.kind,
            .stands = true,
            .on = decision.on,
            .by = decision.by,
            .why = decision.why,
            .reopened = ""};
}

void DecisionLog::add(Decision decision) {
    m_last.insert_or_assign({decision.record, decision.entry}, m_all.size());
    m_all.push_back(std::move(decision));
}

std::optional<Ruling> DecisionLog::ruling(std::string_view record, std::string_view record_hash,
                                          std::string_view entry,
                                          std::string_view entry_hash) const {
    const auto found = m_last.find({std::string(record), std::string(entry)});
    if (found == m_last.end()) {
        return std::nullopt;
    }
    const Decision& last = m_all[found->second];
    if (last.kind == DecisionKind::open) {
        return std::nullopt;
    }
    Ruling ruling = ruling_of(last);
    if (last.entry_hash != entry_hash) {
        ruling.reopened = "the list's entry has changed since (" + last.entry_hash + ", now " +
                          std::string(entry_hash) + ")";
    } else if (last.record_hash != record_hash) {
        ruling.reopened = "the record has changed since (" + last.record_hash + ", now " +
                          std::string(record_hash) + ")";
    }
    ruling.stands = ruling.reopened.empty();
    return ruling;
}

std::vector<const Decision*> DecisionLog::of(std::string_view record) const {
    std::vector<const Decision*> made;
    const std::string key(record);
    for (auto at = m_last.lower_bound({key, ""}); at != m_last.end() && at->first.first == key;
         ++at) {
        if (m_all[at->second].kind != DecisionKind::open) {
            made.push_back(&m_all[at->second]);
        }
    }
    return made;
}

std::vector<const Decision*> DecisionLog::held() const {
    std::vector<const Decision*> made;
    for (const auto& [pair, at] : m_last) {
        if (m_all[at].kind != DecisionKind::open) {
            made.push_back(&m_all[at]);
        }
    }
    return made;
}

} // namespace halflight::watch
