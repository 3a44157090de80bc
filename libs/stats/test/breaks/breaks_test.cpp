// SPDX-License-Identifier: Apache-2.0
// Reference values: strucchange 1.5.3 (R), breakpoints(Nile ~ 1), confint(), Fstats(), sctest(),
// efp(); breakpoints(y ~ ylag1 + ylag12, data = seatbelt, h = 0.1).
#include "halflight/stats/breaks.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "breaks/reference_files.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/stability.hpp"

namespace halflight::stats {
namespace {

Matrix ones(std::size_t rows) {
    Matrix made(rows, 1);
    for (double& cell : made.column(0)) {
        cell = 1;
    }
    return made;
}

Matrix with_columns(const std::vector<std::vector<double>>& columns) {
    Matrix made(columns.front().size(), columns.size() + 1);
    for (std::size_t row = 0; row < made.rows(); ++row) {
        made(row, 0) = 1;
        for (std::size_t col = 0; col < columns.size(); ++col) {
            made(row, col + 1) = columns[col][row];
        }
    }
    return made;
}

TEST(Breaks, NileAsStrucchange) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto flow = reference_column("nile.csv", "flow");
    const Matrix x = ones(flow.size());
    const BreaksFit fit = breaks(flow, x.view(), {});
    ASSERT_EQ(fit.breaks, 1U);
    EXPECT_EQ(fit.dates[0].last, 28U);
    EXPECT_EQ(fit.dates[0].low, 25);
    EXPECT_EQ(fit.dates[0].high, 32);
    expect_list({fit.coefficients(0, 0), fit.coefficients(0, 1)}, {1097.75, 849.972222222222},
                1e-12, "coefficients");
    const std::vector<double> squares = {2835156.75,      1597457.19444444, 1552923.6157754,
                                         1538096.5127451, 1507888.47591645, 1659993.50042626};
    const std::vector<double> bic = {1318.24180687618, 1270.08373573957, 1276.46670075535,
                                     1284.71766744891, 1291.94447688727, 1310.7651547659};
    ASSERT_EQ(fit.by_number.size(), squares.size());
    for (std::size_t m = 0; m < squares.size(); ++m) {
        EXPECT_NEAR(fit.by_number[m].sum_of_squares, squares[m], 1e-12 * squares[m]);
        EXPECT_NEAR(fit.by_number[m].bic, bic[m], 1e-12 * bic[m]);
    }
    using Dates = std::vector<std::size_t>;
    EXPECT_EQ(fit.by_number[2].last, (Dates{28, 83}));
    EXPECT_EQ(fit.by_number[3].last, (Dates{28, 68, 83}));
    EXPECT_EQ(fit.by_number[4].last, (Dates{28, 45, 68, 83}));
    EXPECT_EQ(fit.by_number[5].last, (Dates{15, 30, 45, 68, 83}));
}

TEST(Breaks, SeatbeltAsStrucchange) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto y = reference_column("seatbelt.csv", "y");
    const Matrix x = with_columns(
        {reference_column("seatbelt.csv", "ylag1"), reference_column("seatbelt.csv", "ylag12")});
    const BreaksFit fit = breaks(y, x.view(), {.trimming = 0.1});
    EXPECT_EQ(fit.breaks, 0U);
    const auto squares = reference_list("strucchange.json", "seatbelt", "RSS_by_m");
    const auto bic = reference_list("strucchange.json", "seatbelt", "BIC_by_m");
    ASSERT_EQ(fit.by_number.size(), squares.size());
    for (std::size_t m = 0; m < squares.size(); ++m) {
        EXPECT_NEAR(fit.by_number[m].sum_of_squares, squares[m], 1e-10 * squares[m]);
        EXPECT_NEAR(fit.by_number[m].bic, bic[m], 1e-10 * std::abs(bic[m]));
    }
    using Dates = std::vector<std::size_t>;
    EXPECT_EQ(fit.by_number[1].last, (Dates{46}));
    EXPECT_EQ(fit.by_number[4].last, (Dates{46, 70, 108, 157}));
    EXPECT_EQ(fit.by_number[7].last, (Dates{46, 70, 89, 107, 125, 144, 162}));
    EXPECT_EQ(fit.by_number[8].last, (Dates{18, 46, 70, 89, 107, 125, 144, 162}));
}

TEST(Stability, NileAsStrucchange) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto flow = reference_column("nile.csv", "flow");
    const Matrix x = ones(flow.size());
    const FTests fit = f_tests(flow, x.view(), {});
    EXPECT_EQ(fit.first, 15U);
    EXPECT_EQ(fit.date, 28U);
    expect_list(fit.statistics, reference_list("strucchange.json", "nile", "Fstats"), 1e-11, "F");
    EXPECT_NEAR(fit.sup.statistic, 75.9297694274854, 1e-10);
    EXPECT_NEAR(fit.ave.statistic, 21.2146667779918, 1e-11);
    EXPECT_NEAR(fit.exp.statistic, 33.7589749563869, 1e-11);
    // The package's are 1 - F(x), so that nothing below 2e-16 is left of them.
    EXPECT_LT(fit.sup.p_value, 4e-16);
    EXPECT_LT(fit.ave.p_value, 4e-16);
    EXPECT_LT(fit.exp.p_value, 4e-16);
    EXPECT_TRUE(fit.sup.rejected);
    // Andrews (1993; corrected 2003), table I: 8.68 for one coefficient and 15 percent trimming;
    // Hansen's response surface is near it.
    EXPECT_NEAR(fit.sup.threshold, 8.68, 0.15);
}

