// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/enterprise_study.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halflight::studies {
namespace {

constexpr std::size_t units = 40;
constexpr std::size_t treated_count = 10;
constexpr std::size_t onset = 36; ///< 2023-01

/// Two factors with loadings that differ between groups, a season, and an effect on the first ten.
LightPanel made(double effect, std::uint64_t seed = 1) {
    const Random random(seed, 3);
    std::uint64_t at = 0;
    LightPanel panel;
    panel.periods = units_inside(parse_period("2020/2024").value(), Frequency::month);
    const std::size_t months = panel.periods.size();
    panel.value = stats::Matrix(months, units);
    std::vector<double> trend(months);
    std::vector<double> cycle(months);
    for (std::size_t t = 0; t < months; ++t) {
        trend[t] = 0.03 * static_cast<double>(t) + 0.2 * random.normal(at++);
        cycle[t] = random.normal(at++);
    }
    for (std::size_t u = 0; u < units; ++u) {
        panel.units.push_back("unit " + std::to_string(u));
        const double first = (u < treated_count ? 1.0 : 0.3) + 0.3 * random.normal(at++);
        const double second = random.normal(at++);
        for (std::size_t t = 0; t < months; ++t) {
            const bool on = u < treated_count && t >= onset;
            panel.value(t, u) = 10 + first * trend[t] + second * cycle[t] +
                                std::sin(static_cast<double>(t % 12)) + 0.3 * random.normal(at++) +
                                (on ? effect : 0);
        }
    }
    panel.low = panel.high = panel.value;
    return panel;
}

std::vector<std::size_t> range(std::size_t first, std::size_t end) {
    std::vector<std::size_t> result(end - first);
    std::iota(result.begin(), result.end(), first);
    return result;
}

EnterpriseSpec spec() {
    EnterpriseSpec result;
    result.treatment = parse_period("2023-01").value();
    result.window = parse_period("2020/2024").value();
    result.most_factors = 2;
    result.draws = 20;
    result.other_draws = 10;
    result.placebo_groups = 9;
    return result;
}

EnterpriseStudy study_of(const LightPanel& panel, const EnterpriseSpec& spec) {
    return enterprise_study(panel, "heavy", range(0, treated_count), range(treated_count, units),
                            spec);
}

/// A nuclear norm, and weights under a ridge, shrink what tells the group's trend apart: here they
/// leave part of it in the effect, as the additive model leaves all of it.
double tolerance_of(CounterfactualMethod method) {
    switch (method) {
    case CounterfactualMethod::matrix_completion:
        return 0.9;
    case CounterfactualMethod::synthetic_did:
        return 0.6;
    default:
        return 0.25;
    }
}

TEST(EnterpriseStudy, FindsAPlantedEffectByEveryMethod) {
    const EnterpriseStudy study = study_of(made(1.0), spec());
    ASSERT_EQ(study.methods.size(), 4U);
    EXPECT_EQ(study.treated, treated_count);
    for (const MethodResult& result : study.methods) {
        SCOPED_TRACE(to_string(result.method));
        ASSERT_EQ(result.refused, "");
        EXPECT_NEAR(result.average.estimate, 1.0, tolerance_of(result.method));
        EXPECT_LE(result.average.low, result.average.estimate);
        EXPECT_GT(result.detectable, 0);
        EXPECT_EQ(result.counterfactual.size(), 60U);
        ASSERT_EQ(result.gap.size(), 24U);
        // The gap is what lies between the observed mean and its counterfactual.
        EXPECT_NEAR(result.gap[5].estimate,
                    study.observed[onset + 5] - result.counterfactual[onset + 5], 1e-9);
        EXPECT_LE(result.placebo_place_p, 0.15);
        EXPECT_LT(std::abs(result.placebo_time.estimate), 0.5);
        EXPECT_DOUBLE_EQ(result.low, result.average.estimate);
    }
    EXPECT_EQ(study.methods[0].factors, 2U);
}

TEST(EnterpriseStudy, AdditiveEffectsAloneMissTheTrendOfTheGroup) {
    EnterpriseSpec additive = spec();
    additive.methods = {CounterfactualMethod::difference_in_differences};
    const EnterpriseStudy study = study_of(made(0.0), additive);
    EXPECT_GT(study.methods[0].average.estimate, 0.5); // 0.7 x a trend of 0.03 over three years
}

TEST(EnterpriseStudy, BoundsOfDifferenceInDifferencesAreThoseOfEveryChoice) {
    LightPanel panel = made(1.0);
    for (std::size_t u = 0; u < units; u += 2) {
        for (std::size_t t = 0; t < panel.period_count(); ++t) {
            panel.low(t, u) -= 0.2;
        }
    }
    EnterpriseSpec additive = spec();
    additive.deseason = false;
    additive.methods = {CounterfactualMethod::difference_in_differences};
    const MethodResult result = study_of(panel, additive).methods[0];
    EXPECT_TRUE(result.exact_bounds);
    // Five of ten treated and fifteen of thirty controls: a half of either, before and after. Light
    // is stored at its high end: it can only fall, so one side is what falls after, one before.
    EXPECT_NEAR(result.average.estimate - result.low, 0.2, 1e-9);
    EXPECT_NEAR(result.high - result.average.estimate, 0.2, 1e-9);
    EXPECT_LT(result.band_low, result.low);
    EXPECT_GT(result.band_high, result.high);
}

TEST(EnterpriseStudy, APlaceboThatCannotBeRunLeavesTheEstimate) {
    EnterpriseSpec none = spec();
    none.placebo_periods = 0;
    none.methods = {CounterfactualMethod::gsynth, CounterfactualMethod::synthetic_did};
    for (const MethodResult& result : study_of(made(1.0), none).methods) {
        SCOPED_TRACE(to_string(result.method));
        EXPECT_EQ(result.refused, "");
        EXPECT_TRUE(std::isfinite(result.average.estimate));
        EXPECT_TRUE(std::isnan(result.placebo_time.estimate));
        EXPECT_TRUE(std::ranges::any_of(result.warnings, [](const stats::Warning& warning) {
            return warning.code == "placebo_time_refused";
        }));
    }
}

TEST(EnterpriseStudy, OneMethodThatRefusesLeavesTheOthers) {
    LightPanel panel = made(1.0);
    panel.value(3, 20) = panel.low(3, 20) = panel.high(3, 20) = stats::undefined;
    EnterpriseSpec two = spec();
    two.methods = {CounterfactualMethod::synthetic_did,
                   CounterfactualMethod::difference_in_differences};
    const EnterpriseStudy study = study_of(panel, two);
    EXPECT_NE(study.methods[0].refused.find("every unit in every period"), std::string::npos);
    EXPECT_TRUE(std::isfinite(study.methods[1].average.estimate));
}

TEST(EnterpriseStudy, IsTheSameForAnyNumberOfThreads) {
    const LightPanel panel = made(1.0);
    EnterpriseSpec one = spec();
    one.draws = one.other_draws = 8;
    one.placebo_groups = 3;
    one.methods = {CounterfactualMethod::gsynth, CounterfactualMethod::interactive_effects,
                   CounterfactualMethod::synthetic_did};
    EnterpriseSpec three = one;
    three.jobs = 3;
    const EnterpriseStudy a = study_of(panel, one);
    const EnterpriseStudy b = study_of(panel, three);
    for (std::size_t m = 0; m < a.methods.size(); ++m) {
        EXPECT_EQ(a.methods[m].average.std_error, b.methods[m].average.std_error);
        EXPECT_EQ(a.methods[m].placebo_place_p, b.methods[m].placebo_place_p);
    }
}

TEST(EnterpriseStudy, RefusesWhatItCannotAnswer) {
    const LightPanel panel = made(1.0);
    EXPECT_THROW((void)enterprise_study(panel, "all", range(0, units), {}, spec()), Error);
    EXPECT_THROW((void)enterprise_study(panel, "both", range(0, 20), range(10, units), spec()),
                 Error);
    EXPECT_THROW((void)enterprise_study(panel, "one", range(0, 1), range(10, units), spec()),
                 Error);
    EnterpriseSpec outside = spec();
    outside.treatment = parse_period("2030-01").value();
    EXPECT_THROW((void)study_of(panel, outside), Error);
}

} // namespace
} // namespace halflight::studies
