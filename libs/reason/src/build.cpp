// SPDX-License-Identifier: Apache-2.0
// What code lists and periods imply: which cells there are, and which constraints join them.
#include "families.hpp"
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

/// The units of a frequency that a span touches, as one stretch.
Period touched(const Period& span, Frequency frequency) {
    return {period_at(span.first, frequency).first,
            period_at(Date{span.end.days - 1}, frequency).end};
}

class Builder {
  public:
    Builder(ledger::Ledger& ledger, std::span<const ledger::ClaimIndex> visible,
            std::span<const CellId> asked)
        : m_ledger(ledger), m_visible(visible), m_asked(asked), m_system(ledger) {}

    System build() {
        add_claim_cells();
        add_assumed_codes();
        add_grids();
        add_asked_cells();
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

    /// After the grids, which reach as far as the statements and no further.
    void add_asked_cells() {
        for (const CellId& cell : m_asked) {
            m_system.add_cell(cell.series, cell.period, false);
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
        const SeriesKey part = series_of_indicator(m_ledger, key(cell.series), rule.share_of->part);
        SeriesKey whole = series_of_indicator(m_ledger, key(cell.series), rule.share_of->whole);
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
        const SeriesKey level = series_of_indicator(m_ledger, key(cell.series), rule.growth_of);
        const double factor = to_base(1.0, m_ledger.unit_of(key(cell.series)));
        m_system.add_constraint(
            {ConstraintType::growth, FindingKind::growth, 0, 0, 0, 0, factor},
            {{add(level, cell.period), 1}, {add(level, previous(cell.period)), 1}, {rate, 1}});
    }

    void add_families() { tie_families(m_ledger, m_system, cells_by_series()); }

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
    std::span<const CellId> m_asked;
    System m_system;
};

} // namespace

System build_system(ledger::Ledger& ledger, std::span<const ledger::ClaimIndex> visible,
                    std::span<const CellId> asked) {
    return Builder(ledger, visible, asked).build();
}

} // namespace halflight::reason
