// SPDX-License-Identifier: Apache-2.0
// Enterprises, and what newspapers write of them.
#include "halflight/base/parallel.hpp"
#include "mesh.hpp"
#include "people.hpp"
#include "places.hpp"
#include "streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halflight::simulate {

namespace {

/// The first index whose running sum of weights exceeds a share of all.
std::size_t pick(const std::vector<double>& running, double share) {
    const auto found = std::ranges::upper_bound(running, share * running.back());
    return std::min(static_cast<std::size_t>(found - running.begin()), running.size() - 1);
}

std::vector<double> running_sums(std::vector<double> weights) {
    std::partial_sum(weights.begin(), weights.end(), weights.begin());
    return weights;
}

/// Running weights of industries in a county: its mix of groups differs from that of others.
std::vector<double> industry_weights(const CountrySpec& spec, std::size_t county) {
    const Random mix = draws(spec.seed, Stream::county_mix, static_cast<std::uint32_t>(county));
    std::vector<double> weights;
    for (const Industry& one : spec.industries) {
        weights.push_back(one.share *
                          std::exp(spec.specialisation * mix.normal(index_of(one.group))));
    }
    return running_sums(std::move(weights));
}

/// An industry that no enterprise fell to takes one of those that have most.
void fill_industries(Country& country) {
    std::vector<std::size_t> count(country.spec.industries.size());
    for (const Enterprise& one : country.enterprises) {
        ++count[one.industry];
    }
    for (std::size_t empty = 0; empty < count.size(); ++empty) {
        if (count[empty] > 0) {
            continue;
        }
        const auto largest =
            static_cast<std::size_t>(std::ranges::max_element(count) - count.begin());
        std::ranges::find(country.enterprises, largest, &Enterprise::industry)->industry = empty;
        --count[largest];
        ++count[empty];
    }
}

/// Most lie at the towns of their county.
raster::Point place_of(const Country& country, std::size_t enterprise,
                       const std::vector<std::size_t>& first_town) {
    const std::size_t county = country.enterprises[enterprise].county;
    const County& home = country.counties[county];
    const Random random =
        draws(country.spec.seed, Stream::enterprise_place, static_cast<std::uint32_t>(enterprise));
    constexpr double at_towns = 0.7;
    constexpr std::uint64_t tries = 20;
    const std::size_t towns = first_town[county + 1] - first_town[county];
    const Town& town = country.towns[first_town[county] + random.below(1, towns)];
    const double reach = (2 + 2 * town.extent_cells) * country.grid.lattice.cell_height_deg;
    for (std::uint64_t i = 0; i < tries && random.uniform(0) < at_towns; ++i) {
        const raster::Point point =
            whole_millionths({town.place.lon_deg + reach * random.normal(2 * i + 2),
                              town.place.lat_deg + reach * random.normal(2 * i + 3)});
        if (is_inside(home.border, point)) {
            return point;
        }
    }
    return somewhere_in(home, random, 1000);
}

/// A Poisson draw by the sum of exponential waits: rates here are small.
std::uint64_t poisson(const Random& random, std::uint64_t index, double rate) {
    double waited = -std::log(random.uniform(index));
    std::uint64_t count = 0;
    while (waited < rate) {
        ++count;
        waited -= std::log(random.uniform(index + count));
    }
    return count;
}

} // namespace

void place_enterprises(Country& country) {
    const CountrySpec& spec = country.spec;
    const Random sizes = draws(spec.seed, Stream::county_size);
    std::vector<double> weights;
    std::vector<std::vector<double>> mixes;
    std::vector<std::size_t> first_town(country.counties.size() + 1);
    for (std::size_t i = 0; i < country.counties.size(); ++i) {
        weights.push_back(county_size(sizes, i));
        mixes.push_back(industry_weights(spec, i));
        first_town[i + 1] = static_cast<std::size_t>(
            std::ranges::upper_bound(country.towns, i, {}, &Town::county) - country.towns.begin());
    }
    weights = running_sums(std::move(weights));
    const Random county = draws(spec.seed, Stream::enterprise_county);
    const Random industry = draws(spec.seed, Stream::enterprise_industry);
    const Random light = draws(spec.seed, Stream::enterprise_light);
    const Random known = draws(spec.seed, Stream::enterprise_known);
    for (std::size_t i = 0; i < static_cast<std::size_t>(spec.enterprises); ++i) {
        Enterprise made;
        made.id = fmt::format("E{:04}", i + 1);
        made.county = pick(weights, county.uniform(i));
        made.industry = pick(mixes[made.county], industry.uniform(i));
        made.place_known = known.uniform(i) >= spec.placeless;
        made.light = spec.enterprise_light * std::exp(spec.light_spread * light.normal(i) -
                                                      spec.light_spread * spec.light_spread / 2);
        country.enterprises.push_back(std::move(made));
        country.enterprises.back().place = place_of(country, i, first_town);
    }
    fill_industries(country);
}

double mention_rate(const CountrySpec& spec, const Enterprise& enterprise) {
    return spec.mention_rate *
           std::pow(enterprise.light / spec.enterprise_light, spec.mention_size);
}

void write_mentions(Country& country) {
    const CountrySpec& spec = country.spec;
    constexpr double investment_share = 0.25;
    constexpr std::uint64_t room = 1 << 20; // draws for a year
    for (std::size_t i = 0; i < country.enterprises.size(); ++i) {
        const double rate = mention_rate(spec, country.enterprises[i]);
        const auto which = static_cast<std::uint32_t>(i);
        const Random counts = draws(spec.seed, Stream::mentions, which);
        const Random days = draws(spec.seed, Stream::mention_days, which);
        for (int year = spec.mention_first_year; year <= spec.mention_last_year; ++year) {
            const std::uint64_t first = room * static_cast<std::uint64_t>(year);
            const std::uint64_t count = poisson(counts, first, rate);
            const Date begin = to_date({year, 1, 1});
            const auto length =
                static_cast<std::uint64_t>(to_date({year + 1, 1, 1}).days - begin.days);
            for (std::uint64_t k = 0; k < count; ++k) {
                const Date day{begin.days +
                               static_cast<std::int32_t>(days.below(first + 2 * k, length))};
                country.mentions.push_back({i, day,
                                            days.uniform(first + 2 * k + 1) < investment_share
                                                ? "investment"
                                                : "production"});
            }
        }
    }
    std::ranges::stable_sort(country.mentions, {}, [](const Mention& mention) {
        return std::pair(mention.day, mention.enterprise);
    });
}

std::vector<raster::Zone> county_zones(const Country& country) {
    std::vector<raster::Zone> zones;
    for (const County& county : country.counties) {
        zones.push_back({county.id, {raster::Polygon{county.border, {}}}});
    }
    return zones;
}

std::vector<raster::Zone> enterprise_zones(const Country& country, int vertices, int jobs) {
    std::vector<raster::Zone> zones(country.enterprises.size());
    for_each_index(zones.size(), jobs, [&](std::size_t i) {
        const Enterprise& one = country.enterprises[i];
        zones[i] = raster::point_buffer(one.id, one.place, country.spec.buffer_m, vertices);
    });
    return zones;
}

} // namespace halflight::simulate
