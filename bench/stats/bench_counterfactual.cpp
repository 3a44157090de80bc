// SPDX-License-Identifier: Apache-2.0
// bench_counterfactual.cpp - time of factor-model counterfactuals: against the packages', and as
// the number of units grows. With the name of a folder: the panel is written there for bench/peers,
// and only what these answer is timed.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/panel_inference.hpp"
#include "peer_file.hpp"
#include "table.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

double seconds(int times, const std::function<void()>& work) {
    double best = 1e99;
    for (int i = 0; i < times; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best = std::min(best, took.count());
    }
    return best;
}

/// Three factors, two covariates, two in fifteen units treated in the last third.
Panel made(std::size_t units, std::size_t periods) {
    const Random random(1, units);
    std::uint64_t at = 0;
    const auto normal = [&] { return random.normal(at++); };
    Panel panel{.outcome = Matrix(periods, units),
                .treated = Matrix(periods, units),
                .covariates = {Matrix(periods, units), Matrix(periods, units)},
                .covariate_names = {"x1", "x2"},
                .weights = {}};
    Matrix factors(periods, 3);
    for (std::size_t c = 0; c < 3 * periods; ++c) {
        factors.data()[c] = normal();
    }
    for (std::size_t i = 0; i < units; ++i) {
        const bool treated = i * 15 < units * 2;
        const double loadings[3] = {normal(), normal(), normal()};
        for (std::size_t t = 0; t < periods; ++t) {
            double common = 0;
            for (std::size_t r = 0; r < 3; ++r) {
                common += factors(t, r) * loadings[r];
            }
            panel.covariates[0](t, i) = normal() + 0.3 * common;
            panel.covariates[1](t, i) = normal();
            panel.treated(t, i) = treated && 3 * t >= 2 * periods ? 1 : 0;
            panel.outcome(t, i) =
                common + panel.covariates[0](t, i) + 3 * panel.covariates[1](t, i) + normal();
        }
    }
    return panel;
}

void line(const char* work, double ours, double package, const char* name) {
    std::printf("| %s | %.3f | %s %.1f | %.0f |\n", work, ours, name, package, package / ours);
    std::fflush(stdout);
}

const GsynthSpec three{.cross_validate = false, .factors = 3, .jobs = 2};
const GsynthSpec choose{.factors = 5, .jobs = 2};
const FactorSpec interactive{.factors = 3, .jobs = 2};
const CompletionSpec completion{
    .convention = LambdaConvention::fect, .cross_validate = false, .lambda = 4e-4, .jobs = 2};

void against_packages() {
    const Panel panel = made(3000, 150);
    std::printf("| 3,000 units x 150 periods, 2 covariates, 400 treated | seconds | package | "
                "ratio |\n|---|---|---|---|\n");
    line("generalized synthetic control, r = 3",
         seconds(3, [&] { static_cast<void>(fit_gsynth(panel, three)); }), 1.1, "gsynth");
    line("the same, r = 0..5 cross-validated",
         seconds(3, [&] { static_cast<void>(fit_gsynth(panel, choose)); }), 4.8, "gsynth");
    line("interactive fixed effects, r = 3",
         seconds(3, [&] { static_cast<void>(fit_factor_model(panel, interactive)); }), 3.8, "fect");
    line("matrix completion, one lambda",
         seconds(3, [&] { static_cast<void>(fit_matrix_completion(panel, completion)); }), 6.5,
         "fect");
    const GsynthFit fit = fit_gsynth(panel, three);
    line("1,000 parametric draws (package: 200 draws)",
         seconds(1,
                 [&] {
                     static_cast<void>(uncertainty(
                         panel, fit, three,
                         {.method = Uncertainty::parametric, .draws = {.count = 1000, .jobs = 2}}));
                 }),
         91, "gsynth");
    const FactorFit other = fit_factor_model(panel, interactive);
    line("200 block bootstrap draws (package: 20 draws)",
         seconds(1,
                 [&] {
                     static_cast<void>(uncertainty(panel, other, interactive,
                                                   {.draws = {.count = 200, .jobs = 2}}));
                 }),
         40, "fect");
}

void growth() {
    std::printf("\n");
    bench::growth_head();
    const auto line = [](const char* work, const auto& fit) {
        for (const std::size_t units : {1000UL, 2000UL, 4000UL, 8000UL}) {
            bench::growth(
                work, units, 5, [](std::size_t n) { return made(n, 100); },
                [&](const Panel& panel) { static_cast<void>(fit(panel)); });
        }
    };
    line("generalized synthetic control, N units x 100 periods",
         [](const Panel& panel) { return fit_gsynth(panel, three); });
    line("interactive effects",
         [](const Panel& panel) { return fit_factor_model(panel, interactive); });
    line("matrix completion",
         [](const Panel& panel) { return fit_matrix_completion(panel, completion); });
}

std::span<const double> cells(const Matrix& matrix) {
    return {matrix.data(), matrix.rows() * matrix.cols()};
}

void beside_peers(const std::string& folder) {
    const Panel panel = made(3000, 150);
    bench::write_peer_file(folder + "/panel",
                           {cells(panel.outcome), cells(panel.treated), cells(panel.covariates[0]),
                            cells(panel.covariates[1])});
    const auto line = [&](const char* work, const auto& fit) {
        double effect = 0;
        const double took = seconds(5, [&] { effect = fit().effects.average; });
        std::printf("ours: %s: %.3f s, effect %.10f\n", work, took, effect);
    };
    line("generalized synthetic control, r = 3", [&] { return fit_gsynth(panel, three); });
    line("interactive fixed effects, r = 3", [&] { return fit_factor_model(panel, interactive); });
    line("matrix completion", [&] { return fit_matrix_completion(panel, completion); });
}

} // namespace

int main(int count, char** words) {
    if (count == 2) {
        beside_peers(words[1]);
        return 0;
    }
    against_packages();
    growth();
}
