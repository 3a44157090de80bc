// SPDX-License-Identifier: Apache-2.0
// Weighted controls: synthetic, placebo-units, conformal.
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "halflight/stats/synthetic.hpp"
#include "halflight/stats/synthetic_tests.hpp"

#include "common_fields.hpp"
#include "method_list.hpp"
#include "panel_fields.hpp"
#include "words.hpp"

namespace halflight::estimate {

namespace {

using stats::SyntheticMethod;

constexpr std::string_view group = "Counterfactual panels";

const Words<SyntheticMethod>& methods_words() {
    static const Words<SyntheticMethod> words = {
        {"synthetic-did", SyntheticMethod::synthetic_did},
        {"synthetic-control", SyntheticMethod::synthetic_control},
        {"demeaned-control", SyntheticMethod::demeaned_control},
        {"ridge-augmented", SyntheticMethod::ridge_augmented},
        {"difference-in-differences", SyntheticMethod::difference_in_differences}};
    return words;
}

const Words<stats::WeightSolver>& solvers() {
    static const Words<stats::WeightSolver> words = {{"exact", stats::WeightSolver::exact},
                                                     {"synthdid", stats::WeightSolver::synthdid}};
    return words;
}

const Words<stats::SyntheticError>& error_words() {
    static const Words<stats::SyntheticError> words = {
        {"placebo", stats::SyntheticError::placebo},
        {"jackknife", stats::SyntheticError::jackknife},
        {"bootstrap", stats::SyntheticError::bootstrap},
        {"none", stats::SyntheticError::none}};
    return words;
}

const Words<stats::Placebos>& placebo_words() {
    static const Words<stats::Placebos> words = {{"enumerated", stats::Placebos::enumerated},
                                                 {"random", stats::Placebos::random}};
    return words;
}

const Words<stats::ConformalOrder>& orders() {
    static const Words<stats::ConformalOrder> words = {
        {"moving-block", stats::ConformalOrder::moving_block}, {"iid", stats::ConformalOrder::iid}};
    return words;
}

const Words<stats::PredictorWeights>& predictor_rules() {
    static const Words<stats::PredictorWeights> words = {
        {"equal", stats::PredictorWeights::equal},
        {"given", stats::PredictorWeights::given},
        {"nested", stats::PredictorWeights::nested}};
    return words;
}

/// A balanced panel with the names of its units and periods.
struct Balanced {
    stats::Matrix outcome;    ///< periods x units
    stats::Matrix predictors; ///< predictors x units; empty without them
    std::vector<int> first_treated;
    std::vector<std::string> units;
    std::vector<std::string> periods;

    [[nodiscard]] stats::SyntheticPanel panel() const {
        return {.outcome = outcome.view(),
                .first_treated = first_treated,
                .predictors = predictors.view()};
    }
};

/// Mean of each predictor over the periods in which no unit is treated yet.
stats::Matrix predictor_means(const stats::Panel& panel, const std::vector<int>& first_treated) {
    std::size_t before = panel.periods();
    for (const int first : first_treated) {
        if (first != stats::never_treated) {
            before = std::min(before, static_cast<std::size_t>(first));
        }
    }
    stats::Matrix made(panel.covariates.size(), panel.units());
    for (std::size_t p = 0; p < panel.covariates.size(); ++p) {
        for (std::size_t u = 0; u < panel.units(); ++u) {
            for (std::size_t t = 0; t < before; ++t) {
                made(p, u) += panel.covariates[p](t, u) / static_cast<double>(before);
            }
        }
    }
    return made;
}

Balanced read_balanced(const Run& run, Answer& answer) {
    NamedPanel named = read_panel(run, answer, "predictors");
    const stats::Panel& panel = named.panel;
    for (std::size_t u = 0; u < panel.units(); ++u) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            if (!panel.observed(t, u)) {
                stats::refuse(
                    fmt::format("unit '{}' has no row for period '{}'; these methods need "
                                "every unit in every period",
                                named.units[u], named.periods[t]));
            }
        }
    }
    std::vector<int> first_treated = stats::first_treated_of(panel);
    return {.outcome = panel.outcome,
            .predictors = predictor_means(panel, first_treated),
            .first_treated = std::move(first_treated),
            .units = std::move(named.units),
            .periods = std::move(named.periods)};
}

