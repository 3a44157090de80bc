// SPDX-License-Identifier: Apache-2.0
#include "expression.hpp"

#include "halflight/base/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace halflight::reason {
namespace {

constexpr std::size_t max_depth = 200;
constexpr std::size_t max_length = 20'000;

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Recursive descent over  expr := term {(+|-) term},  term := unary {(*|/) unary},  unary := [-]
/// primary. A claim id may hold '-' and '.', so a minus sign between operands needs a blank before
/// or after it.
class Parser {
  public:
    explicit Parser(std::string_view text, std::size_t base = 0) : m_text(text), m_base(base) {
        m_result.text = std::string(text);
    }

    Result<Expression> parse() {
        if (m_text.size() > max_length) {
            return Fault{"the expression is too long", "split it into several relations", m_base};
        }
        if (!expression()) {
            return *m_fault;
        }
        skip_space();
        if (m_at < m_text.size()) {
            return Fault{"unexpected '" + shorten(m_text.substr(m_at), 12) +
                             "' after the expression",
                         "an operator + - * / or the end is expected here", m_base + m_at};
        }
        return std::move(m_result);
    }

  private:
    using NodeId = std::optional<std::uint32_t>;

    NodeId expression() {
        if (++m_depth > max_depth) {
            return fail("parentheses are nested too deeply", "simplify the expression");
        }
        NodeId left = term();
        while (left && (skip_space(), peek() == '+' || peek() == '-')) {
            const Op op = peek() == '+' ? Op::add : Op::subtract;
            left = binary(op, *left, &Parser::term);
        }
        --m_depth;
        return left;
    }

    NodeId term() {
        NodeId left = unary();
        while (left && (skip_space(), peek() == '*' || peek() == '/')) {
            const Op op = peek() == '*' ? Op::multiply : Op::divide;
            left = binary(op, *left, &Parser::unary);
        }
        return left;
    }

    NodeId binary(Op op, std::uint32_t left, NodeId (Parser::*operand)()) {
        const std::size_t offset = m_at++;
        const NodeId right = (this->*operand)();
        return right ? add({op, 0, {}, {}, m_base + offset, {left, *right}}) : std::nullopt;
    }

    NodeId unary() {
        skip_space();
        if (peek() != '-') {
            return primary();
        }
        if (++m_depth > max_depth) {
            return fail("too many signs in a row", "simplify the expression");
        }
        const std::size_t offset = m_at++;
        const NodeId inner = unary();
        --m_depth;
        return inner ? add({Op::negate, 0, {}, {}, m_base + offset, {*inner}}) : std::nullopt;
    }

    NodeId primary() {
        skip_space();
        const char c = peek();
        if (c == '(') {
            return parenthesis();
        }
        if (c == '{') {
            return cell();
        }
        if (is_digit(c) || c == '.') {
            return number();
        }
        if (is_letter(c)) {
            return name();
        }
        return fail("a claim, a number, a cell or '(' is expected", "for example E006 / E005 - 1");
    }

    NodeId parenthesis() {
        ++m_at;
        const NodeId inner = expression();
        return inner && close(')') ? inner : std::nullopt;
    }

    NodeId cell() {
        const std::size_t from = ++m_at;
        const std::size_t to = m_text.find('}', from);
        if (to == std::string_view::npos) {
            --m_at;
            return fail("'{' is not closed", "write {indicator:area:counterpart:dims@period}");
        }
        m_at = to + 1;
        const std::string_view name = trim(m_text.substr(from, to - from));
        return add({Op::cell, 0, {}, std::string(name), m_base + from, {}});
    }

    NodeId number() {
        double value = 0;
        const char* first = m_text.data() + m_at;
        const char* last = m_text.data() + m_text.size();
        const auto [end, error] = std::from_chars(first, last, value);
        if (error != std::errc{} || !std::isfinite(value) || std::abs(value) > 1e300) {
            return fail("this number cannot be represented", "write a plain decimal number");
        }
        const std::size_t offset = m_at;
        m_at += static_cast<std::size_t>(end - first);
        Node node{Op::number, value, {}, {}, m_base + offset, {}};
        skip_space();
        if (peek() == '[' && !unit_in_brackets(node)) {
            return std::nullopt;
        }
        if (!std::isfinite(node.number)) {
            m_at = offset;
            return fail("this number cannot be represented", "write it in a smaller unit");
        }
        return add(std::move(node));
    }

    bool unit_in_brackets(Node& node) {
        const std::size_t from = ++m_at;
        const std::size_t to = m_text.find(']', from);
        if (to == std::string_view::npos) {
            fail("'[' is not closed", "write a unit in brackets: 12[months]");
            return false;
        }
        const auto unit = parse_unit(m_text.substr(from, to - from));
        if (!unit) {
            m_fault =
                Fault{unit.fault().message, unit.fault().hint, m_base + from + unit.fault().offset};
            return false;
        }
        node.unit = *unit;
        node.number = to_base(node.number, *unit);
        m_at = to + 1;
        return true;
    }

    NodeId name() {
        const std::size_t from = m_at;
        while (m_at < m_text.size() && id_character(m_at)) {
            ++m_at;
        }
        const std::string_view word = m_text.substr(from, m_at - from);
        skip_space();
        if (peek() == '(') {
            return call(word, from);
        }
        return add({Op::claim, 0, {}, std::string(word), m_base + from, {}});
    }

