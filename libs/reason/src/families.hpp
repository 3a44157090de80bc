// SPDX-License-Identifier: Apache-2.0
// Wholes and their parts: codes of one dimension, areas of a group, indicators of a sum.
#pragma once

#include "system.hpp"

#include <map>
#include <vector>

namespace halflight::reason {

using CellsBySeries = std::map<ledger::SeriesIndex, std::vector<CellIndex>>;

/// A whole and its parts: codes of one dimension, areas of a group, or indicators of a sum.
struct Family {
    ledger::SeriesKey parent;
    std::vector<ledger::SeriesKey> parts;
    bool complete = false;
};

/// Keeps references, and the families of every series that it was asked about.
class Families {
  public:
    Families(ledger::Ledger& ledger, System& system) : m_ledger(ledger), m_system(system) {}

    /// Adds, for every family in which some member has a cell, the cells and sums that follow in
    /// each period. Parents are found from their parts as well as by themselves. A family whose
    /// members are kept in different dimensions cannot be added up. With `fresh`, cells that are
    /// new since the last time, only families with one among their members, in order of name, and
    /// periods that one overlaps: nothing else can have changed.
    void tie(const CellsBySeries& cells, const CellsBySeries* fresh);

  private:
    [[nodiscard]] std::vector<Family> find(const CellsBySeries& cells);
    const std::vector<Family>& families_of(ledger::SeriesIndex series);
    void sort_by_name(std::vector<Family>& families) const;

    ledger::Ledger& m_ledger;
    System& m_system;
    std::map<ledger::SeriesIndex, std::vector<Family>> m_of_series;
};

/// The same series of another indicator, in a unit of the same dimension where that is kept in
/// several.
[[nodiscard]] ledger::SeriesKey series_of_indicator(ledger::Ledger& ledger, ledger::SeriesKey key,
                                                    const std::string& id);

} // namespace halflight::reason
