// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <functional>
#include <span>

#include "ask.hpp"
#include "halflight/base/error.hpp"
#include "halflight/studies/county_study.hpp"

namespace halflight::bench {
namespace {

using simulate::Group;
using studies::CountySpec;

Period quarter(int year, int first_month) {
    return period_at(to_date({year, first_month, 1}), Frequency::quarter);
}

CountySpec study_spec(const World& world, const Design& design) {
    CountySpec spec;
    spec.earlier = quarter(2022, 10);
    spec.later = quarter(2024, 10);
    spec.treatment = period_at(world.country.spec.treatment.first, Frequency::quarter);
    spec.permutations = 199;
    spec.event_before = 8;
    spec.honest = design.honest;
    spec.seed = world.country.spec.seed;
    return spec;
}

studies::Places places_of(const World& world) {
    studies::Places places;
    for (const simulate::County& county : world.country.counties) {
        places.longitude.push_back(county.centre.lon_deg);
        places.latitude.push_back(county.centre.lat_deg);
        places.province.push_back(static_cast<std::uint32_t>(county.province));
    }
    return places;
}

/// What the treatment added to each county's light, mean over the later baseline.
std::vector<double> effects(const World& world, const Period& later) {
    const simulate::TruthPanel& truth = world.county_truth;
    std::vector<double> result(truth.units.size());
    for (std::size_t unit = 0; unit < result.size(); ++unit) {
        double months = 0;
        for (std::size_t t = 0; t < truth.periods.size(); ++t) {
            if (later.contains(truth.periods[t])) {
                result[unit] += truth.treated(t, unit) - truth.untreated(t, unit);
                months += 1;
            }
        }
        result[unit] /= months;
    }
    return result;
}

/// Least squares of effects on a measure of exposure, over the counties of the study.
double slope(std::span<const double> x, std::span<const double> effect,
             const studies::CountyStudy& study) {
    double n = 0;
    double sum_x = 0;
    double sum_y = 0;
    const auto used = [&](std::size_t i) {
        return std::isfinite(study.exposure[i]) && std::isfinite(study.change[i]);
    };
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (used(i)) {
            n += 1;
            sum_x += x[i];
            sum_y += effect[i];
        }
    }
    double squares = 0;
    double products = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (used(i)) {
            squares += (x[i] - sum_x / n) * (x[i] - sum_x / n);
            products += (x[i] - sum_x / n) * (effect[i] - sum_y / n);
        }
    }
    return products / squares;
}

/// The group's share of the reports that are expected: what the index estimates.
std::vector<double> expected_shares(const World& world, const std::vector<Group>& groups) {
    const simulate::Country& country = world.country;
    std::vector<double> part(country.counties.size());
    std::vector<double> all(country.counties.size());
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        const simulate::Enterprise& one = country.enterprises[e];
        if (!one.place_known) {
            continue;
        }
        const double rate = simulate::mention_rate(country.spec, one);
        all[one.county] += rate;
        for (const Group group : groups) {
            part[one.county] += country.group_of(e) == group ? rate : 0;
        }
    }
    for (std::size_t c = 0; c < all.size(); ++c) {
        part[c] = all[c] > 0 ? part[c] / all[c] : stats::undefined;
    }
    return part;
}

std::vector<double> summed_shares(const studies::IndustryShares& shares,
                                  const studies::IndustryGroup& group) {
    std::vector<double> result(shares.shares.rows());
    for (std::size_t k = 0; k < shares.industries.size(); ++k) {
        for (const std::string& industry : group.industries) {
            for (std::size_t i = 0; industry == shares.industries[k] && i < result.size(); ++i) {
                result[i] += shares.shares(i, k);
            }
        }
    }
    return result;
}

struct Truths {
    double index = 0;    ///< slope of the effects on the index that the study used
    double shares = 0;   ///< likewise on the sum of smoothed shares by industry (AKM)
    double expected = 0; ///< likewise on the share of reports that are expected
};

Outcome of_interval(double truth, double estimate, double low, double high) {
    Outcome result;
    result.truth = truth;
    result.estimate = estimate;
    result.low = low;
    result.high = high;
    result.told = low > 0 || high < 0;
    return result;
}

