// SPDX-License-Identifier: Apache-2.0
// halflight/stats/fixed_effects.hpp - many fixed effects, partialled out of columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// One code per row; rows of equal code belong together. Any values, in any order.
using Codes = std::span<const std::int32_t>;

/// A named grouping of rows: clusters, units, periods. Holds no data.
struct Grouping {
    std::string name = {};
    Codes codes = {};
};

/// One dimension of fixed effects: a constant for each code and, where `slopes` has columns, a
/// slope of each column for each code (varying slopes). `intercept = false` leaves slopes alone.
struct FixedEffect {
    std::string name = {};
    Codes codes = {};
    MatrixView slopes = {};
    bool intercept = true;
};

/// Codes of the combinations of groupings that occur (an interaction), 0, 1, ... in the order in
/// which they are first met. Throws where lengths differ.
[[nodiscard]] std::vector<std::int32_t> interact(std::span<const Codes> groupings);

/// Rows whose code occurs once in some dimension, found again until none is left (ascending). They
/// say nothing about slopes and would inflate degrees of freedom (Correia 2015). A dimension
/// without intercept does not count.
[[nodiscard]] std::vector<std::size_t> singletons(std::span<const FixedEffect> effects);

struct DemeanSpec {
    /// A column ends when what further steps would take off its length, extrapolated from the last
    /// four, is at most this share of what is left of it.
    double tolerance = 1e-9;
    int iterations = 10000; ///< at most, per column; reaching it is a warning
    int jobs = 1;           ///< threads at most; no byte of the result depends on it
};

struct Demeaned {
    Matrix values = {}; ///< rows x columns: what the fixed effects do not explain
    int iterations = 0; ///< the most of any column; 0 where one pass is exact
    bool converged = true;
    Warnings warnings = {}; ///< "not_converged"
};

/// Residuals of each column from weighted least squares on the fixed effects: alternating
/// projections (Gaure 2013), the largest dimension eliminated and the others accelerated by
/// conjugate gradients, which need fewer sweeps than the step of Irons and Tuck (1969) that fixest
/// takes (Berge 2018); where sweeps would be many, the system of the others is written out and
/// factored if it is sparse. No effects: a copy. `weights` empty or one positive number per row.
/// Refuses NaN and infinity, naming column and row; throws where lengths differ.
[[nodiscard]] Demeaned demean(MatrixView columns, std::span<const FixedEffect> effects,
                              std::span<const double> weights = {}, const DemeanSpec& spec = {});

/// The effects of one dimension. Levels are ascending codes.
struct EffectValues {
    std::string name = {};
    std::vector<std::int32_t> levels = {};
    /// levels x (intercept, then slopes): what the dimension adds to a row of that level.
    Matrix values = {};
};

struct FixedEffectFit {
    std::vector<EffectValues> effects = {};
    std::vector<double> residuals = {};
    /// Parameters that the effects really have (levels less redundant ones): exact for up to two
    /// dimensions of intercepts (connected components, Abowd, Creecy and Kramarz 2002), the upper
    /// bound of one redundant level per further dimension beyond.
    std::size_t parameters = 0;
    /// Component of each row in the graph of the first two intercept dimensions; effects of
    /// different components cannot be compared. All 0 where there are fewer than two.
    std::vector<std::int32_t> component = {};
    int iterations = 0;
    bool converged = true;
    Warnings warnings = {};
};

/// Weighted least squares of `outcome` on the fixed effects alone, with their values. The
/// normalisation of several dimensions is arbitrary but fixed: within each component the levels
/// of every dimension but the first have a mean (over rows, weighted) of zero where there are two
/// dimensions; sums over dimensions are what is identified.
[[nodiscard]] FixedEffectFit fit_fixed_effects(std::span<const double> outcome,
                                               std::span<const FixedEffect> effects,
                                               std::span<const double> weights = {},
                                               const DemeanSpec& spec = {});

} // namespace halflight::stats
