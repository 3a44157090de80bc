// SPDX-License-Identifier: Apache-2.0
// Declared relations of the form "this expression equals (is at most, ...) that one", and derived
// quantities.
#include "resolve.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::reason {
namespace {

struct Judged {
    Outcome outcome = Outcome::ok;
    std::string words;
    Interval bounds; ///< of the left side, in `unit`
    Interval printed;
    std::string unit;
};

Interval in_unit(const Interval& base, const std::string& unit) {
    const auto parsed = parse_unit(unit);
    return parsed ? from_base(base, *parsed) : base;
}

std::string show_value(const Interval& allowed, const Interval& as_printed,
                       const std::string& unit) {
    if (unit == "date") {
        return show_days(allowed);
    }
    const Interval point = shortened(in_unit(as_printed, unit));
    const Interval range = shortened(in_unit(allowed, unit));
    if (point == range || !point.bounded()) {
        return show(range, unit);
    }
    return show_printed_value(point, unit) + " (" + show(range) + " by its printed precision)";
}

/// Left <= right, for values that may be anything in their intervals.
Truth at_most(const Interval& left, const Interval& right, bool strict) noexcept {
    const bool always =
        left.hi < right.lo || (left.hi == right.lo && (!strict || left.hi_open || right.lo_open));
    const bool ever =
        left.lo < right.hi || (left.lo == right.hi && !strict && !left.lo_open && !right.hi_open);
    return always ? Truth::yes : ever ? Truth::possible : Truth::no;
}

bool only_at_edge(const Expression& expression, const Evaluation& forward, const Interval& target) {
    const auto after = contract(expression, forward, target);
    for (std::size_t i = 0; i < expression.nodes.size(); ++i) {
        const bool stated =
            expression.nodes[i].op == Op::claim || expression.nodes[i].op == Op::cell;
        if (stated && at_edge(forward.values[i], after[i])) {
            return true;
        }
    }
    return false;
}

Outcome judge_equal(const ParsedAssertion& assertion, const Evaluation& left,
                    const Evaluation& right) {
    if (disjoint(left.value(), right.value())) {
        return Outcome::conflict;
    }
    const bool edge = only_at_edge(assertion.left, left, right.value()) ||
                      only_at_edge(assertion.right, right, left.value());
    return edge ? Outcome::tension : Outcome::ok;
}

Outcome judge_values(const ParsedAssertion& assertion, const Evaluation& left,
                     const Evaluation& right) {
    const auto outcome = [](Truth truth) {
        return truth == Truth::yes        ? Outcome::ok
               : truth == Truth::possible ? Outcome::tension
                                          : Outcome::conflict;
    };
    switch (assertion.comparison) {
    case Comparison::less:
        return outcome(at_most(left.value(), right.value(), true));
    case Comparison::less_equal:
        return outcome(at_most(left.value(), right.value(), false));
    case Comparison::greater:
        return outcome(at_most(right.value(), left.value(), true));
    case Comparison::greater_equal:
        return outcome(at_most(right.value(), left.value(), false));
    case Comparison::equal:
        break;
    }
    return judge_equal(assertion, left, right);
}

std::string side_text(const std::string& text) {
    return std::string(trim(text));
}

std::optional<Judged> judge_assertion(const Context& context, const ParsedAssertion& assertion,
                                      bool near) {
    const auto left = evaluate(assertion.left, resolver(context, Reading::allowed));
    const auto right = evaluate(assertion.right, resolver(context, Reading::allowed));
    const auto left_printed = evaluate(assertion.left, resolver(context, Reading::printed));
    const auto right_printed = evaluate(assertion.right, resolver(context, Reading::printed));
    if (!left || !right || !left_printed || !right_printed ||
        (!near && !left->unit().same_dimension(right->unit()))) {
        return std::nullopt;
    }
    Judged judged;
    judged.outcome = judge_values(assertion, *left, *right);
    if (near && judged.outcome == Outcome::conflict) {
        judged.outcome = Outcome::tension;
    }
    judged.unit = assertion.right.nodes.size() == 1
                      ? display_unit(context, assertion.right, right->unit())
                      : display_unit(context, assertion.left, left->unit());
    judged.bounds = in_unit(left->value(), judged.unit);
    judged.printed = in_unit(left_printed->value(), judged.unit);
    judged.words = side_text(assertion.left.text) + " is " +
                   show_value(left->value(), left_printed->value(), judged.unit) + ", " +
                   side_text(assertion.right.text) + " is " +
                   show_value(right->value(), right_printed->value(), judged.unit);
    return judged;
}

std::vector<ledger::ClaimIndex> claims_of(const Context& context,
                                          const std::vector<std::string>& ids) {
    std::vector<ledger::ClaimIndex> result;
    for (const std::string& id : ids) {
        if (const auto index = context.find(id)) {
            result.push_back(*index);
        }
    }
    normalise(result);
    return result;
}

/// Claims without which the assertion no longer fails: the smallest set (deletion filter).
std::vector<ledger::ClaimIndex> minimal_set(const Context& context,
                                            const ParsedAssertion& assertion) {
    std::vector<std::string> ids;
    collect_claims(assertion.left, ids);
    collect_claims(assertion.right, ids);
    std::vector<ledger::ClaimIndex> needed;
    std::vector<ledger::ClaimIndex> relaxed;
    for (const ledger::ClaimIndex claim : claims_of(context, ids)) {
        relaxed.push_back(claim);
        const auto left = evaluate(assertion.left, resolver(context, Reading::allowed, relaxed));
        const auto right = evaluate(assertion.right, resolver(context, Reading::allowed, relaxed));
        if (!left || !right || judge_values(assertion, *left, *right) != Outcome::conflict) {
            relaxed.pop_back();
            needed.push_back(claim);
        }
    }
    return needed;
}

bool has_cell(const Expression& expression) {
    return std::any_of(expression.nodes.begin(), expression.nodes.end(),
                       [](const Node& node) { return node.op == Op::cell; });
}

/// All named claims are visible, so that the relation can be judged as of the day asked for.
bool all_known(const Context& context, const std::vector<std::string>& ids) {
    return std::all_of(ids.begin(), ids.end(),
                       [&](const std::string& id) { return context.find(id).has_value(); });
}

Outcome worse(Outcome a, Outcome b) noexcept {
    const auto rank = [](Outcome outcome) {
        return outcome == Outcome::conflict  ? 3
               : outcome == Outcome::tension ? 2
               : outcome == Outcome::ok      ? 1
                                             : 0;
    };
    return rank(a) >= rank(b) ? a : b;
}

/// One derived quantity in words; false when it cannot be computed.
bool add_derivation(const Context& context, const Derivation& derivation, Finding& finding) {
    const auto expression = parse_expression(derivation.value);
    if (!expression) {
        return false;
    }
    const auto allowed = evaluate(*expression, resolver(context, Reading::allowed));
    const auto as_printed = evaluate(*expression, resolver(context, Reading::printed));
    if (!allowed || !as_printed) {
        return false;
    }
    const auto wanted = parse_unit(derivation.unit);
    if (!derivation.unit.empty() && (!wanted || !wanted->same_dimension(allowed->unit()))) {
        return false;
    }
    const std::string unit = derivation.unit.empty()
                                 ? display_unit(context, *expression, allowed->unit())
                                 : derivation.unit;
    const auto narrowed = [&](const Interval& value) {
        return derivation.integer
                   ? to_base(to_integers(in_unit(value, unit)), parse_unit(unit).value())
                   : value;
    };
    const Interval range = narrowed(allowed->value());
    const Interval point = narrowed(as_printed->value());
    const std::string name = derivation.text.empty() ? derivation.value : derivation.text;
    finding.message += "; " + name + ": " + show_value(range, point, unit);
    if (finding.unit.empty() && finding.bounds.empty()) {
        finding.unit = unit;
        finding.bounds = in_unit(range, unit);
        finding.printed = in_unit(point, unit);
    }
    return true;
}

} // namespace

