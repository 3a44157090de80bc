// SPDX-License-Identifier: Apache-2.0
// The makers of parts.
#pragma once

#include "part.hpp"

namespace halflight::simulate {

/// counties.geojson and the area itself.
[[nodiscard]] Part counties_part(const Country& country);
/// enterprises.geojson, enterprises.csv, industries.csv.
[[nodiscard]] Part enterprises_part(const Country& country);
/// mentions.csv.
[[nodiscard]] Part mentions_part(const Country& country);

} // namespace halflight::simulate
