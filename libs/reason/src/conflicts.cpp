// SPDX-License-Identifier: Apache-2.0
// Contradictions of the system as findings: those that one statement explains are told as one.
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <queue>
#include <tuple>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;

/// Whether every cell of a constraint has a statement of its own, so that the constraint tests them.
bool tests_statements(const Context& context, ConstraintIndex constraint) {
    const auto terms = context.system->terms(constraint);
    return std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
        const Stated& stated = context.solution->stated[term.cell];
        return stated.low_claim != no_index || stated.high_claim != no_index;
    });
}

/// Constraints that contradict their statements by themselves. One that is suspended only as a link in a longer chain still speaks
/// for the statements that it holds.
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
    const CellIndex* cell = context.system->find_cell(context.claim(claim).series, context.claim(claim).period);
    std::size_t held = 0;
    for (const ConstraintIndex constraint : cell == nullptr ? std::span<const ConstraintIndex>{} : context.system->constraints_of(*cell)) {
        held += !broken[constraint] && tests_statements(context, constraint) ? 1U : 0U;
    }
    return held;
}

/// A small hitting set by the greedy rule (Reiter 1987): again and again the most suspect statement, and with it all conflicts
/// left that hold it; each group is told as one finding. Suspicion weighs the c conflicts of a statement by the share that they
/// are of all that tests it, c conflicts and h constraints that hold, as in locating faults of programs (Abreu et al. 2007; the
/// D* family of Wong et al. 2014).
class Suspects {
  public:
    explicit Suspects(const Context& context) : m_conflicts(context.solution->conflicts) {
        for (std::size_t i = 0; i < m_conflicts.size(); ++i) {
            if (decided_by_claims(context, m_conflicts[i].claims)) {
                m_decided.push_back({i}); // told by itself, so that its verdict silences nothing else
                continue;
            }
            for (const ClaimIndex claim : m_conflicts[i].claims) {
                m_holding[claim].push_back(i);
            }
        }
        const std::vector<bool> broken = broken_alone(context);
        for (const auto& [claim, in] : m_holding) {
            m_queue.push({in.size(), support_of(context, broken, claim), claim});
        }
        m_taken.resize(m_conflicts.size(), false);
    }

    std::vector<std::vector<std::size_t>> groups() {
        choose();
        dissolve();
        std::vector<std::vector<std::size_t>> result = m_decided;
        for (Group& group : m_groups) {
            if (!group.conflicts.empty()) {
                std::sort(group.conflicts.begin(), group.conflicts.end());
                result.push_back(std::move(group.conflicts));
            }
        }
        return result;
    }

  private:
    struct Group {
        ClaimIndex suspect;
        std::size_t support;
        std::vector<std::size_t> conflicts;
    };

    void choose() {
        while (!m_queue.empty()) {
            Suspect best = m_queue.top();
            m_queue.pop();
            std::vector<std::size_t> left;
            std::copy_if(m_holding[best.claim].begin(), m_holding[best.claim].end(), std::back_inserter(left),
                         [this](std::size_t i) { return !m_taken[i]; });
            if (left.size() < best.conflicts) { // others took some of them meanwhile: queue again at its true size
                best.conflicts = left.size();
                if (!left.empty()) {
                    m_queue.push(best);
                }
                continue;
            }
            std::for_each(left.begin(), left.end(), [this](std::size_t i) { m_taken[i] = true; });
            m_group_of[best.claim] = m_groups.size();
            m_groups.push_back({best.claim, best.support, std::move(left)});
        }
    }

    /// The greedy rule may take a statement that shares each of its conflicts with a suspect taken later. Such a group is not needed:
    /// its conflicts go to the other suspects. The best supported statements are let off first.
    void dissolve() {
        std::vector<std::size_t> order(m_groups.size());
        std::iota(order.begin(), order.end(), 0U);
        std::stable_sort(order.begin(), order.end(),
                         [this](std::size_t a, std::size_t b) { return m_groups[a].support > m_groups[b].support; });
        for (const std::size_t i : order) {
            std::vector<std::size_t> others;
            for (const std::size_t conflict : m_groups[i].conflicts) {
                if (const auto other = other_group(conflict, i)) {
                    others.push_back(*other);
                }
            }
            if (others.size() == m_groups[i].conflicts.size()) {
                for (std::size_t k = 0; k < others.size(); ++k) {
                    m_groups[others[k]].conflicts.push_back(m_groups[i].conflicts[k]);
                }
                m_groups[i].conflicts.clear();
            }
        }
    }

    [[nodiscard]] std::optional<std::size_t> other_group(std::size_t conflict, std::size_t own) const {
        for (const ClaimIndex claim : m_conflicts[conflict].claims) {
            const auto group = m_group_of.find(claim);
            if (group != m_group_of.end() && group->second != own && !m_groups[group->second].conflicts.empty()) {
                return group->second;
            }
        }
        return std::nullopt;
    }

    struct Suspect {
        std::size_t conflicts;
        std::size_t support;
        ClaimIndex claim;
        [[nodiscard]] double suspicion() const noexcept {
            const auto c = static_cast<double>(conflicts);
            const double share = c / (c + static_cast<double>(support));
            return c * share * share;
        }
        bool operator<(const Suspect& other) const noexcept { // weaker suspects are less
            const double own = suspicion();
            const double others = other.suspicion();
            return std::tie(own, other.claim) < std::tie(others, claim);
        }
    };

