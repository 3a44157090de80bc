// SPDX-License-Identifier: Apache-2.0
// What code lists and periods imply: which cells there are, and which constraints join them.
#include "system.hpp"
#include "tiling.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <optional>

namespace halflight::reason {
namespace {

using ledger::Code;
using ledger::Indicator;
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

/// The units of a frequency that a span touches, as one stretch.
Period touched(const Period& span, Frequency frequency) {
    return {period_at(span.first, frequency).first,
            period_at(Date{span.end.days - 1}, frequency).end};
}

class Builder {
  public:
    Builder(ledger::Ledger& ledger, std::span<const ledger::ClaimIndex> visible)
        : m_ledger(ledger), m_visible(visible), m_system(ledger) {}

    System build() {
        add_claim_cells();
        add_assumed_codes();
        add_grids();
        // Cells that one rule asks for may be what another waits for; the rules are few and their
        // chains short.
        for (std::size_t before = 0; before != m_system.cells().size();) {
            before = m_system.cells().size();
            add_ratio_cells();
            add_families();
            add_conversions();
        }
        add_means();
        for (const auto& [series, cells] : cells_by_series()) {
            if (indicator(series).type == IndicatorType::flow) {
                tile_periods(m_system, series, cells);
            }
        }
        m_system.index_constraints();
        return std::move(m_system);
    }

  private:
    void add_claim_cells() {
        for (const ledger::ClaimIndex index : m_visible) {
            const ledger::Claim& claim = m_ledger.claims()[index];
            const CellIndex cell = m_system.add_cell(claim.series, claim.period, false);
            m_system.cells()[cell].claims.push_back(index);
        }
    }

    /// A code that is read as another has the other's value: an assumption, and named as one where
    /// it is used.
    void add_assumed_codes() {
        for (std::size_t i = 0, count = m_system.cells().size(); i < count; ++i) {
            const Variable cell = m_system.cells()[i];
            for (const auto& [id, dimension] : m_ledger.codes.dimensions) {
                const std::string dims(m_ledger.text(key(cell.series).dims));
                const Code* code = dimension.find(ledger::code_in(dims, id, m_ledger.codes));
                if (code != nullptr && !code->read_as.empty()) {
                    SeriesKey other = key(cell.series);
                    other.dims = intern(ledger::with_code(dims, id, code->read_as, m_ledger.codes));
                    m_system.add_constraint(
                        {ConstraintType::linear, FindingKind::identity, 0, 0, 0, 0, 1},
                        {{static_cast<CellIndex>(i), 1}, {add(other, cell.period), -1}});
                }
            }
        }
    }

    /// Indicators with a frequency have a cell for each unit of it inside the span of their
    /// statements.
    void add_grids() {
        for (const auto& [series, cells] : cells_by_series()) {
            const Frequency frequency = indicator(series).frequency;
            if (frequency == Frequency::none) {
                continue;
            }
            std::optional<Period> span;
            for (const CellIndex cell : cells) {
                const Period& period = m_system.cells()[cell].period;
                if (!period.open_start() && !period.open_end()) {
                    span = span ? Period{std::min(span->first, period.first),
                                         std::max(span->end, period.end)}
                                : period;
                }
            }
            for (const Period& unit : span ? units_inside(touched(*span, frequency), frequency)
                                           : std::vector<Period>{}) {
                m_system.add_cell(series, unit, false);
            }
        }
    }

    /// Shares and growth rates bring the cells that they are made of.
    void add_ratio_cells() {
        for (std::size_t i = 0, count = m_system.cells().size(); i < count; ++i) {
            const Variable cell = m_system.cells()[i];
            const Indicator& rule = indicator(cell.series);
            if (rule.share_of) {
                add_share(static_cast<CellIndex>(i), cell, rule);
            } else if (!rule.growth_of.empty() && !cell.period.open_start() &&
                       !cell.period.open_end()) {
                add_growth(static_cast<CellIndex>(i), cell, rule);
            }
        }
    }

