// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/specification_curve.hpp"

#include "halflight/base/error.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace halflight::studies {
namespace {

const std::vector<Choice> three_by_two = {{"base", {"2018", "2019", "2020"}},
                                          {"floor", {"no", "yes"}}};

/// 10 x base + floor, significant from 15 on.
SpecificationResult additive(std::span<const std::size_t> options) {
    SpecificationResult result;
    result.estimate.estimate =
        10 * static_cast<double>(options[0]) + static_cast<double>(options[1]);
    result.estimate.p_value = result.estimate.estimate > 15 ? 0.01 : 0.5;
    return result;
}

TEST(SpecificationCurve, RunsEveryCombinationOnce) {
    const SpecificationCurve curve = specification_curve(three_by_two, additive, 0.95, 1);
    ASSERT_EQ(curve.results.size(), 6U);
    std::vector<double> estimates;
    for (const SpecificationResult& result : curve.results) {
        estimates.push_back(result.estimate.estimate);
    }
    EXPECT_EQ(estimates, (std::vector<double>{0, 1, 10, 11, 20, 21}));
    EXPECT_EQ(curve.results[3].options, (std::vector<std::size_t>{1, 1}));
    EXPECT_EQ(curve.estimated, 6U);
    EXPECT_DOUBLE_EQ(curve.median, 10.5);
    EXPECT_DOUBLE_EQ(curve.lowest, 0);
    EXPECT_DOUBLE_EQ(curve.highest, 21);
    EXPECT_DOUBLE_EQ(curve.share_positive, 5.0 / 6);
    EXPECT_DOUBLE_EQ(curve.share_significant, 2.0 / 6);
}

TEST(SpecificationCurve, SaysWhatEachOptionDoes) {
    const SpecificationCurve curve = specification_curve(three_by_two, additive, 0.95, 2);
    ASSERT_EQ(curve.options.size(), 5U);
    EXPECT_EQ(curve.options[2].option, "2020");
    EXPECT_DOUBLE_EQ(curve.options[2].median, 20.5);
    EXPECT_DOUBLE_EQ(curve.options[2].share_significant, 1);
    EXPECT_EQ(curve.options[4].count, 3U);
    // Sums of squares about 10.5: 401.5 in all, 400 between bases, 1.5 between floors.
    EXPECT_NEAR(curve.explained[0], 400 / 401.5, 1e-12);
    EXPECT_NEAR(curve.explained[1], 1.5 / 401.5, 1e-12);
}

TEST(SpecificationCurve, KeepsTheRefusedApart) {
    const auto some = [](std::span<const std::size_t> options) {
        if (options[0] == 1) {
            stats::refuse("too few periods");
        }
        return additive(options);
    };
    const SpecificationCurve curve = specification_curve(three_by_two, some, 0.95, 1);
    EXPECT_EQ(curve.estimated, 4U);
    EXPECT_EQ(curve.refused, 2U);
    EXPECT_EQ(curve.results[4].refused, "too few periods");
    EXPECT_DOUBLE_EQ(curve.median, 10.5);
    EXPECT_EQ(curve.options[1].count, 0U);
    EXPECT_TRUE(std::isnan(curve.options[1].median));
}

TEST(SpecificationCurve, RefusesChoicesThatAreNone) {
    EXPECT_THROW((void)specification_curve(std::vector<Choice>{{"base", {}}}, additive, 0.95, 1),
                 Error);
    EXPECT_THROW((void)specification_curve(std::vector<Choice>{{"a", {"x"}}, {"a", {"y"}}},
                                           additive, 0.95, 1),
                 Error);
    const std::vector<Choice> many(20, Choice{"c", {"1", "2"}});
    EXPECT_THROW((void)specification_curve(many, additive, 0.95, 1), Error);
}

} // namespace
} // namespace halflight::studies
