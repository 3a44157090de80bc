// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/view.hpp"

#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::measures {
namespace {

using test::World;

constexpr const char* codes = "[indicator.visits]\nname = \"Visits\"\ntype = \"flow\"\n"
                              "unit = \"visits\"\ninteger = true\nfrequency = \"Q\"\n";
constexpr const char* rows = "Q1,visits,PRK,RUS,,2024-Q1,,,10,,visits,measured,agency\n"
                             "Q3,visits,PRK,RUS,,2024-Q3,,,30,,visits,measured,paper\n"
                             "Q4,visits,PRK,RUS,,2024-Q4,,,not_published,,visits,measured,agency\n";

TEST(View, AFlowOverAPeriodThatIsNoCellIsTheSumOfItsUnits) {
    World world(codes, rows);
    const View view = world.view();
    const auto series = view.series("visits:PRK:RUS");
    ASSERT_TRUE(series);
    const Value year = view.cell(*series, *parse_period("2024"));
    EXPECT_EQ(year.bounds.lo, 40);
    EXPECT_EQ(year.bounds.hi, std::numeric_limits<double>::infinity());
    EXPECT_EQ(year.basis, Basis::bounded);
    EXPECT_NE(year.formula.find("2 of them unknown"), std::string::npos) << year.formula;
}

TEST(View, AStatementOutsideTheSpecIsMissing) {
    World world(codes, rows);
    const auto claim = world.dossier.ledger.find_claim("Q3");
    ASSERT_TRUE(claim);
    EXPECT_EQ(world.view().claim(*claim).bounds, Interval::point(30));
    reason::Spec early;
    early.as_of = *parse_date("2024-12-30");
    EXPECT_EQ(View(world.dossier.ledger, world.report, early).claim(*claim).basis, Basis::missing);
    reason::Spec without;
    without.without = {"paper"};
    EXPECT_EQ(View(world.dossier.ledger, world.report, without).claim(*claim).basis,
              Basis::missing);
}

TEST(View, WithoutAFrequencyPeriodsAreTheCoarsestOfTheCells) {
    const std::string none = "[indicator.visits]\nname = \"Visits\"\ntype = \"flow\"\n"
                             "unit = \"visits\"\n";
    const std::string year = "A23,visits,PRK,RUS,,2023,,,99,,visits,measured,agency\n";
    const std::string measure = "[[measure]]\nid = \"m\"\nform = \"series\"\n"
                                "series = [\"visits:PRK:RUS\"]\n";
    const auto periods = [&](const std::string& claims, const std::string& range) {
        World world(none, claims, measure + range);
        const Report report = world.evaluated();
        std::string found;
        for (const Row& row : test::table_of(report, "m").rows) {
            found += (found.empty() ? "" : " ") + to_string(*row.period);
        }
        return found;
    };
    EXPECT_EQ(periods(rows, ""), "2024-Q1 2024-Q2 2024-Q3 2024-Q4");
    EXPECT_EQ(periods(rows + year, ""), "2023");
    EXPECT_EQ(periods(rows, "from = 2024\nto = \"2024-Q2\"\n"), "2024-Q1 2024-Q2");
    EXPECT_EQ(periods(year, ""), "2023");
}

TEST(View, ARangeWithoutEndIsAFault) {
    for (const char* range : {"from = \"../2018\"", "from = \"2018\"\nto = \"2020/..\""}) {
        World world(codes, rows,
                    std::string("[[measure]]\nid = \"m\"\nform = \"series\"\n"
                                "series = [\"visits:PRK:RUS\"]\n") +
                        range + "\n");
        EXPECT_EQ(test::codes_of(world.evaluated()), "M007");
    }
}

} // namespace
} // namespace halflight::measures
