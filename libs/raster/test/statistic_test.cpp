// SPDX-License-Identifier: Apache-2.0
#include "halflight/raster/statistic.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace {

using namespace halflight::raster;
using halflight::Error;

const std::string every =
    "mean,sum,integral,sd,min,max,median,q05,q2.5,q99,cells,count,valid_share,gap_filled_share,"
    "snow_share,cloud_share,masked_share,observations,zone_area,covered_area,valid_area,"
    "below_floor_share,lit_area,mean_se,sum_se,mean_low,mean_high,sum_low,sum_high,integral_low,"
    "integral_high";

std::vector<Statistic> parsed(std::string_view list) {
    auto result = parse_statistics(list);
    EXPECT_TRUE(result.ok());
    return std::move(result).value();
}

constexpr Wanted everything{.areas = true,
                            .moments = true,
                            .floor = true,
                            .states = true,
                            .observations = true,
                            .error = true,
                            .floor_value = 0.5};

double value(std::string_view name, const ZoneSums& sums, const Wanted& wanted = everything) {
    return finish(sums, 20, wanted, parsed(name), {}).values[0];
}

/// Ten cells of 0.5 km2 of which eight are used, three below the floor.
ZoneSums some_sums() {
    ZoneSums sums;
    sums.touched_area = 5;
    sums.touched_count = 10;
    sums.cells = 12;
    sums.count = 8;
    sums.area = 4;
    sums.sum = 24;
    sums.area_sum = 12;
    sums.mean = 3;
    sums.squares = 16;
    sums.smallest = 0;
    sums.largest = 9;
    sums.below_count = 3;
    sums.below_area = 1.5;
    sums.lit_area = 2.5;
    sums.lit_sum = 23.5;
    sums.lit_area_sum = 11.75;
    sums.snow_area = 1;
    sums.observation_area = 32;
    sums.error_squares = 4;
    sums.error_area = 4;
    sums.error_plain_squares = 16;
    sums.error_count = 8;
    sums.state_area[static_cast<std::size_t>(CellState::observed)] = 3;
    sums.state_area[static_cast<std::size_t>(CellState::gap_filled)] = 1;
    sums.state_area[static_cast<std::size_t>(CellState::cloud)] = 0.75;
    sums.state_area[static_cast<std::size_t>(CellState::masked)] = 0.25;
    return sums;
}

TEST(Statistic, ParsesNamesAndQuantiles) {
    EXPECT_EQ(parsed("mean, sum ,q90"),
              (std::vector<Statistic>{{"mean", -1}, {"sum", -1}, {"q90", 0.9}}));
    EXPECT_EQ(parsed("median")[0].probability, 0.5);
    EXPECT_EQ(parsed("q05")[0].probability, 0.05);
    EXPECT_EQ(parsed("q2.5")[0].probability, 0.025);
    EXPECT_TRUE(needs_quantiles(parsed("mean,median")));
    EXPECT_FALSE(needs_quantiles(parsed("mean,min")));
}

TEST(Statistic, NamesTheWordThatIsUnknown) {
    const auto result = parse_statistics("mean,summ");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.fault().offset, 5U);
    EXPECT_NE(result.fault().message.find("'summ'"), std::string::npos);
    EXPECT_NE(result.fault().hint.find("did you mean 'sum'"), std::string::npos);
    EXPECT_NE(result.fault().hint.find("lit_area"), std::string::npos);
}

TEST(Statistic, RefusesWhatIsNoList) {
    for (const char* list : {"", "mean,", ",mean", "mean,mean", "q", "q0", "q100", "q-5", "q1e1",
                             "qx", "q5x", "Mean", "q1.2.3", "mean;sum"})
        EXPECT_FALSE(parse_statistics(list).ok()) << list;
}