std::vector<Field> panel_fields_of(std::vector<Field> own) {
    std::vector<Field> made = panel_key_fields();
    std::vector<Field> shared = {
        {.name = "method",
         .type = FieldType::choice,
         .text = "How controls and periods are weighted.",
         .choices = choices(methods_words())},
        {.name = "eta_unit",
         .type = FieldType::number,
         .text = "Ridge on unit weights over the noise; not given: of the papers.",
         .least = 0,
         .under = {{.key = "method",
                    .words = {"synthetic-did", "synthetic-control", "demeaned-control",
                              "ridge-augmented"}}}},
        {.name = "eta_time",
         .type = FieldType::number,
         .fallback = "1e-6",
         .text = "Ridge on time weights over the noise.",
         .least = 0,
         .under = {{.key = "method", .words = {"synthetic-did"}}}},
        {.name = "ridge",
         .type = FieldType::number,
         .text = "Of ridge-augmented; not given: by leaving out periods.",
         .least = 0,
         .above = true,
         .under = {{.key = "method", .words = {"ridge-augmented"}}}},
        {.name = "predictors",
         .type = FieldType::columns,
         .text = "Their means before the first treatment are matched instead of the outcomes.",
         .under = {{.key = "method", .words = {"synthetic-control"}}}},
        {.name = "predictor_rule",
         .type = FieldType::choice,
         .text = "How much each counts; nested: least error over the outcomes before treatment.",
         .choices = choices(predictor_rules()),
         .under = {{.key = "predictors", .words = {"given"}}}},
        {.name = "predictor_weights",
         .type = FieldType::numbers,
         .text = "One for each predictor, not negative.",
         .under = {{.key = "predictors", .words = {"given"}},
                   {.key = "predictor_rule", .words = {"given"}}},
         .needed_under = true}};
    std::ranges::move(shared, std::back_inserter(made));
    std::ranges::move(own, std::back_inserter(made));
    return made;
}

stats::SyntheticSpec spec_of(const Run& run) {
    const Settings& settings = run.settings;
    stats::SyntheticSpec spec;
    spec.method = chosen(methods_words(), settings.text("method"));
    spec.eta_unit = settings.has("eta_unit") ? settings.number("eta_unit") : stats::undefined;
    spec.eta_time = settings.number("eta_time");
    spec.predictor_rule = chosen(predictor_rules(), settings.text("predictor_rule"));
    spec.predictor_weights = settings.numbers("predictor_weights");
    spec.ridge = settings.has("ridge") ? settings.number("ridge") : stats::undefined;
    return spec;
}

void tell_cohort(const stats::SyntheticCohort& cohort, const Balanced& data, Listing& units,
                 Listing& times, Listing& gaps) {
    const std::string& date = data.periods[static_cast<std::size_t>(cohort.first_period)];
    for (std::size_t u = 0; u < cohort.unit_weights.size(); ++u) {
        if (cohort.unit_weights[u] != 0) {
            units.rows.push_back({date, data.units[u], cohort.unit_weights[u]});
        }
    }
    for (std::size_t t = 0; t < cohort.time_weights.size(); ++t) {
        times.rows.push_back({date, data.periods[t], cohort.time_weights[t]});
    }
    for (std::size_t t = 0; t < cohort.gap.size(); ++t) {
        gaps.rows.push_back({date, data.periods[t], cohort.gap[t] - cohort.intercept});
    }
}