Outcome of_test(bool told) {
    Outcome result;
    result.about = About::nothing;
    result.told = told;
    return result;
}

void add_slopes(const studies::CountyStudy& study, const Truths& truths,
                const std::function<void(std::string, Outcome)>& add) {
    for (const std::string name : {"hc3", "province", "spatial", "akm", "akm0"}) {
        Outcome outcome;
        outcome.refused = true;
        const bool akm = name.starts_with("akm");
        for (const studies::SlopeEstimate& one : study.slopes) {
            if (one.error == name) {
                outcome = of_interval(akm ? truths.shares : truths.index, one.slope.estimate,
                                      one.slope.low, one.slope.high);
                // The same as the interval says, but of a set that is two rays: its interval is
                // all numbers, whatever the test says of 0.
                outcome.told = one.slope.p_value <= 0.05;
            }
        }
        outcome.about = akm ? About::this_country : About::all_countries;
        add(name, outcome);
    }
    const stats::Coefficient& headline = study.slopes.front().slope;
    Outcome expected = of_interval(truths.expected, headline.estimate, headline.low, headline.high);
    expected.about = About::all_countries;
    add("hc3, against expected shares", expected);
}

void add_rest(const studies::CountyStudy& study, const Truths& truths, bool parallel,
              const std::function<void(std::string, Outcome)>& add) {
    if (study.bounds.censored) {
        add("bounds", of_interval(truths.index, (study.bounds.low + study.bounds.high) / 2,
                                  study.bounds.band_low, study.bounds.band_high));
    }
    add("permutation", of_test(study.permutation_p <= 0.05));
    if (!study.event.empty()) {
        // Its reference is the earlier baseline, its last period the later one.
        const stats::Coefficient& last = study.event.back();
        Outcome event = of_interval(truths.index, last.estimate, last.low, last.high);
        event.about = About::all_countries;
        add("event study, last quarter", event);
        Outcome trends = of_test(study.pre_trend_p < 0.05);
        trends.refused = std::isnan(study.pre_trend_p);
        trends.reason = "too few degrees of freedom";
        trends.sought = !parallel;
        add("pre-trend test", trends);
        if (!std::isnan(study.honest_breakdown)) {
            add("honest breakdown above 1", of_test(study.honest_breakdown > 1));
        }
    }
}

void ask(const World& world, const Design& design, const std::string& question,
         const std::vector<Group>& groups, std::vector<Outcome>& out) {
    const studies::IndustryGroup group = group_of(world, question, groups);
    studies::ExposureSpec exposure_spec;
    exposure_spec.window = parse_period("2010/2022").value();
    const std::size_t zones = world.country.counties.size();
    const CountySpec spec = study_spec(world, design);
    try {
        const auto exposure =
            studies::exposure_index(world.listed, world.mentions, zones, group, exposure_spec);
        const auto shares =
            studies::industry_shares(world.listed, world.mentions, zones, exposure_spec);
        const studies::CountyStudy study =
            studies::county_study(world.counties, exposure, shares, group, places_of(world), spec);
        const std::vector<double> effect = effects(world, spec.later);
        const Truths truths{slope(study.exposure, effect, study),
                            slope(summed_shares(shares, group), effect, study),
                            slope(expected_shares(world, groups), effect, study)};
        const auto add = [&](const std::string& estimator, Outcome outcome) {
            outcome.design = design.name;
            outcome.question = question;
            const bool zero = study.bounds.censored && estimator != "bounds";
            outcome.estimator = zero ? estimator + at_zero : estimator;
            out.push_back(std::move(outcome));
        };
        add_slopes(study, truths, add);
        add_rest(study, truths, design.parallel, add);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        out.push_back({.design = std::string(design.name),
                       .question = question,
                       .estimator = "hc3",
                       .about = About::all_countries,
                       .refused = true,
                       .reason = error.what()});
    }
}

} // namespace

std::vector<Outcome> ask_counties(const World& world, const Design& design) {
    std::vector<Outcome> out;
    ask(world, design, "counties, heavy and munitions", {Group::heavy, Group::munitions}, out);
    ask(world, design, "counties, munitions", {Group::munitions}, out);
    return out;
}

} // namespace halflight::bench
