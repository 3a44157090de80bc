// SPDX-License-Identifier: Apache-2.0
// prepare.hpp - what happens to a panel before and after any fit of this family.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "factor_solver.hpp"
#include "halflight/stats/counterfactual.hpp"
#include "halflight/stats/panel.hpp"

namespace halflight::stats::counterfactual {

/// The units that are kept, and who they were. Refers to the panel it was made from where all are.
struct Prepared {
    const Panel* all = nullptr;
    Panel taken;
    [[nodiscard]] const Panel& panel() const { return dropped.empty() ? *all : taken; }

    std::vector<std::size_t> kept;     ///< column of panel() -> unit
    std::vector<std::size_t> dropped;  ///< units with too few untreated periods
    std::vector<std::uint32_t> groups; ///< of the kept units
    Warnings warnings;
};

/// Leaves out, with warnings, units with fewer than `min_periods` untreated periods. Refuses where
/// no treated unit, or no unit at all with enough of them, is left.
[[nodiscard]] Prepared prepare(const Panel& panel, std::size_t min_periods,
                               std::span<const std::uint32_t> groups, const std::string& method);

/// Covariates that vary beyond the additive effects and each other; warns of the others.
[[nodiscard]] std::vector<std::size_t> usable_covariates(const CovariateSpread& spread,
                                                         const std::vector<std::string>& names,
                                                         Warnings& warnings);

/// Untreated cells with the covariates that are of use.
struct UsableCells {
    FactorData data;
    std::vector<std::size_t> covariates;
};
[[nodiscard]] UsableCells usable_cells(const Panel& panel, Effects effects, int jobs,
                                       Warnings& warnings);

/// Room for the answer: NaN for units that were left out.
[[nodiscard]] Matrix blank_answer(const Prepared& prepared);

/// `fit.untreated`, which stands, is followed by effects, pre-fit and the rest.
void complete(Counterfactual& fit, const Panel& panel, const Prepared& prepared,
              std::span<const std::uint32_t> groups);

/// `values` of the used covariates among all `count`; NaN for the others.
[[nodiscard]] std::vector<double> spread(const Eigen::VectorXd& values,
                                         const std::vector<std::size_t>& used, std::size_t count);

/// Parameters, information criterion and the PC criterion of Li (2018), corrected for panels of
/// less than 60 units or periods, as gsynth and fect do.
struct Criteria {
    double sigma2 = undefined;
    double ic = undefined;
    double pc = undefined;
};
[[nodiscard]] Criteria criteria_of(double rss, double cells, std::size_t periods, std::size_t units,
                                   std::size_t factors, std::size_t covariates, Effects effects);

void warn_unless_converged(bool converged, int iterations, Warnings& warnings);

} // namespace halflight::stats::counterfactual
