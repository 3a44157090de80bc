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