    void add_share(CellIndex share, const Variable& cell, const Indicator& rule) {
        const SeriesKey part = of_indicator(key(cell.series), rule.share_of->part);
        SeriesKey whole = of_indicator(key(cell.series), rule.share_of->whole);
        whole.dims = merged_dims(whole.dims, rule.share_of->whole_dims);
        whole.area =
            rule.share_of->whole_area.empty() ? whole.area : intern(rule.share_of->whole_area);
        whole.counterpart = rule.share_of->whole_counterpart.empty()
                                ? whole.counterpart
                                : intern(rule.share_of->whole_counterpart);
        const Unit& unit = m_ledger.unit_of(key(cell.series));
        const double factor = to_base(1.0, unit) * unit_ratio(whole, part);
        m_system.add_constraint(
            {ConstraintType::share, FindingKind::share, 0, 0, 0, 0, factor},
            {{add(part, cell.period), 1}, {add(whole, cell.period), 1}, {share, 1}});
    }

    void add_growth(CellIndex rate, const Variable& cell, const Indicator& rule) {
        const SeriesKey level = of_indicator(key(cell.series), rule.growth_of);
        const double factor = to_base(1.0, m_ledger.unit_of(key(cell.series)));
        m_system.add_constraint(
            {ConstraintType::growth, FindingKind::growth, 0, 0, 0, 0, factor},
            {{add(level, cell.period), 1}, {add(level, previous(cell.period)), 1}, {rate, 1}});
    }

    void add_families() {
        const auto by_series = cells_by_series();
        for (const Family& family : find_families(by_series)) {
            add_family(family, by_series);
        }
    }

