// SPDX-License-Identifier: Apache-2.0
#include "spec_fields.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <type_traits>

namespace halflight::simulate {

namespace {

using Spec = CountrySpec;

constexpr double largest_seed = 9007199254740992; // 2^53: exact as a double
constexpr double many = 1'000'000;

constexpr SpecField fields[] = {
    {"seed", &Spec::seed, 0, largest_seed},
    {"provinces", &Spec::provinces, 1, many},
    {"counties", &Spec::counties, 1, 20'000},
    {"enterprises", &Spec::enterprises, 1, many},
    {"first_month", &Spec::first_month},
    {"months", &Spec::months, 2, 1200},
    {"treatment", &Spec::treatment},
    {"tile_h", &Spec::tile_h, 0, 35},
    {"tile_v", &Spec::tile_v, 1, 16},
    {"grid_width", &Spec::grid_width, 16, 24'000},
    {"grid_height", &Spec::grid_height, 16, 24'000},
    {"land_share", &Spec::land_share, 0.05, 0.9},
    {"effect", &Spec::effect, -100, 100},
    {"effect_at_once", &Spec::effect_at_once, 0, 1},
    {"ramp_months", &Spec::ramp_months, 1, 1200},
    {"factors", &Spec::factors, 0, 20},
    {"factor_strength", &Spec::factor_strength, 0, 10},
    {"loading_mean", &Spec::loading_mean, -100, 100},
    {"loading_spread", &Spec::loading_spread, 0, 100},
    {"specialisation", &Spec::specialisation, 0, 10},
    {"exposure_trend", &Spec::exposure_trend, -10, 10},
    {"trend_spread", &Spec::trend_spread, 0, 10},
    {"season", &Spec::season, 0, 10},
    {"rationing", &Spec::rationing, 0, 10},
    {"closure", &Spec::closure, 0, 10},
    {"closure_first", &Spec::closure_first},
    {"closure_last", &Spec::closure_last},
    {"own_noise", &Spec::own_noise, 0, 10},
    {"own_persistence", &Spec::own_persistence, 0, 0.999},
    {"enterprise_light", &Spec::enterprise_light, 0.001, many},
    {"light_spread", &Spec::light_spread, 0, 5},
    {"town_light", &Spec::town_light, 0, many},
    {"background", &Spec::background, 0, 1000},
    {"border_glow", &Spec::border_glow, 0, 10'000},
    {"buffer_m", &Spec::buffer_m, 10, 50'000},
    {"point_spread", &Spec::point_spread, 0.1, 20},
    {"cloud_gaps", &Spec::cloud_gaps, 0, 1},
    {"summer_gaps", &Spec::summer_gaps, 0, 1},
    {"cloud_cells", &Spec::cloud_cells, 4, 1000},
    {"noise", &Spec::noise, 0, 1000},
    {"noise_relative", &Spec::noise_relative, 0, 10},
    {"floor", &Spec::floor, 0, 1000},
    {"drift", &Spec::drift, -0.9, 10},
    {"step", &Spec::step, 0, 1},
    {"mention_first_year", &Spec::mention_first_year, 1900, 2200},
    {"mention_last_year", &Spec::mention_last_year, 1900, 2200},
    {"mention_rate", &Spec::mention_rate, 0, 1000},
    {"mention_size", &Spec::mention_size, 0, 3},
    {"placeless", &Spec::placeless, 0, 1},
    {"border_entries", &Spec::border_entries, 1, 10'000'000},
    {"border_others", &Spec::border_others, 0, 50},
    {"entries_rise", &Spec::entries_rise, 0, 100},
    {"moved_purposes", &Spec::moved_purposes, 0, 2},
    {"purpose_move", &Spec::purpose_move},
    {"trade_imports", &Spec::trade_imports, 0.1, many},
    {"trade_exports", &Spec::trade_exports, 0.1, many},
    {"cif_margin", &Spec::cif_margin, 0, 2},
    {"cif_spread", &Spec::cif_spread, 0, 1},
    {"mixup_months", &Spec::mixup_months, 0, 1200},
    {"mixup_share", &Spec::mixup_share, 0, 1},
    {"trade_missing", &Spec::trade_missing, 0, 1},
    {"trade_late", &Spec::trade_late, 0, 1},
    {"price_crises", &Spec::price_crises, 0, 100},
    {"crisis_months", &Spec::crisis_months, 1, 1200},
    {"crisis_size", &Spec::crisis_size, 0, 5},
    {"price_noise", &Spec::price_noise, 0, 1},
    {"price_missing", &Spec::price_missing, 0, 1},
    {"visit_rate", &Spec::visit_rate, 0, 1000},
    {"visit_rise", &Spec::visit_rise, 0, 100},
    {"visit_lead", &Spec::visit_lead, 0, 1200},
    {"visit_delay", &Spec::visit_delay, 1, 60},
    {"visit_undated", &Spec::visit_undated, 0, 1},
    {"visit_gaps", &Spec::visit_gaps, 0, 0.9},
    {"oil_cap", &Spec::oil_cap, 1000, 1e9},
    {"oil_before", &Spec::oil_before, 0, 100},
    {"oil_after", &Spec::oil_after, 0, 100},
    {"oil_stop", &Spec::oil_stop},
    {"oil_error", &Spec::oil_error, 0.001, 0.9},
    {"press_stories", &Spec::press_stories, 0, 2400},
    {"press_copies", &Spec::press_copies, 0, 20},
    {"press_uncited", &Spec::press_uncited, 0, 1},
    {"press_independent", &Spec::press_independent, 0, 1},
    {"press_slips", &Spec::press_slips, 0, 1},
    {"press_wrong", &Spec::press_wrong, 0, 1},
    {"growth_error", &Spec::growth_error, 0, 100},
    {"growth_flattered", &Spec::growth_flattered, -100, 100},
    {"electricity", &Spec::electricity, 1, 1e9},
    {"electricity_noise", &Spec::electricity_noise, 0, 1},
};

} // namespace

std::span<const SpecField> spec_fields() noexcept {
    return fields;
}

std::string range_words(const SpecField& field) {
    return fmt::format("from {} to {}", format_number(field.least), format_number(field.most));
}

std::string out_of_range(const SpecField& field, const CountrySpec& spec) {
    return std::visit(
        [&](auto member) -> std::string {
            if constexpr (std::is_same_v<decltype(member), Period Spec::*>) {
                return frequency_of(spec.*member) == Frequency::month
                           ? ""
                           : fmt::format("{} is {}; it must be one month", field.name,
                                         to_string(spec.*member));
            } else {
                const auto value = static_cast<double>(spec.*member);
                return value >= field.least && value <= field.most
                           ? ""
                           : fmt::format("{} is {}; it must be {}", field.name, format_exact(value),
                                         range_words(field));
            }
        },
        field.member);
}

} // namespace halflight::simulate
