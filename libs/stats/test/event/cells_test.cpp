// SPDX-License-Identifier: Apache-2.0
// cells_test.cpp - event studies large enough for sums over cells, against dummies written out.
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/event_study.hpp"

namespace halflight::stats {
namespace {

struct Rows {
    std::vector<double> y = {};
    std::vector<double> weights = {};
    Matrix x = {};
    std::vector<std::int32_t> unit = {};
    std::vector<std::int32_t> period = {};
    std::vector<std::int32_t> onset = {};
    std::vector<std::int32_t> cluster = {};
};

/// A fifth of the rows is missing; clusters cut across units.
Rows unbalanced() {
    const Random random(41);
    Rows made;
    std::vector<double> x;
    for (int u = 0; u < 300; ++u) {
        const std::int32_t onset = u % 5 == 4 ? no_onset : 5 + 2 * (u % 5);
        for (int t = 0; t < 16; ++t) {
            const std::uint64_t at =
                (static_cast<std::uint64_t>(u) * 16 + static_cast<std::uint64_t>(t)) * 8;
            if (random.uniform(at) < 0.2) {
                continue;
            }
            x.push_back(random.normal(at + 1) + 0.1 * t);
            made.y.push_back(0.3 * x.back() + u % 7 + (t >= onset ? 1 + 0.2 * (t - onset) : 0) +
                             random.normal(at + 2));
            made.weights.push_back(0.5 + random.uniform(at + 3));
            made.unit.push_back(u);
            made.period.push_back(t);
            made.onset.push_back(onset);
            made.cluster.push_back((u / 5 + t) % 40);
        }
    }
    made.x = Matrix(x.size(), 1);
    std::ranges::copy(x, made.x.data());
    return made;
}

/// The same regression with a column for each dummy.
LinearFit written_out(const Rows& rows, const EventData& data, const EventStudySpec& spec) {
    const bool by_cohort = spec.model == EventModel::sun_abraham;
    std::map<std::pair<int, int>, std::vector<double>> dummies;
    for (std::size_t i = 0; i < rows.y.size(); ++i) {
        const int time = rows.period[i] - rows.onset[i];
        if (rows.onset[i] != no_onset && time != -1) {
            auto& column = dummies[{by_cohort ? rows.onset[i] : 0, time}];
            column.resize(rows.y.size());
            column[i] = 1;
        }
    }
    const std::size_t own = data.covariates.values.cols;
    Matrix columns(rows.y.size(), own + dummies.size());
    LinearData linear;
    std::copy_n(data.covariates.values.data, own * rows.y.size(), columns.data());
    std::size_t at = own;
    for (const auto& [key, column] : dummies) {
        std::ranges::copy(column, columns.column(at++).begin());
    }
    linear.outcome = rows.y;
    linear.weights = data.weights;
    linear.regressors = {.values = columns.view(),
                         .names = std::vector<std::string>(columns.cols(), "d")};
    linear.effects = {{.name = "unit", .codes = rows.unit},
                      {.name = "period", .codes = rows.period}};
    linear.structure.clusters = {
        {.name = "cluster", .codes = data.clusters.empty() ? data.unit : data.clusters}};
    return least_squares(
        linear, {.covariance = {.model = ErrorModel::clustered}, .demean = {.tolerance = 1e-13}});
}

void expect_same(const LinearFit& have, const LinearFit& want) {
    ASSERT_EQ(have.coefficients.size(), want.coefficients.size());
    for (std::size_t j = 0; j < want.coefficients.size(); ++j) {
        EXPECT_NEAR(have.coefficients[j].estimate, want.coefficients[j].estimate, 1e-10);
        EXPECT_NEAR(have.coefficients[j].std_error / want.coefficients[j].std_error, 1, 1e-9);
    }
    EXPECT_NEAR(have.rss / want.rss, 1, 1e-12);
    EXPECT_NEAR(have.r2_within, want.r2_within, 1e-11);
    EXPECT_EQ(have.covariance.degrees, want.covariance.degrees);
    EXPECT_EQ(have.covariance.parameters, want.covariance.parameters);
    EXPECT_EQ(have.kept, want.kept);
    ASSERT_EQ(have.residuals.size(), want.residuals.size());
    for (std::size_t i = 0; i < want.residuals.size(); ++i) {
        ASSERT_NEAR(have.residuals[i], want.residuals[i], 1e-9);
    }
}

TEST(EventCells, SameAsDummiesWrittenOut) {
    const Rows rows = unbalanced();
    for (const EventModel model : {EventModel::two_way, EventModel::sun_abraham}) {
        for (const bool full : {false, true}) {
            EventData data{
                .outcome = rows.y, .unit = rows.unit, .period = rows.period, .onset = rows.onset};
            if (full) {
                data.weights = rows.weights;
                data.clusters = rows.cluster;
                data.covariates = {.values = rows.x.view(), .names = {"x"}};
            }
            const EventStudySpec spec{.model = model, .demean = {.tolerance = 1e-13}};
            expect_same(event_study(data, spec).model, written_out(rows, data, spec));
        }
    }
}

TEST(EventCells, EqualBytesWhateverTheThreads) {
    const Rows rows = unbalanced();
    const EventData data{
        .outcome = rows.y, .unit = rows.unit, .period = rows.period, .onset = rows.onset};
    const EventStudyFit one = event_study(data);
    for (const int jobs : {2, 5}) {
        const EventStudyFit more = event_study(data, {.demean = {.jobs = jobs}});
        EXPECT_EQ(more.model.residuals, one.model.residuals);
        EXPECT_EQ(more.model.covariance.values, one.model.covariance.values);
    }
}

/// Without units that are never treated, time since the onset is unit and period effects: sums over
/// cells leave such columns to the other way, which names them.
TEST(EventCells, ColumnsInDoubtAreNamedAsBefore) {
    Rows rows = unbalanced();
    Rows treated;
    for (std::size_t i = 0; i < rows.y.size(); ++i) {
        if (rows.onset[i] != no_onset) {
            treated.y.push_back(rows.y[i]);
            treated.unit.push_back(rows.unit[i]);
            treated.period.push_back(rows.period[i]);
            treated.onset.push_back(rows.onset[i]);
        }
    }
    const EventData data{.outcome = treated.y,
                         .unit = treated.unit,
                         .period = treated.period,
                         .onset = treated.onset};
    try {
        (void)event_study(data, {.model = EventModel::two_way});
        FAIL() << "not refused";
    } catch (const std::exception& error) {
        EXPECT_NE(std::string(error.what()).find("cannot be told from unit and period effects"),
                  std::string::npos)
            << error.what();
    }
}

} // namespace
} // namespace halflight::stats
