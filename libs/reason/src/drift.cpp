// SPDX-License-Identifier: Apache-2.0
// A classification that changed: a residual that was zero and then is not, with the other
// counterparts as placebo.
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <optional>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;
using ledger::SeriesIndex;

struct Break {
    ClaimIndex last_zero;
    ClaimIndex first_more;
};

bool is_residual(const Context& context, SeriesIndex series) {
    const std::string_view dims = context.ledger.text(context.ledger.series()[series].dims);
    for (const auto& [id, dimension] : context.ledger.codes.dimensions) {
        const auto* code = dimension.find(ledger::code_in(dims, id, context.ledger.codes));
        if (code != nullptr && !code->residual_of.empty()) {
            return true;
        }
    }
    return false;
}

/// The first statement above zero after one of exactly zero.
std::optional<Break> find_break(const Context& context, SeriesIndex series) {
    std::optional<ClaimIndex> zero;
    for (const ClaimIndex claim : context.statements(series)) {
        const Interval& value = context.claim(claim).bounds;
        if (value.is_point() && value.lo == 0) {
            zero = claim;
        } else if (value.lo > 0 && zero &&
                   context.claim(*zero).period.end <= context.claim(claim).period.first) {
            return Break{*zero, claim};
        }
    }
    return std::nullopt;
}

/// "2 of 3 other counterparts break on the same day", or that none is held.
std::string placebo_words(const Context& context, SeriesIndex own, Date day) {
    const ledger::SeriesKey key = context.ledger.series()[own];
    std::size_t held = 0;
    std::size_t same = 0;
    for (SeriesIndex i = 0; i < context.ledger.series().size(); ++i) {
        const auto& other = context.ledger.series()[i];
        if (other.indicator != key.indicator || other.dims != key.dims || other.area != key.area ||
            other.counterpart == key.counterpart || context.statements(i).empty()) {
            continue;
        }
        ++held;
        const auto found = find_break(context, i);
        same += found && context.claim(found->first_more).period.first == day ? 1U : 0U;
    }
    if (held == 0) {
        return "placebo: no other counterpart's series is held";
    }
    return "placebo: " + std::to_string(same) + " of " + std::to_string(held) +
           " other counterparts break on the same day" +
           (same > 0 ? ", which speaks for a changed list" : "");
}

} // namespace

void find_drift(const Context& context, std::vector<Finding>& findings) {
    for (SeriesIndex series = 0; series < context.ledger.series().size(); ++series) {
        const auto found =
            is_residual(context, series) ? find_break(context, series) : std::nullopt;
        if (!found) {
            continue;
        }
        const Date day = context.claim(found->first_more).period.first;
        Finding finding;
        finding.outcome = Outcome::tension;
        finding.kind = FindingKind::drift;
        finding.claims = {found->last_zero, found->first_more};
        finding.message = "the classification behind " +
                          context.ledger.key_text(context.ledger.series()[series]) +
                          " changed: its total is the sum of its parts up to " +
                          to_string(Date{context.claim(found->last_zero).period.end.days - 1}) +
                          " and " + show_printed(context, found->first_more) + " short of it in " +
                          to_string(context.claim(found->first_more).period) + "; " +
                          placebo_words(context, series, day);
        normalise(finding.claims);
        place_at_claims(context, finding);
        findings.push_back(std::move(finding));
    }
}

} // namespace halflight::reason
