// SPDX-License-Identifier: Apache-2.0
#include "halflight/lights/calibrate.hpp"

#include "robust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace halflight::lights {

namespace {

void check_statistic(const std::string& name) {
    const bool quantile = name.size() > 1 && name[0] == 'q' && name[1] >= '0' && name[1] <= '9';
    if (name != "mean" && name != "median" && !quantile) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("'{}' cannot be calibrated: an intercept would belong to zones of "
                                "one size; take mean, median or a quantile",
                                name));
    }
}

void check_product(const Series& series) {
    if (series.product == "DMSP-OLS") {
        throw Error(ErrorCode::refused,
                    "DMSP has no calibration on board and saturates in bright centres: only shares "
                    "of zones in a total can be compared, no levels");
    }
}

/// Places of equal things in both panels.
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

template <class Thing>
Pairs common(const std::vector<Thing>& reference, const std::vector<Thing>& other,
             const char* what) {
    std::map<Thing, std::size_t> places;
    for (std::size_t i = 0; i < other.size(); ++i) {
        places.emplace(other[i], i);
    }
    Pairs pairs;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        if (const auto found = places.find(reference[i]); found != places.end()) {
            pairs.emplace_back(i, found->second);
        }
    }
    if (pairs.empty()) {
        throw Error(ErrorCode::not_found, fmt::format("the two panels have no {} in common", what));
    }
    return pairs;
}

/// A zone over the periods in which both panels saw it.
struct Overlap {
    std::vector<double> days, reference, other;
};

Overlap overlap_of(const Series& reference, const Series& other,
                   std::pair<std::size_t, std::size_t> zone, const Pairs& periods) {
    Overlap overlap;
    for (const auto& [a, b] : periods) {
        const SeriesCell& left = reference.at(zone.first, a);
        const SeriesCell& right = other.at(zone.second, b);
        if (left.has_value() && right.has_value() && !left.filled && !right.filled) {
            overlap.days.push_back(static_cast<double>(reference.periods[a].first.days));
            overlap.reference.push_back(left.value);
            overlap.other.push_back(right.value);
        }
    }
    return overlap;
}

bool has_trend(const std::vector<double>& days, const std::vector<double>& values) {
    const auto line = theil_sen(days, values);
    return line && (line->slope_low > 0 || line->slope_high < 0);
}

StableZone describe(const std::string& id, const Overlap& overlap) {
    StableZone zone;
    zone.id = id;
    zone.periods = overlap.days.size();
    zone.reference = median_of(overlap.reference);
    zone.other = median_of(overlap.other);
    zone.reference_spread = scaled_mad(overlap.reference) / zone.reference;
    zone.other_spread = scaled_mad(overlap.other) / zone.other;
    return zone;
}

/// Why a zone is not stable; empty where it is.
std::string against(const StableZone& zone, const Overlap& overlap, const CalibrateSpec& spec) {
    if (!(zone.reference > 0) || !(zone.other > 0)) {
        return "dark: its median is not above 0";
    }
    const double spread = std::max(zone.reference_spread, zone.other_spread);
    if (spread > spec.most_spread) {
        return "spread above the limit";
    }
    if (has_trend(overlap.days, overlap.reference) || has_trend(overlap.days, overlap.other)) {
        return "trend";
    }
    return {};
}

void check_named(const Series& reference, const Pairs& zones, const CalibrateSpec& spec) {
    if (!spec.stable) {
        return;
    }
    for (const std::string& id : *spec.stable) {
        const bool known = std::ranges::any_of(
            zones, [&](const auto& pair) { return reference.zones[pair.first] == id; });
        if (!known) {
            throw Error(ErrorCode::not_found,
                        fmt::format("the stable zone '{}' is not in both panels", id));
        }
    }
}

void sort_zones(const Series& reference, const Series& other, const Pairs& zones,
                const Pairs& periods, const CalibrateSpec& spec, Calibration& result) {
    for (const auto& pair : zones) {
        const std::string& id = reference.zones[pair.first];
        if (spec.stable && std::ranges::find(*spec.stable, id) == spec.stable->end()) {
            continue;
        }
        const Overlap overlap = overlap_of(reference, other, pair, periods);
        if (overlap.days.size() < spec.least_periods || overlap.days.empty()) {
            result.left_out.push_back({id, "too few common periods"});
            continue;
        }
        StableZone zone = describe(id, overlap);
        std::string why = spec.stable ? std::string{} : against(zone, overlap, spec);
        if (why.empty()) {
            result.zones.push_back(std::move(zone));
        } else {
            result.left_out.push_back({id, std::move(why)});
        }
    }
}

RobustLine line_of(const std::vector<StableZone>& zones, const CalibrateSpec& spec) {
    if (zones.size() < spec.least_zones) {
        throw Error(ErrorCode::refused,
                    fmt::format("{} stable zones, {} are needed; name them with --stable FILE, or "
                                "allow a larger --max-spread",
                                zones.size(), spec.least_zones));
    }
    std::vector<double> x;
    std::vector<double> y;
    for (const StableZone& zone : zones) {
        x.push_back(zone.other);
        y.push_back(zone.reference);
    }
    const auto line = theil_sen(x, y);
    if (!line) {
        throw Error(ErrorCode::refused, line.fault().message);
    }
    if (!(line->slope_low > 0)) {
        throw Error(ErrorCode::refused,
                    fmt::format("the two panels do not rise together on the stable zones: the "
                                "slope lies between {:.4g} and {:.4g}",
                                line->slope_low, line->slope_high));
    }
    return *line;
}

} // namespace

Calibration calibrate(Series reference, Series other, const CalibrateSpec& spec) {
    check_statistic(reference.statistic);
    check_product(reference);
    check_product(other);
    require_valid_share(reference, spec.least_valid_share);
    require_valid_share(other, spec.least_valid_share);
    const Pairs zones = common(reference.zones, other.zones, "zone");
    const Pairs periods = common(reference.periods, other.periods, "period");
    check_named(reference, zones, spec);
    Calibration result;
    for (const auto& [a, b] : periods) {
        result.periods.push_back(reference.periods[a]);
    }
    if (reference.zones_hash != other.zones_hash) {
        result.remarks.emplace_back(
            "the panels were made with different files of zones: matched by id alone");
    }
    sort_zones(reference, other, zones, periods, spec, result);
    result.line = line_of(result.zones, spec);
    return result;
}

Series calibrated(Series other, const RobustLine& line) {
    for (SeriesCell& cell : other.cells) {
        cell.value = line.intercept + line.slope * cell.value;
        cell.low = line.intercept + line.slope * cell.low;
        cell.high = line.intercept + line.slope * cell.high;
        cell.error *= line.slope;
    }
    return other;
}

} // namespace halflight::lights
