// SPDX-License-Identifier: Apache-2.0
// The makers of parts.
#pragma once

#include "part.hpp"

namespace halflight::simulate {

/// counties.geojson and the area itself.
[[nodiscard]] Part counties_part(const Country& country);
/// enterprises.geojson; studies/: enterprises.csv, industries.csv.
[[nodiscard]] Part enterprises_part(const Country& country);
/// studies/mentions.csv.
[[nodiscard]] Part mentions_part(const Country& country);
/// Codes of the areas that the tables below name.
[[nodiscard]] Part partners_part(const Country& country);
/// claims/border.csv.
[[nodiscard]] Part border_part(const Country& country);
/// claims/trade.csv.
[[nodiscard]] Part trade_part(const Country& country);
/// claims/prices.csv.
[[nodiscard]] Part prices_part(const Country& country);
/// events.csv; studies/: visits.csv, visits-coverage.csv.
[[nodiscard]] Part visits_part(const Country& country);
/// claims/petroleum.csv.
[[nodiscard]] Part petroleum_part(const Country& country);
/// claims/press.csv.
[[nodiscard]] Part press_part(const Country& country);
/// claims/growth.csv, where a year is published before the months end.
[[nodiscard]] Part growth_part(const Country& country);
/// claims/electricity.csv.
[[nodiscard]] Part electricity_part(const Country& country);

} // namespace halflight::simulate
