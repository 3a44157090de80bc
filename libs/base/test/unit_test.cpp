// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/unit.hpp"

#include "unit_words.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace {

using halflight::Interval;
using halflight::parse_unit;
using halflight::Unit;

Unit unit(std::string_view text) {
    const auto parsed = parse_unit(text);
    EXPECT_TRUE(parsed.ok()) << text << ": " << (parsed ? "" : parsed.fault().message);
    return parsed ? *parsed : Unit{};
}

std::string hint(std::string_view text) {
    const auto parsed = parse_unit(text);
    return parsed ? "accepted" : parsed.fault().hint;
}

double factor(std::string_view text) {
    return to_base(1.0, unit(text));
}

std::string dimension(std::string_view text) {
    return dimension_name(unit(text));
}

TEST(Unit, EveryWordIsKnown) {
    for (const auto& measure : halflight::unit_words::measures)
        EXPECT_EQ(unit(measure.name).text, measure.name);
    for (const auto& label : halflight::unit_words::labels) {
        EXPECT_EQ(unit(label.name).label, label.plural);
        EXPECT_EQ(unit(label.plural).label, label.plural);
    }
}

TEST(Unit, Factors) {
    EXPECT_EQ(factor("percent"), 0.01);
    EXPECT_EQ(factor("ratio"), 1);
    EXPECT_EQ(factor("thousand USD"), 1e3);
    EXPECT_EQ(factor("million barrels"), 1e6);
    EXPECT_EQ(factor("billion KRW"), 1e9);
    EXPECT_EQ(factor("trillion RUB"), 1e12);
    EXPECT_EQ(factor("million"), 1e6);
    EXPECT_EQ(factor("kt"), 1000);
    EXPECT_EQ(factor("kg"), 0.001);
    EXPECT_EQ(factor("m"), 0.001);
    EXPECT_EQ(factor("kl"), 6.28981077);
    EXPECT_EQ(factor("years"), 12);
    EXPECT_EQ(factor("quarter"), 3);
    EXPECT_DOUBLE_EQ(factor("days"), 12 / 365.2425);
    EXPECT_DOUBLE_EQ(factor("week"), 7 * factor("day"));
}

TEST(Unit, Dimensions) {
    EXPECT_EQ(dimension("USD"), "USD");
    EXPECT_EQ(dimension("percent"), "1");
    EXPECT_EQ(dimension("persons"), "1");
    EXPECT_EQ(dimension("tonnes per year"), "t/month");
    EXPECT_EQ(dimension("bbl per t"), "bbl/t");
    EXPECT_EQ(dimension("persons per quarter"), "1/month");
    EXPECT_EQ(dimension("km-km"), "km^2");
    EXPECT_EQ(dimension("USD per t per km"), "USD/t/km");
    EXPECT_TRUE(unit("percent").dimensionless());
    EXPECT_FALSE(unit("USD").dimensionless());
    EXPECT_FALSE(unit("USD").same_dimension(unit("EUR")));
    EXPECT_TRUE(unit("thousand USD").same_dimension(unit("USD per permit")));
}

TEST(Unit, Labels) {
    EXPECT_EQ(unit("persons").label, "persons");
    EXPECT_EQ(unit("visits per quarter").label, "visits");
    EXPECT_EQ(unit("million trips").label, "trips");
    EXPECT_EQ(unit("test systems").label, "test systems");
    EXPECT_EQ(unit("USD per worker-month").label, "per workers");
    EXPECT_EQ(unit("trips per person").label, "trips per persons");
    EXPECT_EQ(unit("persons per person").label, "");
    EXPECT_EQ(unit("worker-months").label, "workers");
}

TEST(Unit, WorkerMonths) {
    const Unit wage = unit("USD per worker-month");
    EXPECT_EQ(dimension_name(wage), "USD/month");
    const Unit sum = multiply(wage, unit("worker-years"));
    EXPECT_EQ(dimension_name(sum), "USD");
    EXPECT_EQ(sum.label, "");
    EXPECT_EQ(sum.text, "USD per worker-month * worker-years");
    EXPECT_EQ(to_base(100.0, sum), 1200);
}

TEST(Unit, ProductsAndQuotientsKeepLabels) {
    EXPECT_EQ(multiply(unit("persons per quarter"), unit("quarters")).label, "persons");
    EXPECT_EQ(multiply(unit("percent"), unit("persons")).label, "persons");
    EXPECT_EQ(divide(unit("persons"), unit("years")).label, "persons");
    EXPECT_EQ(divide(unit("USD"), unit("workers")).label, "per workers");
    EXPECT_EQ(divide(unit("persons"), unit("persons")).label, "");
    EXPECT_EQ(divide(unit("USD"), unit("bbl per year")).text, "USD / (bbl per year)");
    const Unit same = divide(unit("kl"), unit("kl"));
    EXPECT_EQ(same.numerator, 1);
    EXPECT_EQ(same.denominator, 1);
}

