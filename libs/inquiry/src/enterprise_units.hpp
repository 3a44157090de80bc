// SPDX-License-Identifier: Apache-2.0
// Which enterprises of a panel are compared with which, and where they are.
#pragma once

#include "halflight/studies/enterprise_study.hpp"
#include "industries.hpp"

namespace halflight::inquiry {

struct Groups {
    std::vector<std::size_t> treated; ///< units of the panel
    std::vector<std::size_t> controls;
    std::size_t too_near = 0;
    std::size_t without_light = 0; ///< not in the panel
};

/// By the groups of `treated` and `controls`; controls lie `apart-km` from all of `affected`.
[[nodiscard]] Groups choose_groups(Asked& asked, Desk& desk, const Enterprises& enterprises,
                                   const studies::LightPanel& panel);

/// In the order of the panel; none with independent = true. An enterprise that the table lacks, or
/// without a place or a label of its cluster, is a fault.
[[nodiscard]] studies::EnterprisePlaces places_of(Asked& asked, Desk& desk,
                                                  const Enterprises& enterprises,
                                                  const studies::LightPanel& panel);

} // namespace halflight::inquiry
