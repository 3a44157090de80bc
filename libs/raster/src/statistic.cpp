// SPDX-License-Identifier: Apache-2.0
// Names of statistics, what they mean and what they need.
#include "halflight/raster/statistic.hpp"

#include "statistic_table.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace halflight::raster {
namespace {

constexpr std::string_view median = "median";

std::string known_statistics() {
    std::string names;
    for (const detail::StatisticEntry& entry : detail::statistic_table())
        names += fmt::format("{}{}", names.empty() ? "" : ", ", entry.name);
    return names + ", median, q05 to q95 (any percentage, as in q2.5)";
}

/// The probability of "q90" or "q2.5"; -1 where a word is no quantile between 0 and 100.
double quantile_of(std::string_view word) {
    if (word == median)
        return 0.5;
    if (word.size() < 2 || word.front() != 'q' ||
        word.find_first_not_of("0123456789.", 1) != std::string_view::npos)
        return -1;
    double percent = 0;
    const auto [end, error] = std::from_chars(word.data() + 1, word.data() + word.size(), percent);
    const bool whole = error == std::errc{} && end == word.data() + word.size();
    return whole && percent > 0 && percent < 100 ? percent / 100 : -1;
}

Fault unknown_word(std::string_view word, std::size_t offset) {
    Fault fault{fmt::format("unknown statistic '{}'", word), "", offset};
    std::vector<std::string_view> names{median};
    for (const detail::StatisticEntry& entry : detail::statistic_table())
        names.push_back(entry.name);
    if (const auto near = nearest(word, names))
        fault.hint = fmt::format("did you mean '{}'? ", *near);
    fault.hint += "known: " + known_statistics();
    return fault;
}

std::string unit_text(detail::Unit unit, std::string_view value_unit) {
    switch (unit) {
    case detail::Unit::value:
        return std::string(value_unit);
    case detail::Unit::value_area:
        return value_unit.empty() ? "km2" : fmt::format("{} km2", value_unit);
    case detail::Unit::area:
        return "km2";
    case detail::Unit::share:
        return "1";
    case detail::Unit::cells:
        return "cells";
    case detail::Unit::observations:
        return "observations";
    }
    return {};
}

} // namespace

StatisticInfo describe(const Statistic& statistic, std::string_view value_unit) {
    if (statistic.probability >= 0)
        return {std::string(value_unit),
                fmt::format("smallest value of a used cell up to which the used cells make up at "
                            "least {:g} percent of the valid area",
                            statistic.probability * 100)};
    const detail::StatisticEntry* entry = detail::find_statistic(statistic.name);
    if (entry == nullptr)
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("no statistic is called '{}'", statistic.name));
    return {unit_text(entry->unit, value_unit), std::string(entry->definition)};
}

Result<std::vector<Statistic>> parse_statistics(std::string_view list) {
    std::vector<Statistic> statistics;
    for (const std::string_view piece : split(list, ',')) {
        const std::string_view word = trim(piece);
        const auto offset = static_cast<std::size_t>(word.data() - list.data());
        if (word.empty())
            return Fault{"a name of a statistic is missing",
                         "names stand between commas, as in mean,sum,q90", offset};
        const double probability = quantile_of(word);
        if (probability < 0 && detail::find_statistic(word) == nullptr)
            return unknown_word(word, offset);
        if (std::ranges::find(statistics, word, &Statistic::name) != statistics.end())
            return Fault{fmt::format("statistic '{}' stands twice", word), "name it once", offset};
        statistics.push_back({std::string(word), probability});
    }
    return statistics;
}

Wanted wanted_for(std::span<const Statistic> statistics, std::optional<double> floor) {
    unsigned groups = 0;
    for (const Statistic& statistic : statistics) {
        if (const detail::StatisticEntry* entry = detail::find_statistic(statistic.name))
            groups |= entry->groups;
    }
    Wanted wanted;
    wanted.areas = (groups & detail::group_areas) != 0;
    wanted.moments = (groups & detail::group_moments) != 0;
    wanted.floor = (groups & detail::group_floor) != 0 && floor.has_value();
    wanted.states = (groups & detail::group_states) != 0;
    wanted.observations = (groups & detail::group_observations) != 0;
    wanted.error = (groups & detail::group_error) != 0;
    wanted.floor_value = floor.value_or(wanted.floor_value);
    return wanted;
}

bool needs_quantiles(std::span<const Statistic> statistics) noexcept {
    return std::ranges::any_of(statistics,
                               [](const Statistic& each) { return each.probability >= 0; });
}

} // namespace halflight::raster
