// SPDX-License-Identifier: Apache-2.0
#include "resolve.hpp"

#include <algorithm>

namespace halflight::reason {
namespace {

const Unit& date_unit() {
    static const Unit unit = parse_unit("date").value();
    return unit;
}

Result<Operand> claim_value(const Context& context, const Node& node, Reading reading,
                            const std::vector<ledger::ClaimIndex>& relaxed) {
    const auto index = context.find(node.name);
    if (!index) {
        return Fault{"no claim '" + node.name + "' is known", {}, node.offset};
    }
    const ledger::Claim& claim = context.claim(*index);
    if (!claim.has_value()) {
        return Fault{"claim '" + node.name + "' has no value", {}, node.offset};
    }
    const Unit& unit = context.unit(claim.series);
    Interval value = reading == Reading::printed ? printed(claim) : claim.bounds;
    if (context.ledger.indicator_of(context.ledger.series()[claim.series]).share_of) {
        value = intersect(
            value, from_base(Interval::closed(0, 1), unit)); // a part is no more than its whole
    }
    if (std::find(relaxed.begin(), relaxed.end(), *index) != relaxed.end()) {
        const bool nonnegative =
            context.ledger.indicator_of(context.ledger.series()[claim.series]).nonnegative;
        value = nonnegative ? Interval::at_least(0) : Interval::all();
    }
    return Operand{to_base(value, unit), unit};
}

Result<Operand> claim_date(const Context& context, const Node& node,
                           const std::vector<ledger::ClaimIndex>& relaxed) {
    const auto index = context.find(node.name);
    if (!index || std::find(relaxed.begin(), relaxed.end(), *index) != relaxed.end()) {
        return Fault{"no claim '" + node.name + "' is known", {}, node.offset};
    }
    const Period& period = context.claim(*index).period;
    const bool open = node.op == Op::start ? period.open_start() : period.open_end();
    if (open) {
        return Fault{"the period of '" + node.name + "' is open at that end", {}, node.offset};
    }
    const int day = node.op == Op::start ? period.first.days : period.end.days - 1;
    return Operand{Interval::point(day), date_unit()};
}

Result<Operand> cell_value(const Context& context, const Node& node) {
    const auto at = node.name.rfind('@');
    if (at == std::string::npos) {
        return Fault{"a cell needs a period", "write {key@2024-Q3}", node.offset};
    }
    const auto key =
        ledger::parse_series_key(std::string_view(node.name).substr(0, at), context.ledger);
    const auto period = parse_period(std::string_view(node.name).substr(at + 1));
    if (key && period && context.system == nullptr) { // code lists may imply the series later
        const Unit& unit = context.ledger.unit_of(*key);
        return Operand{Interval::all(), unit};
    }
    const auto series = key ? context.ledger.find_series(*key) : std::nullopt;
    if (!series || !period) {
        return Fault{"no series or period '" + node.name + "'",
                     "write {indicator:area:counterpart:dims@period}", node.offset};
    }
    const CellIndex* cell = context.system->find_cell(*series, *period);
    const Interval bounds = cell != nullptr ? context.solution->bounds[*cell] : Interval::all();
    return Operand{to_base(bounds, context.unit(*series)), context.unit(*series)};
}

} // namespace

Resolver resolver(const Context& context, Reading reading,
                  const std::vector<ledger::ClaimIndex>& relaxed) {
    return [&context, reading, relaxed](const Node& node) -> Result<Operand> {
        switch (node.op) {
        case Op::claim:
            return claim_value(context, node, reading, relaxed);
        case Op::cell:
            return cell_value(context, node);
        default:
            return claim_date(context, node, relaxed);
        }
    };
}

void collect_claims(const Expression& expression, std::vector<std::string>& ids) {
    for (const Node& node : expression.nodes) {
        const bool names_claim = node.op == Op::claim || node.op == Op::start || node.op == Op::end;
        if (names_claim && std::find(ids.begin(), ids.end(), node.name) == ids.end()) {
            ids.push_back(node.name);
        }
    }
}

std::string display_unit(const Context& context, const Expression& expression, const Unit& unit) {
    const Node& root = expression.nodes.back();
    if (root.op == Op::claim) {
        if (const auto index = context.find(root.name)) {
            return std::string(context.ledger.text(context.claim(*index).unit));
        }
    }
    if (unit.dimensionless()) {
        const bool percent =
            std::any_of(expression.nodes.begin(), expression.nodes.end(), [&](const Node& node) {
                const auto index = node.op == Op::claim ? context.find(node.name) : std::nullopt;
                return index && context.unit(context.claim(*index).series).denominator == 100;
            });
        // "persons per permits" is a plain number to a reader.
        return percent                                        ? "percent"
               : unit.label.find("per ") == std::string::npos ? unit.label
                                                              : std::string{};
    }
    return dimension_name(unit);
}

} // namespace halflight::reason
