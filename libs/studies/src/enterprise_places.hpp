// SPDX-License-Identifier: Apache-2.0
// Who is near whom among enterprises, and what follows.
#pragma once

#include "halflight/studies/enterprise_study.hpp"

#include "enterprise_parts.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace halflight::studies {

/// Refuses places that do not match the panel, or are no places.
void require_places(const LightPanel& panel, const EnterprisePlaces& places,
                    const EnterpriseSpec& spec);

/// Those of `treated` and `controls` (units of the panel) that are kept so that none lies within
/// `thin_km` of another, in their order; tells how many are left out.
struct Sides {
    std::vector<std::size_t> treated;
    std::vector<std::size_t> controls;
};
[[nodiscard]] Sides thinned(std::span<const std::size_t> treated,
                            std::span<const std::size_t> controls, const EnterprisePlaces& places,
                            const EnterpriseSpec& spec, EnterpriseStudy& study);

/// Gives the units of the question their clusters, and tells what makes intervals doubtful.
void set_clusters(const EnterprisePlaces& places, Question& question, EnterpriseStudy& study);

} // namespace halflight::studies
