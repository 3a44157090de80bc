// SPDX-License-Identifier: Apache-2.0
// Reference values: python3-scipy 1.10.1. Marginal likelihoods by scipy.integrate.quad (epsrel
// 1e-13) over log rate of exp(gamma.logpdf(rate, 0.5, scale=1/b) + sum(nbinom.logpmf(y, size,
// size / (size + rate * e)))), on panels from e^-90 to e^12; then, over sizes, the sum with the
// weights of the grid.
#include "halflight/stats/change_date.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "breaks/reference_files.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/distribution.hpp"

namespace halflight::stats {
namespace {

const std::vector<double> counts = {0, 1, 0, 3, 0, 1, 7, 2, 9, 4, 12, 5};
const std::vector<double> exposure = {1, 1, 0.5, 1, 1, 0.25, 1, 1, 1, 0.5, 1, 1};

ChangeDateSpec negative(std::optional<double> size = {}) {
    return {.model = ChangeModel::negative_binomial, .size = size};
}

TEST(ChangeDateCounts, OneSizeAsQuadrature) {
    const ChangeDateFit fit = change_date(counts, exposure, negative(1.5));
    expect_list(fit.probability,
                {0.041776929691, 0.0500173055731, 0.163776650004, 0.0644061140201, 0.321613532357,
                 0.219222557028, 0.0361606583822, 0.0678401751126, 0.017679056322, 0.0112058439406,
                 0.00630117756895},
                1e-10, "probability, size 1.5");
    EXPECT_NEAR(fit.log_bayes_factor, 1.93892939372, 1e-10);
}

TEST(ChangeDateCounts, SizesMixedAsQuadrature) {
    const ChangeDateFit fit = change_date(counts, exposure, negative());
    expect_list(fit.probability,
                {0.0195670721468, 0.0246851822047, 0.0920800913316, 0.0340596979512, 0.451484204177,
                 0.287724926809, 0.0192322307749, 0.0531344995268, 0.00877213044502,
                 0.00566497333645, 0.00359499129672},
                1e-10, "probability, size unknown");
    EXPECT_NEAR(fit.log_bayes_factor, 2.57493187735, 1e-10);
    EXPECT_EQ(fit.mode, 5U);
}

/// The rule must hold where it is hardest: many counts, none at all, small parts of exposure.
RC_GTEST_PROP(ChangeDateCounts, GreatSizesArePoisson, (std::uint16_t seed)) {
    const Random random(seed);
    const auto cells = 3 + static_cast<std::size_t>(random.below(0, 60));
    const double level = std::exp(8 * random.uniform(1) - 3);
    std::vector<double> y(cells);
    std::vector<double> units(cells);
    for (std::size_t i = 0; i < cells; ++i) {
        units[i] = random.uniform(10 + 2 * i);
        y[i] = i > cells / 2 ? 0 : poisson_quantile(random.uniform(11 + 2 * i), level * units[i]);
    }
    const ChangeDateFit want = change_date(y, units, {.model = ChangeModel::poisson});
    const ChangeDateFit got = change_date(y, units, negative(1e13));
    RC_ASSERT(std::abs(got.log_bayes_factor - want.log_bayes_factor) < 1e-7);
    for (std::size_t i = 0; i < want.probability.size(); ++i) {
        RC_ASSERT(std::abs(got.probability[i] - want.probability[i]) < 1e-8);
    }
}

TEST(ChangeDateCounts, PartsOfCountsJoinWholeOnes) {
    std::vector<double> parts = counts;
    parts[4] = 0.4;
    EXPECT_THROW((void)change_date(parts, exposure, negative()), Error);
    const auto factor = [&](ChangeModel model, double count, std::optional<double> size) {
        std::vector<double> y = counts;
        y[4] = count;
        return change_date(y, exposure, {.model = model, .size = size, .whole_counts = false})
            .log_bayes_factor;
    };
    for (const ChangeModel model : {ChangeModel::poisson, ChangeModel::negative_binomial}) {
        for (const double count : {1.0, 2.0}) {
            EXPECT_NEAR(factor(model, count, {}), factor(model, count + 1e-9, {}), 1e-7);
            EXPECT_NEAR(factor(model, count, {}), factor(model, count - 1e-9, {}), 1e-7);
        }
    }
    EXPECT_NEAR(factor(ChangeModel::negative_binomial, 0.4, 1e13),
                factor(ChangeModel::poisson, 0.4, {}), 1e-9);
    EXPECT_GT(std::abs(factor(ChangeModel::poisson, 0.4, {}) - factor(ChangeModel::poisson, 0, {})),
              0.01);
}

TEST(ChangeDateCounts, BurstsAreNotTakenForAChange) {
    // Single months of many reports: evidence for the Poisson model, none for the wider one.
    const std::vector<double> y = {0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 14, 0, 1, 0, 9, 0, 0, 1, 0, 11};
    EXPECT_LT(change_date(y, {}, {.model = ChangeModel::poisson}).no_change, 0.01);
    EXPECT_GT(change_date(y, {}, negative()).no_change, 0.2);
}

TEST(ChangeDateCounts, Refuses) {
    EXPECT_THROW((void)change_date(counts, exposure, negative(0)), Error);
    EXPECT_THROW((void)change_date(counts, exposure,
                                   {.model = ChangeModel::negative_binomial, .size_spread = 0}),
                 Error);
    std::vector<double> below = counts;
    below[0] = -0.5;
    EXPECT_THROW(
        (void)change_date(below, exposure, {.model = ChangeModel::poisson, .whole_counts = false}),
        Error);
}

} // namespace
} // namespace halflight::stats