std::optional<Finding> evaluate_assertion(const Context& context, const Relation& relation) {
    std::vector<std::string> ids;
    std::vector<ParsedAssertion> assertions;
    for (const Assertion& text : relation.asserts) {
        auto parsed = parse_assertion(text.text);
        if (!parsed) {
            return std::nullopt;
        }
        assertions.push_back(std::move(parsed).value());
        collect_claims(assertions.back().left, ids);
        collect_claims(assertions.back().right, ids);
    }
    for (const Derivation& derivation : relation.derives) {
        const auto parsed = parse_expression(derivation.value);
        if (!parsed) {
            return std::nullopt;
        }
        collect_claims(*parsed, ids);
    }
    const bool names_cell = std::any_of(assertions.begin(), assertions.end(), [](const auto& a) {
        return has_cell(a.left) || has_cell(a.right);
    });
    if ((ids.empty() && !names_cell && !assertions.empty()) || !all_known(context, ids)) {
        return std::nullopt;
    }
    Finding finding;
    finding.outcome = assertions.empty() ? Outcome::derived : Outcome::ok;
    finding.kind = relation.kind;
    finding.relation = relation.id;
    finding.message = relation.text;
    for (const ParsedAssertion& assertion : assertions) {
        const auto judged = judge_assertion(context, assertion, relation.near);
        if (!judged) {
            return std::nullopt;
        }
        finding.outcome = worse(finding.outcome, judged->outcome);
        finding.message += (finding.message.empty() ? "" : "; ") + judged->words;
        if (judged->outcome == Outcome::conflict) {
            finding.minimal_sets.push_back(minimal_set(context, assertion));
        }
        if (finding.unit.empty()) {
            finding.unit = judged->unit;
            finding.bounds = judged->bounds;
            finding.printed = judged->printed;
        }
    }
    for (const Derivation& derivation : relation.derives) {
        if (!add_derivation(context, derivation, finding)) {
            return std::nullopt;
        }
    }
    ids.insert(ids.end(), relation.context.begin(), relation.context.end());
    finding.claims = claims_of(context, ids);
    const bool failed = finding.outcome == Outcome::conflict;
    finding.proposed = !failed ? Verdict::none
                       : relation.propose != Verdict::none
                           ? relation.propose
                           : propose_verdict(context, finding.claims, finding.kind);
    place_at_claims(context, finding);
    return finding;
}

} // namespace halflight::reason