    /// Families in which some member has a cell. Parents are found from their parts as well as by
    /// themselves.
    std::vector<Family>
    find_families(const std::map<SeriesIndex, std::vector<CellIndex>>& by_series) {
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
        for (const auto& [series, cells] : by_series) {
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
                               return of_indicator(key, to);
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

    void add_family(const Family& family,
                    const std::map<SeriesIndex, std::vector<CellIndex>>& by_series) {
        std::set<Period> periods;
        const auto collect = [&](const SeriesKey& member) {
            if (const auto series = m_ledger.find_series(member)) {
                const auto cells = by_series.find(*series);
                for (const CellIndex cell :
                     cells == by_series.end() ? std::vector<CellIndex>{} : cells->second) {
                    periods.insert(m_system.cells()[cell].period);
                }
            }
        };
        collect(family.parent);
        std::for_each(family.parts.begin(), family.parts.end(), collect);
        for (const Period& period : periods) {
            add_family_at(family, period, by_series);
        }
    }

    void add_family_at(const Family& family, const Period& period,
                       const std::map<SeriesIndex, std::vector<CellIndex>>& by_series) {
        const bool whole_here = here(family.parent, period);
        const auto parts_here = static_cast<std::size_t>(
            std::count_if(family.parts.begin(), family.parts.end(),
                          [&](const SeriesKey& part) { return here(part, period); }));
        const bool some_part_near =
            std::any_of(family.parts.begin(), family.parts.end(),
                        [&](const SeriesKey& part) { return overlaps(part, period, by_series); });
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

    /// Statements in one unit bound those in another through the range of the product factor.
    void add_conversions() {
        for (std::size_t i = 0, count = m_system.cells().size(); i < count; ++i) {
            const Variable cell = m_system.cells()[i];
            for (const ledger::ConversionRule& rule : indicator(cell.series).conversions) {
                add_conversion(cell, rule);
            }
        }
    }

    void add_conversion(const Variable& cell, const ledger::ConversionRule& rule) {
        const std::string_view unit = m_ledger.text(key(cell.series).unit);
        if (unit != rule.from.text && unit != rule.to.text) {
            return;
        }
        SeriesKey from = key(cell.series);
        from.unit = intern(rule.from.text);
        SeriesKey to = key(cell.series);
        to.unit = intern(rule.to.text);
        const CellIndex a = add(from, cell.period);
        const CellIndex b = add(to, cell.period);
        m_system.add_constraint(
            {ConstraintType::linear, FindingKind::conversion, 0, 0, 0, infinity, 1},
            {{b, 1}, {a, -rule.factor.lo}});
        m_system.add_constraint(
            {ConstraintType::linear, FindingKind::conversion, 0, 0, -infinity, 0, 1},
            {{b, 1}, {a, -rule.factor.hi}});
    }

    /// A parent's rate lies between those of its children when every child is stated.
    void add_means() {
        for (std::size_t i = 0, count = m_system.cells().size(); i < count; ++i) {
            const Variable cell = m_system.cells()[i];
            const std::string& over = indicator(cell.series).mean_over;
            const auto dimension = m_ledger.codes.dimensions.find(over);
            if (over.empty() || dimension == m_ledger.codes.dimensions.end()) {
                continue;
            }
            const SeriesKey parent = key(cell.series);
            const Code* code = dimension->second.find(
                ledger::code_in(m_ledger.text(parent.dims), over, m_ledger.codes));
            if (code != nullptr && code->complete) {
                add_mean(static_cast<CellIndex>(i), cell, *code, over);
            }
        }
    }

    void add_mean(CellIndex parent, const Variable& cell, const Code& code,
                  const std::string& dimension) {
        std::vector<Term> terms{{parent, 1}};
        for (const std::string& part : code.parts) {
            SeriesKey child = key(cell.series);
            child.dims = m_ledger.pool.intern(
                ledger::with_code(m_ledger.text(child.dims), dimension, part, m_ledger.codes));
            const auto series = m_ledger.find_series(child);
            const CellIndex* found = series ? m_system.find_cell(*series, cell.period) : nullptr;
            if (found == nullptr) {
                return;
            }
            terms.push_back({*found, 1});
        }
        m_system.add_constraint({ConstraintType::mean, FindingKind::growth, 0, 0, 0, 0, 1},
                                std::move(terms));
    }

    [[nodiscard]] bool here(const SeriesKey& member, const Period& period) const {
        const auto series = m_ledger.find_series(member);
        return series && m_system.find_cell(*series, period) != nullptr;
    }

    [[nodiscard]] bool
    overlaps(const SeriesKey& member, const Period& period,
             const std::map<SeriesIndex, std::vector<CellIndex>>& by_series) const {
        const auto series = m_ledger.find_series(member);
        const auto cells = series ? by_series.find(*series) : by_series.end();
        return cells != by_series.end() &&
               std::any_of(cells->second.begin(), cells->second.end(), [&](CellIndex cell) {
                   return m_system.cells()[cell].period.overlaps(period);
               });
    }

    [[nodiscard]] std::map<SeriesIndex, std::vector<CellIndex>> cells_by_series() const {
        std::map<SeriesIndex, std::vector<CellIndex>> result;
        for (CellIndex i = 0; i < m_system.cells().size(); ++i) {
            result[m_system.cells()[i].series].push_back(i);
        }
        return result;
    }

    CellIndex add(const SeriesKey& member, const Period& period) {
        return m_system.add_cell(m_ledger.add_series(member), period, false);
    }
    [[nodiscard]] SeriesKey key(SeriesIndex series) const { return m_ledger.series()[series]; }
    [[nodiscard]] const Indicator& indicator(SeriesIndex series) const {
        return m_ledger.indicator_of(key(series));
    }
    /// The same series of another indicator, in a unit of the same dimension where that is kept in
    /// several.
    SeriesKey of_indicator(SeriesKey key, const std::string& id) {
        const Unit& unit = m_ledger.unit_of(key);
        key.indicator = intern(id);
        const auto& units = m_ledger.indicator_of(key).units;
        const auto same = std::find_if(units.begin(), units.end(), [&](const Unit& other) {
            return other.same_dimension(unit);
        });
        key.unit = units.size() < 2 ? Symbol{}
                                    : intern((same == units.end() ? units.front() : *same).text);
        return key;
    }
    [[nodiscard]] double unit_ratio(const SeriesKey& from, const SeriesKey& to) const {
        return to_base(1.0, m_ledger.unit_of(from)) / to_base(1.0, m_ledger.unit_of(to));
    }
    Symbol intern(std::string_view text) { return m_ledger.pool.intern(text); }
    Symbol merged_dims(Symbol dims, const std::string& over) {
        std::string result(m_ledger.text(dims));
        for (const std::string_view pair :
             over.empty() ? std::vector<std::string_view>{} : split(over, ';')) {
            const auto at = pair.find('=');
            result =
                ledger::with_code(result, pair.substr(0, at), pair.substr(at + 1), m_ledger.codes);
        }
        return m_ledger.pool.intern(result);
    }

    ledger::Ledger& m_ledger;
    std::span<const ledger::ClaimIndex> m_visible;
    System m_system;
};

} // namespace

System build_system(ledger::Ledger& ledger, std::span<const ledger::ClaimIndex> visible) {
    return Builder(ledger, visible).build();
}

} // namespace halflight::reason
