// SPDX-License-Identifier: Apache-2.0
// poisson_parts.hpp - the steps of a Poisson fit.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "halflight/stats/poisson.hpp"
#include "inputs.hpp"
#include "projector.hpp"

namespace halflight::stats::detail {

/// What a fit works on: rows kept, constant first.
struct PoissonRows {
    std::vector<double> y = {};
    Matrix x = {};
    std::vector<double> offset = {}; ///< zero where none is given
    std::vector<double> weights = {};
    std::vector<Dimension> dimensions = {};
};

struct PoissonEnd {
    std::vector<std::size_t> kept = {}; ///< columns of x
    std::vector<double> slopes = {};
    Matrix design = {}; ///< kept columns, partialled with the final weights
    Matrix bread = {};
    std::vector<double> mean = {};
    std::vector<double> predictor = {}; ///< log of the mean
    double deviance = undefined;
    int iterations = 0;
    bool converged = false;
    bool projected = true;   ///< the effects were removed to the tolerance
    bool suspicious = false; ///< some mean of a row without events shrinks by a factor or is none
};

/// Iterated weighted least squares. Refuses where no regressor is left.
[[nodiscard]] PoissonEnd iterate_poisson(const PoissonRows& rows, const PoissonSpec& spec);

/// False for rows whose mean tends to zero along some direction of the regressors and effects that
/// leaves all rows with events alone. Nothing where the search did not end.
[[nodiscard]] std::optional<std::vector<bool>> not_separated(const PoissonRows& rows,
                                                             const PoissonSpec& spec);

} // namespace halflight::stats::detail
