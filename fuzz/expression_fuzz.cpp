// SPDX-License-Identifier: Apache-2.0
// Expressions, assertions and conditions of relations.toml, parsed and evaluated with arbitrary
// operands.
#include "fuzz.hpp"

#include "expression.hpp"

namespace {

using namespace halflight;
using fuzz::require;

/// A fault stands inside the text it speaks of.
template <class T>
void check_fault(const Result<T>& result, std::string_view text) {
    require(result.ok() || result.fault().offset <= text.size(), "a fault lies in its text");
    require(result.ok() || !result.fault().message.empty(), "a fault says what is wrong");
}

/// Operands of many shapes, chosen by the name.
Result<reason::Operand> operand(const reason::Node& node) {
    const std::size_t kind = node.name.size() + static_cast<std::size_t>(node.op);
    const Unit unit = kind % 5 == 0   ? parse_unit("date").value()
                      : kind % 5 == 1 ? parse_unit("percent").value()
                                      : Unit{};
    switch (kind % 4) {
    case 0:
        return reason::Operand{Interval::point(static_cast<double>(kind)), unit};
    case 1:
        return reason::Operand{Interval::closed(-1, static_cast<double>(kind)), unit};
    case 2:
        return reason::Operand{Interval::more_than(0), unit};
    default:
        return Fault{"unknown", {}, node.offset};
    }
}

void evaluate_and_contract(const reason::Expression& expression) {
    const auto value = reason::evaluate(expression, operand);
    if (value) {
        const auto left = reason::contract(expression, *value, Interval::closed(0, 10));
        require(left.size() == expression.nodes.size(), "every node keeps an interval");
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
    check_fault(reason::parse_condition(text), text);
    return 0;
}
