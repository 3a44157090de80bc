// SPDX-License-Identifier: Apache-2.0
// Enterprises that have places: clusters, thinning, and panels with gaps.
#include "placed_world.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/resample.hpp"
#include "halflight/stats/slope_errors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace halflight::studies {
namespace {

using namespace placed; // NOLINT(google-build-using-namespace): the tests' own world

TEST(EnterprisePlaces, JackknifeOfDifferenceInDifferencesIsCr3) {
    const World world(1.0, 1.0);
    const EnterpriseStudy study =
        study_of(world, spec(CounterfactualMethod::difference_in_differences), world.places);
    // On a panel seen whole it is a regression of each unit's change on being treated.
    std::vector<double> treated(units, 0.0);
    std::fill_n(treated.begin(), treated_count, 1.0);
    stats::Matrix change(units, 1);
    std::vector<std::int32_t> codes;
    for (std::size_t u = 0; u < units; ++u) {
        for (std::size_t t = 0; t < months; ++t) {
            change(u, 0) += (t < onset ? -1.0 : 1.0) * world.panel.value(t, u) / onset;
        }
        codes.push_back(static_cast<std::int32_t>(world.places.cluster[u]));
    }
    const auto expected =
        stats::slope_errors({.regressor = treated, .outcomes = change.view(), .clusters = codes});
    const MethodResult& result = study.methods[0];
    EXPECT_NEAR(result.average.estimate, expected.slopes[0].estimate, 1e-8);
    EXPECT_NEAR(result.average.std_error, expected.slopes[0].std_error, 1e-7);
    EXPECT_NEAR(result.degrees, expected.degrees[0], 1e-9);
    EXPECT_NEAR(result.average.high, expected.slopes[0].high, 1e-6);
    EXPECT_EQ(study.clusters, 12U);
    EXPECT_EQ(study.treated_clusters, 12U);
    EXPECT_EQ(result.cumulative.size(), months - onset);
    EXPECT_NEAR(result.cumulative.back().estimate, result.average.estimate * (months - onset),
                1e-6);
}

TEST(EnterprisePlaces, ClustersWidenWhatNeighboursShare) {
    // All treated in towns of their own: what a town shares does not cancel.
    World world(0.0, 2.0);
    for (std::size_t u = 0; u < units; ++u) {
        world.places.cluster[u] = static_cast<std::uint32_t>(u / 4); // treated: 0 to 5
    }
    for (std::size_t u = 0; u < units; ++u) {
        for (std::size_t t = onset; t < months; ++t) {
            world.panel.value(t, u) += 2.0 * ((u / 4) % 2 == 0 ? 1 : -1);
        }
    }
    world.panel.low = world.panel.high = world.panel.value;
    for (const auto method :
         {CounterfactualMethod::difference_in_differences, CounterfactualMethod::gsynth,
          CounterfactualMethod::interactive_effects, CounterfactualMethod::synthetic_did}) {
        SCOPED_TRACE(to_string(method));
        const MethodResult alone = study_of(world, spec(method), {}).methods[0];
        const EnterpriseStudy placed = study_of(world, spec(method), world.places);
        ASSERT_EQ(placed.methods[0].refused, "");
        EXPECT_GT(placed.methods[0].average.std_error, 1.2 * alone.average.std_error);
        EXPECT_EQ(placed.methods[0].speaks_of, SpeaksOf::places_like);
        EXPECT_LT(placed.methods[0].degrees, 14);
        EXPECT_TRUE(std::isfinite(placed.methods[0].placebo_place_p));
        EXPECT_TRUE(std::isfinite(placed.methods[0].placebo_time.std_error));
        EXPECT_GT(placed.methods[0].detectable, 2.8 * placed.methods[0].average.std_error);
    }
}

TEST(EnterprisePlaces, BootstrapOfClustersIsNearTheirJackknife) {
    const World world(1.0, 1.0);
    EnterpriseSpec drawn = spec(CounterfactualMethod::difference_in_differences);
    drawn.draws = 400;
    const double jackknife = study_of(world, drawn, world.places).methods[0].average.std_error;
    drawn.errors = EnterpriseErrors::bootstrap;
    const MethodResult bootstrap = study_of(world, drawn, world.places).methods[0];
    EXPECT_NEAR(bootstrap.average.std_error / jackknife, 1, 0.3);
    EXPECT_NE(bootstrap.average.std_error, jackknife);
    drawn.jobs = 3;
    EXPECT_EQ(study_of(world, drawn, world.places).methods[0].average.std_error,
              bootstrap.average.std_error);
}

TEST(EnterprisePlaces, GroupsOfClustersAreLeftOutTogetherAndTold) {
    const World world(1.0, 1.0);
    EnterpriseSpec grouped = spec(CounterfactualMethod::difference_in_differences);
    grouped.jackknife_groups = 6;
    const MethodResult result = study_of(world, grouped, world.places).methods[0];
    EXPECT_EQ(result.error_groups, 6U);
    EXPECT_LE(result.degrees, 5);
    EXPECT_TRUE(warned(result.warnings, "clusters_grouped"));
    const MethodResult alone =
        study_of(world, spec(CounterfactualMethod::difference_in_differences), world.places)
            .methods[0];
    EXPECT_EQ(alone.error_groups, 0U);
    EXPECT_EQ(result.average.estimate, alone.average.estimate);
    // Twelve towns that are alike: both errors estimate the same one.
    EXPECT_NEAR(result.average.std_error / alone.average.std_error, 1, 0.5);
    EXPECT_NE(result.average.std_error, alone.average.std_error);
    grouped.seed = 2;
    EXPECT_NE(study_of(world, grouped, world.places).methods[0].average.std_error,
              result.average.std_error);
    grouped.jackknife_groups = 12; // not more clusters than groups: each by itself
    EXPECT_EQ(study_of(world, grouped, world.places).methods[0].average.std_error,
              alone.average.std_error);
}

/// Towns in groups that are known: the jackknife is the sum over groups, by hand.
TEST(EnterprisePlaces, DeleteAGroupIsItsFormula) {
    const World world(1.0, 1.0);
    EnterpriseSpec grouped = spec(CounterfactualMethod::difference_in_differences);
    grouped.jackknife_groups = 4;
    const MethodResult made = study_of(world, grouped, world.places).methods[0];
    constexpr std::uint64_t stream = 0x67726f7570;
    const auto order = stats::permutation(Random(grouped.seed, stream), 12);
    double squares = 0;
    for (std::size_t g = 0; g < 4; ++g) {
        std::vector<std::size_t> treated;
        std::vector<std::size_t> controls;
        for (std::size_t u = 0; u < units; ++u) {
            const auto place = std::ranges::find(order, u % 12) - order.begin();
            if (static_cast<std::size_t>(place) % 4 != g) {
                (u < treated_count ? treated : controls).push_back(u);
            }
        }
        const double part = enterprise_study(world.panel, "part", treated, controls, grouped, {})
                                .methods[0]
                                .average.estimate;
        squares += (part - made.average.estimate) * (part - made.average.estimate);
    }
    EXPECT_NEAR(made.average.std_error, std::sqrt(0.75 * squares), 1e-6);
}

TEST(EnterprisePlaces, CompletionHasAnErrorByClustersForAnyNumberOfThreads) {
    const World world(1.0, 0.3);
    EnterpriseSpec any = spec(CounterfactualMethod::matrix_completion);
    const MethodResult one = study_of(world, any, world.places).methods[0];
    ASSERT_EQ(one.refused, "");
    EXPECT_GT(one.average.std_error, 0);
    EXPECT_NEAR(one.average.estimate, 1, 4 * one.average.std_error);
    any.jobs = 3;
    const MethodResult three = study_of(world, any, world.places).methods[0];
    EXPECT_EQ(one.average.estimate, three.average.estimate);
    EXPECT_EQ(one.average.std_error, three.average.std_error);
}

TEST(EnterprisePlaces, WithoutClustersCellsOfTheMapAreTaken) {
    World world(1.0, 1.0);
    world.places.cluster.clear();
    const EnterpriseSpec cells = spec(CounterfactualMethod::difference_in_differences);
    const EnterpriseStudy study = study_of(world, cells, world.places);
    EXPECT_GE(study.clusters, 12U); // towns lie 43 km apart, cells are 25 km wide
    EXPECT_LE(study.clusters, 24U);
    EXPECT_FALSE(warned(study.warnings, "independent_units"));
    EXPECT_TRUE(warned(study.warnings, "controls_beside_treated")); // 1.7 km apart in a town
    EXPECT_TRUE(warned(study_of(world, cells, {}).warnings, "independent_units"));
}

TEST(EnterprisePlaces, ThinningKeepsThemApartAndTellsHowManyAreLeftOut) {
    const World world(1.0, 1.0);
    EnterpriseSpec thin = spec(CounterfactualMethod::difference_in_differences);
    thin.thin_km = 3; // units of a town lie 1.7 km from each other in a row of five
    const EnterpriseStudy study = study_of(world, thin, world.places);
    EXPECT_LT(study.treated + study.controls, 40U);
    EXPECT_GE(study.treated + study.controls, 24U); // two of five fit at the worst
    ASSERT_TRUE(warned(study.warnings, "thinned"));
    EXPECT_FALSE(warned(study.warnings, "controls_beside_treated"));
    EXPECT_EQ(study.treated_units, study_of(world, thin, world.places).treated_units);
    thin.seed = 2;
    EXPECT_NE(study.treated_units, study_of(world, thin, world.places).treated_units);
    for (const std::size_t a : study.treated_units) {
        for (const std::size_t b : study.treated_units) {
            const double km = 111.2 * std::cos(39 * 3.14159265 / 180) *
                              std::abs(world.places.longitude[a] - world.places.longitude[b]);
            EXPECT_TRUE(a == b || km >= 3) << a << " and " << b;
        }
    }
}

TEST(EnterprisePlaces, GapsAreBalancedAsDeclaredAndTold) {
    World world(1.0, 0.1);
    for (std::size_t u = 0; u < 20; ++u) {
        world.panel.value(3, u) = stats::undefined; // a month that a third did not see
    }
    world.panel.value(30, 50) = stats::undefined;
    world.panel.low = world.panel.high = world.panel.value;
    EnterpriseSpec gaps = spec(CounterfactualMethod::synthetic_did);
    EXPECT_NE(study_of(world, gaps, world.places).methods[0].refused.find("`balance`"),
              std::string::npos);
    gaps.balance = 0.9;
    const MethodResult result = study_of(world, gaps, world.places).methods[0];
    ASSERT_EQ(result.refused, "");
    EXPECT_TRUE(warned(result.warnings, "balanced"));
    ASSERT_EQ(result.counterfactual.size(), months);
    EXPECT_TRUE(std::isnan(result.counterfactual[3]));
    EXPECT_TRUE(std::isfinite(result.counterfactual[4]));
    EXPECT_EQ(result.gap.size(), months - onset);
    EXPECT_NEAR(result.average.estimate, 1.0, 0.8);
}

TEST(EnterprisePlaces, SyntheticDidHasAnErrorWithFewerControlsThanTreated) {
    const World world(1.0, 0.1);
    const EnterpriseSpec few = spec(CounterfactualMethod::synthetic_did);
    const auto study = enterprise_study(world.panel, "many", range(0, 36), range(36, units), few);
    EXPECT_TRUE(std::isfinite(study.methods[0].average.std_error));
    EXPECT_TRUE(warned(study.methods[0].warnings, "fewer_controls"));
    EXPECT_EQ(study.methods[0].speaks_of, SpeaksOf::places_like);
    const auto placed =
        enterprise_study(world.panel, "many", range(0, 36), range(36, units), few, world.places);
    EXPECT_TRUE(std::isfinite(placed.methods[0].average.std_error));
    EXPECT_TRUE(warned(placed.methods[0].warnings, "fewer_controls"));
    EXPECT_FALSE(warned(study_of(world, few, world.places).methods[0].warnings, "fewer_controls"));
}

TEST(EnterprisePlaces, RefusesPlacesThatDoNotFit) {
    World world(1.0, 0.1);
    EnterpriseSpec any = spec(CounterfactualMethod::gsynth);
    EnterprisePlaces odd = world.places;
    odd.latitude.pop_back();
    EXPECT_THROW((void)study_of(world, any, odd), Error);
    odd = world.places;
    odd.latitude[3] = 95;
    EXPECT_THROW((void)study_of(world, any, odd), Error);
    any.thin_km = 2;
    EXPECT_THROW((void)study_of(world, any, {}), Error);
}

} // namespace
} // namespace halflight::studies
