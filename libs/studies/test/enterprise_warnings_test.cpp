// SPDX-License-Identifier: Apache-2.0
// What a study of enterprises says of itself.
#include "placed_world.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace halflight::studies {
namespace {

using namespace placed; // NOLINT(google-build-using-namespace): the tests' own world

/// Difference in differences of the world says so.
bool tells(const World& world, std::string_view code) {
    const auto study =
        study_of(world, spec(CounterfactualMethod::difference_in_differences), world.places);
    return warned(study.methods[0].warnings, code);
}

TEST(EnterpriseWarnings, FactorsThatAreLearntAnewAreTold) {
    World world(1.0, 0.2);
    for (std::size_t u = 0; u < units; ++u) {
        for (std::size_t t = 0; t < months; ++t) {
            world.panel.value(t, u) +=
                static_cast<double>(u % 7) * std::sin(static_cast<double>(t));
        }
    }
    world.panel.low = world.panel.high = world.panel.value;
    using enum CounterfactualMethod;
    for (const auto method : {gsynth, interactive_effects, matrix_completion, synthetic_did,
                              difference_in_differences}) {
        SCOPED_TRACE(to_string(method));
        const bool learns = method == gsynth || method == interactive_effects;
        EnterpriseSpec any = spec(method);
        any.draws = any.other_draws = 4;
        any.placebo_groups = any.placebo_periods = 0;
        const MethodResult jackknife = study_of(world, any, world.places).methods[0];
        EXPECT_EQ(jackknife.factors_learnt_anew, learns);
        any.errors = EnterpriseErrors::bootstrap;
        EXPECT_FALSE(study_of(world, any, world.places).methods[0].factors_learnt_anew);
        EXPECT_FALSE(study_of(world, any, {}).methods[0].factors_learnt_anew);
    }
}

TEST(EnterpriseWarnings, OnePlaceThatMakesTheVarianceIsTold) {
    World world(1.0, 0.1, 2);
    EXPECT_FALSE(tells(world, "one_place_weighs"));
    for (std::size_t t = onset; t < months; ++t) {
        world.panel.value(t, 3) += 60;
    }
    world.panel.low = world.panel.high = world.panel.value;
    EXPECT_TRUE(tells(world, "one_place_weighs"));
}

TEST(EnterpriseWarnings, AnEffectBeforeTheTreatmentIsTold) {
    World world(1.0, 0.1);
    EXPECT_FALSE(tells(world, "effect_before_treatment"));
    for (std::size_t u = 0; u < treated_count; ++u) {
        for (std::size_t t = onset - 6; t < onset; ++t) {
            world.panel.value(t, u) += 1;
        }
    }
    world.panel.low = world.panel.high = world.panel.value;
    EXPECT_TRUE(tells(world, "effect_before_treatment"));
}

TEST(EnterpriseWarnings, AnAverageBeyondAllLightIsTold) {
    World world(1.0, 0.1);
    EXPECT_FALSE(tells(world, "beyond_all_light"));
    for (std::size_t u = 0; u < units; ++u) {
        for (std::size_t t = 0; t < months; ++t) {
            const bool up = (u < treated_count) == (t >= onset);
            world.panel.value(t, u) = (up ? 1 : -1) + 0.001 * world.panel.value(t, u);
        }
    }
    world.panel.low = world.panel.high = world.panel.value;
    EXPECT_TRUE(tells(world, "beyond_all_light"));
}

TEST(EnterpriseWarnings, FewTreatedAreTold) {
    World world(1.0, 0.1);
    const EnterpriseSpec any = spec(CounterfactualMethod::difference_in_differences);
    EXPECT_TRUE(tells(world, "few_treated"));
    const auto many =
        enterprise_study(world.panel, "many", range(0, 41), range(41, units), any, world.places);
    EXPECT_FALSE(warned(many.methods[0].warnings, "few_treated"));
}

TEST(EnterpriseWarnings, AnIntervalBeyondAllLightIsTold) {
    World world(1.0, 0.1);
    EXPECT_FALSE(tells(world, "interval_beyond_light"));
    // One of two treated clusters brightens as much as the other darkens: one degree of freedom.
    for (std::size_t u = 0; u < units; ++u) {
        const std::size_t cluster = u < treated_count ? u / 12 : 2 + u % 2;
        world.places.cluster[u] = static_cast<std::uint32_t>(cluster);
        for (std::size_t t = 0; t < months; ++t) {
            const double step = cluster == 0 ? 1 : cluster == 1 ? -1 : 0;
            world.panel.value(t, u) =
                (t >= onset ? step : 0) + 0.001 * (world.panel.value(t, u) - 5);
        }
    }
    world.panel.low = world.panel.high = world.panel.value;
    EXPECT_TRUE(tells(world, "interval_beyond_light"));
}

TEST(EnterpriseWarnings, OneClusterOfTreatedHasAnEstimateButNoInterval) {
    World world(1.0, 0.1);
    for (std::size_t u = 0; u < units; ++u) {
        world.places.cluster[u] = u < treated_count ? 0 : static_cast<std::uint32_t>(u);
    }
    const MethodResult result =
        study_of(world, spec(CounterfactualMethod::gsynth), world.places).methods[0];
    EXPECT_TRUE(std::isfinite(result.average.estimate));
    EXPECT_TRUE(std::isnan(result.average.low));
    EXPECT_TRUE(warned(result.warnings, "no_interval"));
}

MethodResult result_of(CounterfactualMethod method, const World& world,
                       const EnterprisePlaces& places) {
    EnterpriseSpec any = spec(method);
    any.draws = any.other_draws = 4;
    any.placebo_groups = any.placebo_periods = 0;
    return study_of(world, any, places).methods[0];
}

TEST(EnterpriseWarnings, EveryMethodTellsWhereItFails) {
    const World world(1.0, 0.1);
    using enum CounterfactualMethod;
    for (const auto method : {gsynth, interactive_effects, matrix_completion, synthetic_did,
                              difference_in_differences}) {
        EXPECT_NE(result_of(method, world, world.places)
                      .track_record.find("97 % of cells lie below the floor"),
                  std::string::npos)
            << to_string(method);
    }
}

TEST(EnterpriseWarnings, ErrorsOfUnitsAloneAreToldWhereTheyAreMade) {
    const World world(1.0, 0.1);
    const std::string alone = "units count as independent";
    for (const auto method :
         {CounterfactualMethod::gsynth, CounterfactualMethod::difference_in_differences}) {
        EXPECT_EQ(result_of(method, world, world.places).track_record.find(alone),
                  std::string::npos);
        EXPECT_NE(result_of(method, world, {}).track_record.find(alone), std::string::npos);
    }
}

TEST(EnterpriseWarnings, AMethodThatRefusesTellsNoMore) {
    World world(1.0, 0.1);
    world.panel.value(30, 50) = stats::undefined;
    world.panel.low = world.panel.high = world.panel.value;
    const MethodResult result =
        study_of(world, spec(CounterfactualMethod::synthetic_did), world.places).methods[0];
    EXPECT_NE(result.refused, "");
    EXPECT_EQ(result.track_record, "");
    EXPECT_TRUE(result.warnings.empty());
}

} // namespace
} // namespace halflight::studies
