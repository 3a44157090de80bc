// SPDX-License-Identifier: Apache-2.0
// imputation_weights.hpp - means of imputed effects, and what each cluster does to them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "halflight/stats/imputation.hpp"
#include "untreated_model.hpp"

namespace halflight::stats::detail {

/// The weighted mean of effects over used rows: all, those of a cohort or those of an event time.
struct Estimand {
    std::string name = {};
    std::optional<std::int32_t> onset = {};
    std::optional<int> time = {};
    std::size_t rows = 0;
    double estimate = 0;
};

struct Influence {
    std::vector<Estimand> estimands = {}; ///< overall, cohorts, event times; each ascending
    /// Estimands x estimands: sums over clusters of products of sum v e, e the residual of an
    /// untreated row and, of a used one, its effect less the mean of its group.
    Eigen::MatrixXd cross = {};
    std::size_t lone = 0; ///< the most groups in one estimand that hold a single unit
};

/// `used`: treated rows that can be imputed; `left`: outcome less what was imputed. Takes units a
/// few at a time, all estimands together: the weights v of rows are never written out.
[[nodiscard]] Influence influence_of(const EventTable& table, const UntreatedModel& model,
                                     const std::vector<bool>& used, std::span<const double> left,
                                     const ImputationSpec& spec);

} // namespace halflight::stats::detail
