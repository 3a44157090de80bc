// SPDX-License-Identifier: Apache-2.0
// coverage_breaks.cpp - how often intervals of dates hold the date, tests reject what holds, and
// detectors cry wolf: tables in Markdown, 500 draws each.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/breaks.hpp"
#include "halflight/stats/change_date.hpp"
#include "halflight/stats/count_alarm.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/farrington.hpp"
#include "halflight/stats/segmentation.hpp"
#include "halflight/stats/stability.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

constexpr int draws = 500;

Matrix ones(std::size_t rows) {
    Matrix made(rows, 1);
    for (double& cell : made.column(0)) {
        cell = 1;
    }
    return made;
}

/// Normal noise, after row `at` shifted by `shift`.
std::vector<double> shifted(std::uint64_t seed, std::size_t rows, std::size_t at, double shift) {
    const Random random(seed, 1);
    std::vector<double> made(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        made[i] = random.normal(i) + (i < at ? 0 : shift);
    }
    return made;
}

/// Counts of mean `before`, after row `at` of mean `after`; negative binomial of `size`, 0:
/// Poisson.
std::vector<double> counts_of(std::uint64_t seed, std::size_t rows, std::size_t at, double before,
                              double after, double size) {
    const Random random(seed, 2);
    std::vector<double> made(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const double mean = i < at ? before : after;
        const double u = random.uniform(i);
        made[i] = size > 0 ? negative_binomial_quantile(u, size, mean) : poisson_quantile(u, mean);
    }
    return made;
}

/// Share of draws for which `hit` is true.
double share(const std::function<bool(std::uint64_t)>& hit) {
    int hits = 0;
    for (int draw = 0; draw < draws; ++draw) {
        hits += hit(static_cast<std::uint64_t>(draw) + 1) ? 1 : 0;
    }
    return static_cast<double>(hits) / draws;
}

void dates() {
    std::printf("| interval of a date, 95 percent | shift of 0.5 | 1 | 2 standard deviations |\n"
                "|---|---|---|---|\n");
    const Matrix x = ones(200);
    const auto line = [&](const char* what, const std::function<bool(std::uint64_t, double)>& hit) {
        std::printf("| %s |", what);
        for (const double shift : {0.5, 1.0, 2.0}) {
            std::printf(" %.3f |", share([&](std::uint64_t seed) { return hit(seed, shift); }));
        }
        std::printf("\n");
    };
    const auto bai = [&](std::uint64_t seed, double shift, bool differ) {
        const auto fit =
            breaks(shifted(seed, 200, 90, shift), x.view(), {.breaks = 1, .errors_differ = differ});
        return fit.dates[0].low <= 90 && 90 <= fit.dates[0].high;
    };
    line("Bai (1997), variances differ",
         [&](auto seed, double shift) { return bai(seed, shift, true); });
    line("Bai (1997), one variance",
         [&](auto seed, double shift) { return bai(seed, shift, false); });
    line("coefficient of the first segment, 1.96 errors", [&](auto seed, double shift) {
        const auto fit = breaks(shifted(seed, 200, 90, shift), x.view(), {.breaks = 1});
        return std::abs(fit.coefficients(0, 0)) <= 1.96 * fit.std_errors(0, 0);
    });
    line("posterior of a date, Gaussian", [&](auto seed, double shift) {
        const auto fit = change_date(shifted(seed, 200, 90, shift), {}, {});
        return std::find(fit.likely.begin(), fit.likely.end(), 90U) != fit.likely.end();
    });
    line("posterior of a date, Poisson (mean 4, times 1.25, 1.5, 2)", [&](auto seed, double shift) {
        const double factor = 1 + (shift < 1 ? 0.25 : shift / 2);
        const auto fit = change_date(counts_of(seed, 200, 90, 4, 4 * factor, 0), {},
                                     {.model = ChangeModel::poisson});
        return std::find(fit.likely.begin(), fit.likely.end(), 90U) != fit.likely.end();
    });
}

