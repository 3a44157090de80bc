// SPDX-License-Identifier: Apache-2.0
// Whether growth by sector adds up to that of the whole.
#include "growth_check_parts.hpp"

#include "nowcast_engine.hpp"

#include <algorithm>

namespace halflight::studies {

namespace {

constexpr double whole = 100; // percent

const Reading* find_year(std::span<const Reading> readings, int year) {
    const auto found = std::ranges::find_if(
        readings, [year](const Reading& one) { return year_of(one.period) == year; });
    return found == readings.end() ? nullptr : &*found;
}

Interval bounds_of(const Reading& reading) {
    return Interval::closed(reading.low, reading.high);
}

void add_sector(GrowthSum& sum, const std::string& sector, const Reading& share,
                const Reading& growth) {
    const Interval part = scale(bounds_of(share) * bounds_of(growth), 1 / whole);
    const double value = share.value * growth.value / whole;
    sum.sectors.push_back(sector);
    sum.contributions.push_back(part);
    sum.contribution_values.push_back(value);
    sum.sum = sum.sum + part;
    sum.sum_value += value;
    sum.covered = sum.covered + bounds_of(share);
}

struct Sector {
    std::string name;
    std::vector<Reading> growth;
    std::vector<Reading> shares;
};

GrowthSum sum_of(const Reading& total, std::span<const Sector> sectors) {
    GrowthSum out;
    out.year = total.period;
    out.total = bounds_of(total);
    out.total_value = total.value;
    out.sum = Interval::point(0);
    out.covered = Interval::point(0);
    out.sum_value = 0;
    const int year = year_of(total.period);
    bool complete = true;
    for (const Sector& sector : sectors) {
        const Reading* const share = find_year(sector.shares, year - 1);
        const Reading* const growth = find_year(sector.growth, year);
        if (share != nullptr && growth != nullptr) {
            add_sector(out, sector.name, *share, *growth);
        } else {
            complete = false;
        }
    }
    out.residual = out.total - out.sum;
    if (complete && out.covered.contains(whole)) {
        out.adds_up = out.residual.contains(0) ? AddsUp::yes : AddsUp::no;
    }
    return out;
}

} // namespace

std::vector<GrowthSum> growth_sums(std::span<const GrowthSeries> targets,
                                   std::span<const OutputShare> shares,
                                   const GrowthCheckSpec& spec) {
    std::vector<GrowthSum> sums;
    const auto total = std::ranges::find(targets, spec.total, &GrowthSeries::sector);
    if (total == targets.end() || shares.empty()) {
        return sums;
    }
    std::vector<Sector> sectors;
    for (const OutputShare& share : shares) {
        const auto target = std::ranges::find(targets, share.sector, &GrowthSeries::sector);
        sectors.push_back(
            {share.sector, growth_by_year(*target, spec), known_on(share.readings, spec.as_of)});
    }
    for (const Reading& reading : growth_by_year(*total, spec)) {
        GrowthSum sum = sum_of(reading, sectors);
        if (!sum.sectors.empty()) {
            sums.push_back(std::move(sum));
        }
    }
    return sums;
}

} // namespace halflight::studies
