// SPDX-License-Identifier: Apache-2.0
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::reason {
namespace {

/// Whether the chain of origins of `source` passes through one that is taken out.
bool taken_out(const ledger::Ledger& ledger, const ledger::Source& source,
               const std::vector<std::string>& without) {
    const ledger::Source* at = &source;
    for (std::size_t steps = 0; steps <= ledger.sources().size(); ++steps) {
        if (std::find(without.begin(), without.end(), at->id) != without.end()) {
            return true;
        }
        const auto next = at->origin.empty() ? std::nullopt : ledger.find_source(at->origin);
        if (!next) {
            return false;
        }
        at = &ledger.sources()[*next];
    }
    return false;
}

} // namespace

std::optional<ledger::ClaimIndex> Context::find(std::string_view claim_id) const {
    const auto index = ledger.find_claim(claim_id);
    return index && visible[*index] ? index : std::nullopt;
}

std::vector<ledger::ClaimIndex> Context::statements(ledger::SeriesIndex series) const {
    std::vector<ledger::ClaimIndex> result;
    for (ledger::ClaimIndex i = 0; i < ledger.claims().size(); ++i) {
        if (claim(i).series == series && visible[i] && constrains(claim(i))) {
            result.push_back(i);
        }
    }
    std::stable_sort(result.begin(), result.end(),
                     [this](auto a, auto b) { return claim(a).period < claim(b).period; });
    return result;
}

std::optional<ledger::SeriesIndex> Context::series(std::string_view key) const {
    const auto parsed = ledger::parse_series_key(key, ledger);
    return parsed ? ledger.find_series(*parsed) : std::nullopt;
}

std::optional<std::size_t> decided_by_claims(const Context& context,
                                             std::span<const ledger::ClaimIndex> claims) {
    std::vector<std::string> own;
    for (const ledger::ClaimIndex claim : claims) {
        own.push_back(context.id(claim));
    }
    std::sort(own.begin(), own.end());
    for (std::size_t i = 0; i < context.verdicts.size(); ++i) {
        if (!own.empty() && context.is_known(context.verdicts[i]) &&
            std::is_permutation(own.begin(), own.end(), context.verdicts[i].claims.begin(),
                                context.verdicts[i].claims.end())) {
            return i;
        }
    }
    return std::nullopt;
}

std::vector<ledger::ClaimIndex> visible_claims(const ledger::Ledger& ledger, const Spec& spec) {
    std::vector<bool> out(ledger.sources().size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = taken_out(ledger, ledger.sources()[i], spec.without);
    }
    std::vector<ledger::ClaimIndex> result = ledger.as_of(spec.as_of);
    std::erase_if(result,
                  [&](ledger::ClaimIndex claim) { return out[ledger.claims()[claim].source]; });
    return result;
}

Context prepare(ledger::Ledger& ledger, std::span<const Relation> relations,
                std::span<const VerdictRecord> verdicts, const Spec& spec) {
    Context context{
        ledger,  relations, verdicts, spec, std::vector<bool>(ledger.claims().size(), false),
        nullptr, nullptr};
    const auto claims = visible_claims(ledger, spec);
    for (const ledger::ClaimIndex claim : claims) {
        context.visible[claim] = true;
    }
    context.system = std::make_unique<System>(build_system(ledger, claims));
    context.solution = std::make_unique<Solution>(solve(*context.system, solve_options(spec)));
    return context;
}

SolveOptions solve_options(const Spec& spec) noexcept {
    // Above this size tightening every cell takes longer than a reader waits.
    constexpr std::size_t most_cells = 1500;
    return {spec.tighten ? most_cells : 0};
}

Interval printed(const ledger::Claim& claim) noexcept {
    if (claim.printed_low == claim.printed_high) {
        return Interval::point(claim.printed_low);
    }
    return {claim.printed_low, claim.printed_high,
            std::isinf(claim.printed_low) || claim.bounds.lo_open,
            std::isinf(claim.printed_high) || claim.bounds.hi_open};
}

bool at_edge(const Interval& before, const Interval& after) noexcept {
    constexpr double edge_share = 0.25;
    if (!before.bounded() || before.is_point() || after.empty()) {
        return false;
    }
    const double slack = 1e-9 * before.width();
    const bool low = after.lo <= before.lo + slack;
    const bool high = after.hi >= before.hi - slack;
    return low != high && after.width() < edge_share * before.width();
}

void normalise(std::vector<ledger::ClaimIndex>& claims) {
    std::sort(claims.begin(), claims.end());
    claims.erase(std::unique(claims.begin(), claims.end()), claims.end());
}

void place_at_claims(const Context& context, Finding& finding) {
    if (finding.claims.empty()) {
        return;
    }
    finding.place = context.ledger.place_of(context.claim(finding.claims.front()));
    for (const ledger::ClaimIndex claim : finding.claims) {
        finding.notes.push_back(
            {describe_claim(context, claim), context.ledger.place_of(context.claim(claim))});
    }
}

Truth judge(const Interval& value, const Condition& condition) noexcept {
    if (value.empty()) {
        return Truth::possible;
    }
    const double limit = condition.value;
    const auto decide = [](bool all, bool some) {
        return all ? Truth::yes : some ? Truth::possible : Truth::no;
    };
    const bool all_above = value.lo > limit || (value.lo == limit && value.lo_open);
    const bool all_below = value.hi < limit || (value.hi == limit && value.hi_open);
    switch (condition.comparison) {
    case Comparison::greater:
        return decide(all_above, value.hi > limit);
    case Comparison::greater_equal:
        return decide(value.lo >= limit, !all_below);
    case Comparison::less:
        return decide(all_below, value.lo < limit);
    case Comparison::less_equal:
        return decide(value.hi <= limit, !all_above);
    case Comparison::equal:
        break;
    }
    return decide(value.is_point() && value.lo == limit, value.contains(limit));
}

} // namespace halflight::reason
