// SPDX-License-Identifier: Apache-2.0
#include "panel_fields.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "common_fields.hpp"

namespace halflight::estimate {

namespace {

std::vector<std::uint32_t> unsigned_codes(const Codes& codes) {
    std::vector<std::uint32_t> made;
    made.reserve(codes.codes.size());
    std::ranges::transform(codes.codes, std::back_inserter(made),
                           [](std::int32_t code) { return static_cast<std::uint32_t>(code); });
    return made;
}

/// The group of each unit; a unit in two groups is refused.
std::vector<std::uint32_t> groups_of(std::span<const std::uint32_t> unit,
                                     std::span<const std::uint32_t> group, const Codes& units) {
    std::vector<std::optional<std::uint32_t>> found(units.labels.size());
    for (std::size_t row = 0; row < unit.size(); ++row) {
        auto& of_unit = found[unit[row]];
        if (of_unit && *of_unit != group[row]) {
            stats::refuse(fmt::format("unit '{}' stands in two groups; a unit belongs to one",
                                      units.labels[unit[row]]));
        }
        of_unit = group[row];
    }
    std::vector<std::uint32_t> made;
    std::ranges::transform(found, std::back_inserter(made),
                           [](const auto& code) { return code.value_or(0); });
    return made;
}

stats::Matrix matrix_of(const Frame& frame, const std::vector<std::string>& columns) {
    stats::Matrix made(frame.rows(), columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
        std::ranges::copy(frame.numbers(columns[c]), made.column(c).begin());
    }
    return made;
}

Listing relative_listing(const std::string& name, const std::vector<stats::RelativeEffect>& effects,
                         const std::vector<stats::Coefficient>* errors) {
    Listing made{.name = name,
                 .columns = {"period", "effect", "cells", "std_error", "p_value", "low", "high"},
                 .rows = {}};
    for (std::size_t i = 0; i < effects.size(); ++i) {
        const stats::Coefficient known = errors == nullptr ? stats::Coefficient{} : (*errors)[i];
        made.rows.push_back({std::int64_t{effects[i].period}, effects[i].effect,
                             static_cast<std::int64_t>(effects[i].count), known.std_error,
                             known.p_value, known.low, known.high});
    }
    return made;
}

Listing group_listing(const stats::EffectSummary& effects, const stats::PanelUncertainty* errors,
                      const NamedPanel& named) {
    Listing made{.name = "by_group",
                 .columns = {"group", "effect", "cells", "std_error", "low", "high"},
                 .rows = {}};
    for (std::size_t i = 0; i < effects.by_group.size(); ++i) {
        const stats::GroupEffect& effect = effects.by_group[i];
        const stats::Coefficient known =
            errors == nullptr ? stats::Coefficient{} : errors->by_group[i];
        made.rows.push_back({named.group_names[effect.group], effect.effect,
                             static_cast<std::int64_t>(effect.count), known.std_error, known.low,
                             known.high});
    }
    return made;
}

Listing curve_listing(const std::vector<stats::CriterionPoint>& curve) {
    Listing made{.name = "criterion",
                 .columns = {"factors", "lambda", "sigma2", "ic", "pc", "mspe"},
                 .rows = {}};
    for (const stats::CriterionPoint& point : curve) {
        made.rows.push_back({static_cast<std::int64_t>(point.factors), point.lambda, point.sigma2,
                             point.ic, point.pc, point.mspe});
    }
    return made;
}

} // namespace

std::vector<Field> panel_key_fields() {
    return {{.name = "unit",
             .type = FieldType::column,
             .fallback = R"("unit")",
             .text = "Names the units."},
            {.name = "period",
             .type = FieldType::column,
             .fallback = R"("period")",
             .text = "Names the periods; in order as numbers, else as text."},
            {.name = "outcome",
             .type = FieldType::column,
             .required = true,
             .text = "What treatment may change."},
            {.name = "treatment",
             .type = FieldType::column,
             .required = true,
             .text = "1 under treatment, else 0."},
            missing_field()};
}

std::vector<Field> panel_fields() {
    std::vector<Field> made = panel_key_fields();
    std::vector<Field> more = {
        {.name = "covariates",
         .type = FieldType::columns,
         .text = "That treatment does not change."},
        {.name = "weights", .type = FieldType::column, .text = "Positive weights of unit-periods."},
        {.name = "group",
         .type = FieldType::column,
         .text = "Of units: effects are also told by group."}};
    std::ranges::move(more, std::back_inserter(made));
    return made;
}

NamedPanel read_panel(const Run& run, Answer& answer, std::string_view key) {
    const Settings& settings = run.settings;
    const std::vector<std::string> covariates = settings.list(key);
    Frame::Wanted wanted{.numbers = {settings.text("outcome"), settings.text("treatment")},
                         .labels = {settings.text("unit"), settings.text("period")},
                         .nullable = {}};
    std::ranges::copy(covariates, std::back_inserter(wanted.numbers));
    if (settings.has("weights")) {
        wanted.numbers.push_back(settings.text("weights"));
    }
    if (settings.has("group")) {
        wanted.labels.push_back(settings.text("group"));
    }
    const Frame frame(run.table, wanted, missing_rule(settings), answer.warnings);
    const Codes& units = frame.labels(settings.text("unit"));
    const Codes& periods = frame.labels(settings.text("period"));
    const std::vector<std::uint32_t> unit = unsigned_codes(units);
    const std::vector<std::uint32_t> period = unsigned_codes(periods);
    const stats::Matrix columns = matrix_of(frame, covariates);
    NamedPanel made;
    made.panel = stats::make_panel({.unit = unit,
                                    .period = period,
                                    .outcome = frame.numbers(settings.text("outcome")),
                                    .treated = frame.numbers(settings.text("treatment")),
                                    .covariates = columns.view(),
                                    .weights = settings.has("weights")
                                                   ? frame.numbers(settings.text("weights"))
                                                   : std::span<const double>(),
                                    .covariate_names = covariates,
                                    .unit_names = units.labels,
                                    .period_names = periods.labels});
    made.units = units.labels;
    made.periods = periods.labels;
    if (settings.has("group")) {
        const Codes& groups = frame.labels(settings.text("group"));
        made.groups = groups_of(unit, unsigned_codes(groups), units);
        made.group_names = groups.labels;
    }
    return made;
}

const Words<stats::Effects>& effect_words() {
    static const Words<stats::Effects> words = {{"two-way", stats::Effects::two_way},
                                                {"unit", stats::Effects::unit},
                                                {"period", stats::Effects::period},
                                                {"none", stats::Effects::none}};
    return words;
}

std::vector<Field> factor_fields() {
    return {{.name = "effects",
             .type = FieldType::choice,
             .text = "Additive effects beside the factors.",
             .choices = choices(effect_words())},
            {.name = "min_periods",
             .type = FieldType::integer,
             .fallback = "5",
             .text = "Units with fewer untreated periods are left out, with a warning.",
             .least = 1},
            {.name = "tolerance",
             .type = FieldType::number,
             .fallback = "1e-10",
             .text = "Relative change at which iterations stop.",
             .least = 1e-15,
             .most = 0.1},
            {.name = "max_iterations",
             .type = FieldType::integer,
             .fallback = "5000",
             .text = "Reaching it is a warning.",
             .least = 1}};
}

std::vector<Field> inference_fields(std::vector<std::string_view> methods) {
    std::vector<std::string_view> drawn = methods;
    std::erase_if(drawn, [](auto word) { return word == "none" || word == "jackknife"; });
    std::vector<std::string_view> known = methods;
    std::erase(known, "none");
    Field level = level_field();
    level.under = {{.key = "inference", .words = known}};
    return {
        {.name = "inference",
         .type = FieldType::choice,
         .text = "Where standard errors come from.",
         .choices = std::move(methods)},
        {.name = "draws",
         .type = FieldType::integer,
         .fallback = "200",
         .text = "Of a bootstrap.",
         .least = 2,
         .under = {{.key = "inference", .words = std::move(drawn)}}},
        seed_field(),
        std::move(level),
        {.name = "placebo_periods",
         .type = FieldType::integer,
         .fallback = "0",
         .text =
             "Last periods before treatment that are left out and predicted, as a test; 0: none.",
         .least = 0},
        {.name = "margin",
         .type = FieldType::number,
         .text = "Of equivalence tests; not given: 0.36 times the residual deviation of the "
                 "additive fit.",
         .least = 0,
         .under = {{.key = "inference", .words = std::move(known)}}}};
}

std::optional<stats::UncertaintySpec> uncertainty_spec(const Run& run) {
    static const Words<stats::Uncertainty> words = {
        {"parametric", stats::Uncertainty::parametric},
        {"bootstrap", stats::Uncertainty::block_bootstrap},
        {"jackknife", stats::Uncertainty::jackknife}};
    const std::string& method = run.settings.text("inference");
    if (method == "none") {
        return std::nullopt;
    }
    return stats::UncertaintySpec{
        .method = chosen(words, method),
        .draws = {.count = static_cast<std::size_t>(run.settings.integer("draws")),
                  .seed = static_cast<std::uint64_t>(run.settings.integer("seed")),
                  .jobs = run.jobs,
                  .progress = run.progress},
        .level = run.settings.number("level")};
}

void tell(const stats::Counterfactual& fit, const stats::PanelUncertainty* errors,
          const NamedPanel& named, const Settings& settings, Answer& answer) {
    answer.estimates.push_back(
        errors == nullptr ? stats::Coefficient{.name = "average", .estimate = fit.effects.average}
                          : errors->average);
    answer.listings.push_back(relative_listing("by_period", fit.effects.by_period,
                                               errors == nullptr ? nullptr : &errors->by_period));
    answer.listings.push_back(relative_listing("cumulative", fit.effects.cumulative,
                                               errors == nullptr ? nullptr : &errors->cumulative));
    if (!fit.effects.by_group.empty()) {
        answer.listings.push_back(group_listing(fit.effects, errors, named));
    }
    answer.listings.push_back(curve_listing(fit.curve));
    answer.conventions.emplace_back("effects", settings.text("effects"));
    answer.conventions.emplace_back("period", "1 is the first treated one");
    const auto add = [&](const char* name, Value value) {
        answer.diagnostics.emplace_back(name, std::move(value));
    };
    add("average_of_units", fit.effects.average_of_units);
    add("treated_cells", static_cast<std::int64_t>(fit.effects.cells));
    add("factors", static_cast<std::int64_t>(fit.factors));
    add("pre_rmse", fit.pre.rmse);
    add("pre_relative_rmse", fit.pre.relative_rmse);
    add("pre_worst_gap", fit.pre.worst_gap);
    add("pre_worst_period", std::int64_t{fit.pre.worst_period});
    add("detectable", errors == nullptr ? fit.detectable : errors->detectable);
    add("units_dropped", static_cast<std::int64_t>(fit.dropped.size()));
    add("iterations", std::int64_t{fit.iterations});
    add("converged", fit.converged);
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
    if (errors != nullptr) {
        add("failed_draws", static_cast<std::int64_t>(errors->failed));
        answer.seed = static_cast<std::uint64_t>(settings.integer("seed"));
        answer.warnings.insert(answer.warnings.end(), errors->warnings.begin(),
                               errors->warnings.end());
    }
}

void tell(const stats::PlaceboTest& test, Answer& answer) {
    stats::Coefficient placebo = test.effect;
    placebo.name = "placebo";
    answer.estimates.push_back(std::move(placebo));
    answer.diagnostics.emplace_back("placebo_equivalence_p", test.equivalence_p);
    answer.diagnostics.emplace_back("placebo_margin", test.margin);
    answer.diagnostics.emplace_back("placebo_cells", static_cast<std::int64_t>(test.cells));
    answer.warnings.insert(answer.warnings.end(), test.warnings.begin(), test.warnings.end());
}

Listing factor_listing(const stats::Matrix& factors, const NamedPanel& named) {
    Listing made{.name = "factors", .columns = {"period"}, .rows = {}};
    for (std::size_t r = 0; r < factors.cols(); ++r) {
        made.columns.push_back(fmt::format("factor{}", r + 1));
    }
    for (std::size_t t = 0; t < factors.rows(); ++t) {
        std::vector<Value>& row = made.rows.emplace_back();
        row.emplace_back(named.periods[t]);
        for (std::size_t r = 0; r < factors.cols(); ++r) {
            row.emplace_back(factors(t, r));
        }
    }
    return made;
}

} // namespace halflight::estimate
