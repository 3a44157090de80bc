// SPDX-License-Identifier: Apache-2.0
// bench_breaks.cpp - time of break dating and early warning: against the packages', and as data
// grow.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/breaks.hpp"
#include "halflight/stats/change_date.hpp"
#include "halflight/stats/count_alarm.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/farrington.hpp"
#include "halflight/stats/price_anomaly.hpp"
#include "halflight/stats/seasonal.hpp"
#include "halflight/stats/segmentation.hpp"
#include "halflight/stats/stability.hpp"
#include "table.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;
using bench::seconds;

Matrix ones(std::size_t rows) {
    Matrix made(rows, 1);
    std::fill(made.column(0).begin(), made.column(0).end(), 1.0);
    return made;
}

/// Normal noise about a mean that changes every `every` cells.
std::vector<double> steps(std::size_t cells, std::size_t every) {
    const Random random(7);
    std::vector<double> made(cells);
    for (std::size_t i = 0; i < cells; ++i) {
        made[i] = random.normal(i) + static_cast<double>(random.below(1U << 30 | (i / every), 5));
    }
    return made;
}

std::vector<double> weekly(std::size_t weeks) {
    const Random random(11);
    std::vector<double> made(weeks);
    for (std::size_t i = 0; i < weeks; ++i) {
        const double mean = 6 + 3 * std::sin(static_cast<double>(i) * 0.1208);
        made[i] = negative_binomial_quantile(random.uniform(i), 8, mean);
    }
    return made;
}

void against_packages() {
    bench::against_head();
    const auto y = steps(600, 150);
    const Matrix x = ones(600);
    bench::against("Bai-Perron, n = 600, mean", seconds(20, [&] { (void)breaks(y, x.view(), {}); }),
                   0.46, "strucchange");
    Matrix three(600, 3);
    const Random random(3);
    for (std::size_t i = 0; i < 600; ++i) {
        three(i, 0) = 1;
        three(i, 1) = random.normal(2 * i);
        three(i, 2) = random.normal(2 * i + 1);
    }
    bench::against("Bai-Perron, n = 600, 3 coefficients",
                   seconds(20, [&] { (void)breaks(y, three.view(), {}); }), 0.46, "strucchange");
    for (const std::size_t every : {100U, 1000U}) {
        const auto series = steps(100000, every);
        for (const bool package : {false, true}) {
            SegmentSpec spec{.noise_sd = 1};
            spec.convention = package ? SegmentConvention::changepoint : SegmentConvention::exact;
            const std::string name = "PELT mean, n = 100,000, a change every " +
                                     std::to_string(every) +
                                     (package ? ", pruned as changepoint" : ", exact");
            bench::against(name, seconds(5, [&] { (void)segment(series, {}, spec); }), 0.34,
                           "changepoint");
            spec.model = SegmentModel::mean_variance;
            const std::string both = "PELT mean and variance" + name.substr(9);
            bench::against(both, seconds(3, [&] { (void)segment(series, {}, spec); }), 0.34,
                           "changepoint");
        }
    }
    const auto counts = weekly(521);
    bench::against(
        "Farrington-flexible, 156 weeks",
        seconds(20, [&] { (void)farrington(counts, {}, {}, {.first = 366, .years = 4}); }), 1.3,
        "surveillance");
    bench::against("Farrington, windows only, 156 weeks",
                   seconds(20,
                           [&] {
                               (void)farrington(counts, {}, {},
                                                {.method = FarringtonMethod::original,
                                                 .first = 366,
                                                 .years = 4});
                           }),
                   1.3, "surveillance");
}

void grow(const char* work, std::size_t cells, const std::function<void(std::size_t)>& run) {
    bench::growth(work, cells, 7, [](std::size_t n) { return n; }, run);
}

void growth() {
    bench::growth_head();
    grow("PELT mean, exact", 50000, [](std::size_t n) {
        static const auto series = steps(100000, 200);
        (void)segment(std::span(series).first(n), {}, {.noise_sd = 1});
    });
    grow("PELT Poisson", 20000, [](std::size_t n) {
        static const auto series = [] {
            auto made = steps(40000, 200);
            for (double& one : made) {
                one = std::floor(std::abs(4 * one));
            }
            return made;
        }();
        (void)segment(std::span(series).first(n), {}, {.model = SegmentModel::poisson});
    });
    grow("binary segmentation, 50 splits", 50000, [](std::size_t n) {
        static const auto series = steps(100000, 500);
        (void)segment(std::span(series).first(n), {},
                      {.method = SegmentMethod::binary, .most = 50, .noise_sd = 1});
    });
    grow("sup, ave, exp F", 20000, [](std::size_t n) {
        static const auto series = steps(40000, 500);
        (void)f_tests(std::span(series).first(n), ones(n).view(), {});
    });
    grow("OLS-CUSUM", 20000, [](std::size_t n) {
        static const auto series = steps(40000, 500);
        (void)fluctuation(std::span(series).first(n), ones(n).view(), {});
    });
    grow("Bai-Perron (every pair of dates: N^2 / 2 segments)", 600, [](std::size_t n) {
        static const auto series = steps(1200, 150);
        (void)breaks(std::span(series).first(n), ones(n).view(), {});
    });
    grow("Bai-Perron, N pairs of dates that one segment can join", 130000, [](std::size_t pairs) {
        static const auto series = steps(900, 150);
        const auto n = static_cast<std::size_t>(
            std::lround(std::sqrt(2 * static_cast<double>(pairs)) / 0.85)); // h is 15 percent
        (void)breaks(std::span(series).first(n), ones(n).view(), {});
    });
    grow("single date", 20000, [](std::size_t n) {
        static const auto series = steps(40000, 20000);
        (void)change_date(std::span(series).first(n), {}, {});
    });
    grow("online change points", 5000, [](std::size_t n) {
        static const auto series = steps(10000, 100);
        (void)online_changes(std::span(series).first(n), {.weight = 1, .shape = 1, .rate = 1});
    });
    grow("Farrington-flexible, weeks judged", 104, [](std::size_t n) {
        static const auto counts = weekly(600);
        (void)farrington(std::span(counts).first(265 + n), {}, {}, {.first = 266});
    });
    grow("EARS C3", 50000, [](std::size_t n) {
        static const auto counts = weekly(100000);
        (void)ears(std::span(counts).first(n), {.method = EarsMethod::c3});
    });
    grow("GLR, window of 50", 2000, [](std::size_t n) {
        static const auto counts = weekly(4100);
        (void)count_glr(std::span(counts).first(n + 50), {.first = 51, .limit = 1e6, .window = 50});
    });
    grow("STL, robust, period 12", 2400, [](std::size_t n) {
        static const auto series = steps(4800, 100);
        (void)seasonal(std::span(series).first(n), {.season_window = 7});
    });
    grow("price anomalies", 24000, [](std::size_t n) {
        static const auto prices = [] {
            auto made = steps(48000, 100);
            for (double& one : made) {
                one = 100 + one;
            }
            return made;
        }();
        (void)price_anomaly(std::span(prices).first(n), {});
    });
}

} // namespace

int main() {
    against_packages();
    fmt::print("\n");
    growth();
}
