// SPDX-License-Identifier: Apache-2.0
// What no nowcast can be made of.
#include "halflight/base/text.hpp"
#include "nowcast_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::studies {

namespace {

bool is_finite(const Reading& reading) {
    return std::isfinite(reading.low) && std::isfinite(reading.value) &&
           std::isfinite(reading.high) && reading.low <= reading.value &&
           reading.value <= reading.high;
}

void require_target(const GrowthSeries& target) {
    std::map<std::pair<Period, Date>, const Reading*> seen;
    for (const Reading& reading : target.readings) {
        if (!is_finite(reading)) {
            stats::refuse(fmt::format("growth of {} in {} is no finite number within its bounds; "
                                      "give a number, or leave the year out",
                                      target.sector, to_string(reading.period)));
        }
        if (frequency_of(reading.period) != Frequency::annual) {
            stats::refuse(fmt::format("growth of {} is of {}, which is no calendar year; give "
                                      "growth of years alone",
                                      target.sector, to_string(reading.period)));
        }
        const auto [other, fresh] =
            seen.emplace(std::pair(reading.period, reading.known_since), &reading);
        if (!fresh && other->second->value != reading.value) {
            stats::refuse(fmt::format(
                "growth of {} in {} is {} and {}, both known since {}: two numbers where one is "
                "wanted; name one source",
                target.sector, to_string(reading.period), format_exact(other->second->value),
                format_exact(reading.value), to_string(reading.known_since)));
        }
    }
}

void require_indicator(const Indicator& indicator) {
    for (const Reading& reading : indicator.readings) {
        if (!is_finite(reading)) {
            stats::refuse(fmt::format("{} in {} is no finite number within its bounds; give a "
                                      "number, or leave the period out",
                                      indicator.name, to_string(reading.period)));
        }
        if (indicator.aggregate != Aggregate::growth && reading.value < 0) {
            stats::refuse(fmt::format("{} is {} in {}: growth is asked of a level, which must be "
                                      "at least 0; aggregate it as growth if it is one",
                                      indicator.name, format_exact(reading.value),
                                      to_string(reading.period)));
        }
        if (reading.period.open_start() || reading.period.open_end()) {
            stats::refuse(fmt::format("{} is of {}, which does not end; give periods that begin "
                                      "and end",
                                      indicator.name, to_string(reading.period)));
        }
    }
}

void require_names(std::span<const GrowthSeries> targets, std::span<const Indicator> indicators) {
    std::set<std::string> sectors;
    for (const GrowthSeries& target : targets) {
        if (!sectors.insert(target.sector).second) {
            stats::refuse(fmt::format("growth of {} is given twice; leave one out", target.sector));
        }
    }
    std::set<std::string> names;
    for (const Combination combination : combinations) {
        names.emplace(to_string(combination));
    }
    for (const NaiveRule rule : naive_rules) {
        names.emplace(to_string(rule));
    }
    std::set<std::pair<std::string, std::string>> members;
    for (const Indicator& indicator : indicators) {
        if (!names.insert(indicator.name).second) {
            stats::refuse(fmt::format("the name {} of an indicator is taken; choose another",
                                      indicator.name));
        }
        for (const GrowthSeries& target : targets) {
            if (indicator.speaks_of(target.sector) &&
                !members.emplace(indicator.family_name(), target.sector).second) {
                stats::refuse(fmt::format("the family {} has two indicators of {}; one is wanted",
                                          indicator.family_name(), target.sector));
            }
        }
        for (const std::string& sector : indicator.sectors) {
            if (!sectors.contains(sector)) {
                stats::refuse(fmt::format("{} speaks of {}, of which no growth is given; name some "
                                          "of the {} sectors",
                                          indicator.name, sector, sectors.size()));
            }
        }
    }
}

} // namespace

void require_sound(std::span<const GrowthSeries> targets, std::span<const Indicator> indicators,
                   const NowcastSpec& spec) {
    if (targets.empty() || indicators.empty()) {
        stats::refuse(fmt::format("{} sectors and {} indicators were given; at least one of each "
                                  "is needed",
                                  targets.size(), indicators.size()));
    }
    constexpr std::size_t fewest = 3;
    if (!(spec.level > 0 && spec.level < 1) || !(spec.significance > 0 && spec.significance < 1) ||
        spec.least_years < fewest) {
        stats::refuse(fmt::format("level {}, significance {} and least-years {} are not in order; "
                                  "the first two must lie between 0 and 1, the last be at least {}",
                                  spec.level, spec.significance, spec.least_years, fewest));
    }
    require_names(targets, indicators);
    for (const GrowthSeries& target : targets) {
        require_target(target);
    }
    for (const Indicator& indicator : indicators) {
        require_indicator(indicator);
    }
}

} // namespace halflight::studies
