// SPDX-License-Identifier: Apache-2.0
// Wholes and their parts: codes of one dimension, areas of a group, indicators of a sum.
#pragma once

#include "system.hpp"

#include <map>
#include <vector>

namespace halflight::reason {

using CellsBySeries = std::map<ledger::SeriesIndex, std::vector<CellIndex>>;

/// Adds, for every family in which some member has a cell, the cells and sums that follow in each
/// period. Parents are found from their parts as well as by themselves. A family whose members are
/// kept in different dimensions cannot be added up.
void tie_families(ledger::Ledger& ledger, System& system, const CellsBySeries& cells);

/// The same series of another indicator, in a unit of the same dimension where that is kept in
/// several.
[[nodiscard]] ledger::SeriesKey series_of_indicator(ledger::Ledger& ledger, ledger::SeriesKey key,
                                                    const std::string& id);

} // namespace halflight::reason
