// SPDX-License-Identifier: Apache-2.0
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::reason {
namespace {

/// Whether the chain of origins of `source` passes through one that is taken out.
bool taken_out(const ledger::Ledger& ledger, const ledger::Source& source, const std::vector<std::string>& without) {
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

/// Significant digits that tell the two ends apart, two more than the first that differs, between 3 and 10.
int digits_for(const Interval& value) noexcept {
    const double size = std::max(std::abs(value.lo), std::abs(value.hi));
    const double width = value.width();
    if (!value.bounded() || width <= 0 || size <= 0) {
        return 10;
    }
    return std::clamp(static_cast<int>(std::ceil(std::log10(size / width))) + 2, 3, 10);
}

} // namespace

std::optional<ledger::ClaimIndex> Context::find(std::string_view claim_id) const {
    const auto index = ledger.find_claim(claim_id);
    return index && visible[*index] ? index : std::nullopt;
}

std::vector<ledger::ClaimIndex> Context::statements(ledger::SeriesIndex wanted) const {
    std::vector<ledger::ClaimIndex> result;
    for (ledger::ClaimIndex i = 0; i < ledger.claims().size(); ++i) {
        if (claim(i).series == wanted && visible[i] && constrains(claim(i))) {
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

std::vector<ledger::ClaimIndex> visible_claims(const ledger::Ledger& ledger, const Spec& spec) {
    std::vector<bool> out(ledger.sources().size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = taken_out(ledger, ledger.sources()[i], spec.without);
    }
    std::vector<ledger::ClaimIndex> result = ledger.as_of(spec.as_of);
    std::erase_if(result, [&](ledger::ClaimIndex claim) { return out[ledger.claims()[claim].source]; });
    return result;
}

Context prepare(ledger::Ledger& ledger, std::span<const Relation> relations, std::span<const VerdictRecord> verdicts,
                const Spec& spec) {
    Context context{ledger, relations, verdicts, spec, std::vector<bool>(ledger.claims().size(), false), nullptr, nullptr};
    const auto claims = visible_claims(ledger, spec);
    for (const ledger::ClaimIndex claim : claims) {
        context.visible[claim] = true;
    }
    context.system = std::make_unique<System>(build_system(ledger, claims));
    // Above this size tightening every cell takes longer than a reader waits; `explain` then tightens the one asked for.
    constexpr std::size_t most_cells = 1500;
    context.solution = std::make_unique<Solution>(solve(*context.system, {spec.tighten ? most_cells : 0}));
    return context;
}

std::string show(const Interval& value) {
    const int digits = digits_for(value);
    if (value.empty()) {
        return "nothing";
    }
    if (std::isinf(value.lo) && std::isinf(value.hi)) {
        return "anything";
    }
    if (std::isinf(value.hi)) {
        return (value.lo_open ? "more than " : "at least ") + format_number(value.lo, digits);
    }
    if (std::isinf(value.lo)) {
        return (value.hi_open ? "less than " : "at most ") + format_number(value.hi, digits);
    }
    const std::string low = format_number(value.lo, digits);
    const std::string high = format_number(value.hi, digits);
    return low == high ? low : low + " to " + high;
}

std::string show(const Interval& value, std::string_view unit) {
    static const std::array<std::string_view, 6> currencies{"USD", "EUR", "RUB", "KRW", "CNY", "JPY"};
    static const std::array<std::pair<double, std::string_view>, 2> steps{{{1e9, "billion "}, {1e6, "million "}}};
    const bool money = std::find(currencies.begin(), currencies.end(), unit) != currencies.end();
    const double size = std::isinf(value.hi) ? std::abs(value.lo) : std::max(std::abs(value.hi), std::isinf(value.lo) ? 0 : std::abs(value.lo));
    for (const auto& [step, word] : steps) {
        if (money && std::isfinite(size) && size >= step) {
            return show(scale(value, 1 / step)) + " " + std::string(word) + std::string(unit);
        }
    }
    return show(value) + (unit.empty() || unit == "ratio" || unit == "1" ? "" : " " + std::string(unit));
}

Interval printed(const ledger::Claim& claim) noexcept {
    if (claim.printed_low == claim.printed_high) {
        return Interval::point(claim.printed_low);
    }
    return {claim.printed_low, claim.printed_high, std::isinf(claim.printed_low) || claim.bounds.lo_open,
            std::isinf(claim.printed_high) || claim.bounds.hi_open};
}

std::string show_printed(const Context& context, ledger::ClaimIndex index) {
    const ledger::Claim& claim = context.claim(index);
    if (!claim.has_value()) {
        return std::string(to_string(claim.missing));
    }
    const Unit& unit = context.unit(claim.series);
    if (unit.is_date()) {
        const Period days{Date{static_cast<int>(claim.bounds.lo)}, Date{static_cast<int>(claim.bounds.hi) + 1}};
        return claim.bounds.bounded() ? to_string(days) : (std::isinf(claim.bounds.lo) ? "before " + to_string(days.end)
                                                                                         : "from " + to_string(days.first));
    }
    Interval value = printed(claim);
    std::string_view written = context.ledger.text(claim.unit);
    if (const auto as_written = parse_unit(written); as_written && as_written->same_dimension(unit)) {
        value = convert(value, unit, *as_written);
    } else {
        written = unit.text;
    }
    const bool point = value.lo == value.hi;
    const std::string about = claim.form == Form::about || claim.form == Form::fraction ? "about "
                              : claim.form == Form::almost                             ? "almost "
                                                                                       : "";
    return about + show(point ? Interval::point(value.lo) : value, written);
}

void normalise(std::vector<ledger::ClaimIndex>& claims) {
    std::sort(claims.begin(), claims.end());
    claims.erase(std::unique(claims.begin(), claims.end()), claims.end());
}

std::string describe_claim(const Context& context, ledger::ClaimIndex index) {
    const ledger::Claim& claim = context.claim(index);
    const ledger::Source& source = context.source(index);
    const auto& origin = context.ledger.sources()[context.ledger.origin_of(claim.source)];
    return context.id(index) + ": " + show_printed(context, index) + " for " + to_string(claim.period) + ", " +
           context.ledger.key_text(context.ledger.series()[claim.series]) + " (source: " + source.id +
           (origin.id == source.id ? "" : ", origin: " + origin.id) + ", " + source.reliability +
           std::to_string(claim.credibility) + ", known " + to_string(claim.known_since) + ")";
}

void place_at_claims(const Context& context, Finding& finding) {
    if (finding.claims.empty()) {
        return;
    }
    finding.place = context.ledger.place_of(context.claim(finding.claims.front()));
    for (const ledger::ClaimIndex claim : finding.claims) {
        finding.notes.push_back({describe_claim(context, claim), context.ledger.place_of(context.claim(claim))});
    }
}

Truth judge(const Interval& value, const Condition& condition) noexcept {
    if (value.empty()) {
        return Truth::possible;
    }
    const double limit = condition.value;
    const auto decide = [](bool all, bool some) { return all ? Truth::yes : some ? Truth::possible : Truth::no; };
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
