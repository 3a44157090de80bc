// SPDX-License-Identifier: Apache-2.0
// County studies whose slope hangs on few places.
#include "halflight/studies/county_study.hpp"

#include "halflight/base/random.hpp"
#include "halflight/stats/linear.hpp"
#include "halflight/stats/shift_share.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::studies {
namespace {

constexpr std::size_t zones = 80;
constexpr std::size_t quarters = 16; ///< 2021-Q1 to 2024-Q4
const Period onset = parse_period("2023-Q1").value();

/// Six industries, one of them of the group; `exposed` places have a share of it, the others none.
struct World {
    LightPanel panel;
    ExposureIndex exposure;
    IndustryShares shares;
    IndustryGroup group{"arms", {"arms"}, {}, "made"};
    Places places;

    explicit World(std::size_t exposed, std::uint64_t seed = 1) {
        const Random random(seed, 21);
        std::uint64_t at = 0;
        shares.industries = {"arms", "food", "mines", "steel", "textile", "toys"};
        shares.shares = stats::Matrix(zones, 6);
        panel.periods = units_inside(parse_period("2021/2024").value(), Frequency::quarter);
        panel.value = stats::Matrix(quarters, zones);
        for (std::size_t z = 0; z < zones; ++z) {
            double sum = 0;
            for (std::size_t k = 0; k < 6; ++k) {
                shares.shares(z, k) = k == 0 && z >= exposed ? 0 : -std::log(random.uniform(at++));
                sum += shares.shares(z, k);
            }
            for (std::size_t k = 0; k < 6; ++k) {
                shares.shares(z, k) /= sum;
            }
            ZoneExposure zone;
            zone.share = zone.raw = shares.shares(z, 0);
            exposure.zones.push_back(zone);
            places.longitude.push_back(124 + 4 * random.uniform(at++));
            places.latitude.push_back(38 + 3 * random.uniform(at++));
            places.province.push_back(static_cast<std::uint32_t>(z % 8));
            panel.units.push_back("zone " + std::to_string(z));
            for (std::size_t t = 0; t < quarters; ++t) {
                panel.value(t, z) = 3 + 0.2 * random.normal(at++);
            }
        }
        panel.low = panel.high = panel.value;
    }

    [[nodiscard]] CountyStudy study() const {
        CountySpec spec;
        spec.earlier = parse_period("2022-Q4").value();
        spec.later = parse_period("2024-Q4").value();
        spec.treatment = onset;
        spec.permutations = 19;
        spec.event_before = 8;
        spec.honest = false;
        return county_study(panel, exposure, shares, group, places, spec);
    }
};

bool warned(const stats::Warnings& warnings, std::string_view code) {
    return std::ranges::any_of(warnings, [&](const auto& one) { return one.code == code; });
}

const SlopeEstimate& slope_of(const CountyStudy& study, std::string_view error) {
    return *std::ranges::find(study.slopes, error, &SlopeEstimate::error);
}

TEST(CountyErrors, FewExposedPlacesLeaveFewDegreesAndAreTold) {
    const CountyStudy few = World(5).study();
    const CountyStudy many = World(zones).study();
    EXPECT_LT(few.slopes[0].degrees, 5);
    EXPECT_GT(many.slopes[0].degrees, 12);
    EXPECT_GT(few.slopes[0].leverage, many.slopes[0].leverage);
    EXPECT_TRUE(warned(few.warnings, "few_exposed_places"));
    EXPECT_FALSE(warned(many.warnings, "few_exposed_places"));
    const stats::Coefficient& slope = few.slopes[0].slope;
    EXPECT_GT((slope.high - slope.low) / slope.std_error, 2 * 2.5); // t, not normal
    EXPECT_GT(few.detectable, 3.4 * slope.std_error);
}

TEST(CountyErrors, AJointTestOfMoreTrendsThanPlacesCanTellIsNotRun) {
    const CountyStudy few = World(5).study();
    EXPECT_TRUE(std::isnan(few.pre_trend_p));
    EXPECT_TRUE(warned(few.warnings, "pre_trend_untested"));
    EXPECT_TRUE(std::isfinite(World(zones).study().pre_trend_p));
}

TEST(CountyErrors, TrendsAreFoundNoMoreOftenThanTheyShouldBe) {
    std::size_t found = 0;
    std::size_t tested = 0;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        const double p = World(40, seed).study().pre_trend_p;
        tested += std::isfinite(p) ? 1U : 0U;
        found += p < 0.05 ? 1U : 0U;
    }
    EXPECT_GT(tested, 120U); // in the others exposure happens to lie in too few places
    EXPECT_LE(found, 15U);   // 5 percent expected: 7.5, more than 15 has a chance below 1 in 100
}

