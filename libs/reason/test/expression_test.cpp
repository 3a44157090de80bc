// SPDX-License-Identifier: Apache-2.0
#include "expression.hpp"

#include "world.hpp"

#include <gtest/gtest.h>

#include <map>

namespace halflight::reason {
namespace {

using test::must;

/// Names with their values in base units. Dates are days since 1970.
class Names {
  public:
    Names& add(const std::string& name, const Interval& value, const std::string& unit = "ratio") {
        m_known[name] = {value, must(parse_unit(unit))};
        return *this;
    }
    [[nodiscard]] Resolver resolver() const {
        return [this](const Node& node) -> Result<Operand> {
            const std::string name = node.op == Op::start ? "start of " + node.name
                                     : node.op == Op::end ? "end of " + node.name
                                                          : node.name;
            const auto found = m_known.find(name);
            if (found == m_known.end()) {
                return Fault{"no claim '" + name + "'", {}, node.offset};
            }
            return found->second;
        };
    }

  private:
    std::map<std::string, Operand> m_known;
};

Interval value_of(std::string_view text, const Names& names = {}) {
    return must(evaluate(must(parse_expression(text)), names.resolver())).value();
}

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    for (const Node& node : must(parse_expression(text)).nodes) {
        if (!node.name.empty()) {
            names.push_back(node.name);
        }
    }
    return names;
}

double day(std::string_view text) {
    return must(parse_date(text)).days;
}

TEST(Expression, BindsProductsBeforeSums) {
    const std::pair<const char*, double> cases[] = {
        {"1 + 2 * 3", 7},      {"(1 + 2) * 3", 9}, {"10 - 4 - 3", 3}, {"100 / 10 / 5", 2},
        {"2 * 3 + 4 * 5", 26}, {"-2 * 3", -6},     {"2 * -3", -6},    {"- (1 + 2)", -3},
        {"8 / 2 * 4", 16},     {"--2", 2},         {"1 - -1", 2},     {"2*(3+4)/7-1", 1},
        {" 1.5e2 ", 150},      {".5 * 4", 2},      {"1 -\n2\t+ 3", 2}};
    for (const auto& [text, value] : cases) {
        EXPECT_EQ(value_of(text), Interval::point(value)) << text;
    }
}

TEST(Expression, HyphenAndPointBelongToAnIdOnlyInsideIt) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(names_in("X-P11-builders"), (Words{"X-P11-builders"}));
    EXPECT_EQ(names_in("A.1 - B.2"), (Words{"A.1", "B.2"}));
    EXPECT_EQ(names_in("A - B"), (Words{"A", "B"}));
    EXPECT_EQ(names_in("A -B"), (Words{"A", "B"}));
    EXPECT_EQ(names_in("A- B"), (Words{"A", "B"}));
    EXPECT_EQ(names_in("A-B"), (Words{"A-B"}));
    EXPECT_EQ(names_in("A_1*2"), (Words{"A_1"}));
    EXPECT_EQ(names_in("K1-(K2)"), (Words{"K1", "K2"}));
}

TEST(Expression, NumbersCarryUnitsInBrackets) {
    const auto months = must(evaluate(must(parse_expression("2[years]")), Names{}.resolver()));
    EXPECT_EQ(months.value(), Interval::point(24));
    const auto money =
        must(evaluate(must(parse_expression("3 [ thousand USD ] + 1[USD]")), Names{}.resolver()));
    EXPECT_EQ(money.value(), Interval::point(3001));
    EXPECT_EQ(dimension_name(money.unit()), "USD");
    EXPECT_EQ(value_of("50[percent] * 8"), Interval::point(4));
}

TEST(Expression, UnitsMultiplyAndCancel) {
    Names names;
    names.add("pay", Interval::point(200), "USD per worker-month")
        .add("workers", Interval::point(30), "workers");
    const auto result =
        must(evaluate(must(parse_expression("workers * pay * 12[months]")), names.resolver()));
    EXPECT_EQ(result.value(), Interval::point(72000));
    EXPECT_EQ(dimension_name(result.unit()), "USD");
    EXPECT_TRUE(result.unit().same_dimension(must(parse_unit("USD"))));
}

TEST(Expression, SumsOfOtherUnitsAreFaultsAtTheOperator) {
    Names names;
    names.add("A", Interval::point(1), "USD").add("B", Interval::point(1), "t");
    for (const auto& [text, offset] : std::map<std::string, std::size_t>{
             {"A + B", 2}, {"A * 2 - B", 6}, {"2 * sum(A, B)", 4}, {"min(A, B)", 0}}) {
        const auto result = evaluate(must(parse_expression(text)), names.resolver());
        ASSERT_FALSE(result.ok()) << text;
        EXPECT_EQ(result.fault().message, "units do not agree: USD and t");
        EXPECT_EQ(result.fault().offset, offset) << text;
    }
}

