// SPDX-License-Identifier: Apache-2.0
#include "monitor_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::watch::detail {

namespace {

using ledger::SeriesIndex;
using measures::Basis;
using measures::Value;
using measures::View;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Sum of one period over all series.
Value sum_at(const View& view, std::span<const SeriesIndex> series, const Period& period) {
    if (series.size() == 1) {
        return view.cell(series.front(), period);
    }
    std::vector<Value> parts;
    Interval sum = Interval::point(0);
    std::optional<double> point = 0;
    for (const SeriesIndex one : series) {
        parts.push_back(view.cell(one, period));
        if (unobserved(parts.back())) {
            return parts.back();
        }
        sum = sum + parts.back().bounds;
        point = point && parts.back().point ? std::optional(*point + *parts.back().point)
                                            : std::nullopt;
    }
    Value total = measures::combine(sum, point, "", parts);
    total.kind = parts.front().kind;
    return total;
}

std::optional<Period> span_of_cells(const View& view, std::span<const SeriesIndex> series,
                                    Frequency frequency, Date day) {
    std::optional<Period> span;
    for (const SeriesIndex one : series) {
        for (const Period& period : view.periods(one)) {
            // Coarser cells are known as sums of finer ones, so that they count as well.
            const Period whole{period_at(period.first, frequency).first,
                               period_at({period.end.days - 1}, frequency).end};
            span = span ? Period{std::min(span->first, whole.first), std::max(span->end, whole.end)}
                        : whole;
        }
    }
    if (span) {
        span->end = std::min(span->end, period_at(day, frequency).end);
    }
    return span && span->first < span->end ? span : std::nullopt;
}

Interval log_interval(const Interval& ratio) {
    const double infinite = std::numeric_limits<double>::infinity();
    const double lo = ratio.lo > 0 ? std::log(ratio.lo) : -infinite;
    const double hi = std::isfinite(ratio.hi) && ratio.hi > 0 ? std::log(ratio.hi) : infinite;
    return {lo, hi, !std::isfinite(lo), !std::isfinite(hi)};
}

void take_last(const Value& value, Steps& steps) {
    steps.last = value.bounds;
    steps.direct = value.kind.value_or(ledger::Kind::estimate) == ledger::Kind::measured &&
                   value.basis <= Basis::derived;
    if (value.basis == Basis::reported && value.point && value.bounds.empty()) {
        steps.last = Interval::point(*value.point);
    }
    steps.cells = value.cells;
}

} // namespace

double representative(const Value& value) noexcept {
    if (unobserved(value)) {
        return missing;
    }
    if (value.point) {
        return *value.point;
    }
    const Interval& bounds = value.bounds;
    const double middle = (bounds.lo + bounds.hi) / 2;
    const bool narrow = bounds.bounded() && bounds.width() <= 0.5 * std::abs(middle);
    return narrow ? middle : missing;
}

bool unobserved(const Value& value) noexcept {
    return value.basis == Basis::missing || value.bounds.empty() ||
           value.kind.value_or(ledger::Kind::measured) > ledger::Kind::estimate;
}

Frequency frequency_to_watch(const View& view, SeriesIndex series, Frequency declared) {
    if (declared != Frequency::none) {
        return declared;
    }
    Frequency finest = view.indicator(series).frequency;
    if (finest != Frequency::none) {
        return finest;
    }
    for (const Period& period : view.periods(series)) {
        const Frequency own = frequency_of(period);
        if (own > finest && !unobserved(view.cell(series, period))) {
            finest = own;
        }
    }
    return finest;
}

Result<Steps> steps_of(const View& view, std::span<const SeriesIndex> series, Frequency frequency,
                       Date day) {
    Steps steps;
    steps.series.assign(series.begin(), series.end());
    steps.name = view.key(series.front());
    steps.unit = view.unit(series.front()).text;
    steps.frequency = frequency;
    const auto span =
        frequency == Frequency::none ? std::nullopt : span_of_cells(view, series, frequency, day);
    if (!span) {
        return Fault{"nothing is known of " + steps.name, {}, 0};
    }
    for (const Period& period : units_inside(*span, frequency)) {
        if (period.end > day) {
            break;
        }
        const Value value = sum_at(view, series, period);
        if (steps.periods.empty() && unobserved(value)) {
            continue;
        }
        steps.periods.push_back(period);
        steps.values.push_back(representative(value));
        steps.synthetic = steps.synthetic || value.synthetic;
        if (!unobserved(value)) {
            take_last(value, steps);
        }
    }
    while (!steps.periods.empty() && unobserved(sum_at(view, series, steps.periods.back()))) {
        steps.periods.pop_back();
        steps.values.pop_back();
    }
    if (steps.periods.empty()) {
        return Fault{
            fmt::format("no {} of {} has a value", step_word(frequency), steps.name), {}, 0};
    }
    return steps;
}

Result<LogRatio> log_ratio(const Steps& over, const Steps& under) {
    if (over.periods.back() != under.periods.back()) {
        return Fault{fmt::format("{} is known up to {}, {} up to {}", over.name,
                                 to_string(over.periods.back()), under.name,
                                 to_string(under.periods.back())),
                     {},
                     0};
    }
    LogRatio out;
    out.period = over.periods.back();
    out.last = log_interval(over.last / under.last);
    for (std::size_t i = 0; i + 1 < over.periods.size(); ++i) {
        const auto at = std::ranges::find(under.periods, over.periods[i]);
        const double other =
            at == under.periods.end()
                ? missing
                : under.values[static_cast<std::size_t>(at - under.periods.begin())];
        const double ratio = over.values[i] / other;
        if (ratio > 0 && std::isfinite(ratio)) {
            out.past.push_back(std::log(ratio));
        }
    }
    return out;
}

std::size_t steps_of_year(Frequency frequency) noexcept {
    switch (frequency) {
    case Frequency::annual:
        return 1;
    case Frequency::half_year:
        return 2;
    case Frequency::quarter:
        return 4;
    case Frequency::month:
        return 12;
    case Frequency::week:
        return 52;
    case Frequency::day:
        return 365;
    case Frequency::none:
        break;
    }
    return 0;
}

int days_of_step(Frequency frequency) noexcept {
    switch (frequency) {
    case Frequency::annual:
        return 366;
    case Frequency::half_year:
        return 184;
    case Frequency::quarter:
        return 92;
    case Frequency::month:
        return 31;
    case Frequency::week:
        return 7;
    case Frequency::day:
        return 1;
    case Frequency::none:
        break;
    }
    return 0;
}

std::string_view step_word(Frequency frequency) noexcept {
    switch (frequency) {
    case Frequency::annual:
        return "year";
    case Frequency::half_year:
        return "half-year";
    case Frequency::quarter:
        return "quarter";
    case Frequency::month:
        return "month";
    case Frequency::week:
        return "week";
    case Frequency::day:
        return "day";
    case Frequency::none:
        break;
    }
    return "period";
}

} // namespace halflight::watch::detail
