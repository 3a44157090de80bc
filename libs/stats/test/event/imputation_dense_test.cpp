// SPDX-License-Identifier: Apache-2.0
// imputation_dense_test.cpp - the imputation estimator against its formulas written out: a dummy
// for every unit and period, weights v of all rows from the dense system, means of groups pair by
// pair.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "../linear/plain_dense.hpp"
#include "halflight/stats/imputation.hpp"
#include "made_events.hpp"

namespace halflight::stats {
namespace {

struct Design {
    int units = 20;
    int periods = 8;
    std::vector<std::int32_t> onsets = {3, 4, 6, no_onset};
    std::uint64_t seed = 1;
    std::size_t covariates = 0;
    bool weighted = false;
    int units_a_cluster = 1;
    double missing = 0.1;
    double level = 0;   ///< of the outcome
    double stretch = 1; ///< of the last covariate
};

struct Rows {
    std::vector<double> y = {};
    std::vector<double> weights = {};
    std::vector<std::int32_t> unit = {};
    std::vector<std::int32_t> period = {};
    std::vector<std::int32_t> onset = {};
    std::vector<std::int32_t> cluster = {};
    Matrix x = {};

    [[nodiscard]] std::size_t count() const { return y.size(); }
    [[nodiscard]] bool treated(std::size_t i) const {
        return onset[i] != no_onset && period[i] >= onset[i];
    }
    [[nodiscard]] int time(std::size_t i) const { return period[i] - onset[i]; }
    [[nodiscard]] double weight(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }
    [[nodiscard]] EventData data() const {
        EventData made{.outcome = y,
                       .unit = unit,
                       .period = period,
                       .onset = onset,
                       .weights = weights,
                       .clusters = cluster};
        made.covariates = {.values = x.view(), .names = {}};
        return made;
    }
};

/// Unit codes leap and rows stand in no order.
Rows rows_of(const Design& design) {
    const MadeEvents made = made_events(design.units, design.periods, design.onsets, design.seed);
    const Random random(design.seed + 1000);
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        if (random.uniform(i) >= design.missing) {
            chosen.push_back(i);
        }
    }
    std::ranges::sort(chosen, {}, [&](std::size_t i) { return random.uniform(50'000 + i); });
    Rows rows;
    rows.x = Matrix(chosen.size(), design.covariates);
    for (std::size_t r = 0; r < chosen.size(); ++r) {
        const std::size_t i = chosen[r];
        double y = design.level + made.y[i];
        for (std::size_t c = 0; c < design.covariates; ++c) {
            const double value = random.normal(100'000 * (c + 1) + i) + 0.1 * made.period[i];
            y += (0.5 - static_cast<double>(c)) * value;
            rows.x(r, c) = value * (c + 1 == design.covariates ? design.stretch : 1.0);
        }
        rows.y.push_back(y);
        rows.unit.push_back(7 * made.unit[i] - 30);
        rows.period.push_back(made.period[i] + 1990);
        rows.onset.push_back(made.onset[i] == no_onset ? no_onset : made.onset[i] + 1990);
        if (design.weighted) {
            rows.weights.push_back(made.weights[i]);
        }
        if (design.units_a_cluster > 1) {
            rows.cluster.push_back(made.unit[i] / design.units_a_cluster);
        }
    }
    return rows;
}

/// Columns of units, periods and covariates of a row that are not zero.
using Sparse = std::vector<std::pair<std::size_t, double>>;

class Dense {
  public:
    explicit Dense(const Rows& rows) : m_rows(rows), m_system(number()) {
        for (std::size_t i = 0; i < rows.count(); ++i) {
            if (!rows.treated(i)) {
                m_system.add(columns_of(i), rows.weight(i));
            }
        }
        std::vector<long double> right(m_system.size(), 0.0L);
        for (std::size_t i = 0; i < rows.count(); ++i) {
            if (!rows.treated(i)) {
                add(right, i, static_cast<long double>(rows.weight(i)) * rows.y[i]);
            }
        }
        m_slopes = m_system.solve({right})[0];
        for (std::size_t i = 0; i < rows.count(); ++i) {
            m_left.push_back(rows.y[i] - fitted(m_slopes, i));
            m_used.push_back(rows.treated(i) && met(i, rows.unit) && met(i, rows.period));
        }
    }

    [[nodiscard]] bool used(std::size_t row) const { return m_used[row]; }
    [[nodiscard]] long double left(std::size_t row) const { return m_left[row]; }
    [[nodiscard]] long double slope(std::size_t c) const {
        return m_slopes[m_system.size() - m_rows.x.cols() + c];
    }

    /// v of all rows: w of used ones; of untreated ones -W Z (Z'WZ)^- Z1'w. Nothing where untreated
    /// rows do not tell the mean.
    [[nodiscard]] std::optional<std::vector<long double>>
    weights_of(const std::vector<long double>& w) const {
        std::vector<long double> target(m_system.size(), 0.0L);
        for (std::size_t i = 0; i < w.size(); ++i) {
            add(target, i, w[i]);
        }
        const std::vector<long double> x = m_system.solve({target})[0];
        const std::vector<long double> again = m_system.times(x);
        for (std::size_t p = 0; p < x.size(); ++p) {
            if (std::abs(again[p] - target[p]) > 1e-9L) {
                return {};
            }
        }
        std::vector<long double> v = w;
        for (std::size_t i = 0; i < w.size(); ++i) {
            if (!m_rows.treated(i)) {
                v[i] = -m_rows.weight(i) * fitted(x, i);
            }
        }
        return v;
    }

  private:
    std::size_t number() {
        m_units = {m_rows.unit.begin(), m_rows.unit.end()};
        m_periods = {m_rows.period.begin(), m_rows.period.end()};
        return m_units.size() + m_periods.size() + m_rows.x.cols();
    }
    [[nodiscard]] Sparse columns_of(std::size_t row) const {
        const auto place = [](const std::set<std::int32_t>& all, std::int32_t code) {
            return static_cast<std::size_t>(std::distance(all.begin(), all.find(code)));
        };
        Sparse made = {{place(m_units, m_rows.unit[row]), 1.0},
                       {m_units.size() + place(m_periods, m_rows.period[row]), 1.0}};
        for (std::size_t c = 0; c < m_rows.x.cols(); ++c) {
            made.emplace_back(m_units.size() + m_periods.size() + c, m_rows.x(row, c));
        }
        return made;
    }
    void add(std::vector<long double>& to, std::size_t row, long double times) const {
        for (const auto& [place, value] : columns_of(row)) {
            to[place] += times * value;
        }
    }
    [[nodiscard]] long double fitted(const std::vector<long double>& slopes,
                                     std::size_t row) const {
        long double sum = 0;
        for (const auto& [place, value] : columns_of(row)) {
            sum += slopes[place] * value;
        }
        return sum;
    }
    /// Some untreated row has the code of this one.
    [[nodiscard]] bool met(std::size_t row, const std::vector<std::int32_t>& codes) const {
        for (std::size_t i = 0; i < m_rows.count(); ++i) {
            if (codes[i] == codes[row] && !m_rows.treated(i)) {
                return true;
            }
        }
        return false;
    }

    const Rows& m_rows;
    std::set<std::int32_t> m_units;
    std::set<std::int32_t> m_periods;
    PlainSystem m_system;
    std::vector<long double> m_slopes;
    std::vector<long double> m_left; ///< residuals of untreated rows, effects of others
    std::vector<bool> m_used;
};

/// Effect means of groups: sum over units of (sum v)(sum v tau) by sum over units of (sum v)^2.
class Mean {
  public:
    Mean(const Rows& rows, const Dense& dense, const std::vector<long double>& v,
         const ImputationSpec& spec)
        : m_rows(rows), m_dense(dense), m_v(v), m_spec(spec) {}

    [[nodiscard]] long double operator()(std::size_t row) const {
        std::set<std::int32_t> units;
        for (std::size_t i = 0; i < m_rows.count(); ++i) {
            if (m_dense.used(i) && m_v[i] != 0 && same(i, row)) {
                units.insert(m_rows.unit[i]);
            }
        }
        if (m_spec.leave_out && units.size() > 1) {
            units.erase(m_rows.unit[row]);
        }
        long double top = 0;
        long double bottom = 0;
        for (const std::int32_t unit : units) {
            long double weight = 0;
            long double effect = 0;
            for (std::size_t i = 0; i < m_rows.count(); ++i) {
                if (m_rows.unit[i] == unit && m_dense.used(i) && same(i, row)) {
                    weight += m_v[i];
                    effect += m_v[i] * m_dense.left(i);
                }
            }
            top += weight * effect;
            bottom += weight * weight;
        }
        return top / bottom;
    }

  private:
    [[nodiscard]] bool same(std::size_t a, std::size_t b) const {
        const bool time = m_rows.time(a) == m_rows.time(b);
        switch (m_spec.groups) {
        case ImputationGroups::cohort_and_time:
            return time && m_rows.onset[a] == m_rows.onset[b];
        case ImputationGroups::time:
            return time;
        case ImputationGroups::all:
            break;
        }
        return true;
    }
    const Rows& m_rows;
    const Dense& m_dense;
    const std::vector<long double>& m_v;
    const ImputationSpec& m_spec;
};

struct Told {
    long double estimate = 0;
    std::map<std::int32_t, long double> by_cluster = {};
};

/// Of the used rows that `takes` takes. Nothing where it is not identified.
template <class Takes>
std::optional<Told> tell(const Rows& rows, const Dense& dense, const ImputationSpec& spec,
                         const Takes& takes) {
    std::vector<long double> w(rows.count(), 0.0L);
    long double total = 0;
    for (std::size_t i = 0; i < rows.count(); ++i) {
        w[i] = dense.used(i) && takes(i) ? rows.weight(i) : 0.0;
        total += w[i];
    }
    Told made;
    for (std::size_t i = 0; i < rows.count(); ++i) {
        w[i] /= total;
        made.estimate += w[i] == 0 ? 0.0L : w[i] * dense.left(i);
    }
    const auto v = dense.weights_of(w);
    if (!v) {
        return {};
    }
    const Mean mean(rows, dense, *v, spec);
    for (std::size_t i = 0; i < rows.count(); ++i) {
        const std::int32_t cluster = rows.cluster.empty() ? rows.unit[i] : rows.cluster[i];
        if ((*v)[i] != 0) {
            made.by_cluster[cluster] +=
                (*v)[i] * (dense.left(i) - (rows.treated(i) ? mean(i) : 0.0L));
        }
    }
    return made;
}

double product(const Told& a, const Told& b) {
    long double sum = 0;
    for (const auto& [cluster, value] : a.by_cluster) {
        const auto other = b.by_cluster.find(cluster);
        sum += other == b.by_cluster.end() ? 0.0L : value * other->second;
    }
    return static_cast<double>(sum);
}

constexpr double near = 1e-8;

void expect_same(const Coefficient& given, const Told& told) {
    const auto estimate = static_cast<double>(told.estimate);
    const double error = std::sqrt(product(told, told));
    EXPECT_NEAR(given.estimate, estimate, near * std::max(std::abs(estimate), error));
    EXPECT_NEAR(given.std_error, error, near * error);
}

/// All that a fit says of effects and their errors.
void expect_same(const Rows& rows, const Dense& dense, const ImputationSpec& spec) {
    const ImputationFit fit = imputation(rows.data(), spec);
    const auto told = [&](const auto& takes) { return *tell(rows, dense, spec, takes); };
    expect_same(fit.overall, told([](std::size_t) { return true; }));
    std::set<std::int32_t> onsets;
    std::set<int> times;
    for (std::size_t i = 0; i < rows.count(); ++i) {
        if (dense.used(i)) {
            onsets.insert(rows.onset[i]);
            times.insert(rows.time(i));
            const auto effect = static_cast<double>(dense.left(i));
            EXPECT_NEAR(fit.effects[i], effect, near * std::max(1.0, std::abs(effect)));
        } else {
            EXPECT_TRUE(std::isnan(fit.effects[i]));
        }
    }
    ASSERT_EQ(fit.cohorts.size(), onsets.size());
    for (const CohortEffect& cohort : fit.cohorts) {
        expect_same(cohort.effect,
                    told([&](std::size_t i) { return rows.onset[i] == cohort.onset; }));
    }
    std::erase_if(times, [&](int time) { return time > spec.last; });
    ASSERT_EQ(fit.path.times, std::vector<int>(times.begin(), times.end()));
    std::vector<Told> path;
    for (std::size_t t = 0; t < fit.path.times.size(); ++t) {
        path.push_back(told([&](std::size_t i) { return rows.time(i) == fit.path.times[t]; }));
        expect_same(fit.path.effects[t], path[t]);
        for (std::size_t s = 0; s <= t; ++s) {
            const double scale = std::sqrt(product(path[t], path[t]) * product(path[s], path[s]));
            EXPECT_NEAR(fit.path.covariance(t, s), product(path[t], path[s]), near * scale);
            EXPECT_EQ(fit.path.covariance(t, s), fit.path.covariance(s, t));
        }
    }
    for (std::size_t c = 0; c < rows.x.cols(); ++c) {
        const auto slope = static_cast<double>(dense.slope(c));
        EXPECT_NEAR(fit.covariates[c].estimate, slope, near * std::abs(slope));
    }
}

void expect_same(const Design& design) {
    SCOPED_TRACE("seed " + std::to_string(design.seed));
    const Rows rows = rows_of(design);
    const Dense dense(rows);
    for (const ImputationGroups groups :
         {ImputationGroups::cohort_and_time, ImputationGroups::time, ImputationGroups::all}) {
        for (const bool leave_out : {false, true}) {
            SCOPED_TRACE(static_cast<int>(groups) * 2 + (leave_out ? 1 : 0));
            expect_same(rows, dense, {.groups = groups, .leave_out = leave_out, .leads = 0});
        }
    }
    expect_same(rows, dense, {.leave_out = true, .last = 1, .leads = 0});
}

TEST(ImputationDense, Unbalanced) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        expect_same(Design{.seed = seed});
    }
}

TEST(ImputationDense, WeightsCovariatesAndCoarseClusters) {
    for (const std::uint64_t seed : {11U, 12U, 13U, 14U}) {
        expect_same(Design{.units = 24,
                           .seed = seed,
                           .covariates = 2,
                           .weighted = true,
                           .units_a_cluster = 3,
                           .missing = 0.2});
    }
}

// Units treated throughout and periods in which all are cannot be imputed and weigh nothing.
TEST(ImputationDense, RowsThatCannotBeImputed) {
    for (const std::uint64_t seed : {21U, 22U}) {
        expect_same(Design{.onsets = {0, 3, 5, 6}, .seed = seed, .weighted = true});
        expect_same(Design{.periods = 9,
                           .onsets = {2, 4, 5, 7},
                           .seed = seed,
                           .covariates = 1,
                           .units_a_cluster = 2});
    }
}

// Groups of one unit keep it.
TEST(ImputationDense, LoneUnits) {
    const Design design{
        .units = 11, .onsets = {2, 3, 4, 5, 6, no_onset, no_onset}, .seed = 31, .weighted = true};
    expect_same(design);
    const Rows rows = rows_of(design);
    EXPECT_TRUE(warns(imputation(rows.data(), {.leave_out = true}).warnings, "lone_unit"));
}

// Units are taken a block at a time.
TEST(ImputationDense, MoreUnitsThanABlock) {
    for (const int units : {128, 129, 150}) {
        const Design design{.units = units,
                            .periods = 6,
                            .onsets = {2, 4, no_onset},
                            .seed = 41,
                            .covariates = 1,
                            .weighted = true,
                            .units_a_cluster = 5};
        const Rows rows = rows_of(design);
        const Dense dense(rows);
        expect_same(rows, dense, {.leave_out = true, .leads = 0});
    }
}

// What is told does not depend on where zero is nor on units of measurement.
TEST(ImputationDense, HighLevelsAndStretchedCovariates) {
    expect_same(Design{.seed = 51, .covariates = 2, .weighted = true, .level = 1e5});
    for (const double stretch : {1e-6, 1e-3, 1e3, 1e6}) {
        SCOPED_TRACE(stretch);
        expect_same(Design{.seed = 52, .covariates = 2, .weighted = true, .stretch = stretch});
    }
}

// Two parts that no untreated row joins: a mean over both is refused by each.
TEST(ImputationDense, WhatIsNotIdentifiedIsRefused) {
    Rows rows;
    const auto add = [&](std::int32_t unit, std::int32_t period, std::int32_t onset) {
        rows.unit.push_back(unit);
        rows.period.push_back(period);
        rows.onset.push_back(onset);
        rows.y.push_back(std::sin(3.0 * unit + 7.0 * period));
    };
    for (const std::int32_t unit : {1, 2, 3, 4}) { // periods 0 and 1 untreated, 2 and 3 treated
        for (const std::int32_t period : {0, 1, 2, 3}) {
            add(unit, period, 2);
        }
    }
    for (const std::int32_t unit : {5, 6, 7}) { // and the other way round by units that stay out
        for (const std::int32_t period : {2, 3}) {
            add(unit, period, no_onset);
        }
    }
    rows.x = Matrix(rows.count(), 0);
    const Dense dense(rows);
    ASSERT_FALSE(tell(rows, dense, {}, [](std::size_t) { return true; }));
    EXPECT_NE(refused([&] { (void)imputation(rows.data()); }).find("do not identify"),
              std::string::npos);
    add(5, 1, no_onset);
    rows.x = Matrix(rows.count(), 0);
    expect_same(rows, Dense(rows), {.leave_out = true, .leads = 0});
}

} // namespace
} // namespace halflight::stats
