// SPDX-License-Identifier: Apache-2.0
// The months of a cap's span, of suppliers and of their groups.
#include "halflight/measures/supplier_year.hpp"

#include "table_parts.hpp"

#include <algorithm>
#include <utility>

namespace halflight::measures {

std::vector<Interval> bounds_of(const std::vector<Value>& values) {
    std::vector<Interval> bounds;
    for (const Value& value : values) {
        bounds.push_back(value.bounds);
    }
    return bounds;
}

std::vector<Value> cumulated_from(const SupplierYear& year, std::size_t m) {
    std::vector<Value> from(year.parts.begin(),
                            year.parts.begin() + static_cast<std::ptrdiff_t>(m) + 1);
    if (!year.reading.agrees) {
        return from;
    }
    std::vector<Interval> parts = bounds_of(year.parts);
    std::vector<Interval> prefixes = bounds_of(year.prefixes);
    Interval whole = year.whole.bounds;
    const auto needed = [&](Interval& input, const Value& value, const Interval& unknown) {
        const Interval known = std::exchange(input, unknown);
        const CapReading without = cap_meter(parts, whole, prefixes, 1);
        if (!(without.cumulated[m] == year.reading.cumulated[m])) {
            input = known;
            from.push_back(value);
        }
    };
    // What is furthest off goes first: of two that say the same the nearer one stays.
    for (std::size_t i = parts.size() - 1; i > m; --i) {
        needed(parts[i], year.parts[i], Interval::at_least(0));
        needed(prefixes[i], year.prefixes[i], Interval::all());
    }
    for (std::size_t i = 0; i < m; ++i) {
        needed(prefixes[i], year.prefixes[i], Interval::all());
    }
    needed(whole, year.whole, Interval::all());
    needed(prefixes[m], year.prefixes[m], Interval::all());
    return from;
}

std::vector<Value> all_cells(const SupplierYear& year) {
    std::vector<Value> cells = cumulated_from(year, year.parts.size() - 1);
    cells.push_back(year.whole);
    return cells;
}

std::vector<ledger::SeriesIndex> in_all_units(const View& view, ledger::SeriesIndex series) {
    std::vector<ledger::SeriesIndex> found = {series};
    const auto& units = view.indicator(series).units;
    const std::string key = view.key(series);
    const std::size_t mark = key.find(":unit=");
    if (units.size() < 2 || mark == std::string::npos) {
        return found;
    }
    for (const Unit& unit : units) {
        const auto other = view.series(key.substr(0, mark) + ":unit=" + unit.text);
        if (other && *other != series) {
            found.push_back(*other);
        }
    }
    return found;
}

std::vector<ledger::SeriesIndex> group_members(const View& view, ledger::SeriesIndex series) {
    const ledger::Ledger& ledger = view.ledger();
    const auto group = ledger.codes.areas.find(ledger.text(ledger.series()[series].counterpart));
    std::vector<ledger::SeriesIndex> found;
    if (group == ledger.codes.areas.end() || !group->second.complete) {
        return found;
    }
    for (const std::string& part : group->second.parts) {
        if (const auto member = with_counterpart(view, series, part)) {
            found.push_back(*member);
        }
    }
    return found;
}

namespace {

/// A month counts as reported where some statement is about this very month, in whatever unit.
bool is_reported(const View& view, std::span<const ledger::SeriesIndex> units,
                 const Period& month) {
    return std::ranges::any_of(units, [&](ledger::SeriesIndex series) {
        return view.cell(series, month).basis == Basis::reported;
    });
}

/// A statement gives the month's absence as its value.
bool is_withheld(const View& view, std::span<const ledger::SeriesIndex> units,
                 const Period& month) {
    return std::ranges::any_of(units, [&](ledger::SeriesIndex series) {
        const reason::Cell* const cell = view.report().find(series, month);
        return cell != nullptr && !cell->claims.empty() && cell->missing == Missing::not_published;
    });
}

/// Months, and what is left of them at the ends of a span.
std::vector<Period> pieces_of(const Period& span) {
    std::vector<Period> pieces;
    for (Date first = span.first; first < span.end;) {
        const Date end = std::min(period_at(first, Frequency::month).end, span.end);
        pieces.push_back({first, end});
        first = end;
    }
    return pieces;
}

/// What both allow, where they allow anything: contradictions stay with the value itself.
void tighten(Value& value, const Interval& bounds, std::span<const Value> from) {
    const Interval both = intersect(value.bounds, bounds);
    if (both.empty() || both == value.bounds) {
        return;
    }
    std::vector<Value> all(from.begin(), from.end());
    all.push_back(value);
    value = combine(both, value.point, "the members together", all);
}

SupplierYear single_supplier(const View& view, ledger::SeriesIndex series, const Period& year,
                             const Unit& unit, double cap) {
    SupplierYear out;
    const auto cell = [&](const Period& period) {
        return converted(view.cell(series, period), view.unit(series), unit);
    };
    const std::vector<ledger::SeriesIndex> units = in_all_units(view, series);
    out.months = pieces_of(year);
    for (const Period& month : out.months) {
        out.parts.push_back(cell(month));
        if (const Period full = period_at(month.first, Frequency::month); full != month) {
            const Value all = cell(full);
            tighten(out.parts.back(), Interval::at_most(all.bounds.hi), std::span(&all, 1));
        }
        const bool reported = is_reported(view, units, month);
        out.withheld.push_back(!reported && is_withheld(view, units, month));
        out.reports.push_back(reported ? std::vector{out.parts.back()} : std::vector<Value>{});
        out.reporting.push_back(reported ? 1 : 0);
        out.prefixes.push_back(cell({year.first, month.end}));
    }
    out.whole = cell(year);
    out.reading = cap_meter(bounds_of(out.parts), out.whole.bounds, bounds_of(out.prefixes), cap);
    return out;
}

/// A group is also the sum of its members. Where both cannot be, its own figures stand.
void add_members(SupplierYear& group, const std::vector<SupplierYear>& single, double cap) {
    Interval whole = Interval::point(0);
    std::vector<Value> wholes;
    for (const SupplierYear& member : single) {
        whole = whole + member.reading.delivered;
        const std::vector<Value> from = all_cells(member);
        wholes.insert(wholes.end(), from.begin(), from.end());
    }
    tighten(group.whole, whole, wholes);
    for (std::size_t m = 0; m < group.months.size(); ++m) {
        Interval month = Interval::point(0);
        Interval prefix = Interval::point(0);
        std::vector<Value> months;
        std::vector<Value> prefixes;
        std::vector<Value> reports;
        double reporting = 0;
        bool withheld = false;
        for (const SupplierYear& member : single) {
            month = month + member.parts[m].bounds;
            prefix = prefix + member.reading.cumulated[m];
            months.push_back(member.parts[m]);
            const std::vector<Value> from = cumulated_from(member, m);
            prefixes.insert(prefixes.end(), from.begin(), from.end());
            reports.insert(reports.end(), member.reports[m].begin(), member.reports[m].end());
            reporting += member.reporting[m];
            withheld = withheld || member.withheld[m];
        }
        tighten(group.parts[m], month, months);
        tighten(group.prefixes[m], prefix, prefixes);
        if (group.reports[m].empty()) {
            group.reports[m] = std::move(reports);
            group.reporting[m] = reporting / static_cast<double>(single.size());
            group.withheld[m] = group.withheld[m] || withheld;
        }
    }
    group.reading =
        cap_meter(bounds_of(group.parts), group.whole.bounds, bounds_of(group.prefixes), cap);
}

} // namespace

SupplierYear supplier_year(const View& view, ledger::SeriesIndex series, const Period& span,
                           const Unit& unit, double cap) {
    const SupplierYear alone = single_supplier(view, series, span, unit, cap);
    SupplierYear out = alone;
    std::vector<SupplierYear> single;
    for (const ledger::SeriesIndex member : group_members(view, series)) {
        single.push_back(single_supplier(view, member, span, unit, cap));
    }
    if (!single.empty()) {
        add_members(out, single, cap);
    }
    if (alone.reading.agrees && !out.reading.agrees) {
        out.parts = alone.parts;
        out.whole = alone.whole;
        out.prefixes = alone.prefixes;
        out.reading = alone.reading;
        out.members_agree = false;
    }
    return out;
}

} // namespace halflight::measures
