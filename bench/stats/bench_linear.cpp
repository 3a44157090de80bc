// SPDX-License-Identifier: Apache-2.0
// bench_linear.cpp - how long linear and Poisson models take, and how that grows with the data.
//
// Data are made in memory from a seed and are of the kind of fixest's own benchmarks. The package's
// seconds stand for reference: measured apart, on a quiet machine of two cores. With the name of a
// folder: the data are written there for bench/peers, and only what these answer is timed.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/linear.hpp"
#include "halflight/stats/poisson.hpp"
#include "halflight/stats/wild_bootstrap.hpp"
#include "peer_file.hpp"
#include "table.hpp"

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

LinearFit fit_linear(const Made& made, bool two_way) {
    LinearData data = linear(made);
    if (two_way) {
        data.structure.clusters.push_back({.name = "second", .codes = made.second});
    }
    return least_squares(data, clustered());
}

PoissonFit fit_poisson(const Made& made) {
    PoissonData data;
    data.outcome = made.counts;
    const LinearData same = linear(made);
    data.regressors = same.regressors;
    data.effects = same.effects;
    data.structure = same.structure;
    PoissonSpec spec;
    spec.covariance = clustered().covariance;
    spec.demean.jobs = jobs;
    return poisson(data, spec);
}

struct Places {
    Matrix x = {};
    std::vector<double> y = {};
    std::vector<double> latitude = {};
    std::vector<double> longitude = {};
};

/// Points in 5 degrees of latitude and `width` of longitude.
Places places(std::size_t points, double width) {
    const Random random(9);
    Places made{.x = Matrix(points, 1)};
    for (std::size_t i = 0; i < points; ++i) {
        made.latitude.push_back(38 + 5 * random.uniform(4 * i));
        made.longitude.push_back(-170 + width * random.uniform(4 * i + 1));
        made.x(i, 0) = random.normal(4 * i + 2);
        made.y.push_back(made.x(i, 0) + random.normal(4 * i + 3));
    }
    return made;
}

LinearFit fit_conley(const Places& made) {
    LinearData data;
    data.outcome = made.y;
    data.regressors = {.values = made.x.view(), .names = {"x"}};
    data.structure.latitude = made.latitude;
    data.structure.longitude = made.longitude;
    LinearSpec spec;
    spec.covariance.model = ErrorModel::conley;
    spec.covariance.conley.cutoff_km = 50;
    spec.covariance.conley.jobs = jobs;
    return least_squares(data, spec);
}

void fit_wild(const Made& made, std::size_t draws) {
    std::vector<std::int32_t> clusters;
    for (const std::int32_t code : made.second) {
        clusters.push_back(code % 20);
    }
    LinearData data = linear(made);
    data.effects.erase(data.effects.begin());
    data.structure.clusters = {{.name = "cluster", .codes = clusters}};
    WildSpec spec{.coefficient = "x", .draws = {.count = draws, .jobs = jobs}};
    spec.linear.demean.jobs = jobs;
    (void)wild_cluster_bootstrap(data, spec);
}

void against_packages() {
    constexpr std::size_t million = 1000000;
    const Made data = mixed(million);
    const auto line = [](const std::string& work, double package, const auto& run) {
        int steps = 0;
        const double took = bench::seconds(3, [&] { steps = run().iterations; });
        bench::against(fmt::format("{}, {} iterations", work, steps), took, package, "fixest");
    };
    bench::against_head();
    line("least squares, 1e6 rows, 3 fixed effects, clustered", 0.18,
         [&] { return fit_linear(data, false); });
    line("the same, two-way", 0.28, [&] { return fit_linear(data, true); });
    line("Poisson, the same, clustered", 0.88, [&] { return fit_poisson(data); });
    const Made movers = low_mobility(million, false);
    line("low mobility, 1e6 rows", 0.39, [&] { return fit_linear(movers, false); });
    const Made chained = low_mobility(million, true);
    line("low mobility among neighbours, 1e6 rows", 0, [&] { return fit_linear(chained, false); });
    const Places near = places(20000, 6);
    bench::against("Conley, 20,000 points, 50 km",
                   bench::seconds(3, [&] { (void)fit_conley(near); }), 0.15, "fixest");
    const Made few = mixed(100000);
    bench::against("wild cluster bootstrap, 1e5 rows, 20 clusters, 9,999 draws",
                   bench::seconds(3, [&] { fit_wild(few, 9999); }), 0, "");
}

