// SPDX-License-Identifier: Apache-2.0
#include "tiling.hpp"

#include <algorithm>

namespace halflight::reason {
namespace {

class Tiling {
  public:
    Tiling(System& system, ledger::SeriesIndex series, std::span<const CellIndex> cells)
        : m_system(system), m_series(series) {
        for (const CellIndex cell : cells) {
            const Period& period = m_system.cells()[cell].period;
            if (!period.open_start() && !period.open_end()) {
                m_periods.push_back(period);
                m_bounds.push_back(period.first);
                m_bounds.push_back(period.end);
            }
        }
        std::sort(m_periods.begin(), m_periods.end());
        std::sort(m_bounds.begin(), m_bounds.end());
        m_bounds.erase(std::unique(m_bounds.begin(), m_bounds.end()), m_bounds.end());
        m_by_end = m_periods;
        std::sort(m_by_end.begin(), m_by_end.end(), [](const Period& a, const Period& b) {
            return a.end != b.end ? a.end < b.end : a.first > b.first;
        });
    }

    void run(const std::vector<CellIndex>* fresh) {
        for (const Period& whole : m_periods) {
            if (fresh != nullptr && !touched(whole, *fresh)) {
                continue;
            }
            const auto pieces = atoms(whole);
            if (pieces.size() < 2) {
                continue;
            }
            add(whole, pieces);
            add(whole, longest_from_left(whole));
            add(whole, longest_from_right(whole));
        }
    }

  private:
    [[nodiscard]] bool touched(const Period& whole, const std::vector<CellIndex>& fresh) const {
        return std::ranges::any_of(
            fresh, [&](CellIndex cell) { return m_system.cells()[cell].period.overlaps(whole); });
    }
    [[nodiscard]] Date next_bound(Date date) const {
        return *std::upper_bound(m_bounds.begin(), m_bounds.end(), date);
    }
    [[nodiscard]] Date bound_before(Date date) const {
        return *std::prev(std::lower_bound(m_bounds.begin(), m_bounds.end(), date));
    }

    [[nodiscard]] std::vector<Period> atoms(const Period& whole) const {
        std::vector<Period> result;
        for (Date at = whole.first; at < whole.end; at = result.back().end) {
            result.push_back({at, next_bound(at)});
        }
        return result;
    }

    [[nodiscard]] std::vector<Period> longest_from_left(const Period& whole) const {
        std::vector<Period> result;
        for (Date at = whole.first; at < whole.end; at = result.back().end) {
            Period longest{at, next_bound(at)};
            // Periods are ordered by start, then end: the last that starts here and still fits is
            // the longest.
            auto candidate = std::lower_bound(m_periods.begin(), m_periods.end(), Period{at, at});
            for (; candidate != m_periods.end() && candidate->first == at &&
                   candidate->end <= whole.end;
                 ++candidate) {
                longest = *candidate == whole ? longest : *candidate;
            }
            result.push_back(longest);
        }
        return result;
    }

    [[nodiscard]] std::vector<Period> longest_from_right(const Period& whole) const {
        std::vector<Period> result;
        for (Date at = whole.end; whole.first < at; at = result.back().first) {
            Period longest{bound_before(at), at};
            auto candidate =
                std::lower_bound(m_by_end.begin(), m_by_end.end(), at,
                                 [](const Period& period, Date end) { return period.end < end; });
            for (; candidate != m_by_end.end() && candidate->end == at &&
                   candidate->first >= whole.first;
                 ++candidate) {
                longest = *candidate == whole ? longest : *candidate;
            }
            result.push_back(longest);
        }
        return result;
    }

    void add(const Period& whole, const std::vector<Period>& pieces) {
        std::vector<Term> terms{{m_system.add_cell(m_series, whole, true), -1.0}};
        for (const Period& piece : pieces) {
            terms.push_back({m_system.add_cell(m_series, piece, true), 1.0});
        }
        m_system.add_constraint({ConstraintType::linear, FindingKind::sum, 0, 0, 0, 0, 1},
                                std::move(terms));
    }

    System& m_system;
    ledger::SeriesIndex m_series;
    std::vector<Period> m_periods;
    std::vector<Period> m_by_end;
    std::vector<Date> m_bounds;
};

} // namespace

void tile_periods(System& system, ledger::SeriesIndex series, std::span<const CellIndex> cells,
                  const std::vector<CellIndex>* fresh) {
    Tiling(system, series, cells).run(fresh);
}

} // namespace halflight::reason