TEST(Expression, UnknownNamesAreFaultsOfTheResolver) {
    const auto result = evaluate(must(parse_expression("1 + K9")), Names{}.resolver());
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.fault().message, "no claim 'K9'");
    EXPECT_EQ(result.fault().offset, 4U);
}

TEST(Expression, DatesGiveDaysAndMonths) {
    Names names;
    names.add("start of K1", Interval::point(day("2024-01-31")), "date")
        .add("end of K1", Interval::point(day("2024-03-31")), "date");
    EXPECT_EQ(value_of("months(start(K1), 1)", names), Interval::point(day("2024-02-29")));
    EXPECT_EQ(value_of("months( end( K1 ), 12[months])", names),
              Interval::point(day("2025-03-31")));
    EXPECT_EQ(value_of("months(start(K1), 1[years])", names), Interval::point(day("2025-01-31")));
    // 60 days, in months.
    const Interval apart = value_of("end(K1) - start(K1)", names);
    EXPECT_NEAR(apart.lo, 60 * 12 / 365.2425, 1e-12);
    const auto result =
        must(evaluate(must(parse_expression("end(K1) - start(K1)")), names.resolver()));
    EXPECT_TRUE(result.unit().same_dimension(must(parse_unit("months"))));
}

TEST(Expression, MonthsOfAnIntervalCoverItsWholeMonths) {
    Names names;
    names.add("D", Interval::closed(day("2024-01-15"), day("2024-01-20")), "date")
        .add("N", Interval::closed(1.5, 3.5), "months");
    EXPECT_EQ(value_of("months(D, N)", names),
              Interval::closed(day("2024-03-15"), day("2024-04-20")));
    names.add("open", Interval::at_least(0), "date");
    EXPECT_EQ(value_of("months(open, 1)", names), Interval::all());
}

TEST(Expression, MonthsNeedsADateAndANumberOfMonths) {
    Names names;
    names.add("M", Interval::point(5), "USD").add("D", Interval::point(0), "date");
    EXPECT_FALSE(evaluate(must(parse_expression("months(M, 1)")), names.resolver()).ok());
    EXPECT_FALSE(evaluate(must(parse_expression("months(D, M)")), names.resolver()).ok());
    EXPECT_FALSE(evaluate(must(parse_expression("months(D, D)")), names.resolver()).ok());
    EXPECT_TRUE(evaluate(must(parse_expression("months(D, 1)")), names.resolver()).ok());
}

TEST(Expression, FunctionsTakeManyArguments) {
    Names names;
    names.add("A", Interval::closed(1, 5))
        .add("B", Interval{2, 4, true, true})
        .add("C", Interval::closed(3, 9));
    EXPECT_EQ(value_of("sum(A, B, C)", names), (Interval{6, 18, true, true}));
    EXPECT_EQ(value_of("min(A, B, C)", names), (Interval{1, 4, false, true}));
    EXPECT_EQ(value_of("max(A, B, C)", names), Interval::closed(3, 9));
    EXPECT_EQ(value_of("max(A)", names), Interval::closed(1, 5));
    EXPECT_EQ(value_of("sum(1, (2), max(3, 4))"), Interval::point(7));
}

TEST(Expression, CellsKeepTheirTextWithoutBlanks) {
    const auto parsed = must(parse_expression("{ entries:RUS:PRK:purpose=study@2024-Q3 } / 2"));
    EXPECT_EQ(parsed.nodes[0].op, Op::cell);
    EXPECT_EQ(parsed.nodes[0].name, "entries:RUS:PRK:purpose=study@2024-Q3");
    Names names;
    names.add("x@2024", Interval::closed(4, 6));
    EXPECT_EQ(value_of("{x@2024} / 2", names), Interval::closed(2, 3));
}

