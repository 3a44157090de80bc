// SPDX-License-Identifier: Apache-2.0
// cells.hpp - least squares on dummies that exclude each other, from sums over cells.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "halflight/stats/linear.hpp"

namespace halflight::stats::detail {

/// Dummies of which a row has one or none.
struct Cells {
    std::vector<std::ptrdiff_t> of_row = {}; ///< place in `names`; -1: none
    std::vector<std::string> names = {};
};

/// Least squares on `data.regressors` and, after them, on the dummies of `cells`, with two fixed
/// effects and errors clustered in one way: what `least_squares` gives for the same columns written
/// out, up to rounding, in the memory of a few columns. The cross products of dummies without the
/// effects are those of sums over cells; coefficients are refined once against the residuals.
///
/// Nothing where columns had better be written out: little work (least_squares has extended
/// precision for it), a column that those before it or the effects nearly explain, more levels
/// beside the largest effect than pay, other effects or errors.
[[nodiscard]] std::optional<LinearFit>
least_squares_on_cells(const LinearData& data, const Cells& cells, const LinearSpec& spec);

} // namespace halflight::stats::detail
