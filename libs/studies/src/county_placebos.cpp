// SPDX-License-Identifier: Apache-2.0
// The same regression where it should find nothing, or should not hang on one industry.
#include "county_parts.hpp"

#include "halflight/base/error.hpp"
#include "halflight/stats/resample.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

namespace halflight::studies {
namespace {

std::vector<double> column_of(const Section& section, const IndustryShares& shares,
                              std::size_t industry) {
    std::vector<double> result;
    for (const std::size_t unit : section.units) {
        result.push_back(shares.shares(unit, industry));
    }
    return result;
}

/// Nothing where the section cannot tell: an industry of one place, say.
std::optional<PlaceboSlope> attempt(std::string name, const Section& section,
                                    std::span<const double> x, double level) {
    try {
        return PlaceboSlope{std::move(name),
                            robust_slope(x, section.change, section.controls, level)};
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        return std::nullopt;
    }
}

/// How far apart the periods of a placebo lie: as far as the baselines, or else the most whole
/// years for which there are two before the treatment.
std::size_t placebo_distance(std::size_t asked, std::size_t before, std::size_t per_year) {
    if (asked < before) {
        return asked;
    }
    const std::size_t years = (before - std::min<std::size_t>(before, 1)) / per_year;
    return years * per_year;
}

std::size_t per_year(Frequency frequency) {
    switch (frequency) {
    case Frequency::annual:
        return 1;
    case Frequency::half_year:
        return 2;
    case Frequency::quarter:
        return 4;
    case Frequency::month:
        return 12;
    default:
        return 1;
    }
}

/// Places of each province, all of them where none are told apart.
std::vector<std::vector<std::size_t>> strata(const Section& section, const Places& places) {
    std::map<std::uint32_t, std::vector<std::size_t>> by_province;
    for (std::size_t i = 0; i < section.size(); ++i) {
        by_province[places.province.empty() ? 0 : places.province[section.units[i]]].push_back(i);
    }
    std::vector<std::vector<std::size_t>> result;
    for (auto& [province, members] : by_province) {
        result.push_back(std::move(members));
    }
    return result;
}

std::vector<double> permuted(std::span<const double> x,
                             const std::vector<std::vector<std::size_t>>& strata,
                             const Random& random) {
    std::vector<double> result(x.size());
    std::uint64_t drawn = 0;
    for (const std::vector<std::size_t>& members : strata) {
        const auto order = stats::permutation(random, members.size(), drawn);
        drawn += members.size();
        for (std::size_t i = 0; i < members.size(); ++i) {
            result[members[i]] = x[members[order[i]]];
        }
    }
    return result;
}

double slope(std::span<const double> x, const Section& section) {
    const auto weights = slope_weights(x, section.controls);
    return std::inner_product(weights.begin(), weights.end(), section.change.begin(), 0.0);
}

} // namespace

std::vector<PlaceboSlope> leave_one_out(const Section& section, const IndustryShares& shares,
                                        const IndustryGroup& group, double level) {
    std::vector<PlaceboSlope> result;
    for (std::size_t left_out = 0; left_out < shares.industries.size(); ++left_out) {
        if (!in_group(group, shares.industries[left_out])) {
            continue;
        }
        std::vector<double> x(section.size(), 0.0);
        for (std::size_t k = 0; k < shares.industries.size(); ++k) {
            if (k != left_out && in_group(group, shares.industries[k])) {
                const auto column = column_of(section, shares, k);
                std::ranges::transform(x, column, x.begin(), std::plus<>());
            }
        }
        if (auto found = attempt(shares.industries[left_out], section, x, level)) {
            result.push_back(std::move(*found));
        }
    }
    return result;
}

std::vector<PlaceboSlope> placebo_industries(const Section& section, const IndustryShares& shares,
                                             const IndustryGroup& group, double level) {
    std::vector<PlaceboSlope> result;
    for (std::size_t k = 0; k < shares.industries.size(); ++k) {
        if (!in_group(group, shares.industries[k])) {
            const auto x = column_of(section, shares, k);
            if (auto found = attempt(shares.industries[k], section, x, level)) {
                result.push_back(std::move(*found));
            }
        }
    }
    return result;
}

std::vector<PlaceboSlope> placebo_dates(const LightPanel& panel, std::span<const double> exposure,
                                        const Places& places, const CountySpec& spec) {
    const std::size_t before =
        spec.treatment ? period_index(panel, *spec.treatment) : period_index(panel, spec.later);
    const std::size_t asked = period_index(panel, spec.later) - period_index(panel, spec.earlier);
    const std::size_t distance = placebo_distance(asked, before, per_year(spec.frequency));
    std::vector<PlaceboSlope> result;
    for (std::size_t first = 0; distance > 0 && first + distance < before; ++first) {
        const Period& earlier = panel.periods[first];
        const Period& later = panel.periods[first + distance];
        const Section section =
            make_section(exposure, change_between(panel, earlier, later), places.controls);
        if (section.size() < 3 + section.controls.cols()) {
            continue;
        }
        auto found = attempt(to_string(earlier) + " to " + to_string(later), section,
                             section.exposure, spec.level);
        if (found) {
            result.push_back(std::move(*found));
        }
    }
    return result;
}

double permutation_p(const Section& section, const Places& places, const CountySpec& spec) {
    const auto members = strata(section, places);
    if (spec.permutations == 0 ||
        std::ranges::all_of(members, [](const auto& some) { return some.size() < 2; })) {
        return stats::undefined; // there is nothing to permute
    }
    const double observed = std::abs(slope(section.exposure, section));
    const stats::Draws draws{.count = spec.permutations, .seed = spec.seed, .jobs = spec.jobs};
    const stats::Replicates drawn =
        stats::replicate(draws, 1, [&](std::size_t, const Random& random, std::span<double> out) {
            out[0] = std::abs(slope(permuted(section.exposure, members, random), section));
            return true;
        });
    // Ties count against the result, with a little for rounding.
    const double at_least = observed * (1 - 1e-12);
    std::size_t reached = 1;
    for (std::size_t d = 0; d < spec.permutations; ++d) {
        reached += drawn.values(0, d) >= at_least ? 1U : 0U;
    }
    return static_cast<double>(reached) / static_cast<double>(spec.permutations + 1);
}

} // namespace halflight::studies
