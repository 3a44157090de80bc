// SPDX-License-Identifier: Apache-2.0
// convention_test.cpp - conventions that the keys ask for: the answer is that of the library call.
#include "halflight/estimate/method.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/count_alarm.hpp"
#include "halflight/stats/factor_model.hpp"
#include "halflight/stats/farrington.hpp"
#include "halflight/stats/linear.hpp"
#include "halflight/stats/matrix_completion.hpp"
#include "halflight/stats/panel_inference.hpp"
#include "halflight/stats/segmentation.hpp"
#include "halflight/stats/synthetic.hpp"

namespace halflight::estimate {
namespace {

constexpr std::size_t units = 12;
constexpr std::size_t periods = 14;

/// 12 units in 14 periods with a factor; the last three are treated from period 10 on.
struct Made {
    std::vector<std::uint32_t> unit = {};
    std::vector<std::uint32_t> period = {};
    std::vector<double> y = {};
    std::vector<double> d = {};
    std::vector<double> x = {};
    std::string csv = "unit,period,y,d,x\n";

    Made() {
        for (std::uint32_t u = 0; u < units; ++u) {
            const Random random(11, u);
            for (std::uint32_t t = 0; t < periods; ++t) {
                const std::uint64_t n = 10 + 2 * t;
                unit.push_back(u);
                period.push_back(t);
                d.push_back(u >= 9 && t >= 10 ? 1 : 0);
                x.push_back(random.normal(n));
                y.push_back(random.normal(1) * std::sin(t) + 0.2 * t + x.back() + 2 * d.back() +
                            0.3 * random.normal(n + 1));
                csv += fmt::format("{},{},{},{},{}\n", 100 + u, t, y.back(), d.back(), x.back());
            }
        }
    }