TEST(Expression, FaultsHaveTheirOffset) {
    struct Case {
        const char* text;
        const char* message;
        std::size_t offset;
    };
    const Case cases[] = {
        {"", "a claim, a number, a cell or '(' is expected", 0},
        {"1 + ", "a claim, a number, a cell or '(' is expected", 4},
        {"1 + * 2", "a claim, a number, a cell or '(' is expected", 4},
        {"(1 + 2", "')' is expected", 6},
        {"1 2", "unexpected '2' after the expression", 2},
        {"A B", "unexpected 'B' after the expression", 2},
        {"(1))", "unexpected ')' after the expression", 3},
        {"12[mont]", "", 3},
        {"12[months", "'[' is not closed", 3},
        {"1 + {a:b", "'{' is not closed", 4},
        {"2 * mean(A)", "unknown function 'mean'", 4},
        {"start()", "a claim's id is expected", 6},
        {"end(A B)", "')' is expected", 6},
        {"1 + months(A)", "months needs a date and a number of months", 4},
        {"months(A, 1, 2)", "months needs a date and a number of months", 0},
        {"sum(A,)", "a claim, a number, a cell or '(' is expected", 6},
        {"1e400", "this number cannot be represented", 0},
        {"2 * .", "this number cannot be represented", 4},
        {"1e300[billion USD]", "this number cannot be represented", 0},
    };
    for (const Case& c : cases) {
        const auto parsed = parse_expression(c.text);
        ASSERT_FALSE(parsed.ok()) << c.text;
        if (*c.message != '\0') {
            EXPECT_EQ(parsed.fault().message, c.message) << c.text;
        }
        EXPECT_EQ(parsed.fault().offset, c.offset) << c.text;
    }
}

TEST(Expression, DepthAndLengthHaveALimit) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '(') + "1" + std::string(depth, ')');
    };
    EXPECT_TRUE(parse_expression(nested(150)).ok());
    EXPECT_EQ(parse_expression(nested(9'000)).fault().message, "parentheses are nested too deeply");
    EXPECT_TRUE(parse_expression(std::string(150, '-') + "1").ok());
    EXPECT_EQ(parse_expression(std::string(10'000, '-') + "1").fault().message,
              "too many signs in a row");
    std::string sum = "1";
    while (sum.size() < 19'990) {
        sum += "+1";
    }
    EXPECT_EQ(value_of(sum), Interval::point(static_cast<double>((sum.size() + 1) / 2)));
    EXPECT_EQ(parse_expression(sum + std::string(100, ' ')).fault().message,
              "the expression is too long");
}

TEST(Assertion, HasTwoSidesAndAComparison) {
    const std::pair<const char*, Comparison> cases[] = {{"A = B", Comparison::equal},
                                                        {"A < B", Comparison::less},
                                                        {"A <= B", Comparison::less_equal},
                                                        {"A > B", Comparison::greater},
                                                        {"A>=B", Comparison::greater_equal}};
    for (const auto& [text, comparison] : cases) {
        const auto parsed = must(parse_assertion(text));
        EXPECT_EQ(parsed.comparison, comparison) << text;
        EXPECT_EQ(parsed.left.nodes.back().name, "A") << text;
        EXPECT_EQ(parsed.right.nodes.back().name, "B") << text;
    }
    EXPECT_EQ(to_string(Comparison::less_equal), "<=");
}

TEST(Assertion, CellsMayHoldDims) {
    const auto parsed = must(parse_assertion(
        "{e:RUS:PRK:purpose=study@2024} <= {e:RUS:PRK:purpose=total;table=a@2024}"));
    EXPECT_EQ(parsed.comparison, Comparison::less_equal);
    EXPECT_EQ(parsed.left.nodes.back().name, "e:RUS:PRK:purpose=study@2024");
    EXPECT_EQ(parsed.right.nodes.back().name, "e:RUS:PRK:purpose=total;table=a@2024");
}

TEST(Assertion, FaultsCountFromTheStartOfTheText) {
    const std::pair<const char*, std::size_t> cases[] = {
        {"A + B", 5},   {"A = B = C", 6}, {"A <= ", 5}, {"= B", 0},
        {"A + = B", 4}, {"A = B + )", 8}, {"A == B", 3}};
    for (const auto& [text, offset] : cases) {
        const auto parsed = parse_assertion(text);
        ASSERT_FALSE(parsed.ok()) << text;
        EXPECT_EQ(parsed.fault().offset, offset) << text;
    }
}

TEST(Condition, ComparesWithAConstant) {
    const Condition condition = must(parse_condition(" <= -2.5 "));
    EXPECT_EQ(condition.comparison, Comparison::less_equal);
    EXPECT_EQ(condition.value, -2.5);
    for (const char* text : {"", "0", "> ", "> x", "> 1 2", "A > 0", "> 1e999", "> nan"}) {
        EXPECT_FALSE(parse_condition(text).ok()) << text;
    }
}

} // namespace
} // namespace halflight::reason
