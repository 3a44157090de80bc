// SPDX-License-Identifier: Apache-2.0
#include "solve.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace halflight::reason {
namespace {

/// The cells and constraints of one clash as a system of their own, so that trying subsets is
/// cheap.
class Extract {
  public:
    Extract(const System& whole, std::span<const ConstraintIndex> constraints)
        : m_system(whole.ledger()) {
        for (const ConstraintIndex constraint : constraints) {
            std::vector<Term> terms;
            for (const Term& term : whole.terms(constraint)) {
                const Variable& cell = whole.cells()[term.cell];
                const CellIndex here = m_system.add_cell(cell.series, cell.period, false);
                m_system.cells()[here].claims = cell.claims;
                terms.push_back({here, term.coefficient});
            }
            m_system.add_constraint(whole.constraints()[constraint], std::move(terms));
        }
        m_system.index_constraints();
        for (const Variable& cell : m_system.cells()) {
            m_stated.push_back(stated(m_system, cell, cell.claims));
        }
    }

    [[nodiscard]] std::size_t constraints() const noexcept { return m_system.constraints().size(); }

    /// Whether the chosen statements contradict each other under the chosen constraints.
    [[nodiscard]] bool contradictory(const std::vector<ledger::ClaimIndex>& claims,
                                     const std::vector<ConstraintIndex>& constraints,
                                     bool with_linear_programs) const {
        Propagation run(m_system);
        for (CellIndex cell = 0; cell < m_system.cells().size(); ++cell) {
            run.state(cell, stated_by(cell, claims));
        }
        std::vector<bool> suspended(m_system.constraints().size(), false);
        run.run(constraints, suspended);
        return !run.clashes().empty() ||
               (with_linear_programs && no_linear_solution(run, constraints));
    }

  private:
    /// A disputed cell keeps the hull of all its statements whichever of them are chosen: their
    /// dispute is told already and must not be told again through a sum.
    [[nodiscard]] Stated stated_by(CellIndex cell,
                                   const std::vector<ledger::ClaimIndex>& claims) const {
        const Variable& variable = m_system.cells()[cell];
        const auto some = chosen(variable, claims);
        return m_stated[cell].disputed && !some.empty() ? m_stated[cell]
                                                        : stated(m_system, variable, some);
    }

    static std::vector<ledger::ClaimIndex> chosen(const Variable& cell,
                                                  const std::vector<ledger::ClaimIndex>& claims) {
        std::vector<ledger::ClaimIndex> result;
        std::copy_if(cell.claims.begin(), cell.claims.end(), std::back_inserter(result),
                     [&claims](ledger::ClaimIndex claim) {
                         return std::binary_search(claims.begin(), claims.end(), claim);
                     });
        return result;
    }

    [[nodiscard]] bool no_linear_solution(const Propagation& run,
                                          const std::vector<ConstraintIndex>& constraints) const {
        std::vector<bool> left_out(m_system.constraints().size(), true);
        for (const ConstraintIndex constraint : constraints) {
            left_out[constraint] = false;
        }
        for (const LinearPart& part : linear_parts(m_system, run, left_out)) {
            if (part.cyclic && LinearProgram(m_system, part.cells, part.bounds, part.constraints)
                                   .infeasibility()) {
                return true;
            }
        }
        return false;
    }

    System m_system;
    std::vector<Stated> m_stated; ///< by all statements
};

/// QuickXplain (Junker 2004): a smallest part of `candidates` that is contradictory together with
/// `background`, in about k log(n / k) tests for k members of n. `fresh`: the background has grown
/// since it was last tested.
template <class Member, class Test>
std::vector<Member> smallest(const std::vector<Member>& background,
                             std::span<const Member> candidates, bool fresh,
                             const Test& contradictory) {
    if (fresh && contradictory(background)) {
        return {};
    }
    if (candidates.size() <= 1) {
        return {candidates.begin(), candidates.end()};
    }
    const auto joined = [](std::vector<Member> a, std::span<const Member> b) {
        a.insert(a.end(), b.begin(), b.end());
        std::sort(a.begin(), a.end());
        return a;
    };
    const auto first = candidates.first(candidates.size() / 2);
    const auto second = candidates.subspan(candidates.size() / 2);
    const auto of_second =
        smallest(joined(background, first), second, !first.empty(), contradictory);
    const auto of_first =
        smallest(joined(background, of_second), first, !of_second.empty(), contradictory);
    return joined(of_first, of_second);
}

} // namespace

Conflict minimise(const System& system, const Clash& clash, bool with_linear_programs) {
    const Extract extract(system, clash.constraints);
    // Constraints keep their order in the extract; equal ones were never added twice.
    std::vector<ConstraintIndex> local(extract.constraints());
    for (ConstraintIndex i = 0; i < local.size(); ++i) {
        local[i] = i;
    }
    Conflict conflict{clash.cell, clash.claims, {}};
    if (extract.contradictory(conflict.claims, local, with_linear_programs)) {
        // Constraints first: each that falls takes many statements with it.
        local = smallest<ConstraintIndex>({}, local, false, [&](const auto& some) {
            return extract.contradictory(conflict.claims, some, with_linear_programs);
        });
        const auto reduce = [&](bool programs) {
            conflict.claims =
                smallest<ledger::ClaimIndex>({}, conflict.claims, false, [&](const auto& claims) {
                    return extract.contradictory(claims, local, programs);
                });
        };
        reduce(with_linear_programs);
        if (!with_linear_programs && local.size() > 1) {
            reduce(true); // around a cycle propagation may need statements that the truth does not
        }
    }
    for (const ConstraintIndex i : local) {
        conflict.constraints.push_back(clash.constraints[i]);
    }
    return conflict;
}

Conflict sharpen(const System& system, const Conflict& conflict,
                 std::span<const ConstraintIndex> around) {
    const Extract extract(system, around);
    std::vector<ConstraintIndex> local(extract.constraints());
    std::iota(local.begin(), local.end(), 0U);
    if (!extract.contradictory(conflict.claims, local, true)) {
        return conflict;
    }
    const auto claims =
        smallest<ledger::ClaimIndex>({}, conflict.claims, false, [&](const auto& some) {
            return extract.contradictory(some, local, true);
        });
    if (claims.size() == conflict.claims.size()) {
        return conflict;
    }
    local = smallest<ConstraintIndex>({}, local, false, [&](const auto& some) {
        return extract.contradictory(claims, some, true);
    });
    Conflict sharper{conflict.cell, claims, {}};
    for (const ConstraintIndex i : local) {
        sharper.constraints.push_back(around[i]);
    }
    return sharper;
}

} // namespace halflight::reason