void tell(const stats::SyntheticFit& fit, const Balanced& data, Answer& answer) {
    answer.estimates = {fit.effect};
    Listing curve{.name = "curve", .columns = {"periods_treated", "effect"}, .rows = {}};
    for (std::size_t t = 0; t < fit.curve.size(); ++t) {
        curve.rows.push_back({static_cast<std::int64_t>(t + 1), fit.curve[t]});
    }
    Listing cohorts{.name = "cohorts",
                    .columns = {"first_period", "treated", "effect", "pre_rmse", "post_rmse",
                                "effective_controls", "zeta_unit", "zeta_time", "ridge",
                                "converged"},
                    .rows = {}};
    Listing units{
        .name = "unit_weights", .columns = {"first_period", "unit", "weight"}, .rows = {}};
    Listing times{
        .name = "time_weights", .columns = {"first_period", "period", "weight"}, .rows = {}};
    Listing gaps{.name = "gaps", .columns = {"first_period", "period", "gap"}, .rows = {}};
    for (const stats::SyntheticCohort& cohort : fit.cohorts) {
        cohorts.rows.push_back({data.periods[static_cast<std::size_t>(cohort.first_period)],
                                static_cast<std::int64_t>(cohort.treated.size()), cohort.effect,
                                cohort.pre_rmse, cohort.post_rmse, cohort.effective_controls,
                                cohort.zeta_unit, cohort.zeta_time, cohort.ridge,
                                cohort.converged});
        tell_cohort(cohort, data, units, times, gaps);
    }
    answer.listings = {std::move(curve), std::move(cohorts), std::move(units), std::move(times),
                       std::move(gaps)};
    answer.diagnostics = {{"replicates", static_cast<std::int64_t>(fit.replicates.size())},
                          {"enumerated", fit.enumerated},
                          {"failed_draws", static_cast<std::int64_t>(fit.failed_draws)}};
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
}

Answer run_synthetic(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const Balanced data = read_balanced(run, answer);
    stats::SyntheticSpec spec = spec_of(run);
    spec.solver = chosen(solvers(), settings.text("solver"));
    spec.error = chosen(error_words(), settings.text("inference"));
    spec.placebos = chosen(placebo_words(), settings.text("placebos"));
    spec.enumerate_at_most = static_cast<std::size_t>(settings.integer("enumerate_at_most"));
    spec.level = settings.number("level");
    spec.draws = {.count = static_cast<std::size_t>(settings.integer("draws")),
                  .seed = static_cast<std::uint64_t>(settings.integer("seed")),
                  .jobs = run.jobs,
                  .progress = run.progress};
    answer.seed = spec.draws.seed;
    answer.conventions = {{"method", settings.text("method")},
                          {"solver", settings.text("solver")},
                          {"inference", settings.text("inference")},
                          {"placebos", settings.text("placebos")}};
    tell(stats::fit_synthetic(data.panel(), spec), data, answer);
    return answer;
}

Answer run_placebo_units(const Run& run) {
    Answer answer;
    const Balanced data = read_balanced(run, answer);
    const stats::UnitPlacebos placebos = stats::placebo_in_units(data.panel(), spec_of(run));
    Listing listing{.name = "placebos", .columns = {"unit", "effect", "ratio"}, .rows = {}};
    for (std::size_t i = 0; i < placebos.units.size(); ++i) {
        listing.rows.push_back(
            {data.units[placebos.units[i]], placebos.effects[i], placebos.ratios[i]});
    }
    answer.listings.push_back(std::move(listing));
    answer.estimates = {
        {.name = "effect", .estimate = placebos.effect, .p_value = placebos.p_value}};
    answer.conventions = {
        {"method", run.settings.text("method")},
        {"p_value", "share of units whose ratio of errors after and before is at least as large"}};
    answer.diagnostics = {{"ratio", placebos.ratio}};
    answer.warnings.insert(answer.warnings.end(), placebos.warnings.begin(),
                           placebos.warnings.end());
    return answer;
}

