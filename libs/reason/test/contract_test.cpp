// SPDX-License-Identifier: Apache-2.0
// Reading expressions backwards never loses a solution.
#include "expression.hpp"

#include "world.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::reason {
namespace {

using test::must;

constexpr std::array<const char*, 4> leaves{"A", "B", "C", "D"};

struct Sample {
    std::array<Interval, 4> domain;
    std::array<double, 4> value{};
};

std::string made_expression(int depth) {
    const int kind = *rc::gen::inRange(0, depth == 0 ? 2 : 8);
    const auto sub = [&] { return made_expression(depth - 1); };
    switch (kind) {
    case 0:
        return std::to_string(*rc::gen::inRange(0, 4));
    case 1:
        return leaves[*rc::gen::inRange<std::size_t>(0, leaves.size())];
    case 2:
        return "(" + sub() + " + " + sub() + ")";
    case 3:
        return "(" + sub() + " - " + sub() + ")";
    case 4:
        return "(" + sub() + " * " + sub() + ")";
    case 5:
        return "(" + sub() + " / " + sub() + ")";
    case 6:
        return "(-" + sub() + ")";
    default:
        return (*rc::gen::arbitrary<bool>() ? "min(" : "max(") + sub() + ", " + sub() + ")";
    }
}

/// Values inside their domains, zero also at one end. What is exact on both sides may be lost to
/// rounding: 1 + 1 / 3 - 1 is not 1 / 3.
Sample made_sample() {
    Sample sample;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        const int value = *rc::gen::inRange(-3, 4);
        double below = *rc::gen::inRange(0, 4);
        double above = *rc::gen::inRange(0, 4);
        if (value != 0 || below + above == 0.0) {
            below = std::max(below, 1e-6);
            above = std::max(above, 1e-6);
        }
        sample.domain[i] = Interval::closed(value - below, value + above);
        sample.value[i] = value;
    }
    return sample;
}

std::size_t leaf_number(const Node& node) {
    return static_cast<std::size_t>(std::ranges::find(leaves, node.name) - leaves.begin());
}

Resolver domains(const Sample& sample) {
    return [&sample](const Node& node) -> Result<Operand> {
        return Operand{sample.domain[leaf_number(node)], {}};
    };
}

Resolver values(const Sample& sample) {
    return [&sample](const Node& node) -> Result<Operand> {
        return Operand{Interval::point(sample.value[leaf_number(node)]), {}};
    };
}

/// Ends are rounded, so a value may lie a hair outside.
bool holds(const Interval& interval, double value) {
    const double slack = 1e-9 * std::max(1.0, std::abs(value));
    return !interval.empty() && interval.lo - slack <= value && value <= interval.hi + slack;
}

/// Contracts an expression to the value that a sample gives it.
void check(const Expression& expression, const Sample& sample) {
    const Evaluation exact = must(evaluate(expression, values(sample)));
    if (!std::ranges::all_of(exact.values, &Interval::is_point)) {
        return; // something was divided by zero
    }
    const double result = exact.value().lo;
    const double slack =
        result == 0.0 ? 0.0 : 1e-9 * std::max(1.0, std::abs(result)); // for rounding
    const Evaluation forward = must(evaluate(expression, domains(sample)));
    const auto left =
        contract(expression, forward, Interval::closed(result - slack, result + slack));
    for (std::size_t i = 0; i < left.size(); ++i) {
        RC_LOG() << expression.text << ": " << to_string(left[i]) << " for " << exact.values[i].lo
                 << '\n';
        RC_ASSERT(holds(forward.values[i], exact.values[i].lo));
        RC_ASSERT((expression.nodes[i].op != Op::claim || holds(left[i], exact.values[i].lo)));
    }
}

TEST(Contract, KeepsEverySolution) {
    EXPECT_TRUE(rc::check("leaves contracted to a result still hold the values that give it", [] {
        for (int i = 0; i < 20; ++i) {
            check(must(parse_expression(made_expression(3))), made_sample());
        }
    }));
}

std::vector<Interval> contracted(const std::string& text, const Sample& sample,
                                 const Interval& target) {
    const Expression expression = must(parse_expression(text));
    return contract(expression, must(evaluate(expression, domains(sample))), target);
}

TEST(Contract, NarrowsWhatASumLeaves) {
    const Sample sample{{Interval::closed(0, 10), Interval::closed(0, 10), {}, {}}, {}};
    const auto left = contracted("A + B", sample, Interval::closed(18, 30));
    EXPECT_EQ(left[0], Interval::closed(8, 10));
    EXPECT_EQ(left[1], Interval::closed(8, 10));
    EXPECT_EQ(left[2], Interval::closed(18, 20));
}

TEST(Contract, NarrowsFactorsAndDivisors) {
    const Sample sample{{Interval::closed(1, 10), Interval::closed(2, 4), {}, {}}, {}};
    EXPECT_EQ(contracted("A * B", sample, Interval::closed(0, 8))[0], Interval::closed(1, 4));
    EXPECT_EQ(contracted("A / B", sample, Interval::closed(4, 9))[0], Interval::closed(8, 10));
    EXPECT_EQ(contracted("A / B", sample, Interval::closed(4, 9))[1], Interval::closed(2, 2.5));
    EXPECT_EQ(contracted("-A", sample, Interval::closed(-3, 0))[0], Interval::closed(1, 3));
}

TEST(Contract, AZeroFactorLeavesTheOtherFree) {
    const Sample sample{{Interval::closed(2, 3), Interval::closed(0, 1), {}, {}}, {}};
    EXPECT_EQ(contracted("A * B", sample, Interval::point(0))[0], Interval::closed(2, 3));
    EXPECT_EQ(contracted("A * B", sample, Interval::point(0))[1], Interval::point(0));
}

TEST(Contract, LeavesNothingWhereNoValueFits) {
    const Sample sample{{Interval::closed(0, 1), Interval::closed(0, 1), {}, {}}, {}};
    EXPECT_TRUE(contracted("A + B", sample, Interval::closed(5, 6))[2].empty());
    EXPECT_TRUE(contracted("A + B", sample, Interval::closed(5, 6))[0].empty());
}

TEST(Contract, DifferencesOfDatesCountDays) {
    const Expression expression = must(parse_expression("A - B"));
    const Resolver dates = [](const Node& node) -> Result<Operand> {
        const Interval value = node.name == "A" ? Interval::closed(0, 400) : Interval::point(0);
        return Operand{value, must(parse_unit("date"))};
    };
    const Evaluation forward = must(evaluate(expression, dates));
    // Twelve months after day 0: day 365, give or take a quarter.
    const auto left = contract(expression, forward, Interval::closed(12, 13));
    EXPECT_TRUE(holds(left[0], 366));
    EXPECT_NEAR(left[0].lo, 365.2425, 1e-6);
}

} // namespace
} // namespace halflight::reason
