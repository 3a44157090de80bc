// SPDX-License-Identifier: Apache-2.0
// bench_linear.cpp - how long linear and Poisson models take, and how that grows with the data.
//
// Data are made in memory from a seed and are of the kind of fixest's own benchmarks. The package's
// seconds stand for reference: measured apart, on a quiet machine of two cores.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/linear.hpp"
#include "halflight/stats/poisson.hpp"
#include "halflight/stats/wild_bootstrap.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

constexpr int jobs = 2;

struct Made {
    std::vector<double> y = {};
    std::vector<double> counts = {};
    Matrix x = {};
    std::vector<std::int32_t> first = {};
    std::vector<std::int32_t> second = {};
    std::vector<std::int32_t> third = {};
};

/// Three random groupings of rows / 20, sqrt(rows) and rows^0.33 levels; one regressor.
Made mixed(std::size_t rows) {
    const Random random(7);
    Made made{
        .y = std::vector<double>(rows), .counts = std::vector<double>(rows), .x = Matrix(rows, 1)};
    const std::uint64_t sizes[] = {rows / 20, static_cast<std::uint64_t>(std::sqrt(rows)),
                                   static_cast<std::uint64_t>(std::pow(rows, 0.33))};
    for (std::size_t i = 0; i < rows; ++i) {
        const std::uint64_t at = 16 * i;
        made.first.push_back(static_cast<std::int32_t>(random.below(at, sizes[0])));
        made.second.push_back(static_cast<std::int32_t>(random.below(at + 1, sizes[1])));
        made.third.push_back(static_cast<std::int32_t>(random.below(at + 2, sizes[2])));
        const double effect = std::sin(made.first.back()) + std::cos(made.second.back()) +
                              0.5 * std::sin(made.third.back());
        made.x(i, 0) = random.normal(at + 3) + 0.5 * effect;
        made.y[i] = made.x(i, 0) + effect + random.normal(at + 4);
        const double mean = std::exp(0.3 * made.x(i, 0) + 0.3 * effect);
        double chance = std::exp(-mean);
        double sum = chance;
        const double u = random.uniform(at + 5);
        double k = 0;
        while (u > sum && k < 200) {
            chance *= mean / ++k;
            sum += chance;
        }
        made.counts[i] = k;
    }
    return made;
}

/// Workers who seldom change employers, month by month: to any employer, or to a neighbour of the
/// last one (`chain`), which is the hardest case for projections.
Made low_mobility(std::size_t rows, bool chain) {
    const Random random(8);
    constexpr std::size_t months = 24;
    const std::size_t workers = rows / months;
    const std::size_t employers = std::max<std::size_t>(2, workers / 12);
    Made made{.y = {}, .counts = {}, .x = Matrix(workers * months, 1)};
    for (std::size_t w = 0; w < workers; ++w) {
        auto employer = static_cast<std::int32_t>(w * employers / workers);
        for (std::size_t m = 0; m < months; ++m) {
            const std::size_t row = w * months + m;
            const std::uint64_t at = 8 * row;
            if (random.uniform(at) < 0.01) {
                const auto step = static_cast<std::int32_t>(random.below(at + 1, 5)) - 2;
                const auto last = static_cast<std::int32_t>(employers) - 1;
                employer = chain ? std::clamp(employer + step, 0, last)
                                 : static_cast<std::int32_t>(random.below(at + 1, employers));
            }
            made.first.push_back(static_cast<std::int32_t>(w));
            made.second.push_back(employer);
            made.third.push_back(static_cast<std::int32_t>(m));
            made.x(row, 0) = random.normal(at + 2) + std::sin(employer);
            made.y.push_back(made.x(row, 0) + std::cos(employer) + random.normal(at + 3));
        }
    }
    return made;
}

double seconds(const std::function<void()>& work) {
    double best = 1e300;
    for (int round = 0; round < 3; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best = std::min(best, took.count());
    }
    return best;
}

LinearData linear(const Made& made) {
    LinearData data;
    data.outcome = made.y;
    data.regressors = {.values = made.x.view(), .names = {"x"}};
    data.effects = {{.name = "first", .codes = made.first},
                    {.name = "second", .codes = made.second},
                    {.name = "third", .codes = made.third}};
    data.structure.clusters = {{.name = "first", .codes = made.first}};
    return data;
}

LinearSpec clustered() {
    LinearSpec spec;
    spec.covariance.model = ErrorModel::clustered;
    spec.covariance.conley.jobs = jobs;
    spec.demean.jobs = jobs;
    return spec;
}

