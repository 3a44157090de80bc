// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/quantity.hpp"

#include "halflight/base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace {

using halflight::Form;
using halflight::Interval;
using halflight::Missing;
using halflight::parse_quantity;
using halflight::Quantity;

constexpr double inf = std::numeric_limits<double>::infinity();

Quantity read(std::string_view text) {
    const auto parsed = parse_quantity(text);
    EXPECT_TRUE(parsed.ok()) << text << ": " << (parsed ? "" : parsed.fault().message);
    return parsed ? *parsed : Quantity{};
}

std::string bounds(std::string_view text) {
    return to_string(read(text).bounds);
}

std::string bounds(std::string_view low, std::string_view value, std::string_view high) {
    const auto parsed = parse_quantity(low, value, high);
    return parsed ? to_string(parsed->bounds) : parsed.fault().message;
}

std::string hint(std::string_view text) {
    const auto parsed = parse_quantity(text);
    return parsed ? "accepted" : parsed.fault().hint;
}

TEST(Quantity, PrintedPrecision) {
    EXPECT_EQ(bounds("48"), "[47.5, 48.5]");
    EXPECT_EQ(bounds("48.0"), "[47.95, 48.05]");
    EXPECT_EQ(bounds("77.9"), "[77.85, 77.95]");
    EXPECT_EQ(bounds("34,065"), "[34064.5, 34065.5]");
    EXPECT_EQ(bounds("24,500,000,000"), "[24499999999.5, 24500000000.5]");
    EXPECT_EQ(bounds("-56.26"), "[-56.265, -56.255]");
    EXPECT_EQ(bounds("\u22124.5"), "[-4.55, -4.45]");
    EXPECT_EQ(bounds("0"), "[-0.5, 0.5]");
    EXPECT_EQ(bounds("  +3 "), "[2.5, 3.5]");
    EXPECT_EQ(bounds("1e9"), "[500000000, 1500000000]");
    EXPECT_EQ(bounds("1.50e3"), "[1495, 1505]");
    EXPECT_EQ(bounds("2E-3"), "[0.0015, 0.0025]");
    EXPECT_EQ(bounds("1,234.5"), "[1234.45, 1234.55]");
}

TEST(Quantity, RememberedAsPrinted) {
    EXPECT_EQ(read("77.90").decimals, 2);
    EXPECT_EQ(read("77.90").low, 77.9);
    EXPECT_EQ(read("77.90").high, 77.9);
    EXPECT_EQ(read("34,065").decimals, 0);
    EXPECT_EQ(read("48").form, Form::printed);
}

TEST(Quantity, Exact) {
    EXPECT_EQ(read("=2488").bounds, Interval::point(2488));
    EXPECT_EQ(read("= 2,488.5").bounds, Interval::point(2488.5));
    EXPECT_EQ(read("=2488").form, Form::exact);
}

TEST(Quantity, About) {
    EXPECT_EQ(bounds("~32,000"), "[31500, 32500]");
    EXPECT_EQ(bounds("~-1"), "[-1.5, -0.5]");
    EXPECT_EQ(bounds("~1.50"), "[1.45, 1.55]");
    EXPECT_EQ(bounds("~100"), "[50, 150]");
    EXPECT_EQ(bounds("~0"), "[-0.5, 0.5]");
    EXPECT_EQ(bounds("~ 5"), "[4.5, 5.5]");
    EXPECT_EQ(read("~32,000").low, 32000);
    EXPECT_EQ(read("~32,000").form, Form::about);
}

TEST(Quantity, Fractions) {
    const Quantity third = read("~1/3");
    EXPECT_EQ(third.form, Form::fraction);
    EXPECT_EQ(third.low, 1.0 / 3);
    EXPECT_EQ(third.bounds, Interval::closed(7.0 / 24, 5.0 / 12));
    EXPECT_EQ(read("~1/2").bounds, Interval::closed(5.0 / 12, 7.0 / 12));
    EXPECT_EQ(read("~2/3").bounds, Interval::closed(7.0 / 12, 17.0 / 24));
    EXPECT_EQ(read("~-1/3").bounds, Interval::closed(-5.0 / 12, -7.0 / 24));
    EXPECT_EQ(read("~1/1").bounds, Interval::closed(0.75, 1.25));
    for (const auto* text :
         {"1/3", "~1/0", "~1/", "~1/3.5", "~1.5/3", "~1/-3", "~1/2000", "~1/3/4"})
        EXPECT_FALSE(parse_quantity(text).ok()) << text;
    EXPECT_EQ(hint("1/3"), "an approximate fraction is written \"~1/3\"");
}

TEST(Quantity, HalfLines) {
    EXPECT_EQ(read(">70").bounds, Interval::more_than(70));
    EXPECT_EQ(read(">=70").bounds, Interval::at_least(70));
    EXPECT_EQ(read("<2").bounds, Interval::less_than(2));
    EXPECT_EQ(read("<= 2").bounds, Interval::at_most(2));
    EXPECT_EQ(read(">70").low, 70);
    EXPECT_EQ(read(">70").high, inf);
    EXPECT_EQ(read("<2").low, -inf);
    EXPECT_EQ(read("<2").form, Form::less_than);
    EXPECT_EQ(read(">=70").form, Form::more_than);
}

