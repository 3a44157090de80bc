// SPDX-License-Identifier: Apache-2.0
// halflight/studies/exposure.hpp - how much of a place's reported industry belongs to a group.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/stats/estimate.hpp"
#include "halflight/stats/matrix.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::studies {

struct Enterprise {
    std::string id;
    std::string industry;            ///< code of one industry
    std::optional<std::size_t> zone; ///< index of its county; none: its place is not known
};

/// One report, or several of one day, that an enterprise produced or was invested in.
struct Mention {
    std::size_t enterprise = 0; ///< index
    Date day{};
    std::string activity; ///< "production", "investment", ...
    double count = 1;
};

/// Industries of one group ("heavy", "defence"), and who says so.
struct IndustryGroup {
    std::string name;
    std::vector<std::string> industries;
    std::vector<std::string> enterprises; ///< ids that belong whatever their industry
    std::string source;                   ///< id of the source of the list
};

/// How shares of few mentions are drawn towards the common share.
enum class Smoothing : unsigned char {
    none,
    beta_binomial, ///< empirical Bayes: Beta prior by maximum likelihood over all zones
};

struct ExposureSpec {
    Period window{};                       ///< locked: mentions outside it are not counted
    std::vector<std::string> activities{}; ///< empty: all
    Smoothing smoothing = Smoothing::beta_binomial;
    double level = 0.95;
    std::optional<Date> known_until{}; ///< mentions after it are refused: "in the future"
};

/// Of one zone. NaN where the zone has no mention: no enterprise is not a share of zero.
struct ZoneExposure {
    double mentions = 0;       ///< of all enterprises, in the window
    double group_mentions = 0; ///< of the group's
    std::size_t enterprises = 0;
    double raw = stats::undefined;      ///< group_mentions / mentions
    double share = stats::undefined;    ///< posterior mean; equal to raw without smoothing
    double variance = stats::undefined; ///< posterior; raw (1 - raw) / mentions without smoothing
    double low = stats::undefined;      ///< equal-tailed posterior interval; Wilson's without
    double high = stats::undefined;
};

struct ExposureIndex {
    std::string group;
    std::vector<ZoneExposure> zones;
    double prior_a = stats::undefined; ///< of the beta prior; undefined without smoothing
    double prior_b = stats::undefined;
    std::size_t outside_window = 0; ///< mentions not counted, likewise below
    std::size_t other_activity = 0;
    std::size_t without_place = 0;
    stats::Warnings warnings;
};

/// Share of mentions of a group among all mentions of a zone's enterprises over a locked window:
/// the Heavy and Defence Industry Index. The smoothed share is the posterior mean of a
/// beta-binomial model (Griffin and Krutchkoff 1971; prior by maximum likelihood over zones): a
/// regression on it has Berkson's error, which leaves slopes unbiased where the raw share of few
/// mentions would pull them to zero (Carroll et al. 2006, section 2.2.2).
///
/// Refuses: ids given twice, a zone or enterprise out of range, negative or infinite counts,
/// mentions after `known_until`, a group without an industry that any enterprise has, no mention in
/// the window, an index that is zero in every zone, or the same in every zone. Warnings:
/// "zones_without_mentions", "enterprises_without_place", "single_enterprise_industry" (an industry
/// of the group with one enterprise), "prior_at_edge" (shares vary no more than chance).
[[nodiscard]] ExposureIndex exposure_index(std::span<const Enterprise> enterprises,
                                           std::span<const Mention> mentions, std::size_t zones,
                                           const IndustryGroup& group, const ExposureSpec& spec);

/// Shares by industry, for designs that look at single industries: zones x industries, rows sum to
/// one where the zone has mentions, NaN otherwise. Industries in order of their codes. Smoothing is
/// the Dirichlet-multinomial with its mean at the overall shares and the precision by maximum
/// likelihood.
struct IndustryShares {
    std::vector<std::string> industries;
    stats::Matrix shares;
    double precision = stats::undefined;
    stats::Warnings warnings;
};
[[nodiscard]] IndustryShares industry_shares(std::span<const Enterprise> enterprises,
                                             std::span<const Mention> mentions, std::size_t zones,
                                             const ExposureSpec& spec);

} // namespace halflight::studies
