// SPDX-License-Identifier: Apache-2.0
// Output by sector as it is, and the years of which growth is told.
#pragma once

#include "halflight/simulate/country.hpp"

#include <cstddef>
#include <vector>

namespace halflight::simulate {

/// Output of one group of industries by month, in light at activity 1.
struct SectorOutput {
    Group group{};
    std::vector<double> by_month;
};

/// Groups that make something in every month.
[[nodiscard]] std::vector<SectorOutput> sector_outputs(const Country& country);

/// Whole years that lie in the months with the year before them.
[[nodiscard]] std::vector<Period> growth_years(const Country& country);

/// How many of these are published before the months end.
[[nodiscard]] std::size_t published_years(const Country& country);

} // namespace halflight::simulate
