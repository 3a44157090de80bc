// SPDX-License-Identifier: Apache-2.0
// synthetic/design.hpp - which units are compared with which, from when on.
#pragma once

#include <cstddef>
#include <vector>

#include "synthetic/block.hpp"

namespace halflight::stats::synthetic {

struct Group {
    std::size_t before = 0; ///< periods before treatment
    std::vector<std::size_t> treated{};
    Tuning tuning{};
    /// Of the fit that stands, by unit of the panel and by period; empty before it.
    std::vector<double> unit_weights{};
    std::vector<double> time_weights{};
};

struct Design {
    std::vector<std::size_t> controls{}; ///< units of the panel; repeated in a bootstrap
    std::vector<Group> groups{};         ///< by `before`
};

/// Checks panel and spec (see fit_synthetic), leaves out units with too few periods.
[[nodiscard]] Design make_design(const SyntheticPanel& panel, const SyntheticSpec& spec,
                                 Warnings& warnings);

/// The fit of one group against the controls of the design.
[[nodiscard]] BlockFit fit_group(const SyntheticPanel& panel, const SyntheticSpec& spec,
                                 const Design& design, const Group& group);

/// Treated unit-periods of a group: its weight in the effect.
[[nodiscard]] double cells_of(const SyntheticPanel& panel, const Group& group);

/// Effect over all groups, weights estimated anew.
[[nodiscard]] double effect_of(const SyntheticPanel& panel, const SyntheticSpec& spec,
                               const Design& design);

/// Effect over all groups with the weights that stand.
[[nodiscard]] double effect_with_fixed_weights(const SyntheticPanel& panel, const Design& design);

/// Standard error of the effect of a design that was fitted; fills replicates and warnings.
[[nodiscard]] double standard_error(const SyntheticPanel& panel, const SyntheticSpec& spec,
                                    const Design& design, SyntheticFit& fit);

} // namespace halflight::stats::synthetic
