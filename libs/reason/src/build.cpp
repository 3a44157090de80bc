// SPDX-License-Identifier: Apache-2.0
// What code lists and periods imply: which cells there are, and which constraints join them.
#include "families.hpp"
#include "infinity.hpp"
#include "system.hpp"
#include "tiling.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace halflight::reason {
namespace {

using ledger::Code;
using ledger::Indicator;
using ledger::IndicatorType;
using ledger::SeriesIndex;
using ledger::SeriesKey;

/// The units of a frequency that a span touches, as one stretch.
Period touched(const Period& span, Frequency frequency) {
    return {period_at(span.first, frequency).first,
            period_at(Date{span.end.days - 1}, frequency).end};
}

class Builder {
  public:
    Builder(ledger::Ledger& ledger, System& system)
        : m_ledger(ledger), m_system(system), m_families(ledger, system) {}

    void build(std::span<const ledger::ClaimIndex> visible) {
        add_claim_cells(visible);
        add_assumed_codes();
        add_grids();
        add_what_follows();
    }

    /// What stands is built: from here on only what is added counts as fresh.
    void settle() {
        m_settled = m_system.extent();
        m_fresh_seen = m_settled->shown;
        (void)cells_by_series();
    }

    CellIndex extend(const CellId& asked) {
        const CellIndex cell = m_system.add_cell(asked.series, asked.period, false);
        add_what_follows();
        return cell;
    }

    void take_back() {
        for (std::size_t i = m_settled->shown; i < m_listed; ++i) {
            const CellIndex cell = m_system.shown()[i];
            const auto same_series = m_cells.find(m_system.cells()[cell].series);
            std::erase(same_series->second, cell);
            if (same_series->second.empty()) {
                m_cells.erase(same_series);
            }
        }
        m_listed = m_fresh_seen = m_settled->shown;
        m_fresh.clear();
        m_system.cut(*m_settled);
    }

  private:
    void add_what_follows() {
        // Cells that one rule asks for may be what another waits for; the rules are few and their
        // chains short.
        for (std::size_t before = 0; before != m_system.cells().size();) {
            before = m_system.cells().size();
            add_ratio_cells();
            add_families();
            add_conversions();
        }
        add_means();
        tile();
        m_system.index_constraints();
    }

    void tile() {
        const CellsBySeries& cells = cells_by_series();
        const CellsBySeries fresh = fresh_by_series();
        for (const SeriesIndex series : ordered(fresh)) {
            if (indicator(series).type == IndicatorType::flow) {
                tile_periods(m_system, series, cells.at(series),
                             extends() ? &fresh.at(series) : nullptr);
            }
        }
    }

    [[nodiscard]] bool extends() const noexcept { return m_settled.has_value(); }

    /// Cells that the system did not have, or only to tie periods together, before it was extended.
    const std::set<CellIndex>& fresh() {
        for (; m_fresh_seen < m_system.shown().size(); ++m_fresh_seen) {
            m_fresh.insert(m_system.shown()[m_fresh_seen]);
        }
        return m_fresh;
    }

    /// In their order, among them those that become so meanwhile; not those that are added.
    void for_each_fresh(const std::function<void(CellIndex)>& work) {
        const auto count = static_cast<CellIndex>(m_system.cells().size());
        if (extends()) {
            for (auto at = fresh().begin(); at != m_fresh.end() && *at < count; ++at) {
                work(*at);
                (void)fresh();
            }
            return;
        }
        for (CellIndex i = 0; i < count; ++i) {
            if (!m_system.cells()[i].auxiliary) {
                work(i);
            }
        }
    }

    [[nodiscard]] CellsBySeries fresh_by_series() {
        if (!extends()) {
            return cells_by_series();
        }
        CellsBySeries result;
        for (const CellIndex cell : fresh()) {
            result[m_system.cells()[cell].series].push_back(cell);
        }
        return result;
    }

