// SPDX-License-Identifier: Apache-2.0
// Interval propagation with a record of why every bound is where it is.
#pragma once

#include "system.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace halflight::reason {

using EventIndex = std::uint32_t;
inline constexpr std::uint32_t no_index = 0xffffffffU;

/// A bound that moved. Its cause is a claim, a constraint with the bounds that it used, or neither
/// (a quantity that cannot be negative).
struct Event {
    CellIndex cell = 0;
    bool upper = false;
    bool open = false;
    double value = 0;
    std::uint32_t claim = no_index;
    ConstraintIndex constraint = no_index;
    std::uint32_t causes_first = 0;
    std::uint32_t causes_count = 0;
};

/// Statements and constraints that cannot all hold.
struct Clash {
    CellIndex cell = 0;
    std::vector<ledger::ClaimIndex> claims;   ///< sorted
    std::vector<ConstraintIndex> constraints; ///< sorted
};

/// The values that a cell's own statements leave it, before anything else is known.
struct Stated {
    Interval bounds = Interval::all();
    std::uint32_t low_claim = no_index;
    std::uint32_t high_claim = no_index;
    bool disputed =
        false; ///< its statements exclude each other: the hull of them all stands for the cell
};

/// True for statements that say what a cell is: measured or estimated, with a value.
[[nodiscard]] bool constrains(const ledger::Claim& claim) noexcept;

/// What the given statements about one cell leave it. `claims` may be a part of the cell's claims.
[[nodiscard]] Stated stated(const System& system, const Variable& cell,
                            std::span<const ledger::ClaimIndex> claims);

/// Bounds-consistency (hull consistency on each constraint) run to a fixed point. One run over a
/// set of constraints.
class Propagation {
  public:
    explicit Propagation(const System& system);
    /// Where `before` ended, over a system that has more cells and constraints since.
    Propagation(const Propagation& before, const System& system);
    /// Back to where `before` ended, of which this is a copy that went on; the cells beyond it are
    /// those that the system has by now.
    void restart(const Propagation& before);

    /// Starts from what the cells' statements say.
    void state(CellIndex cell, const Stated& stated);
    /// Revises `constraints` and whatever they touch among them until nothing moves. Constraints
    /// marked off in `suspended` are left out. A clash suspends the constraint that met it for the
    /// rest of the run.
    void run(std::span<const ConstraintIndex> constraints, std::vector<bool>& suspended);
    /// The same from `first` on, with all constraints of the system.
    void resume(ConstraintIndex first, std::vector<bool>& suspended);
    /// Revises one constraint once without moving anything: the clash that it alone makes, if any.
    [[nodiscard]] std::optional<Clash> clash_of(ConstraintIndex constraint);

    [[nodiscard]] Interval bounds(CellIndex cell) const noexcept;
    [[nodiscard]] const std::vector<Clash>& clashes() const noexcept { return m_clashes; }
    /// Statements and constraints behind one bound. Empty when the bound is infinite or comes from
    /// nonnegativity.
    void collect(CellIndex cell, bool upper, std::vector<ledger::ClaimIndex>& claims,
                 std::vector<ConstraintIndex>& constraints) const;

  private:
    friend class Reviser;
    [[nodiscard]] EventIndex current(CellIndex cell, bool upper) const noexcept {
        return m_current[2 * cell + (upper ? 1 : 0)];
    }
    [[nodiscard]] const Event& event(CellIndex cell, bool upper) const noexcept {
        return m_events[current(cell, upper)];
    }
    void spread(std::span<const ConstraintIndex> start, const std::vector<bool>& member,
                std::vector<bool>& suspended);
    void add_cells();
    void push(Event event, std::span<const EventIndex> causes);
    void walk(std::vector<EventIndex> stack, std::vector<ledger::ClaimIndex>& claims,
              std::vector<ConstraintIndex>& constraints) const;
    [[nodiscard]] Clash make_clash(const Event& moved, std::span<const EventIndex> causes,
                                   ConstraintIndex constraint) const;

    const System* m_system; ///< outlives the run
    std::vector<Event> m_events;
    std::vector<EventIndex> m_causes;
    std::vector<EventIndex> m_current; ///< 2 * cell + upper
    std::vector<Clash> m_clashes;
    mutable std::vector<std::uint32_t> m_seen; ///< walk mark per event
    mutable std::uint32_t m_walk = 0;
};

} // namespace halflight::reason