TEST(Statistic, EveryOneIsDescribedOnOneLine) {
    for (const Statistic& statistic : parsed(every)) {
        const StatisticInfo info = describe(statistic, "nW/cm2/sr");
        EXPECT_GT(info.definition.size(), 10U) << statistic.name;
        EXPECT_EQ(info.definition.find('\n'), std::string::npos);
        EXPECT_FALSE(info.unit.empty()) << statistic.name;
    }
    EXPECT_EQ(describe({"mean", -1}, "nW/cm2/sr").unit, "nW/cm2/sr");
    EXPECT_EQ(describe({"integral", -1}, "nW/cm2/sr").unit, "nW/cm2/sr km2");
    EXPECT_EQ(describe({"lit_area", -1}, "nW/cm2/sr").unit, "km2");
    EXPECT_EQ(describe({"q2.5", 0.025}, "DN").unit, "DN");
    EXPECT_NE(describe({"q2.5", 0.025}, "DN").definition.find("2.5 percent"), std::string::npos);
    EXPECT_THROW((void)describe({"no such", -1}, ""), Error);
}

TEST(Statistic, AsksOnlyForWhatItNeeds) {
    EXPECT_EQ(wanted_for(parsed("sum,count,cells"), {}),
              (Wanted{.areas = false, .floor_value = Wanted{}.floor_value}));
    EXPECT_EQ(wanted_for(parsed("mean,zone_area"), 0.3),
              (Wanted{.areas = true, .floor_value = 0.3}));
    EXPECT_TRUE(wanted_for(parsed("sd"), {}).moments);
    EXPECT_TRUE(wanted_for(parsed("cloud_share"), {}).states);
    EXPECT_TRUE(wanted_for(parsed("observations"), {}).observations);
    EXPECT_TRUE(wanted_for(parsed("mean_se"), {}).error);
    EXPECT_TRUE(wanted_for(parsed("lit_area"), 0.5).floor);
    EXPECT_FALSE(wanted_for(parsed("lit_area"), {}).floor);
}

TEST(Finish, WorksOutEachStatistic) {
    const ZoneSums sums = some_sums();
    EXPECT_EQ(value("mean", sums), 3);
    EXPECT_EQ(value("sum", sums), 24);
    EXPECT_EQ(value("integral", sums), 12);
    EXPECT_EQ(value("sd", sums), 2);
    EXPECT_EQ(value("min", sums), 0);
    EXPECT_EQ(value("max", sums), 9);
    EXPECT_EQ(value("cells", sums), 12);
    EXPECT_EQ(value("count", sums), 8);
    EXPECT_EQ(value("valid_share", sums), 0.8);
    EXPECT_EQ(value("gap_filled_share", sums), 0.2);
    EXPECT_EQ(value("snow_share", sums), 0.2);
    EXPECT_EQ(value("cloud_share", sums), 0.15);
    EXPECT_EQ(value("masked_share", sums), 0.05);
    EXPECT_EQ(value("observations", sums), 8);
    EXPECT_EQ(value("zone_area", sums), 20);
    EXPECT_EQ(value("covered_area", sums), 5);
    EXPECT_EQ(value("valid_area", sums), 4);
    EXPECT_EQ(value("below_floor_share", sums), 0.375);
    EXPECT_EQ(value("lit_area", sums), 2.5);
    EXPECT_EQ(value("mean_se", sums), 0.5);
    EXPECT_EQ(value("sum_se", sums), 4);
}

TEST(Finish, CensoredCellsGiveBounds) {
    const ZoneSums sums = some_sums();
    EXPECT_EQ(value("sum_low", sums), 23.5);
    EXPECT_EQ(value("sum_high", sums), 23.5 + 3 * 0.5);
    EXPECT_EQ(value("mean_low", sums), 11.75 / 4);
    EXPECT_EQ(value("mean_high", sums), (11.75 + 1.5 * 0.5) / 4);
    EXPECT_EQ(value("integral_low", sums), 11.75);
    EXPECT_EQ(value("integral_high", sums), 11.75 + 1.5 * 0.5);
}

TEST(Finish, ErrorNeedsNearlyTheWholeValidArea) {
    ZoneSums sums = some_sums();
    sums.error_area = 3.6;
    sums.error_count = 7.2;
    EXPECT_DOUBLE_EQ(value("mean_se", sums), 2 / 3.6);
    EXPECT_DOUBLE_EQ(value("sum_se", sums), 4 * 8 / 7.2);
    sums.error_area = 3.5;
    EXPECT_TRUE(std::isnan(value("mean_se", sums)));
    EXPECT_TRUE(std::isnan(value("sum_se", sums)));
}

