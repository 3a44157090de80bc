// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/view.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace halflight::measures {

namespace {

using ledger::Claim;
using ledger::ClaimIndex;
using ledger::Ledger;
using ledger::SeriesIndex;
using reason::Cell;
using reason::CellStatus;

double width(const Claim* claim) {
    return claim->bounds.width();
}

/// Whether `inner` is tighter by more than the solver's noise.
bool is_tighter(const Interval& inner, const Interval& outer) {
    constexpr double noise = 1e-6;
    const auto apart = [](double a, double b) {
        return a != b && std::abs(a - b) > noise * std::max({1.0, std::abs(a), std::abs(b)});
    };
    return apart(std::max(inner.lo, outer.lo), outer.lo) ||
           apart(std::min(inner.hi, outer.hi), outer.hi);
}

/// A sum of units where more is known of their whole than they say one by one.
Value inside(Value sum, const Value& whole) {
    const Interval both = intersect(sum.bounds, whole.bounds);
    if (both.empty() || !is_tighter(whole.bounds, sum.bounds)) {
        return sum;
    }
    sum.bounds = both;
    sum.point = point_within(both, sum.point);
    if (sum.basis == Basis::missing) {
        sum.basis = whole.basis;
        sum.missing = whole.missing;
    }
    sum.cells.insert(sum.cells.end(), whole.cells.begin(), whole.cells.end());
    std::ranges::sort(sum.cells);
    return sum;
}

Basis basis_of(CellStatus status) {
    switch (status) {
    case CellStatus::reported:
        return Basis::reported;
    case CellStatus::derived:
        return Basis::derived;
    case CellStatus::bounded:
        return Basis::bounded;
    default:
        return Basis::missing;
    }
}

/// The printed number of the statements of one kind, whatever the bounds.
std::optional<double> finest_print(const Ledger& ledger, const Cell& cell, ledger::Kind kind) {
    std::vector<const Claim*> printed;
    for (const ClaimIndex index : cell.claims) {
        const Claim& claim = ledger.claims()[index];
        if (claim.has_value() && claim.kind == kind && claim.printed_low == claim.printed_high) {
            printed.push_back(&claim);
        }
    }
    if (printed.empty()) {
        return std::nullopt;
    }
    const Claim* const finest = *std::ranges::min_element(printed, {}, width);
    const bool agreed = std::ranges::all_of(printed, [&](const Claim* claim) {
        return claim->printed_low == finest->printed_low ||
               (!cell.disputed && width(claim) > width(finest));
    });
    return agreed ? std::optional(finest->printed_low) : std::nullopt;
}

std::span<const Cell> cells_of(const reason::Report& report, SeriesIndex series) {
    const auto range = std::ranges::equal_range(report.cells, series, {}, &Cell::series);
    return {range.begin(), range.end()};
}

} // namespace

const Cell* Beyond::find(const reason::CellId& id) const noexcept {
    const auto at = std::ranges::lower_bound(
        found, id, {}, [](const Cell& cell) { return reason::CellId{cell.series, cell.period}; });
    const bool there = at != found.end() && at->series == id.series && at->period == id.period;
    return there ? &*at : nullptr;
}

std::optional<ledger::Kind> best_kind(const Ledger& ledger, const Cell& cell) {
    std::optional<ledger::Kind> best;
    for (const ClaimIndex index : cell.claims) {
        const Claim& claim = ledger.claims()[index];
        if (claim.has_value() && (!best || claim.kind < *best)) {
            best = claim.kind;
        }
    }
    return best;
}

std::optional<double> printed_value(const Ledger& ledger, const Cell& cell) {
    if (cell.bounds.is_point()) {
        return cell.bounds.lo;
    }
    const auto kind = best_kind(ledger, cell);
    const auto value = cell.status == CellStatus::reported && kind
                           ? finest_print(ledger, cell, *kind)
                           : std::nullopt;
    // A print that other statements rule out, if only by its rounding, is no value to hand on.
    const bool allowed = value && cell.bounds.lo <= *value && *value <= cell.bounds.hi;
    return allowed ? value : std::nullopt;
}

View::View(ledger::Ledger& ledger, const reason::Report& report, const reason::Spec& spec,
           bool synthetic, Beyond* beyond)
    : m_ledger(&ledger), m_report(&report), m_visible(ledger.claims().size(), false),
      m_synthetic(synthetic), m_beyond(beyond) {
    for (const ClaimIndex claim : reason::visible_claims(ledger, spec)) {
        m_visible[claim] = true;
    }
}

Result<SeriesIndex> View::series(std::string_view key) const {
    const auto parsed = ledger::parse_series_key(key, *m_ledger);
    if (!parsed) {
        return parsed.fault();
    }
    return m_ledger->add_series(*parsed);
}

std::string View::key(SeriesIndex series) const {
    return m_ledger->key_text(m_ledger->series()[series]);
}

const Unit& View::unit(SeriesIndex series) const {
    return m_ledger->unit_of(m_ledger->series()[series]);
}