TEST(Stability, FluctuationAsStrucchange) {
    HALFLIGHT_NEEDS_REFERENCE();
    const auto flow = reference_column("nile.csv", "flow");
    const Matrix x = ones(flow.size());
    const auto ols = fluctuation(flow, x.view(), {});
    EXPECT_NEAR(ols.test.statistic, 2.95176610266337, 1e-12);
    EXPECT_NEAR(ols.test.p_value, 5.40855346065072e-08, 5.4e-15);
    EXPECT_NEAR(ols.test.threshold, 1.3581, 1e-4); // Kolmogorov's 5 percent
    const auto recursive = fluctuation(flow, x.view(), {.kind = Fluctuation::recursive_cusum});
    EXPECT_NEAR(recursive.test.statistic, 2.06692088890315, 1e-12);
    EXPECT_NEAR(recursive.test.p_value, 7.48688376850382e-08, 7.5e-15);
    EXPECT_NEAR(recursive.test.threshold, 0.9479, 1e-3); // Brown, Durbin and Evans: 0.948
    const auto moving = fluctuation(flow, x.view(), {.kind = Fluctuation::ols_mosum});
    EXPECT_NEAR(moving.test.statistic, 1.53092729629947, 1e-12);
    EXPECT_EQ(moving.test.p_value, 0.01);
    ASSERT_EQ(moving.warnings.size(), 1U);
    EXPECT_EQ(moving.warnings[0].code, "p_value_bound");
}

/// Sum of squared residuals by the normal equations of a line.
double line_squares(const std::vector<double>& y, const std::vector<double>& z, std::size_t begin,
                    std::size_t end) {
    const double n = static_cast<double>(end - begin);
    double my = 0;
    double mz = 0;
    for (std::size_t i = begin; i < end; ++i) {
        my += y[i] / n;
        mz += z[i] / n;
    }
    double yy = 0;
    double zz = 0;
    double yz = 0;
    for (std::size_t i = begin; i < end; ++i) {
        yy += (y[i] - my) * (y[i] - my);
        zz += (z[i] - mz) * (z[i] - mz);
        yz += (y[i] - my) * (z[i] - mz);
    }
    return yy - yz * yz / zz;
}

TEST(Breaks, TwoBreaksAsEveryDivision) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Random random(seed);
        std::vector<double> y(30);
        std::vector<double> z(30);
        for (std::size_t i = 0; i < y.size(); ++i) {
            z[i] = random.normal(2 * i);
            y[i] = (i < 11 ? 1.0 : -1.0) * z[i] + random.normal(2 * i + 1);
        }
        double best = 1e99;
        std::vector<std::size_t> at;
        for (std::size_t a = 6; a <= 18; ++a) {
            for (std::size_t b = a + 6; b <= 24; ++b) {
                const double all =
                    line_squares(y, z, 0, a) + line_squares(y, z, a, b) + line_squares(y, z, b, 30);
                if (all < best) {
                    best = all;
                    at = {a, b};
                }
            }
        }
        const Matrix x = with_columns({z});
        const auto fit = breaks(y, x.view(), {.trimming = 6, .breaks = 2});
        EXPECT_EQ(fit.by_number[2].last, at);
        EXPECT_NEAR(fit.by_number[2].sum_of_squares, best, 1e-10 * best);
        for (const BreakInterval& date : fit.dates) {
            EXPECT_TRUE(std::isnan(date.low) || (date.low <= static_cast<double>(date.last) &&
                                                 date.high >= static_cast<double>(date.last)));
        }
    }
}

RC_GTEST_PROP(Breaks, DatesStayUnderScaleAndShift, (std::uint16_t seed)) {
    const Random random(seed);
    std::vector<double> y(60);
    std::vector<double> moved(60);
    for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] = random.normal(i) + (i < 25 ? 0.0 : 1.5);
        moved[i] = 1000 - 7 * y[i];
    }
    const Matrix x = ones(60);
    const auto one = breaks(y, x.view(), {});
    const auto other = breaks(moved, x.view(), {});
    RC_ASSERT(one.breaks == other.breaks);
    for (std::size_t m = 0; m < one.by_number.size(); ++m) {
        RC_ASSERT(one.by_number[m].last == other.by_number[m].last);
    }
    const auto f = f_tests(y, x.view(), {});
    RC_ASSERT(f.date == one.by_number[1].last[0] || one.least_rows != f.first);
}

std::string refusal(const std::vector<double>& y, const Matrix& x, const BreaksSpec& spec) {
    try {
        (void)breaks(y, x.view(), spec);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused);
        return error.what();
    }
    return "";
}

TEST(Breaks, Refuses) {
    std::vector<double> y = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14};
    const Matrix x = ones(y.size());
    EXPECT_NE(refusal(y, ones(5), {}).find("5 rows and the outcome 12"), std::string::npos);
    EXPECT_NE(refusal(y, x, {.trimming = 0.05}).find("cannot hold 1 coefficients"),
              std::string::npos);
    EXPECT_NE(refusal(y, x, {.trimming = 7}).find("do not fit into 12 rows"), std::string::npos);
    EXPECT_NE(refusal(y, x, {.trimming = 3, .level = 1}).find("level"), std::string::npos);
    EXPECT_NE(refusal(std::vector<double>(12, 3), x, {.trimming = 3}).find("varies"),
              std::string::npos);
    y[4] = std::nan("");
    EXPECT_NE(refusal(y, x, {.trimming = 3}).find("row 5"), std::string::npos);
    Matrix bad = ones(12);
    bad(2, 0) = INFINITY;
    y[4] = 5;
    EXPECT_NE(refusal(y, bad, {.trimming = 3}).find("regressor 1 holds inf in row 3"),
              std::string::npos);
    EXPECT_EQ(breaks(y, x.view(), {.trimming = 3, .breaks = 9}).warnings[0].code, "number_reduced");
}

} // namespace
} // namespace halflight::stats
