// SPDX-License-Identifier: Apache-2.0
#include "halflight/simulate/truth.hpp"

#include "halflight/stats/estimate.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::simulate {

namespace {

double gap(const TruthPanel& panel, std::size_t month, std::size_t unit) {
    return panel.treated(month, unit) - panel.untreated(month, unit);
}

GroupTruth group_truth(const Country& country, const TruthPanel& panel, Group group) {
    const std::size_t months = country.months.size();
    GroupTruth out;
    out.group = group;
    out.by_month.assign(months - country.treatment, 0);
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        if (country.group_of(e) != group) {
            continue;
        }
        ++out.enterprises;
        for (std::size_t t = country.treatment; t < months; ++t) {
            out.by_month[t - country.treatment] += gap(panel, t, e);
            out.activity += country.treated_activity(t, e) - country.activity(t, e);
        }
    }
    const auto count = static_cast<double>(out.enterprises);
    for (double& month : out.by_month) {
        month = out.enterprises > 0 ? month / count : stats::undefined;
        out.average += month / static_cast<double>(months - country.treatment);
    }
    out.activity = out.enterprises > 0
                       ? out.activity / count / static_cast<double>(months - country.treatment)
                       : stats::undefined;
    return out;
}

std::vector<CountyTruth> county_truth(const Country& country, const TruthPanel& panel) {
    std::vector<CountyTruth> out(country.counties.size());
    std::vector<double> all(out.size());
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        const Enterprise& one = country.enterprises[e];
        // Of enterprises whose place nobody tells no county's reports are known.
        const double rate = one.place_known ? mention_rate(country.spec, one) : 0;
        out[one.county].share[index_of(country.group_of(e))] += rate;
        all[one.county] += rate;
    }
    const std::size_t months = country.months.size();
    constexpr std::size_t year = 12;
    const std::size_t first = std::max(country.treatment, months - std::min(months, year));
    for (std::size_t c = 0; c < out.size(); ++c) {
        for (double& share : out[c].share) {
            share = all[c] > 0 ? share / all[c] : stats::undefined;
        }
        for (std::size_t t = first; t < months; ++t) {
            out[c].effect += gap(panel, t, c) / static_cast<double>(months - first);
        }
    }
    return out;
}

/// Least squares slope of effects on what `share` says of a county, where both are known.
template <class Share>
double slope(const std::vector<CountyTruth>& counties, const Share& share) {
    double count = 0;
    double mean_share = 0;
    double mean_effect = 0;
    const auto known = [&](const CountyTruth& county) {
        return std::isfinite(share(county)) && std::isfinite(county.effect);
    };
    for (const CountyTruth& county : counties) {
        if (known(county)) {
            count += 1;
            mean_share += share(county);
            mean_effect += county.effect;
        }
    }
    mean_share /= count;
    mean_effect /= count;
    double squares = 0;
    double products = 0;
    for (const CountyTruth& county : counties) {
        if (known(county)) {
            squares += (share(county) - mean_share) * (share(county) - mean_share);
            products += (share(county) - mean_share) * (county.effect - mean_effect);
        }
    }
    return squares > 0 ? products / squares : stats::undefined;
}

} // namespace

Truth make_truth(const Country& country, const TruthPanel& counties,
                 const TruthPanel& enterprises) {
    Truth truth;
    truth.counties = county_truth(country, counties);
    for (const Group group : groups) {
        const std::size_t at = index_of(group);
        truth.of_groups[at] = group_truth(country, enterprises, group);
        truth.of_groups[at].slope =
            slope(truth.counties, [at](const CountyTruth& county) { return county.share[at]; });
    }
    truth.exposed_slope = slope(truth.counties, [](const CountyTruth& county) {
        return county.share[index_of(Group::heavy)] + county.share[index_of(Group::munitions)];
    });
    return truth;
}

Truth make_truth(const Scene& scene, int jobs) {
    const Country& country = scene.country();
    return make_truth(country, truth_panel(scene, county_weights(country)),
                      truth_panel(scene, enterprise_weights(country, 720, jobs)));
}

} // namespace halflight::simulate
