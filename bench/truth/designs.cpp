// SPDX-License-Identifier: Apache-2.0
#include "designs.hpp"

namespace halflight::bench {
namespace {

using simulate::CountrySpec;
using simulate::Group;
using enum studies::CounterfactualMethod;

void still_sky(CountrySpec& spec) {
    spec.cloud_gaps = 0;
    spec.summer_gaps = 0;
}

void plain(CountrySpec& spec) {
    still_sky(spec);
    spec.floor = 0;
    spec.drift = 0;
}

void as_seen(CountrySpec& /*spec*/) {}

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

void censored(CountrySpec& spec) {
    still_sky(spec);
    spec.drift = 0;
    spec.floor = 6; // by the share of cells alone: 97.0 percent
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
        {"plain", "no floor, drift or gaps", plain, all_questions, all_methods},
        {"near controls",
         "as plain; controls may lie beside treated enterprises",
         plain,
         {{"heavy", Group::heavy, true, false}, {"munitions", Group::munitions, true, false}},
         {gsynth, difference_in_differences}},
        {"as seen", "floor 0.5, drift 3 percent, clouds and summer gaps", as_seen, all_questions,
         all_methods},
        {"unlike loadings", "as plain; the treated groups feel the first factor twice as much",
         unlike_loadings, all_questions, all_methods},
        {"nothing shared", "as plain; no towns, closure or rationing, which neighbours share",
         unshared, all_questions, all_methods},
        {"trend", "as plain; towns of exposed counties grow by 10 percent more", trending, {}, {}},
        {"censored",
         "as plain; about 97 percent of cells at the floor",
         censored,
         {{"heavy", Group::heavy, true, true}, {"munitions", Group::munitions, true, true}},
         all_methods}};
    return all;
}

CountrySpec spec_of(const Design& design, std::uint64_t seed, double effect) {
    CountrySpec spec;
    spec.seed = seed;
    spec.counties = 60;
    spec.enterprises = 300;
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