    /// '-' and '.' belong to an id only when a letter or digit follows at once.
    [[nodiscard]] bool id_character(std::size_t at) const noexcept {
        const char c = m_text[at];
        if (is_letter(c) || is_digit(c) || c == '_') {
            return true;
        }
        const bool more =
            at + 1 < m_text.size() && (is_letter(m_text[at + 1]) || is_digit(m_text[at + 1]));
        return (c == '-' || c == '.') && more;
    }

    NodeId call(std::string_view function, std::size_t offset) {
        if (function == "start" || function == "end") {
            return claim_date(function == "start" ? Op::start : Op::end);
        }
        static constexpr std::array<std::pair<std::string_view, Op>, 4> table{
            {{"months", Op::months}, {"sum", Op::sum}, {"min", Op::min}, {"max", Op::max}}};
        for (const auto& [word, op] : table) {
            if (word == function) {
                return arguments(op, offset);
            }
        }
        m_at = offset;
        return fail("unknown function '" + shorten(function, 20) + "'",
                    "there are start, end, months, sum, min and max");
    }

    NodeId claim_date(Op op) {
        ++m_at;
        skip_space();
        const std::size_t from = m_at;
        while (m_at < m_text.size() && id_character(m_at)) {
            ++m_at;
        }
        if (m_at == from) {
            return fail("a claim's id is expected", "for example start(K007)");
        }
        Node node{op, 0, {}, std::string(m_text.substr(from, m_at - from)), m_base + from, {}};
        return close(')') ? add(std::move(node)) : std::nullopt;
    }

    NodeId arguments(Op op, std::size_t offset) {
        Node node{op, 0, {}, {}, m_base + offset, {}};
        do {
            ++m_at;
            const NodeId argument = expression();
            if (!argument) {
                return std::nullopt;
            }
            node.args.push_back(*argument);
            skip_space();
        } while (peek() == ',');
        if (!close(')')) {
            return std::nullopt;
        }
        if (op == Op::months && node.args.size() != 2) {
            m_at = offset;
            return fail("months needs a date and a number of months",
                        "for example months(start(K007), K007)");
        }
        return add(std::move(node));
    }

    bool close(char bracket) {
        skip_space();
        if (peek() != bracket) {
            fail(std::string("'") + bracket + "' is expected", "close every parenthesis");
            return false;
        }
        ++m_at;
        return true;
    }

    [[nodiscard]] char peek() const noexcept { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void skip_space() noexcept {
        while (m_at < m_text.size() && is_space(m_text[m_at])) {
            ++m_at;
        }
    }
    NodeId add(Node node) {
        m_result.nodes.push_back(std::move(node));
        return m_result.root();
    }
    std::nullopt_t fail(std::string message, std::string hint) {
        if (!m_fault) {
            m_fault = Fault{std::move(message), std::move(hint), m_base + m_at};
        }
        return std::nullopt;
    }

    std::string_view m_text;
    std::size_t m_base;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
    Expression m_result;
    std::optional<Fault> m_fault;
};

struct FoundComparison {
    Comparison comparison;
    std::size_t at;
    std::size_t length;
};

std::optional<FoundComparison> find_comparison(std::string_view text) {
    std::size_t at = text.find_first_of("{=<>");
    while (at != std::string_view::npos && text[at] == '{') { // the dims of a cell hold '='
        const std::size_t end = text.find('}', at);
        at = end == std::string_view::npos ? text.find_first_of("=<>", at)
                                           : text.find_first_of("{=<>", end);
    }
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const bool with_equal = text[at] != '=' && at + 1 < text.size() && text[at + 1] == '=';
    switch (text[at]) {
    case '<':
        return FoundComparison{with_equal ? Comparison::less_equal : Comparison::less, at,
                               with_equal ? 2U : 1U};
    case '>':
        return FoundComparison{with_equal ? Comparison::greater_equal : Comparison::greater, at,
                               with_equal ? 2U : 1U};
    default:
        return FoundComparison{Comparison::equal, at, 1};
    }
}

} // namespace

std::string_view to_string(Comparison comparison) noexcept {
    static constexpr std::array<std::string_view, 5> names{"=", "<", "<=", ">", ">="};
    return names[static_cast<std::size_t>(comparison)];
}

Result<Expression> parse_expression(std::string_view text) {
    return Parser(text).parse();
}

Result<ParsedAssertion> parse_assertion(std::string_view text) {
    const auto found = find_comparison(text);
    if (!found) {
        return Fault{"a comparison is expected",
                     "write LEFT = RIGHT, or one of < <= > >=", text.size()};
    }
    const std::size_t after = found->at + found->length;
    if (const auto second = find_comparison(text.substr(after))) {
        return Fault{"only one comparison is allowed", "write two assertions", after + second->at};
    }
    auto left = Parser(text.substr(0, found->at)).parse();
    if (!left) {
        return left.fault();
    }
    auto right = Parser(text.substr(after), after).parse();
    if (!right) {
        return right.fault();
    }
    return ParsedAssertion{std::move(left).value(), std::move(right).value(), found->comparison};
}

Result<Condition> parse_condition(std::string_view text) {
    const auto found = find_comparison(text);
    if (!found || !trim(text.substr(0, found->at)).empty()) {
        return Fault{"a condition starts with a comparison", "for example \"> 0\"", 0};
    }
    const std::size_t after = found->at + found->length;
    const std::string_view number = trim(text.substr(after));
    Condition condition{found->comparison, 0};
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), condition.value);
    if (error != std::errc{} || end != number.data() + number.size() ||
        !std::isfinite(condition.value)) {
        return Fault{"a number is expected after the comparison", "for example \"> 0\"", after};
    }
    return condition;
}

} // namespace halflight::reason
