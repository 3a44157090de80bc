// SPDX-License-Identifier: Apache-2.0
// halflight/measures/view.hpp - what measures may ask of a ledger and of what reasoning found.
#pragma once

#include "halflight/measures/value.hpp"
#include "halflight/reason/analysis.hpp"

#include <string_view>
#include <vector>

namespace halflight::measures {

/// The number that the statements about a cell print: of the best kind, and where they differ the
/// one of the finest print. A point interval gives itself. None where they contradict each other,
/// two prints are equally fine, or the print lies outside the bounds.
[[nodiscard]] std::optional<double> printed_value(const ledger::Ledger& ledger,
                                                  const reason::Cell& cell);
/// The best kind among the statements of a cell.
[[nodiscard]] std::optional<ledger::Kind> best_kind(const ledger::Ledger& ledger,
                                                    const reason::Cell& cell);

/// Read access. Keeps references: both must outlive it. Series named for the first time are added
/// to the ledger without claims.
class View {
  public:
    /// `spec`: with which the report was made. `synthetic`: the whole dossier is made.
    View(ledger::Ledger& ledger, const reason::Report& report, const reason::Spec& spec = {},
         bool synthetic = false);

    [[nodiscard]] const ledger::Ledger& ledger() const noexcept { return *m_ledger; }
    [[nodiscard]] const reason::Report& report() const noexcept { return *m_report; }

    /// The series that `key` names.
    [[nodiscard]] Result<ledger::SeriesIndex> series(std::string_view key) const;
    [[nodiscard]] std::string key(ledger::SeriesIndex series) const;
    [[nodiscard]] const Unit& unit(ledger::SeriesIndex series) const;
    [[nodiscard]] const ledger::Indicator& indicator(ledger::SeriesIndex series) const;

    /// A cell in the unit of its series. A flow over a period that is no cell is the sum of its
    /// units of the coarsest frequency of which all are cells. Else missing, with the indicator's
    /// range as bounds.
    [[nodiscard]] Value cell(ledger::SeriesIndex series, const Period& period) const;
    /// A statement by itself, in the unit of its series. One that was not known on the day asked
    /// for, is withdrawn or comes from a source taken out is missing.
    [[nodiscard]] Value claim(ledger::ClaimIndex claim) const;

    /// Periods of the cells of a series, in order, open ones left out. With a frequency only its
    /// units.
    [[nodiscard]] std::vector<Period> periods(ledger::SeriesIndex series,
                                              Frequency frequency = Frequency::none) const;
    /// All series of an indicator that have cells, in order of key.
    [[nodiscard]] std::vector<ledger::SeriesIndex> of_indicator(std::string_view indicator) const;

  private:
    [[nodiscard]] Value of_cell(const reason::Cell& cell) const;
    [[nodiscard]] std::optional<Value> sum_of_units(ledger::SeriesIndex series,
                                                    const Period& period) const;
    [[nodiscard]] bool is_synthetic(const std::vector<ledger::ClaimIndex>& claims) const;

    ledger::Ledger* m_ledger;
    const reason::Report* m_report;
    std::vector<bool> m_visible; ///< by claim
    bool m_synthetic;
};

} // namespace halflight::measures
