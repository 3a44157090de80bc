// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/imputation.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "imputation_weights.hpp"

namespace halflight::stats {

namespace {

using detail::EventTable;

/// A treated row cannot be imputed without an untreated row of its unit and one of its period.
std::vector<bool> imputable(const EventTable& table, Warnings& warnings) {
    std::vector<bool> unit(table.unit.count(), false);
    std::vector<bool> period(table.period.count(), false);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (!table.treated(i)) {
            unit[table.unit.of_row[i]] = true;
            period[table.period.of_row[i]] = true;
        }
    }
    std::vector<bool> made(table.rows(), false);
    std::size_t no_unit = 0;
    std::size_t no_period = 0;
    std::size_t good = 0;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (table.treated(i)) {
            const bool has_unit = unit[table.unit.of_row[i]];
            const bool has_period = period[table.period.of_row[i]];
            no_unit += has_unit ? 0U : 1U;
            no_period += has_unit && !has_period ? 1U : 0U;
            made[i] = has_unit && has_period;
            good += made[i] ? 1U : 0U;
        }
    }
    if (good == 0) {
        refuse(fmt::format("none of {} treated rows can be imputed: {} are of units without an "
                           "untreated row, {} of periods without one; both are needed",
                           no_unit + no_period, no_unit, no_period));
    }
    if (no_unit + no_period > 0) {
        warnings.push_back(
            {.code = "not_imputed",
             .text = fmt::format("{} treated rows are of units without an untreated row and {} of "
                                 "periods without one: they are in no mean",
                                 no_unit, no_period)});
    }
    return made;
}

void tell(ImputationFit& fit, const detail::Influence& made, double level) {
    const std::vector<detail::Estimand>& estimands = made.estimands;
    const auto times = static_cast<std::size_t>(std::ranges::count_if(
        estimands, [](const detail::Estimand& e) { return e.time.has_value(); }));
    const std::size_t head = estimands.size() - times;
    const auto cross = [&](std::size_t a, std::size_t b) {
        return made.cross(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b));
    };
    fit.path.degrees = std::numeric_limits<double>::infinity();
    fit.path.covariance = Matrix(times, times);
    for (std::size_t e = 0; e < estimands.size(); ++e) {
        const detail::Estimand& estimand = estimands[e];
        const Coefficient told = with_interval(estimand.name, estimand.estimate,
                                               std::sqrt(cross(e, e)), Reference::normal, 0, level);
        if (estimand.onset) {
            fit.cohorts.push_back({.onset = *estimand.onset, .effect = told});
        } else if (estimand.time) {
            fit.path.times.push_back(*estimand.time);
            fit.path.effects.push_back(told);
            fit.path.rows.push_back(estimand.rows);
            for (std::size_t o = head; o < estimands.size(); ++o) {
                fit.path.covariance(e - head, o - head) = cross(e, o);
            }
        } else {
            fit.overall = told;
        }
    }
}

/// Leads among untreated rows by least squares, errors clustered.
void test_trend(ImputationFit& fit, const EventTable& all, const ImputationSpec& spec) {
    const EventTable table = detail::take(all, [&](std::size_t i) { return !all.treated(i); });
    std::map<int, std::size_t> leads;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (table.ever(i) && -table.time(i) <= spec.leads) {
            leads[table.time(i)] = 0;
        }
    }
    const std::size_t own = table.covariates.cols();
    Matrix columns(table.rows(), own + leads.size());
    std::copy_n(table.covariates.data(), table.rows() * own, columns.data());
    std::vector<std::string> names;
    for (std::size_t c = 0; c < own; ++c) {
        names.push_back(fmt::format("x{}", c + 1));
    }
    for (auto& [time, place] : leads) {
        place = names.size();
        names.push_back(fmt::format("event:{}", time));
    }
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (table.ever(i) && leads.contains(table.time(i))) {
            columns(i, leads[table.time(i)]) = 1;
        }
    }
    LinearData data = detail::linear_data(table);
    data.regressors = {.values = columns.view(), .names = names};
    const LinearFit model =
        least_squares(data, {.covariance = {.model = ErrorModel::clustered}, .level = spec.level});
    std::vector<std::size_t> which;
    for (std::size_t p = 0; p < model.kept.size(); ++p) {
        if (model.kept[p] >= own) {
            which.push_back(p);
            fit.leads.effects.push_back(model.coefficients[p]);
            fit.leads.times.push_back(
                std::next(leads.begin(), static_cast<std::ptrdiff_t>(model.kept[p] - own))->first);
        }
    }
    fit.leads.degrees = model.covariance.degrees;
    fit.leads.covariance = Matrix(which.size(), which.size());
    for (std::size_t a = 0; a < which.size(); ++a) {
        for (std::size_t b = 0; b < which.size(); ++b) {
            fit.leads.covariance(a, b) = model.covariance.values(which[a], which[b]);
        }
    }
    if (!which.empty()) {
        fit.pre_trend = wald(model.coefficients, model.covariance, which);
    }
    fit.warnings.insert(fit.warnings.end(), model.warnings.begin(), model.warnings.end());
}

/// A test that the data do not allow is no reason to hide the effects.
void try_trend(ImputationFit& fit, const EventTable& table, const ImputationSpec& spec) {
    try {
        test_trend(fit, table, spec);
    } catch (const std::exception& error) {
        fit.leads = {};
        fit.warnings.push_back(
            {.code = "no_pre_trend_test",
             .text = fmt::format("trends before the treatment were not tested: {}", error.what())});
    }
}

void note_inference(ImputationFit& fit, std::size_t lone) {
    if (fit.clusters < 30) {
        fit.warnings.push_back({.code = "few_clusters",
                                .text = fmt::format("{} clusters: errors without a small-sample "
                                                    "factor are too small under about 30",
                                                    fit.clusters)});
    }
    if (lone > 0) {
        fit.warnings.push_back(
            {.code = "lone_unit",
             .text = fmt::format("{} groups of effects hold one unit: nothing remains when it is "
                                 "left out, and its own effect stands as the mean",
                                 lone)});
    }
}

} // namespace

ImputationFit imputation(const EventData& data, const ImputationSpec& spec) {
    ImputationFit fit;
    const EventTable table = detail::make_events(data, "imputation");
    const std::vector<bool> used = imputable(table, fit.warnings);
    fit.clusters = table.cluster.count();
    if (fit.clusters < 2) {
        refuse("one cluster: errors need at least two");
    }
    const detail::UntreatedModel model(table);
    std::vector<double> left = model.imputed();
    fit.effects.assign(table.rows(), undefined);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        left[i] = table.outcome[i] - left[i];
        fit.untreated_rows += table.treated(i) ? 0U : 1U;
        fit.treated_rows += used[i] ? 1U : 0U;
        fit.effects[i] = used[i] ? left[i] : undefined;
    }
    const detail::Influence made = detail::influence_of(table, model, used, left, spec);
    tell(fit, made, spec.level);
    const std::vector<std::string> names = detail::covariate_names(data);
    const std::vector<double> slopes = model.slopes();
    for (std::size_t c = 0; c < names.size(); ++c) {
        fit.covariates.push_back({.name = names[c], .estimate = slopes[c]});
    }
    note_inference(fit, spec.leave_out ? made.lone : 0);
    if (spec.leads > 0) {
        try_trend(fit, table, spec);
    }
    return fit;
}

} // namespace halflight::stats
