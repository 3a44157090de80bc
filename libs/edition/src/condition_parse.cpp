// SPDX-License-Identifier: Apache-2.0
// The words of a condition. One pass over tokens, no recursion: any text is read in linear time.
#include "condition.hpp"
#include "condition_words.hpp"
#include "halflight/base/quantity.hpp"
#include "halflight/base/text.hpp"
#include "halflight/base/unit.hpp"
#include "report_number.hpp"

#include <fmt/format.h>

#include <cmath>

namespace halflight::edition {

namespace {

class Reader {
  public:
    explicit Reader(std::string_view text) : m_text(text), m_tokens(tokens_of(text)) {}

    Result<Condition> read() {
        Condition condition;
        condition.written = trim(m_text);
        do {
            Clause clause;
            if (!read_clause(clause)) {
                return m_fault;
            }
            condition.clauses.push_back(std::move(clause));
        } while (take("and"));
        if (!at_end()) {
            fail(fmt::format("'{}' is more than a condition wants", shorten(peek())),
                 "join conditions by 'and'");
            return m_fault;
        }
        return condition;
    }

  private:
    [[nodiscard]] bool at_end() const { return m_at >= m_tokens.size(); }
    [[nodiscard]] std::string_view peek() const { return at_end() ? "" : m_tokens[m_at].text; }
    [[nodiscard]] std::size_t offset() const {
        return at_end() ? m_text.size() : m_tokens[m_at].offset;
    }
    bool take(std::string_view word) {
        const bool is = !at_end() && peek() == word;
        m_at += is ? 1U : 0U;
        return is;
    }
    bool fail(std::string message, std::string hint) {
        m_fault = {std::move(message), std::move(hint), offset()};
        return false;
    }
    /// The text from a token up to the one that is read next.
    [[nodiscard]] std::string written_since(std::size_t token) const {
        if (token >= m_at) {
            return {};
        }
        const Token& last = m_tokens[m_at - 1];
        const std::size_t first = m_tokens[token].offset;
        return std::string(m_text.substr(first, last.offset + last.text.size() - first));
    }

    bool read_clause(Clause& clause) {
        clause.negated = take("not");
        if (const auto outcome = outcome_of(peek())) {
            return read_outcome(clause, *outcome);
        }
        clause.possibly = take("possibly");
        if (!read_ref(clause.ref)) {
            return false;
        }
        (void)take("is");
        clause.possibly = take("possibly") || clause.possibly;
        clause.negated = take("not") != clause.negated;
        const std::size_t first = m_at;
        const bool read = read_test(clause) && read_operands(clause);
        clause.predicate = written_since(first);
        return read;
    }

    bool read_outcome(Clause& clause, reason::Outcome outcome) {
        const std::size_t first = m_at++;
        clause.test = Test::outcome;
        clause.outcome = outcome;
        do {
            if (at_end()) {
                return fail("the condition ends where a relation should be named",
                            "for example: conflict RELATION");
            }
            clause.names.emplace_back(peek());
            ++m_at;
        } while (take(","));
        clause.predicate = written_since(first);
        return true;
    }

    bool read_ref(std::string& ref) {
        if (at_end()) {
            return fail("the condition ends where a number should be named",
                        "for example: REF more than 70 percent");
        }
        if (starts_number(peek()) || peek() == ",") {
            return fail(fmt::format("'{}' is no name of a published number", shorten(peek())),
                        "name the published number first: REF more than 70 percent");
        }
        ref = peek();
        ++m_at;
        return true;
    }

    bool read_test(Clause& clause) {
        for (const Phrase& phrase : test_phrases()) {
            const bool first = !at_end() && peek() == phrase.first;
            const bool second = phrase.second.empty() || (m_at + 1 < m_tokens.size() &&
                                                          m_tokens[m_at + 1].text == phrase.second);
            if (first && second) {
                m_at += phrase.second.empty() ? 1U : 2U;
                clause.test = phrase.test;
                return true;
            }
        }
        return unknown_test();
    }

    bool unknown_test() {
        if (at_end()) {
            return fail("the condition says nothing about its number",
                        "for example: REF more than 70 percent");
        }
        const std::string one(peek());
        const std::string two =
            m_at + 1 < m_tokens.size() ? fmt::format("{} {}", one, m_tokens[m_at + 1].text) : one;
        const auto near = nearest_test(one, two);
        return fail(fmt::format("unknown condition '{}'", shorten(one)),
                    near ? fmt::format("did you mean '{}'?", *near)
                         : "conditions are more than, less than, at least, at most, about, "
                           "between, equals, rose from, fell from, largest of, smallest of, "
                           "overlaps, apart from, before, after, missing, disputed");
    }

    bool read_operands(Clause& clause) {
        switch (clause.test) {
        case Test::missing:
        case Test::disputed:
            return true;
        case Test::between:
            return read_between(clause);
        case Test::largest_of:
        case Test::smallest_of:
            return read_list(clause);
        case Test::rose_from:
        case Test::fell_from:
        case Test::overlaps:
        case Test::apart_from:
            return read_ref(clause.operands.emplace_back().ref);
        case Test::before:
        case Test::after:
            return read_date(clause.operands.emplace_back());
        case Test::about:
            return read_about(clause.operands.emplace_back());
        default:
            return read_operand(clause.operands.emplace_back(), clause.test == Test::equals);
        }
    }

