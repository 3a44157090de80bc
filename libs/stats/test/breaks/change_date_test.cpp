// SPDX-License-Identifier: Apache-2.0
// Reference values: ocp 0.1.1 (R), onlineCPD(Nile, hazard 1/100, gaussian m = 1000, k = 1, a = 1,
// b = 10000).
#include "halflight/stats/change_date.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "breaks/reference_files.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"

namespace halflight::stats {
namespace {

using Dates = std::vector<std::size_t>;
const OnlineSpec nile_prior = {.mean = 1000, .weight = 1, .shape = 1, .rate = 10000};

TEST(OnlineChanges, NileAsOcp) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto flow = reference_column("nile.csv", "flow");
    const OnlineFit fit = online_changes(flow, nile_prior);
    EXPECT_EQ(fit.by_mode, (Dates{1, 29}));
    EXPECT_EQ(fit.by_threshold, (Dates{1, 29}));
    EXPECT_EQ(fit.by_path, (Dates{1, 29}));
    OnlineSpec all = nile_prior;
    all.forget = 0;
    EXPECT_EQ(online_changes(flow, all).run, fit.run);
}

TEST(ChangeDate, NileFallsIn1898) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto flow = reference_column("nile.csv", "flow");
    const ChangeDateFit fit = change_date(flow, {}, {});
    EXPECT_EQ(fit.mode, 28U);
    EXPECT_LT(fit.no_change, 1e-6);
    EXPECT_NEAR(std::accumulate(fit.probability.begin(), fit.probability.end(), 0.0), 1, 1e-12);
}

/// P(run of each length | first cells) by summing over every way to divide them, Poisson-gamma.
std::vector<double> runs_by_hand(const std::vector<double>& y, std::size_t cells, double hazard) {
    const auto marginal = [&](std::size_t begin, std::size_t end) {
        double sum = 0;
        double logs = 0;
        for (std::size_t i = begin; i < end; ++i) {
            sum += y[i];
            logs += std::lgamma(y[i] + 1);
        }
        const double n = static_cast<double>(end - begin);
        return std::exp(std::lgamma(2 + sum) - std::lgamma(2.0) + 2 * std::log(0.5) -
                        (2 + sum) * std::log(0.5 + n) - logs);
    };
    std::vector<double> weight(cells + 1);
    for (unsigned set = 0; set < (1U << (cells - 1)); ++set) {
        double p = 1;
        std::size_t begin = 0;
        for (std::size_t i = 1; i < cells; ++i) {
            const bool cut = (set >> (i - 1)) & 1U;
            p *= cut ? hazard : 1 - hazard;
            if (cut) {
                p *= marginal(begin, i);
                begin = i;
            }
        }
        weight[cells - begin] += p * marginal(begin, cells);
    }
    const double all = std::accumulate(weight.begin(), weight.end(), 0.0);
    for (double& one : weight) {
        one /= all;
    }
    return weight;
}

TEST(OnlineChanges, PoissonAsEveryDivision) {
    const std::vector<double> y = {2, 1, 0, 3, 9, 12, 8, 11, 2};
    const OnlineFit fit = online_changes(
        y, {.model = OnlineModel::poisson, .run_length = 5, .shape = 2, .rate = 0.5});
    for (std::size_t cells = 2; cells <= y.size(); ++cells) {
        const auto want = runs_by_hand(y, cells, 0.2);
        // One fifth of the mass is the run that the next cell begins.
        EXPECT_NEAR(fit.run_probability[cells - 1], 0.8 * want[fit.run[cells - 1]], 1e-12);
        EXPECT_NEAR(fit.fresh[cells - 1], 0.2 + 0.8 * want[1], 1e-12);
    }
}

TEST(OnlineChanges, MissingCellsTellNothing) {
    std::vector<double> y = {2, 1, 0, std::nan(""), 3, 2, 1};
    const OnlineFit fit = online_changes(y, {.model = OnlineModel::poisson, .shape = 1, .rate = 1});
    EXPECT_EQ(fit.warnings[0].code, "missing_left_out");
    EXPECT_EQ(fit.run.back(), 7U);
    std::vector<double> zero = y;
    zero[3] = 0;
    const OnlineFit other =
        online_changes(zero, {.model = OnlineModel::poisson, .shape = 1, .rate = 1});
    EXPECT_NE(fit.run_probability.back(), other.run_probability.back());
}

TEST(ChangeDate, PoissonByHand) {
    const std::vector<double> y = {1, 0, 2, 7, 9, 6};
    const std::vector<double> exposure = {1, 1, 2, 1, 2, 1};
    const ChangeDateFit fit = change_date(
        y, exposure, {.model = ChangeModel::poisson, .rate_shape = 1.5, .rate_weight = 0.5});
    const auto log_marginal = [&](std::size_t begin, std::size_t end) {
        double x = 0;
        double units = 0;
        for (std::size_t i = begin; i < end; ++i) {
            x += y[i];
            units += exposure[i];
        }
        return 1.5 * std::log(0.5) - std::lgamma(1.5) + std::lgamma(1.5 + x) -
               (1.5 + x) * std::log(0.5 + units);
    };
    double sum = 0;
    for (std::size_t at = 1; at < 6; ++at) {
        sum += std::exp(log_marginal(0, at) + log_marginal(at, 6));
    }
    for (std::size_t at = 1; at < 6; ++at) {
        EXPECT_NEAR(fit.probability[at - 1],
                    std::exp(log_marginal(0, at) + log_marginal(at, 6)) / sum, 1e-12);
    }
    const double none = std::exp(log_marginal(0, 6));
    EXPECT_NEAR(fit.no_change, none / (none + sum / 5), 1e-12);
    EXPECT_EQ(fit.mode, 3U);
}

RC_GTEST_PROP(ChangeDate, StaysUnderScaleAndShift, (std::uint16_t seed)) {
    const Random random(seed);
    std::vector<double> y(30);
    std::vector<double> moved(30);
    for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] = random.normal(i) + (i < 12 ? 0 : 1);
        moved[i] = 5 - 3 * y[i];
    }
    const auto one = change_date(y, {}, {});
    const auto other = change_date(moved, {}, {});
    RC_ASSERT(one.likely == other.likely);
    RC_ASSERT(std::abs(one.no_change - other.no_change) < 1e-9);
}

TEST(ChangeDate, Refuses) {
    EXPECT_THROW((void)change_date(std::vector<double>{1, 2}, {}, {}), Error);
    EXPECT_THROW((void)change_date(std::vector<double>{1, 1, 1, 1}, {}, {}), Error);
    EXPECT_THROW((void)change_date(std::vector<double>{1, 2, 3, 4}, {}, {.change = 1}), Error);
    EXPECT_THROW((void)online_changes(std::vector<double>{1, 2, 3}, {.run_length = 1}), Error);
    EXPECT_THROW(
        (void)online_changes(std::vector<double>{1, 2.5, 3}, {.model = OnlineModel::poisson}),
        Error);
}

} // namespace
} // namespace halflight::stats
