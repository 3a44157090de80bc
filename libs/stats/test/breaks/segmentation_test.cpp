// SPDX-License-Identifier: Apache-2.0
// Reference values: changepoint 2.3 (R), cpt.mean, cpt.var, cpt.meanvar as each case names it.
#include "halflight/stats/segmentation.hpp"

#include <cmath>
#include <functional>
#include <numbers>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "breaks/reference_files.hpp"
#include "breaks/vector_log.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"

namespace halflight::stats {
namespace {

using Dates = std::vector<std::size_t>;

Dates dates(const SegmentFit& fit) {
    Dates made;
    for (const SegmentDate& date : fit.dates) {
        made.push_back(date.last);
    }
    return made;
}

std::vector<double> means(const SegmentFit& fit) {
    std::vector<double> made;
    for (const Segment& one : fit.segments) {
        made.push_back(one.mean);
    }
    return made;
}

std::vector<double> variances(const SegmentFit& fit) {
    std::vector<double> made;
    for (const Segment& one : fit.segments) {
        made.push_back(one.variance);
    }
    return made;
}

class AsChangepoint : public testing::TestWithParam<SegmentConvention> {};

SegmentSpec mean_spec(SegmentMethod method, SegmentPenalty rule, double penalty = 0) {
    return {.method = method, .penalty_rule = rule, .penalty = penalty, .noise_sd = 1};
}

TEST_P(AsChangepoint, Means) {
    HALFLIGHT_NEEDS_REFERENCE();
    using enum SegmentMethod;
    using enum SegmentPenalty;
    const auto x = reference_column("cpt_mean_sim.csv", "x");
    const auto run = [&](SegmentSpec spec) {
        spec.convention = GetParam();
        return segment(x, {}, spec);
    };
    const auto mbic_fit = run(mean_spec(pelt, mbic));
    EXPECT_EQ(dates(mbic_fit), (Dates{97, 192}));
    EXPECT_NEAR(mbic_fit.penalty, 17.9743936413239, 1e-12);
    expect_list(means(mbic_fit), {-0.164154810107264, 0.987032162658647, 0.200783023678111}, 1e-12,
                "means");
    EXPECT_EQ(dates(run(mean_spec(pelt, bic))), (Dates{97, 192}));
    const auto more = run(mean_spec(pelt, given, 1.5 * std::log(400.0)));
    EXPECT_EQ(dates(more), (Dates{97, 192, 273}));
    EXPECT_EQ(dates(run(mean_spec(binary, bic))), (Dates{79, 192}));
    auto neighbourhood = mean_spec(optimal, bic);
    neighbourhood.most = 10;
    EXPECT_EQ(dates(run(neighbourhood)), (Dates{97, 192}));
    auto cusum = mean_spec(binary, given, 1);
    cusum.model = SegmentModel::mean_cusum;
    const auto none = run(cusum);
    EXPECT_TRUE(none.dates.empty());
    EXPECT_NEAR(none.segments[0].mean, 0.299019769493035, 1e-12);
    auto one = mean_spec(at_most_one, mbic);
    one.convention = GetParam();
    const auto single = segment(std::span(x).first(200), {}, one);
    EXPECT_EQ(dates(single), (Dates{97}));
    EXPECT_NEAR(single.penalty, 15.8949520996441, 1e-12);
    EXPECT_NEAR(single.segments[1].mean, 0.900697710559763, 1e-12);
}

TEST_P(AsChangepoint, Spreads) {
    HALFLIGHT_NEEDS_REFERENCE();
    using enum SegmentPenalty;
    const auto run = [&](const char* file, SegmentModel model, SegmentPenalty rule,
                         double penalty) {
        return segment(
            reference_column(file, "x"), {},
            {.model = model, .penalty_rule = rule, .penalty = penalty, .convention = GetParam()});
    };
    const auto variance = run("cpt_var_sim.csv", SegmentModel::variance, mbic, 0);
    EXPECT_EQ(dates(variance), (Dates{102, 200}));
    if (GetParam() == SegmentConvention::changepoint) {
        expect_list(variances(variance), {0.800715831734073, 3.69336157335647, 92.3876409756693},
                    1e-10, "variances");
    }
    EXPECT_EQ(dates(run("cpt_var_sim.csv", SegmentModel::variance, given, 2 * std::log(400.0))),
              (Dates{102, 200}));
    const auto both = run("cpt_meanvar_sim.csv", SegmentModel::mean_variance, mbic, 0);
    EXPECT_EQ(dates(both), (Dates{97, 198, 200, 300}));
    EXPECT_NEAR(both.penalty, 23.9658581884319, 1e-12);
    expect_list(means(both),
                {-0.164154810107264, 0.920529711677169, -0.100818345869256, 0.287518446496206,
                 5.59651627175003},
                1e-9, "means");
    expect_list(variances(both),
                {0.872499252091304, 0.907684680869239, 1.6264700265495e-06, 93.703683123803,
                 9.6632618253559},
                1e-12, "variances");
    EXPECT_EQ(
        dates(run("cpt_meanvar_sim.csv", SegmentModel::mean_variance, given, 4 * std::log(400.0))),
        (Dates{97, 198, 200, 300}));
}

TEST_P(AsChangepoint, Nile) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto flow = reference_column("nile.csv", "flow");
    double mean = 0;
    for (const double value : flow) {
        mean += value / 100;
    }
    double squares = 0;
    for (const double value : flow) {
        squares += (value - mean) * (value - mean);
    }
    const auto level =
        segment(flow, {}, {.noise_sd = std::sqrt(squares / 99), .convention = GetParam()});
    EXPECT_EQ(dates(level), (Dates{28}));
    EXPECT_NEAR(level.penalty, 13.8155105579643, 1e-12);
    const auto both =
        segment(flow, {}, {.model = SegmentModel::mean_variance, .convention = GetParam()});
    EXPECT_EQ(dates(both), (Dates{4, 6, 28}));
    expect_list(means(both), {1113.25, 1160, 1089.27272727273, 849.972222222222}, 1e-12, "means");
    expect_list(variances(both), {8541.6875, 0, 20344.9256198347, 15352.9158950617}, 1e-11,
                "variances");
    ASSERT_EQ(both.warnings.size(), 1U);
    EXPECT_EQ(both.warnings[0].code, "zero_variance_segment");
}

TEST_P(AsChangepoint, Counts) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto x = reference_column("cpt_pois_sim.csv", "x");
    const auto run = [&](SegmentMethod method, SegmentPenalty rule) {
        return segment(x, {},
                       {.model = SegmentModel::poisson,
                        .method = method,
                        .penalty_rule = rule,
                        .least = 2,
                        .most = 10,
                        .convention = GetParam()});
    };
    const auto fit = run(SegmentMethod::pelt, SegmentPenalty::mbic);
    EXPECT_EQ(dates(fit), (Dates{120, 200, 301}));
    EXPECT_NEAR(fit.penalty, 17.6583120943505, 1e-12);
    expect_list(means(fit), {3.825, 8.875, 3.01980198019802, 7.64406779661017}, 1e-13, "rates");
    EXPECT_EQ(dates(run(SegmentMethod::pelt, SegmentPenalty::bic)), (Dates{120, 200, 301}));
    EXPECT_EQ(dates(run(SegmentMethod::binary, SegmentPenalty::bic)), (Dates{120, 200, 301}));
}

