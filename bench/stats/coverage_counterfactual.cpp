// SPDX-License-Identifier: Apache-2.0
// coverage_counterfactual.cpp - how often 95 percent intervals of factor-model counterfactuals hold
// the truth, in made panels with two factors. Prints a table for docs/methods.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/panel_inference.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

constexpr std::size_t units = 60;
constexpr std::size_t periods = 30;
constexpr std::size_t onset = 20;
constexpr double effect = 1;

/// Loadings of treated units differ in the mean, so that a comparison of means would be wrong.
Panel made(std::uint64_t seed, std::size_t treated) {
    const Random random(seed, 5);
    std::uint64_t at = 0;
    const auto normal = [&] { return random.normal(at++); };
    Panel panel{.outcome = Matrix(periods, units),
                .treated = Matrix(periods, units),
                .covariates = {Matrix(periods, units)},
                .covariate_names = {"x1"},
                .weights = {}};
    std::vector<double> factors(2 * periods);
    std::vector<double> shocks(periods);
    for (double& f : factors) {
        f = normal();
    }
    for (double& s : shocks) {
        s = normal();
    }
    for (std::size_t i = 0; i < units; ++i) {
        const double shift = i < treated ? 0.7 : 0;
        const double a = normal();
        const double l1 = normal() + shift;
        const double l2 = normal() + shift;
        for (std::size_t t = 0; t < periods; ++t) {
            const double common = factors[t] * l1 + factors[periods + t] * l2;
            panel.covariates[0](t, i) = normal() + 0.3 * common;
            panel.treated(t, i) = i < treated && t >= onset ? 1 : 0;
            panel.outcome(t, i) = a + shocks[t] + common + 2 * panel.covariates[0](t, i) +
                                  effect * panel.treated(t, i) + normal();
        }
    }
    return panel;
}

/// What stands in the names of the rows that are asked for.
std::string wanted;
std::uint64_t first_seed = 1000;

struct Tally {
    double held = 0;
    double held_beta = 0;
    double error = 0;
    double sum = 0;
    double squares = 0;
};

template <class Fit>
void line(const std::string& what, std::size_t treated, std::size_t runs, const Fit& fit) {
    if (what.find(wanted) == std::string::npos) {
        return;
    }
    Tally tally;
    for (std::size_t run = 0; run < runs; ++run) {
        const PanelUncertainty found = fit(made(first_seed + run, treated));
        const Coefficient& c = found.average;
        tally.held += c.low <= effect && effect <= c.high ? 1 : 0;
        tally.held_beta += std::isnan(found.beta[0].low)                       ? std::nan("")
                           : found.beta[0].low <= 2 && 2 <= found.beta[0].high ? 1
                                                                               : 0;
        tally.error += c.std_error;
        tally.sum += c.estimate;
        tally.squares += c.estimate * c.estimate;
    }
    const auto n = static_cast<double>(runs);
    const double mean = tally.sum / n;
    std::printf("| %s | %zu | %.3f | %.3f | %.3f | %.3f | %.3f |\n", what.c_str(), treated,
                mean - effect, std::sqrt((tally.squares / n - mean * mean) * n / (n - 1)),
                tally.error / n, tally.held / n, tally.held_beta / n);
    std::fflush(stdout);
}

} // namespace

int main(int count, char** arguments) {
    const std::size_t runs =
        count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 500; // as many made panels
    wanted = count > 2 ? arguments[2] : "";
    first_seed = count > 3 ? std::strtoul(arguments[3], nullptr, 10) : first_seed;
    std::printf("| interval | treated | bias | deviation of estimates | mean error | coverage | "
                "coverage of beta |\n|---|---|---|---|---|---|---|\n");
    const GsynthSpec gsynth{.cross_validate = false, .factors = 2, .tolerance = 1e-8};
    const FactorSpec factors{.factors = 2, .tolerance = 1e-8};
    const CompletionSpec completion{.cross_validate = false, .lambda = 0.006, .tolerance = 1e-8};
    for (const std::size_t treated : {5UL, 20UL}) {
        const auto draw = [&](Uncertainty method) {
            return UncertaintySpec{.method = method, .draws = {.count = 200, .jobs = 2}};
        };
        line("gsynth, parametric", treated, runs, [&](const Panel& p) {
            return uncertainty(p, fit_gsynth(p, gsynth), gsynth, draw(Uncertainty::parametric));
        });
        line("gsynth, block bootstrap", treated, runs, [&](const Panel& p) {
            return uncertainty(p, fit_gsynth(p, gsynth), gsynth,
                               draw(Uncertainty::block_bootstrap));
        });
        line("gsynth, jackknife", treated, runs, [&](const Panel& p) {
            return uncertainty(p, fit_gsynth(p, gsynth), gsynth, draw(Uncertainty::jackknife));
        });
        line("ife, block bootstrap", treated, runs, [&](const Panel& p) {
            return uncertainty(p, fit_factor_model(p, factors), factors,
                               draw(Uncertainty::block_bootstrap));
        });
        line("ife, jackknife", treated, runs, [&](const Panel& p) {
            return uncertainty(p, fit_factor_model(p, factors), factors,
                               draw(Uncertainty::jackknife));
        });
        for (const Shrinkage shrinkage : {Shrinkage::ignored, Shrinkage::refit}) {
            const std::string held = shrinkage == Shrinkage::refit ? ", refit" : ", ignored";
            for (const Uncertainty method :
                 {Uncertainty::block_bootstrap, Uncertainty::jackknife}) {
                const std::string how =
                    method == Uncertainty::jackknife ? "jackknife" : "block bootstrap";
                line("matrix completion, " + how + held, treated, runs, [&](const Panel& p) {
                    UncertaintySpec spec = draw(method);
                    spec.shrinkage = shrinkage;
                    return uncertainty(p, fit_matrix_completion(p, completion), completion, spec);
                });
            }
        }
    }
}
