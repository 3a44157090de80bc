// SPDX-License-Identifier: Apache-2.0
#include "families.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

namespace halflight::reason {
namespace {

using ledger::Code;
using ledger::IndicatorType;
using ledger::SeriesIndex;
using ledger::SeriesKey;

constexpr double infinity = std::numeric_limits<double>::infinity();

bool adds_up(IndicatorType type) noexcept {
    return type == IndicatorType::flow || type == IndicatorType::stock;
}

/// A whole and its parts: codes of one dimension, areas of a group, or indicators of a sum.
struct Family {
    SeriesKey parent;
    std::vector<SeriesKey> parts;
    bool complete = false;
};

class Families {
  public:
    Families(ledger::Ledger& ledger, System& system, const CellsBySeries& cells)
        : m_ledger(ledger), m_system(system), m_cells(cells) {}

    void tie() {
        for (const Family& family : find_families()) {
            add_family(family);
        }
    }

  private:
    /// Families in which some member has a cell. Parents are found from their parts as well as by
    /// themselves.
    std::vector<Family> find_families() {
        std::map<SeriesKey, std::vector<Family>> found;
        const auto note = [&found](Family family) {
            auto& same_parent = found[family.parent];
            const bool known =
                std::any_of(same_parent.begin(), same_parent.end(),
                            [&family](const Family& other) { return other.parts == family.parts; });
            if (!known) {
                same_parent.push_back(std::move(family));
            }
        };
        for (const auto& [series, cells] : m_cells) {
            if (adds_up(indicator(series).type)) {
                note_families(key(series), note);
            }
        }
        std::vector<Family> result;
        for (auto& [parent, families] : found) {
            std::move(families.begin(), families.end(), std::back_inserter(result));
        }
        return result;
    }

    void note_families(const SeriesKey& member, const std::function<void(Family)>& note) {
        for (const auto& [id, dimension] : m_ledger.codes.dimensions) {
            const auto code = ledger::code_in(m_ledger.text(member.dims), id, m_ledger.codes);
            for (const Code& parent : dimension.codes) {
                note_if_member(
                    parent, code, note, member, [this, &id](SeriesKey key, const std::string& to) {
                        key.dims = m_ledger.pool.intern(
                            ledger::with_code(m_ledger.text(key.dims), id, to, m_ledger.codes));
                        return key;
                    });
            }
        }
        for (const auto& [id, group] : m_ledger.codes.areas) {
            note_if_member(group, m_ledger.text(member.area), note, member,
                           [this](SeriesKey key, const std::string& to) {
                               key.area = intern(to);
                               return key;
                           });
            note_if_member(group, m_ledger.text(member.counterpart), note, member,
                           [this](SeriesKey key, const std::string& to) {
                               key.counterpart = intern(to);
                               return key;
                           });
        }
        for (const auto& [id, total] : m_ledger.codes.indicators) {
            note_if_member(Code{id, {}, total.sum_of, true, {}, {}, {}, {}},
                           m_ledger.text(member.indicator), note, member,
                           [this](const SeriesKey& key, const std::string& to) {
                               return series_of_indicator(m_ledger, key, to);
                           });
        }
    }

    template <class Replace>
    void note_if_member(const Code& parent, std::string_view code,
                        const std::function<void(Family)>& note, const SeriesKey& member,
                        const Replace& replace) {
        const bool member_of =
            code == parent.id ||
            std::find(parent.parts.begin(), parent.parts.end(), code) != parent.parts.end();
        if (parent.parts.empty() || code.empty() || !member_of) {
            return;
        }
        Family family{replace(member, parent.id), {}, parent.complete};
        for (const std::string& part : parent.parts) {
            family.parts.push_back(replace(member, part));
        }
        note(std::move(family));
    }

