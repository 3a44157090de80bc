// SPDX-License-Identifier: Apache-2.0
#include "families.hpp"
#include "infinity.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace halflight::reason {
namespace {

using ledger::Code;
using ledger::IndicatorType;
using ledger::SeriesIndex;
using ledger::SeriesKey;

bool adds_up(IndicatorType type) noexcept {
    return type == IndicatorType::flow || type == IndicatorType::stock;
}

using Note = std::function<void(Family)>;

/// The families that a series is a member of.
class Kin {
  public:
    explicit Kin(ledger::Ledger& ledger) : m_ledger(ledger) {}

    void note_families(const SeriesKey& member, const Note& note) {
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

  private:
    template <class Replace>
    void note_if_member(const Code& parent, std::string_view code, const Note& note,
                        const SeriesKey& member, const Replace& replace) {
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

    Symbol intern(std::string_view text) { return m_ledger.pool.intern(text); }

    ledger::Ledger& m_ledger;
};

/// One family in a system.
class Tie {
  public:
    Tie(ledger::Ledger& ledger, System& system, const CellsBySeries& cells, const Family& family)
        : m_ledger(ledger), m_system(system), m_cells(cells), m_family(family),
          m_parent{family.parent, ledger.find_series(family.parent)} {
        for (const SeriesKey& part : family.parts) {
            m_parts.push_back({part, ledger.find_series(part)});
        }
    }

    void add(const CellsBySeries* fresh) {
        if (!one_dimension()) {
            return;
        }
        const std::set<Period> touching =
            fresh == nullptr ? std::set<Period>{} : periods_in(*fresh);
        for (const Period& period : periods_in(m_cells)) {
            const auto meets = [&period](const Period& other) { return other.overlaps(period); };
            if (fresh == nullptr || std::ranges::any_of(touching, meets)) {
                add_at(period);
            }
        }
    }

  private:
    struct Member {
        SeriesKey key;
        std::optional<SeriesIndex> series;
    };

    [[nodiscard]] std::set<Period> periods_in(const CellsBySeries& cells) const {
        std::set<Period> periods;
        const auto collect = [&](const Member& member) {
            for (const CellIndex cell : cells_of(member, cells)) {
                periods.insert(m_system.cells()[cell].period);
            }
        };
        collect(m_parent);
        std::ranges::for_each(m_parts, collect);
        return periods;
    }

    static std::span<const CellIndex> cells_of(const Member& member, const CellsBySeries& cells) {
        const auto own = member.series ? cells.find(*member.series) : cells.end();
        return own == cells.end() ? std::span<const CellIndex>() : own->second;
    }

    void add_at(const Period& period) {
        const bool whole_here = here(m_parent, period);
        const auto parts_here = static_cast<std::size_t>(
            std::ranges::count_if(m_parts, [&](const Member& part) { return here(part, period); }));
        const auto some_part_near = [&] {
            return std::ranges::any_of(m_parts,
                                       [&](const Member& part) { return overlaps(part, period); });
        };
        const bool all_parts = parts_here == m_parts.size();
        if (m_family.complete ? !(all_parts || (whole_here && some_part_near()))
                              : !(whole_here && parts_here > 0)) {
            return;
        }
        std::vector<Term> terms{{cell_of(m_parent, period), -1.0}};
        for (Member& part : m_parts) {
            if (m_family.complete || here(part, period)) {
                const CellIndex cell = cell_of(part, period);
                terms.push_back({cell, unit_ratio(part.key, m_parent.key)});
            }
        }
        m_system.add_constraint({ConstraintType::linear,
                                 m_family.complete ? FindingKind::sum : FindingKind::part_whole, 0,
                                 0, m_family.complete ? 0.0 : -infinity, 0.0, 1},
                                std::move(terms));
    }

    [[nodiscard]] bool here(const Member& member, const Period& period) const {
        return member.series && m_system.find_cell(*member.series, period) != nullptr;
    }

    [[nodiscard]] bool overlaps(const Member& member, const Period& period) const {
        return std::ranges::any_of(cells_of(member, m_cells), [&](CellIndex cell) {
            return m_system.cells()[cell].period.overlaps(period);
        });
    }

    [[nodiscard]] bool one_dimension() const {
        const Unit& whole = m_ledger.unit_of(m_parent.key);
        return std::ranges::all_of(m_parts, [&](const Member& part) {
            return m_ledger.unit_of(part.key).same_dimension(whole);
        });
    }

    CellIndex cell_of(Member& member, const Period& period) {
        if (!member.series) {
            member.series = m_ledger.add_series(member.key);
        }
        return m_system.add_cell(*member.series, period, false);
    }
    [[nodiscard]] double unit_ratio(const SeriesKey& from, const SeriesKey& to) const {
        return to_base(1.0, m_ledger.unit_of(from)) / to_base(1.0, m_ledger.unit_of(to));
    }

    ledger::Ledger& m_ledger;
    System& m_system;
    const CellsBySeries& m_cells;
    const Family& m_family;
    Member m_parent;
    std::vector<Member> m_parts;
};

} // namespace

const std::vector<Family>& Families::families_of(SeriesIndex series) {
    const auto [entry, added] = m_of_series.try_emplace(series);
    if (added) {
        const SeriesKey member = m_ledger.series()[series];
        if (adds_up(m_ledger.indicator_of(member).type)) {
            Kin(m_ledger).note_families(member, [&families = entry->second](Family family) {
                families.push_back(std::move(family));
            });
        }
    }
    return entry->second;
}

/// Families in which some member has a cell. Parents are found from their parts as well as by
/// themselves.
std::vector<Family> Families::find(const CellsBySeries& cells) {
    std::map<SeriesKey, std::vector<Family>> found;
    for (const auto& [series, own] : cells) {
        for (const Family& family : families_of(series)) {
            auto& same_parent = found[family.parent];
            if (std::ranges::find(same_parent, family.parts, &Family::parts) == same_parent.end()) {
                same_parent.push_back(family);
            }
        }
    }
    std::vector<Family> result;
    for (auto& [parent, families] : found) {
        std::move(families.begin(), families.end(), std::back_inserter(result));
    }
    return result;
}

/// Numbers and symbols of series follow the order in which texts were met; what was asked
/// before must not show.
void Families::sort_by_name(std::vector<Family>& families) const {
    std::vector<std::pair<std::vector<std::string>, Family>> named;
    for (Family& family : families) {
        std::vector<std::string> names{m_ledger.key_text(family.parent)};
        for (const SeriesKey& part : family.parts) {
            names.push_back(m_ledger.key_text(part));
        }
        named.emplace_back(std::move(names), std::move(family));
    }
    std::ranges::sort(named, {}, [](const auto& entry) -> const auto& { return entry.first; });
    std::ranges::transform(named, families.begin(),
                           [](auto& entry) { return std::move(entry.second); });
}

void Families::tie(const CellsBySeries& cells, const CellsBySeries* fresh) {
    std::vector<Family> families = find(fresh == nullptr ? cells : *fresh);
    if (fresh != nullptr) {
        sort_by_name(families);
    }
    for (const Family& family : families) {
        Tie(m_ledger, m_system, cells, family).add(fresh);
    }
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
