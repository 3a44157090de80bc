// SPDX-License-Identifier: Apache-2.0
// poisson_dense_test.cpp - Poisson models on small panels full of gaps against Newton's method with
// every dummy written out, which also shows by itself whose means tend to zero.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/poisson.hpp"
#include "plain_dense.hpp"

namespace halflight::stats {
namespace {

struct Counts {
    std::vector<double> y = {};
    std::vector<double> weights = {};
    std::vector<double> offset = {};
    std::vector<std::vector<std::int32_t>> effects = {};
    std::vector<std::int32_t> cluster = {};
    Matrix x = {};

    [[nodiscard]] double weight(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }
    [[nodiscard]] double shift(std::size_t i) const { return offset.empty() ? 0.0 : offset[i]; }
    [[nodiscard]] PoissonData data() const {
        PoissonData made{.outcome = y, .offset = offset, .weights = weights};
        made.regressors = {.values = x.view(), .names = {"a", "b"}};
        for (const auto& codes : effects) {
            made.effects.push_back({.name = std::to_string(made.effects.size()), .codes = codes});
        }
        made.structure.clusters = {{.name = "cluster", .codes = cluster}};
        return made;
    }
};

struct Design {
    std::uint64_t seed = 1;
    std::size_t rows = 90;
    std::vector<std::uint64_t> levels = {14, 7};
    double mean = 1;
    bool weighted = false;
    bool exposed = false;
    bool separates = false; ///< the second regressor is positive only in some rows without events
    bool blocks = false; ///< low levels of two effects meet high ones in rows without events only
};

double draw_count(const Random& random, std::uint64_t at, double mean) {
    double left = random.uniform(at);
    double share = std::exp(-mean);
    double count = 0;
    while (left > share && count < 60) {
        left -= share;
        ++count;
        share *= mean / count;
    }
    return count;
}

void separate(Counts& made, const Design& design, std::size_t i) {
    const Random random(design.seed);
    if (design.blocks) {
        const auto low = [&](std::size_t q) {
            return made.effects[q][i] < 5 * static_cast<std::int32_t>(design.levels[q]) / 4 - 11;
        };
        made.effects[1][i] += low(1) && !low(0) ? 5 * 40 : 0; // never the other way round
        made.y[i] = low(0) && !low(1) ? 0 : made.y[i];
    }
    if (design.separates) {
        made.x(i, 1) = made.y[i] == 0 && random.uniform(64 * i + 26) < 0.4
                           ? 0.5 + random.uniform(64 * i + 27)
                           : 0.0;
    }
}

Counts counts_of(const Design& design) {
    const Random random(design.seed);
    Counts made;
    made.x = Matrix(design.rows, 2);
    made.effects.resize(design.levels.size());
    for (std::size_t i = 0; i < design.rows; ++i) {
        const std::uint64_t at = 64 * i;
        double level = std::log(design.mean);
        for (std::size_t q = 0; q < design.levels.size(); ++q) {
            // Squared: some levels have few rows.
            const double place = std::pow(random.uniform(at + q), 2);
            const auto code =
                static_cast<std::int32_t>(place * static_cast<double>(design.levels[q]));
            made.effects[q].push_back(5 * code - 11);
            level += 0.8 * std::sin(9.0 * code + static_cast<double>(q));
        }
        made.x(i, 0) = random.normal(at + 20);
        made.x(i, 1) = random.normal(at + 21) + 0.3 * level;
        if (design.weighted) {
            made.weights.push_back(0.25 + random.uniform(at + 22));
        }
        if (design.exposed) {
            made.offset.push_back(random.normal(at + 23));
        }
        made.cluster.push_back(static_cast<std::int32_t>(random.below(at + 24, 12)));
        const double log_mean = level + 0.4 * made.x(i, 0) - 0.3 * made.x(i, 1) + made.shift(i);
        made.y.push_back(draw_count(random, at + 25, std::exp(std::min(log_mean, 3.0))));
        separate(made, design, i);
    }
    return made;
}

using Keep = std::vector<bool>;

/// One pass after the other until none takes a row.
void drop_levels(const Counts& counts, bool singletons, Keep& keep) {
    for (bool again = true; again;) {
        again = false;
        for (const auto& codes : counts.effects) {
            std::map<std::int32_t, int> rows;
            std::map<std::int32_t, double> events;
            for (std::size_t i = 0; i < keep.size(); ++i) {
                rows[codes[i]] += keep[i] ? 1 : 0;
                events[codes[i]] += keep[i] ? counts.y[i] : 0;
            }
            for (std::size_t i = 0; i < keep.size(); ++i) {
                if (keep[i] && (events[codes[i]] == 0 || (singletons && rows[codes[i]] == 1))) {
                    keep[i] = false;
                    again = true;
                }
            }
        }
    }
}

using Row = std::vector<std::pair<std::size_t, double>>;

struct Dense {
    std::vector<Row> rows = {}; ///< of kept ones: regressors, dummies
    std::vector<std::size_t> place = {};
    std::size_t columns = 0;
    std::vector<long double> slopes = {};
    std::vector<long double> log_mean = {};

