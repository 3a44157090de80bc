// SPDX-License-Identifier: Apache-2.0
#include "draws.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "halflight/stats/distribution.hpp"

namespace halflight::stats::counterfactual {

std::vector<std::size_t> kept_units(const Panel& panel, const Counterfactual& fit) {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < panel.units(); ++i) {
        if (!std::ranges::binary_search(fit.dropped, i)) {
            kept.push_back(i);
        }
    }
    return kept;
}

std::vector<std::size_t> used_covariates(std::span<const double> beta) {
    std::vector<std::size_t> used;
    for (std::size_t k = 0; k < beta.size(); ++k) {
        if (!std::isnan(beta[k])) {
            used.push_back(k);
        }
    }
    return used;
}

std::vector<double> copies_of_draw(const PanelShape& shape, Uncertainty method, std::size_t draw,
                                   const Random& random) {
    std::vector<double> copies(shape.onset.size(), 0);
    if (method == Uncertainty::jackknife) {
        std::ranges::fill(copies, 1.0);
        copies[draw] = 0;
        return copies;
    }
    for (const std::size_t pick : resample(random, shape.treated.size(), 0)) {
        copies[shape.treated[pick]] += 1;
    }
    for (const std::size_t pick : resample(random, shape.controls.size(), shape.treated.size())) {
        copies[shape.controls[pick]] += 1;
    }
    return copies;
}

Draws draws_of(const UncertaintySpec& how, std::size_t units) {
    if (!(how.level > 0 && how.level < 1)) {
        refuse(
            fmt::format("the level of an interval is {}; it must lie between 0 and 1", how.level));
    }
    Draws draws = how.draws;
    if (how.method == Uncertainty::jackknife) {
        draws.count = units;
    } else if (draws.count < 2) {
        refuse(fmt::format("a bootstrap needs at least 2 draws and was given {}; 200 or more would "
                           "be usual",
                           draws.count));
    }
    return draws;
}

namespace {

double jackknife_error(std::span<const double> draws, double estimate) {
    const auto n = static_cast<double>(draws.size());
    std::vector<double> pseudo;
    for (const double value : draws) {
        if (!std::isnan(value)) {
            pseudo.push_back(n * estimate - (n - 1) * value);
        }
    }
    return deviation(pseudo) / std::sqrt(static_cast<double>(pseudo.size()));
}

/// Hands out coefficients in the order of the replicates.
class Concluding {
  public:
    Concluding(const Matrix& replicates, const UncertaintySpec& how)
        : m_replicates(replicates), m_how(how) {}

    Coefficient next(std::string name, double estimate) {
        std::vector<double> row(m_replicates.cols());
        for (std::size_t d = 0; d < row.size(); ++d) {
            row[d] = m_replicates(m_at, d);
        }
        ++m_at;
        const double error = m_how.method == Uncertainty::jackknife ? jackknife_error(row, estimate)
                                                                    : deviation(row);
        return with_interval(std::move(name), estimate, error, Reference::normal, undefined,
                             m_how.level);
    }

  private:
    const Matrix& m_replicates;
    const UncertaintySpec& m_how;
    std::size_t m_at = 0;
};

} // namespace

PanelUncertainty conclude(const Panel& panel, const Counterfactual& fit,
                          std::span<const double> beta, Replicates replicates,
                          const UncertaintySpec& how) {
    PanelUncertainty made;
    Concluding draws(replicates.values, how);
    made.average = draws.next("average", fit.effects.average);
    for (const RelativeEffect& effect : fit.effects.by_period) {
        made.by_period.push_back(
            draws.next(fmt::format("period {}", effect.period), effect.effect));
    }
    for (const RelativeEffect& effect : fit.effects.cumulative) {
        made.cumulative.push_back(
            draws.next(fmt::format("periods 1 to {}", effect.period), effect.effect));
    }
    for (const GroupEffect& effect : fit.effects.by_group) {
        made.by_group.push_back(draws.next(fmt::format("group {}", effect.group), effect.effect));
    }
    for (const std::size_t k : used_covariates(beta)) {
        made.beta.push_back(draws.next(panel.covariate_names[k], beta[k]));
    }
    made.detectable =
        (normal_quantile((1 + how.level) / 2) + normal_quantile(0.8)) * made.average.std_error;
    made.failed = replicates.failed;
    if (made.failed > 0) {
        made.warnings.push_back(
            {"draws_failed", fmt::format("{} of {} draws have no result and were left out",
                                         made.failed, replicates.values.cols())});
    }
    made.replicates = std::move(replicates.values);
    return made;
}

} // namespace halflight::stats::counterfactual
