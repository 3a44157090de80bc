// SPDX-License-Identifier: Apache-2.0
// Robust lines against scipy, and one made sensor brought to the scale of another.
#include "halflight/io/files.hpp"
#include "halflight/lights/calibrate.hpp"
#include "lights_fixture.hpp"
#include "made_series.hpp"

#include <gtest/gtest.h>

namespace halflight::lights {
namespace {

// Reference values: scipy.stats.theilslopes(y, x, 0.95, method='joint') of scipy 1.10.1 with numpy
// 1.24.2; spreads from 1.4826 * median(abs(r - median(r))) of its residuals.
TEST(TheilSen, AgreesWithScipy) {
    const std::vector<double> x{3.1, 0.4, 7.7, 5.2, 1.9, 12.5, 9.3, 4.4, 6.8, 2.2};
    const std::vector<double> y{6.9, 1.2, 15.1, 30.0, 4.3, 25.6, 18.2, 9.4, 13.7, 5.1};
    const RobustLine line = theil_sen(x, y).value();
    EXPECT_NEAR(line.slope, 1.9531250000000002, 1e-14);
    EXPECT_NEAR(line.intercept, 0.6960937499999991, 1e-14);
    EXPECT_NEAR(line.slope_low, 1.8225806451612898, 1e-14);
    EXPECT_NEAR(line.slope_high, 2.0877192982456143, 1e-14);
    EXPECT_NEAR(line.residual_spread, 0.41118984375000056, 1e-13);
}

TEST(TheilSen, AgreesWithScipyWhereNumbersTie) {
    const std::vector<double> x{1, 1, 2, 3, 3, 4, 5, 6};
    const std::vector<double> y{2, 2.5, 2.5, 4, 3.5, 4, 6.5, 6};
    const RobustLine line = theil_sen(x, y).value();
    EXPECT_NEAR(line.slope, 0.775, 1e-14);
    EXPECT_NEAR(line.intercept, 1.2874999999999999, 1e-14);
    EXPECT_NEAR(line.slope_low, 0.5, 1e-14);
    EXPECT_NEAR(line.slope_high, 1.25, 1e-14);
    EXPECT_NEAR(line.residual_spread, 0.5374424999999998, 1e-13);
}

TEST(TheilSen, WhatIsNoLineIsAFault) {
    const std::vector<double> two{1, 2};
    EXPECT_FALSE(theil_sen(two, two).ok());
    const std::vector<double> same{1, 1, 1};
    const std::vector<double> other{1, 2, 3};
    EXPECT_FALSE(theil_sen(same, other).ok());
    EXPECT_FALSE(theil_sen(other, std::vector<double>{1, 2, SeriesCell::none}).ok());
    const std::vector<double> many(10'001, 1);
    EXPECT_FALSE(theil_sen(many, many).ok()) << "the square of the points has a limit";
}

/// 12 months in 12 zones: eight stable ones, then a growing, a flickering, a dark and an unseen
/// one.
std::vector<std::vector<double>> world() {
    std::vector<std::vector<double>> zones;
    for (int z = 0; z < 8; ++z) {
        std::vector<double> values;
        for (int month = 0; month < 12; ++month) {
            values.push_back((z + 1) * (1 + 0.01 * (month % 3 - 1)));
        }
        zones.push_back(values);
    }
    std::vector<double> grows;
    std::vector<double> flickers;
    for (int month = 0; month < 12; ++month) {
        grows.push_back(5 + 0.05 * month);
        flickers.push_back(month % 2 == 0 ? 3 : 9);
    }
    zones.push_back(grows);
    zones.push_back(flickers);
    zones.emplace_back(12, 0.0);
    zones.emplace_back(12, SeriesCell::none);
    return zones;
}
std::vector<std::vector<double>> seen_by_another(double gain, double offset) {
    auto zones = world();
    for (auto& zone : zones) {
        for (double& value : zone) {
            value = (value - offset) / gain;
        }
    }
    for (double& value : zones[9]) {
        value *= 7; // what flickers is no evidence, however far off
    }
    return zones;
}

TEST(Calibrate, FindsTheLineOnStableZones) {
    const Series reference = made_series(world());
    const Series other = made_series(seen_by_another(1.25, 0.4));
    const Calibration found = calibrate(reference, other, {});
    EXPECT_NEAR(found.line.slope, 1.25, 1e-12);
    EXPECT_NEAR(found.line.intercept, 0.4, 1e-12);
    EXPECT_NEAR(found.line.residual_spread, 0, 1e-12);
    EXPECT_EQ(found.line.points, 8U);
    EXPECT_EQ(found.zones[2].id, "z2");
    EXPECT_EQ(found.zones[2].periods, 12U);
    ASSERT_EQ(found.left_out.size(), 4U);
    EXPECT_EQ(found.left_out[0].reason, "trend");
    EXPECT_EQ(found.left_out[1].reason, "spread above the limit");
    EXPECT_TRUE(found.left_out[2].reason.starts_with("dark"));
    EXPECT_EQ(found.left_out[3].reason, "too few common periods");
}

TEST(Calibrate, CalibratedIsTheReference) {
    const Series reference = made_series(world());
    Series other = made_series(seen_by_another(1.25, 0.4));
    other.at(0, 0).error = 0.2;
    const Series result = calibrated(other, calibrate(reference, other, {}).line);
    for (std::size_t zone = 0; zone < 9; ++zone) {
        EXPECT_NEAR(result.at(zone, 5).value, reference.at(zone, 5).value, 1e-9);
    }
    EXPECT_NEAR(result.at(0, 0).error, 0.25, 1e-12);
    EXPECT_EQ(result.at(11, 0).missing, "not_observed");
    EXPECT_TRUE(std::isnan(result.at(11, 0).value));
}

TEST(Calibrate, NamedZonesAreTakenAsTheyAre) {
    CalibrateSpec spec;
    spec.stable = {"z0", "z1", "z2", "z3", "z8"};
    const Calibration found =
        calibrate(made_series(world()), made_series(seen_by_another(2, 0)), spec);
    EXPECT_EQ(found.zones.size(), 5U);
    EXPECT_NEAR(found.line.slope, 2, 1e-12);
}

TEST(Calibrate, OnlyCommonPeriodsCount) {
    // The other begins half a year later; before and after, it is alone.
    Series other = made_series(seen_by_another(2, 0), "2019-07");
    EXPECT_EQ(calibrate(made_series(world()), other, {}).periods.size(), 6U);
    CalibrateSpec spec;
    spec.least_periods = 7;
    EXPECT_THROW((void)calibrate(made_series(world()), other, spec), Error);
}

std::pair<ErrorCode, std::string> refusal(const Series& a, const Series& b,
                                          const CalibrateSpec& spec = {}) {
    try {
        (void)calibrate(a, b, spec);
    } catch (const Error& error) {
        return {error.code(), error.what()};
    }
    return {};
}

TEST(Calibrate, RefusalsNameTheReason) {
    const Series good = made_series(world());
    Series dmsp = good;
    dmsp.product = "DMSP-OLS";
    EXPECT_EQ(refusal(good, dmsp).first, ErrorCode::refused);
    EXPECT_NE(refusal(good, dmsp).second.find("only shares"), std::string::npos);
    Series sums = good;
    sums.statistic = "sum";
    EXPECT_NE(refusal(sums, sums).second.find("mean, median"), std::string::npos);
    CalibrateSpec spec;
    spec.least_zones = 9;
    EXPECT_NE(refusal(good, good, spec).second.find("8 stable zones, 9 are needed"),
              std::string::npos);
    spec = {};
    spec.stable = {"nowhere"};
    EXPECT_NE(refusal(good, good, spec).second.find("'nowhere' is not in both"), std::string::npos);
    const Series later = made_series(world(), "2030-01");
    EXPECT_NE(refusal(good, later).second.find("no period in common"), std::string::npos);
    auto falling = world();
    for (auto& zone : falling) {
        for (double& value : zone) {
            value = 20 - value;
        }
    }
    EXPECT_NE(refusal(good, made_series(falling)).second.find("do not rise together"),
              std::string::npos);
}

class SeriesFile : public LightsFolder {};

TEST_F(SeriesFile, CalibratedPanelReadsBack) {
    const Series reference = made_series(world());
    const Series other = made_series(seen_by_another(1.25, 0.4));
    const Calibration found = calibrate(reference, other, {});
    const CalibratedPanel panel = calibrated_panel(reference, other, {}, found, "test");
    io::write_file(folder() / "c.csv", panel.csv);
    io::write_file(folder() / "c.csv.json", panel.metadata);
    EXPECT_NE(panel.metadata.find("\"slope\": 1.25"), std::string::npos) << panel.metadata;
    EXPECT_NE(panel.metadata.find("calibrated, not as measured"), std::string::npos);
    const Series back = read_series(folder() / "c.csv", "mean");
    const Series expected = calibrated(other, found.line);
    EXPECT_EQ(back.zones, expected.zones);
    EXPECT_EQ(back.periods, expected.periods);
    ASSERT_EQ(back.cells.size(), expected.cells.size());
    for (std::size_t i = 0; i < back.cells.size(); ++i) {
        EXPECT_EQ(back.cells[i].missing, expected.cells[i].missing);
        if (back.cells[i].has_value()) {
            EXPECT_EQ(back.cells[i].value, expected.cells[i].value);
        }
    }
    io::write_file(folder() / "c.csv", panel.csv + "z0,2031-01,2031-01-01,2031-01-31,,1,1\n");
    EXPECT_THROW((void)read_series(folder() / "c.csv", "mean"), Error) << "edited by hand";
}

} // namespace
} // namespace halflight::lights