    /// By name where a system is extended: numbers of series follow the order in which they were
    /// named, and what was asked before must not show.
    [[nodiscard]] std::vector<SeriesIndex> ordered(const CellsBySeries& cells) const {
        std::vector<SeriesIndex> result;
        for (const auto& [series, own] : cells) {
            result.push_back(series);
        }
        if (extends()) {
            std::ranges::sort(result, {},
                              [this](SeriesIndex index) { return m_ledger.key_text(key(index)); });
        }
        return result;
    }

    void add_claim_cells(std::span<const ledger::ClaimIndex> visible) {
        for (const ledger::ClaimIndex index : visible) {
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
        for_each_fresh([this](CellIndex i) {
            const Variable cell = m_system.cells()[i];
            const Indicator& rule = indicator(cell.series);
            if (rule.share_of) {
                add_share(i, cell, rule);
            } else if (!rule.growth_of.empty() && !cell.period.open_start() &&
                       !cell.period.open_end()) {
                add_growth(i, cell, rule);
            }
        });
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

    void add_families() {
        const CellsBySeries fresh = fresh_by_series();
        m_families.tie(cells_by_series(), extends() ? &fresh : nullptr);
    }

    /// Statements in one unit bound those in another through the range of the product factor.
    void add_conversions() {
        for_each_fresh([this](CellIndex i) {
            const Variable cell = m_system.cells()[i];
            for (const ledger::ConversionRule& rule : indicator(cell.series).conversions) {
                add_conversion(cell, rule);
            }
        });
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
        std::set<Symbol> fresh;
        for (const auto& [series, cells] : fresh_by_series()) {
            if (!indicator(series).mean_over.empty()) {
                fresh.insert(key(series).indicator);
            }
        }
        if (fresh.empty()) {
            return;
        }
        std::vector<CellIndex> parents;
        for (const auto& [series, cells] : cells_by_series()) {
            if (fresh.contains(key(series).indicator)) {
                parents.insert(parents.end(), cells.begin(), cells.end());
            }
        }
        std::ranges::sort(parents);
        for (const CellIndex parent : parents) {
            add_means_of(parent);
        }
    }

    void add_means_of(CellIndex parent) {
        const Variable& cell = m_system.cells()[parent];
        const std::string& over = indicator(cell.series).mean_over;
        const auto dimension = m_ledger.codes.dimensions.find(over);
        if (dimension == m_ledger.codes.dimensions.end()) {
            return;
        }
        const Code* code = dimension->second.find(
            ledger::code_in(m_ledger.text(key(cell.series).dims), over, m_ledger.codes));
        if (code != nullptr && code->complete) {
            add_mean(parent, cell, *code, over);
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

    /// Cells but the auxiliary ones, in their order, as of this call: what is added later waits for
    /// the next.
    const CellsBySeries& cells_by_series() {
        for (; m_listed < m_system.shown().size(); ++m_listed) {
            const CellIndex cell = m_system.shown()[m_listed];
            std::vector<CellIndex>& own = m_cells[m_system.cells()[cell].series];
            own.insert(std::ranges::lower_bound(own, cell), cell);
        }
        return m_cells;
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
    System& m_system;
    Families m_families;
    CellsBySeries m_cells;
    std::size_t m_listed = 0; ///< of the cells shown: those in m_cells
    std::optional<System::Extent> m_settled;
    std::set<CellIndex> m_fresh;
    std::size_t m_fresh_seen = 0;
};

} // namespace

System build_system(ledger::Ledger& ledger, std::span<const ledger::ClaimIndex> visible) {
    System system(ledger);
    Builder(ledger, system).build(visible);
    return system;
}

struct Extension::State {
    Builder builder;
};

Extension::Extension(ledger::Ledger& ledger, System& system)
    : m_state(std::make_unique<State>(Builder(ledger, system))) {
    m_state->builder.settle();
}
Extension::Extension(Extension&&) noexcept = default;
Extension& Extension::operator=(Extension&&) noexcept = default;
Extension::~Extension() = default;

CellIndex Extension::add(const CellId& asked) {
    return m_state->builder.extend(asked);
}

void Extension::take_back() {
    m_state->builder.take_back();
}

} // namespace halflight::reason