Answer run_conformal(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const Balanced data = read_balanced(run, answer);
    stats::ConformalSpec how;
    how.order = chosen(orders(), settings.text("order"));
    how.norm = settings.number("norm");
    how.level = settings.number("level");
    how.draws = {.count = static_cast<std::size_t>(settings.integer("draws")),
                 .seed = static_cast<std::uint64_t>(settings.integer("seed")),
                 .jobs = run.jobs,
                 .progress = run.progress};
    answer.seed = how.draws.seed;
    const stats::Conformal result = stats::conformal(data.panel(), spec_of(run), how);
    Listing listing{.name = "periods",
                    .columns = {"period", "effect", "p_value", "low", "high", "bounded"},
                    .rows = {}};
    for (const stats::ConformalInterval& one : result.periods) {
        listing.rows.push_back({data.periods[static_cast<std::size_t>(one.period)], one.effect,
                                one.p_value, one.low, one.high, one.bounded});
    }
    answer.listings.push_back(std::move(listing));
    answer.diagnostics = {{"joint_p_value", result.p_value}};
    answer.conventions = {{"method", settings.text("method")}, {"order", settings.text("order")}};
    answer.warnings.insert(answer.warnings.end(), result.warnings.begin(), result.warnings.end());
    return answer;
}

Field draws_field(std::string_view fallback, Under under) {
    return {.name = "draws",
            .type = FieldType::integer,
            .fallback = fallback,
            .text = "Of random placebos, a bootstrap or permutations.",
            .least = 2,
            .under = {std::move(under)}};
}

constexpr std::string_view example =
    "unit = \"State\"\nperiod = \"Year\"\noutcome = \"PacksPerCapita\"\n"
    "treatment = \"treated\"\n";

} // namespace

Method synthetic_method() {
    return {.name = "synthetic",
            .group = group,
            .title = "synthetic difference in differences, synthetic control and relatives",
            .page = "synthetic",
            .fields = panel_fields_of(
                {{.name = "solver",
                  .type = FieldType::choice,
                  .text = "Weights to rounding, or as package synthdid stops.",
                  .choices = choices(solvers())},
                 {.name = "inference",
                  .type = FieldType::choice,
                  .text = "Where the standard error comes from.",
                  .choices = choices(error_words())},
                 {.name = "placebos",
                  .type = FieldType::choice,
                  .text = "Every set of controls once, or random ones.",
                  .choices = choices(placebo_words()),
                  .under = {{.key = "inference", .words = {"placebo"}}}},
                 {.name = "enumerate_at_most",
                  .type = FieldType::integer,
                  .fallback = "2000",
                  .text = "Sets of controls; where there are more, random ones.",
                  .least = 1,
                  .under = {{.key = "inference", .words = {"placebo"}},
                            {.key = "placebos", .words = {"enumerated"}}}},
                 draws_field("200", {.key = "inference", .words = {"placebo", "bootstrap"}}),
                 seed_field(),
                 level_field()}),
            .example = example,
            .run = run_synthetic};
}

Method placebo_units_method() {
    return {.name = "placebo-units",
            .group = group,
            .title =
                "every control in the place of the treated: exact p-value of a synthetic control",
            .page = "synthetic",
            .fields = panel_fields_of({}),
            .example = "unit = \"State\"\nperiod = \"Year\"\noutcome = "
                       "\"PacksPerCapita\"\ntreatment = \"treated\"\n"
                       "method = \"synthetic-control\"\n",
            .run = run_placebo_units};
}

Method conformal_method() {
    return {.name = "conformal",
            .group = group,
            .title = "p-values and intervals of effects by permuting residuals over time",
            .page = "synthetic",
            .fields = panel_fields_of({{.name = "order",
                                        .type = FieldType::choice,
                                        .text = "Cyclic shifts, or random permutations.",
                                        .choices = choices(orders())},
                                       {.name = "norm",
                                        .type = FieldType::number,
                                        .fallback = "1",
                                        .text = "Of the statistic.",
                                        .least = 1},
                                       draws_field("999", {.key = "order", .words = {"iid"}}),
                                       seed_field(),
                                       {.name = "level",
                                        .type = FieldType::number,
                                        .fallback = "0.9",
                                        .text = "Coverage of intervals.",
                                        .least = 0.5,
                                        .most = 0.9999}}),
            .example = "unit = \"State\"\nperiod = \"Year\"\noutcome = "
                       "\"PacksPerCapita\"\ntreatment = \"treated\"\n"
                       "method = \"synthetic-control\"\n",
            .run = run_conformal};
}

} // namespace halflight::estimate