    Dense(const Counts& counts, const Keep& keep) {
        columns = counts.x.cols();
        std::vector<std::map<std::int32_t, std::size_t>> dummies(counts.effects.size());
        for (std::size_t i = 0; i < keep.size(); ++i) {
            if (!keep[i]) {
                continue;
            }
            Row row;
            for (std::size_t q = 0; q < dummies.size(); ++q) {
                const auto [at, fresh] = dummies[q].emplace(counts.effects[q][i], columns);
                columns += fresh ? 1U : 0U;
                row.emplace_back(at->second, 1.0);
            }
            for (std::size_t c = 0; c < counts.x.cols(); ++c) {
                row.emplace_back(c, counts.x(i, c));
            }
            rows.push_back(row);
            place.push_back(i);
        }
    }

    [[nodiscard]] long double product(std::size_t r, const std::vector<long double>& b) const {
        long double sum = 0;
        for (const auto& [column, value] : rows[r]) {
            sum += value * b[column];
        }
        return sum;
    }

    /// Dummies come first in elimination, so that a regressor they explain is the one left out.
    [[nodiscard]] PlainSystem information(const Counts& counts) const {
        PlainSystem made(columns);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            made.add(turned(rows[r]), counts.weight(place[r]) * std::exp(log_mean[r]));
        }
        return made;
    }
    [[nodiscard]] Row turned(Row row) const {
        for (auto& cell : row) {
            cell.first = columns - 1 - cell.first;
        }
        std::ranges::sort(row);
        return row;
    }

    void step(const Counts& counts) {
        std::vector<long double> right(columns, 0.0L);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const long double score =
                counts.weight(place[r]) * (counts.y[place[r]] - std::exp(log_mean[r]));
            for (const auto& [column, value] : rows[r]) {
                right[columns - 1 - column] += value * score;
            }
        }
        std::vector<long double> change = information(counts).solve({right})[0];
        std::ranges::reverse(change);
        const long double before = likelihood(counts);
        const std::vector<long double> old_slopes = slopes;
        const std::vector<long double> old = log_mean;
        for (long double share = 1; share > 1e-6L; share /= 2) {
            for (std::size_t c = 0; c < columns; ++c) {
                slopes[c] = old_slopes[c] + share * change[c];
            }
            for (std::size_t r = 0; r < rows.size(); ++r) {
                log_mean[r] = old[r] + share * product(r, change);
            }
            if (likelihood(counts) >= before - 1e-12L * std::abs(before)) {
                return;
            }
        }
    }

    [[nodiscard]] long double likelihood(const Counts& counts) const {
        long double sum = 0;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            sum += counts.weight(place[r]) *
                   (counts.y[place[r]] * log_mean[r] - std::exp(log_mean[r]));
        }
        return sum;
    }

    void fit(const Counts& counts, int steps) {
        slopes.assign(columns, 0.0L);
        log_mean.clear();
        for (const std::size_t i : place) {
            log_mean.push_back(counts.shift(i));
        }
        for (int s = 0; s < steps; ++s) {
            step(counts);
        }
    }
};

/// Rows that are left when nothing is separated and nothing alone, and the fit on them.
Dense settle(const Counts& counts, bool singletons, Keep& keep) {
    keep.assign(counts.y.size(), true);
    for (;;) {
        drop_levels(counts, singletons, keep);
        Dense dense(counts, keep);
        dense.fit(counts, 45);
        bool again = false;
        for (std::size_t r = 0; r < dense.rows.size(); ++r) {
            if (counts.y[dense.place[r]] == 0 && dense.log_mean[r] < -13) {
                keep[dense.place[r]] = false;
                again = true;
            }
        }
        if (!again) {
            return dense;
        }
    }
}