const ledger::Indicator& View::indicator(SeriesIndex series) const {
    return m_ledger->indicator_of(m_ledger->series()[series]);
}

bool View::is_synthetic(const std::vector<ClaimIndex>& claims) const {
    return m_synthetic || std::ranges::any_of(claims, [this](ClaimIndex index) {
               const auto source = m_ledger->claims()[index].source;
               return m_ledger->sources()[source].synthetic ||
                      m_ledger->sources()[m_ledger->origin_of(source)].synthetic;
           });
}

Value View::of_cell(const Cell& cell) const {
    Value value;
    value.bounds = cell.bounds;
    value.point = printed_value(*m_ledger, cell);
    value.basis = basis_of(cell.status);
    value.missing = value.basis == Basis::missing ? cell.missing : Missing::none;
    value.kind = best_kind(*m_ledger, cell);
    value.disputed = cell.disputed;
    value.synthetic = is_synthetic(cell.claims);
    value.cells = {key(cell.series) + "@" + to_string(cell.period)};
    return value;
}

std::optional<Value> View::sum_of_units(SeriesIndex series, const Period& period) const {
    const bool adds_up = indicator(series).type == ledger::IndicatorType::flow &&
                         !period.open_start() && !period.open_end();
    if (!adds_up) {
        return std::nullopt;
    }
    for (const Frequency frequency : {Frequency::half_year, Frequency::quarter, Frequency::month}) {
        const std::vector<Period> units = units_inside(period, frequency);
        const bool known = units.size() > 1 && tiles(period, units) &&
                           std::ranges::all_of(units, [&](const Period& unit) {
                               return m_report->find(series, unit) != nullptr;
                           });
        if (!known) {
            continue;
        }
        std::vector<Value> parts;
        Interval sum = Interval::point(0);
        std::optional<double> point = 0;
        for (const Period& unit : units) {
            parts.push_back(cell(series, unit));
            sum = sum + parts.back().bounds;
            point = point && parts.back().point ? std::optional(*point + *parts.back().point)
                                                : std::nullopt;
        }
        const auto unknown = std::ranges::count(parts, Basis::missing, &Value::basis);
        std::string words = "sum of " + std::to_string(units.size()) + " periods of " + key(series);
        if (unknown > 0) {
            words += ", " + std::to_string(unknown) + " of them unknown";
        }
        return combine(sum, point, std::move(words), parts);
    }
    return std::nullopt;
}

const Cell* View::cell_beyond(SeriesIndex series, const Period& period) const {
    if (m_beyond == nullptr || period.open_start() || period.open_end() || period.days() <= 0) {
        return nullptr;
    }
    m_beyond->asked.insert({series, period});
    return m_beyond->find({series, period});
}

Value View::cell(SeriesIndex series, const Period& period) const {
    if (const Cell* const found = m_report->find(series, period)) {
        return of_cell(*found);
    }
    const Cell* const beyond = cell_beyond(series, period);
    if (auto sum = sum_of_units(series, period)) {
        return beyond == nullptr ? std::move(*sum) : inside(std::move(*sum), of_cell(*beyond));
    }
    if (beyond != nullptr) {
        return of_cell(*beyond);
    }
    Cell absent;
    absent.series = series;
    absent.period = period;
    absent.bounds = indicator(series).nonnegative ? Interval::at_least(0) : Interval::all();
    absent.missing = Missing::not_collected;
    return of_cell(absent);
}

Value View::claim(ClaimIndex index) const {
    if (!m_visible.at(index)) {
        return missing_value(Missing::not_collected);
    }
    const Claim& claim = m_ledger->claims()[index];
    Value value;
    value.bounds = claim.bounds;
    value.basis = claim.has_value() ? Basis::reported : Basis::missing;
    value.missing = claim.missing;
    value.kind = claim.kind;
    value.synthetic = is_synthetic({index});
    value.claims = {std::string(m_ledger->text(claim.id))};
    if (claim.has_value() && claim.printed_low == claim.printed_high) {
        value.point = claim.printed_low;
    }
    return value;
}

std::vector<Period> View::periods(SeriesIndex series, Frequency frequency) const {
    std::vector<Period> periods;
    for (const Cell& cell : cells_of(*m_report, series)) {
        const bool open = cell.period.open_start() || cell.period.open_end();
        if (!open && (frequency == Frequency::none || frequency_of(cell.period) == frequency)) {
            periods.push_back(cell.period);
        }
    }
    return periods;
}

std::vector<SeriesIndex> View::of_indicator(std::string_view indicator) const {
    std::set<std::pair<std::string, SeriesIndex>> found;
    for (const Cell& cell : m_report->cells) {
        const bool wanted = m_ledger->text(m_ledger->series()[cell.series].indicator) == indicator;
        if (wanted) {
            found.emplace(key(cell.series), cell.series);
        }
    }
    std::vector<SeriesIndex> series;
    for (const auto& [text, index] : found) {
        series.push_back(index);
    }
    return series;
}

} // namespace halflight::measures
