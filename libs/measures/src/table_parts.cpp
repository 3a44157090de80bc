// SPDX-License-Identifier: Apache-2.0
#include "table_parts.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::measures {

namespace {

constexpr int formula_digits = 6;
constexpr int most_digits = 10; // large counts whole, without the noise of the last bits

std::string number(double value) {
    return format_number(value, std::abs(value) >= 1e3 ? most_digits : formula_digits);
}

} // namespace

std::string words(const Interval& bounds) {
    if (bounds.empty()) {
        return "none";
    }
    if (bounds.is_point()) {
        return number(bounds.lo);
    }
    if (bounds.bounded()) {
        return number(bounds.lo) + " to " + number(bounds.hi);
    }
    if (std::isfinite(bounds.lo)) {
        return "at least " + number(bounds.lo);
    }
    return std::isfinite(bounds.hi) ? "at most " + number(bounds.hi) : "unknown";
}

std::string words(const Value& value) {
    if (value.point) {
        return number(*value.point);
    }
    return value.basis == Basis::missing ? "unknown" : words(value.bounds);
}

Value declared(const Interval& bounds) {
    Value value;
    value.bounds = bounds;
    value.basis = Basis::modelled;
    value.missing = Missing::none;
    if (bounds.is_point()) {
        value.point = bounds.lo;
    }
    return value;
}

Value converted(Value value, const Unit& from, const Unit& to) {
    value.bounds = convert(value.bounds, from, to);
    if (value.point) {
        value.point = from_base(to_base(*value.point, from), to);
    }
    return value;
}

Value missing_like(const Value& from, const Interval& bounds) {
    Value value =
        missing_value(from.missing == Missing::none ? Missing::not_collected : from.missing);
    value.bounds = bounds;
    value.disputed = from.disputed;
    value.synthetic = from.synthetic;
    value.cells = from.cells;
    value.claims = from.claims;
    return value;
}

Value not_applicable(std::initializer_list<Value> from) {
    Value value = combine(Interval::all(), std::nullopt, "", from);
    value.missing = Missing::not_applicable;
    return value;
}

Value reconcile(const Value& a, const Value& b, std::string formula) {
    const Interval both = intersect(a.bounds, b.bounds);
    Value value = combine(both.empty() ? hull(a.bounds, b.bounds) : both, std::nullopt,
                          std::move(formula), {a, b});
    value.disputed = value.disputed || both.empty();
    const bool one_point = !a.point || !b.point || *a.point == *b.point;
    const auto point = a.point ? a.point : b.point;
    if (one_point && point && value.bounds.contains(*point)) {
        value.point = point;
    }
    // Two ways to one number: as firm as the firmer of them, where they agree.
    if (!both.empty()) {
        value.basis = std::max(Basis::derived, std::min(a.basis, b.basis));
    }
    return value;
}

std::string column_id(std::string_view label) {
    std::string id;
    for (const char c : label) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '.';
        id += plain ? c : '-';
    }
    return id;
}

std::string reader_name(const View& view, std::string_view label, ledger::SeriesIndex series) {
    const ledger::Ledger& ledger = view.ledger();
    const ledger::SeriesKey& key = ledger.series()[series];
    const std::string_view dims = ledger.text(key.dims);
    const auto area_name = [&](std::string_view area) {
        const auto group = ledger.codes.areas.find(area);
        return std::string(group == ledger.codes.areas.end() ? ledger::country_name(area)
                                                             : group->second.name);
    };
    std::string code(ledger.text(key.counterpart).empty() ? ledger.text(key.area)
                                                          : ledger.text(key.counterpart));
    std::string name = area_name(code);
    if (const std::size_t equals = dims.rfind('='); equals != std::string_view::npos) {
        const std::size_t start = dims.rfind(';', equals) + 1; // npos + 1 is 0
        code = dims.substr(equals + 1);
        const auto dimension = ledger.codes.dimensions.find(dims.substr(start, equals - start));
        const ledger::Code* const found =
            dimension == ledger.codes.dimensions.end() ? nullptr : dimension->second.find(code);
        name = found == nullptr ? "" : found->name;
    }
    return label == code && !name.empty() ? name : std::string(label);
}

std::vector<std::string>
reader_names(const View& view, Arguments& arguments, std::string_view parameter,
             std::span<const std::pair<std::string, ledger::SeriesIndex>> series) {
    std::vector<std::string> names = arguments.texts("names");
    if (!names.empty() && names.size() != series.size()) {
        arguments.fault(
            "names", fmt::format("there are {} names for {} series", names.size(), series.size()),
            "give one name for each series");
    }
    std::set<std::string> seen;
    for (const auto& [label, index] : series) {
        if (!seen.insert(column_id(label)).second) {
            arguments.fault(parameter, fmt::format("two series have the label '{}'", label),
                            "write LABEL = KEY with a label of its own for each");
        }
    }
    if (names.size() != series.size()) {
        names.clear();
        for (const auto& [label, index] : series) {
            names.push_back(reader_name(view, label, index));
        }
    }
    return names;
}

std::optional<ledger::SeriesIndex> with_counterpart(const View& view, ledger::SeriesIndex series,
                                                    std::string_view counterpart) {
    const std::string key = view.key(series);
    std::vector<std::string_view> parts = split(key, ':');
    if (parts.size() < 3) {
        return std::nullopt;
    }
    parts[2] = counterpart;
    std::string text;
    for (const std::string_view part : parts) {
        if (!text.empty()) {
            text += ':';
        }
        text += part;
    }
    const auto found = view.series(text);
    return found ? std::optional(*found) : std::nullopt;
}

std::vector<Period> whole_years(const View& view, Arguments& arguments,
                                ledger::SeriesIndex series) {
    if (arguments.has("periods")) {
        const std::vector<Period> years = arguments.period_list("periods");
        for (const Period& year : years) {
            if (frequency_of(year) != Frequency::annual) {
                arguments.fault("periods", fmt::format("{} is no year", to_string(year)),
                                "write years: 2024");
            }
        }
        return years;
    }
    const auto from = arguments.period("from");
    const auto to = arguments.period("to");
    const std::vector<Period> known = view.periods(series);
    if (arguments.failed() || ((!from || !to) && known.empty())) {
        return {};
    }
    if ((from && from->open_start()) || (to && to->open_end())) {
        arguments.fault(from && from->open_start() ? "from" : "to", "an open period has no years",
                        "write a year: 2024");
        return {};
    }
    const Date first = from ? from->first : known.front().first;
    Date end = to ? to->end : known.front().end;
    for (const Period& period : known) {
        end = to ? end : std::max(end, period.end);
    }
    if (end <= first) {
        arguments.fault("to", "the range ends before it begins", "swap 'from' and 'to'");
        return {};
    }
    return units_inside({first, end}, Frequency::annual);
}

bool same_dimension(Arguments& arguments, std::string_view parameter, const Unit& unit,
                    const Unit& wanted) {
    if (unit.same_dimension(wanted)) {
        return true;
    }
    arguments.fault(
        parameter,
        fmt::format("it is in {}, but {} is needed", dimension_name(unit), dimension_name(wanted)),
        "name a series or a statement in a unit of that dimension");
    return false;
}

} // namespace halflight::measures
