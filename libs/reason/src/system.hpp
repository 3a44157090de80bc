// SPDX-License-Identifier: Apache-2.0
// The system of cells and constraints that a ledger implies through its code lists and periods.
#pragma once

#include "halflight/base/interval.hpp"
#include "halflight/ledger/ledger.hpp"
#include "halflight/reason/analysis.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace halflight::reason {

using CellIndex = std::uint32_t;
using ConstraintIndex = std::uint32_t;

/// One series in one period, the variable of the system.
struct Variable {
    ledger::SeriesIndex series = 0;
    Period period;
    bool auxiliary = false; ///< made only to tie periods together; never shown
    bool nonnegative = false;
    bool integer = false;
    std::vector<ledger::ClaimIndex> claims; ///< visible statements about this very cell
};

enum class ConstraintType : std::uint8_t {
    linear, ///< sum of coefficient * cell lies in [low, high]
    growth, ///< cells: now, before, rate; now = before * (1 + factor * rate)
    share,  ///< cells: part, whole, share; part = factor * share * whole
    mean, ///< cells: parent, children...; the parent lies between the least and the greatest child
};

struct Constraint {
    ConstraintType type = ConstraintType::linear;
    FindingKind kind = FindingKind::sum;
    std::uint32_t first = 0; ///< of its terms
    std::uint32_t count = 0;
    double low = 0; ///< linear only; may be infinite
    double high = 0;
    double factor = 1; ///< growth and share: from the rate's unit to 1
};

struct Term {
    CellIndex cell = 0;
    double coefficient = 1;
};

/// Built once per analysis. `assumption` of a constraint (a code read as another) is kept by index.
class System {
  public:
    explicit System(const ledger::Ledger& ledger) : m_ledger(&ledger) {}

    CellIndex add_cell(ledger::SeriesIndex series, const Period& period, bool auxiliary);
    [[nodiscard]] const CellIndex* find_cell(ledger::SeriesIndex series,
                                             const Period& period) const;
    /// Adds a constraint unless one with the same type and terms stands already.
    void add_constraint(Constraint constraint, std::vector<Term> terms);

    [[nodiscard]] const std::vector<Variable>& cells() const noexcept { return m_cells; }
    [[nodiscard]] std::vector<Variable>& cells() noexcept { return m_cells; }
    [[nodiscard]] const std::vector<Constraint>& constraints() const noexcept {
        return m_constraints;
    }
    [[nodiscard]] std::span<const Term> terms(const Constraint& constraint) const noexcept;
    [[nodiscard]] std::span<const Term> terms(ConstraintIndex constraint) const noexcept;
    /// Constraints that hold a cell.
    [[nodiscard]] std::span<const ConstraintIndex> constraints_of(CellIndex cell) const noexcept;
    /// To be called when all constraints stand.
    void index_constraints();
    /// The same system over the same ledger at another place.
    [[nodiscard]] System over(const ledger::Ledger& ledger) const;
    /// Cells that are not auxiliary, in the order in which that came to be.
    [[nodiscard]] const std::vector<CellIndex>& shown() const noexcept { return m_shown; }
    /// How far a system is built.
    struct Extent {
        std::size_t cells = 0;
        std::size_t constraints = 0;
        std::size_t shown = 0;
    };
    [[nodiscard]] Extent extent() const noexcept {
        return {m_cells.size(), m_constraints.size(), m_shown.size()};
    }
    /// Takes back what was added since it was built as far as `extent`.
    void cut(const Extent& extent);
    [[nodiscard]] const ledger::Ledger& ledger() const noexcept { return *m_ledger; }

  private:
    struct CellKey {
        ledger::SeriesIndex series;
        Period period;
        bool operator==(const CellKey&) const = default;
    };
    struct CellKeyHash {
        std::size_t operator()(const CellKey& key) const noexcept;
    };

    const ledger::Ledger* m_ledger;
    std::vector<Variable> m_cells;
    std::vector<CellIndex> m_shown;
    std::vector<Constraint> m_constraints;
    std::vector<Term> m_terms;
    std::unordered_map<CellKey, CellIndex, CellKeyHash> m_cell_by_key;
    std::unordered_map<std::uint64_t, std::vector<ConstraintIndex>> m_constraint_by_hash;
    std::vector<std::uint32_t> m_incidence_first;
    std::vector<ConstraintIndex> m_incidence;
};

/// Cells for the visible claims, then every constraint that code lists and periods imply. Series
/// that only code lists name are added to the ledger.
[[nodiscard]] System build_system(ledger::Ledger& ledger,
                                  std::span<const ledger::ClaimIndex> visible);
/// One cell at a time on top of a system that was built, with what follows from it. Looks at the
/// whole system once, then only at what the cell touches. Move-only.
class Extension {
  public:
    /// Keeps references. Nobody else may add to the system or cut it as long as it lives.
    Extension(ledger::Ledger& ledger, System& system);
    Extension(Extension&&) noexcept;
    Extension& operator=(Extension&&) noexcept;
    ~Extension();

    /// Nothing that stands is taken away. The order in which things are added depends on their
    /// names alone.
    CellIndex add(const CellId& asked);
    /// The system as it was built.
    void take_back();

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The connected parts of the system: for every cell the number of its part, from 0 in order of
/// first cell.
struct Components {
    std::vector<std::uint32_t> of_cell;
    std::uint32_t count = 0;
};
[[nodiscard]] Components find_components(const System& system);

/// A constraint in words: "2024 = 2024-S1 + 2024-Q3 + 2024-Q4 (entries:RUS:PRK)".
[[nodiscard]] std::string describe(const System& system, ConstraintIndex constraint);
/// "entries:RUS:PRK:purpose=study 2024-Q3".
[[nodiscard]] std::string cell_name(const System& system, CellIndex cell);

} // namespace halflight::reason