/// Whatever is asked for, nothing that speaks of light is a number where nothing was seen.
TEST(Finish, NothingSeenIsNeverZero) {
    ZoneSums sums;
    sums.touched_area = 5;
    sums.touched_count = 10;
    sums.cells = 10;
    sums.state_area[static_cast<std::size_t>(CellState::cloud)] = 5;
    const auto statistics = parsed(every);
    const std::vector<double> quantiles(4, 0.0);
    const ZoneRow row = finish(sums, 20, everything, statistics, quantiles);
    EXPECT_EQ(row.missing, Missing::not_usable);
    ASSERT_EQ(row.values.size(), statistics.size());
    for (std::size_t i = 0; i < statistics.size(); ++i) {
        const std::string& name = statistics[i].name;
        const bool known = name == "cells" || name == "count" || name == "zone_area" ||
                           name == "covered_area" || name == "valid_area" ||
                           name == "valid_share" || name == "gap_filled_share" ||
                           name == "snow_share" || name == "cloud_share" || name == "masked_share";
        EXPECT_EQ(std::isnan(row.values[i]), !known) << name;
    }
    EXPECT_EQ(value("cloud_share", sums), 1);
    EXPECT_EQ(value("valid_share", sums), 0);
    EXPECT_EQ(value("covered_area", sums), 5);
}

TEST(Finish, SaysWhyAValueIsMissing) {
    const auto mean = parsed("mean");
    const auto why = [&](const ZoneSums& sums, double area) {
        return finish(sums, area, everything, mean, {}).missing;
    };
    EXPECT_EQ(why(some_sums(), 20), Missing::none);
    EXPECT_EQ(why({}, 0), Missing::empty_zone);
    EXPECT_EQ(why({}, std::nan("")), Missing::empty_zone);
    EXPECT_EQ(why({}, 20), Missing::outside_grid);
    ZoneSums sums;
    sums.cells = 3;
    sums.touched_area = 2;
    EXPECT_EQ(why(sums, 20), Missing::not_observed);
    sums.state_area[static_cast<std::size_t>(CellState::no_observation)] = 1;
    sums.state_area[static_cast<std::size_t>(CellState::gap_filled)] = 0.5;
    EXPECT_EQ(why(sums, 20), Missing::not_observed);
    sums.state_area[static_cast<std::size_t>(CellState::outlier)] = 0.5;
    EXPECT_EQ(why(sums, 20), Missing::not_usable);
    EXPECT_EQ(to_string(Missing::not_usable), "not_usable");
    EXPECT_EQ(to_string(Missing::not_given), "not_given");
}

TEST(Finish, WhatTheProductDoesNotGiveIsMissing) {
    const ZoneSums sums = some_sums();
    for (const char* name : {"snow_share", "sd", "lit_area", "sum_low", "observations", "mean_se"})
        EXPECT_TRUE(std::isnan(value(name, sums, Wanted{}))) << name;
    EXPECT_EQ(value("mean", sums, Wanted{}), 3);
}

TEST(Finish, SharesNeverPassOne) {
    ZoneSums sums = some_sums();
    sums.area = std::nextafter(sums.touched_area, 9);
    EXPECT_EQ(value("valid_share", sums), 1);
}

TEST(Finish, QuantilesStandInTheirOrder) {
    const auto statistics = parsed("q10,mean,median");
    const std::vector<double> quantiles{0.25, 2};
    const ZoneRow row = finish(some_sums(), 20, everything, statistics, quantiles);
    EXPECT_EQ(row.values, (std::vector<double>{0.25, 3, 2}));
    const ZoneRow without = finish(some_sums(), 20, everything, statistics, {});
    EXPECT_TRUE(std::isnan(without.values[0]));
    EXPECT_EQ(without.values[1], 3);
}

} // namespace