INSTANTIATE_TEST_SUITE_P(Conventions, AsChangepoint,
                         testing::Values(SegmentConvention::exact, SegmentConvention::changepoint));

/// Total cost of a division, from the densities themselves.
using CostOf = std::function<double(std::size_t begin, std::size_t end)>;

/// The best division by trying every one, with log(cells) for each segment where `mbic`.
std::pair<double, Dates> try_all(std::size_t n, const CostOf& cost, double penalty,
                                 std::size_t least) {
    std::vector<double> best(n + 1, 1e300);
    std::vector<std::size_t> from(n + 1);
    best[0] = -penalty;
    for (std::size_t end = least; end <= n; ++end) {
        for (std::size_t begin = 0; begin + least <= end; ++begin) {
            const double total = best[begin] + cost(begin, end) + penalty;
            if (total < best[end]) {
                best[end] = total;
                from[end] = begin;
            }
        }
    }
    Dates made;
    for (std::size_t end = from[n]; end > 0; end = from[end]) {
        made.insert(made.begin(), end);
    }
    return {best[n], made};
}

RC_GTEST_PROP(Segmentation, PeltIsTheBestDivision, (std::uint32_t seed)) {
    const Random random(seed);
    const std::size_t n = 40 + random.below(0, 100);
    const std::size_t least = 1 + random.below(1, 4);
    const bool mbic = random.below(2, 2) == 0;
    std::vector<double> y(n);
    for (std::size_t i = 0; i < n; ++i) {
        y[i] = random.normal(10 + i) + 2 * static_cast<double>(random.below(1000 + i / 12, 3));
    }
    const CostOf cost = [&](std::size_t begin, std::size_t end) {
        double mean = 0;
        for (std::size_t i = begin; i < end; ++i) {
            mean += y[i] / static_cast<double>(end - begin);
        }
        double sum = mbic ? std::log(static_cast<double>(end - begin)) : 0;
        for (std::size_t i = begin; i < end; ++i) {
            sum += (y[i] - mean) * (y[i] - mean);
        }
        return sum;
    };
    const double size = std::log(static_cast<double>(n));
    const auto want = try_all(n, cost, mbic ? 3 * size : 2 * size, least);
    const SegmentFit fit =
        segment(y, {},
                {.penalty_rule = mbic ? SegmentPenalty::mbic : SegmentPenalty::bic,
                 .least = least,
                 .noise_sd = 1});
    const double total = fit.cost + fit.penalty * static_cast<double>(fit.dates.size());
    RC_ASSERT(std::abs(total - want.first) < 1e-8 * (1 + std::abs(want.first)));
    RC_ASSERT(dates(fit) == want.second);
    SegmentSpec all = {.method = SegmentMethod::optimal,
                       .penalty_rule = mbic ? SegmentPenalty::mbic : SegmentPenalty::bic,
                       .least = least,
                       .most = n,
                       .noise_sd = 1};
    RC_ASSERT(dates(segment(y, {}, all)) == want.second);
}

