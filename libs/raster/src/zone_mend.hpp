// SPDX-License-Identifier: Apache-2.0
// zone_mend.hpp - parts of one zone made fit for `cover`.
#pragma once

#include "geos.hpp"

namespace halflight::raster {

/// Mends `zone`, whose coordinates are finite and in range. Adds a finding for each thing that
/// changed the zone.
void mend_zone(const Geos& geos, std::size_t index, Zone& zone, std::vector<ZoneFinding>& findings);

} // namespace halflight::raster
