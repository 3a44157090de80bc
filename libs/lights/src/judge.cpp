// SPDX-License-Identifier: Apache-2.0
// judge.cpp - value and state of every cell, by the rules of its product.
#include "judge_layers.hpp"

#include <cmath>
#include <limits>

namespace halflight::lights {

namespace {
using raster::CellState;
using raster::StateByte;

constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

/// A stretch of cells as they will stand in the result.
struct Cells {
    float* values = nullptr;
    float* observations = nullptr; ///< or null where the product has none
    float* deviations = nullptr;   ///< likewise
    States states;                 ///< with marks
};

/// Room for the stretch of a composite that may be dropped.
struct SpareCells {
    Floats values;
    Floats observations;
    Floats deviations;
};

struct Rules {
    GoodFlags good;
    float least = 1;
    int worst_cloud = 1;
    bool exported = false;
    bool zero_is_unseen = false;
    bool snow_covered = false;
    bool rank_quality = false; ///< flags were chosen for a layer that has a choice of its own
};

void decode_or(const Source* source, const Place& place, std::int32_t otherwise, Flags& out) {
    if (source != nullptr) {
        decode_flags(*source, place, out);
    } else {
        std::fill_n(out.begin(), place.count, otherwise);
    }
}
void decode_deviations(const Source* source, const Place& place, float* out) {
    if (out != nullptr && source != nullptr) {
        decode_numbers(*source, place, out);
    } else if (out != nullptr) {
        std::fill_n(out, place.count, nothing);
    }
}

// The rules of one cell work on numbers and without branches, so that a vector of cells is judged
// at a time.
constexpr std::int32_t observed = code(CellState::observed);
constexpr std::int32_t gap_filled = code(CellState::gap_filled);
constexpr std::int32_t no_observation = code(CellState::no_observation);
constexpr std::int32_t poor_quality = code(CellState::poor_quality);
constexpr std::int32_t clouded = code(CellState::cloud);
constexpr std::int32_t snow_mark = StateByte::snow;

/// Composites with counts, exports and declared bands.
void judge_counted(const Layers& layers, const Rules& rules, const Place& place, Cells& out) {
    decode_values(*layers.of(Role::radiance), place, out.values, out.states);
    decode_deviations(layers.of(Role::deviation), place, out.deviations);
    if (const auto* const quality = layers.of(Role::quality)) {
        Flags flags;
        Flags good;
        decode_flags(*quality, place, flags);
        rules.good.look_up(flags, place.count, good);
        for (std::size_t i = 0; i < place.count; ++i) {
            const bool poor = (out.states[i] == observed) & (good[i] == 0);
            out.states[i] = poor ? poor_quality : out.states[i];
        }
    }
    if (rules.zero_is_unseen || rules.exported) {
        for (std::size_t i = 0; i < place.count; ++i) {
            const float value = out.values[i];
            const std::int32_t state = out.states[i];
            const bool has_value = (state == observed) | (state == poor_quality);
            const bool zero = rules.zero_is_unseen & (value == 0) & has_value;
            const bool dropped = rules.exported & (value != value) & !has_value;
            out.states[i] = zero | dropped ? no_observation : state;
        }
    }
    // Where the product has no counts nothing is known to be unseen.
    if (const auto* const counts = layers.of(Role::observations)) {
        decode_numbers(*counts, place, out.observations);
        for (std::size_t i = 0; i < place.count; ++i) {
            out.states[i] = out.observations[i] >= rules.least ? out.states[i] : no_observation;
        }
    }
}

constexpr std::int32_t filled_from_history = 2;

void judge_composite(const Layers& layers, bool second, const Rules& rules, const Place& place,
                     Cells& out) {
    Flags flags;
    Flags good;
    decode_values(*layers.of(Role::radiance, second), place, out.values, out.states);
    decode_numbers(*layers.of(Role::observations, second), place, out.observations);
    decode_deviations(layers.of(Role::deviation, second), place, out.deviations);
    decode_flags(*layers.of(Role::quality, second), place, flags);
    rules.good.look_up(flags, place.count, good);
    const float least = rules.least;
    const std::int32_t mark = second || rules.snow_covered ? snow_mark : 0;
    for (std::size_t i = 0; i < place.count; ++i) {
        const std::int32_t read = out.states[i];
        const bool has_value = read == observed;
        const std::int32_t state = has_value & (good[i] == 0) ? poor_quality : read;
        const std::int32_t counted = out.observations[i] >= least ? state : no_observation;
        const bool history = has_value & (flags[i] == filled_from_history);
        const std::int32_t judged = history ? gap_filled : counted;
        const bool there = (judged == observed) | (judged == gap_filled) | (judged == poor_quality);
        out.states[i] = judged | (there ? mark : 0);
    }
}

/// An observation of the period goes before a value from history, and that before nothing.
std::int32_t rank(std::int32_t cell) {
    const std::int32_t state = cell & StateByte::state_bits;
    const std::int32_t filled = state == gap_filled ? 1 : 0;
    return (state == observed) | (state == poor_quality) ? 2 : filled;
}

void take_better(const Place& place, const Cells& other, Cells& out) {
    Flags better;
    for (std::size_t i = 0; i < place.count; ++i) {
        better[i] = rank(other.states[i]) > rank(out.states[i]) ? 1 : 0;
        out.states[i] = better[i] != 0 ? other.states[i] : out.states[i];
    }
    const auto blend = [&](const float* from, float* to) {
        for (std::size_t i = 0; i < place.count; ++i) {
            to[i] = better[i] != 0 ? from[i] : to[i];
        }
    };
    blend(other.values, out.values);
    blend(other.observations, out.observations);
    if (out.deviations != nullptr) {
        blend(other.deviations, out.deviations);
    }
}

// QF_Cloud_Mask: bit 0 day, 4-5 quality of the mask, 6-7 cloud, 10 snow or ice.
std::int32_t is_day(std::int32_t bits) {
    return bits & 1;
}
std::int32_t mask_quality(std::int32_t bits) {
    return (bits >> 4) & 3;
}
std::int32_t cloudiness(std::int32_t bits) {
    return (bits >> 6) & 3;
}
std::int32_t has_snow(std::int32_t bits) {
    return (bits >> 10) & 1;
}

void judge_at_sensor(const Layers& layers, const Rules& rules, const Place& place, Cells& out) {
    Flags bits;
    Flags quality;
    Flags good;
    decode_values(*layers.of(Role::radiance), place, out.values, out.states);
    decode_flags(*layers.of(Role::cloud), place, bits);
    std::transform(bits.begin(), bits.begin() + static_cast<std::ptrdiff_t>(place.count),
                   quality.begin(), mask_quality);
    rules.good.look_up(quality, place.count, good);
    const std::int32_t worst = rules.worst_cloud;
    for (std::size_t i = 0; i < place.count; ++i) {
        const bool poor = (bits[i] < 0) | (is_day(bits[i]) != 0) | (good[i] == 0);
        const std::int32_t clear = cloudiness(bits[i]) > worst ? clouded : observed;
        const std::int32_t seen = poor ? poor_quality : clear;
        const bool snow = (bits[i] >= 0) & (has_snow(bits[i]) != 0);
        out.states[i] = (out.states[i] == observed ? seen : out.states[i]) | (snow ? snow_mark : 0);
    }
}

void mark_snow(const Layers& layers, const Place& place, Cells& out) {
    Flags snow;
    decode_or(layers.of(Role::snow), place, 0, snow);
    for (std::size_t i = 0; i < place.count; ++i) {
        out.states[i] |= snow[i] == 1 ? snow_mark : 0;
    }
}

void judge_day(const Layers& layers, const Rules& rules, const Place& place, Cells& out) {
    Flags flags;
    Flags bits;
    Flags good;
    decode_values(*layers.of(Role::radiance), place, out.values, out.states);
    decode_flags(*layers.of(Role::quality), place, flags);
    decode_flags(*layers.of(Role::cloud), place, bits);
    rules.good.look_up(flags, place.count, good);
    const std::int32_t worst = rules.worst_cloud;
    for (std::size_t i = 0; i < place.count; ++i) {
        const std::int32_t read = out.states[i];
        const bool fine = (bits[i] >= 0) & (good[i] != 0);
        const std::int32_t seen = fine ? observed : poor_quality;
        const std::int32_t value = read == observed ? seen : read;
        // A negative flag: the product made no retrieval.
        const std::int32_t retrieved = flags[i] < 0 ? no_observation : value;
        const bool cloud = (bits[i] >= 0) & (cloudiness(bits[i]) > worst);
        const std::int32_t under = cloud ? clouded : retrieved;
        out.states[i] = read == code(CellState::not_finite) ? read : under;
    }
    mark_snow(layers, place, out);
}

/// Days since the last good retrieval: 0 is the day itself, unknown is not.
void judge_filled_day(const Layers& layers, const Rules& rules, const Place& place, Cells& out) {
    Flags days;
    Flags flags;
    Flags good;
    decode_values(*layers.of(Role::radiance), place, out.values, out.states);
    decode_flags(*layers.of(Role::days_since), place, days);
    decode_or(layers.of(Role::quality), place, 0, flags);
    rules.good.look_up(flags, place.count, good);
    const bool any_quality = !rules.rank_quality;
    for (std::size_t i = 0; i < place.count; ++i) {
        const std::int32_t read = out.states[i];
        const bool never = (read == code(CellState::fill)) & (days[i] < 0);
        const std::int32_t unread = never ? no_observation : read;
        const std::int32_t today = any_quality | (good[i] != 0) ? observed : poor_quality;
        const std::int32_t valued = days[i] != 0 ? gap_filled : today;
        out.states[i] = read == observed ? valued : unread;
    }
    mark_snow(layers, place, out);
}

enum class Kind : std::uint8_t { counted, composite, at_sensor, day, filled_day };

Kind kind_of(const ProductRaster& raster) {
    const std::string_view name = raster.product;
    if (raster.exported || !(name.starts_with("VNP46A") || name.starts_with("VJ146A"))) {
        return Kind::counted;
    }
    switch (name.back()) {
    case '1':
        return Kind::at_sensor;
    case '2':
        return raster.of(Role::days_since).first ? Kind::filled_day : Kind::day;
    default:
        return Kind::composite;
    }
}

std::initializer_list<int> own_flags(Kind kind, const ProductRaster& raster) {
    static constexpr std::initializer_list<int> composite = {0, 1};
    static constexpr std::initializer_list<int> not_poor = {1, 2, 3};
    static constexpr std::initializer_list<int> high = {0};
    switch (kind) {
    case Kind::at_sensor:
        return not_poor;
    case Kind::composite:
        return composite;
    case Kind::day:
    case Kind::filled_day:
        return raster.collection == "001" ? composite : high;
    case Kind::counted:
        break;
    }
    return {};
}

void judge_stretch(Kind kind, const Layers& layers, const Rules& rules, const Place& place,
                   Cells& out) {
    switch (kind) {
    case Kind::counted:
        return judge_counted(layers, rules, place, out);
    case Kind::at_sensor:
        return judge_at_sensor(layers, rules, place, out);
    case Kind::day:
        return judge_day(layers, rules, place, out);
    case Kind::filled_day:
        return judge_filled_day(layers, rules, place, out);
    case Kind::composite:
        break;
    }
    judge_composite(layers, false, rules, place, out);
    if (layers.of(Role::radiance, true) != nullptr) {
        SpareCells room;
        Cells covered{.values = room.values.data(),
                      .observations = room.observations.data(),
                      .deviations = out.deviations != nullptr ? room.deviations.data() : nullptr,
                      .states = {}};
        judge_composite(layers, true, rules, place, covered);
        take_better(place, covered, out);
    }
}

void mark_censored(const Place& place, Cells& cells) {
    for (std::size_t i = 0; i < place.count; ++i) {
        const std::int32_t state = cells.states[i] & StateByte::state_bits;
        const bool has_value = (state == observed) | (state == gap_filled);
        const bool censored = has_value & (cells.values[i] == 0);
        cells.states[i] |= censored ? StateByte::censored : 0;
    }
}

void finish(const ProductRaster& raster, bool keep_negative, const Place& place, Cells& cells,
            std::uint8_t* states) {
    if (raster.floor) {
        mark_censored(place, cells);
    }
    for (std::size_t i = 0; !keep_negative && i < place.count; ++i) {
        cells.values[i] = cells.values[i] < 0 ? 0 : cells.values[i];
    }
    for (std::size_t i = 0; i < place.count; ++i) {
        states[i] = static_cast<std::uint8_t>(cells.states[i]);
    }
    // Nothing counted is no observation; sums must not meet NaN.
    for (std::size_t i = 0; cells.observations != nullptr && i < place.count; ++i) {
        cells.observations[i] = cells.observations[i] > 0 ? cells.observations[i] : 0;
    }
}
} // namespace

bool plain(const ProductRaster& raster, const CellRules& rules) noexcept {
    if (raster.zero_is_unseen) {
        return false;
    }
    for (const Role role :
         {Role::observations, Role::quality, Role::snow, Role::cloud, Role::days_since}) {
        if (raster.of(role).first) {
            return false;
        }
    }
    const auto& layer = raster.of(Role::radiance).first;
    if (rules.negative || !layer) {
        return layer.has_value();
    }
    return layer->decoding.valid_min && layer->decoding.scale > 0 &&
           *layer->decoding.valid_min * layer->decoding.scale + layer->decoding.offset >= 0;
}

void judge(const ProductRaster& raster, const CellRules& rules, const RoleViews& views,
           std::int32_t width, std::int32_t height, JudgedCells& out) {
    if (width < 0 || height < 0 || !raster.of(Role::radiance).first) {
        throw Error(ErrorCode::invalid_argument, "judge: no layer of radiance");
    }
    const Layers layers(raster, views);
    const Kind kind = kind_of(raster);
    const Rules own{GoodFlags(rules.quality, own_flags(kind, raster)),
                    static_cast<float>(std::max(1, rules.least_observations)),
                    rules.worst_cloud,
                    raster.exported,
                    raster.zero_is_unseen,
                    rules.snow == SnowRule::snow_covered,
                    !rules.quality.empty()};
    const auto across = static_cast<std::size_t>(width);
    const std::size_t cells = across * static_cast<std::size_t>(height);
    out.values.resize(cells);
    out.states.resize(cells);
    out.observations.resize(raster.of(Role::observations).first ? cells : 0);
    out.deviations.resize(raster.of(Role::deviation).first ? cells : 0);
    Cells work;
    for (std::size_t row = 0; row < static_cast<std::size_t>(height); ++row) {
        for (std::size_t column = 0; column < across; column += stretch) {
            const Place place{static_cast<std::ptrdiff_t>(row), static_cast<std::ptrdiff_t>(column),
                              std::min(stretch, across - column)};
            const std::size_t at = row * across + column;
            work.values = out.values.data() + at;
            work.observations = out.observations.empty() ? nullptr : out.observations.data() + at;
            work.deviations = out.deviations.empty() ? nullptr : out.deviations.data() + at;
            judge_stretch(kind, layers, own, place, work);
            finish(raster, rules.negative, place, work, out.states.data() + at);
        }
    }
}

} // namespace halflight::lights
