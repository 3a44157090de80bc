// SPDX-License-Identifier: Apache-2.0
// One wrong statement contradicts many others, each in a conflict of its own. A reader wants one
// finding for it. The fewest statements that together touch every conflict are a diagnosis (Reiter
// 1987): found greedily by suspicion, then improved by exchanging two suspects for one as long as
// that can be done.
#include "suspects.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <tuple>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;

/// Whether every cell of a constraint has a statement of its own, so that the constraint tests
/// them.
bool tests_statements(const Context& context, ConstraintIndex constraint) {
    const auto terms = context.system->terms(constraint);
    return std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
        const Stated& stated = context.solution->stated[term.cell];
        return stated.low_claim != no_index || stated.high_claim != no_index;
    });
}

/// Constraints that contradict their statements by themselves. One that is suspended only as a link
/// in a longer chain still speaks for the statements that it holds.
std::vector<bool> broken_alone(const Context& context) {
    std::vector<bool> broken(context.system->constraints().size(), false);
    for (const Conflict& conflict : context.solution->conflicts) {
        if (conflict.constraints.size() == 1) {
            broken[conflict.constraints.front()] = true;
        }
    }
    return broken;
}

/// How many constraints speak for a statement because they test it and hold.
std::size_t support_of(const Context& context, const std::vector<bool>& broken, ClaimIndex claim) {
    const CellIndex* cell =
        context.system->find_cell(context.claim(claim).series, context.claim(claim).period);
    std::size_t held = 0;
    for (const ConstraintIndex constraint : cell == nullptr
                                                ? std::span<const ConstraintIndex>{}
                                                : context.system->constraints_of(*cell)) {
        held += !broken[constraint] && tests_statements(context, constraint) ? 1U : 0U;
    }
    return held;
}

/// Suspicion weighs the c conflicts of a statement by the share that they are of all that tests it,
/// c conflicts and h constraints that hold, as in locating faults of programs (Abreu et al. 2007;
/// the D* family of Wong et al. 2014).
struct Suspicion {
    std::size_t conflicts = 0;
    std::size_t support = 0;
    ClaimIndex claim = 0;

    [[nodiscard]] double size() const noexcept {
        const auto c = static_cast<double>(conflicts);
        const double share = c / (c + static_cast<double>(support));
        return c * share * share;
    }
    bool operator<(const Suspicion& other) const noexcept {
        const double own = size();
        const double others = other.size();
        return std::tie(own, other.claim) < std::tie(others, claim);
    }
};

class Diagnosis {
  public:
    explicit Diagnosis(const Context& context)
        : m_conflicts(context.solution->conflicts), m_suspects_in(m_conflicts.size()) {
        for (std::size_t i = 0; i < m_conflicts.size(); ++i) {
            if (decided_by_claims(context, m_conflicts[i].claims)) {
                m_alone.push_back(i); // told by itself, so that its verdict silences nothing else
                continue;
            }
            for (const ClaimIndex claim : m_conflicts[i].claims) {
                m_holding[claim].push_back(i);
            }
        }
        const std::vector<bool> broken = broken_alone(context);
        for (const auto& [claim, in] : m_holding) {
            m_suspicion[claim] = {in.size(), support_of(context, broken, claim), claim};
        }
        choose();
        improve();
    }

    [[nodiscard]] std::vector<std::vector<std::size_t>> groups() const {
        std::vector<std::vector<std::size_t>> result;
        for (const std::size_t i : m_alone) {
            result.push_back({i});
        }
        std::map<ClaimIndex, std::vector<std::size_t>> by_suspect;
        for (std::size_t i = 0; i < m_conflicts.size(); ++i) {
            if (!m_suspects_in[i].empty()) {
                by_suspect[most_suspect(m_suspects_in[i])].push_back(i);
            }
        }
        for (auto& [suspect, conflicts] : by_suspect) {
            result.push_back(std::move(conflicts));
        }
        return result;
    }