void sizes() {
    std::printf(
        "\n| test of 5 percent, nothing changes | n = 50 | 100 | 400 |\n|---|---|---|---|\n");
    const auto line =
        [](const char* what,
           const std::function<bool(const std::vector<double>&, const Matrix&)>& hit) {
            std::printf("| %s |", what);
            for (const std::size_t rows : {50U, 100U, 400U}) {
                const Matrix x = ones(rows);
                std::printf(" %.3f |", share([&](std::uint64_t seed) {
                                return hit(shifted(seed, rows, rows, 0), x);
                            }));
            }
            std::printf("\n");
        };
    line("sup F",
         [](const auto& y, const Matrix& x) { return f_tests(y, x.view(), {}).sup.rejected; });
    line("ave F",
         [](const auto& y, const Matrix& x) { return f_tests(y, x.view(), {}).ave.rejected; });
    line("exp F",
         [](const auto& y, const Matrix& x) { return f_tests(y, x.view(), {}).exp.rejected; });
    const auto process = [&](const char* what, Fluctuation kind) {
        line(what, [kind](const auto& y, const Matrix& x) {
            return fluctuation(y, x.view(), {.kind = kind}).test.rejected;
        });
    };
    process("OLS-CUSUM", Fluctuation::ols_cusum);
    process("recursive CUSUM", Fluctuation::recursive_cusum);
    process("OLS-MOSUM", Fluctuation::ols_mosum);
    process("recursive MOSUM", Fluctuation::recursive_mosum);
    line("Bai-Perron by BIC finds a break",
         [](const auto& y, const Matrix& x) { return breaks(y, x.view(), {}).breaks > 0; });
    line("PELT by MBIC finds a change",
         [](const auto& y, const Matrix&) { return !segment(y, {}, {}).dates.empty(); });
}

/// Alarms among all times judged, over the draws.
double rate(const std::function<std::vector<Alarm>(std::uint64_t)>& run) {
    double alarms = 0;
    double judged = 0;
    for (int draw = 0; draw < draws; ++draw) {
        for (const Alarm& one : run(static_cast<std::uint64_t>(draw) + 1)) {
            judged += one.state == AlarmState::judged ? 1 : 0;
            alarms += one.alarm ? 1 : 0;
        }
    }
    return alarms / judged;
}

void alarms() {
    std::printf(
        "\n| share of weeks with an alarm, nothing happens | nominal | Poisson, mean 10 | negative "
        "binomial, mean 10, size 5 |\n|---|---|---|---|\n");
    const auto line = [](const char* what, const char* nominal,
                         const std::function<std::vector<Alarm>(const std::vector<double>&)>& run) {
        std::printf("| %s | %s |", what, nominal);
        for (const double size : {0.0, 5.0}) {
            std::printf(" %.4f |", rate([&](std::uint64_t seed) {
                            return run(counts_of(seed, 290, 290, 10, 10, size));
                        }));
        }
        std::printf("\n");
    };
    const auto flexible = [&](const char* what, FarringtonThreshold threshold) {
        line(what, "0.05", [threshold](const auto& counts) {
            return farrington(counts, {}, {}, {.first = 270, .threshold = threshold}).times;
        });
    };
    flexible("Farrington-flexible, nb_plugin", FarringtonThreshold::nb_plugin);
    flexible("Farrington-flexible, muan", FarringtonThreshold::muan);
    flexible("Farrington-flexible, delta", FarringtonThreshold::delta);
    line("Farrington, original, alpha 0.05 two-sided", "0.025", [](const auto& counts) {
        return farrington(counts, {}, {}, {.method = FarringtonMethod::original, .first = 270})
            .times;
    });
    line("EARS C1", "0.001", [](const auto& counts) { return ears(counts, {}).times; });
    line("EARS C2", "0.001",
         [](const auto& counts) { return ears(counts, {.method = EarsMethod::c2}).times; });
    line("EARS C3", "0.025", [](const auto& counts) {
        return ears(counts, {.method = EarsMethod::c3, .alpha = 0.025}).times;
    });
    line("Bayes, 2 years", "0.05",
         [](const auto& counts) { return bayes_alarm(counts, {.window = {.years = 2}}).times; });
}

} // namespace

int main() {
    dates();
    sizes();
    alarms();
}
