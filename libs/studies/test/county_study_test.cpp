// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/county_study.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halflight::studies {
namespace {

constexpr std::size_t zones = 120;
constexpr std::size_t quarters = 24; ///< 2019-Q1 to 2024-Q4
const Period onset = parse_period("2023-Q3").value();

/// A made country of 120 counties: four industries, light = county + quarter + effect x share of
/// "arms" + noise.
struct World {
    LightPanel panel;
    ExposureIndex exposure;
    IndustryShares shares;
    IndustryGroup group{"defence", {"arms", "steel"}, {}, "made"};
    Places places;

    explicit World(double effect, std::uint64_t seed = 1) {
        const Random random(seed, 7);
        std::uint64_t at = 0;
        shares.industries = {"arms", "food", "steel", "textile"};
        shares.shares = stats::Matrix(zones, 4);
        for (std::size_t z = 0; z < zones; ++z) {
            double sum = 0;
            for (std::size_t k = 0; k < 4; ++k) {
                shares.shares(z, k) = -std::log(random.uniform(at++));
                sum += shares.shares(z, k);
            }
            for (std::size_t k = 0; k < 4; ++k) {
                shares.shares(z, k) /= sum;
            }
            ZoneExposure zone;
            zone.share = zone.raw = shares.shares(z, 0) + shares.shares(z, 2);
            exposure.zones.push_back(zone);
            places.longitude.push_back(124 + 6 * random.uniform(at++));
            places.latitude.push_back(38 + 4 * random.uniform(at++));
            places.province.push_back(static_cast<std::uint32_t>(z % 10));
            panel.units.push_back("zone " + std::to_string(z));
        }
        exposure.group = "defence";
        fill(effect, random, at);
    }

    void fill(double effect, const Random& random, std::uint64_t at) {
        panel.periods = units_inside(parse_period("2019/2024").value(), Frequency::quarter);
        panel.value = stats::Matrix(quarters, zones);
        for (std::size_t z = 0; z < zones; ++z) {
            const double level = 5 + random.normal(at++);
            for (std::size_t t = 0; t < quarters; ++t) {
                const double season = 0.5 * std::cos(static_cast<double>(t % 4));
                const double treated = panel.periods[t] < onset ? 0 : effect;
                panel.value(t, z) =
                    level + season + treated * exposure.zones[z].share + 0.1 * random.normal(at++);
            }
        }
        panel.low = panel.high = panel.value;
    }

