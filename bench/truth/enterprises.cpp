// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>

#include "ask.hpp"
#include "halflight/base/error.hpp"
#include "halflight/studies/enterprise_study.hpp"

namespace halflight::bench {
namespace {

using simulate::Group;
using studies::CounterfactualMethod;

double distance_km(const raster::Point& a, const raster::Point& b) {
    constexpr double km_per_degree = 111.2;
    const double north = a.lat_deg - b.lat_deg;
    const double east =
        (a.lon_deg - b.lon_deg) * std::cos((a.lat_deg + b.lat_deg) / 2 * std::numbers::pi / 180);
    return km_per_degree * std::hypot(north, east);
}

bool exposed(Group group) {
    return group == Group::heavy || group == Group::munitions;
}

/// No known enterprise of heavy industry or munitions is near.
bool lies_clear(const simulate::Country& country, std::size_t enterprise) {
    for (std::size_t other = 0; other < country.enterprises.size(); ++other) {
        if (other != enterprise && exposed(country.group_of(other)) &&
            country.enterprises[other].place_known &&
            distance_km(country.enterprises[enterprise].place, country.enterprises[other].place) <
                clear_km) {
            return false;
        }
    }
    return true;
}

struct Sides {
    std::vector<std::size_t> treated;
    std::vector<std::size_t> controls;
};

Sides sides_of(const World& world, const Question& question) {
    Sides sides;
    const simulate::Country& country = world.country;
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        const Group group = country.group_of(e);
        if (!country.enterprises[e].place_known) {
            continue;
        }
        const bool clear = exposed(group) || !question.clear || lies_clear(country, e);
        if (group == question.treated && clear) {
            sides.treated.push_back(e);
        } else if (clear &&
                   (group == Group::other || (group == Group::light && question.light_controls))) {
            sides.controls.push_back(e);
        }
    }
    return sides;
}

/// Mean over units and the months from the treatment on in which they were seen.
double effect_on(const World& world, const std::vector<std::size_t>& units) {
    double sum = 0;
    double cells = 0;
    const simulate::TruthPanel& truth = world.enterprise_truth;
    for (const std::size_t unit : units) {
        for (std::size_t t = world.country.treatment; t < truth.periods.size(); ++t) {
            if (std::isfinite(world.enterprises.value(t, unit))) {
                sum += truth.treated(t, unit) - truth.untreated(t, unit);
                cells += 1;
            }
        }
    }
    return sum / cells;
}

studies::EnterpriseSpec study_spec(const World& world, const Design& design, const Variant& variant,
                                   const Effort& effort) {
    studies::EnterpriseSpec spec;
    spec.treatment = world.country.spec.treatment;
    spec.window = {world.country.months.front().first, world.country.months.back().end};
    spec.methods = design.methods;
    spec.most_factors = effort.factors;
    spec.draws = effort.draws;
    spec.other_draws = effort.draws;
    spec.placebo_periods = effort.placebo_periods;
    spec.placebo_groups = 0; // these have tests of their own
    spec.seed = world.country.spec.seed;
    spec.errors = variant.errors;
    spec.thin_km = variant.thin_km;
    spec.balance = 0.9;
    spec.buffer_km = world.country.spec.buffer_m / 1000;
    return spec;
}

/// Clusters are counties: their towns and power cuts are what neighbours share.
studies::EnterprisePlaces places_of(const World& world, const Variant& variant) {
    studies::EnterprisePlaces places;
    for (const simulate::Enterprise& one : world.country.enterprises) {
        places.longitude.push_back(one.place.lon_deg);
        places.latitude.push_back(one.place.lat_deg);
        places.cluster.push_back(static_cast<std::uint32_t>(one.county));
    }
    return variant.places ? places : studies::EnterprisePlaces{};
}

/// As the study itself says.
About about(const studies::MethodResult& method) {
    return method.speaks_of == studies::SpeaksOf::these_units ? About::this_country
                                                              : About::all_countries;
}

std::string row_name(CounterfactualMethod method, const Variant& variant) {
    const std::string name(to_string(method));
    return variant.name.empty() ? name : name + ", " + std::string(variant.name);
}

/// What it does with cells below the floor, where there is one.
std::string with_cells(const std::string& row, bool censored) {
    return censored ? row + at_zero : row;
}

void add_method(const studies::MethodResult& method, bool censored, Outcome outcome,
                std::vector<Outcome>& out) {
    outcome.about = about(method);
    outcome.refused = !method.refused.empty();
    outcome.reason = method.refused;
    outcome.estimate = method.average.estimate;
    outcome.low = method.average.low;
    outcome.high = method.average.high;
    outcome.told = outcome.low > 0 || outcome.high < 0;
    for (const stats::Warning& warning : method.warnings) {
        outcome.warnings.push_back(warning.code);
    }
    const std::string row = outcome.estimator;
    outcome.estimator = with_cells(row, censored);
    out.push_back(outcome);
    if (censored) {
        outcome.estimator = row + (method.exact_bounds ? ", bounds" : ", bounds tried");
        outcome.estimate = (method.low + method.high) / 2;
        outcome.low = method.band_low;
        outcome.high = method.band_high;
        outcome.told = outcome.low > 0 || outcome.high < 0;
        out.push_back(std::move(outcome));
    }
}

void ask(const World& world, const Design& design, const Question& question, const Variant& variant,
         const Effort& effort, std::vector<Outcome>& out) {
    const Sides sides = sides_of(world, question);
    Outcome outcome{.design = std::string(design.name),
                    .question = "enterprises, " + std::string(question.name),
                    .about = About::all_countries,
                    .truth = effect_on(world, sides.treated)};
    try {
        const auto study = studies::enterprise_study(
            world.enterprises, std::string(question.name), sides.treated, sides.controls,
            study_spec(world, design, variant, effort), places_of(world, variant));
        outcome.truth = effect_on(world, study.treated_units);
        for (const studies::MethodResult& method : study.methods) {
            outcome.estimator = row_name(method.method, variant);
            add_method(method, world.country.spec.floor > 0, outcome, out);
        }
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        outcome.refused = true;
        outcome.reason = error.what();
        for (const CounterfactualMethod method : design.methods) {
            outcome.estimator = with_cells(row_name(method, variant), world.country.spec.floor > 0);
            out.push_back(outcome);
        }
    }
}

} // namespace

std::vector<Outcome> ask_enterprises(const World& world, const Design& design,
                                     const Effort& effort) {
    std::vector<Outcome> out;
    for (const Question& question : design.questions) {
        for (const Variant& variant : design.variants) {
            ask(world, design, question, variant, effort, out);
        }
    }
    return out;
}

} // namespace halflight::bench