  private:
    /// Again and again the statement with the greatest suspicion among the conflicts left.
    void choose() {
        std::priority_queue<Suspicion> queue;
        for (const auto& [claim, suspicion] : m_suspicion) {
            queue.push(suspicion);
        }
        while (!queue.empty()) {
            Suspicion best = queue.top();
            queue.pop();
            const auto left = static_cast<std::size_t>(
                std::count_if(m_holding[best.claim].begin(), m_holding[best.claim].end(),
                              [this](std::size_t i) { return m_suspects_in[i].empty(); }));
            if (left == best.conflicts) {
                add(best.claim);
            } else if (left > 0) { // others took some of them meanwhile: again at its true size
                best.conflicts = left;
                queue.push(best);
            }
        }
    }

    void improve() {
        for (bool better = true; better;) {
            better = false;
            const std::vector<ClaimIndex> chosen(m_chosen.begin(), m_chosen.end());
            for (const ClaimIndex suspect : chosen) {
                better = (m_chosen.contains(suspect) && exchange(suspect)) || better;
            }
        }
    }

    /// Lets a suspect off when it is not needed, or when one statement can stand for it and another
    /// suspect.
    bool exchange(ClaimIndex suspect) {
        const auto own = only_by(suspect);
        if (own.empty()) {
            remove(suspect);
            return true;
        }
        for (const ClaimIndex candidate : m_conflicts[own.front()].claims) {
            const bool stands_for_all = !m_chosen.contains(candidate) && holds_all(candidate, own);
            if (const auto second =
                    stands_for_all ? also_stands_for(candidate, suspect) : std::nullopt) {
                remove(suspect);
                remove(*second);
                add(candidate);
                return true;
            }
        }
        return false;
    }

    /// Another suspect all of whose own conflicts the candidate holds.
    [[nodiscard]] std::optional<ClaimIndex> also_stands_for(ClaimIndex candidate,
                                                            ClaimIndex suspect) const {
        for (const std::size_t i : m_holding.at(candidate)) {
            for (const ClaimIndex other : m_suspects_in[i]) {
                if (other != suspect && m_suspects_in[i].size() == 1 &&
                    holds_all(candidate, only_by(other))) {
                    return other;
                }
            }
        }
        return std::nullopt;
    }

    /// Conflicts that no other suspect touches.
    [[nodiscard]] std::vector<std::size_t> only_by(ClaimIndex suspect) const {
        std::vector<std::size_t> result;
        std::copy_if(m_holding.at(suspect).begin(), m_holding.at(suspect).end(),
                     std::back_inserter(result),
                     [this](std::size_t i) { return m_suspects_in[i].size() == 1; });
        return result;
    }

    [[nodiscard]] bool holds_all(ClaimIndex claim,
                                 const std::vector<std::size_t>& conflicts) const {
        const auto& in = m_holding.at(claim); // ascending
        return std::includes(in.begin(), in.end(), conflicts.begin(), conflicts.end());
    }

    [[nodiscard]] ClaimIndex most_suspect(const std::set<ClaimIndex>& suspects) const {
        return *std::max_element(
            suspects.begin(), suspects.end(),
            [this](ClaimIndex a, ClaimIndex b) { return m_suspicion.at(a) < m_suspicion.at(b); });
    }

    void add(ClaimIndex claim) {
        m_chosen.insert(claim);
        for (const std::size_t i : m_holding.at(claim)) {
            m_suspects_in[i].insert(claim);
        }
    }
    void remove(ClaimIndex claim) {
        m_chosen.erase(claim);
        for (const std::size_t i : m_holding.at(claim)) {
            m_suspects_in[i].erase(claim);
        }
    }

    const std::vector<Conflict>& m_conflicts;
    std::vector<std::set<ClaimIndex>> m_suspects_in; ///< per conflict
    std::map<ClaimIndex, std::vector<std::size_t>> m_holding;
    std::map<ClaimIndex, Suspicion> m_suspicion;
    std::set<ClaimIndex> m_chosen;
    std::vector<std::size_t> m_alone;
};

} // namespace

std::vector<std::vector<std::size_t>> group_by_suspect(const Context& context) {
    return Diagnosis(context).groups();
}

} // namespace halflight::reason