TEST(Quantity, Almost) {
    EXPECT_EQ(bounds("<~10"), "[9.5, 10)");
    EXPECT_EQ(bounds("<~100"), "[95, 100)");
    EXPECT_EQ(bounds("<~50"), "[45, 50)");
    EXPECT_EQ(bounds("<~1"), "[0.95, 1)");
    EXPECT_EQ(bounds("<~0.1"), "[0.095, 0.1)");
    EXPECT_EQ(bounds("<~1.00"), "[0.95, 1)");
    EXPECT_EQ(bounds("<~1e9"), "[950000000, 1000000000)");
    EXPECT_EQ(bounds("<~2,500"), "[2450, 2500)");
    EXPECT_EQ(read("<~10").low, 10);
    EXPECT_FALSE(parse_quantity("<~0").ok());
    EXPECT_FALSE(parse_quantity("<~-10").ok());
}

TEST(Quantity, MissingIsNeverZero) {
    for (const auto* word :
         {"not_collected", "not_published", "suppressed", "late", "not_applicable"}) {
        const Quantity q = read(word);
        EXPECT_TRUE(q.is_missing());
        EXPECT_EQ(to_string(q.missing), word);
        EXPECT_EQ(q.bounds, Interval::all());
        EXPECT_EQ(q.low, -inf);
    }
    Missing out = Missing::none;
    EXPECT_FALSE(halflight::parse_missing("none", out));
    EXPECT_FALSE(halflight::parse_missing("Late", out));
}

TEST(Quantity, RefusedNumbers) {
    for (const auto* text :
         {"",       " ",   "NaN",  "nan",   "inf",  "-inf",   "infinity",   "1e999", "-1e301",
          "1e-999", "x",   "-",    "--1",   "1-2",  "48%",    "48 persons", "1 000", "1.2.3",
          ".5",     "5.",  "1e",   "0x10",  "=",    "=~3",    ">~3",        "~",     "~<3",
          "~~3",    "<>3", "=1/3", "1e5e5", "1,e3", "1.000,5"})
        EXPECT_FALSE(parse_quantity(text).ok()) << text;
}

TEST(Quantity, CommasGroupThousandsOnly) {
    for (const auto* text : {"77,9", "34,06", "0,123", "1234,567", "1,2345", "34,0650", "1,,000"})
        EXPECT_EQ(hint(text), "use a point for decimals; a comma groups thousands") << text;
    EXPECT_EQ(hint("1.234,567"), "a comma groups thousands, before the point only");
}

TEST(Quantity, FaultsSayWhere) {
    const auto fault = [](std::string_view text) { return parse_quantity(text).fault(); };
    EXPECT_EQ(fault("  48%").offset, 4U);
    EXPECT_EQ(fault("77,9").offset, 2U);
    EXPECT_EQ(fault(" 1e999").offset, 1U);
    EXPECT_EQ(fault("").offset, 0U);
    EXPECT_EQ(fault("inf").message, "\"inf\" is not a number");
    EXPECT_EQ(hint("1e999"), "numbers lie between 1e-300 and 1e300");
    EXPECT_EQ(hint("300-900"), "the ends of a range stand in the columns low and high");
    EXPECT_EQ(hint("34 065"), "group thousands with a comma");
}

TEST(Quantity, Extremes) {
    EXPECT_EQ(read("1e300").low, 1e300);
    EXPECT_FALSE(parse_quantity("1.1e300").ok());
    EXPECT_EQ(read("0e999").low, 0);
    EXPECT_EQ(read("123456789012345678901234567890").low, 123456789012345678901234567890.0);
    EXPECT_EQ(read("0.1234567890123456789012345").low, 0.1234567890123456789012345);
    const std::string zeros(2000, '0');
    EXPECT_EQ(read("0." + zeros + "5e2001").low, 5);
    EXPECT_FALSE(parse_quantity("1" + zeros).ok());
    EXPECT_FALSE(parse_quantity(std::string(1'000'000, '9')).ok());
}

TEST(Quantity, Ranges) {
    EXPECT_EQ(bounds("300", "", "900"), "[300, 900]");
    EXPECT_EQ(bounds(">300", "", "<900"), "(300, 900)");
    EXPECT_EQ(bounds(">=300", "", "<=900"), "[300, 900]");
    EXPECT_EQ(bounds("=300", " ", "=900"), "[300, 900]");
    EXPECT_EQ(bounds("40", "", ""), "[40, inf)");
    EXPECT_EQ(bounds(">40,000", "", ""), "(40000, inf)");
    EXPECT_EQ(bounds("", "", "2"), "(-inf, 2]");
    EXPECT_EQ(bounds("", "", "<2"), "(-inf, 2)");
    EXPECT_EQ(bounds("", "48", ""), "[47.5, 48.5]");
    EXPECT_EQ(bounds("5", "", "5"), "[5, 5]");
}