/// Covariance of the slopes of regressors, cluster by cluster where `clusters`.
std::vector<double> errors_of(const Dense& dense, const Counts& counts, bool clusters) {
    const PlainSystem information = dense.information(counts);
    std::map<std::int32_t, std::vector<long double>> scores;
    std::vector<double> made;
    for (std::size_t r = 0; r < dense.rows.size(); ++r) {
        const std::size_t i = dense.place[r];
        auto& score = scores[counts.cluster[i]];
        score.resize(dense.columns, 0.0L);
        for (const auto& [column, value] : dense.turned(dense.rows[r])) {
            score[column] += value * counts.weight(i) * (counts.y[i] - std::exp(dense.log_mean[r]));
        }
    }
    for (std::size_t c = 0; c < counts.x.cols(); ++c) {
        const std::size_t own = dense.columns - 1 - c;
        std::vector<long double> unit(dense.columns, 0.0L);
        unit[own] = 1;
        const std::vector<long double> row = information.solve({unit})[0];
        long double sum = clusters ? 0.0L : row[own];
        for (const auto& [cluster, score] : scores) {
            long double part = 0;
            for (std::size_t p = 0; clusters && p < row.size(); ++p) {
                part += row[p] * score[p];
            }
            sum += part * part;
        }
        made.push_back(static_cast<double>(std::sqrt(sum)));
    }
    return made;
}

std::vector<std::size_t> rows_used(const PoissonFit& fit) {
    std::vector<std::size_t> made = fit.rows;
    if (made.empty()) {
        made.resize(fit.observations);
        std::iota(made.begin(), made.end(), std::size_t{0});
    }
    return made;
}

void expect_same(const PoissonFit& fit, const Counts& counts, const Dense& dense, bool clusters,
                 double near) {
    EXPECT_TRUE(fit.converged);
    ASSERT_EQ(rows_used(fit), dense.place);
    EXPECT_EQ(fit.observations + fit.singletons + fit.separated, counts.y.size());
    const std::vector<double> errors = errors_of(dense, counts, clusters);
    for (std::size_t j = 0; j < fit.kept.size(); ++j) {
        const std::size_t c = fit.kept[j];
        EXPECT_NEAR(fit.coefficients[j].estimate, static_cast<double>(dense.slopes[c]), near);
        EXPECT_NEAR(fit.coefficients[j].std_error, errors[c], near * (1 + errors[c]));
    }
    for (std::size_t r = 0; r < dense.place.size(); ++r) {
        const auto mean = static_cast<double>(std::exp(dense.log_mean[r]));
        EXPECT_NEAR(fit.fitted[r], mean, near * (1 + mean));
    }
}

struct Tally {
    int compared = 0;
    int separated = 0; ///< designs in which rows leave beyond levels without events
    int both = 0;      ///< in which singletons and empty levels leave
};

void compare(const Design& design, bool singletons, Tally& tally) {
    SCOPED_TRACE("seed " + std::to_string(design.seed) + (singletons ? " drops" : " keeps"));
    const Counts counts = counts_of(design);
    Keep keep(counts.y.size(), true);
    drop_levels(counts, singletons, keep);
    const auto by_levels = std::ranges::count(keep, true);
    const Dense dense = settle(counts, singletons, keep);
    for (const bool tight : {false, true}) {
        PoissonSpec spec{.drop_singletons = singletons};
        spec.covariance.model = tight ? ErrorModel::clustered : ErrorModel::homoskedastic;
        spec.covariance.small_sample = SmallSample::none();
        if (tight) {
            spec.tolerance = 1e-14;
            spec.demean.tolerance = 1e-12;
        }
        PoissonFit fit;
        try {
            fit = poisson(counts.data(), spec);
        } catch (const Error& error) { // too few rows for what would be left
            EXPECT_EQ(error.code(), ErrorCode::refused);
            EXPECT_LT(static_cast<double>(std::ranges::count(keep, true)),
                      static_cast<double>(dense.columns) + 2)
                << error.what();
            return;
        }
        expect_same(fit, counts, dense, tight, tight ? 1e-7 : 1e-6);
        tally.compared += tight ? 1 : 0;
        tally.separated += tight && std::ranges::count(keep, true) < by_levels ? 1 : 0;
        tally.both += tight && fit.singletons > 0 && fit.separated > 0 ? 1 : 0;
    }
}