double least_squares_seconds(const Made& made, bool two_way) {
    LinearData data = linear(made);
    if (two_way) {
        data.structure.clusters.push_back({.name = "second", .codes = made.second});
    }
    int steps = 0;
    const double took = seconds([&] { steps = least_squares(data, clustered()).iterations; });
    fmt::print(stderr, "  {} iterations\n", steps);
    return took;
}

double poisson_seconds(const Made& made) {
    PoissonData data;
    data.outcome = made.counts;
    const LinearData same = linear(made);
    data.regressors = same.regressors;
    data.effects = same.effects;
    data.structure = same.structure;
    PoissonSpec spec;
    spec.covariance = clustered().covariance;
    spec.demean.jobs = jobs;
    int steps = 0;
    const double took = seconds([&] { steps = poisson(data, spec).iterations; });
    fmt::print(stderr, "  {} iterations\n", steps);
    return took;
}

double conley_seconds(std::size_t points) {
    const Random random(9);
    Matrix x(points, 1);
    std::vector<double> y(points);
    std::vector<double> latitude(points);
    std::vector<double> longitude(points);
    for (std::size_t i = 0; i < points; ++i) {
        latitude[i] = 38 + 5 * random.uniform(4 * i);
        longitude[i] = 124 + 6 * random.uniform(4 * i + 1);
        x(i, 0) = random.normal(4 * i + 2);
        y[i] = x(i, 0) + random.normal(4 * i + 3);
    }
    LinearData data;
    data.outcome = y;
    data.regressors = {.values = x.view(), .names = {"x"}};
    data.structure.latitude = latitude;
    data.structure.longitude = longitude;
    LinearSpec spec;
    spec.covariance.model = ErrorModel::conley;
    spec.covariance.conley.cutoff_km = 50;
    spec.covariance.conley.jobs = jobs;
    return seconds([&] { (void)least_squares(data, spec); });
}

double wild_seconds(std::size_t rows) {
    const Made made = mixed(rows);
    std::vector<std::int32_t> clusters;
    for (const std::int32_t code : made.second) {
        clusters.push_back(code % 20);
    }
    LinearData data = linear(made);
    data.effects.erase(data.effects.begin());
    data.structure.clusters = {{.name = "cluster", .codes = clusters}};
    WildSpec spec{.coefficient = "x", .draws = {.count = 9999, .jobs = jobs}};
    spec.linear.demean.jobs = jobs;
    return seconds([&] { (void)wild_cluster_bootstrap(data, spec); });
}

void row(const std::string& work, double ours, double package) {
    fmt::print("| {} | {:.3f} | {} | {} |\n", work, ours,
               package > 0 ? fmt::format("{:.2f}", package) : "-",
               package > 0 ? fmt::format("{:.2f}", ours / package) : "-");
}

void growth(const std::string& work, double half, double full) {
    fmt::print("| {} | {:.3f} | {:.3f} | {:.2f} |\n", work, half, full, full / half);
}

} // namespace

int main() {
    constexpr std::size_t million = 1000000;
    const Made data = mixed(million);
    const Made half = mixed(million / 2);
    const Made movers = low_mobility(million, false);
    const Made few_movers = low_mobility(million / 2, false);
    const Made chained = low_mobility(million, true);
    const double one = least_squares_seconds(data, false);
    const double two = least_squares_seconds(data, true);
    const double counts = poisson_seconds(data);
    const double slow = least_squares_seconds(movers, false);
    const double near = conley_seconds(20000);
    fmt::print("| work | seconds | fixest | ratio |\n|---|---|---|---|\n");
    row("least squares, 1e6 rows, 3 fixed effects, clustered", one, 0.18);
    row("the same, two-way", two, 0.28);
    row("Poisson, the same, clustered", counts, 0.88);
    row("low mobility, 1e6 rows", slow, 0.39);
    row("low mobility among neighbours, 1e6 rows", least_squares_seconds(chained, false), 0);
    row("Conley, 20,000 points, 50 km", near, 0.15);
    row("wild cluster bootstrap, 1e5 rows, 20 clusters, 9,999 draws", wild_seconds(100000), 0);
    fmt::print("\n| work | half | full | ratio |\n|---|---|---|---|\n");
    growth("least squares, clustered", least_squares_seconds(half, false), one);
    growth("least squares, two-way", least_squares_seconds(half, true), two);
    growth("Poisson", poisson_seconds(half), counts);
    growth("low mobility", least_squares_seconds(few_movers, false), slow);
    growth("Conley (same area: pairs grow with the square)", conley_seconds(10000), near);
    return EXIT_SUCCESS;
}
