// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::reason::test {
namespace {

using ledger::IndicatorType;
using Texts = std::set<std::string>;

/// Constraints of one series "e:RUS" that is stated for some periods.
Texts tiling(std::initializer_list<const char*> periods, IndicatorType type = IndicatorType::flow) {
    World world;
    world.indicator("e", type, {"persons"});
    for (const char* period : periods) {
        world.say("K" + std::to_string(world.ledger.claims().size()), "e:RUS", period, "10");
    }
    return texts(world.system());
}

TEST(Tiling, AYearIsItsHalvesAndQuarters) {
    EXPECT_EQ(tiling({"2024", "2024-S1", "2024-Q3", "2024-Q4"}),
              (Texts{"sum 0 = +1 e:RUS 2024-Q3 +1 e:RUS 2024-Q4 +1 e:RUS 2024-S1 -1 e:RUS 2024"}));
}

TEST(Tiling, APieceThatNobodyStatesBecomesACell) {
    EXPECT_EQ(tiling({"2024", "2024-Q1"}),
              (Texts{"sum 0 = +1 e:RUS 2024-04/2024-12 +1 e:RUS 2024-Q1 -1 e:RUS 2024"}));
}

TEST(Tiling, PiecesThatNobodyStatesAreAuxiliary) {
    World world;
    world.indicator("e", IndicatorType::flow, {"persons"});
    world.say("A", "e:RUS", "2024", "10");
    world.say("B", "e:RUS", "2024-Q1", "3");
    const System system = world.system();
    for (const Variable& cell : system.cells()) {
        EXPECT_EQ(cell.auxiliary, cell.claims.empty()) << to_string(cell.period);
        EXPECT_TRUE(cell.nonnegative);
    }
    EXPECT_EQ(world.analyse().cells.size(), 2U);
}

TEST(Tiling, CumulativePeriodsDifferByAMonth) {
    EXPECT_EQ(tiling({"2018-01/2018-05", "2018-01/2018-06"}),
              (Texts{"sum 0 = +1 e:RUS 2018-01/2018-05 +1 e:RUS 2018-06 -1 e:RUS 2018-S1"}));
}

TEST(Tiling, LongestStatedPiecesStandBesideTheSmallest) {
    const Texts found = tiling({"2018-S1", "2018-01/2018-05", "2018-01", "2018-02/2018-06"});
    EXPECT_EQ(
        found,
        (Texts{
            "sum 0 = +1 e:RUS 2018-01 +1 e:RUS 2018-02/2018-05 +1 e:RUS 2018-06 -1 e:RUS 2018-S1",
            "sum 0 = +1 e:RUS 2018-01 +1 e:RUS 2018-02/2018-06 -1 e:RUS 2018-S1",
            "sum 0 = +1 e:RUS 2018-01/2018-05 +1 e:RUS 2018-06 -1 e:RUS 2018-S1",
            "sum 0 = +1 e:RUS 2018-01 +1 e:RUS 2018-02/2018-05 -1 e:RUS 2018-01/2018-05",
            "sum 0 = +1 e:RUS 2018-02/2018-05 +1 e:RUS 2018-06 -1 e:RUS 2018-02/2018-06"}));
}

TEST(Tiling, MonthsOfAQuarterAddUp) {
    EXPECT_EQ(
        tiling({"2024-Q1", "2024-01", "2024-02", "2024-03"}),
        (Texts{"sum 0 = +1 e:RUS 2024-01 +1 e:RUS 2024-02 +1 e:RUS 2024-03 -1 e:RUS 2024-Q1"}));
}

TEST(Tiling, SeparatePeriodsAreNotJoined) {
    EXPECT_EQ(tiling({"2022", "2023", "2024-01"}), Texts{});
}

TEST(Tiling, OverlappingPeriodsShareAPiece) {
    EXPECT_EQ(tiling({"2024-01/2024-02", "2024-02/2024-03"}),
              (Texts{"sum 0 = +1 e:RUS 2024-01 +1 e:RUS 2024-02 -1 e:RUS 2024-01/2024-02",
                     "sum 0 = +1 e:RUS 2024-02 +1 e:RUS 2024-03 -1 e:RUS 2024-02/2024-03"}));
}

TEST(Tiling, OpenPeriodsTakeNoPart) {
    EXPECT_EQ(tiling({"../2024", "2024/..", "2024", "../.."}), Texts{});
    EXPECT_EQ(tiling({"2024/..", "2024", "2024-S1", "2024-S2"}),
              (Texts{"sum 0 = +1 e:RUS 2024-S1 +1 e:RUS 2024-S2 -1 e:RUS 2024"}));
}

TEST(Tiling, OnlyFlowsAddUpOverTime) {
    for (const IndicatorType type :
         {IndicatorType::stock, IndicatorType::rate, IndicatorType::ratio, IndicatorType::level}) {
        EXPECT_EQ(tiling({"2024", "2024-S1", "2024-S2"}, type), Texts{});
    }
}

TEST(Tiling, SeriesAreTiledApart) {
    World world;
    world.indicator("e", IndicatorType::flow, {"persons"});
    world.say("A", "e:RUS:PRK", "2024", "10");
    world.say("B", "e:RUS:CHN", "2024-S1", "10");
    EXPECT_EQ(texts(world.system()), Texts{});
}

TEST(Frequency, EveryUnitInsideTheSpanIsACell) {
    World world;
    world.indicator("e", IndicatorType::level, {"persons"}).frequency = Frequency::month;
    world.say("A", "e:RUS", "2024-02", "10");
    world.say("B", "e:RUS", "2024-05", "10");
    world.say("open", "e:RUS", "2024/..", "10");
    const System system = world.system();
    for (const char* month : {"2024-02", "2024-03", "2024-04", "2024-05"}) {
        EXPECT_NE(system.find_cell(world.series("e:RUS"), must(parse_period(month))), nullptr)
            << month;
    }
    EXPECT_EQ(system.cells().size(), 5U); // and the open one
    const Report report = world.analyse();
    EXPECT_EQ(report.find(world.series("e:RUS"), must(parse_period("2024-03")))->status,
              CellStatus::missing);
}

TEST(Frequency, MonthsOfAGridTileTheYear) {
    World world;
    world.indicator("e", IndicatorType::flow, {"persons"}).frequency = Frequency::quarter;
    world.say("A", "e:RUS", "2024", "10");
    EXPECT_EQ(texts(world.system()),
              (Texts{"sum 0 = +1 e:RUS 2024-Q1 +1 e:RUS 2024-Q2 +1 e:RUS 2024-Q3 "
                     "+1 e:RUS 2024-Q4 -1 e:RUS 2024"}));
}

} // namespace
} // namespace halflight::reason::test
