// SPDX-License-Identifier: Apache-2.0
// judge_property_test.cpp - over all products and random layers, nothing seen is never a value.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "halflight/lights/product.hpp"

#include <cmath>
#include <limits>

namespace halflight::lights {
namespace {

using raster::CellState;
using raster::CellType;
using raster::StateByte;

constexpr float nan_f = std::numeric_limits<float>::quiet_NaN();
constexpr float float_fill = -999.9F;
constexpr auto observed = CellState::observed;
constexpr auto gap_filled = CellState::gap_filled;

CellState state_of(std::uint8_t byte) {
    return static_cast<CellState>(byte & StateByte::state_bits);
}

struct Random {
    ProductRaster raster;
    RoleViews views;
    std::vector<float> radiance, radiance_snow;
    std::vector<std::uint16_t> counts, counts_snow, bits;
    std::vector<std::uint8_t> quality, quality_snow, snow, days;
};

std::vector<float> random_radiance(std::size_t cells) {
    const auto value = rc::gen::element(float_fill, nan_f, 0.0F, 0.5F, -0.2F, 12.0F);
    return *rc::gen::container<std::vector<float>>(cells, value);
}
std::vector<std::uint16_t> random_words(std::size_t cells, std::initializer_list<int> choices) {
    std::vector<std::uint16_t> all;
    for (const int choice : choices) {
        all.push_back(static_cast<std::uint16_t>(choice));
    }
    return *rc::gen::container<std::vector<std::uint16_t>>(cells, rc::gen::elementOf(all));
}
std::vector<std::uint8_t> random_bytes(std::size_t cells, std::initializer_list<int> choices) {
    std::vector<std::uint8_t> all;
    for (const int choice : choices) {
        all.push_back(static_cast<std::uint8_t>(choice));
    }
    return *rc::gen::container<std::vector<std::uint8_t>>(cells, rc::gen::elementOf(all));
}

template <class T>
void show(Random& made, Role role, CellType type, const std::vector<T>& cells, double fill_value,
          bool second = false) {
    const auto i = static_cast<std::size_t>(role);
    RoleLayer layer;
    layer.decoding.fill = fill_value;
    (second ? made.raster.layers[i].second : made.raster.layers[i].first) = layer;
    (second ? made.views.second[i] : made.views.first[i]) =
        raster::CellView{type, reinterpret_cast<const std::byte*>(cells.data()),
                         static_cast<std::ptrdiff_t>(cells.size())};
}

void random_layers(Random& made, std::size_t cells, bool gap) {
    made.radiance = random_radiance(cells);
    made.radiance_snow = random_radiance(cells);
    made.counts = random_words(cells, {0, 0, 1, 5, 65535});
    made.counts_snow = random_words(cells, {0, 0, 2, 65535});
    made.quality = random_bytes(cells, {0, 1, 2, 255});
    made.quality_snow = random_bytes(cells, {0, 1, 2, 255});
    made.bits = random_words(cells, {0, 1, 0x30, 0xf0, 0x70, 0x430, 65535});
    made.snow = random_bytes(cells, {0, 1, 255});
    made.days = random_bytes(cells, {0, 1, 255});
    show(made, Role::radiance, CellType::float32, made.radiance, -999.9);
    const auto last = made.raster.product.back();
    if (!made.raster.product.starts_with("V")) {
        if (made.raster.product.starts_with("EOG")) {
            show(made, Role::observations, CellType::uint16, made.counts, 65535);
        }
        return;
    }
    if (last >= '3') {
        show(made, Role::observations, CellType::uint16, made.counts, 65535);
        show(made, Role::quality, CellType::uint8, made.quality, 255);
        show(made, Role::radiance, CellType::float32, made.radiance_snow, -999.9, true);
        show(made, Role::observations, CellType::uint16, made.counts_snow, 65535, true);
        show(made, Role::quality, CellType::uint8, made.quality_snow, 255, true);
        return;
    }
    show(made, Role::cloud, CellType::uint16, made.bits, 65535);
    if (last == '2') {
        show(made, Role::quality, CellType::uint8, made.quality, 255);
        show(made, Role::snow, CellType::uint8, made.snow, 255);
        if (gap) {
            show(made, Role::days_since, CellType::uint8, made.days, 255);
        }
    }
}

bool seen(std::uint16_t count) {
    return count != 0 && count != 65535;
}
bool holds_value(float cell) {
    return std::isfinite(cell) && cell != float_fill;
}

CellRules random_rules() {
    CellRules rules;
    rules.gap_filled = *rc::gen::arbitrary<bool>();
    rules.negative = *rc::gen::arbitrary<bool>();
    rules.least_observations = *rc::gen::inRange(0, 4);
    rules.worst_cloud = *rc::gen::inRange(0, 4);
    rules.quality = *rc::gen::element(std::vector<int>{}, std::vector<int>{0, 1, 2},
                                      std::vector<int>{0, 1, 2, 255});
    return rules;
}

std::string random_product() {
    return *rc::gen::elementOf(std::vector<std::string>{
        "VNP46A1", "VNP46A2", "VNP46A3", "VNP46A4", "VJ146A1", "VJ146A2", "VJ146A3", "VJ146A4",
        "EOG-VCMCFG", "EOG-VCMSLCFG", "EOG-VNL", "DMSP-OLS", "declared"});
}

RC_GTEST_PROP(JudgeProperty, NothingSeenIsNeverAnObservedValue, ()) {
    Random made;
    made.raster.product = random_product();
    made.raster.collection = *rc::gen::element<std::string>("001", "002");
    const CellRules rules = random_rules();
    const auto cells = static_cast<std::size_t>(*rc::gen::inRange(1, 40));
    random_layers(made, cells, rules.gap_filled);
    JudgedCells out;
    judge(made.raster, rules, made.views, static_cast<std::int32_t>(cells), 1, out);
    const bool two = made.raster.of(Role::radiance).second.has_value();
    const bool counted = made.raster.of(Role::observations).first.has_value();
    for (std::size_t i = 0; i < cells; ++i) {
        const auto state = state_of(out.states[i]);
        const bool any_value =
            holds_value(made.radiance[i]) || (two && holds_value(made.radiance_snow[i]));
        if (state == observed || state == gap_filled) {
            RC_ASSERT(any_value);
            RC_ASSERT(std::isfinite(out.values[i]));
            RC_ASSERT(out.values[i] != float_fill);
        }
        if (state == observed && counted) {
            RC_ASSERT((seen(made.counts[i]) && holds_value(made.radiance[i])) ||
                      (two && seen(made.counts_snow[i]) && holds_value(made.radiance_snow[i])));
            RC_ASSERT(out.observations[i] >= 1.0F);
        }
        if (state == observed && made.raster.of(Role::cloud).first && !rules.gap_filled) {
            RC_ASSERT(made.bits[i] != 65535);
        }
        RC_ASSERT(rules.negative || !(state == observed && out.values[i] < 0));
    }
}

/// The cell `i` of every layer.
RoleViews views_from(const RoleViews& views, std::size_t i) {
    RoleViews moved = views;
    for (auto* all : {&moved.first, &moved.second}) {
        for (raster::CellView& view : *all) {
            view.data += view.data == nullptr ? 0 : i * raster::size_of(view.type);
        }
    }
    return moved;
}

RC_GTEST_PROP(JudgeProperty, NeighboursDoNotMatter, ()) {
    Random made;
    made.raster.product = random_product();
    made.raster.collection = *rc::gen::element<std::string>("001", "002");
    made.raster.zero_is_unseen = *rc::gen::arbitrary<bool>();
    made.raster.exported = *rc::gen::arbitrary<bool>();
    made.raster.floor = *rc::gen::element(std::optional<double>(), std::optional<double>(0.5));
    const CellRules rules = random_rules();
    const auto cells = static_cast<std::size_t>(*rc::gen::inRange(1, 60));
    random_layers(made, cells, rules.gap_filled);
    JudgedCells row;
    JudgedCells one;
    judge(made.raster, rules, made.views, static_cast<std::int32_t>(cells), 1, row);
    for (std::size_t i = 0; i < cells; ++i) {
        judge(made.raster, rules, views_from(made.views, i), 1, 1, one);
        RC_ASSERT(one.states[0] == row.states[i]);
        const bool same = one.values[0] == row.values[i] ||
                          (std::isnan(one.values[0]) && std::isnan(row.values[i]));
        RC_ASSERT(same);
        RC_ASSERT(one.observations.size() == (row.observations.empty() ? 0U : 1U));
        if (!row.observations.empty()) {
            RC_ASSERT(one.observations[0] == row.observations[i]);
        }
    }
}

} // namespace
} // namespace halflight::lights
