// SPDX-License-Identifier: Apache-2.0
// Counterfactuals from factors and low rank: gsynth, interactive-effects, matrix-completion.
#include <algorithm>

#include "common_fields.hpp"
#include "method_list.hpp"
#include "panel_fields.hpp"

namespace halflight::estimate {

namespace {

constexpr std::string_view group = "Counterfactual panels";

const Words<stats::FactorChoice>& factor_choices() {
    static const Words<stats::FactorChoice> words = {
        {"cross-validation", stats::FactorChoice::cross_validation},
        {"leave-period-out", stats::FactorChoice::leave_period_out},
        {"ic", stats::FactorChoice::ic},
        {"pc", stats::FactorChoice::pc},
        {"fixed", stats::FactorChoice::fixed}};
    return words;
}

/// What lambda is scaled with, and how the problem is solved.
struct CompletionConvention {
    stats::LambdaConvention lambda = stats::LambdaConvention::athey_2021;
    stats::CompletionAlgorithm algorithm = stats::CompletionAlgorithm::certified;
};

const Words<CompletionConvention>& completion_conventions() {
    static const Words<CompletionConvention> words = {
        {"athey-2021", {}},
        {"fect", {.lambda = stats::LambdaConvention::fect}},
        {"mcpanel", {.algorithm = stats::CompletionAlgorithm::mcpanel}}};
    return words;
}

const Words<stats::CompletionFolds>& hidden_words() {
    static const Words<stats::CompletionFolds> words = {
        {"cells", stats::CompletionFolds::cells},
        {"like-treated", stats::CompletionFolds::like_treated}};
    return words;
}

const Words<stats::Shrinkage>& shrinkages() {
    static const Words<stats::Shrinkage> words = {{"refit", stats::Shrinkage::refit},
                                                  {"ignored", stats::Shrinkage::ignored}};
    return words;
}

const Words<stats::FactorAlgorithm>& algorithms() {
    static const Words<stats::FactorAlgorithm> words = {
        {"accelerated", stats::FactorAlgorithm::accelerated},
        {"em-fect", stats::FactorAlgorithm::em_fect},
        {"em-gsynth", stats::FactorAlgorithm::em_gsynth}};
    return words;
}

const Words<stats::GsynthConvention>& gsynth_conventions() {
    static const Words<stats::GsynthConvention> words = {
        {"converged", stats::GsynthConvention::converged},
        {"gsynth-1.2.1", stats::GsynthConvention::gsynth_1_2_1}};
    return words;
}

/// What all three methods read from the settings.
template <class Spec>
Spec common_spec(const Run& run, const NamedPanel& named) {
    Spec spec;
    spec.effects = chosen(effect_words(), run.settings.text("effects"));
    spec.min_periods = static_cast<std::size_t>(run.settings.integer("min_periods"));
    spec.tolerance = run.settings.number("tolerance");
    spec.max_iterations = static_cast<int>(run.settings.integer("max_iterations"));
    spec.jobs = run.jobs;
    spec.groups = named.groups;
    return spec;
}

void tell_beta(const std::vector<double>& beta, const stats::PanelUncertainty* errors,
               const NamedPanel& named, Answer& answer) {
    for (std::size_t i = 0; i < beta.size(); ++i) {
        stats::Coefficient known = errors == nullptr
                                       ? stats::Coefficient{.name = {}, .estimate = beta[i]}
                                       : errors->beta[i];
        known.name = named.panel.covariate_names[i];
        answer.estimates.push_back(std::move(known));
    }
}

/// Fit, errors where they are asked for, placebo where it is asked for.
template <class Spec, class Fit>
void complete(const Run& run, const NamedPanel& named, const Spec& spec, const Fit& fit,
              Answer& answer) {
    std::optional<stats::UncertaintySpec> how = uncertainty_spec(run);
    if (how && run.settings.has("shrinkage")) {
        how->shrinkage = chosen(shrinkages(), run.settings.text("shrinkage"));
    }
    std::optional<stats::PanelUncertainty> errors;
    if (how) {
        errors = stats::uncertainty(named.panel, fit, spec, *how);
    }
    tell(fit, errors ? &*errors : nullptr, named, run.settings, answer);
    tell_beta(fit.beta, errors ? &*errors : nullptr, named, answer);
    const double margin =
        run.settings.has("margin") ? run.settings.number("margin") : stats::undefined;
    if (errors) {
        answer.conventions.emplace_back("inference", run.settings.text("inference"));
        if (run.settings.has("shrinkage")) {
            answer.conventions.emplace_back("shrinkage", run.settings.text("shrinkage"));
            answer.diagnostics.emplace_back("shrinkage", errors->shrinkage);
        }
        const stats::PreTrendTest trend = stats::pre_trend_test(fit.effects, *errors, margin);
        answer.diagnostics.emplace_back("pre_trend_f", trend.f);
        answer.diagnostics.emplace_back("pre_trend_p", trend.p_value);
        answer.diagnostics.emplace_back("pre_trend_equivalence_p", trend.equivalence_p);
        answer.warnings.insert(answer.warnings.end(), trend.warnings.begin(), trend.warnings.end());
    }
    const auto periods = static_cast<std::size_t>(run.settings.integer("placebo_periods"));
    if (periods > 0) {
        if (!how) {
            stats::refuse(
                "a placebo needs standard errors: choose an inference beside placebo_periods");
        }
        tell(stats::placebo_in_time(named.panel, spec, *how, periods, margin), answer);
    }
}

Answer run_gsynth(const Run& run) {
    Answer answer;
    const NamedPanel named = read_panel(run, answer);
    auto spec = common_spec<stats::GsynthSpec>(run, named);
    spec.cross_validate = run.settings.flag("cross_validate");
    spec.factors = static_cast<std::size_t>(run.settings.integer("factors"));
    spec.convention = chosen(gsynth_conventions(), run.settings.text("convention"));
    spec.gain = run.settings.number("gain");
    const stats::GsynthFit fit = stats::fit_gsynth(named.panel, spec);
    answer.conventions.emplace_back("convention", run.settings.text("convention"));
    complete(run, named, spec, fit, answer);
    answer.listings.push_back(factor_listing(fit.factors_by_period, named));
    return answer;
}

Answer run_factors(const Run& run) {
    Answer answer;
    const NamedPanel named = read_panel(run, answer);
    auto spec = common_spec<stats::FactorSpec>(run, named);
    spec.choice = chosen(factor_choices(), run.settings.text("choice"));
    spec.factors = static_cast<std::size_t>(run.settings.integer("factors"));
    spec.algorithm = chosen(algorithms(), run.settings.text("algorithm"));
    spec.gain = run.settings.number("gain");
    spec.seed = static_cast<std::uint64_t>(run.settings.integer("seed"));
    const stats::FactorFit fit = stats::fit_factor_model(named.panel, spec);
    answer.conventions.emplace_back("choice", run.settings.text("choice"));
    answer.conventions.emplace_back("algorithm", run.settings.text("algorithm"));
    complete(run, named, spec, fit, answer);
    answer.listings.push_back(factor_listing(fit.factors_by_period, named));
    answer.diagnostics.emplace_back("sigma2", fit.sigma2);
    answer.seed = spec.seed;
    return answer;
}

Answer run_completion(const Run& run) {
    Answer answer;
    const NamedPanel named = read_panel(run, answer);
    auto spec = common_spec<stats::CompletionSpec>(run, named);
    const auto convention = chosen(completion_conventions(), run.settings.text("convention"));
    spec.convention = convention.lambda;
    spec.algorithm = convention.algorithm;
    spec.cross_validate = !run.settings.has("lambda");
    spec.lambda = spec.cross_validate ? 0 : run.settings.number("lambda");
    spec.folds = static_cast<std::size_t>(run.settings.integer("folds"));
    spec.hidden = chosen(hidden_words(), run.settings.text("hidden"));
    spec.gain = run.settings.number("gain");
    spec.seed = static_cast<std::uint64_t>(run.settings.integer("seed"));
    const stats::CompletionFit fit = stats::fit_matrix_completion(named.panel, spec);
    answer.conventions.emplace_back("convention", run.settings.text("convention"));
    complete(run, named, spec, fit, answer);
    answer.diagnostics.emplace_back("lambda", fit.lambda);
    answer.diagnostics.emplace_back("certificate", fit.certificate);
    answer.seed = spec.seed;
    return answer;
}

Field gain_field(std::string_view fallback, std::string_view text, Under under) {
    return {.name = "gain",
            .type = FieldType::number,
            .fallback = fallback,
            .text = text,
            .least = 0,
            .most = 0.99,
            .under = {std::move(under)}};
}

/// Of the choice of lambda, which a given one leaves out.
std::vector<Under> lambda_chosen() {
    return {{.key = "lambda", .words = {"not given"}}};
}

std::vector<Field> completion_fields() {
    std::vector<Field> made = {
        {.name = "lambda",
         .type = FieldType::number,
         .text = "Penalty; not given: by cross-validation.",
         .least = 0,
         .above = true},
        {.name = "folds",
         .type = FieldType::integer,
         .fallback = "5",
         .text = "Of the cross-validation.",
         .least = 2,
         .under = lambda_chosen()},
        {.name = "hidden",
         .type = FieldType::choice,
         .text = "What a fold hides: untreated cells at random, or in never-treated units the "
                 "periods of treatment.",
         .choices = choices(hidden_words()),
         .under = lambda_chosen()},
        gain_field("0",
                   "A smaller lambda only for this share of the error, and the grid ends where "
                   "the next one has none; 0: the whole grid.",
                   lambda_chosen().front()),
        {.name = "convention",
         .type = FieldType::choice,
         .text = "What lambda is scaled with; mcpanel: as athey-2021, by that program's steps.",
         .choices = choices(completion_conventions())},
        {.name = "shrinkage",
         .type = FieldType::choice,
         .text = "What intervals make of what the penalty takes from the effect.",
         .choices = choices(shrinkages()),
         .under = {{.key = "inference", .words = {"bootstrap", "jackknife"}}}}};
    return made;
}

std::vector<Field> fields(std::vector<Field> own, std::vector<std::string_view> inference) {
    std::vector<Field> made = panel_fields();
    for (auto part : {std::move(own), factor_fields(), inference_fields(std::move(inference))}) {
        std::ranges::move(part, std::back_inserter(made));
    }
    return made;
}

constexpr std::string_view example = "unit = \"county\"\nperiod = \"month\"\noutcome = \"lights\"\n"
                                     "treatment = \"treated\"\n";

} // namespace

Method gsynth_method() {
    return {.name = "gsynth",
            .group = group,
            .title =
                "generalized synthetic control: factors of controls, loadings before treatment",
            .page = "gsynth",
            .fields = fields({{.name = "cross_validate",
                               .type = FieldType::flag,
                               .fallback = "true",
                               .text = "Choose the number of factors from 0 to factors."},
                              {.name = "factors",
                               .type = FieldType::integer,
                               .fallback = "5",
                               .text = "At most, or as many.",
                               .least = 0},
                              gain_field("1e-3", "More factors only for this share of the error.",
                                         {.key = "cross_validate", .words = {"true"}}),
                              {.name = "convention",
                               .type = FieldType::choice,
                               .text = "Iterate to the tolerance, or stop where the package stops.",
                               .choices = choices(gsynth_conventions())}},
                             {"none", "parametric", "bootstrap", "jackknife"}),
            .example = example,
            .run = run_gsynth};
}

Method interactive_effects_method() {
    return {.name = "interactive-effects",
            .group = group,
            .title = "interactive fixed effects over all untreated cells",
            .page = "interactive_effects",
            .fields = fields(
                {{.name = "choice",
                  .type = FieldType::choice,
                  .text = "How the number of factors is chosen.",
                  .choices = choices(factor_choices())},
                 {.name = "factors",
                  .type = FieldType::integer,
                  .fallback = "3",
                  .text = "At most, or as many with choice fixed.",
                  .least = 0},
                 gain_field("1e-3", "More factors only for this share of the error.",
                            {.key = "choice", .words = {"cross-validation", "leave-period-out"}}),
                 {.name = "algorithm",
                  .type = FieldType::choice,
                  .text = "Quasi-Newton, or the plain iterations of fect 2.4 or "
                          "gsynth 1.2.1, which stop earlier.",
                  .choices = choices(algorithms())}},
                {"none", "bootstrap", "jackknife"}),
            .example = example,
            .run = run_factors};
}

Method matrix_completion_method() {
    return {.name = "matrix-completion",
            .group = group,
            .title = "matrix completion with a nuclear norm",
            .page = "matrix_completion",
            .fields = fields(completion_fields(), {"none", "bootstrap", "jackknife"}),
            .example = example,
            .run = run_completion};
}

} // namespace halflight::estimate
