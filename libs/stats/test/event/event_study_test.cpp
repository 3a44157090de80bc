// SPDX-License-Identifier: Apache-2.0
// event_study_test.cpp - leads and lags against fixest, against differences by hand, and refusals.
#include "halflight/stats/event_study.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "made_events.hpp"
#include "sunab_expected.hpp"

#include "../linear/shared_table.hpp"

namespace halflight::stats {
namespace {

constexpr double digits = 1e-7;

double worst(const std::vector<Coefficient>& have, const fixest::Named& want,
             double Coefficient::* field) {
    double most = 0;
    EXPECT_EQ(have.size(), want.size());
    for (std::size_t j = 0; j < std::min(want.size(), have.size()); ++j) {
        EXPECT_EQ(have[j].name, want[j].first);
        most = std::max(most, std::abs(have[j].*field / want[j].second - 1));
    }
    return most;
}

class BaseStagg : public testing::Test {
  protected:
    void SetUp() override {
        m_table = read_table("fixest_base_stagg.csv");
        if (m_table.empty()) {
            GTEST_SKIP() << "no reference data in " << shared_reference()
                         << ": set HALFLIGHT_SHARED";
        }
        m_unit = codes(m_table["id"]);
        m_period = codes(m_table["year"]);
        for (const double year : m_table["year_treated"]) {
            m_onset.push_back(year > 9999 ? no_onset : static_cast<std::int32_t>(year));
        }
        m_x = Matrix(m_unit.size(), 1);
        std::ranges::copy(m_table["x1"], m_x.column(0).begin());
    }
    [[nodiscard]] EventData data() {
        return {.outcome = m_table["y"],
                .unit = m_unit,
                .period = m_period,
                .onset = m_onset,
                .covariates = {.values = m_x.view(), .names = {"x1"}}};
    }
    Table m_table = {};
    std::vector<std::int32_t> m_unit = {};
    std::vector<std::int32_t> m_period = {};
    std::vector<std::int32_t> m_onset = {};
    Matrix m_x = {};
};

TEST_F(BaseStagg, SunAbrahamAsFixest) {
    const EventStudySpec spec{.shares = ShareError::ignored,
                              .small_sample = SmallSample::fixest(),
                              .drop_singletons = false};
    const EventStudyFit fit = event_study(data(), spec);
    const auto compare = [&](const std::vector<Coefficient>& effects, const fixest::Named& coef,
                             const fixest::Named& se, const fixest::Named& p) {
        std::vector<Coefficient> have = fit.covariates;
        have.insert(have.end(), effects.begin(), effects.end());
        EXPECT_LT(worst(have, coef, &Coefficient::estimate), digits);
        EXPECT_LT(worst(have, se, &Coefficient::std_error), digits);
        EXPECT_LT(worst(have, p, &Coefficient::p_value), 100 * digits);
    };
    compare(fit.path.effects, fixest::sunab_coef, fixest::sunab_se, fixest::sunab_p);
    compare({fit.overall}, fixest::sunab_att_coef, fixest::sunab_att_se, fixest::sunab_att_p);
    std::vector<Coefficient> cohorts;
    for (const CohortEffect& cohort : fit.cohorts) {
        cohorts.push_back(cohort.effect);
    }
    compare(cohorts, fixest::sunab_cohort_coef, fixest::sunab_cohort_se, fixest::sunab_cohort_p);
}

TEST_F(BaseStagg, CountedSharesWidenErrors) {
    const EventStudyFit given = event_study(data(), {.shares = ShareError::ignored});
    const EventStudyFit counted = event_study(data(), {});
    for (std::size_t t = 0; t < given.path.times.size(); ++t) {
        EXPECT_EQ(given.path.effects[t].estimate, counted.path.effects[t].estimate);
        EXPECT_LE(given.path.effects[t].std_error, counted.path.effects[t].std_error);
    }
    // One cohort alone has no shares to be unsure of, several differ.
    EXPECT_DOUBLE_EQ(given.path.effects.front().std_error, counted.path.effects.front().std_error);
    EXPECT_GT(counted.overall.std_error, 1.01 * given.overall.std_error);
}

/// Without covariates, in a balanced panel with never treated units, each cell of Sun and Abraham
/// is a difference of differences against the never treated.
TEST(SunAbraham, CellsAreDifferencesOfDifferences) {
    const MadeEvents made = made_events(40, 8, {3, 5, no_onset}, 3);
    const EventStudyFit fit = event_study(made.data(), {});
    ASSERT_EQ(fit.cells.size(), 14U);
    for (const EventCell& cell : fit.cells) {
        const int period = cell.onset + cell.time;
        const double by_hand = made.mean(cell.onset, period) -
                               made.mean(cell.onset, cell.onset - 1) - made.mean(no_onset, period) +
                               made.mean(no_onset, cell.onset - 1);
        EXPECT_NEAR(cell.effect.estimate, by_hand, 1e-10);
    }
    EXPECT_GT(fit.pre_trend.p_value, 0);
    EXPECT_EQ(fit.pre_trend.degrees1, 4);
}

TEST(SunAbraham, LastCohortStandsInForNeverTreated) {
    const MadeEvents made = made_events(40, 8, {3, 5, 6}, 4);
    const EventStudyFit fit = event_study(made.data(), {});
    EXPECT_TRUE(warns(fit.warnings, "last_cohort_controls"));
    for (const EventCell& cell : fit.cells) {
        const int period = cell.onset + cell.time;
        EXPECT_LT(period, 6);
        const double by_hand = made.mean(cell.onset, period) -
                               made.mean(cell.onset, cell.onset - 1) - made.mean(6, period) +
                               made.mean(6, cell.onset - 1);
        EXPECT_NEAR(cell.effect.estimate, by_hand, 1e-10);
    }
}

TEST(TwoWay, IsSunAbrahamWithOneCohort) {
    const MadeEvents made = made_events(30, 7, {4, no_onset}, 5);
    const EventStudyFit two = event_study(made.data(), {.model = EventModel::two_way});
    const EventStudyFit sun = event_study(made.data(), {});
    ASSERT_EQ(two.path.times, sun.path.times);
    for (std::size_t t = 0; t < two.path.times.size(); ++t) {
        EXPECT_NEAR(two.path.effects[t].estimate, sun.path.effects[t].estimate, 1e-10);
        EXPECT_NEAR(two.path.effects[t].std_error, sun.path.effects[t].std_error, 1e-10);
    }
    EXPECT_NEAR(two.overall.estimate, sun.overall.estimate, 1e-10);
}

TEST(TwoWay, BinnedEnds) {
    const MadeEvents made = made_events(30, 9, {3, 6, no_onset}, 6);
    const EventStudyFit fit =
        event_study(made.data(), {.model = EventModel::two_way, .first = -3, .last = 2});
    EXPECT_EQ(fit.path.times, (std::vector<int>{-3, -2, 0, 1, 2}));
    // Cohort 3 is seen at -3 only, cohort 6 from -6 to -3.
    EXPECT_EQ(fit.path.rows.front(), (1U + 4U) * 10);
}

TEST(EventStudy, UnitsShiftedLeaveEffectsAlone) {
    MadeEvents made = made_events(24, 6, {2, 4, no_onset}, 7);
    const EventStudyFit before = event_study(made.data(), {});
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        made.y[i] += 3.0 * made.unit[i] - 2.0 * made.period[i];
    }
    const EventStudyFit after = event_study(made.data(), {});
    for (std::size_t t = 0; t < before.path.times.size(); ++t) {
        EXPECT_NEAR(before.path.effects[t].estimate, after.path.effects[t].estimate, 1e-9);
    }
}

TEST(EventStudy, AlwaysTreatedLeaveWithAWarning) {
    const MadeEvents made = made_events(30, 6, {0, 3, no_onset}, 8);
    const EventStudyFit fit = event_study(made.data(), {});
    EXPECT_TRUE(warns(fit.warnings, "always_treated_dropped"));
    EXPECT_EQ(fit.units, 20U);
}

TEST(EventStudy, SameBytesForAnyJobs) {
    const MadeEvents made = made_events(60, 9, {3, 6, no_onset}, 9);
    const EventStudyFit one = event_study(made.data(), {});
    for (const int jobs : {2, 5}) {
        const EventStudyFit more = event_study(made.data(), {.demean = {.jobs = jobs}});
        EXPECT_EQ(one.path.covariance, more.path.covariance);
        EXPECT_EQ(one.overall.std_error, more.overall.std_error);
    }
}

TEST(EventStudy, Refusals) {
    const auto refusal = [](MadeEvents made, const EventStudySpec& spec = {}) {
        return refused([&] { (void)event_study(made.data(), spec); });
    };
    MadeEvents made = made_events(20, 6, {3, no_onset}, 10);
    made.y[4] = undefined;
    EXPECT_NE(refusal(made).find("'outcome', row 5"), std::string::npos);
    made = made_events(20, 6, {3, no_onset}, 10);
    made.onset[1] = 2;
    EXPECT_NE(refusal(made).find("two onsets"), std::string::npos);
    made = made_events(20, 6, {3, no_onset}, 10);
    made.period[1] = made.period[0];
    EXPECT_NE(refusal(made).find("two rows of period"), std::string::npos);
    EXPECT_NE(refusal(made_events(20, 6, {no_onset}, 10)).find("no row is treated"),
              std::string::npos);
    EXPECT_NE(refusal(made_events(20, 6, {3}, 10)).find("no controls"), std::string::npos);
    EXPECT_NE(refusal(made_events(20, 6, {2, 4}, 10), {.model = EventModel::two_way})
                  .find("second reference"),
              std::string::npos);
    EXPECT_NE(refused([] { (void)event_study({}, {}); }).find("no rows"), std::string::npos);
}

} // namespace
} // namespace halflight::stats
