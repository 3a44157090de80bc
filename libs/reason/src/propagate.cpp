// SPDX-License-Identifier: Apache-2.0
#include "propagate.hpp"
#include "infinity.hpp"
#include "revise.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

namespace halflight::reason {
namespace {

/// A bound must move by more than this share of its size to count; below lies rounding.
constexpr double relative_step = 1e-9;
/// Rounding of a sum, as a share of its greatest summand.
constexpr double sum_rounding = 1e-13;
/// Cyclic systems can creep towards their limit; linear programming finishes what this cuts off.
constexpr int most_revisions = 60;

double step(double a, double b) noexcept {
    return relative_step *
           std::max({1e-3, std::isinf(a) ? 0.0 : std::abs(a), std::isinf(b) ? 0.0 : std::abs(b)});
}

/// True when no value is left between a lower and an upper bound, beyond rounding. Ends that meet
/// leave a value even where one is open: after arithmetic an open end is no better known than a
/// closed one.
bool crossed(double lo, double hi, double slack) noexcept {
    return lo > hi && (std::isinf(lo) || std::isinf(hi) || lo - hi > std::max(slack, step(lo, hi)));
}

bool improves(double now, bool now_open, double next, bool next_open, bool upper) noexcept {
    if (std::isinf(next)) {
        return false;
    }
    if (std::isinf(now)) {
        return true;
    }
    const double gain = upper ? now - next : next - now;
    return gain > step(now, next) || (gain >= 0 && next_open && !now_open);
}

void sort_unique(auto& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

} // namespace

bool constrains(const ledger::Claim& claim) noexcept {
    return claim.has_value() &&
           (claim.kind == ledger::Kind::measured || claim.kind == ledger::Kind::estimate);
}

Stated stated(const System& system, const Variable& cell,
              std::span<const ledger::ClaimIndex> claims) {
    Stated result;
    Interval all = Interval::none();
    std::uint32_t hull_low = no_index;
    std::uint32_t hull_high = no_index;
    for (const ledger::ClaimIndex index : claims) {
        const ledger::Claim& claim = system.ledger().claims()[index];
        if (!constrains(claim)) {
            continue;
        }
        const Interval before = result.bounds;
        result.bounds = intersect(before, claim.bounds);
        result.low_claim = result.bounds.lo != before.lo || result.bounds.lo_open != before.lo_open
                               ? index
                               : result.low_claim;
        result.high_claim = result.bounds.hi != before.hi || result.bounds.hi_open != before.hi_open
                                ? index
                                : result.high_claim;
        hull_low = all.empty() || claim.bounds.lo < all.lo ? index : hull_low;
        hull_high = all.empty() || claim.bounds.hi > all.hi ? index : hull_high;
        all = hull(all, claim.bounds);
    }
    if (result.bounds.empty()) {
        return {all, std::isinf(all.lo) ? no_index : hull_low,
                std::isinf(all.hi) ? no_index : hull_high, true};
    }
    if (cell.nonnegative && result.bounds.lo < 0) {
        result.bounds = intersect(result.bounds, Interval::at_least(0));
        result.low_claim = no_index;
    }
    return result;
}

Propagation::Propagation(const System& system) : m_system(&system) {
    const std::size_t cells = system.cells().size();
    m_events.reserve(3 * cells + 2);
    m_events.push_back({0, false, true, -infinity, no_index, no_index, 0, 0});
    m_events.push_back({0, true, true, infinity, no_index, no_index, 0, 0});
    m_current.resize(2 * cells);
    for (CellIndex cell = 0; cell < cells; ++cell) {
        m_current[2 * cell] = 0;
        m_current[2 * cell + 1] = 1;
        if (system.cells()[cell].nonnegative) {
            push({cell, false, false, 0, no_index, no_index, 0, 0}, {});
        }
    }
}

Propagation::Propagation(const Propagation& before, const System& system) : Propagation(before) {
    m_system = &system;
    m_clashes.clear();
    add_cells();
}

void Propagation::restart(const Propagation& before) {
    for (std::size_t i = before.m_events.size(); i < m_events.size(); ++i) {
        const std::size_t end = 2 * m_events[i].cell + (m_events[i].upper ? 1 : 0);
        if (end < before.m_current.size()) {
            m_current[end] = before.m_current[end];
        }
    }
    m_events.resize(before.m_events.size());
    m_causes.resize(before.m_causes.size());
    m_current.resize(before.m_current.size());
    m_clashes.clear();
    add_cells();
}

void Propagation::add_cells() {
    for (auto cell = static_cast<CellIndex>(m_current.size() / 2); cell < m_system->cells().size();
         ++cell) {
        m_current.insert(m_current.end(), {0, 1});
        if (m_system->cells()[cell].nonnegative) {
            push({cell, false, false, 0, no_index, no_index, 0, 0}, {});
        }
    }
}

void Propagation::state(CellIndex cell, const Stated& stated) {
    if (!std::isinf(stated.bounds.lo)) {
        push({cell, false, stated.bounds.lo_open, stated.bounds.lo, stated.low_claim, no_index, 0,
              0},
             {});
    }
    if (!std::isinf(stated.bounds.hi)) {
        push({cell, true, stated.bounds.hi_open, stated.bounds.hi, stated.high_claim, no_index, 0,
              0},
             {});
    }
}

void Propagation::push(Event event, std::span<const EventIndex> causes) {
    event.causes_first = static_cast<std::uint32_t>(m_causes.size());
    event.causes_count = static_cast<std::uint32_t>(causes.size());
    m_causes.insert(m_causes.end(), causes.begin(), causes.end());
    m_current[2 * event.cell + (event.upper ? 1 : 0)] = static_cast<EventIndex>(m_events.size());
    m_events.push_back(event);
}

Interval Propagation::bounds(CellIndex cell) const noexcept {
    const Event& low = event(cell, false);
    const Event& high = event(cell, true);
    // Ends that rounding let cross by a hair meet in the middle.
    if (low.value > high.value) {
        return Interval::point((low.value + high.value) / 2);
    }
    return {low.value, high.value, low.open && low.value != high.value,
            high.open && low.value != high.value};
}

void Propagation::walk(std::vector<EventIndex> stack, std::vector<ledger::ClaimIndex>& claims,
                       std::vector<ConstraintIndex>& constraints) const {
    m_seen.resize(m_events.size(), 0);
    ++m_walk;
    while (!stack.empty()) {
        const EventIndex at = stack.back();
        stack.pop_back();
        if (m_seen[at] == m_walk) {
            continue;
        }
        m_seen[at] = m_walk;
        const Event& moved = m_events[at];
        if (moved.claim != no_index) {
            claims.push_back(moved.claim);
        }
        if (moved.constraint != no_index) {
            constraints.push_back(moved.constraint);
        }
        const auto causes = m_causes.begin() + moved.causes_first;
        stack.insert(stack.end(), causes, causes + moved.causes_count);
    }
    sort_unique(claims);
    sort_unique(constraints);
}

void Propagation::collect(CellIndex cell, bool upper, std::vector<ledger::ClaimIndex>& claims,
                          std::vector<ConstraintIndex>& constraints) const {
    walk({current(cell, upper)}, claims, constraints);
}

Clash Propagation::make_clash(const Event& moved, std::span<const EventIndex> causes,
                              ConstraintIndex constraint) const {
    Clash clash{moved.cell, {}, {constraint}};
    std::vector<EventIndex> stack(causes.begin(), causes.end());
    stack.push_back(current(moved.cell, !moved.upper));
    walk(std::move(stack), clash.claims, clash.constraints);
    return clash;
}

/// Applies one constraint to the current bounds.
class Reviser {
  public:
    explicit Reviser(Propagation& run) : m_run(run) {}