    [[nodiscard]] stats::Panel panel() const {
        return stats::make_panel({.unit = unit, .period = period, .outcome = y, .treated = d});
    }
};

const Made& made() {
    static const Made one;
    return one;
}

const std::string panel_keys = "outcome = 'y'\ntreatment = 'd'\n";

Answer run(std::string_view name, const std::string& spec, const std::string& csv = made().csv) {
    const Method& method = find_method(name);
    const Settings settings = read_settings(spec, "s.toml", method.fields);
    const Table table(csv, "t.csv");
    return method.run({.table = table, .settings = settings, .open = nullptr});
}

double diagnostic(const Answer& answer, std::string_view name) {
    const auto found = std::ranges::find_if(answer.diagnostics,
                                            [&](const auto& entry) { return entry.first == name; });
    return found == answer.diagnostics.end() ? std::nan("") : std::get<double>(found->second);
}

/// A column of numbers of a table of the answer.
std::vector<double> column(const Answer& answer, std::string_view listing, std::string_view name) {
    const auto found = std::ranges::find(answer.listings, listing, &Listing::name);
    const auto at = std::ranges::find(found->columns, name) - found->columns.begin();
    std::vector<double> values;
    for (const auto& row : found->rows) {
        values.push_back(std::get<double>(row[static_cast<std::size_t>(at)]));
    }
    return values;
}

/// Counts of nine years of months, one of them missing.
std::vector<double> counts() {
    std::vector<double> values;
    const Random random(12);
    for (std::uint64_t t = 0; t < 108; ++t) {
        values.push_back(static_cast<double>(random.below(t, 9) + (t == 100 ? 25U : 0U)));
    }
    values[50] = std::nan("");
    return values;
}

std::string counts_table() {
    std::string text = "n\n";
    for (const double value : counts()) {
        text += std::isnan(value) ? "NA\n" : fmt::format("{}\n", value);
    }
    return text;
}

/// Thresholds and alarms, one a time: NaN is a word here and equals itself.
std::string told(const Answer& answer) {
    std::string text;
    const auto times = std::ranges::find(answer.listings, "times", &Listing::name);
    for (const auto& row : times->rows) {
        text += fmt::format("{} {}\n", std::get<double>(row[6]), std::get<bool>(row[8]));
    }
    return text;
}

std::string told(const std::vector<stats::Alarm>& times) {
    std::string text;
    for (const stats::Alarm& time : times) {
        text += fmt::format("{} {}\n", time.threshold, time.alarm);
    }
    return text;
}

TEST(Conventions, EarsAsSurveillance) {
    const stats::EarsSpec spec{.method = stats::EarsMethod::c3,
                               .convention = stats::EarsConvention::surveillance};
    const std::string keys = "series = 'n'\nvariant = 'c3'\n";
    const std::string got =
        told(run("ears", keys + "convention = 'surveillance'\n", counts_table()));
    EXPECT_EQ(got, told(stats::ears(counts(), spec).times));
    EXPECT_NE(got, told(run("ears", keys, counts_table())));
}

TEST(Conventions, FarringtonStopsAndRefusesAsTold) {
    const stats::FarringtonSpec base{.period = 12,
                                     .years = 4,
                                     .half_width = 1,
                                     .seasons = 4,
                                     .left_out = 6,
                                     .threshold = stats::FarringtonThreshold::delta,
                                     .least_cases = 12};
    const std::string keys = "series = 'n'\nseason = 12\nyears = 4\nhalf_width = 1\nseasons = 4\n"
                             "left_out = 6\nthreshold = 'delta'\nleast_cases = 12\n";
    const std::string plain = told(run("farrington", keys, counts_table()));
    const auto expect = [&](const std::string& key, const stats::FarringtonSpec& spec) {
        const std::string got = told(run("farrington", keys + key, counts_table()));
        EXPECT_EQ(got, told(stats::farrington(counts(), {}, {}, spec).times)) << key;
        EXPECT_NE(got, plain) << key;
    };
    stats::FarringtonSpec spec = base;
    spec.stop = stats::GlmStop::tight;
    expect("stop = 'tight'", spec);
    spec = base;
    spec.least_rows = 1;
    expect("least_rows = 1", spec);
    spec = base;
    spec.least_share = 1;
    expect("least_share = 1", spec);
}

TEST(Conventions, CompletionAsMcpanel) {
    const stats::CompletionSpec spec{.cross_validate = false,
                                     .lambda = 0.01,
                                     .algorithm = stats::CompletionAlgorithm::mcpanel,
                                     .tolerance = 1e-4};
    const std::string keys = panel_keys + "lambda = 0.01\ntolerance = 1e-4\n";
    const double got =
        run("matrix-completion", keys + "convention = 'mcpanel'\n").estimates[0].estimate;
    EXPECT_EQ(got, stats::fit_matrix_completion(made().panel(), spec).effects.average);
    EXPECT_NE(got, run("matrix-completion", keys).estimates[0].estimate);
}

TEST(Conventions, CompletionHidesLikeTreated) {
    const stats::CompletionSpec spec{.hidden = stats::CompletionFolds::like_treated, .gain = 0.01};
    const Answer answer =
        run("matrix-completion", panel_keys + "hidden = 'like-treated'\ngain = 0.01\n");
    const stats::CompletionFit fit = stats::fit_matrix_completion(made().panel(), spec);
    EXPECT_EQ(diagnostic(answer, "lambda"), fit.lambda);
    EXPECT_EQ(column(answer, "criterion", "mspe").size(), fit.curve.size());
}

TEST(Conventions, CompletionTellsWhatShrinkageIs) {
    const std::string keys = panel_keys + "lambda = 0.05\ninference = 'jackknife'\nshrinkage = ";
    const Answer refit = run("matrix-completion", keys + "'refit'\n");
    const Answer ignored = run("matrix-completion", keys + "'ignored'\n");
    EXPECT_EQ(refit.estimates[0].std_error, ignored.estimates[0].std_error);
    EXPECT_LT(refit.estimates[0].low, ignored.estimates[0].low);
    EXPECT_TRUE(std::isfinite(diagnostic(refit, "shrinkage")));
}

TEST(Conventions, FactorsByTheIterationsOfPackages) {
    const std::string keys = panel_keys + "choice = 'fixed'\nfactors = 1\ntolerance = 1e-5\n";
    for (const auto& [word, algorithm] :
         {std::pair("em-fect", stats::FactorAlgorithm::em_fect),
          std::pair("em-gsynth", stats::FactorAlgorithm::em_gsynth)}) {
        const double got =
            run("interactive-effects", keys + "algorithm = '" + word + "'\n").estimates[0].estimate;
        const stats::FactorSpec spec{
            .factors = 1, .algorithm = algorithm, .tolerance = 1e-5, .max_iterations = 5000};
        EXPECT_EQ(got, stats::fit_factor_model(made().panel(), spec).effects.average) << word;
        EXPECT_NE(got, run("interactive-effects", keys).estimates[0].estimate) << word;
    }
}

TEST(Conventions, EveryPartOfTheSmallSampleFactor) {
    std::vector<std::int32_t> unit(made().unit.begin(), made().unit.end());
    std::vector<std::int32_t> period(made().period.begin(), made().period.end());
    stats::LinearData data{.outcome = made().y};
    stats::Matrix x(made().x.size(), 1);
    std::ranges::copy(made().x, x.column(0).begin());
    data.regressors = {.values = x.view(), .names = {"x"}};
    data.effects = {{.name = "unit", .codes = unit}, {.name = "period", .codes = period}};
    data.structure.clusters = {{.name = "unit", .codes = unit},
                               {.name = "period", .codes = period}};
    const std::string keys = "outcome = 'y'\nregressors = ['x']\neffects = ['unit', 'period']\n"
                             "clusters = ['unit', 'period']\n";
    const auto expect = [&](const std::string& part, const stats::SmallSample& rule) {
        stats::LinearSpec spec;
        spec.covariance = {.model = stats::ErrorModel::clustered, .small_sample = rule};
        const stats::Coefficient want = stats::least_squares(data, spec).coefficients[0];
        const stats::Coefficient got = run("least-squares", keys + part).estimates[0];
        EXPECT_EQ(got.std_error, want.std_error) << part;
        EXPECT_EQ(got.p_value, want.p_value) << part;
        const stats::Coefficient plain = run("least-squares", keys).estimates[0];
        EXPECT_TRUE(got.std_error != plain.std_error || got.p_value != plain.p_value) << part;
    };
    expect("adjust_parameters = false", {.adjust_parameters = false});
    expect("effect_count = 'none'", {.effects = stats::EffectCount::none});
    expect("effect_count = 'full'", {.effects = stats::EffectCount::full});
    expect("adjust_clusters = false", {.adjust_clusters = false});
    expect("cluster_factor = 'min'", {.cluster_factor = stats::ClusterFactor::min});
    expect("test_degrees = 'residual'", {.degrees = stats::TestDegrees::residual});
    expect("small_sample = 'none'\nadjust_parameters = true\neffect_count = 'full'", [] {
        stats::SmallSample rule = stats::SmallSample::none();
        rule.adjust_parameters = true;
        rule.effects = stats::EffectCount::full;
        return rule;
    }());
}

TEST(Conventions, SyntheticControlOnPredictors) {
    stats::Matrix predictors(1, units);
    for (std::size_t i = 0; i < made().x.size(); ++i) {
        predictors(0, made().unit[i]) += made().period[i] < 10 ? made().x[i] / 10 : 0;
    }
    const stats::Panel panel = made().panel();
    const std::vector<int> first = stats::first_treated_of(panel);
    const stats::SyntheticFit want = stats::fit_synthetic(
        {.outcome = panel.outcome.view(), .first_treated = first, .predictors = predictors.view()},
        {.method = stats::SyntheticMethod::synthetic_control,
         .error = stats::SyntheticError::none,
         .predictor_rule = stats::PredictorWeights::nested});
    const Answer answer =
        run("synthetic", panel_keys + "method = 'synthetic-control'\ninference = 'none'\n"
                                      "predictors = ['x']\npredictor_rule = 'nested'\n");
    EXPECT_NEAR(answer.estimates[0].estimate, want.effect.estimate, 1e-9);
}

TEST(Conventions, PlacebosAreEnumeratedUpToTheNumberTold) {
    const auto enumerated = [](const std::string& most) {
        const Answer answer = run("synthetic", panel_keys +
                                                   "method = 'difference-in-differences'\n"
                                                   "draws = 20\n" +
                                                   most);
        const auto found = std::ranges::find_if(
            answer.diagnostics, [](const auto& entry) { return entry.first == "enumerated"; });
        return std::get<bool>(found->second);
    };
    EXPECT_TRUE(enumerated("")); // 84 sets of three of nine controls
    EXPECT_FALSE(enumerated("enumerate_at_most = 83\n"));
    EXPECT_TRUE(enumerated("enumerate_at_most = 84\n"));
}

TEST(Conventions, VariancesAreAboutTheCommonMeanThatIsTold) {
    std::string text = "n\n";
    const Random random(13);
    std::vector<double> values;
    for (std::uint64_t t = 0; t < 60; ++t) {
        values.push_back(3 + random.normal(t) * (t < 30 ? 1 : 9));
        text += fmt::format("{}\n", values.back());
    }
    const Answer answer = run("segments", "series = 'n'\nmodel = 'variance'\n", text);
    const double mean = diagnostic(answer, "common_mean");
    const stats::SegmentFit fit =
        stats::segment(values, {}, {.model = stats::SegmentModel::variance});
    ASSERT_GT(fit.segments.size(), 1U);
    double squares = 0;
    for (std::size_t i = 0; i < fit.segments[0].last; ++i) {
        squares += (values[i] - mean) * (values[i] - mean);
    }
    EXPECT_NEAR(column(answer, "segments", "variance")[0],
                squares / static_cast<double>(fit.segments[0].cells), 1e-12);
    EXPECT_GT(std::abs(column(answer, "segments", "mean")[0] - mean), 1e-6);
    const Answer given =
        run("segments", "series = 'n'\nmodel = 'variance'\ncommon_mean = 3\n", text);
    EXPECT_EQ(diagnostic(given, "common_mean"), 3);
    EXPECT_TRUE(std::isnan(diagnostic(run("segments", "series = 'n'\n", text), "common_mean")));
}

} // namespace
} // namespace halflight::estimate