    bool read_list(Clause& clause) {
        do {
            if (!read_ref(clause.operands.emplace_back().ref)) {
                return false;
            }
        } while (take(","));
        return true;
    }

    bool read_between(Clause& clause) {
        Operand low;
        Operand high;
        const std::size_t first = m_at;
        if (!read_operand(low, false)) {
            return false;
        }
        if (!take("and")) {
            return fail("'between' wants two numbers", "for example: between 10 and 20 percent");
        }
        if (!read_operand(high, false)) {
            return false;
        }
        low.unit = low.unit.empty() && low.ref.empty() ? high.unit : low.unit;
        if (is_reversed(low, high)) {
            const std::string written = written_since(first);
            m_at = first;
            return fail(fmt::format("the range '{}' ends before it begins", shorten(written)),
                        "write the smaller number first");
        }
        clause.operands = {std::move(low), std::move(high)};
        return true;
    }

    /// Of two numbers of the text in units that compare.
    static bool is_reversed(const Operand& low, const Operand& high) {
        const Unit from = unit_or_label(low.unit);
        const Unit to = unit_or_label(high.unit);
        if (!low.ref.empty() || !high.ref.empty() || !convertible(from, to)) {
            return false;
        }
        const double first = to_base(low.value.lo, from);
        const double second = to_base(high.value.lo, to);
        return first - second > 1e-12 * std::abs(second); // less is the rounding of a conversion
    }

    bool read_about(Operand& operand) {
        if (at_end() || !starts_number(peek()) || peek().front() == '~') {
            return fail("'about' wants a number", "for example: about 32,000 persons");
        }
        const std::string rounded = "~" + std::string(peek());
        return read_number(operand, rounded, true) && read_unit(operand);
    }

    bool read_date(Operand& operand) {
        const auto period = parse_period(peek());
        if (!period || period->open_start() || period->open_end()) {
            return fail(fmt::format("'{}' is no date", shorten(peek())),
                        "for example: before 2020-03-26, after 2019");
        }
        operand.written = peek();
        operand.unit = "date";
        operand.value = Interval::closed(period->first.days, period->end.days - 1);
        ++m_at;
        return true;
    }

    /// A number of the text with its unit, a published number, or a multiple of one.
    bool read_operand(Operand& operand, bool as_printed) {
        const std::size_t first = m_at;
        if (at_end() || !starts_number(peek())) {
            const bool read = read_ref(operand.ref);
            operand.written = written_since(first);
            return read;
        }
        const std::string number(peek());
        if (!read_number(operand, number, as_printed)) {
            return false;
        }
        const bool read = is_multiple() ? read_multiple(operand, number) : read_unit(operand);
        operand.written = written_since(first);
        return read;
    }

    [[nodiscard]] bool is_multiple() const {
        const bool share =
            m_at + 1 < m_tokens.size() && peek() == "percent" && m_tokens[m_at + 1].text == "of";
        return share || peek() == "times";
    }

    /// "2 times REF", "20 percent of REF".
    bool read_multiple(Operand& operand, const std::string& number) {
        const bool share = peek() == "percent";
        m_at += share ? 2U : 1U;
        const auto factor = parse_quantity(number);
        operand.factor = factor->low / (share ? 100 : 1);
        return read_ref(operand.ref);
    }

    bool read_number(Operand& operand, const std::string& text, bool as_printed) {
        const auto quantity = parse_quantity(text);
        if (!quantity || quantity->is_missing()) {
            return fail(fmt::format("'{}' is no number", shorten(text)),
                        quantity ? "" : quantity.fault().hint);
        }
        operand.value = as_printed ? quantity->bounds : Interval::point(quantity->low);
        operand.written = peek();
        ++m_at;
        return true;
    }

    /// Words up to "and" or the end.
    bool read_unit(Operand& operand) {
        const std::size_t first = m_at;
        while (!at_end() && peek() != "and") {
            ++m_at;
        }
        operand.unit = written_since(first);
        if (operand.unit.empty()) {
            return true;
        }
        const auto unit = parse_unit(operand.unit);
        if (!unit) {
            m_at = first;
            return fail(unit.fault().message, unit.fault().hint);
        }
        operand.written += ' ' + operand.unit;
        return true;
    }

    std::string_view m_text;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    Fault m_fault;
};

} // namespace

Result<Condition> parse_condition(std::string_view text) {
    return Reader(text).read();
}

std::vector<std::string> references(const Condition& condition) {
    std::vector<std::string> refs;
    for (const Clause& clause : condition.clauses) {
        if (!clause.ref.empty()) {
            refs.push_back(clause.ref);
        }
        for (const Operand& operand : clause.operands) {
            if (!operand.ref.empty()) {
                refs.push_back(operand.ref);
            }
        }
    }
    return refs;
}

} // namespace halflight::edition