    /// Cells whose bounds moved; a clash stops at once.
    std::optional<Clash> apply(ConstraintIndex constraint, bool move,
                               std::vector<CellIndex>& moved) {
        const auto terms = m_run.m_system->terms(constraint);
        m_domains.clear();
        for (const Term& term : terms) {
            m_domains.push_back(m_run.bounds(term.cell));
        }
        revise(*m_run.m_system, constraint, m_domains, m_narrowings);
        for (const Narrowing& narrowing : m_narrowings) {
            const CellIndex cell = terms[narrowing.term].cell;
            Interval allowed = narrowing.allowed;
            if (m_run.m_system->cells()[cell].integer) {
                allowed = rounded(allowed);
            }
            for (const bool upper : {false, true}) {
                if (auto clash =
                        tighten(constraint, narrowing.term, cell, upper, allowed, move, moved)) {
                    return clash;
                }
            }
        }
        return std::nullopt;
    }

  private:
    /// Whole numbers inside; an interval without any keeps its ends so that the clash shows where
    /// it is.
    static Interval rounded(const Interval& allowed) {
        const Interval whole = to_integers(allowed);
        return whole.empty() ? allowed : whole;
    }

    std::optional<Clash> tighten(ConstraintIndex constraint, std::uint32_t term, CellIndex cell,
                                 bool upper, const Interval& allowed, bool move,
                                 std::vector<CellIndex>& moved) {
        const Event& now = m_run.event(cell, upper);
        double value =
            allowed.empty() ? (upper ? -infinity : infinity) : (upper ? allowed.hi : allowed.lo);
        const bool open = upper ? allowed.hi_open : allowed.lo_open;
        if (!allowed.empty() && !improves(now.value, now.open, value, open, upper)) {
            return std::nullopt;
        }
        causes_of(constraint, term, upper);
        const double other_end = m_run.event(cell, !upper).value;
        const double slack = rounding(constraint, term);
        if (allowed.empty() ||
            (upper ? crossed(other_end, value, slack) : crossed(value, other_end, slack))) {
            return m_run.make_clash({cell, upper, open, value, no_index, constraint, 0, 0},
                                    m_causes, constraint);
        }
        value = upper ? std::max(value, other_end) : std::min(value, other_end);
        if (move && improves(now.value, now.open, value, open, upper)) {
            m_run.push({cell, upper, open, value, no_index, constraint, 0, 0}, m_causes);
            moved.push_back(cell);
        }
        return std::nullopt;
    }

