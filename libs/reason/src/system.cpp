// SPDX-License-Identifier: Apache-2.0
#include "system.hpp"

#include <algorithm>
#include <numeric>

namespace halflight::reason {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) noexcept {
    hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6U) + (hash >> 2U);
    return hash * 0xff51afd7ed558ccdULL;
}

std::uint64_t hash_terms(ConstraintType type, std::span<const Term> terms) noexcept {
    std::uint64_t hash = static_cast<std::uint64_t>(type) + 1;
    for (const Term& term : terms) {
        hash = mix(hash, term.cell);
    }
    return hash;
}

bool same_terms(std::span<const Term> a, std::span<const Term> b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Term& x, const Term& y) {
        return x.cell == y.cell && x.coefficient == y.coefficient;
    });
}

std::uint32_t find_root(std::vector<std::uint32_t>& parent, std::uint32_t at) {
    while (parent[at] != at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    return at;
}

} // namespace

std::size_t System::CellKeyHash::operator()(const CellKey& key) const noexcept {
    const auto days =
        (static_cast<std::uint64_t>(static_cast<std::uint32_t>(key.period.first.days)) << 32U) |
        static_cast<std::uint32_t>(key.period.end.days);
    return mix(mix(1, key.series), days);
}

CellIndex System::add_cell(ledger::SeriesIndex series, const Period& period, bool auxiliary) {
    const auto [entry, added] =
        m_cell_by_key.try_emplace({series, period}, static_cast<CellIndex>(m_cells.size()));
    if (!added) {
        bool& hidden = m_cells[entry->second].auxiliary;
        if (hidden && !auxiliary) {
            hidden = false;
            m_shown.push_back(entry->second);
        }
        return entry->second;
    }
    if (!auxiliary) {
        m_shown.push_back(entry->second);
    }
    const ledger::Indicator& indicator = m_ledger->indicator_of(m_ledger->series()[series]);
    m_cells.push_back({series, period, auxiliary, indicator.nonnegative, indicator.integer, {}});
    return entry->second;
}

const CellIndex* System::find_cell(ledger::SeriesIndex series, const Period& period) const {
    const auto entry = m_cell_by_key.find({series, period});
    return entry == m_cell_by_key.end() ? nullptr : &entry->second;
}

void System::add_constraint(Constraint constraint, std::vector<Term> terms) {
    // A linear constraint is the same in any order of its terms; the others name their terms by
    // place.
    if (constraint.type == ConstraintType::linear) {
        std::sort(terms.begin(), terms.end(),
                  [](const Term& a, const Term& b) { return a.cell < b.cell; });
    }
    auto& same_hash = m_constraint_by_hash[hash_terms(constraint.type, terms)];
    for (const ConstraintIndex other : same_hash) {
        const Constraint& old = m_constraints[other];
        if (old.type == constraint.type && old.low == constraint.low &&
            old.high == constraint.high && same_terms(this->terms(old), terms)) {
            return;
        }
    }
    same_hash.push_back(static_cast<ConstraintIndex>(m_constraints.size()));
    constraint.first = static_cast<std::uint32_t>(m_terms.size());
    constraint.count = static_cast<std::uint32_t>(terms.size());
    m_terms.insert(m_terms.end(), terms.begin(), terms.end());
    m_constraints.push_back(constraint);
}

std::span<const Term> System::terms(const Constraint& constraint) const noexcept {
    return {m_terms.data() + constraint.first, constraint.count};
}

std::span<const Term> System::terms(ConstraintIndex constraint) const noexcept {
    return terms(m_constraints[constraint]);
}

std::span<const ConstraintIndex> System::constraints_of(CellIndex cell) const noexcept {
    return {m_incidence.data() + m_incidence_first[cell],
            m_incidence_first[cell + 1] - m_incidence_first[cell]};
}

void System::index_constraints() {
    m_incidence_first.assign(m_cells.size() + 1, 0);
    for (const Term& term : m_terms) {
        ++m_incidence_first[term.cell + 1];
    }
    std::partial_sum(m_incidence_first.begin(), m_incidence_first.end(), m_incidence_first.begin());
    m_incidence.resize(m_terms.size());
    std::vector<std::uint32_t> next(m_incidence_first.begin(), m_incidence_first.end() - 1);
    for (ConstraintIndex i = 0; i < m_constraints.size(); ++i) {
        for (const Term& term : terms(i)) {
            m_incidence[next[term.cell]++] = i;
        }
    }
}

System System::over(const ledger::Ledger& ledger) const {
    System result = *this;
    result.m_ledger = &ledger;
    return result;
}

void System::cut(const Extent& extent) {
    const std::size_t constraints = extent.constraints;
    for (std::size_t i = constraints; i < m_constraints.size(); ++i) {
        const auto same_hash =
            m_constraint_by_hash.find(hash_terms(m_constraints[i].type, terms(m_constraints[i])));
        std::erase_if(same_hash->second,
                      [constraints](ConstraintIndex index) { return index >= constraints; });
    }
    for (std::size_t i = extent.cells; i < m_cells.size(); ++i) {
        m_cell_by_key.erase({m_cells[i].series, m_cells[i].period});
    }
    for (std::size_t i = extent.shown; i < m_shown.size(); ++i) {
        m_cells[m_shown[i]].auxiliary = true;
    }
    m_shown.resize(extent.shown);
    m_terms.resize(constraints < m_constraints.size() ? m_constraints[constraints].first
                                                      : m_terms.size());
    m_constraints.resize(constraints);
    m_cells.resize(extent.cells);
    index_constraints();
}

Components find_components(const System& system) {
    const auto count = static_cast<std::uint32_t>(system.cells().size());
    std::vector<std::uint32_t> parent(count);
    std::iota(parent.begin(), parent.end(), 0U);
    for (const Constraint& constraint : system.constraints()) {
        const auto terms = system.terms(constraint);
        for (const Term& term : terms.subspan(1)) {
            const auto a = find_root(parent, terms.front().cell);
            const auto b = find_root(parent, term.cell);
            parent[std::max(a, b)] = std::min(a, b);
        }
    }
    Components result{std::vector<std::uint32_t>(count), 0};
    for (std::uint32_t cell = 0; cell < count; ++cell) {
        const auto root =
            find_root(parent, cell); // the least cell of its part, so numbered already
        result.of_cell[cell] = root == cell ? result.count++ : result.of_cell[root];
    }
    return result;
}

} // namespace halflight::reason
