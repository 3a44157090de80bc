// SPDX-License-Identifier: Apache-2.0
#include "halflight/estimate/table.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

namespace halflight::estimate {
namespace {

/// What is thrown when `work` runs; empty where nothing is.
template <class Work>
std::string message_of(const Work& work, ErrorCode code) {
    try {
        work();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code);
        return error.what();
    }
    return "";
}

std::string read_error(std::string_view csv) {
    return message_of([&] { (void)Table(csv, "t.csv"); }, ErrorCode::parse);
}

std::string number_error(std::string_view cell) {
    const Table table("x\n" + std::string(cell) + "\n", "t.csv");
    return message_of([&] { (void)table.number(0, 0); }, ErrorCode::parse);
}

TEST(Table, KnowsCellsAndLines) {
    const Table table("unit,\"y, of it\"\nA, 1.5 \n\nB,\"2\"\n", "t.csv");
    EXPECT_EQ(table.rows(), 2U);
    EXPECT_EQ(table.column("y, of it"), 1U);
    EXPECT_EQ(table.cell(0, 1), "1.5");
    EXPECT_EQ(table.number(1, 1), 2);
    EXPECT_EQ(table.line(1), 4U);
}

TEST(Table, RefusesWithPlaceAndRemedy) {
    EXPECT_EQ(read_error(""), "t.csv:1:1: the file is empty; its first line must name the columns");
    EXPECT_EQ(read_error("\x1f\x8b\x08"), "t.csv: it is gzip: unpack it first");
    EXPECT_EQ(read_error("a,b\n"), "t.csv:1:1: the table has a header but no rows");
    EXPECT_EQ(read_error("a,\n1,2\n"), "t.csv:1:3: a column has no name; give every column one");
    EXPECT_EQ(read_error("a,a\n1,2\n"), "t.csv:1:3: two columns are named 'a'; rename one");
    EXPECT_EQ(read_error("a,b\n1,2\n3\n"), "t.csv:3:1: this row has 1 cells, the header 2");
    EXPECT_NE(read_error("a,b\n1,\"2\n").find("t.csv:2:3: "), std::string::npos);
    EXPECT_EQ(number_error("four"), "t.csv:2: column 'x': 'four' is not a number");
    EXPECT_EQ(number_error("\"1,5\""), "t.csv:2: column 'x': '1,5' is not a number");
    EXPECT_EQ(number_error("-inf"),
              "t.csv:2: column 'x': '-inf' is not finite; write NA where nothing is known");
    EXPECT_EQ(number_error("1e999"),
              "t.csv:2: column 'x': '1e999' is beyond what a number can hold");
}

TEST(Table, NamesTheNearestColumn) {
    const Table table("outcome,period\n1,2\n", "t.csv");
    EXPECT_EQ(message_of([&] { (void)table.column("outcom"); }, ErrorCode::not_found),
              "t.csv has no column 'outcom'; is 'outcome' meant?");
    EXPECT_EQ(message_of([&] { (void)table.column("zzz"); }, ErrorCode::not_found),
              "t.csv has no column 'zzz'; its columns are outcome, period");
    const Table wide("a,b,c,d,e,f,g,h,i,j,k,l,m\n1,2,3,4,5,6,7,8,9,10,11,12,13\n", "t.csv");
    EXPECT_EQ(message_of([&] { (void)wide.column("zzz"); }, ErrorCode::not_found),
              "t.csv has no column 'zzz'; its columns are a, b, c, d, e, f, g, h, i, j, k, l, ... "
              "(13 in all)");
}

TEST(Frame, LabelsAreInOrderOfTheirNumbersOrBytes) {
    const Table table("year,name\n10,b\n9,a\n10,c\n", "t.csv");
    stats::Warnings warnings;
    const Frame frame(table, {.numbers = {}, .labels = {"year", "name"}, .nullable = {}},
                      MissingRule::refuse, warnings);
    EXPECT_EQ(frame.labels("year").labels, (std::vector<std::string>{"9", "10"}));
    EXPECT_EQ(frame.labels("year").codes, (std::vector<std::int32_t>{1, 0, 1}));
    EXPECT_EQ(frame.labels("name").codes, (std::vector<std::int32_t>{1, 0, 2}));
}

TEST(Frame, AMissingValueEndsTheRunOrDropsTheRowWithAWarning) {
    const Table table("y,x\n1,NA\n2,5\n,6\n", "t.csv");
    stats::Warnings warnings;
    const Frame::Wanted wanted{.numbers = {"y", "x"}, .labels = {}, .nullable = {}};
    EXPECT_EQ(message_of([&] { (void)Frame(table, wanted, MissingRule::refuse, warnings); },
                         ErrorCode::refused),
              "t.csv:2: column 'x' has no value; fill it in, or write missing = \"drop\" to leave "
              "such rows out");
    const Frame frame(table, wanted, MissingRule::drop, warnings);
    EXPECT_EQ(frame.rows(), 1U);
    EXPECT_EQ(frame.line(0), 3U);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0].code, "rows_dropped");
    EXPECT_EQ(warnings[0].text, "2 of 3 rows lack a value and were left out");
}

TEST(Frame, ANullableColumnKeepsItsRows) {
    const Table table("y\n1\nNA\n", "t.csv");
    stats::Warnings warnings;
    const Frame frame(table, {.numbers = {}, .labels = {}, .nullable = {"y"}}, MissingRule::refuse,
                      warnings);
    EXPECT_EQ(frame.rows(), 2U);
    EXPECT_TRUE(std::isnan(frame.numbers("y")[1]));
    EXPECT_TRUE(warnings.empty());
}

RC_GTEST_PROP(Table, NumbersReadBackExactly, (double value)) {
    RC_PRE(std::isfinite(value));
    const Table table("x\n" + format_exact(value) + "\n", "t.csv");
    RC_ASSERT(table.number(0, 0) == value);
}

} // namespace
} // namespace halflight::estimate
