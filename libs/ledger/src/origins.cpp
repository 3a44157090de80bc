// SPDX-License-Identifier: Apache-2.0
// The graph of origins. A source repeats at most one other, so a depth-first search is a walk along
// single edges.
#include "halflight/ledger/ledger.hpp"

#include <algorithm>

namespace halflight::ledger {
namespace {

/// Index of the source that each one repeats; its own where it repeats none or one that is not
/// registered.
std::vector<SourceIndex> origins(const Ledger& ledger) {
    const std::vector<Source>& sources = ledger.sources();
    std::vector<SourceIndex> next(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto self = static_cast<SourceIndex>(i);
        next[i] = ledger.find_source(sources[i].origin).value_or(self);
    }
    return next;
}

std::vector<std::string> ids_along(SourceIndex start, const std::vector<SourceIndex>& next,
                                   const Ledger& ledger) {
    std::vector<std::string> ids;
    SourceIndex at = start;
    do {
        ids.push_back(ledger.sources()[at].id);
        at = next[at];
    } while (at != start);
    return ids;
}

} // namespace

SourceIndex Ledger::origin_of(SourceIndex source) const {
    SourceIndex at = source;
    // No chain without a cycle is longer than the number of sources.
    for (std::size_t steps = 0; steps < m_sources.size(); ++steps) {
        const auto next = find_source(m_sources.at(at).origin);
        if (!next || *next == at) {
            return at;
        }
        at = *next;
    }
    return at;
}

std::vector<std::string> Ledger::find_origin_cycle() const {
    const std::vector<SourceIndex> next = origins(*this);
    // The walk that reached a source first; meeting one's own trail again closes a cycle.
    std::vector<std::size_t> walk_of(next.size(), next.size());
    for (std::size_t walk = 0; walk < next.size(); ++walk) {
        auto at = static_cast<SourceIndex>(walk);
        while (walk_of[at] == next.size()) {
            walk_of[at] = walk;
            at = next[at];
        }
        const bool repeats_itself = m_sources[at].origin == m_sources[at].id;
        if (walk_of[at] == walk && (next[at] != at || repeats_itself)) {
            return ids_along(at, next, *this);
        }
    }
    return {};
}

} // namespace halflight::ledger