TEST(PoissonDense, TwoEffectsWithGaps) {
    Tally tally;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        compare({.seed = seed, .levels = {18, 7}, .mean = 0.6}, seed % 3 != 0, tally);
    }
    EXPECT_GT(tally.compared, 15);
    EXPECT_GT(tally.both, 4);
}

TEST(PoissonDense, RareEventsInThreeEffects) {
    Tally tally;
    for (std::uint64_t seed = 101; seed <= 120; ++seed) {
        compare({.seed = seed, .rows = 140, .levels = {22, 9, 12}, .mean = 0.25}, seed % 4 != 0,
                tally);
    }
    EXPECT_GT(tally.compared, 12);
    EXPECT_GT(tally.both, 4);
}

// Means of rows in which low levels meet high ones tend to zero though no level is without events.
TEST(PoissonDense, TwoEffectsSeparateTogether) {
    Tally tally;
    for (std::uint64_t seed = 151; seed <= 170; ++seed) {
        compare({.seed = seed,
                 .rows = 150,
                 .levels = {16, 12},
                 .mean = 0.9,
                 .weighted = seed % 2 == 0,
                 .blocks = true},
                seed % 3 != 0, tally);
    }
    EXPECT_GT(tally.compared, 15);
    EXPECT_GT(tally.separated, 12);
}

TEST(PoissonDense, WeightsAndExposure) {
    Tally tally;
    for (std::uint64_t seed = 201; seed <= 215; ++seed) {
        compare({.seed = seed,
                 .rows = 120,
                 .levels = {18, 6},
                 .mean = 0.6,
                 .weighted = true,
                 .exposed = true},
                true, tally);
    }
    EXPECT_GT(tally.compared, 10);
}

TEST(PoissonDense, ARegressorSeparatesToo) {
    Tally tally;
    for (std::uint64_t seed = 301; seed <= 315; ++seed) {
        compare({.seed = seed,
                 .rows = 130,
                 .levels = {15, 8},
                 .mean = 0.8,
                 .weighted = seed % 2 == 0,
                 .exposed = seed % 3 == 0,
                 .separates = true},
                seed % 2 != 0, tally);
    }
    EXPECT_GT(tally.compared, 10);
    EXPECT_EQ(tally.separated, tally.compared);
}

// Rows that leave for one level may leave another alone or without events, and so on.
TEST(PoissonDense, LevelsFallOneAfterTheOther) {
    int compared = 0;
    for (std::uint64_t seed = 351; seed <= 400; ++seed) {
        const Counts counts =
            counts_of({.seed = seed, .rows = 120, .levels = {35, 35}, .mean = 0.8});
        Keep keep(counts.y.size(), true);
        drop_levels(counts, true, keep);
        PoissonSpec spec{.find_separation = false};
        spec.iterations = 2;
        spec.covariance.model = ErrorModel::homoskedastic;
        try {
            const std::vector<std::size_t> used = rows_used(poisson(counts.data(), spec));
            for (std::size_t i = 0; i < keep.size(); ++i) {
                EXPECT_EQ(keep[i], std::ranges::binary_search(used, i)) << seed << " " << i;
            }
            ++compared;
        } catch (const Error& error) { // too few rows are left
            EXPECT_EQ(error.code(), ErrorCode::refused);
        }
    }
    EXPECT_GT(compared, 25);
}

// Dropping rows in cascades and the chunks of sums are the same whatever the threads.
TEST(PoissonDense, EqualBytesOfGappyPanels) {
    const Counts counts = counts_of({.seed = 401,
                                     .rows = 40'000,
                                     .levels = {9000, 700, 40},
                                     .mean = 0.4,
                                     .weighted = true,
                                     .exposed = true,
                                     .separates = true});
    PoissonSpec spec;
    spec.covariance.model = ErrorModel::clustered;
    const PoissonFit one = poisson(counts.data(), spec);
    EXPECT_TRUE(one.converged);
    EXPECT_GT(one.separated, 100U);
    EXPECT_GT(one.singletons, 100U);
    spec.demean.jobs = 2;
    const PoissonFit two = poisson(counts.data(), spec);
    EXPECT_EQ(one.fitted, two.fitted);
    EXPECT_EQ(one.rows, two.rows);
    EXPECT_EQ(one.covariance.values, two.covariance.values);
    EXPECT_EQ(one.deviance, two.deviance);
    for (std::size_t j = 0; j < one.coefficients.size(); ++j) {
        EXPECT_EQ(one.coefficients[j].estimate, two.coefficients[j].estimate);
    }
}

} // namespace
} // namespace halflight::stats
