// SPDX-License-Identifier: Apache-2.0
// From the words of a row to its series: looked up once for each combination that a dossier uses.
#pragma once

#include "claim_row.hpp"

#include <optional>
#include <string>

namespace halflight::dossier {

/// What a combination of indicator, area, counterpart, dims and unit stands for.
struct ClaimSeries {
    ledger::SeriesKey key;
    std::optional<ledger::SeriesIndex> index; ///< set when the first sound row needs it
    const ledger::Indicator* indicator = nullptr;
    Unit written;
    Unit kept; ///< the unit of the series
    bool same_unit = true;
    Symbol unit; ///< as written
};

class SeriesResolver {
  public:
    explicit SeriesResolver(Loading& loading) : m_loading(loading) {}
    /// Null when a word is unknown or the unit does not fit: reported, and the row is marked.
    ClaimSeries* resolve(ClaimRow& row);

  private:
    struct Dims {
        std::string canonical;
        std::optional<Fault> fault;
    };
    const ledger::Indicator* find_indicator(ClaimRow& row);
    bool check_area(ClaimRow& row, Column column);
    const Dims& read_dims(ClaimRow& row);
    const Unit* read_unit(ClaimRow& row);
    const Unit* fitting_unit(ClaimRow& row, const ledger::Indicator& indicator,
                             const Unit& written);

    Loading& m_loading;
    std::string m_combination; ///< kept between rows: no allocation for a combination met before
    TextMap<ClaimSeries> m_series;
    TextMap<Dims> m_dims;
    TextMap<Result<Unit>> m_units;
};

} // namespace halflight::dossier