TEST(CountyErrors, EventStudyOnAPanelSeenWholeIsThatWithUnitAndPeriodEffects) {
    const World world(zones);
    const CountyStudy study = world.study();
    std::vector<double> outcome;
    std::vector<std::int32_t> unit;
    std::vector<std::int32_t> period;
    stats::Matrix x(zones * quarters, quarters - 1);
    for (std::size_t z = 0; z < zones; ++z) {
        for (std::size_t t = 0; t < quarters; ++t) {
            const std::size_t row = outcome.size();
            outcome.push_back(world.panel.value(t, z));
            unit.push_back(static_cast<std::int32_t>(z));
            period.push_back(static_cast<std::int32_t>(t));
            if (t != 7) { // the reference, 2022-Q4
                x(row, t < 7 ? t : t - 1) = world.exposure.zones[z].share;
            }
        }
    }
    stats::LinearData data;
    data.outcome = outcome;
    data.regressors.values = x.view();
    for (std::size_t c = 0; c < x.cols(); ++c) {
        data.regressors.names.push_back("x" + std::to_string(c));
    }
    data.effects = {{"unit", unit, {}, true}, {"period", period, {}, true}};
    stats::LinearSpec spec;
    spec.intercept = false;
    const auto fit = stats::least_squares(data, spec);
    ASSERT_EQ(study.event.size(), quarters - 1);
    for (std::size_t i = 0; i < study.event.size(); ++i) {
        EXPECT_NEAR(study.event[i].estimate, fit.coefficients[i].estimate, 1e-7) << i;
    }
    EXPECT_NEAR(study.event.back().std_error, study.slopes[0].slope.std_error, 1e-10);
}

TEST(CountyErrors, AkmIsTheirsUpToItsCorrection) {
    const World world(zones);
    const CountyStudy study = world.study();
    stats::ShiftShareData data;
    data.outcome = study.change;
    data.shares = world.shares.shares.view();
    const std::vector<double> shocks{1, 0, 0, 0, 0, 0};
    data.shocks = shocks;
    const stats::ShiftShareFit fit = stats::fit_shift_share(data, {});
    const SlopeEstimate& akm = slope_of(study, "akm");
    EXPECT_NEAR(akm.slope.estimate, fit.akm.estimate, 1e-10);
    EXPECT_GT(akm.slope.std_error, fit.akm.std_error);
    EXPECT_LT(akm.slope.std_error, 3 * fit.akm.std_error);
    EXPECT_LT(akm.degrees, 20);
    EXPECT_EQ(slope_of(study, "akm0").slope.low, fit.akm0.low);
    EXPECT_TRUE(warned(akm.warnings, "few_industries"));
    EXPECT_TRUE(warned(slope_of(study, "akm0").warnings, "industries_together"));
    EXPECT_FALSE(warned(akm.warnings, "industries_together"));
}

TEST(CountyErrors, WhatAkm0DoesNotBoundIsAllNumbers) {
    std::size_t unbounded = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const CountyStudy study = World(3, seed).study();
        const SlopeEstimate& akm0 = slope_of(study, "akm0");
        EXPECT_LE(akm0.slope.low, akm0.slope.estimate);
        EXPECT_GE(akm0.slope.high, akm0.slope.estimate);
        const bool told = warned(akm0.warnings, "akm0_unbounded");
        EXPECT_EQ(told, std::isinf(akm0.slope.low) && std::isinf(akm0.slope.high));
        EXPECT_FALSE(warned(slope_of(study, "akm").warnings, "akm0_unbounded"));
        unbounded += told ? 1U : 0U;
    }
    EXPECT_GT(unbounded, 0U) << "no case of what is tested";
}

TEST(CountyErrors, ASlopeOfWhatHardlyDiffersIsTold) {
    World world(zones);
    EXPECT_FALSE(warned(world.study().warnings, "slope_beyond_light"));
    for (ZoneExposure& zone : world.exposure.zones) {
        zone.share = 0.3 + 1e-7 * zone.share;
    }
    EXPECT_TRUE(warned(world.study().warnings, "slope_beyond_light"));
}

TEST(CountyErrors, EverySlopeTellsWhereItFails) {
    const CountyStudy study = World(zones).study();
    const std::string trend = "towns of exposed counties grow faster";
    for (const SlopeEstimate& slope : study.slopes) {
        EXPECT_NE(slope.track_record.find(trend), std::string::npos) << slope.error;
    }
    EXPECT_NE(study.permutation_record.find(trend), std::string::npos);
    EXPECT_EQ(study.event_record.empty(), study.event.empty());
}

TEST(CountyErrors, WhatTheFloorLeavesOpenIsToldByItsSize) {
    std::set<int> told;
    for (const double depth : {0.0, 0.001, 0.01, 0.03, 0.1, 0.3, 1.0, 2.0}) {
        World world(zones);
        for (std::size_t z = 0; z < zones; ++z) {
            for (std::size_t t = 0; t < quarters; ++t) {
                world.panel.low(t, z) -= depth;
            }
        }
        const CountyStudy study = world.study();
        const stats::Coefficient& slope = study.slopes.front().slope;
        const double open = (study.bounds.high - study.bounds.low) / (slope.high - slope.low);
        const stats::Warnings& warnings = study.slopes.front().warnings;
        EXPECT_EQ(warned(warnings, "censored_light"), open > 1) << depth;
        EXPECT_EQ(warned(warnings, "cells_at_zero"), open > 0.1 && open <= 1) << depth;
        told.insert(open > 1 ? 2 : open > 0.1 ? 1 : 0);
    }
    EXPECT_EQ(told.size(), 3U) << "no depth for one of the three";
}

} // namespace
} // namespace halflight::studies
