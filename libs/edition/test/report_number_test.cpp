// SPDX-License-Identifier: Apache-2.0
#include "report_number.hpp"

#include "halflight/base/quantity.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace halflight::edition {
namespace {

measures::Value value_of(double low, double high, std::optional<double> point) {
    measures::Value value;
    value.bounds = Interval::closed(low, high);
    value.point = point;
    value.basis = measures::Basis::derived;
    value.missing = Missing::none;
    return value;
}

std::string shown(double low, double high, std::optional<double> point) {
    return show_bare(value_of(low, high, point), "percent");
}

TEST(ReportNumber, StandsAloneOnlyWhereItsRoundingHoldsTheInterval) {
    EXPECT_EQ(shown(34.0645, 34.0655, 34.065), "34.065");
    EXPECT_EQ(shown(0.5, 1.5, 1), "1");
    EXPECT_NE(shown(-18.06, -16.88, -17.47), "-17");
    EXPECT_NE(shown(29.35, 30.65, 30), "30");
    EXPECT_EQ(shown(54.12100326, 54.12100372, std::nullopt), "54.121");
}

std::string end_of(const Interval& bounds, std::vector<std::string_view> options) {
    Number number;
    number.id = "N";
    number.unit = "t";
    number.value.bounds = bounds;
    number.value.basis = measures::Basis::reported;
    number.value.missing = Missing::none;
    const auto text = show_number(number, *parse_style(options));
    return text ? *text : text.fault().message;
}

TEST(ReportNumber, OneEndOfAHalfLineKeepsItsWords) {
    EXPECT_EQ(end_of(Interval::at_least(1498), {"low"}), "at least 1,498 t");
    EXPECT_EQ(end_of(Interval::at_least(1498), {"low", "bare"}), "at least 1,498");
    EXPECT_EQ(end_of(Interval::at_least(1498), {"low", "digits 2"}), "at least 1,400 t");
    EXPECT_EQ(end_of(Interval::more_than(70), {"low"}), "more than 70 t");
    EXPECT_EQ(end_of(Interval::at_most(500), {"high"}), "at most 500 t");
    EXPECT_EQ(end_of(Interval::at_most(500), {"low"}),
              "N: it has no lower end: it is at most 500 t");
    EXPECT_EQ(end_of(Interval::closed(10, 20), {"low"}), "10 t");
    EXPECT_EQ(end_of(Interval::closed(10, 20), {"high"}), "20 t");
}

/// A single number that is printed is read back, by the rule for claims, as an interval: it must
/// hold all of the value.
RC_GTEST_PROP(ReportNumber, WhatIsPrintedAloneReadsBackAsNoLessThanTheInterval, ()) {
    const double middle = *rc::gen::inRange(-4000000, 4000000) / 1000.0;
    const double left = *rc::gen::inRange(1, 3000) / 1000.0;
    const double right = *rc::gen::inRange(1, 3000) / 1000.0;
    const std::string text = shown(middle - left, middle + right, middle);
    if (text.find(" to ") != std::string::npos) {
        return; // an interval stands for itself
    }
    const auto read = parse_quantity(text);
    RC_ASSERT(static_cast<bool>(read));
    const double slack = 1e-9 * (1 + std::abs(middle));
    RC_ASSERT(read->bounds.lo <= middle - left + slack);
    RC_ASSERT(read->bounds.hi >= middle + right - slack);
}

} // namespace
} // namespace halflight::edition