    /// What a small cell of a linear constraint owes to the rounding of the great ones.
    [[nodiscard]] double rounding(ConstraintIndex constraint, std::uint32_t term) const noexcept {
        if (m_run.m_system->constraints()[constraint].type != ConstraintType::linear) {
            return 0;
        }
        const auto terms = m_run.m_system->terms(constraint);
        double most = 0;
        for (std::size_t i = 0; i < terms.size(); ++i) {
            for (const double end : {m_domains[i].lo, m_domains[i].hi}) {
                most =
                    std::isinf(end) ? most : std::max(most, std::abs(terms[i].coefficient * end));
            }
        }
        return sum_rounding * most / std::abs(terms[term].coefficient);
    }

    /// The bounds of the other terms that this bound rests on. In a linear constraint each gives
    /// one end; the others may use both.
    void causes_of(ConstraintIndex constraint, std::uint32_t term, bool upper) {
        m_causes.clear();
        const auto terms = m_run.m_system->terms(constraint);
        const bool linear =
            m_run.m_system->constraints()[constraint].type == ConstraintType::linear;
        // The greatest value of one summand leaves the least for another.
        const bool others_upper = upper == (terms[term].coefficient < 0);
        for (std::uint32_t i = 0; i < terms.size(); ++i) {
            for (const bool side : {false, true}) {
                if (i != term &&
                    (!linear || side == (others_upper == (terms[i].coefficient > 0)))) {
                    m_causes.push_back(m_run.current(terms[i].cell, side));
                }
            }
        }
    }

    Propagation& m_run;
    Domains m_domains;
    std::vector<Narrowing> m_narrowings;
    std::vector<EventIndex> m_causes;
};

std::optional<Clash> Propagation::clash_of(ConstraintIndex constraint) {
    std::vector<CellIndex> moved;
    return Reviser(*this).apply(constraint, false, moved);
}

void Propagation::run(std::span<const ConstraintIndex> constraints, std::vector<bool>& suspended) {
    std::vector<bool> member(m_system->constraints().size(), false);
    for (const ConstraintIndex constraint : constraints) {
        member[constraint] = true;
    }
    spread(constraints, member, suspended);
}

void Propagation::resume(ConstraintIndex first, std::vector<bool>& suspended) {
    const std::size_t count = m_system->constraints().size();
    std::vector<ConstraintIndex> start(count - first);
    std::iota(start.begin(), start.end(), first);
    spread(start, std::vector<bool>(count, true), suspended);
}

void Propagation::spread(std::span<const ConstraintIndex> start, const std::vector<bool>& member,
                         std::vector<bool>& suspended) {
    Reviser reviser(*this);
    std::vector<bool> queued(member.size(), false);
    std::vector<int> revisions(member.size(), 0);
    std::deque<ConstraintIndex> queue(start.begin(), start.end());
    for (const ConstraintIndex constraint : start) {
        queued[constraint] = true;
    }
    std::vector<CellIndex> moved;
    while (!queue.empty()) {
        const ConstraintIndex constraint = queue.front();
        queue.pop_front();
        queued[constraint] = false;
        if (suspended[constraint] || ++revisions[constraint] > most_revisions) {
            continue;
        }
        moved.clear();
        if (auto clash = reviser.apply(constraint, true, moved)) {
            m_clashes.push_back(std::move(*clash));
            suspended[constraint] = true;
        }
        for (const CellIndex cell : moved) {
            for (const ConstraintIndex next : m_system->constraints_of(cell)) {
                if (member[next] && !queued[next] && next != constraint && !suspended[next]) {
                    queued[next] = true;
                    queue.push_back(next);
                }
            }
        }
    }
}

} // namespace halflight::reason
