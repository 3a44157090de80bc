// SPDX-License-Identifier: Apache-2.0
// Reported deliveries against a yearly cap.
#include "halflight/measures/supplier_year.hpp"
#include "oil_parts.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace halflight::measures {

namespace {

constexpr double percent = 100;

constexpr std::array cap_parameters = {
    ParameterInfo{"delivered", "series of what was delivered, by supplier, each as LABEL = KEY",
                  true, true},
    ParameterInfo{"names", "what readers see for each, in the same order", false, true},
    ParameterInfo{"cap", "statement of the cap in a calendar year", true},
    ParameterInfo{"from", "first year"},
    ParameterInfo{"to", "last year"},
    ParameterInfo{"periods", "the years one by one", false, true},
};

/// The reports of the first months, added up; months without one add nothing. They are part of all
/// that was delivered in these months, so at most that.
Value reported_sum(const SupplierYear& year, std::size_t months, const Value& delivered,
                   std::string_view at_most) {
    std::vector<Value> reports;
    Interval sum = Interval::point(0);
    std::optional<double> point = 0;
    for (std::size_t m = 0; m < months; ++m) {
        for (const Value& report : year.reports[m]) {
            reports.push_back(report);
            sum = sum + report.bounds;
            point = point && report.point ? std::optional(*point + *report.point) : std::nullopt;
        }
    }
    if (reports.empty()) {
        return missing_like(year.parts.front());
    }
    std::string formula =
        fmt::format("sum of {} monthly report{}", reports.size(), reports.size() == 1 ? "" : "s");
    const Interval within = intersect(sum, Interval::at_most(delivered.bounds.hi));
    if (!delivered.disputed && !within.empty() && within != sum) {
        reports.push_back(delivered);
        return combine(within, point, fmt::format("{}, {}", formula, at_most), reports);
    }
    return combine(sum, point, std::move(formula), reports);
}

/// A count of statements: exact, whatever they say.
Value count_of(double count, std::string formula, std::span<const Value> from) {
    Value value = combine(Interval::point(count), count, std::move(formula), from);
    value.basis = Basis::derived;
    return value;
}

Value months_reported(const SupplierYear& year) {
    return count_of(static_cast<double>(std::ranges::count(year.reporting, 1.0)),
                    "months with a report of their own", year.parts);
}

Value month_reported(const SupplierYear& year, std::size_t m) {
    const double share = year.reporting[m];
    return count_of(share,
                    share == 1   ? "the month has a report"
                    : share == 0 ? "the month has no report"
                                 : "share of the members that report the month",
                    std::span(year.parts).subspan(m, 1));
}

std::optional<double> printed_sum(std::span<const Value> parts) {
    std::optional<double> point = 0;
    for (const Value& part : parts) {
        point = point && part.point ? std::optional(*point + *part.point) : std::nullopt;
    }
    return point;
}

/// The total as printed, else the sum of the printed months; none that the bounds rule out.
std::optional<double> printed_total(const Interval& bounds, const Value& total,
                                    std::span<const Value> parts) {
    const auto point = point_within(bounds, total.point);
    return point ? point : point_within(bounds, printed_sum(parts));
}

Value delivered_value(const SupplierYear& year) {
    const Interval& bounds = year.reading.delivered;
    if (std::isinf(bounds.hi) && bounds.lo <= 0) {
        return missing_like(year.whole);
    }
    if (year.whole.basis == Basis::reported && bounds == year.whole.bounds) {
        return year.whole;
    }
    Value value = combine(bounds, printed_total(bounds, year.whole, year.parts),
                          "the year as published and its months", all_cells(year));
    value.disputed = value.disputed || !year.reading.agrees || !year.members_agree;
    return value;
}

/// The first m + 1 months together.
Value cumulated_value(const SupplierYear& year, std::size_t m) {
    const Interval& bounds = year.reading.cumulated[m];
    if (std::isinf(bounds.hi) && bounds.lo <= 0) {
        return missing_like(year.parts[m]);
    }
    Value value = year.prefixes[m];
    if (value.basis != Basis::reported || !(bounds == value.bounds)) {
        const std::span<const Value> parts(year.parts.data(), m + 1);
        value = combine(bounds, printed_total(bounds, year.prefixes[m], parts),
                        fmt::format("sum of {} months", m + 1), cumulated_from(year, m));
    }
    value.disputed = value.disputed || !year.reading.agrees || !year.members_agree;
    return value;
}

Value share_value(const Value& delivered, const Interval& share, const Cap& cap) {
    if (delivered.basis == Basis::missing) {
        return missing_like(delivered);
    }
    return combine(
        scale(share, percent),
        delivered.point ? std::optional(percent * *delivered.point / cap.amount) : std::nullopt,
        fmt::format("{} / {}", words(delivered), words(cap.value)), {delivered, cap.value});
}

Value over_value(const Value& delivered, const Interval& over, const Cap& cap) {
    if (delivered.basis == Basis::missing) {
        return missing_like(delivered, Interval::closed(0, 1));
    }
    return combine(over, over.is_point() ? std::optional(over.lo) : std::nullopt,
                   fmt::format("{} > {}", words(delivered.bounds), words(cap.value)),
                   {delivered, cap.value});
}

/// Days: from the first on which the cap can have been passed to the last of the month by whose end
/// it has been; no end where it need not have been passed at all.
Value crossing_value(const SupplierYear& year, const Cap& cap) {
    const CapReading& reading = year.reading;
    std::vector<Value> from = all_cells(year);
    for (const auto month : {reading.first_possible, reading.last_possible}) {
        if (month) {
            const std::vector<Value> sum = cumulated_from(year, *month);
            from.insert(from.end(), sum.begin(), sum.end());
        }
    }
    from.push_back(cap.value);
    if (!reading.first_possible) {
        const bool known = reading.over == Interval::point(0);
        return known ? not_applicable({year.whole, cap.value})
                     : missing_like(year.whole, Interval::all());
    }
    const double first = year.months[*reading.first_possible].first.days;
    const Interval days =
        reading.last_possible
            ? Interval::closed(first, year.months[*reading.last_possible].end.days - 1)
            : Interval::at_least(first);
    return combine(days, std::nullopt, fmt::format("the months added up pass {}", words(cap.value)),
                   from);
}

struct Suppliers {
    std::vector<std::pair<std::string, ledger::SeriesIndex>> series;
    std::vector<std::string> names;
    Cap cap;
    std::vector<Period> years;
};

std::optional<Suppliers> suppliers(const View& view, Arguments& arguments) {
    Suppliers out;
    out.series = arguments.labelled_series("delivered");
    out.names = reader_names(view, arguments, "delivered", out.series);
    const auto cap = cap_of(view, arguments);
    if (!cap || out.series.empty() || arguments.failed()) {
        return std::nullopt;
    }
    out.cap = *cap;
    for (const auto& [label, series] : out.series) {
        if (!same_dimension(arguments, "delivered", view.unit(series), cap->unit)) {
            return std::nullopt;
        }
    }
    out.years = whole_years(view, arguments, out.series.front().second);
    return arguments.failed() ? std::nullopt : std::optional(std::move(out));
}

void add_notes(const Suppliers& all, Table& table) {
    table.assumptions.emplace_back("Reported deliveries only: estimates of unreported ones are not "
                                   "added.");
    table.assumptions.emplace_back("A month without a report is unknown, not zero.");
    for (const Period& year : all.years) {
        if (!all.cap.period.contains(year)) {
            table.notes.push_back(fmt::format("{}: the cap does not apply.", to_string(year)));
        }
    }
}

/// `held`: what then becomes of the year and its months.
void add_disagreements(const SupplierYear& found, const Period& year, std::string_view name,
                       std::string_view held, Table& table) {
    if (!found.members_agree) {
        table.notes.push_back(fmt::format("{}, {}: what is published for the group and for its "
                                          "members exclude each other in some month; the figures "
                                          "of the group stand.",
                                          to_string(year), name));
    }
    if (!found.reading.agrees) {
        table.notes.push_back(fmt::format("{}, {}: the year and its months exclude each other; {}.",
                                          to_string(year), name, held));
    }
}

Table evaluate_meter(const View& view, Arguments& arguments) {
    Table table;
    const auto all = suppliers(view, arguments);
    if (!all) {
        return table;
    }
    const std::string& unit = all->cap.unit.text;
    table.columns = {{"months", "Months reported", "months"},
                     {"reported", "Sum of the reported months", unit},
                     {"delivered", "Delivered in the year", unit},
                     {"share", "Share of the cap", "percent"},
                     {"over", "Above the cap (1 yes, 0 no)", "ratio"},
                     {"crossed", "Day on which the cap was passed", "date"}};
    for (const Period& year : all->years) {
        const bool applies = all->cap.period.contains(year);
        for (std::size_t i = 0; i < all->series.size(); ++i) {
            const auto& [label, series] = all->series[i];
            const SupplierYear found =
                supplier_year(view, series, year, all->cap.unit, all->cap.amount);
            const Value delivered = delivered_value(found);
            const Value none = not_applicable({delivered});
            table.rows.push_back(
                {year,
                 column_id(label),
                 all->names[i],
                 {months_reported(found),
                  reported_sum(found, found.months.size(), delivered,
                               "at most what the year received"),
                  delivered, applies ? share_value(delivered, found.reading.share, all->cap) : none,
                  applies ? over_value(delivered, found.reading.over, all->cap) : none,
                  applies ? crossing_value(found, all->cap) : none}});
            add_disagreements(found, year, all->names[i], "the range holds both", table);
        }
    }
    add_notes(*all, table);
    return table;
}

Table evaluate_path(const View& view, Arguments& arguments) {
    Table table;
    const auto all = suppliers(view, arguments);
    if (!all) {
        return table;
    }
    const std::string& unit = all->cap.unit.text;
    table.columns = {
        {"delivered", "Delivered in the month", unit},
        {"cumulated", "Delivered since January", unit},
        {"reported", "Sum of the months reported since January", unit},
        {"reports", "Month reported (1 yes, 0 no, else by that share of suppliers)", "ratio"},
        {"share", "Share of the cap", "percent"},
        {"over", "Above the cap (1 yes, 0 no)", "ratio"}};
    for (const Period& year : all->years) {
        const bool applies = all->cap.period.contains(year);
        std::vector<SupplierYear> found;
        for (std::size_t i = 0; i < all->series.size(); ++i) {
            found.push_back(
                supplier_year(view, all->series[i].second, year, all->cap.unit, all->cap.amount));
            add_disagreements(found.back(), year, all->names[i],
                              "the sums are those of the months alone", table);
        }
        for (std::size_t m = 0; m < found.front().months.size(); ++m) {
            for (std::size_t i = 0; i < found.size(); ++i) {
                const Interval& sum = found[i].reading.cumulated[m];
                const Value cumulated = cumulated_value(found[i], m);
                const Value none = not_applicable({cumulated});
                table.rows.push_back(
                    {found[i].months[m],
                     column_id(all->series[i].first),
                     all->names[i],
                     {found[i].parts[m], cumulated,
                      reported_sum(found[i], m + 1, cumulated, "at most what was delivered"),
                      month_reported(found[i], m),
                      applies ? share_value(cumulated, scale(sum, 1 / all->cap.amount), all->cap)
                              : none,
                      applies ? over_value(cumulated, above(sum, all->cap.amount), all->cap)
                              : none}});
            }
        }
    }
    add_notes(*all, table);
    return table;
}

constexpr std::array all_forms = {
    Form{"cap-meter", "Reported deliveries against a yearly cap",
         "sum of the months within the year as published; share = delivered / cap",
         "Security Council resolution 2397 (2017), para. 5", cap_parameters, evaluate_meter},
    Form{
        "cap-path", "Deliveries added up month by month against a yearly cap",
        "months from January on, within the totals as published; reported = sum of the months that "
        "have a report; share = sum / cap",
        "Security Council resolution 2397 (2017), para. 5", cap_parameters, evaluate_path},
};

} // namespace

std::optional<Cap> cap_of(const View& view, Arguments& arguments) {
    const auto claim = arguments.claim("cap");
    if (!claim) {
        return std::nullopt;
    }
    const ledger::Claim& statement = view.ledger().claims()[*claim];
    Cap cap{view.claim(*claim), statement.bounds.lo, view.unit(statement.series), statement.period};
    if (!statement.has_value() || !statement.bounds.is_point() || cap.amount <= 0) {
        arguments.fault("cap", "a cap is one amount above zero",
                        "name a statement whose value is exact: \"=500,000\"");
        return std::nullopt;
    }
    return cap;
}

std::span<const Form> cap_forms() {
    return all_forms;
}

} // namespace halflight::measures
