// SPDX-License-Identifier: Apache-2.0
// Visits in dossiers.
#include "boxes.hpp"
#include "world.hpp"

#include <array>
#include <string>
#include <vector>

namespace halflight::measures {
namespace {

using namespace test;

constexpr const char* codes = R"([indicator.visits]
name = "Visits"
type = "flow"
unit = "visits"
integer = true

[indicator.level]
name = "Visits a year"
type = "level"
unit = "visits"

[indicator.money]
name = "Money"
type = "flow"
unit = "USD"

[dimension.purpose]
name = "Purpose"
default = "total"
  [dimension.purpose.codes.total]
  name = "All"
  parts = ["tourism", "business"]
  complete = true
  [dimension.purpose.codes.tourism]
  name = "Tourism"
  [dimension.purpose.codes.business]
  name = "Business"
)";

constexpr const char* rows =
    R"(V24Q2,visits,TKM,RUS,purpose=tourism,2024-Q2,,,50,,visits,measured,agency
V25Q1,visits,TKM,RUS,purpose=tourism,2025-Q1,,,10,,visits,measured,agency
V25Q2,visits,TKM,RUS,purpose=tourism,2025-Q2,,,150,,visits,measured,agency
V24,visits,TKM,RUS,purpose=tourism,2024,,,300,,visits,measured,agency
T24,visits,TKM,RUS,,2024,,,1000,,visits,measured,agency
L17,level,TKM,CHN,,2017,2019,3000,,6000,visits,estimate,paper
)";

Report run(const std::string& form, const std::string& parameters) {
    return World(codes, rows, "[[measure]]\nid = \"m\"\nform = \"" + form + "\"\n" + parameters)
        .evaluated();
}

TEST(PurposeShareForm, GivesCountsAndShares) {
    const Report report = run("purpose-share", R"(total = "visits:TKM:RUS"
parts = ["visits:TKM:RUS:purpose=tourism", "visits:TKM:RUS:purpose=business"]
periods = [2024]
)");
    EXPECT_EQ(value_of(report, "m/tourism/share@2024").point, 30);
    EXPECT_EQ(value_of(report, "m/business/count@2024").bounds, Interval::point(700));
    EXPECT_EQ(value_of(report, "m/total/share@2024").point, 100);
    EXPECT_EQ(table_of(report, "m").rows[1].name, "Tourism");
}

TEST(SeasonForm, SetsQuartersAgainstLikeQuarters) {
    const Report report = run("season-match", R"(series = "visits:TKM:RUS:purpose=tourism"
periods = ["2025-Q1", "2025-Q2"]
)");
    EXPECT_EQ(value_of(report, "m/2024-Q2/ratio@2025-Q2").point, 3);
    EXPECT_EQ(value_of(report, "m/2024-Q2/change@2025-Q2").point, 200);
    EXPECT_EQ(value_of(report, "m/2024-Q1/ratio@2025-Q1").basis, Basis::missing);
}

TEST(SeasonForm, RefusesUnlikeQuarters) {
    const Report report = run("season-match", R"(series = "visits:TKM:RUS:purpose=tourism"
periods = ["2025-Q2"]
against = ["2025-Q1", "2024-Q2"]
)");
    EXPECT_EQ(value_of(report, "m/2025-Q1/ratio@2025-Q2").missing, Missing::not_applicable);
    EXPECT_EQ(value_of(report, "m/2024-Q2/ratio@2025-Q2").point, 3);
    ASSERT_EQ(table_of(report, "m").notes.size(), 1U);
    EXPECT_NE(table_of(report, "m").notes.front().find("unlike"), std::string::npos);
}

TEST(BenchmarkForm, SetsYearsAgainstAYearlyLevel) {
    const Report report = run("benchmark-ratio", R"(series = "visits:TKM:RUS:purpose=tourism"
benchmarks = ["level:TKM:CHN"]
benchmark_periods = ["2017/2019"]
periods = ["2024", "2025-Q2"]
)");
    expect_near(value_of(report, "m/CHN/ratio@2024").bounds, 5, 10);
    expect_near(value_of(report, "m/CHN/multiple@2024").bounds, 10, 20);
    EXPECT_EQ(value_of(report, "m/CHN/ratio@2025-Q2").missing, Missing::not_applicable);
    EXPECT_EQ(table_of(report, "m").rows.front().name, "China, 2017/2019");
}

TEST(TourismForms, ReportEveryBadParameter) {
    const std::string tourism = "series = \"visits:TKM:RUS:purpose=tourism\"\n";
    const std::vector<std::array<std::string, 3>> cases = {
        {"purpose-share", "total = \"visits:TKM:RUS\"\nparts = [\"money:TKM:RUS\"]\n", "M007"},
        {"purpose-share",
         "total = \"visits:TKM:RUS\"\nparts = [\"visits:TKM:RUS:purpose=tourism\", "
         "\"visits:TKM:RUS:purpose=tourism\"]\n",
         "M007"},
        {"season-match", tourism + "years = 0\n", "M007"},
        {"season-match", tourism + "years = 1.5\n", "M007"},
        {"season-match", tourism + "periods = [\"2024-01/2024-05\"]\n", "M007"},
        {"season-match", tourism + "against = [\"2024-Q9\"]\n", "M005"},
        {"benchmark-ratio",
         tourism + "benchmarks = [\"level:TKM:CHN\"]\nbenchmark_periods = "
                   "[2017, 2018]\n",
         "M007"},
        {"benchmark-ratio",
         tourism + "benchmarks = [\"money:TKM:CHN\"]\nbenchmark_periods = [2017]\n", "M007"},
    };
    for (const auto& [form, parameters, expected] : cases) {
        EXPECT_EQ(codes_of(run(form, parameters)), expected) << form << "\n" << parameters;
    }
}

} // namespace
} // namespace halflight::measures
