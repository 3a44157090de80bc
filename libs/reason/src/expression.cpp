// SPDX-License-Identifier: Apache-2.0
#include "expression.hpp"

#include "quotient.hpp"

#include "halflight/base/date.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::reason {
namespace {

Fault disagreement(const Node& node, const Unit& a, const Unit& b) {
    return Fault{"units do not agree: " + dimension_name(a) + " and " + dimension_name(b),
                 "multiply or divide by what lies between them, or use one unit on both sides",
                 node.offset};
}

Date day_of(double days) noexcept {
    return Date{static_cast<std::int32_t>(std::lround(days))};
}

/// A date some months later; months are whole numbers at both ends of the interval.
Interval months_later(const Interval& date, const Interval& months) {
    if (!date.bounded() || !months.bounded() || std::abs(months.lo) > 1e5 ||
        std::abs(months.hi) > 1e5) {
        return Interval::all();
    }
    const Date first = add_months(day_of(date.lo), static_cast<int>(std::ceil(months.lo)));
    const Date last = add_months(day_of(date.hi), static_cast<int>(std::floor(months.hi)));
    return Interval::closed(first.days, std::max(first.days, last.days));
}

Interval least(const Interval& a, const Interval& b) noexcept {
    const bool a_low = a.lo < b.lo || (a.lo == b.lo && !a.lo_open);
    const bool a_high = a.hi < b.hi || (a.hi == b.hi && a.hi_open);
    return {a_low ? a.lo : b.lo, a_high ? a.hi : b.hi, a_low ? a.lo_open : b.lo_open,
            a_high ? a.hi_open : b.hi_open};
}

Interval greatest(const Interval& a, const Interval& b) noexcept {
    return -least(-a, -b);
}

Interval apply(Op op, const Interval& a, const Interval& b) {
    switch (op) {
    case Op::add:
    case Op::sum:
        return a + b;
    case Op::subtract:
        return a - b;
    case Op::multiply:
        return a * b;
    case Op::divide:
        return a / b;
    case Op::months:
        return months_later(a, b);
    case Op::min:
        return least(a, b);
    default:
        return greatest(a, b);
    }
}

/// A date less a date is a number of days.
Unit difference_unit(const Unit& a, const Unit& b) {
    if (!a.is_date() || !b.is_date()) {
        return a;
    }
    auto day = parse_unit("days");
    return day ? std::move(day).value() : Unit{};
}

/// A date some months later is a date. A count without unit may stand for months.
Result<Unit> later_unit(const Node& node, const Unit& date, const Unit& count) {
    static const Unit month = parse_unit("months").value();
    if (date.is_date() && (count.dimensionless() || count.same_dimension(month))) {
        return date;
    }
    return Fault{"months needs a date and a number of months, not " + dimension_name(date) +
                     " and " + dimension_name(count),
                 "for example months(start(K007), 12)", node.offset};
}

Result<Unit> unit_of(const Node& node, const Unit& a, const Unit& b) {
    switch (node.op) {
    case Op::multiply:
        return multiply(a, b);
    case Op::divide:
        return divide(a, b);
    case Op::months:
        return later_unit(node, a, b);
    default:
        if (!a.same_dimension(b)) {
            return disagreement(node, a, b);
        }
        return node.op == Op::subtract ? difference_unit(a, b) : a;
    }
}

/// Children of a node, folded from the left for functions of many arguments.
Result<Operand> combine(const Node& node, const Evaluation& so_far) {
    Operand result{so_far.values[node.args[0]], so_far.units[node.args[0]]};
    if (node.op == Op::negate) {
        result.value = -result.value;
        return result;
    }
    for (std::size_t i = 1; i < node.args.size(); ++i) {
        const auto unit = unit_of(node, result.unit, so_far.units[node.args[i]]);
        if (!unit) {
            return unit.fault();
        }
        Interval value = apply(node.op, result.value, so_far.values[node.args[i]]);
        if (node.op == Op::subtract && result.unit.is_date()) {
            value = to_base(value, *unit); // a difference of dates counts days
        }
        result = {value, *unit};
    }
    return result;
}

/// What the operands of a two-sided operation can still be when its result lies in `result`.
std::pair<Interval, Interval> invert(Op op, const Interval& a, const Interval& b,
                                     const Interval& result) {
    switch (op) {
    case Op::add:
        return {result - b, result - a};
    case Op::subtract:
        return {result + b, a - result};
    case Op::multiply:
        return {other_factor(result, b), other_factor(result, a)};
    case Op::divide:
        return {result * b, other_factor(a, result)};
    default:
        return {Interval::all(), Interval::all()};
    }
}

} // namespace

Result<Evaluation> evaluate(const Expression& expression, const Resolver& resolve) {
    Evaluation result;
    result.values.reserve(expression.nodes.size());
    result.units.reserve(expression.nodes.size());
    for (const Node& node : expression.nodes) {
        const bool leaf = node.args.empty();
        auto operand = node.op == Op::number
                           ? Result<Operand>(Operand{Interval::point(node.number), node.unit})
                       : leaf ? resolve(node)
                              : combine(node, result);
        if (!operand) {
            return operand.fault();
        }
        result.values.push_back(operand->value);
        result.units.push_back(operand->unit);
    }
    return result;
}

std::vector<Interval> contract(const Expression& expression, const Evaluation& forward,
                               const Interval& target) {
    std::vector<Interval> left = forward.values;
    left.back() = intersect(left.back(), target);
    for (std::size_t i = expression.nodes.size(); i-- > 0;) {
        const Node& node = expression.nodes[i];
        if (node.op == Op::negate) {
            left[node.args[0]] = intersect(left[node.args[0]], -left[i]);
        } else if (node.args.size() == 2) {
            const bool dates = node.op == Op::subtract && forward.units[node.args[0]].is_date();
            const Interval result = dates ? from_base(left[i], forward.units[i])
                                          : left[i]; // differences of dates count days
            const auto [a, b] =
                invert(node.op, forward.values[node.args[0]], forward.values[node.args[1]], result);
            left[node.args[0]] = intersect(left[node.args[0]], a);
            left[node.args[1]] = intersect(left[node.args[1]], b);
        }
    }
    return left;
}

} // namespace halflight::reason