TEST(Segmentation, LongSeriesToo) {
    for (const std::size_t every : {25U, 300U, 5000U}) {
        const Random random(every);
        const std::size_t n = 2000;
        std::vector<double> y(n);
        std::vector<double> sums(n + 1);
        std::vector<double> squares(n + 1);
        for (std::size_t i = 0; i < n; ++i) {
            y[i] = random.normal(i) + 0.7 * static_cast<double>(random.below(50000 + i / every, 3));
            sums[i + 1] = sums[i] + y[i];
            squares[i + 1] = squares[i] + y[i] * y[i];
        }
        for (const SegmentPenalty rule : {SegmentPenalty::mbic, SegmentPenalty::aic}) {
            const bool mbic = rule == SegmentPenalty::mbic;
            const CostOf cost = [&](std::size_t begin, std::size_t end) {
                const double cells = static_cast<double>(end - begin);
                const double x = sums[end] - sums[begin];
                return squares[end] - squares[begin] - x * x / cells + (mbic ? std::log(cells) : 0);
            };
            const double penalty = mbic ? 3 * std::log(static_cast<double>(n)) : 4;
            const SegmentFit fit = segment(y, {}, {.penalty_rule = rule, .noise_sd = 1});
            EXPECT_EQ(dates(fit), try_all(n, cost, penalty, 1).second) << every;
        }
    }
}

TEST(Segmentation, CountsWithExposureAsTheirLikelihood) {
    const Random random(3);
    std::vector<double> y(60);
    std::vector<double> exposure(60);
    for (std::size_t i = 0; i < y.size(); ++i) {
        exposure[i] = 1 + static_cast<double>(random.below(i, 4));
        y[i] = std::floor(exposure[i] * (i < 25 ? 2 : 6) * (0.5 + random.uniform(500 + i)));
    }
    const double size = 3;
    const auto log_likelihood = [&](bool negative, std::size_t begin, std::size_t end,
                                    double rate) {
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const double mean = rate * exposure[i];
            const double r = size * exposure[i];
            sum += negative ? std::lgamma(y[i] + r) - std::lgamma(r) - std::lgamma(y[i] + 1) +
                                  r * std::log(r / (r + mean)) + y[i] * std::log(mean / (r + mean))
                            : y[i] * std::log(mean) - mean - std::lgamma(y[i] + 1);
        }
        return sum;
    };
    for (const bool negative : {false, true}) {
        const CostOf cost = [&](std::size_t begin, std::size_t end) {
            double x = 0;
            double units = 0;
            for (std::size_t i = begin; i < end; ++i) {
                x += y[i];
                units += exposure[i];
            }
            return x > 0 ? -2 * log_likelihood(negative, begin, end, x / units) : 1e200;
        };
        const auto want = try_all(60, cost, 2 * std::log(60.0), 3);
        const auto fit =
            segment(y, exposure,
                    {.model = negative ? SegmentModel::negative_binomial : SegmentModel::poisson,
                     .penalty_rule = SegmentPenalty::bic,
                     .least = 3,
                     .size = size});
        EXPECT_EQ(dates(fit), want.second) << negative;
        // What the rate of the likelihood's maximum gains over one that is 1 percent off is
        // positive.
        const double rate = fit.segments[0].mean;
        const std::size_t end = fit.segments[0].last;
        EXPECT_GT(log_likelihood(negative, 0, end, rate),
                  log_likelihood(negative, 0, end, 1.01 * rate));
        EXPECT_GT(log_likelihood(negative, 0, end, rate),
                  log_likelihood(negative, 0, end, 0.99 * rate));
        if (!fit.dates.empty()) {
            const std::size_t at = fit.dates[0].last;
            const std::size_t stop = fit.segments[1].last;
            EXPECT_NEAR(fit.dates[0].gain, cost(0, stop) - cost(0, at) - cost(at, stop), 1e-8);
        }
    }
}