    [[nodiscard]] CountyStudy study(CountySpec spec) const {
        return county_study(panel, exposure, shares, group, places, spec);
    }
};

CountySpec spec() {
    CountySpec result;
    result.earlier = parse_period("2022-Q1").value();
    result.later = parse_period("2024-Q1").value();
    result.treatment = onset;
    result.permutations = 199;
    result.event_before = 6;
    return result;
}

TEST(CountyStudy, FindsAPlantedSlopeByEveryError) {
    const CountyStudy study = World(2.0).study(spec());
    ASSERT_EQ(study.slopes.size(), 5U);
    EXPECT_EQ(study.slopes[0].error, "hc3");
    for (const SlopeEstimate& slope : study.slopes) {
        EXPECT_NEAR(slope.slope.estimate, 2.0, 0.35) << slope.error;
        EXPECT_GT(slope.slope.std_error, 0) << slope.error;
    }
    EXPECT_EQ(study.zones, zones);
    EXPECT_LE(study.permutation_p, 0.01);
    EXPECT_FALSE(study.bounds.censored);
    EXPECT_DOUBLE_EQ(study.bounds.low, study.bounds.high);
}

TEST(CountyStudy, FindsNothingInPlacebos) {
    const CountyStudy study = World(2.0).study(spec());
    ASSERT_EQ(study.placebo_dates.size(), 10U); // pairs eight quarters apart before 2023-Q3
    std::size_t rejected = 0;
    for (const PlaceboSlope& placebo : study.placebo_dates) {
        rejected += placebo.slope.p_value < 0.05 ? 1U : 0U;
    }
    EXPECT_LE(rejected, 2U);
    ASSERT_EQ(study.leave_one_out.size(), 2U);
    EXPECT_EQ(study.leave_one_out[0].name, "arms");
    ASSERT_EQ(study.placebo_industries.size(), 2U);
    EXPECT_LT(study.placebo_industries[0].slope.estimate, 0); // shares add up to one
}

TEST(CountyStudy, ShowsTheEffectFromTheTreatmentOn) {
    const CountyStudy study = World(2.0).study(spec());
    ASSERT_EQ(study.event.size(), 11U); // five before, six from the treatment on
    for (std::size_t i = 0; i < study.event.size(); ++i) {
        const double truth = study.event_periods[i] < onset ? 0 : 2;
        EXPECT_NEAR(study.event[i].estimate, truth, 0.3) << to_string(study.event_periods[i]);
    }
    EXPECT_GT(study.pre_trend_p, 0.01);
    EXPECT_GT(study.pre_trend_power_slope, 0);
    EXPECT_GT(study.honest_breakdown, 1);
}

TEST(CountyStudy, BoundsTakeEachChangeAtTheEndThatMovesTheSlope) {
    World world(2.0);
    for (std::size_t z = 0; z < zones; z += 2) {
        world.panel.low(20, z) -= 0.5; // 2024-Q1
    }
    const CountyStudy study = world.study(spec());
    EXPECT_TRUE(study.bounds.censored);
    EXPECT_LT(study.bounds.low, study.slopes[0].slope.estimate);
    EXPECT_GT(study.bounds.high, study.slopes[0].slope.estimate);
    // By brute force: weights of a slope with an intercept.
    double mean = 0;
    for (const double x : study.exposure) {
        mean += x / zones;
    }
    double squares = 0;
    for (const double x : study.exposure) {
        squares += (x - mean) * (x - mean);
    }
    double low = 0;
    for (std::size_t z = 0; z < zones; ++z) {
        const double weight = (study.exposure[z] - mean) / squares;
        low += weight * (weight > 0 ? study.change_low[z] : study.change_high[z]);
    }
    EXPECT_NEAR(study.bounds.low, low, 1e-10);
}

TEST(CountyStudy, IsTheSameForAnyNumberOfThreads) {
    const World world(1.0);
    CountySpec one = spec();
    CountySpec two = spec();
    two.jobs = 2;
    const CountyStudy a = world.study(one);
    const CountyStudy b = world.study(two);
    EXPECT_EQ(a.permutation_p, b.permutation_p);
    EXPECT_EQ(a.slopes[0].slope.std_error, b.slopes[0].slope.std_error);
    EXPECT_EQ(a.honest_breakdown, b.honest_breakdown);
}

TEST(CountyStudy, TellsOfADarkBaseYear) {
    World world(0.0);
    for (std::size_t z = 0; z < zones; ++z) {
        world.panel.value(12, z) -= 3; // 2022-Q1
    }
    world.panel.low = world.panel.high = world.panel.value;
    const CountyStudy study = world.study(spec());
    EXPECT_TRUE(std::ranges::any_of(study.warnings, [](const stats::Warning& warning) {
        return warning.code == "rebound_base";
    }));
}

TEST(CountyStudy, RefusesWhatItCannotAnswer) {
    const World world(1.0);
    CountySpec swapped = spec();
    std::swap(swapped.earlier, swapped.later);
    EXPECT_THROW((void)world.study(swapped), Error);
    CountySpec outside = spec();
    outside.treatment = parse_period("2030-Q1").value();
    EXPECT_THROW((void)world.study(outside), Error);
    World flat(1.0);
    for (ZoneExposure& zone : flat.exposure.zones) {
        zone.share = 0.5;
    }
    EXPECT_THROW((void)flat.study(spec()), Error);
}

} // namespace
} // namespace halflight::studies