TEST(Quantity, RangesRememberTheirEnds) {
    const Quantity both = *parse_quantity("3.5", "", "9.25");
    EXPECT_EQ(both.form, Form::range);
    EXPECT_EQ(both.low, 3.5);
    EXPECT_EQ(both.high, 9.25);
    EXPECT_EQ(both.decimals, 2);
    const Quantity least = *parse_quantity("40", "", "");
    EXPECT_EQ(least.form, Form::more_than);
    EXPECT_EQ(least.low, 40);
    EXPECT_EQ(least.high, inf);
    EXPECT_EQ(parse_quantity("", "", "40")->form, Form::less_than);
    EXPECT_EQ(parse_quantity("", "", "40")->low, -inf);
}

TEST(Quantity, ValueBetweenItsEnds) {
    const Quantity q = *parse_quantity("40", "~50", "60");
    EXPECT_EQ(q.bounds, Interval::closed(40, 60));
    EXPECT_EQ(q.low, 50);
    EXPECT_EQ(q.high, 50);
    EXPECT_EQ(q.form, Form::about);
    EXPECT_EQ(bounds("40", "70", "60"), "value: 70 does not lie between low and high");
    EXPECT_FALSE(parse_quantity("40", "50", "").ok());
    EXPECT_FALSE(parse_quantity("40", ">50", "60").ok());
    EXPECT_FALSE(parse_quantity("40", "late", "60").ok());
}

TEST(Quantity, RefusedRanges) {
    EXPECT_EQ(bounds("900", "", "300"), "low \"900\" is not below high \"300\"");
    EXPECT_EQ(bounds(">5", "", "5"), "low \">5\" is not below high \"5\"");
    EXPECT_EQ(bounds("<5", "", ""), "low: \"<5\" cannot be the end of a range");
    EXPECT_EQ(bounds("", "", ">5"), "high: \">5\" cannot be the end of a range");
    EXPECT_EQ(bounds("~5", "", "9"), "low: \"~5\" cannot be the end of a range");
    EXPECT_EQ(bounds("x", "", "9"), "low: \"x\" is not a number");
    EXPECT_EQ(bounds("1", "x", "9"), "value: \"x\" is not a number");
    EXPECT_FALSE(parse_quantity("late", "", "").ok());
    EXPECT_FALSE(parse_quantity("", "", "").ok());
    EXPECT_FALSE(parse_quantity("", "x", "").ok());
}

RC_GTEST_PROP(Quantity, PrintedNumbersHoldWhatRoundsToThem, ()) {
    const auto places = *rc::gen::inRange(0, 6);
    const auto mantissa = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
    const double value = static_cast<double>(mantissa) / std::pow(10.0, places);
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", places, value);
    const Quantity q = read(buffer);
    RC_ASSERT(q.low == value);
    RC_ASSERT(q.decimals == places);
    RC_ASSERT(q.bounds.lo == static_cast<double>(10 * mantissa - 5) / std::pow(10.0, places + 1));
    RC_ASSERT(q.bounds.hi == static_cast<double>(10 * mantissa + 5) / std::pow(10.0, places + 1));
}

RC_GTEST_PROP(Quantity, GroupedNumbersReadTheSame, (std::int32_t number)) {
    RC_ASSERT(read(halflight::format_number(number)) == read(std::to_string(number)));
}

RC_GTEST_PROP(Quantity, FractionsLieBetweenTheirFareyNeighbours, ()) {
    const auto q = *rc::gen::inRange<std::int64_t>(1, 30);
    const auto p = *rc::gen::inRange<std::int64_t>(1, q + 1);
    const double value = static_cast<double>(p) / static_cast<double>(q);
    double below = -1;
    double above = 2;
    for (std::int64_t d = 1; d <= q + 1; ++d) {
        for (std::int64_t n = 0; n <= 2 * d; ++n) {
            const double other = static_cast<double>(n) / static_cast<double>(d);
            if (n * q < p * d)
                below = std::max(below, other);
            if (n * q > p * d)
                above = std::min(above, other);
        }
    }
    const Interval bounds = read("~" + std::to_string(p) + "/" + std::to_string(q)).bounds;
    RC_ASSERT(std::abs(bounds.lo - (below + value) / 2) < 1e-12);
    RC_ASSERT(std::abs(bounds.hi - (above + value) / 2) < 1e-12);
}

RC_GTEST_PROP(Quantity, ParseNeverThrows, ()) {
    const auto text =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0159,.eE+-~=<>/ ")));
    const auto parsed = parse_quantity(text);
    RC_ASSERT((!parsed.ok() || !parsed->bounds.empty()));
    RC_ASSERT((parsed.ok() || parsed.fault().offset <= text.size()));
    RC_ASSERT((!parsed.ok() || parsed->form == Form::almost || parsed->low != parsed->high ||
               parsed->bounds.contains(parsed->low)));
}

RC_GTEST_PROP(Quantity, ParseOfColumnsNeverThrows, ()) {
    const auto any = rc::gen::container<std::string>(rc::gen::elementOf(std::string("19,.~=<> ")));
    const auto parsed = parse_quantity(*any, *any, *any);
    RC_ASSERT((!parsed.ok() || !parsed->bounds.empty()));
}

} // namespace
