// SPDX-License-Identifier: Apache-2.0
#include "completion_folds.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "completion_core.hpp"
#include "factor_fit.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/resample.hpp"

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Untreated cells that a fold hides, leaving every unit and period with some.
class Hiding {
  public:
    explicit Hiding(const Panel& panel)
        : m_made(panel), m_by_unit(shape_of(panel).untreated_periods),
          m_by_period(panel.periods()) {
        for (std::size_t i = 0; i < panel.units(); ++i) {
            for (std::size_t t = 0; t < panel.periods(); ++t) {
                m_by_period[t] += panel.untreated(t, i) ? 1U : 0U;
            }
        }
    }
    void hide(std::size_t t, std::size_t i) {
        if (m_made.untreated(t, i) && m_by_unit[i] > 2 && m_by_period[t] > 2) {
            m_made.treated(t, i) = 1;
            --m_by_unit[i];
            --m_by_period[t];
            m_hidden.push_back(t + i * m_made.periods());
        }
    }
    [[nodiscard]] const Panel& panel() const { return m_made; }
    /// In the order in which they were hidden.
    [[nodiscard]] const std::vector<std::size_t>& hidden() const { return m_hidden; }

  private:
    Panel m_made;
    std::vector<std::size_t> m_by_unit;
    std::vector<std::size_t> m_by_period;
    std::vector<std::size_t> m_hidden;
};

Hiding hide_cells(const Panel& panel, double share, const Random& random) {
    Hiding made(panel);
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            if (random.uniform(t + i * panel.periods()) < share) {
                made.hide(t, i);
            }
        }
    }
    return made;
}

Hiding hide_like_treated(const Panel& panel, const Random& random) {
    const PanelShape shape = shape_of(panel);
    const std::size_t controls = shape.controls.size();
    if (controls < 4) {
        refuse(fmt::format("cross-validation by never-treated units needs at least 4 of them and "
                           "there are {}; hide cells, or give lambda",
                           controls));
    }
    Hiding made(panel);
    std::vector<std::size_t> drawn = permutation(random, controls);
    drawn.resize(std::min(shape.treated.size(), controls / 2));
    std::uint64_t at = controls;
    for (const std::size_t place : drawn) {
        const std::size_t like = shape.treated[random.below(at++, shape.treated.size())];
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            if (panel.treated(t, like) != 0) {
                made.hide(t, shape.controls[place]);
            }
        }
    }
    return made;
}

/// Squared errors of prediction of cells, in which each unit's stand together.
double squares_hidden(const Panel& panel, const FactorData& data, const FactorSolution& solved,
                      const std::vector<std::size_t>& covariates,
                      const std::vector<std::size_t>& cells) {
    std::vector<std::size_t> place(panel.units());
    for (std::size_t j = 0; j < data.units; ++j) {
        place[data.order[j]] = j;
    }
    double squares = 0;
    std::size_t predicted = panel.units();
    std::vector<double> column(panel.periods());
    for (const std::size_t cell : cells) {
        const std::size_t unit = cell / panel.periods();
        if (unit != predicted) {
            predict(panel, data, solved, covariates, place[unit], column);
            predicted = unit;
        }
        const double e = panel.outcome.data()[cell] - column[cell % panel.periods()];
        squares += e * e;
    }
    return squares;
}

/// A fold and where its search has come to.
struct Fold {
    FactorData data;
    std::vector<std::size_t> hidden;
    FactorPoint at;
};

std::vector<Fold> folds_of(const Panel& panel, const std::vector<std::size_t>& covariates,
                           const CompletionSpec& spec, const SolverOptions& options) {
    std::vector<Fold> folds(spec.folds);
    for (std::size_t f = 0; f < spec.folds; ++f) {
        const Random random(spec.seed, f);
        const Hiding hiding = spec.hidden == CompletionFolds::cells
                                  ? hide_cells(panel, spec.fold_share, random)
                                  : hide_like_treated(panel, random);
        folds[f].hidden = hiding.hidden();
        folds[f].data = arrange(hiding.panel(), spec.effects, covariates);
        folds[f].at = additive_fit(folds[f].data, options).at;
    }
    return folds;
}

/// The folds' mean squared error of prediction; each goes on from where it was.
double prediction_error(const Panel& panel, const std::vector<std::size_t>& covariates,
                        double lambda, const CompletionSpec& spec, const SolverOptions& options,
                        std::vector<Fold>& folds) {
    double squares = 0;
    double count = 0;
    for (Fold& fold : folds) {
        const Completed made = complete_matrix(
            fold.data, threshold_of(lambda, fold.data, spec.convention), fold.at, options);
        fold.at = made.solution.at;
        squares += squares_hidden(panel, fold.data, made.solution, covariates, fold.hidden);
        count += static_cast<double>(fold.hidden.size());
    }
    return squares / count;
}

} // namespace

FactorSolution additive_fit(const FactorData& data, const SolverOptions& options) {
    const auto rows = static_cast<Index>(data.periods);
    return solve(data, {.factors = MatrixXd::Zero(rows, 0), .period = VectorXd::Zero(rows)},
                 options);
}

double threshold_of(double lambda, const FactorData& data, LambdaConvention convention) {
    return convention == LambdaConvention::athey_2021
               ? lambda * data.cells / 2
               : lambda * static_cast<double>(data.periods) * static_cast<double>(data.units);
}

CompletionPath validate(const Panel& panel, const std::vector<std::size_t>& covariates, double most,
                        const CompletionSpec& spec, SolverOptions options) {
    options.tolerance = std::max(options.tolerance, spec.fold_tolerance);
    std::vector<Fold> folds = folds_of(panel, covariates, spec, options);
    CompletionPath path;
    for (std::size_t l = 0; l < spec.lambdas; ++l) {
        const double share =
            spec.lambdas > 1 ? static_cast<double>(l) / static_cast<double>(spec.lambdas - 1) : 0.5;
        const double lambda = most * std::pow(10.0, -3 * share);
        path.curve.push_back(
            {.lambda = lambda,
             .mspe = prediction_error(panel, covariates, lambda, spec, options, folds)});
        if (path.curve.back().mspe < (1 - spec.gain) * path.curve[path.best].mspe) {
            path.best = l;
        } else if (spec.gain > 0 && l > path.best) {
            break;
        }
    }
    return path;
}

} // namespace halflight::stats::counterfactual