void as_data_grow() {
    bench::growth_head();
    constexpr std::size_t half = 500000;
    const auto line = [](const char* work, const auto& make, const auto& run) {
        for (const std::size_t rows : {half, 2 * half}) {
            bench::growth(work, rows, 5, make, run);
        }
    };
    line("least squares, clustered", mixed, [](const Made& m) { (void)fit_linear(m, false); });
    line("least squares, two-way", mixed, [](const Made& m) { (void)fit_linear(m, true); });
    line("Poisson", mixed, [](const Made& m) { (void)fit_poisson(m); });
    line(
        "low mobility", [](std::size_t rows) { return low_mobility(rows, false); },
        [](const Made& m) { (void)fit_linear(m, false); });
    line(
        "low mobility among neighbours", [](std::size_t rows) { return low_mobility(rows, true); },
        [](const Made& m) { (void)fit_linear(m, false); });
    for (const std::size_t points : {20000U, 40000U}) {
        bench::growth(
            "Conley, 50 km, N points, as dense for any N", points, 5,
            [](std::size_t n) { return places(n, 6e-4 * static_cast<double>(n)); }, fit_conley);
    }
    bench::growth(
        "Conley, 50 km, N points in one area: pairs grow fourfold", 10000, 5,
        [](std::size_t n) { return places(n, 6); }, fit_conley);
    bench::growth(
        "Conley, 50 km, N pairs in one area", 10000, 5,
        [](std::size_t pairs) {
            return places(
                static_cast<std::size_t>(std::lround(std::sqrt(1e4 * static_cast<double>(pairs)))),
                6);
        },
        fit_conley);
    bench::growth(
        "wild cluster bootstrap, N draws", 20000, 5,
        [](std::size_t draws) { return std::pair(mixed(20000), draws); },
        [](const auto& both) { fit_wild(both.first, both.second); });
}

void write_rows(const std::string& name, const Made& made) {
    bench::write_peer_file(name,
                           {made.y, made.counts, made.x.column(0), bench::as_doubles(made.first),
                            bench::as_doubles(made.second), bench::as_doubles(made.third)});
}

void beside_peers(const std::string& folder) {
    const auto line = [](const char* work, const auto& run) {
        Coefficient found;
        const double took = bench::seconds(5, [&] { found = run().coefficients.back(); });
        fmt::print("ours: {}: {:.3f} s, coefficient {:.10f}, error {:.10f}\n", work, took,
                   found.estimate, found.std_error);
    };
    constexpr std::size_t million = 1000000;
    const Made data = mixed(million);
    write_rows(folder + "/mixed", data);
    line("least squares, clustered", [&] { return fit_linear(data, false); });
    line("least squares, two-way", [&] { return fit_linear(data, true); });
    line("Poisson, clustered", [&] { return fit_poisson(data); });
    Made movers = low_mobility(million, false);
    movers.counts.assign(movers.y.size(), 0);
    write_rows(folder + "/movers", movers);
    line("low mobility, clustered", [&] { return fit_linear(movers, false); });
    const Places near = places(20000, 6);
    bench::write_peer_file(folder + "/places",
                           {near.y, near.x.column(0), near.latitude, near.longitude});
    line("Conley, 50 km", [&] { return fit_conley(near); });
}

} // namespace

int main(int count, char** words) {
    if (count == 2) {
        beside_peers(words[1]);
        return EXIT_SUCCESS;
    }
    against_packages();
    fmt::print("\n");
    as_data_grow();
    return EXIT_SUCCESS;
}
