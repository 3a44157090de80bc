// SPDX-License-Identifier: Apache-2.0
// exposure.cpp - the index of a group, and shares by industry.
#include "halflight/studies/exposure.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "exposure_prior.hpp"
#include "exposure_tally.hpp"
#include "halflight/stats/distribution.hpp"

namespace halflight::studies {

namespace {

bool in_list(const std::vector<std::string>& list, const std::string& word) {
    return std::ranges::find(list, word) != list.end();
}

std::vector<bool> members_of(std::span<const Enterprise> enterprises, const IndustryGroup& group) {
    std::vector<bool> made;
    bool any = false;
    for (const Enterprise& one : enterprises) {
        made.push_back(in_list(group.industries, one.industry) ||
                       in_list(group.enterprises, one.id));
        any = any || made.back();
    }
    if (!any) {
        stats::refuse(fmt::format("none of {} enterprises belongs to group '{}': at least one must "
                                  "be of one of its {} industries or on its list",
                                  enterprises.size(), group.name, group.industries.size()));
    }
    return made;
}

void warn_of_single(std::span<const Enterprise> enterprises, const IndustryGroup& group,
                    stats::Warnings& warnings) {
    std::map<std::string, std::size_t> sizes;
    for (const Enterprise& one : enterprises) {
        if (in_list(group.industries, one.industry)) {
            ++sizes[one.industry];
        }
    }
    for (const auto& [industry, size] : sizes) {
        if (size == 1) {
            warnings.push_back({"single_enterprise_industry",
                                fmt::format("industry '{}' of group '{}' is a single enterprise: "
                                            "what it adds is that place's own history",
                                            industry, group.name)});
        }
    }
}

void warn_of_edge(const SharePrior& prior, stats::Warnings& warnings) {
    if (prior.edge == PriorEdge::most) {
        warnings.push_back({"prior_at_edge",
                            "shares vary no more from zone to zone than chance alone would have "
                            "it: all were drawn to the common share; a longer window has more "
                            "mentions to tell them apart"});
    } else if (prior.edge == PriorEdge::least) {
        warnings.push_back({"prior_at_edge", "zones report one kind only or nearly so: shares were "
                                             "not drawn to the common share"});
    }
}

void check_spread(const ExposureIndex& index) {
    double least = 1;
    double most = 0;
    for (const ZoneExposure& zone : index.zones) {
        if (zone.mentions > 0) {
            least = std::min(least, zone.raw);
            most = std::max(most, zone.raw);
        }
    }
    if (!(most > 0)) {
        stats::refuse(fmt::format("the index of group '{}' is 0 in every zone: none of its "
                                  "enterprises is mentioned in the window",
                                  index.group));
    }
    if (!(most > least)) {
        stats::refuse(fmt::format("the index of group '{}' is {} in every zone with mentions: it "
                                  "must differ between at least 2",
                                  index.group, most));
    }
}

/// Wilson (1927).
void fill_raw(ZoneExposure& zone, double level) {
    const double z = stats::normal_quantile((1 + level) / 2);
    const double n = zone.mentions;
    const double p = zone.raw;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    zone.share = p;
    zone.variance = p * (1 - p) / n;
    // At a share of 0 or 1 one end is the share itself, but for rounding.
    zone.low = p > 0 ? std::max(0.0, middle - half) : 0;
    zone.high = p < 1 ? std::min(1.0, middle + half) : 1;
}

void fill_posterior(ZoneExposure& zone, const ExposureIndex& index, double level) {
    const double a = index.prior_a + zone.group_mentions;
    const double b = index.prior_b + zone.mentions - zone.group_mentions;
    zone.share = a / (a + b);
    zone.variance = a * b / ((a + b) * (a + b) * (a + b + 1));
    zone.low = stats::beta_quantile((1 - level) / 2, a, b);
    zone.high = stats::beta_quantile((1 + level) / 2, a, b);
}

void smooth(ExposureIndex& index, const ExposureSpec& spec) {
    if (spec.smoothing == Smoothing::beta_binomial) {
        std::vector<double> group;
        std::vector<double> all;
        for (const ZoneExposure& zone : index.zones) {
            group.push_back(zone.group_mentions);
            all.push_back(zone.mentions);
        }
        const SharePrior prior = beta_prior(group, all);
        index.prior_a = prior.precision * prior.mean[0];
        index.prior_b = prior.precision * prior.mean[1];
        warn_of_edge(prior, index.warnings);
    }
    for (ZoneExposure& zone : index.zones) {
        if (!(zone.mentions > 0)) {
            continue;
        }
        if (spec.smoothing == Smoothing::none) {
            fill_raw(zone, spec.level);
        } else {
            fill_posterior(zone, index, spec.level);
        }
    }
}

void require_level(const ExposureSpec& spec) {
    if (!(spec.level > 0 && spec.level < 1)) {
        stats::refuse(fmt::format("the level is {}: it must lie between 0 and 1", spec.level));
    }
}

std::vector<std::string> industries_of(std::span<const Enterprise> enterprises) {
    std::vector<std::string> made;
    for (const Enterprise& one : enterprises) {
        made.push_back(one.industry);
    }
    std::ranges::sort(made);
    made.erase(std::unique(made.begin(), made.end()), made.end());
    return made;
}

} // namespace

ExposureIndex exposure_index(std::span<const Enterprise> enterprises,
                             std::span<const Mention> mentions, std::size_t zones,
                             const IndustryGroup& group, const ExposureSpec& spec) {
    require_level(spec);
    const Tally counted = tally(enterprises, mentions, zones, spec);
    const std::vector<bool> member = members_of(enterprises, group);
    ExposureIndex made{.group = group.name,
                       .zones = std::vector<ZoneExposure>(zones),
                       .outside_window = counted.outside_window,
                       .other_activity = counted.other_activity,
                       .without_place = counted.without_place,
                       .warnings = counted.warnings};
    for (std::size_t i = 0; i < enterprises.size(); ++i) {
        if (!enterprises[i].zone) {
            continue;
        }
        ZoneExposure& zone = made.zones[*enterprises[i].zone];
        ++zone.enterprises;
        zone.mentions += counted.by_enterprise[i];
        zone.group_mentions += member[i] ? counted.by_enterprise[i] : 0;
    }
    for (ZoneExposure& zone : made.zones) {
        if (zone.mentions > 0) {
            zone.raw = zone.group_mentions / zone.mentions;
        }
    }
    check_spread(made);
    warn_of_single(enterprises, group, made.warnings);
    smooth(made, spec);
    return made;
}

IndustryShares industry_shares(std::span<const Enterprise> enterprises,
                               std::span<const Mention> mentions, std::size_t zones,
                               const ExposureSpec& spec) {
    const Tally counted = tally(enterprises, mentions, zones, spec);
    IndustryShares made{
        .industries = industries_of(enterprises), .shares = {}, .warnings = counted.warnings};
    stats::Matrix counts(zones, made.industries.size());
    std::vector<double> mean(made.industries.size());
    double all = 0;
    for (std::size_t i = 0; i < enterprises.size(); ++i) {
        if (enterprises[i].zone) {
            const auto j = static_cast<std::size_t>(
                std::ranges::lower_bound(made.industries, enterprises[i].industry) -
                made.industries.begin());
            counts(*enterprises[i].zone, j) += counted.by_enterprise[i];
            mean[j] += counted.by_enterprise[i];
            all += counted.by_enterprise[i];
        }
    }
    for (double& one : mean) {
        one /= all;
    }
    SharePrior prior{.mean = mean};
    if (spec.smoothing == Smoothing::beta_binomial) {
        prior = dirichlet_prior(counts, mean);
        made.precision = prior.precision;
        warn_of_edge(prior, made.warnings);
    }
    made.shares = stats::Matrix(zones, made.industries.size());
    for (std::size_t zone = 0; zone < zones; ++zone) {
        const double own = counted.by_zone[zone];
        for (std::size_t j = 0; j < mean.size(); ++j) {
            made.shares(zone, j) = own > 0 ? (counts(zone, j) + prior.precision * prior.mean[j]) /
                                                 (own + prior.precision)
                                           : stats::undefined;
        }
    }
    return made;
}

} // namespace halflight::studies
