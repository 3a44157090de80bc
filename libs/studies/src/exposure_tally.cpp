// SPDX-License-Identifier: Apache-2.0
#include "exposure_tally.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace halflight::studies {

namespace {

void check(std::span<const Enterprise> enterprises, std::size_t zones) {
    std::set<std::string_view> seen;
    for (const Enterprise& one : enterprises) {
        if (!seen.insert(one.id).second) {
            stats::refuse(
                fmt::format("enterprise '{}' is listed twice: each may stand once", one.id));
        }
        if (one.zone && *one.zone >= zones) {
            stats::refuse(fmt::format("enterprise '{}' lies in zone {} of {}: indices go from 0",
                                      one.id, *one.zone, zones));
        }
    }
}

void check(const Mention& mention, std::span<const Enterprise> enterprises,
           const ExposureSpec& spec) {
    if (mention.enterprise >= enterprises.size()) {
        stats::refuse(fmt::format("a mention of {} is of enterprise {} of {}: indices go from 0",
                                  to_string(mention.day), mention.enterprise, enterprises.size()));
    }
    const std::string& id = enterprises[mention.enterprise].id;
    if (!std::isfinite(mention.count) || mention.count < 0) {
        stats::refuse(fmt::format("enterprise '{}' has {} mentions on {}: a count must be finite "
                                  "and 0 or more",
                                  id, mention.count, to_string(mention.day)));
    }
    if (spec.known_until && mention.day > *spec.known_until) {
        stats::refuse(fmt::format("enterprise '{}' is mentioned on {}, in the future of what is "
                                  "known ({}): mend the date or leave it out",
                                  id, to_string(mention.day), to_string(*spec.known_until)));
    }
}

void warn(std::span<const Enterprise> enterprises, Tally& made) {
    const auto empty = std::ranges::count(made.by_zone, 0.0);
    if (empty > 0) {
        made.warnings.push_back({"zones_without_mentions",
                                 fmt::format("{} of {} zones have no mention that counts: their "
                                             "share is not known, which is not zero",
                                             empty, made.by_zone.size())});
    }
    const auto lost =
        std::ranges::count_if(enterprises, [](const Enterprise& one) { return !one.zone; });
    if (lost > 0) {
        made.warnings.push_back({"enterprises_without_place",
                                 fmt::format("the place of {} of {} enterprises is not known; {} "
                                             "mentions of theirs were not counted",
                                             lost, enterprises.size(), made.without_place)});
    }
}

} // namespace

Tally tally(std::span<const Enterprise> enterprises, std::span<const Mention> mentions,
            std::size_t zones, const ExposureSpec& spec) {
    check(enterprises, zones);
    Tally made{.by_enterprise = std::vector<double>(enterprises.size()),
               .by_zone = std::vector<double>(zones),
               .warnings = {}};
    double all = 0;
    for (const Mention& mention : mentions) {
        check(mention, enterprises, spec);
        const auto& zone = enterprises[mention.enterprise].zone;
        if (!spec.window.contains(mention.day)) {
            ++made.outside_window;
        } else if (!spec.activities.empty() &&
                   std::ranges::find(spec.activities, mention.activity) == spec.activities.end()) {
            ++made.other_activity;
        } else if (!zone) {
            ++made.without_place;
        } else {
            made.by_enterprise[mention.enterprise] += mention.count;
            made.by_zone[*zone] += mention.count;
            all += mention.count;
        }
    }
    if (!(all > 0)) {
        stats::refuse(fmt::format("none of {} mentions lies in {} and is of an activity that "
                                  "counts and of an enterprise with a place: at least 1 is needed",
                                  mentions.size(), to_string(spec.window)));
    }
    warn(enterprises, made);
    return made;
}

} // namespace halflight::studies