TEST(Unit, TextIsFolded) {
    EXPECT_EQ(unit("  thousand \t USD ").text, "thousand USD");
    EXPECT_EQ(unit("thousand  USD"), unit("thousand USD"));
}

TEST(Unit, DateStandsAlone) {
    EXPECT_TRUE(unit("date").is_date());
    EXPECT_FALSE(unit("days").is_date());
    for (const auto* text : {"thousand date", "date per year", "USD per date", "date-date"})
        EXPECT_FALSE(parse_unit(text).ok()) << text;
}

TEST(Unit, HintsNameTheNearest) {
    EXPECT_EQ(hint("persosn"), "did you mean \"persons\"?");
    EXPECT_EQ(hint("usd"), "did you mean \"USD\"?");
    EXPECT_EQ(hint("thousand dolars"),
              "units are for example USD, thousand USD, percent, persons, bbl, t, months");
    EXPECT_EQ(hint("milion USD"), "did you mean \"million\"?");
    EXPECT_EQ(hint("USD/bbl"), "a quotient is written with \"per\", for example USD per bbl");
    EXPECT_EQ(hint("USD EUR"), "join units with '-' or \"per\", for example USD per worker-month");
    EXPECT_EQ(hint(""), "a plain number has the unit \"1\"");
}

TEST(Unit, FaultsSayWhere) {
    EXPECT_EQ(parse_unit("USD per missile (several million)").fault().offset, 16U);
    EXPECT_EQ(parse_unit("USD per worker-mnth").fault().offset, 15U);
    EXPECT_EQ(parse_unit("USD per").fault().offset, 7U);
    EXPECT_EQ(parse_unit("per USD").fault().offset, 0U);
    for (const auto* text :
         {"per", "USD per per year", "USD-", "-USD", "USD--t", "thousand thousand", "USD thousand",
          "1 per 1 per 1 per 1 per 1 per 1 per 1 per 1 per 1 per 1 "
          "per 1 per 1 per 1 per 1 per 1 per 1 per 1 per 1",
          "km-km-km-km-km-km-km-km-km-km"})
        EXPECT_FALSE(parse_unit(text).ok()) << text;
}

TEST(Unit, ConversionIsExactForRatiosOfIntegers) {
    const Interval share = Interval::closed(47.5, 48.5);
    EXPECT_EQ(convert(share, unit("percent"), unit("ratio")), Interval::closed(0.475, 0.485));
    EXPECT_EQ(convert(share, unit("percent"), unit("percent")), share);
    EXPECT_EQ(convert(Interval::point(7), unit("persons per quarter"), unit("persons per year")),
              Interval::point(28));
    EXPECT_EQ(convert(Interval::point(0.1), unit("kl"), unit("kl")), Interval::point(0.1));
    EXPECT_EQ(convert(Interval::more_than(70), unit("million USD"), unit("thousand USD")),
              Interval::more_than(70000));
    EXPECT_EQ(convert(Interval::none(), unit("km"), unit("m")), Interval::none());
}

TEST(Unit, ConversionNeverEmptiesAnInterval) {
    const Interval huge = Interval::closed(1e300, 1.1e300);
    EXPECT_FALSE(to_base(huge, unit("trillion USD per thousand t")).empty());
    EXPECT_EQ(to_base(Interval::all(), unit("percent")), Interval::all());
}

RC_GTEST_PROP(Unit, BaseAndBack, ()) {
    const auto measure = *rc::gen::elementOf(halflight::unit_words::measures);
    const auto prefix = *rc::gen::elementOf(std::vector<std::string>{"", "thousand ", "billion "});
    RC_PRE(measure.name != "date");
    const Unit u = unit(prefix + std::string(measure.name) + " per year");
    const double value = *rc::gen::inRange(-100000, 100000);
    RC_ASSERT(std::abs(from_base(to_base(value, u), u) - value) <= 1e-12 * std::abs(value));
    const Interval both = from_base(to_base(Interval::point(value), u), u);
    RC_ASSERT(std::abs(both.lo - value) <= 1e-12 * std::abs(value));
}

RC_GTEST_PROP(Unit, QuotientUndoesProduct, ()) {
    const auto any = rc::gen::elementOf(halflight::unit_words::measures);
    const Unit a = unit(std::string((*any).name));
    const Unit b = unit(std::string((*any).name));
    const Unit back = divide(multiply(a, b), b);
    RC_ASSERT(back.exponents == a.exponents);
    RC_ASSERT(back.label == a.label);
    RC_ASSERT(std::abs(to_base(1.0, back) / to_base(1.0, a) - 1) < 1e-12);
}

RC_GTEST_PROP(Unit, ParseNeverThrows, (const std::string& text)) {
    const auto words = std::vector<std::string>{"per",    "USD", "-",    "date",    "thousand",
                                                "worker", " ",   "test", "systems", text};
    std::string all;
    for (const auto& word :
         *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words)))
        all += word + ' ';
    const auto parsed = parse_unit(all);
    RC_ASSERT((parsed.ok() || parsed.fault().offset <= all.size()));
}

} // namespace
