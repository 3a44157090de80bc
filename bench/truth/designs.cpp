// SPDX-License-Identifier: Apache-2.0
#include "designs.hpp"

#include <fmt/format.h>

#include <string>

namespace halflight::bench {
namespace {

using simulate::CountrySpec;
using simulate::Group;
using enum studies::CounterfactualMethod;

/// `count` industries of one group, alike in size; together they are `share` of all.
void add_industries(std::vector<simulate::Industry>& to, Group group, int count, double share) {
    for (int i = 1; i <= count; ++i) {
        const std::string code = fmt::format("{}-{}", simulate::to_string(group), i);
        to.push_back({code, code, group, share / count, {}});
    }
}

void many_industries(CountrySpec& spec) {
    spec.industries.clear();
    add_industries(spec.industries, Group::heavy, 14, 0.37);
    add_industries(spec.industries, Group::munitions, 8, 0.10);
    add_industries(spec.industries, Group::light, 10, 0.38);
    add_industries(spec.industries, Group::other, 8, 0.15);
}

void as_seen(CountrySpec& spec) {
    many_industries(spec);
}

void still_sky(CountrySpec& spec) {
    many_industries(spec);
    spec.cloud_gaps = 0;
    spec.summer_gaps = 0;
}

void plain(CountrySpec& spec) {
    still_sky(spec);
    spec.floor = 0;
    spec.drift = 0;
}

void few_industries(CountrySpec& spec) {
    plain(spec);
    spec.industries = simulate::usual_industries();
}

void unlike_loadings(CountrySpec& spec) {
    plain(spec);
    spec.loadings = {1, 1, 0, 0};
}

void unshared(CountrySpec& spec) {
    plain(spec);
    spec.closure = 0;
    spec.rationing = 0;
    spec.town_light = 0;
}

void trending(CountrySpec& spec) {
    plain(spec);
    spec.exposure_trend = 0.1;
}

/// Enterprises are about as bright as the floor, and the treatment adds as much to the dim as to
/// the bright: most of it lies in cells that stay below. Towns are dim, or they alone would make
/// most of the light.
void censored(CountrySpec& spec) {
    still_sky(spec);
    spec.drift = 0;
    spec.floor = 6; // by the share of cells alone
    spec.enterprise_light = 30;
    spec.town_light = 400;
    spec.effect_unit = simulate::EffectUnit::radiance;
    spec.effects = {15, 25, 0, 0};
}

const std::vector<Question> all_questions{
    {"heavy", Group::heavy, true, true},
    {"munitions", Group::munitions, true, true},
    {"light (no effect)", Group::light, false, true},
};
const std::vector<studies::CounterfactualMethod> all_methods{
    gsynth, interactive_effects, matrix_completion, synthetic_did, difference_in_differences};

} // namespace

std::span<const Design> designs() {
    static const std::vector<Design> all{
        {"plain", "40 industries; no floor, drift or gaps", plain, all_questions, all_methods},
        {"other errors",
         "as plain; errors made otherwise than usual",
         plain,
         all_questions,
         all_methods,
         false,
         false,
         {{"thinned to 2 km", true, 2},
          {"clusters drawn", true, 0, studies::EnterpriseErrors::bootstrap},
          {"units independent", false}}},
        {"near controls",
         "as plain; controls may lie beside treated enterprises",
         plain,
         {{"heavy", Group::heavy, true, false}, {"munitions", Group::munitions, true, false}},
         all_methods,
         false},
        {"12 industries", "as plain; of them 4 heavy and 3 of munitions", few_industries,
         all_questions, all_methods},
        {"as seen", "floor 0.5, drift 3 percent, clouds and summer gaps", as_seen, all_questions,
         all_methods},
        {"unlike loadings",
         "as plain; the treated groups feel the first factor twice as much",
         unlike_loadings,
         all_questions,
         all_methods,
         true,
         false,
         {{}},
         false},
        {"nothing shared", "as plain; no towns, closure or rationing, which neighbours share",
         unshared, all_questions, all_methods},
        {"trend",
         "as plain; towns of exposed counties grow by 10 percent more",
         trending,
         all_questions,
         all_methods,
         true,
         true,
         {{}},
         false},
        {"censored",
         "as plain; about 97 percent of cells at the floor, and what is planted about it",
         censored,
         {{"heavy", Group::heavy, true, true}, {"munitions", Group::munitions, true, true}},
         all_methods}};
    return all;
}

CountrySpec spec_of(const Design& design, Size size, std::uint64_t seed, double effect) {
    const bool counties = size == Size::for_counties;
    CountrySpec spec;
    spec.seed = seed;
    spec.counties = counties ? 200 : 60;
    spec.enterprises = counties ? 1500 : 300;
    spec.first_month = simulate::month_of(2020, 1);
    spec.months = 60;
    spec.treatment = simulate::month_of(2023, 1);
    spec.grid_width = 600;
    spec.grid_height = 600;
    spec.effect = effect;
    design.change(spec);
    return spec;
}

} // namespace halflight::bench
