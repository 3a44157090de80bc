// SPDX-License-Identifier: Apache-2.0
// linear_parts.hpp - the steps that least squares and two-stage least squares share.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "halflight/stats/linear.hpp"
#include "inputs.hpp"
#include "projector.hpp"
#include "solve.hpp"

namespace halflight::stats::detail {

/// Data of the rows used, before and after effects are removed.
struct Partialled {
    Sample sample;
    bool constant = false; ///< a constant stands first among the exogenous columns
    Matrix exogenous = {}; ///< constant, regressors
    Matrix endogenous = {};
    Matrix instruments = {};
    std::vector<double> outcome = {};
    std::vector<double> weights = {};
    std::vector<double> exogenous_lengths = {}; ///< before effects were removed
    std::vector<double> instrument_lengths = {};
    std::vector<Dimension> dimensions = {};
    std::optional<Projector> projector = {}; ///< where there are effects
    double total = 0;   ///< weighted squares of the outcome about its mean, or zero
    double within = 0;  ///< the same after the effects
    double effects = 0; ///< parameters of all effects
    ErrorStructure structure = {};
};

/// Checks, drops singletons, removes effects; notes what it did in `fit`.
[[nodiscard]] Partialled partial_out(const LinearData& data, const LinearSpec& spec,
                                     LinearFit& fit);

/// Names of exogenous columns.
[[nodiscard]] std::vector<std::string> exogenous_names(const LinearData& data, bool constant);

/// columns side by side
[[nodiscard]] Matrix beside(MatrixView left, MatrixView right);
[[nodiscard]] Matrix choose(MatrixView from, std::span<const std::size_t> columns);

/// w x e for each row and column.
[[nodiscard]] Matrix scores_of(MatrixView design, std::span<const double> residuals,
                               std::span<const double> weights);

/// Covariance of coefficients of `design`, which has been partialled.
[[nodiscard]] Covariance covariance_of(const Partialled& data, MatrixView design,
                                       const Matrix& bread, std::span<const double> residuals,
                                       const CovarianceSpec& spec);

/// Notes how effects were removed; warns once where they were not, to the tolerance.
void note_end(LinearFit& fit, const ProjectionEnd& end);

/// Refuses fewer rows than parameters.
void check_room(const Partialled& data, std::size_t regressors);

/// Notes which of `names` are not in `kept` as collinear, and the columns of regressors kept.
void note_kept(LinearFit& fit, const std::vector<std::string>& names,
               std::span<const std::size_t> kept, bool constant);

/// Coefficients from slopes and the fit's covariance; its warnings and that of collinear columns.
void tell(LinearFit& fit, const std::vector<std::string>& names, std::span<const double> slopes,
          const LinearSpec& spec);

/// Fills rss, r2 and the like.
void summarise(LinearFit& fit, const Partialled& data, std::size_t regressors);

/// First stages, Wu-Hausman and Sargan.
void diagnose_instruments(LinearFit& fit, const Partialled& data, const LinearData& raw,
                          const LinearSpec& spec, MatrixView all_instruments,
                          std::span<const std::size_t> excluded, MatrixView second_stage);

} // namespace halflight::stats::detail
