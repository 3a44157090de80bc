// SPDX-License-Identifier: Apache-2.0
// Against gsynth 1.2.1, fect 2.4.5 and MCPanel 6b2706f on their own data.
#include "shared_panel.hpp"

#include <gtest/gtest.h>

#include "halflight/stats/panel_inference.hpp"

namespace halflight::stats {
namespace {

constexpr const char* absent = "reference data are not at hand";

void expect_close(double value, double want, double relative) {
    EXPECT_NEAR(value, want, relative * std::abs(want));
}

/// gsynth(Y ~ D + X1 + X2, simdata, force = ..., CV = TRUE, r = c(0, 5), se = FALSE)
struct GsynthCase {
    Effects effects;
    std::size_t factors;
    double average;
    double sigma2;
    double ic;
    double pc;
    std::vector<double> mspe;
};

TEST(GsynthReference, CrossValidatedFitsAgree) {
    const auto panel = test::gsynth_simdata();
    if (!panel) {
        GTEST_SKIP() << absent;
    }
    const std::vector<GsynthCase> cases = {
        {Effects::two_way,
         2,
         5.54353390389203,
         0.997366298247151,
         1.16129871430302,
         1.6904610384505,
         {2.37279850677341, 1.71742837812187, 1.14540299922103, 1.15032346416911, 1.21397374853378,
          1.23876050941237}},
        {Effects::none,
         4,
         5.57642572867056,
         1.00726616442766,
         1.53957751015157,
         2.51838731278775,
         {5.26052325690307, 4.1509263993956, 2.98754090040505, 2.84378336471722, 1.24619642641643,
          1.33387987866509}},
        {Effects::unit,
         3,
         5.51084729953525,
         1.00294264498602,
         1.39111874356446,
         2.09817314114749,
         {3.98592053012363, 2.52335899696018, 1.82044435578924, 1.13735779892111, 1.16132846239264,
          1.17944317817723}},
        {Effects::period,
         3,
         5.61176904324158,
         1.00126485520194,
         1.30935714372497,
         2.1057883413244,
         {3.90416634412861, 2.81609597392442, 2.6306004252267, 1.24440718522469, 1.33619353833747,
          1.40115745822169}},
    };
    for (const GsynthCase& want : cases) {
        const GsynthFit fit = fit_gsynth(
            *panel, {.effects = want.effects, .convention = GsynthConvention::gsynth_1_2_1});
        EXPECT_EQ(fit.factors, want.factors);
        expect_close(fit.effects.average, want.average, 1e-9);
        expect_close(fit.sigma2, want.sigma2, 1e-9);
        expect_close(fit.ic, want.ic, 1e-9);
        expect_close(fit.pc, want.pc, 1e-9);
        ASSERT_EQ(fit.curve.size(), want.mspe.size());
        for (std::size_t r = 0; r < want.mspe.size(); ++r) {
            expect_close(fit.curve[r].mspe, want.mspe[r], 1e-9);
        }
        // Their tolerance of 0.001 leaves the effect off in the fourth digit; the choice is the
        // same.
        const GsynthFit settled = fit_gsynth(*panel, {.effects = want.effects});
        EXPECT_EQ(settled.factors, want.factors);
        EXPECT_LE(settled.sigma2, fit.sigma2 * (1 + 1e-12));
        expect_close(settled.effects.average, want.average, 2e-3);
    }
}

TEST(GsynthReference, NumbersOfFactorsGivenAgree) {
    const auto panel = test::gsynth_simdata();
    if (!panel) {
        GTEST_SKIP() << absent;
    }
    const std::vector<double> averages = {5.08412268351832, 5.56908116586654, 5.54353390389203,
                                          5.74124933001528, 5.81056424441623};
    const std::vector<double> first = {0.0586837021377282, 0.316468793772335, 0.39215978801741,
                                       0.00665698270228173, -0.00971941903937184};
    for (std::size_t r = 0; r < averages.size(); ++r) {
        const GsynthFit fit = fit_gsynth(
            *panel,
            {.cross_validate = false, .factors = r, .convention = GsynthConvention::gsynth_1_2_1});
        expect_close(fit.effects.average, averages[r], 1e-9);
        EXPECT_NEAR(fit.effects.by_period.front().effect, first[r], 1e-9);
        EXPECT_EQ(fit.effects.by_period.front().period, -19);
    }
}

TEST(GsynthReference, FactorsAndLoadingsAgreeUpToSign) {
    const auto panel = test::gsynth_simdata();
    if (!panel) {
        GTEST_SKIP() << absent;
    }
    const GsynthFit fit = fit_gsynth(*panel, {.convention = GsynthConvention::gsynth_1_2_1});
    EXPECT_NEAR(std::abs(fit.factors_by_period(0, 0)), 0.244459305860989, 1e-8);
    EXPECT_NEAR(std::abs(fit.factors_by_period(2, 1)), 0.321203478834791, 1e-8);
    EXPECT_NEAR(std::abs(fit.treated_loadings(0, 0)), 0.334900780142804, 1e-8);
    EXPECT_NEAR(std::abs(fit.treated_loadings(2, 1)), 1.30508815615084, 1e-8);
    EXPECT_EQ(implied_weights(fit).rows(), 45U);
    EXPECT_EQ(implied_weights(fit).cols(), 5U);
}

TEST(GsynthReference, StandardErrorsAgreeWithinDraws) {
    const auto panel = test::gsynth_simdata();
    if (!panel) {
        GTEST_SKIP() << absent;
    }
    const GsynthSpec spec{.convention = GsynthConvention::gsynth_1_2_1};
    const GsynthFit fit = fit_gsynth(*panel, spec);
    const auto error = [&](Uncertainty method) {
        return uncertainty(*panel, fit, spec,
                           {.method = method, .draws = {.count = 600, .seed = 5, .jobs = 2}});
    };
    // Three seeds of 1,000 draws gave 0.2771, 0.2635, 0.2775; three deviations of a ratio of two
    // such errors are about 12 percent.
    const PanelUncertainty parametric = error(Uncertainty::parametric);
    expect_close(parametric.average.std_error, 0.2727, 0.12);
    expect_close(parametric.beta[0].std_error, 0.0299, 0.12);
    expect_close(parametric.beta[1].std_error, 0.0291, 0.12);
    expect_close(error(Uncertainty::block_bootstrap).average.std_error, 0.2200, 0.12);
    const PanelUncertainty jackknife = error(Uncertainty::jackknife);
    expect_close(jackknife.average.std_error, 0.251827338261975, 1e-3);
    expect_close(jackknife.beta[1].std_error, 0.03121, 5e-3);
}

/// fect(Y ~ D + X1 + X2, simdata, method = "ife", CV = FALSE, r = ..., tol = 1e-09)
TEST(FactorModelReference, FectAgrees) {
    const auto panel = test::fect_simdata();
    if (!panel) {
        GTEST_SKIP() << absent;
    }
    struct Case {
        std::size_t factors;
        double average;
        double beta1;
        double beta2;
        double sigma2;
        double first;
        int iterations;
    };
    const std::vector<Case> cases = {{1, 3.38700490007084, 1.04096662423373, 2.98047818553337,
                                      6.37707705813365, -1.13840214448201, 1192},
                                     {2, 2.42929545093817, 0.995692565317222, 2.97594028628706,
                                      3.88931660433124, -1.84933573301666, 3084}};
    for (const Case& want : cases) {
        const FactorFit settled = fit_factor_model(*panel, {.factors = want.factors});
        EXPECT_TRUE(settled.converged);
        // What is left is fect's: its steps shrink so slowly that it stops this far from the end.
        expect_close(settled.effects.average, want.average, 3e-7);
        expect_close(settled.beta[0], want.beta1, 1e-8);
        expect_close(settled.beta[1], want.beta2, 1e-8);
        expect_close(settled.sigma2, want.sigma2, 1e-12);
        EXPECT_EQ(settled.effects.by_period.front().period, -33);
        EXPECT_EQ(settled.effects.by_period.front().count, 4U);
        expect_close(settled.effects.by_period.front().effect, want.first, 1e-7);
    }
    const Case& one = cases[0];
    const FactorFit same = fit_factor_model(*panel, {.factors = 1,
                                                     .algorithm = FactorAlgorithm::em_fect,
                                                     .tolerance = 1e-9,
                                                     .max_iterations = 100'000});
    expect_close(same.effects.average, one.average, 1e-11);
    expect_close(same.beta[0], one.beta1, 1e-11);
    EXPECT_EQ(same.iterations, one.iterations);
}

TEST(FactorModelReference, AdditiveFitsAgree) {
    const auto panel = test::fect_simdata();
    const auto base = test::fect_sim_base();
    if (!panel || !base) {
        GTEST_SKIP() << absent;
    }
    const FactorFit fit = fit_factor_model(*panel, {.factors = 0});
    expect_close(fit.effects.average, 7.81057399143037, 1e-8);
    expect_close(fit.effects.average_of_units, 5.63527513823842, 1e-8);
    expect_close(fit.sigma2, 13.7653743637203, 1e-12);
    expect_close(fit.ic, 2.99188928629318, 1e-12);
    expect_close(fit.pc, 13.1743923099023, 1e-12);
    expect_close(fit.pre.rmse, 3.51492562738757, 1e-8);
    const FactorFit other = fit_factor_model(*base, {.factors = 0});
    expect_close(other.effects.average, 2.43087691806156, 1e-8);
    expect_close(other.beta[1], 2.97304830630452, 1e-9);
}

/// gsynth(..., EM = TRUE, CV = TRUE, r = c(0, 5)) stops at 0.001.
TEST(FactorModelReference, GsynthsIterationAgrees) {
    const auto panel = test::gsynth_simdata();
    if (!panel) {
        GTEST_SKIP() << absent;
    }
    const FactorFit fit = fit_factor_model(*panel, {.factors = 5,
                                                    .choice = FactorChoice::leave_period_out,
                                                    .algorithm = FactorAlgorithm::em_gsynth,
                                                    .tolerance = 1e-3,
                                                    .max_iterations = 501});
    EXPECT_EQ(fit.factors, 2U);
    expect_close(fit.effects.average, 5.63321102073764, 1e-9);
    expect_close(fit.beta[0], 1.05863077746324, 1e-9);
    const std::vector<double> mspe = {2.3801165169608,  1.75038159887621, 1.17429843396917,
                                      1.24819522781696, 1.43445169705713, 1.61787698417921};
    for (std::size_t r = 0; r < mspe.size(); ++r) {
        expect_close(fit.curve[r].mspe, mspe[r], 1e-7);
    }
}

/// fect(..., method = "mc", lambda = ..., tol = 1e-09)
TEST(CompletionReference, FectAgrees) {
    const auto panel = test::fect_simdata();
    if (!panel) {
        GTEST_SKIP() << absent;
    }
    const auto fit = [&](double lambda) {
        return fit_matrix_completion(
            *panel,
            {.convention = LambdaConvention::fect, .cross_validate = false, .lambda = lambda});
    };
    const CompletionFit small = fit(0.005);
    expect_close(small.effects.average, 5.3298604037926, 1e-7);
    expect_close(small.beta[0], 1.00958780141868, 1e-8);
    expect_close(small.mean_square, 4.12475076805543, 1e-8);
    expect_close(0.005 / small.lambda_zero, 0.196329182411856, 1e-8);
    const CompletionFit large = fit(0.02);
    expect_close(large.effects.average, 7.41763008355302, 1e-7);
    expect_close(large.mean_square, 10.6031770701941, 1e-8);
    EXPECT_NEAR(large.certificate, 1, 1e-6);
}

/// mcnnm_fit(Y, 1 - W, lambda, 1, 1, niter = 20000, rel_tol = 1e-10)
TEST(CompletionReference, McpanelAgrees) {
    const auto panel = test::prop99();
    if (!panel) {
        GTEST_SKIP() << absent;
    }
    struct Case {
        double lambda;
        double average;
        double strongest;
        double loose;
    };
    for (const Case& want : {Case{0.05, -20.0234832734032, 311.920072496551, 2e-4},
                             Case{0.01, -19.8286816400291, 335.897538389094, 5e-4},
                             Case{0.002, -19.7239887286426, 340.704221870765, 6e-4}}) {
        const CompletionSpec spec{.cross_validate = false, .lambda = want.lambda};
        CompletionSpec plain = spec;
        plain.algorithm = CompletionAlgorithm::mcpanel;
        plain.max_iterations = 20'000;
        const CompletionFit same = fit_matrix_completion(*panel, plain);
        expect_close(same.effects.average, want.average, 1e-7);
        expect_close(same.singular_values[0], want.strongest, 1e-9);
        const CompletionFit settled = fit_matrix_completion(*panel, spec);
        expect_close(settled.effects.average, want.average, want.loose);
        EXPECT_LT(settled.certificate, 1 + 1e-6);
        EXPECT_GT(same.certificate, settled.certificate);
    }
}

} // namespace
} // namespace halflight::stats
