// SPDX-License-Identifier: Apache-2.0
#include "prepare.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace halflight::stats::counterfactual {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Prepared prepare(const Panel& panel, std::size_t min_periods, std::span<const std::uint32_t> groups,
                 const std::string& method) {
    if (!groups.empty() && groups.size() != panel.units()) {
        refuse(fmt::format("there are {} group codes for {} units; give one for each or none",
                           groups.size(), panel.units()));
    }
    Prepared made;
    const PanelShape shape = shape_of(panel);
    require_contrast(shape, method);
    std::size_t treated = 0;
    for (std::size_t i = 0; i < panel.units(); ++i) {
        const std::size_t periods = shape.untreated_periods[i];
        if (periods < min_periods) {
            made.dropped.push_back(i);
            made.warnings.push_back(
                {"short_pre_period",
                 fmt::format("unit {} has {} untreated periods of {} asked for and was left out",
                             panel.unit_name(i), periods, min_periods)});
            continue;
        }
        made.kept.push_back(i);
        treated += shape.onset[i] ? 1U : 0U;
        if (!groups.empty()) {
            made.groups.push_back(groups[i]);
        }
    }
    if (treated == 0) {
        refuse(fmt::format("{}: none of {} treated units has the {} untreated periods asked for; "
                           "more periods or a smaller min_periods would be enough",
                           method, shape.treated.size(), min_periods));
    }
    made.all = &panel;
    if (!made.dropped.empty()) {
        made.taken = take_units(panel, made.kept);
    }
    return made;
}

Matrix blank_answer(const Prepared& prepared) {
    Matrix made(prepared.all->periods(), prepared.all->units());
    for (const std::size_t unit : prepared.dropped) {
        std::ranges::fill(made.column(unit), undefined);
    }
    return made;
}

void complete(Counterfactual& fit, const Panel& panel, const Prepared& prepared,
              std::span<const std::uint32_t> groups) {
    fit.effects = summarise_effects(panel, fit.untreated, groups);
    fit.pre = pre_fit(panel, fit.untreated);
    fit.dropped = prepared.dropped;
    double squares = 0;
    double count = 0;
    for (const RelativeEffect& effect : fit.effects.by_period) {
        if (effect.period <= 0) {
            squares += effect.effect * effect.effect;
            count += 1;
        }
    }
    fit.detectable = count > 0 ? 2.8 * std::sqrt(squares / count) : undefined;
}

std::vector<double> spread(const VectorXd& values, const std::vector<std::size_t>& used,
                           std::size_t count) {
    std::vector<double> all(count, undefined);
    for (std::size_t k = 0; k < used.size(); ++k) {
        all[used[k]] = values(static_cast<Index>(k));
    }
    return all;
}

Criteria criteria_of(double rss, double cells, std::size_t periods, std::size_t units,
                     std::size_t factors, std::size_t covariates, Effects effects) {
    const auto t = static_cast<double>(periods);
    const auto n = static_cast<double>(units);
    const auto r = static_cast<double>(factors);
    double parameters = r * (n + t) - r * r + static_cast<double>(covariates) + 1;
    if (effects == Effects::unit || effects == Effects::two_way) {
        parameters += n - 1 - r;
    }
    if (effects == Effects::period || effects == Effects::two_way) {
        parameters += t - 1 - r;
    }
    const double degrees = cells - parameters;
    if (degrees <= 0) {
        return {};
    }
    const double sigma2 = rss / degrees;
    const double small = std::max(n, 60.0) * std::max(t, 60.0) / cells;
    return {.sigma2 = sigma2,
            .ic = std::log(sigma2) + parameters * std::log(cells) / cells,
            .pc = rss / cells + r * sigma2 * small * (n + t) / (n * t) * std::log(n * t / (n + t))};
}

void warn_unless_converged(bool converged, int iterations, Warnings& warnings) {
    if (!converged) {
        warnings.push_back(
            {"not_converged", fmt::format("the fit had not settled after {} iterations; raise "
                                          "max_iterations or the tolerance",
                                          iterations)});
    }
}

} // namespace halflight::stats::counterfactual
