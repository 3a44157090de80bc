// SPDX-License-Identifier: Apache-2.0
// Reference values: scipy 1.10.1, scipy.stats.NAME.sf / ppf / cdf and scipy.special, as named at
// each.
#include "halflight/stats/distribution.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace halflight::stats {
namespace {

void expect_close(double got, double want) {
    EXPECT_NEAR(got, want, 1e-12 * std::abs(want));
}

TEST(Distribution, AgreesWithScipy) {
    expect_close(normal_upper(8), 6.22096057427174e-16);
    expect_close(normal_quantile(0.975), 1.959963984540054);
    expect_close(normal_quantile(1e-10), -6.361340902404056);
    expect_close(student_upper(2.5, 7), 0.020496109292876437);
    expect_close(student_upper(40, 107), 1.7641395069054464e-66);
    // scipy's own is off by 3e-11 here (its upper tail there is 0.025000000003); mpmath, 30 digits.
    expect_close(student_quantile(0.975, 107), 1.98238337017569117);
    expect_close(chi_squared_upper(12.3, 4), 0.015254394655769615);
    expect_close(chi_squared_quantile(0.95, 4), 9.487729036781154);
    expect_close(noncentral_chi_squared_upper(12.3, 4, 3.5), 0.14694151063799155);
    expect_close(f_upper(4.2, 3, 50), 0.00999266221019978);
    expect_close(f_quantile(0.95, 3, 50), 2.790008406402202);
    expect_close(noncentral_f_upper(4.2, 3, 50, 6), 0.24510363886538952);
    expect_close(poisson_cdf(4, 6.5), 0.22367181681149945);
    expect_close(poisson_upper(14, 6.5), 0.002955756590293506);
    EXPECT_EQ(poisson_quantile(0.95, 6.5), 11);
    expect_close(negative_binomial_cdf(4, 1.7, 6.5), 0.4487759171012144);
    expect_close(negative_binomial_upper(14, 1.7, 6.5), 0.08986144981853014);
    EXPECT_EQ(negative_binomial_quantile(0.95, 1.7, 6.5), 17);
    expect_close(gamma_cdf(2.2, 1.5, 0.8), 0.6818225630821975);
    expect_close(gamma_quantile(0.9, 1.5, 0.8), 3.9071178944814533);
    expect_close(beta_quantile(0.1, 2.5, 3.5), 0.17497634435653012);
    expect_close(log_gamma(3.7), 1.428072326665388);
    expect_close(digamma(3.7), 1.1671535393615113);
    EXPECT_NEAR(trigamma(3.7), 0.31003786, 5e-9);
}

TEST(Distribution, NothingThrowsOutsideItsDomain) {
    EXPECT_TRUE(std::isnan(student_upper(1, -1)));
    EXPECT_TRUE(std::isnan(student_quantile(1.5, 3)));
    EXPECT_TRUE(std::isnan(chi_squared_upper(std::nan(""), 3)));
    EXPECT_TRUE(std::isnan(poisson_cdf(3, -1)));
    EXPECT_TRUE(std::isnan(gamma_cdf(3, -1, 1)));
    EXPECT_EQ(chi_squared_upper(-1, 3), 1);
    EXPECT_EQ(f_upper(INFINITY, 3, 4), 0);
    EXPECT_EQ(student_upper(INFINITY, 4), 0);
    EXPECT_EQ(poisson_cdf(-1, 3), 0);
    EXPECT_EQ(poisson_quantile(0.5, 0), 0);
}

RC_GTEST_PROP(Distribution, AQuantileIsTheLeastCountThatReachesP, ()) {
    const double p = *rc::gen::inRange(1, 999) / 1000.0;
    const double mean = *rc::gen::inRange(1, 500) / 10.0;
    const double size = *rc::gen::inRange(1, 100) / 10.0;
    const double k = poisson_quantile(p, mean);
    RC_ASSERT(poisson_cdf(k, mean) >= p && (k == 0 || poisson_cdf(k - 1, mean) < p));
    const double m = negative_binomial_quantile(p, size, mean);
    RC_ASSERT(negative_binomial_cdf(m, size, mean) >= p);
    RC_ASSERT(m == 0 || negative_binomial_cdf(m - 1, size, mean) < p);
}

TEST(Distribution, QuantilesOfHugeCountsEnd) {
    for (const double mean : {1e12, 1e17, 1e30, 1e80}) {
        for (const double size : {0.05, 0.7, 20.0}) {
            const double k = negative_binomial_quantile(0.95, size, mean);
            EXPECT_GE(negative_binomial_cdf(k, size, mean), 0.95) << mean << ' ' << size;
            EXPECT_LT(negative_binomial_cdf(k * (1 - 1e-6), size, mean), 0.95)
                << mean << ' ' << size;
        }
        EXPECT_NEAR(poisson_quantile(0.95, mean), mean + 1.6448536 * std::sqrt(mean),
                    1e-3 * std::sqrt(mean) + 1e-15 * mean);
    }
}

} // namespace
} // namespace halflight::stats
