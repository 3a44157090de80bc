// SPDX-License-Identifier: Apache-2.0
// Expressions, assertions and conditions of relations.toml, parsed, evaluated on arbitrary
// intervals and read backwards.
#include "fuzz.hpp"

#include "expression.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace {

using namespace halflight;
using fuzz::require;

/// A fault stands inside the text it speaks of.
template <class T>
void check_fault(const Result<T>& result, std::string_view text) {
    require(result.ok() || result.fault().offset <= text.size(), "a fault lies in its text");
    require(result.ok() || !result.fault().message.empty(), "a fault says what is wrong");
}

const Unit& unit_number(std::size_t number) {
    static const std::array<Unit, 5> units{
        Unit{}, parse_unit("date").value(), parse_unit("percent").value(),
        parse_unit("months").value(), parse_unit("million USD").value()};
    return units[number % units.size()];
}

/// Operands of every shape and size, chosen by the letters of the name: "a" to "z" make an end
/// each.
Result<reason::Operand> operand(const reason::Node& node) {
    static constexpr std::array<double, 8> ends{0, 1, -1, 0.1, 19'000, -3e9, 1e300, 1e-300};
    const auto letter = [&](std::size_t at) {
        return at < node.name.size()
                   ? static_cast<std::size_t>(static_cast<unsigned char>(node.name[at]))
                   : at;
    };
    const double low = ends[letter(0) % ends.size()];
    const double high = ends[letter(1) % ends.size()];
    const Unit& unit = unit_number(letter(2) + static_cast<std::size_t>(node.op));
    switch (letter(0) / ends.size() % 6) {
    case 0:
        return Fault{"unknown", {}, node.offset};
    case 1:
        return reason::Operand{Interval::point(low), unit};
    case 2:
        return reason::Operand{Interval::more_than(low), unit};
    case 3:
        return reason::Operand{Interval::at_most(high), unit};
    case 4:
        return reason::Operand{Interval::all(), unit};
    default:
        return reason::Operand{
            {std::min(low, high), std::max(low, high) + 1, letter(1) % 2 == 0, letter(2) % 2 == 0},
            unit};
    }
}

void check_numbers(const std::vector<Interval>& values) {
    for (const Interval& value : values) {
        require(!std::isnan(value.lo) && !std::isnan(value.hi), "ends are numbers");
    }
}

void evaluate_and_contract(const reason::Expression& expression) {
    require(!expression.nodes.empty(), "an expression has a root");
    const auto value = reason::evaluate(expression, operand);
    if (!value) {
        return;
    }
    check_numbers(value->values);
    for (const Interval& target :
         {Interval::point(0), Interval::closed(0, 10), Interval::more_than(1), Interval::none()}) {
        const auto left = reason::contract(expression, *value, target);
        require(left.size() == expression.nodes.size(), "every node keeps an interval");
        check_numbers(left);
        for (std::size_t i = 0; i < left.size(); ++i) {
            require(left[i].empty() || value->values[i].contains(left[i]),
                    "contraction only narrows");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = halflight::fuzz::as_text(data, size);
    const auto expression = reason::parse_expression(text);
    check_fault(expression, text);
    if (expression) {
        evaluate_and_contract(*expression);
    }
    const auto assertion = reason::parse_assertion(text);
    check_fault(assertion, text);
    if (assertion) {
        evaluate_and_contract(assertion->left);
        evaluate_and_contract(assertion->right);
    }
    const auto condition = reason::parse_condition(text);
    check_fault(condition, text);
    require(!condition || std::isfinite(condition->value), "a condition compares with a number");
    return 0;
}
