// SPDX-License-Identifier: Apache-2.0
#include "halflight/lights/gap_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace halflight::lights {

namespace {

constexpr int most_of_all = 1000;

/// A gap in time, not a place that no raster could ever show.
bool can_be_filled(const SeriesCell& cell) {
    return !cell.has_value() && cell.missing != "empty_zone" && cell.missing != "outside_grid";
}

SeriesCell filled_cell(const SeriesCell& gap, double value) {
    SeriesCell cell;
    cell.value = value;
    cell.valid_share = gap.valid_share;
    cell.filled = true;
    return cell;
}

double middle(const Period& period) {
    return (static_cast<double>(period.first.days) + static_cast<double>(period.end.days)) / 2;
}

/// Cells of a gap: from `begin` up to and excluding `end`.
struct Gap {
    std::size_t begin, end;
    [[nodiscard]] std::size_t length() const { return end - begin; }
};

std::vector<Gap> gaps_of(const Series& series, std::size_t zone) {
    std::vector<Gap> gaps;
    for (std::size_t i = 0; i < series.periods.size();) {
        std::size_t end = i;
        while (end < series.periods.size() && can_be_filled(series.at(zone, end))) {
            ++end;
        }
        if (end > i) {
            gaps.push_back({i, end});
        }
        i = end + 1;
    }
    return gaps;
}

std::size_t carry(Series& series, std::size_t zone, const Gap& gap, std::size_t most) {
    if (gap.begin == 0 || !series.at(zone, gap.begin - 1).has_value()) {
        return 0;
    }
    const double value = series.at(zone, gap.begin - 1).value;
    const std::size_t end = std::min(gap.end, gap.begin + most);
    for (std::size_t i = gap.begin; i < end; ++i) {
        series.at(zone, i) = filled_cell(series.at(zone, i), value);
    }
    return end - gap.begin;
}

std::size_t interpolate(Series& series, std::size_t zone, const Gap& gap, std::size_t most) {
    if (gap.begin == 0 || gap.end == series.periods.size() || gap.length() > most ||
        !series.at(zone, gap.begin - 1).has_value() || !series.at(zone, gap.end).has_value()) {
        return 0;
    }
    const double before = series.at(zone, gap.begin - 1).value;
    const double after = series.at(zone, gap.end).value;
    const double from = middle(series.periods[gap.begin - 1]);
    const double to = middle(series.periods[gap.end]);
    for (std::size_t i = gap.begin; i < gap.end; ++i) {
        const double share = (middle(series.periods[i]) - from) / (to - from);
        series.at(zone, i) = filled_cell(series.at(zone, i), (1 - share) * before + share * after);
    }
    return gap.length();
}

} // namespace

Result<GapPolicy> parse_gap_policy(std::string_view text) {
    if (text == "none") {
        return GapPolicy{};
    }
    const auto colon = text.find(':');
    const std::string_view word = text.substr(0, colon);
    const std::string_view digits =
        colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    GapPolicy policy;
    policy.rule = word == "carry" ? GapRule::carry : GapRule::interpolate;
    const auto [end, fault] =
        std::from_chars(digits.data(), digits.data() + digits.size(), policy.most);
    const bool is_number = fault == std::errc{} && end == digits.data() + digits.size();
    if ((word != "carry" && word != "interpolate") || !is_number || policy.most < 1 ||
        policy.most > most_of_all) {
        return Fault{
            fmt::format("'{}' is no gap policy", text),
            fmt::format("none, carry:N or interpolate:N, N periods from 1 to {}", most_of_all), 0};
    }
    return policy;
}

std::string to_string(const GapPolicy& policy) {
    switch (policy.rule) {
    case GapRule::carry:
        return fmt::format("carry:{}", policy.most);
    case GapRule::interpolate:
        return fmt::format("interpolate:{}", policy.most);
    default:
        return "none";
    }
}

std::size_t close_gaps(Series& series, const GapPolicy& policy) {
    if (policy.rule == GapRule::none) {
        return 0;
    }
    const auto most = static_cast<std::size_t>(policy.most);
    std::size_t filled = 0;
    for (std::size_t zone = 0; zone < series.zones.size(); ++zone) {
        for (const Gap& gap : gaps_of(series, zone)) {
            filled += policy.rule == GapRule::carry ? carry(series, zone, gap, most)
                                                    : interpolate(series, zone, gap, most);
        }
    }
    return filled;
}

} // namespace halflight::lights
