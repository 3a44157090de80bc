// SPDX-License-Identifier: Apache-2.0
#include "shared_panel.hpp"

#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "halflight/stats/counterfactual.hpp"

namespace halflight::stats {
namespace {

std::string refusal(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused);
        return error.what();
    }
    return "nothing was refused";
}

struct Rows {
    std::vector<std::uint32_t> unit = {0, 0, 1, 1};
    std::vector<std::uint32_t> period = {0, 1, 0, 1};
    std::vector<double> outcome = {1, 2, 3, 4};
    std::vector<double> treated = {0, 1, 0, 0};
    std::vector<double> weights;

    [[nodiscard]] std::string refused() const {
        return refusal([&] {
            static_cast<void>(make_panel({.unit = unit,
                                          .period = period,
                                          .outcome = outcome,
                                          .treated = treated,
                                          .covariates = {},
                                          .weights = weights,
                                          .covariate_names = {}}));
        });
    }
};

TEST(Panel, BadRowsAreNamed) {
    Rows rows;
    rows.outcome[2] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NE(rows.refused().find("row 3 of the column outcome"), std::string::npos);
    rows = {};
    rows.treated[1] = 0.5;
    EXPECT_NE(rows.refused().find("row 2 of the column treated"), std::string::npos);
    rows = {};
    rows.period[1] = 0;
    rows.period[3] = 1;
    EXPECT_NE(rows.refused().find("unit 0 stands twice in period 0"), std::string::npos);
    rows = {};
    rows.unit = {0, 0, 2, 2};
    EXPECT_NE(rows.refused().find("code 1"), std::string::npos);
    rows = {};
    rows.weights = {1, 1, 0, 1};
    EXPECT_NE(rows.refused().find("row 3 of the column weights"), std::string::npos);
    rows = {};
    rows.treated.pop_back();
    EXPECT_NE(rows.refused().find("treated has 3 rows"), std::string::npos);
}

Panel one_unit(const std::vector<double>& states) {
    Panel panel{.outcome = Matrix(states.size(), 1),
                .treated = Matrix(states.size(), 1),
                .covariates = {},
                .covariate_names = {},
                .weights = {}};
    for (std::size_t t = 0; t < states.size(); ++t) {
        const bool seen = states[t] >= 0;
        panel.outcome(t, 0) = seen ? 1 : undefined;
        panel.treated(t, 0) = seen ? states[t] : 0;
    }
    return panel;
}

TEST(Panel, RelativePeriodsCountTowardsTreatment) {
    constexpr int none = no_relative_period;
    EXPECT_EQ(relative_periods(one_unit({0, 0, 1, 1})), (std::vector<int>{-1, 0, 1, 2}));
    EXPECT_EQ(relative_periods(one_unit({0, 1, 0, 0, 1, 0})),
              (std::vector<int>{0, 1, -1, 0, 1, none}));
    EXPECT_EQ(relative_periods(one_unit({1, 1, 0, 1})), (std::vector<int>{none, none, 0, 1}));
    EXPECT_EQ(relative_periods(one_unit({-1, 0, -1, 1})), (std::vector<int>{none, -1, 0, 1}));
    EXPECT_EQ(relative_periods(one_unit({0, 0})), (std::vector<int>{none, none}));
}

TEST(Panel, ShapeKnowsWhoSwitchesBack) {
    EXPECT_EQ(shape_of(one_unit({0, 1, 0})).switches_back, 0U);
    EXPECT_FALSE(shape_of(one_unit({0, 1, 1})).switches_back);
    EXPECT_FALSE(shape_of(one_unit({0, -1, 1})).balanced);
    const Panel panel = test::make({.staggered = true});
    const PanelShape shape = shape_of(panel);
    EXPECT_TRUE(shape.staggered);
    EXPECT_EQ(shape.treated.size(), 5U);
    EXPECT_EQ(shape.untreated_periods[1], 12U);
}

TEST(Panel, EffectsAreWeightedMeans) {
    Panel panel = test::make({.units = 6, .treated = 2, .onset = 12, .weights = true});
    Matrix none(panel.periods(), panel.units());
    const std::vector<std::uint32_t> groups = {0, 1, 1, 1, 1, 1};
    const EffectSummary effects = summarise_effects(panel, none, groups);
    double sum = 0;
    double weight = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t t = 12; t < 16; ++t) {
            sum += panel.weights(t, i) * panel.outcome(t, i);
            weight += panel.weights(t, i);
        }
    }
    EXPECT_NEAR(effects.average, sum / weight, 1e-14);
    EXPECT_EQ(effects.cells, 8U);
    EXPECT_EQ(effects.by_period.size(), 16U);
    ASSERT_EQ(effects.cumulative.size(), 4U);
    EXPECT_NEAR(effects.cumulative[1].effect,
                effects.by_period[12].effect + effects.by_period[13].effect, 1e-14);
    EXPECT_EQ(effects.by_group[0].count, 4U);
}

} // namespace
} // namespace halflight::stats
