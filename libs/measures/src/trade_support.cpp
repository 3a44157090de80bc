// SPDX-License-Identifier: Apache-2.0
#include "trade_support.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace halflight::measures {

namespace {

constexpr int digits_shown = 6;

struct Sure {
    double low = 0;
    std::vector<Value> from;
};

/// The greatest sum of lower ends over cells inside the period that do not overlap.
Sure sure_parts(const View& view, ledger::SeriesIndex series, const Period& period) {
    std::vector<Period> inside;
    for (const Period& other : view.periods(series)) {
        if (period.contains(other) && !(other == period)) {
            inside.push_back(other);
        }
    }
    std::ranges::stable_sort(inside, {}, &Period::end);
    std::vector<Sure> best(1);
    for (const Period& part : inside) {
        const auto before = std::ranges::partition_point(
            inside, [&](const Period& other) { return other.end <= part.first; });
        Sure with = best[static_cast<std::size_t>(before - inside.begin())];
        Value value = view.cell(series, part);
        if (value.basis != Basis::missing && value.bounds.lo > 0) {
            with.low += value.bounds.lo;
            with.from.push_back(std::move(value));
        }
        best.push_back(with.low > best.back().low ? std::move(with) : best.back());
    }
    return best.back();
}

/// Cells of the same series inside and around the period, where it has none itself.
Value bounded_by_neighbours(const View& view, ledger::SeriesIndex series, const Period& period,
                            Value own) {
    if (!view.indicator(series).nonnegative &&
        view.indicator(series).type != ledger::IndicatorType::flow) {
        return own;
    }
    Sure sure = sure_parts(view, series, period);
    std::vector<Value> used = std::move(sure.from);
    Interval bounds = intersect(own.bounds, Interval::at_least(sure.low));
    for (const Period& other : view.periods(series)) {
        if (other == period || !other.contains(period)) {
            continue;
        }
        const Value value = view.cell(series, other);
        const Interval tighter =
            intersect(bounds, Interval{0, value.bounds.hi, false, value.bounds.hi_open});
        if (value.basis != Basis::missing && !tighter.empty() && !(tighter == bounds)) {
            bounds = tighter;
            used.push_back(value);
        }
    }
    if (used.empty() || bounds.empty()) {
        return own;
    }
    used.push_back(own);
    Value out = combine(bounds, std::nullopt, "", used);
    out.missing = Missing::none;
    out.basis = std::max(out.basis, Basis::bounded);
    return out;
}

} // namespace

Value flow_in(const View& view, ledger::SeriesIndex series, const Period& period,
              const Unit& unit) {
    Value value = view.cell(series, period);
    if (value.basis == Basis::missing &&
        view.indicator(series).type == ledger::IndicatorType::flow) {
        value = bounded_by_neighbours(view, series, period, std::move(value));
    }
    const Unit& own = view.unit(series);
    value.bounds = convert(value.bounds, own, unit);
    if (value.point) {
        value.point = convert(Interval::point(*value.point), own, unit).lo;
    }
    return value;
}

bool informative(const Value& value) {
    return value.basis != Basis::missing || value.bounds.lo > 0 || std::isfinite(value.bounds.hi);
}

bool worth_a_row(const Value& value) {
    return informative(value) || value.missing == Missing::not_published ||
           value.missing == Missing::suppressed || value.missing == Missing::late;
}

Value cannot_tell(Missing reason, const Interval& bounds, std::string formula,
                  std::span<const Value> from) {
    Value out = combine(bounds, std::nullopt, std::move(formula), from);
    const auto gap = std::ranges::find(from, Basis::missing, &Value::basis);
    out.basis = Basis::missing;
    out.missing = gap == from.end() ? reason : gap->missing;
    return out;
}

std::string in_words(const Interval& interval) {
    const auto number = [](double value) { return format_number(value, digits_shown); };
    if (interval.empty()) {
        return "no value";
    }
    if (interval.is_point()) {
        return number(interval.lo);
    }
    if (std::isinf(interval.hi)) {
        return std::isinf(interval.lo) ? "unknown"
                                       : fmt::format("at least {}", number(interval.lo));
    }
    if (std::isinf(interval.lo)) {
        return fmt::format("at most {}", number(interval.hi));
    }
    const std::string low = number(interval.lo);
    const std::string high = number(interval.hi);
    return low == high ? low : fmt::format("{} to {}", low, high);
}

std::string in_words(const Value& value) {
    if (value.basis == Basis::missing && !informative(value)) {
        return "unknown";
    }
    return value.point ? format_number(*value.point, digits_shown) : in_words(value.bounds);
}

Interval in_percent(const Interval& ratio) {
    return scale(ratio, percent);
}

std::optional<double> ratio_in_percent(std::optional<double> part, std::optional<double> whole) {
    return part && whole && *whole > 0 ? std::optional(percent * *part / *whole) : std::nullopt;
}

Interval three_valued(bool certain, bool refuted) {
    if (certain) {
        return Interval::point(1);
    }
    return refuted ? Interval::point(0) : Interval::closed(0, 1);
}

std::vector<Interval> boxes_of(std::span<const Value> values) {
    std::vector<Interval> boxes(values.size());
    std::ranges::transform(values, boxes.begin(), &Value::bounds);
    return boxes;
}

std::optional<double> sum_of_points(std::span<const Value> values) {
    double sum = 0;
    for (const Value& value : values) {
        if (!value.point) {
            return std::nullopt;
        }
        sum += *value.point;
    }
    return sum;
}

void check_units(const View& view, Arguments& arguments, std::string_view parameter,
                 std::span<const Labelled> series, const Unit& unit) {
    for (const auto& [label, index] : series) {
        const Unit& own = view.unit(index);
        if (!own.same_dimension(unit) || own.label != unit.label) {
            arguments.fault(parameter,
                            fmt::format("{} is in {}, which does not convert to {}",
                                        view.key(index), own.text, unit.text),
                            "name series of one dimension; a product factor or a rate must be a "
                            "declared relation");
        }
    }
}

std::optional<std::pair<std::string, std::string>> split_label(std::string_view item) {
    const std::size_t at = item.find(" = ");
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    return std::pair(std::string(trim(item.substr(0, at))), std::string(trim(item.substr(at + 3))));
}

std::vector<std::pair<std::string, double>>
labelled_numbers(Arguments& arguments, std::string_view name, std::span<const Labelled> known) {
    std::vector<std::pair<std::string, double>> out;
    for (const std::string& item : arguments.texts(name)) {
        const auto pair = split_label(item);
        double number = 0;
        const bool read = pair && [&] {
            const char* const end = pair->second.data() + pair->second.size();
            const auto [stop, fault] = std::from_chars(pair->second.data(), end, number);
            return fault == std::errc() && stop == end && std::isfinite(number) && number >= 0;
        }();
        if (!read) {
            arguments.fault(name, fmt::format("'{}' is not LABEL = NUMBER", shorten(item)),
                            "write \"RUS = 100000000\", in the unit of the first series");
        } else if (std::ranges::find(known, pair->first, &Labelled::first) == known.end()) {
            arguments.fault(name, fmt::format("there is no series labelled '{}'", pair->first),
                            "use a label of the list of series");
        } else {
            out.emplace_back(pair->first, number);
        }
    }
    return out;
}

} // namespace halflight::measures