    const std::vector<Conflict>& m_conflicts;
    std::map<ClaimIndex, std::vector<std::size_t>> m_holding;
    std::priority_queue<Suspect> m_queue;
    std::vector<bool> m_taken;
    std::vector<std::vector<std::size_t>> m_decided;
    std::vector<Group> m_groups;
    std::map<ClaimIndex, std::size_t> m_group_of;
};

FindingKind kind_of(const Context& context, const Conflict& conflict) {
    if (conflict.constraints.empty()) {
        const auto& a = context.claim(conflict.claims.front());
        const auto& b = context.claim(conflict.claims.back());
        return a.known_since == b.known_since ? FindingKind::bound : FindingKind::vintage;
    }
    FindingKind kind = context.system->constraints()[conflict.constraints.front()].kind;
    for (const ConstraintIndex constraint : conflict.constraints) {
        const FindingKind other = context.system->constraints()[constraint].kind;
        kind = other == FindingKind::conversion || other == FindingKind::part_whole ? other : kind;
    }
    return kind;
}

std::string words_for_cell(const Context& context, const Conflict& conflict) {
    std::string values;
    for (const ClaimIndex claim : conflict.claims) {
        values += (values.empty() ? "" : " and ") + show_printed(context, claim) + " (" + context.id(claim) + ")";
    }
    return values + " cannot both be " + cell_name(*context.system, conflict.cell);
}

/// What the parts of a sum add up to against the whole, from the cells' own statements.
std::string words_for_sum(const Context& context, ConstraintIndex index) {
    Interval whole = Interval::point(0);
    Interval parts = Interval::point(0);
    CellIndex shown = 0;
    for (const Term& term : context.system->terms(index)) {
        const Interval value = scale(context.solution->stated[term.cell].bounds, std::abs(term.coefficient));
        shown = term.coefficient < 0 ? term.cell : shown;
        Interval& side = term.coefficient < 0 ? whole : parts;
        side = side + value;
    }
    const std::string unit = context.unit(context.system->cells()[shown].series).text;
    return describe(*context.system, index) + ": the parts give " + show(parts, unit) + ", the whole is " + show(whole, unit);
}

/// A whole period and the others as its parts, when the statements of one series are just that.
std::optional<std::string> words_for_tiling(const Context& context, const Conflict& conflict) {
    const auto& claims = conflict.claims;
    const auto own_series = [&](ClaimIndex claim) { return context.claim(claim).series == context.claim(claims[0]).series; };
    if (claims.size() < 3 || !std::all_of(claims.begin(), claims.end(), own_series)) {
        return std::nullopt;
    }
    const std::string& unit = context.unit(context.claim(claims[0]).series).text;
    for (const ClaimIndex whole : claims) {
        std::vector<Period> parts;
        Interval sum = Interval::point(0);
        std::string words;
        for (const ClaimIndex part : claims) {
            if (part != whole) {
                parts.push_back(context.claim(part).period);
                sum = sum + context.claim(part).bounds;
                words += (words.empty() ? "" : " + ") + to_string(parts.back());
            }
        }
        if (tiles(context.claim(whole).period, parts)) {
            return words + " of " + context.ledger.key_text(context.ledger.series()[context.claim(whole).series]) + " give " +
                   show(sum, unit) + ", " + to_string(context.claim(whole).period) + " is " +
                   show(context.claim(whole).bounds, unit);
        }
    }
    return std::nullopt;
}

std::string words_for(const Context& context, const Conflict& conflict) {
    if (conflict.constraints.empty()) {
        return words_for_cell(context, conflict);
    }
    if (const auto words = words_for_tiling(context, conflict)) {
        return *words;
    }
    const Constraint& first = context.system->constraints()[conflict.constraints.front()];
    const bool one_sum = conflict.constraints.size() == 1 && first.type == ConstraintType::linear &&
                         (first.kind == FindingKind::sum || first.kind == FindingKind::part_whole);
    if (one_sum) {
        return words_for_sum(context, conflict.constraints.front());
    }
    std::string words = std::to_string(conflict.claims.size()) + " statements cannot all be true: ";
    for (std::size_t i = 0; i < conflict.constraints.size(); ++i) {
        words += (i == 0 ? "" : "; ") + describe(*context.system, conflict.constraints[i]);
    }
    return words;
}

Finding finding_of(const Context& context, const std::vector<std::size_t>& group) {
    const auto& conflicts = context.solution->conflicts;
    Finding finding;
    finding.outcome = Outcome::conflict;
    finding.kind = kind_of(context, conflicts[group.front()]);
    finding.message = words_for(context, conflicts[group.front()]);
    if (group.size() > 1) {
        finding.message += ", and " + std::to_string(group.size() - 1) + " more contradiction" + (group.size() > 2 ? "s" : "") +
                           " with a statement in common";
    }
    std::vector<Note> more;
    for (const std::size_t i : group) {
        finding.claims.insert(finding.claims.end(), conflicts[i].claims.begin(), conflicts[i].claims.end());
        finding.minimal_sets.push_back(conflicts[i].claims);
        if (i != group.front()) {
            more.push_back({"also: " + words_for(context, conflicts[i]), {}});
        }
    }
    normalise(finding.claims);
    finding.proposed = propose_verdict(context, conflicts[group.front()].claims, finding.kind);
    place_at_claims(context, finding);
    finding.notes.insert(finding.notes.end(), more.begin(), more.end());
    return finding;
}

} // namespace

void find_conflicts(const Context& context, std::vector<Finding>& findings) {
    for (const auto& group : Suspects(context).groups()) {
        findings.push_back(finding_of(context, group));
    }
}

} // namespace halflight::reason
