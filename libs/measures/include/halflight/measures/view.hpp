// SPDX-License-Identifier: Apache-2.0
// halflight/measures/view.hpp - what measures may ask of a ledger and of what reasoning found.
#pragma once

#include "halflight/measures/value.hpp"
#include "halflight/reason/analysis.hpp"

#include <set>
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

/// Cells beyond those of a report: periods that no statement names.
struct Beyond {
    std::set<reason::CellId> asked;  ///< noted by a view
    std::vector<reason::Cell> found; ///< by series, then period; what `reason::answers` says of
                                     ///< those asked for
    [[nodiscard]] const reason::Cell* find(const reason::CellId& id) const noexcept;
};

/// Read access. Keeps references: both must outlive it. Series named for the first time are added
/// to the ledger without claims.
class View {
  public:
    /// `spec`: with which the report was made. `synthetic`: the whole dossier is made. `beyond`:
    /// cells that the report does not have; those that are lacking in it are noted there.
    View(ledger::Ledger& ledger, const reason::Report& report, const reason::Spec& spec = {},
         bool synthetic = false, Beyond* beyond = nullptr);

    [[nodiscard]] const ledger::Ledger& ledger() const noexcept { return *m_ledger; }
    [[nodiscard]] const reason::Report& report() const noexcept { return *m_report; }

    /// The series that `key` names.
    [[nodiscard]] Result<ledger::SeriesIndex> series(std::string_view key) const;
    [[nodiscard]] std::string key(ledger::SeriesIndex series) const;
    [[nodiscard]] const Unit& unit(ledger::SeriesIndex series) const;
    [[nodiscard]] const ledger::Indicator& indicator(ledger::SeriesIndex series) const;

    /// A cell in the unit of its series. A flow over a period that is no cell of the report is the
    /// sum of its units of the coarsest frequency of which all are, inside the bounds that are
    /// known of the period beyond the report. Else the cell beyond the report; without one missing,
    /// with the indicator's range as bounds.
    [[nodiscard]] Value cell(ledger::SeriesIndex series, const Period& period) const;
    /// A statement by itself, in the unit of its series. One that was not known on the day asked
    /// for, is withdrawn or comes from a source taken out is missing.
    [[nodiscard]] Value claim(ledger::ClaimIndex claim) const;

    /// Periods of the report's cells of a series, in order, open ones left out. With a frequency
    /// only its units.
    [[nodiscard]] std::vector<Period> periods(ledger::SeriesIndex series,
                                              Frequency frequency = Frequency::none) const;
    /// All series of an indicator that have cells in the report, in order of key.
    [[nodiscard]] std::vector<ledger::SeriesIndex> of_indicator(std::string_view indicator) const;

  private:
    [[nodiscard]] Value of_cell(const reason::Cell& cell) const;
    [[nodiscard]] std::optional<Value> sum_of_units(ledger::SeriesIndex series,
                                                    const Period& period) const;
    [[nodiscard]] const reason::Cell* cell_beyond(ledger::SeriesIndex series,
                                                  const Period& period) const;
    [[nodiscard]] bool is_synthetic(const std::vector<ledger::ClaimIndex>& claims) const;

    ledger::Ledger* m_ledger;
    const reason::Report* m_report;
    std::vector<bool> m_visible; ///< by claim
    bool m_synthetic;
    Beyond* m_beyond;
};

} // namespace halflight::measures
