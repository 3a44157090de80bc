// SPDX-License-Identifier: Apache-2.0
// The form "meter" draws what the form "cap-path" of measures says, and works out nothing itself.
#include "figure_worlds.hpp"

#include "halflight/base/date.hpp"

#include <gtest/gtest.h>

namespace halflight::edition::test {
namespace {

using Json = nlohmann::ordered_json;

double milliseconds(const char* day) {
    return parse_date(day)->days * 86400000.0;
}

TEST(FigureMeter, AddsUpAgainstTheCap) {
    const Figure out = only(figure_world(meter_figure()));
    EXPECT_FALSE(with(spec_of(out), "words", "cap in a year").empty());
    EXPECT_NE(out.alternative.find("cap of 1,000,000 USD"), std::string::npos) << out.alternative;
}

TEST(FigureMeter, CountsTheMonthsThatReport) {
    const Figure out = only(figure_world(meter_figure()));
    EXPECT_NE(out.alternative.find("2 of 12 months reported"), std::string::npos)
        << out.alternative;
}

TEST(FigureMeter, MarksTheMonthsThatReportAndNoOthers) {
    const Json spec = spec_of(only(figure_world(meter_figure())));
    const auto marks = with(spec, "name", "Exports, in the month");
    ASSERT_EQ(marks.size(), 4U); // both ends of two months
    EXPECT_EQ(marks[0]["period"], "2024-07");
    EXPECT_EQ(marks[0]["x"], milliseconds("2024-08-01"));
    EXPECT_EQ(marks[0]["y"], 10000);
    EXPECT_EQ(marks[1]["period"], "2024-08");
    EXPECT_EQ(marks[1]["y"], 30000);
}

TEST(FigureMeter, TheSumBeginsWithTheFirstMonthReported) {
    const Json spec = spec_of(only(figure_world(meter_figure())));
    std::vector<Json> vertices; // of the band and of the sum
    for (Json& one : data_of(spec)) {
        if (one.contains("part") && !one.contains("number")) {
            vertices.push_back(std::move(one));
        }
    }
    const auto is_start = [](const Json& vertex) {
        return vertex["x"] == milliseconds("2024-07-01") && vertex["y"] == 0;
    };
    EXPECT_EQ(std::ranges::count_if(vertices, is_start), 1);
    const auto is_end = [](const Json& vertex) {
        return vertex["x"] == milliseconds("2025-01-01") && vertex["y"] == 30000;
    };
    EXPECT_EQ(std::ranges::count_if(vertices, is_end), 1);
}

TEST(FigureMeter, TakesTheSumFromItsColumn) {
    // Of the months alone instead of what they add up to.
    const Json spec = spec_of(only(figure_world(meter_figure("[\"path/delivered\"]"))));
    const auto marks = with(spec, "name", "Exports, in the month");
    ASSERT_EQ(marks.size(), 4U);
    EXPECT_EQ(marks[1]["y"], 20000);
}

} // namespace
} // namespace halflight::edition::test
