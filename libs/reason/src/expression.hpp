// SPDX-License-Identifier: Apache-2.0
// Expressions of relations.toml: parsed once, evaluated on intervals, and read backwards to see
// what they leave of each claim.
#pragma once

#include "halflight/base/error.hpp"
#include "halflight/base/interval.hpp"
#include "halflight/base/unit.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::reason {

enum class Op : std::uint8_t {
    number,
    claim,
    cell,
    start,
    end,
    add,
    subtract,
    multiply,
    divide,
    negate,
    months,
    sum,
    min,
    max
};

/// One node; children come before their parent in `Expression::nodes`.
struct Node {
    Op op = Op::number;
    double number = 0;               ///< op number, in base units
    Unit unit;                       ///< op number
    std::string name;                ///< claim id, or "key@period" of a cell
    std::size_t offset = 0;          ///< byte offset in the text
    std::vector<std::uint32_t> args; ///< children
};

struct Expression {
    std::string text;
    std::vector<Node> nodes; ///< the last is the root
    [[nodiscard]] std::uint32_t root() const noexcept {
        return static_cast<std::uint32_t>(nodes.size() - 1);
    }
};

enum class Comparison : std::uint8_t { equal, less, less_equal, greater, greater_equal };
[[nodiscard]] std::string_view to_string(Comparison comparison) noexcept;

/// One tree holds both sides, so that a claim on either side is one variable.
struct ParsedAssertion {
    Expression left;
    Expression right;
    Comparison comparison = Comparison::equal;
};

[[nodiscard]] Result<Expression> parse_expression(std::string_view text);
[[nodiscard]] Result<ParsedAssertion> parse_assertion(std::string_view text);

/// "> 0", "<= 2.5": a comparison with a constant.
struct Condition {
    Comparison comparison = Comparison::greater;
    double value = 0;
};
[[nodiscard]] Result<Condition> parse_condition(std::string_view text);

/// What a name in an expression stands for: an interval in base units, and its unit.
struct Operand {
    Interval value;
    Unit unit;
};
/// Answers for claim, cell, start and end nodes; a fault's message says what is missing.
using Resolver = std::function<Result<Operand>(const Node&)>;

/// Values of all nodes in base units, and the unit of the root.
struct Evaluation {
    std::vector<Interval> values;
    std::vector<Unit> units;
    [[nodiscard]] const Interval& value() const { return values.back(); }
    [[nodiscard]] const Unit& unit() const { return units.back(); }
};
/// Bottom up. Adding what has other dimensions is a fault at the operator's offset.
[[nodiscard]] Result<Evaluation> evaluate(const Expression& expression, const Resolver& resolve);

/// Top down (HC4-revise; Benhamou et al. 1999): what each node can still be when the root must lie
/// in `target`.
[[nodiscard]] std::vector<Interval> contract(const Expression& expression,
                                             const Evaluation& forward, const Interval& target);

} // namespace halflight::reason