TEST(Segmentation, VectorLogIsALogarithm) {
    const Random random(1);
    for (std::uint64_t i = 0; i < 200000; ++i) {
        const double x = std::exp(700 * (2 * random.uniform(2 * i) - 1)) + (i % 3 == 0 ? 1 : 0);
        const double near_one = 1 + (random.uniform(2 * i + 1) - 0.5) * (i % 2 == 0 ? 1 : 1e-6);
        for (const double one : {x, near_one}) {
            const double want = std::log(one);
            ASSERT_NEAR(vector_log(one), want, 4.5e-16 * std::abs(want)) << one;
        }
    }
}

TEST(Segmentation, MissingIsNeverZero) {
    std::vector<double> y;
    for (int i = 0; i < 30; ++i) {
        y.push_back(i % 3 == 1 ? std::nan("") : 20 + i % 2);
    }
    const SegmentFit fit = segment(y, {}, {.model = SegmentModel::poisson});
    EXPECT_TRUE(fit.dates.empty());
    EXPECT_EQ(fit.segments[0].cells, 20U);
    EXPECT_EQ(fit.warnings[0].code, "missing_left_out");
    ASSERT_TRUE(fit.next.has_value());
    EXPECT_LT(fit.next->gain, fit.penalty);
    // A change inside a gap is dated to the last observed row before it.
    for (std::size_t i = 16; i < 30; ++i) {
        y[i] += 30;
    }
    const SegmentFit moved = segment(y, {}, {.model = SegmentModel::poisson});
    EXPECT_EQ(dates(moved), (Dates{16}));
    EXPECT_EQ(moved.segments[1].first, 18U);
}

std::string refusal(const std::vector<double>& y, const std::vector<double>& exposure,
                    const SegmentSpec& spec) {
    try {
        (void)segment(y, exposure, spec);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused);
        return error.what();
    }
    return "";
}

TEST(Segmentation, Refuses) {
    const std::vector<double> y = {1, 2, 0, 4, 5, 3};
    const SegmentSpec counts = {.model = SegmentModel::poisson};
    const auto says = [](const std::string& text, const char* part) {
        EXPECT_NE(text.find(part), std::string::npos) << text;
    };
    says(refusal({1, 2, -1, 4}, {}, counts), "holds -1 in row 3");
    says(refusal({1, 2.5, 1, 4}, {}, counts), "holds 2.5 in row 2");
    says(refusal({1, INFINITY, 1, 4}, {}, {}), "row 2");
    says(refusal({2, 2, 2, 2}, {}, {}), "varies");
    says(refusal({1, 2, 3}, {}, {}), "at least 4");
    says(refusal(y, {1, 1}, counts), "2 exposures for 6 counts");
    says(refusal(y, {1, 1, 0, 1, 1, 1}, counts), "exposure in row 3 is 0");
    says(refusal(y, {1, 1, 1, 1, 1, 1}, {}), "only counts");
    says(refusal(y, {}, {.model = SegmentModel::mean_cusum}), "no cost that adds up");
    says(refusal(y, {}, {.penalty_rule = SegmentPenalty::given, .penalty = -1}), "penalty is -1");
    says(refusal(y, {}, {.model = SegmentModel::variance, .least = 1}), "at least 2");
    says(refusal(y, {1, 2, 1, 2, 1, 2}, {.model = SegmentModel::negative_binomial}), "give it");
}

} // namespace
} // namespace halflight::stats
