// SPDX-License-Identifier: Apache-2.0
// A break that other counterparts share on the same day speaks for a changed list, not for what
// happened to one of them.
#include "context.hpp"

#include <algorithm>

namespace halflight::reason {
namespace {

bool is_sibling(const ledger::SeriesKey& a, const ledger::SeriesKey& b) noexcept {
    return a.indicator == b.indicator && a.dims == b.dims && a.area == b.area && a.unit == b.unit &&
           a.counterpart != b.counterpart;
}

/// Whether the statements up to a day share a value that the first one from that day on excludes.
bool breaks_on(const Context& context, const std::vector<ledger::ClaimIndex>& statements,
               Date day) {
    Interval before = Interval::all();
    bool some_before = false;
    for (const ledger::ClaimIndex index : statements) {
        const ledger::Claim& claim = context.claim(index);
        if (claim.period.end <= day) {
            before = intersect(before, claim.bounds);
            some_before = true;
        } else if (claim.period.first >= day) {
            return some_before && !before.empty() && claim.period.first == day &&
                   disjoint(before, claim.bounds);
        }
    }
    return false;
}

} // namespace

std::string placebo_words(const Context& context, ledger::SeriesIndex own, Date day) {
    std::size_t held = 0;
    std::size_t same = 0;
    for (ledger::SeriesIndex i = 0; i < context.ledger.series().size(); ++i) {
        const auto statements = is_sibling(context.ledger.series()[i], context.ledger.series()[own])
                                    ? context.statements(i)
                                    : std::vector<ledger::ClaimIndex>{};
        held += statements.empty() ? 0U : 1U;
        same += breaks_on(context, statements, day) ? 1U : 0U;
    }
    if (held == 0) {
        return "placebo: no other counterpart's series is held";
    }
    return "placebo: " + std::to_string(same) + " of " + std::to_string(held) +
           " other counterparts break on the same day" +
           (same > 0 ? ", which speaks for a changed list" : "");
}

} // namespace halflight::reason
