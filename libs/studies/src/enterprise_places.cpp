// SPDX-License-Identifier: Apache-2.0
#include "enterprise_places.hpp"

#include "halflight/base/random.hpp"
#include "halflight/base/sphere.hpp"
#include "halflight/stats/resample.hpp"
#include "warning_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <utility>

namespace halflight::studies {
namespace {

constexpr double km_per_degree = 111.2;

double radians(double degrees) {
    return degrees * std::numbers::pi / 180;
}

double distance_km(const EnterprisePlaces& places, std::size_t a, std::size_t b) {
    return great_circle_km(places.longitude[a], places.latitude[a], places.longitude[b],
                           places.latitude[b]);
}

/// Rows of cells are `side` high; each row's cells are as wide at its own latitude.
std::pair<std::int64_t, std::int64_t> cell_of(const EnterprisePlaces& places, std::size_t unit,
                                              double side_km) {
    const double high = side_km / km_per_degree;
    const double row = std::floor(places.latitude[unit] / high);
    const double wide = high / std::max(0.01, std::cos(radians((row + 0.5) * high)));
    return {static_cast<std::int64_t>(row),
            static_cast<std::int64_t>(std::floor(places.longitude[unit] / wide))};
}

/// Codes from 0 in the order of `key`.
template <typename Key>
std::vector<std::int32_t> codes_of(const std::vector<Key>& keys, std::size_t& count) {
    std::map<Key, std::int32_t> codes;
    for (const Key& key : keys) {
        codes.try_emplace(key, 0);
    }
    std::int32_t next = 0;
    for (auto& [key, code] : codes) {
        code = next++;
    }
    std::vector<std::int32_t> result;
    result.reserve(keys.size());
    for (const Key& key : keys) {
        result.push_back(codes.at(key));
    }
    count = codes.size();
    return result;
}

/// Units that lie within `km` of one that `matters` to them.
template <typename Matters>
std::size_t count_near(const Question& question, const EnterprisePlaces& places, double km,
                       const Matters& matters) {
    std::size_t result = 0;
    for (std::size_t a = 0; a < question.units.size(); ++a) {
        bool near = false;
        for (std::size_t b = 0; !near && b < question.units.size(); ++b) {
            near = a != b && matters(a, b) &&
                   distance_km(places, question.units[a], question.units[b]) < km;
        }
        result += near ? 1U : 0U;
    }
    return result;
}

void tell_of_overlap(const EnterprisePlaces& places, const Question& question,
                     EnterpriseStudy& study) {
    const double km = 2 * question.spec.buffer_km;
    const std::size_t near = count_near(question, places, km, [&](std::size_t a, std::size_t b) {
        return question.clusters[a] != question.clusters[b];
    });
    if (near > 0) {
        study.warnings.push_back(buffers_overlap(near, question.units.size(), km));
    }
    const std::size_t beside = count_near(question, places, km, [&](std::size_t a, std::size_t b) {
        return a >= question.treated && b < question.treated;
    });
    if (beside > 0) {
        study.warnings.push_back(
            {"controls_beside_treated",
             fmt::format("{} of {} controls lie within {} km of a treated one: light that spills "
                         "over comes off the effect; choose controls further off",
                         beside, question.units.size() - question.treated, km)});
    }
}

} // namespace

void require_places(const LightPanel& panel, const EnterprisePlaces& places,
                    const EnterpriseSpec& spec) {
    const auto check = [&](std::string_view what, std::size_t count) {
        if (count != 0 && count != panel.unit_count()) {
            stats::refuse(fmt::format("the panel has {} units, but there are {} {}",
                                      panel.unit_count(), count, what));
        }
    };
    check("longitudes", places.longitude.size());
    check("latitudes", places.latitude.size());
    check("clusters", places.cluster.size());
    if (places.longitude.size() != places.latitude.size()) {
        stats::refuse("places need both longitude and latitude");
    }
    if (spec.thin_km > 0 && places.longitude.empty()) {
        stats::refuse(fmt::format("thinning to {} km needs places; give longitude and latitude",
                                  spec.thin_km));
    }
    if (places.cluster.empty() && !places.longitude.empty() && !(spec.cluster_km > 0)) {
        stats::refuse("cells of clusters need a side above 0 km");
    }
    for (std::size_t unit = 0; unit < places.longitude.size(); ++unit) {
        if (!(std::abs(places.latitude[unit]) <= 90) || !std::isfinite(places.longitude[unit])) {
            stats::refuse(fmt::format("the unit '{}' has no place on earth: longitude {}, latitude "
                                      "{}; leave it out",
                                      panel.units[unit], places.longitude[unit],
                                      places.latitude[unit]));
        }
    }
}

Sides thinned(std::span<const std::size_t> treated, std::span<const std::size_t> controls,
              const EnterprisePlaces& places, const EnterpriseSpec& spec, EnterpriseStudy& study) {
    Sides sides{{treated.begin(), treated.end()}, {controls.begin(), controls.end()}};
    if (!(spec.thin_km > 0)) {
        return sides;
    }
    std::vector<std::size_t> all = sides.treated;
    all.insert(all.end(), controls.begin(), controls.end());
    std::ranges::sort(all);
    constexpr std::uint64_t stream = 0x7468696e; // apart from those of draws
    std::vector<std::size_t> kept;
    for (const std::size_t at : stats::permutation(Random(spec.seed, stream), all.size())) {
        if (std::ranges::none_of(kept, [&](std::size_t other) {
                return distance_km(places, all[at], other) < spec.thin_km;
            })) {
            kept.push_back(all[at]);
        }
    }
    const std::set<std::size_t> in(kept.begin(), kept.end());
    std::erase_if(sides.treated, [&](std::size_t unit) { return !in.contains(unit); });
    std::erase_if(sides.controls, [&](std::size_t unit) { return !in.contains(unit); });
    study.warnings.push_back(
        {"thinned",
         fmt::format("{} of {} treated units and {} of {} controls are left out so that "
                     "none lies within {} km of another",
                     treated.size() - sides.treated.size(), treated.size(),
                     controls.size() - sides.controls.size(), controls.size(), spec.thin_km)});
    return sides;
}

void set_clusters(const EnterprisePlaces& places, Question& question, EnterpriseStudy& study) {
    if (places.cluster.empty() && places.longitude.empty()) {
        study.warnings.push_back(independent_units());
        return;
    }
    if (!places.cluster.empty()) {
        std::vector<std::uint32_t> keys;
        keys.reserve(question.units.size());
        for (const std::size_t unit : question.units) {
            keys.push_back(places.cluster[unit]);
        }
        question.clusters = codes_of(keys, question.cluster_count);
    } else {
        std::vector<std::pair<std::int64_t, std::int64_t>> keys;
        keys.reserve(question.units.size());
        for (const std::size_t unit : question.units) {
            keys.push_back(cell_of(places, unit, question.spec.cluster_km));
        }
        question.clusters = codes_of(keys, question.cluster_count);
    }
    study.clusters = question.cluster_count;
    const auto treated_end =
        question.clusters.begin() + static_cast<std::ptrdiff_t>(question.treated);
    study.treated_clusters = std::set(question.clusters.begin(), treated_end).size();
    if (!places.longitude.empty()) {
        tell_of_overlap(places, question, study);
    }
}

} // namespace halflight::studies
