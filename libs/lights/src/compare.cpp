// SPDX-License-Identifier: Apache-2.0
#include "halflight/lights/compare.hpp"

#include "calendar_gaps.hpp"
#include "season.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::lights {

namespace {

constexpr double z95 = 1.959963984540054; // of the normal distribution, two-sided

bool in_any(const Period& period, const std::vector<Period>& spans) {
    return std::ranges::any_of(spans, [&](const Period& span) { return span.contains(period); });
}

std::vector<std::size_t> chosen(const Series& series, const std::vector<Period>& spans,
                                const char* which) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < series.periods.size(); ++i) {
        if (in_any(series.periods[i], spans)) {
            indices.push_back(i);
        }
    }
    if (indices.empty()) {
        throw Error(ErrorCode::not_found,
                    fmt::format("the panel has no period in --{} {}; it has {}", which,
                                list_periods(spans), list_periods(series.periods)));
    }
    return indices;
}

void need_months(const Series& series, const PeriodSets& sets) {
    for (const auto* set : {&sets.period, &sets.base}) {
        for (const std::size_t i : *set) {
            const Period& period = series.periods[i];
            if (!period_at(period.first, Frequency::month).contains(period)) {
                throw Error(ErrorCode::invalid_argument,
                            fmt::format("{} is not inside a calendar month, so that seasons cannot "
                                        "be matched; take a monthly or daily panel, or leave out "
                                        "--season-matched",
                                        to_string(period)));
            }
        }
    }
}

PeriodSets sets_of(const Series& series, const CompareSpec& spec) {
    PeriodSets sets{chosen(series, spec.period, "period"), chosen(series, spec.base, "base")};
    for (const std::size_t i : sets.period) {
        if (std::ranges::binary_search(sets.base, i)) {
            throw Error(ErrorCode::invalid_argument,
                        fmt::format("{} stands in --period and in --base; take it out of one",
                                    to_string(series.periods[i])));
        }
    }
    if (spec.season_matched) {
        need_months(series, sets);
    }
    return sets;
}

Basis basis_of(const Level& a, const Level& b) {
    const bool bounds = a.has_bounds() && b.has_bounds();
    const bool errors = !std::isnan(a.error) && !std::isnan(b.error);
    if (bounds) {
        return errors ? Basis::both : Basis::censoring;
    }
    return errors ? Basis::sampling : Basis::none;
}

Bounded difference(const Level& a, const Level& b, Basis basis) {
    const double value = a.value - b.value;
    if (basis == Basis::none) {
        return {value, SeriesCell::none, SeriesCell::none};
    }
    const bool bounds = basis != Basis::sampling;
    const double error = basis == Basis::censoring ? 0 : std::hypot(a.error, b.error);
    return {value, (bounds ? a.low - b.high : value) - z95 * error,
            (bounds ? a.high - b.low : value) + z95 * error};
}

struct Limits {
    double low, high;
};
/// Fieller's limits of a / b, errors independent; NaN where b cannot be told from 0.
Limits fieller(double a, double b, double error_a, double error_b) {
    const double g = z95 * z95 * error_b * error_b / (b * b);
    if (!(b > 0) || !(g < 1)) {
        return {SeriesCell::none, SeriesCell::none};
    }
    const double ratio = a / b;
    const double root = std::sqrt((1 - g) * error_a * error_a + ratio * ratio * error_b * error_b);
    return {(ratio - z95 / b * root) / (1 - g), (ratio + z95 / b * root) / (1 - g)};
}

Bounded ratio(const Level& a, const Level& b, Basis basis) {
    Bounded result;
    if (!(b.value > 0)) {
        return result;
    }
    result.value = a.value / b.value;
    if (basis == Basis::none) {
        return result;
    }
    const bool bounds = basis != Basis::sampling;
    const double error_a = basis == Basis::censoring ? 0 : a.error;
    const double error_b = basis == Basis::censoring ? 0 : b.error;
    // The least and the most that the sets can be to each other.
    const double least = bounds ? a.low : a.value;
    const double most = bounds ? a.high : a.value;
    result.low = fieller(least,
                         bounds && least > 0 ? b.high
                         : bounds            ? b.low
                                             : b.value,
                         error_a, error_b)
                     .low;
    result.high = fieller(most,
                          bounds && most > 0 ? b.low
                          : bounds           ? b.high
                                             : b.value,
                          error_a, error_b)
                      .high;
    return result;
}

Comparison compare_zone(const Series& series, std::size_t zone, const PeriodSets& sets,
                        bool season_matched) {
    Comparison result;
    const Levels levels = season_matched ? matched_levels(series, zone, sets, result)
                                         : plain_levels(series, zone, sets, result);
    result.period = levels.period.value;
    result.base = levels.base.value;
    if (std::isnan(result.period) || std::isnan(result.base)) {
        result.missing = season_matched            ? "no_common_month"
                         : std::isnan(result.base) ? "no_base"
                                                   : "no_period";
        return result;
    }
    result.basis = result.filled > 0 ? Basis::none : basis_of(levels.period, levels.base);
    result.difference = difference(levels.period, levels.base, result.basis);
    result.ratio = ratio(levels.period, levels.base, result.basis);
    return result;
}

std::set<int> months_of(const Series& series, const std::vector<std::size_t>& set) {
    std::set<int> months;
    for (const std::size_t i : set) {
        months.insert(to_civil(series.periods[i].first).month);
    }
    return months;
}

std::vector<std::string> remarks_of(const Series& series, const CompareSpec& spec,
                                    const PeriodSets& sets, const CompareReport& report) {
    std::vector<std::string> remarks;
    if (!series.note.empty()) {
        remarks.push_back(series.note);
    }
    if (!spec.season_matched && months_of(series, sets.period) != months_of(series, sets.base)) {
        remarks.emplace_back("the two sets hold different calendar months: part of the difference "
                             "may be the season (--season-matched)");
    }
    if (report.filled > 0) {
        remarks.push_back(fmt::format("{} cells of the panel were filled by {}: not measured",
                                      report.filled, to_string(spec.gaps)));
    }
    const auto lost = std::ranges::count_if(
        report.zones, [](const Comparison& zone) { return !zone.missing.empty(); });
    if (lost > 0) {
        remarks.push_back(
            fmt::format("{} of {} zones have no difference", lost, report.zones.size()));
    }
    return remarks;
}

} // namespace

std::string_view to_string(Basis basis) noexcept {
    switch (basis) {
    case Basis::censoring:
        return "censoring";
    case Basis::sampling:
        return "sampling";
    case Basis::both:
        return "censoring and sampling";
    default:
        return "";
    }
}

CompareReport compare(Series series, const CompareSpec& spec) {
    const PeriodSets sets = sets_of(series, spec);
    require_valid_share(series, spec.least_valid_share);
    CompareReport report;
    report.filled = close_gaps(series, spec.gaps);
    for (std::size_t zone = 0; zone < series.zones.size(); ++zone) {
        report.zones.push_back(compare_zone(series, zone, sets, spec.season_matched));
    }
    report.remarks = remarks_of(series, spec, sets, report);
    return report;
}

} // namespace halflight::lights
