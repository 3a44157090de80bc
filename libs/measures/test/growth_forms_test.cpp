// SPDX-License-Identifier: Apache-2.0
// Tables of growth rates in dossiers.
#include "boxes.hpp"
#include "world.hpp"

#include <array>
#include <string>
#include <vector>

namespace halflight::measures {
namespace {

using namespace test;

constexpr const char* codes = R"([indicator.growth]
name = "Growth"
type = "rate"
unit = "percent"

[indicator.output]
name = "Output"
type = "flow"
unit = "USD"

[dimension.industry]
name = "Industry"
default = "all"
  [dimension.industry.codes.all]
  name = "All"
  [dimension.industry.codes.light]
  name = "Light industry"
  [dimension.industry.codes.heavy]
  name = "Heavy industry"
)";

constexpr const char* rows = R"(H20,growth,ERI,,industry=heavy,2020,,,-1.6,,percent,estimate,paper
H21,growth,ERI,,industry=heavy,2021,,,-3.7,,percent,estimate,paper
H22,growth,ERI,,industry=heavy,2022,,,-9.5,,percent,estimate,paper
H23,growth,ERI,,industry=heavy,2023,,,8.1,,percent,estimate,paper
H24,growth,ERI,,industry=heavy,2024,,,10.7,,percent,estimate,paper
L20,growth,ERI,,industry=light,2020,,,-7.5,,percent,estimate,paper
L21,growth,ERI,,industry=light,2021,,,-2.6,,percent,estimate,paper
L22,growth,ERI,,industry=light,2022,,,5.0,,percent,estimate,paper
L23,growth,ERI,,industry=light,2023,,,0.8,,percent,estimate,paper
L24,growth,ERI,,industry=light,2024,,,-0.7,,percent,estimate,paper
A20,growth,ERI,,,2020,,,-3.8,,percent,estimate,paper
A21,growth,ERI,,,2021,,,-3.3,,percent,estimate,paper
A22,growth,ERI,,,2022,,,-4.6,,percent,estimate,paper
A23,growth,ERI,,,2023,,,5.9,,percent,estimate,paper
)";

constexpr const char* industries =
    R"(series = ["growth:ERI::industry=heavy", "growth:ERI::industry=light"]
)";
constexpr const char* years = "from = 2020\nto = 2024\n";

Report run(const std::string& form, const std::string& parameters) {
    return World(codes, rows, "[[measure]]\nid = \"m\"\nform = \"" + form + "\"\n" + parameters)
        .evaluated();
}

TEST(GrowthTableForm, AddsUpYearByYear) {
    const Report report = run("growth-table", std::string(industries) + years);
    EXPECT_EQ(table_of(report, "m").rows.size(), 10U);
    EXPECT_EQ(value_of(report, "m/heavy/growth@2022").point, -9.5);
    EXPECT_NEAR(*value_of(report, "m/heavy/cumulative@2021").point, -5.2408, 1e-9);
    EXPECT_EQ(table_of(report, "m").rows.front().name, "Heavy industry");
}

TEST(CumulativeGrowthForm, IsTheKnownOne) {
    const Report report = run("cumulative-growth", std::string(industries) + years);
    EXPECT_NEAR(*value_of(report, "m/heavy/cumulative@2020/2024").point, 2.6, 0.05);
    EXPECT_NEAR(*value_of(report, "m/light/cumulative@2020/2024").point, -5.3, 0.05);
}

TEST(CumulativeGrowthForm, OfAYearUnknownIsMissing) {
    const Report report =
        run("cumulative-growth", "series = [\"growth:ERI\"]\nfrom = 2020\nto = 2024\n");
    EXPECT_EQ(value_of(report, "m/ERI/cumulative@2020/2024").basis, Basis::missing);
}

TEST(ImpliedWeightForm, GivesYearsAndTheirRange) {
    const Report report = run("implied-weight", R"(parent = "growth:ERI"
first = "growth:ERI::industry=light"
second = "growth:ERI::industry=heavy"
from = 2020
to = 2024
)");
    EXPECT_NEAR(*value_of(report, "m/weight@2020").point, 0.373, 0.0005);
    EXPECT_NEAR(*value_of(report, "m/weight@2023").point, 0.301, 0.0005);
    EXPECT_EQ(value_of(report, "m/weight@2024").basis, Basis::missing);
    EXPECT_NEAR(*value_of(report, "m/lowest/weight@2020/2024").point, 0.301, 0.0005);
    EXPECT_NEAR(*value_of(report, "m/highest/weight@2020/2024").point, 0.373, 0.0005);
    EXPECT_EQ(value_of(report, "m/common/weight@2020/2024").missing, Missing::not_applicable);
    EXPECT_FALSE(table_of(report, "m").notes.empty());
}

TEST(GrowthGapForm, IsTheKnownOne) {
    const Report report = run("growth-gap", std::string(R"(high = "growth:ERI::industry=heavy"
low = "growth:ERI::industry=light"
)") + years);
    EXPECT_NEAR(*value_of(report, "m/gap@2020").point, 5.9, 1e-9);
    EXPECT_NEAR(*value_of(report, "m/gap@2021").point, -1.1, 1e-9);
    EXPECT_NEAR(*value_of(report, "m/gap@2022").point, -14.5, 1e-9);
    EXPECT_NEAR(*value_of(report, "m/gap@2023").point, 7.3, 1e-9);
    EXPECT_NEAR(*value_of(report, "m/gap@2024").point, 11.4, 1e-9);
    EXPECT_NEAR(*value_of(report, "m/cumulative/gap@2020/2024").point, 7.93, 0.005);
}

TEST(ReboundForm, TellsRegainingFromGrowing) {
    const Report report = run("rebound", std::string(industries) + years);
    EXPECT_NEAR(*value_of(report, "m/heavy/regained@2024").point, 84.4, 0.05);
    EXPECT_EQ(value_of(report, "m/heavy/regained@2022").missing, Missing::not_applicable);
    EXPECT_EQ(value_of(report, "m/light/regained@2024").point, 100);
    EXPECT_NEAR(*value_of(report, "m/light/needed@2024").point, 5.6, 0.05);
    EXPECT_EQ(table_of(report, "m").notes.front(), "Heavy industry: trough in 2022.");
}

TEST(GrowthForms, ReportEveryBadParameter) {
    const std::vector<std::array<std::string, 3>> cases = {
        {"growth-table", "series = [\"output:ERI\"]\n", "M007"},
        {"growth-table", std::string(industries) + "names = [\"one\"]\n", "M007"},
        {"growth-table", std::string(industries) + "periods = [2020, 2022]\n", "M007"},
        {"cumulative-growth", std::string(industries) + "periods = [\"2020-Q1\"]\n", "M007"},
        {"implied-weight",
         "parent = \"growth:ERI\"\nfirst = \"growth:ERI\"\nsecond = \"output:ERI\"\n", "M007"},
        {"growth-gap", "high = \"growth:ERI\"\nlow = \"output:ERI\"\n", "M007"},
        {"growth-gap", "high = \"growth:ERI\"\nlow = \"growth:ERI:\"\nfrom = 2024\nto = 2020\n",
         "M007"},
        {"rebound", "series = [\"output:ERI\"]\n", "M007"},
    };
    for (const auto& [form, parameters, expected] : cases) {
        EXPECT_EQ(codes_of(run(form, parameters)), expected) << form << "\n" << parameters;
    }
}

} // namespace
} // namespace halflight::measures
