// SPDX-License-Identifier: Apache-2.0
// synthetic/block.hpp - one date of adoption: controls, the mean of the treated, and their weights.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/synthetic.hpp"

namespace halflight::stats::synthetic {

struct Block {
    Matrix controls{};             ///< periods x controls
    std::vector<double> treated{}; ///< mean of the treated, every period
    std::size_t before = 0;        ///< periods before treatment
    std::size_t treated_units = 0;
    Matrix predictors{}; ///< predictors x controls, of unit variance; may be empty
    std::vector<double> treated_predictors{};
};

/// What a block and its placebos share.
struct Tuning {
    double noise = 0;
    double zeta_unit = 0;
    double zeta_time = 0;
};

/// Where iterative weights start; empty: equal weights.
struct Start {
    std::vector<double> unit{};
    std::vector<double> time{};
};

struct BlockFit {
    std::vector<double> unit{}; ///< one for each control
    std::vector<double> time{}; ///< one for each period before treatment
    std::vector<double> gap{};
    std::vector<double> curve{};
    double intercept = 0;
    double effect = 0;
    double ridge = undefined;
    std::vector<double> ridge_grid{};
    std::vector<double> ridge_errors{};
    std::vector<double> predictor_weights{};
    std::size_t iterations = 0;
    bool converged = true;
};

[[nodiscard]] Block make_block(const SyntheticPanel& panel, std::span<const std::size_t> controls,
                               std::span<const std::size_t> treated, std::size_t before);

[[nodiscard]] Tuning tuning_of(const SyntheticPanel& panel, std::span<const std::size_t> controls,
                               std::size_t treated, std::size_t before, const SyntheticSpec& spec);

[[nodiscard]] BlockFit fit_block(const Block& block, const SyntheticSpec& spec,
                                 const Tuning& tuning, const Start& start);

/// Gap, curve and effect of weights that are given.
void contrast(const Block& block, BlockFit& fit);

/// Weights of the synthetic control of a block, to be called with `before` up to all periods.
void unit_weights(const Block& block, const SyntheticSpec& spec, const Tuning& tuning,
                  const std::vector<double>& start, BlockFit& fit);

/// Adds the ridge term to weights that stand; chooses the ridge where the spec gives none.
void augment(const Block& block, const SyntheticSpec& spec, const Tuning& tuning, BlockFit& fit);

/// Synthetic control on predictors.
void predictor_weights(const Block& block, const SyntheticSpec& spec, BlockFit& fit);

/// `weights` divided by their sum; equal ones where they sum to zero.
[[nodiscard]] std::vector<double> normalised(std::vector<double> weights);

} // namespace halflight::stats::synthetic