    void add_family(const Family& family) {
        if (!one_dimension(family)) {
            return;
        }
        std::set<Period> periods;
        const auto collect = [&](const SeriesKey& member) {
            if (const auto series = m_ledger.find_series(member)) {
                const auto cells = m_cells.find(*series);
                for (const CellIndex cell :
                     cells == m_cells.end() ? std::vector<CellIndex>{} : cells->second) {
                    periods.insert(m_system.cells()[cell].period);
                }
            }
        };
        collect(family.parent);
        std::for_each(family.parts.begin(), family.parts.end(), collect);
        for (const Period& period : periods) {
            add_family_at(family, period);
        }
    }

    void add_family_at(const Family& family, const Period& period) {
        const bool whole_here = here(family.parent, period);
        const auto parts_here = static_cast<std::size_t>(
            std::count_if(family.parts.begin(), family.parts.end(),
                          [&](const SeriesKey& part) { return here(part, period); }));
        const bool some_part_near =
            std::any_of(family.parts.begin(), family.parts.end(),
                        [&](const SeriesKey& part) { return overlaps(part, period); });
        const bool all_parts = parts_here == family.parts.size();
        if (family.complete ? !(all_parts || (whole_here && some_part_near))
                            : !(whole_here && parts_here > 0)) {
            return;
        }
        std::vector<Term> terms{{add(family.parent, period), -1.0}};
        for (const SeriesKey& part : family.parts) {
            if (family.complete || here(part, period)) {
                const CellIndex cell = add(part, period);
                terms.push_back({cell, unit_ratio(part, family.parent)});
            }
        }
        m_system.add_constraint({ConstraintType::linear,
                                 family.complete ? FindingKind::sum : FindingKind::part_whole, 0, 0,
                                 family.complete ? 0.0 : -infinity, 0.0, 1},
                                std::move(terms));
    }

    [[nodiscard]] bool here(const SeriesKey& member, const Period& period) const {
        const auto series = m_ledger.find_series(member);
        return series && m_system.find_cell(*series, period) != nullptr;
    }

    [[nodiscard]] bool overlaps(const SeriesKey& member, const Period& period) const {
        const auto series = m_ledger.find_series(member);
        const auto cells = series ? m_cells.find(*series) : m_cells.end();
        return cells != m_cells.end() &&
               std::any_of(cells->second.begin(), cells->second.end(), [&](CellIndex cell) {
                   return m_system.cells()[cell].period.overlaps(period);
               });
    }

    [[nodiscard]] bool one_dimension(const Family& family) const {
        const Unit& whole = m_ledger.unit_of(family.parent);
        return std::all_of(family.parts.begin(), family.parts.end(), [&](const SeriesKey& part) {
            return m_ledger.unit_of(part).same_dimension(whole);
        });
    }

    CellIndex add(const SeriesKey& member, const Period& period) {
        return m_system.add_cell(m_ledger.add_series(member), period, false);
    }
    [[nodiscard]] SeriesKey key(SeriesIndex series) const { return m_ledger.series()[series]; }
    [[nodiscard]] const ledger::Indicator& indicator(SeriesIndex series) const {
        return m_ledger.indicator_of(key(series));
    }
    [[nodiscard]] double unit_ratio(const SeriesKey& from, const SeriesKey& to) const {
        return to_base(1.0, m_ledger.unit_of(from)) / to_base(1.0, m_ledger.unit_of(to));
    }
    Symbol intern(std::string_view text) { return m_ledger.pool.intern(text); }

    ledger::Ledger& m_ledger;
    System& m_system;
    const CellsBySeries& m_cells;
};

} // namespace

void tie_families(ledger::Ledger& ledger, System& system, const CellsBySeries& cells) {
    Families(ledger, system, cells).tie();
}

ledger::SeriesKey series_of_indicator(ledger::Ledger& ledger, ledger::SeriesKey key,
                                      const std::string& id) {
    const Unit& unit = ledger.unit_of(key);
    key.indicator = ledger.pool.intern(id);
    const auto& units = ledger.indicator_of(key).units;
    const auto same = std::find_if(units.begin(), units.end(),
                                   [&](const Unit& other) { return other.same_dimension(unit); });
    key.unit = units.size() < 2
                   ? Symbol{}
                   : ledger.pool.intern((same == units.end() ? units.front() : *same).text);
    return key;
}

} // namespace halflight::reason
