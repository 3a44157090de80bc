// SPDX-License-Identifier: Apache-2.0
// What a specification says by itself, and what no country can be made of.
#include "halflight/simulate/country_spec.hpp"

#include "halflight/base/text.hpp"
#include "halflight/stats/estimate.hpp"
#include "spec_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::simulate {

Period month_of(int year, int month) noexcept {
    return period_at(to_date({.year = year, .month = month, .day = 1}), Frequency::month);
}

std::string_view to_string(Group group) noexcept {
    constexpr std::array<std::string_view, groups.size()> names{"heavy", "munitions", "light",
                                                                "other"};
    return names[index_of(group)];
}

std::string_view to_string(EffectUnit unit) noexcept {
    return unit == EffectUnit::relative ? "relative" : "radiance";
}

std::vector<Industry> usual_industries() {
    return {{"mining", "Coal and ores", Group::heavy, 0.12, {}},
            {"metals", "Iron, steel and other metals", Group::heavy, 0.08, {}},
            {"machinery", "Machines", Group::heavy, 0.10, {}},
            {"chemicals", "Chemicals", Group::heavy, 0.07, {}},
            {"ordnance", "Shells and guns", Group::munitions, 0.04, {}},
            {"military-vehicles", "Military vehicles", Group::munitions, 0.03, {}},
            {"military-electronics", "Military electronics", Group::munitions, 0.03, {}},
            {"textiles", "Textiles and clothes", Group::light, 0.14, {}},
            {"food", "Food", Group::light, 0.16, {}},
            {"household-goods", "Household goods", Group::light, 0.08, {}},
            {"building-materials", "Building materials", Group::other, 0.08, {}},
            {"power", "Power stations", Group::other, 0.07, {}}};
}

namespace {

void require_industries(const CountrySpec& spec) {
    if (spec.industries.empty()) {
        stats::refuse("there are 0 industries; a country needs at least 1");
    }
    std::set<std::string_view> codes;
    for (std::size_t i = 0; i < spec.industries.size(); ++i) {
        const Industry& one = spec.industries[i];
        if (one.code.empty()) {
            stats::refuse(fmt::format("industry {} has no code; give it one", i + 1));
        }
        if (!codes.insert(one.code).second) {
            stats::refuse(fmt::format("industry '{}' stands twice; name it once", one.code));
        }
        if (!(one.share > 0) || !std::isfinite(one.share)) {
            stats::refuse(fmt::format("industry '{}' has a share of {}; it must be above 0, or be "
                                      "left out",
                                      one.code, format_exact(one.share)));
        }
        if (one.effect && !std::isfinite(*one.effect)) {
            stats::refuse(fmt::format("the effect on industry '{}' is no number", one.code));
        }
    }
    if (static_cast<std::size_t>(spec.enterprises) < spec.industries.size()) {
        stats::refuse(fmt::format("{} enterprises cannot belong to {} industries; give at least as "
                                  "many enterprises",
                                  spec.enterprises, spec.industries.size()));
    }
}

void require_groups(const CountrySpec& spec) {
    for (const Group group : groups) {
        const double effect = spec.effects[index_of(group)];
        if (!std::isfinite(effect) || !std::isfinite(spec.loadings[index_of(group)])) {
            stats::refuse(fmt::format("effect and loading of the group {} must be finite numbers",
                                      to_string(group)));
        }
        const bool there = std::ranges::any_of(
            spec.industries, [&](const Industry& one) { return one.group == group; });
        if (effect != 0 && !there) {
            stats::refuse(fmt::format("an effect of {} on {} is asked for, but 0 industries belong "
                                      "to it; add one, or set effects.{} to 0",
                                      format_exact(effect), to_string(group), to_string(group)));
        }
    }
}

void require_places(const CountrySpec& spec) {
    const double cells = static_cast<double>(spec.grid_width) * spec.grid_height;
    constexpr double least_cells = 16;
    const double room = cells * spec.land_share / least_cells;
    if (spec.counties > room) {
        stats::refuse(fmt::format("{} counties do not fit on {} cells of which {} are land; {} "
                                  "cells a county are needed: at most {} counties",
                                  spec.counties, cells, format_exact(spec.land_share), least_cells,
                                  std::floor(room)));
    }
    if (spec.provinces > spec.counties) {
        stats::refuse(fmt::format("{} provinces cannot be made of {} counties; give at least as "
                                  "many counties as provinces",
                                  spec.provinces, spec.counties));
    }
    constexpr int cells_per_tile = 2400;
    if (spec.tile_v * cells_per_tile + spec.grid_height > 18 * cells_per_tile - 240) {
        stats::refuse(fmt::format("a grid of {} rows from tile row {} on comes within 1 degree of "
                                  "the pole; begin farther north or take fewer rows",
                                  spec.grid_height, spec.tile_v));
    }
    if (spec.tile_h * cells_per_tile + spec.grid_width > 36 * cells_per_tile) {
        stats::refuse(fmt::format("a grid of {} columns from tile column {} on crosses 180 "
                                  "degrees; begin farther west or take fewer columns",
                                  spec.grid_width, spec.tile_h));
    }
}

void require_dates(const CountrySpec& spec) {
    const Date last = add_months(spec.first_month.first, spec.months - 1);
    if (spec.treatment.first < spec.first_month.first || spec.treatment.first > last) {
        stats::refuse(fmt::format("the treatment in {} lies outside the months {} to {}; move it "
                                  "inside",
                                  to_string(spec.treatment), to_string(spec.first_month),
                                  to_string(period_at(last, Frequency::month))));
    }
    if (spec.effect != 0 && spec.treatment == spec.first_month) {
        stats::refuse(fmt::format("the treatment begins in the first month, {}, with 0 months "
                                  "before it; at least 1 is needed",
                                  to_string(spec.treatment)));
    }
    if (spec.closure_last < spec.closure_first) {
        stats::refuse(fmt::format("the border opens after {} but closes in {}; turn them round",
                                  to_string(spec.closure_last), to_string(spec.closure_first)));
    }
    if (spec.mention_last_year < spec.mention_first_year) {
        stats::refuse(fmt::format("mentions end in {} but begin in {}; turn them round",
                                  spec.mention_last_year, spec.mention_first_year));
    }
}

} // namespace

void require_sound(const CountrySpec& spec) {
    for (const SpecField& field : spec_fields()) {
        if (const std::string wrong = out_of_range(field, spec); !wrong.empty()) {
            stats::refuse(wrong);
        }
    }
    require_industries(spec);
    require_groups(spec);
    require_places(spec);
    require_dates(spec);
}

} // namespace halflight::simulate
