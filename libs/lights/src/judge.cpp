// SPDX-License-Identifier: Apache-2.0
// judge.cpp - value and state of every cell, by the rules of its product.
#include "judge_rows.hpp"

#include <cmath>
#include <limits>

namespace halflight::lights {

namespace {
using raster::CellState;
using raster::StateByte;

constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

/// The layers of a pane, by role and by which of the two composites.
class Layers {
  public:
    Layers(const ProductRaster& raster, const RoleViews& views) {
        for (std::size_t i = 0; i < m_first.size(); ++i) {
            take(raster.layers[i].first, views.first[i], m_first[i]);
            take(raster.layers[i].second, views.second[i], m_second[i]);
        }
    }
    [[nodiscard]] const Source* of(Role role, bool second = false) const {
        const auto i = static_cast<std::size_t>(role);
        const auto& source = second ? m_second[i] : m_first[i];
        return source ? &*source : nullptr;
    }

  private:
    using Sources = std::array<std::optional<Source>, static_cast<std::size_t>(Role::count_)>;
    static void take(const std::optional<RoleLayer>& layer, const raster::CellView& view,
                     std::optional<Source>& out) {
        if (!layer) {
            return;
        }
        if (view.data == nullptr) {
            throw Error(ErrorCode::invalid_argument, "judge: a layer was not read");
        }
        out = Source{view, layer->decoding};
    }
    Sources m_first, m_second;
};

/// A stretch of cells as they will stand in the result.
struct Cells {
    Floats values;
    States states;
    std::array<std::uint8_t, stretch> marks;
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

void decode_or(const Source* source, const Place& place, float otherwise, Floats& out) {
    if (source != nullptr) {
        decode_numbers(*source, place, out);
    } else {
        std::fill_n(out.begin(), place.count, otherwise);
    }
}
void decode_or(const Source* source, const Place& place, std::int32_t otherwise, Flags& out) {
    if (source != nullptr) {
        decode_flags(*source, place, out);
    } else {
        std::fill_n(out.begin(), place.count, otherwise);
    }
}

/// Composites with counts, exports and declared bands. Without branches, so that many cells are
/// judged at a time.
CellState counted_state(CellState read, float value, bool seen, bool good, const Rules& rules) {
    const bool has_value = read == CellState::observed;
    const auto state = has_value && !good ? CellState::poor_quality : read;
    const bool zero_unseen = rules.zero_is_unseen && value == 0 && has_value;
    const bool dropped = rules.exported && value != value && !has_value;
    return zero_unseen || dropped || !seen ? CellState::no_observation : state;
}

void judge_counted(const Layers& layers, const Rules& rules, const Place& place, Cells& out) {
    const auto* const quality = layers.of(Role::quality);
    decode_values(*layers.of(Role::radiance), place, out.values, out.states);
    // Where the product has no counts nothing is known to be unseen.
    decode_or(layers.of(Role::observations), place, std::numeric_limits<float>::max(),
              out.observations);
    decode_or(layers.of(Role::deviation), place, nothing, out.deviations);
    std::fill_n(out.marks.begin(), place.count, std::uint8_t{0});
    const float least = rules.least;
    for (std::size_t i = 0; i < place.count; ++i) {
        out.states[i] =
            counted_state(out.states[i], out.values[i], out.observations[i] >= least, true, rules);
    }
    if (quality == nullptr) {
        return;
    }
    Flags flags;
    decode_flags(*quality, place, flags);
    for (std::size_t i = 0; i < place.count; ++i) {
        out.states[i] =
            counted_state(out.states[i], out.values[i], true, rules.good.has(flags[i]), rules);
    }
}

constexpr std::int32_t filled_from_history = 2;

CellState composite_state(CellState read, float count, bool good, bool filled, float least) {
    const bool has_value = read == CellState::observed;
    const auto state = has_value && !good ? CellState::poor_quality : read;
    const auto counted = count >= least ? state : CellState::no_observation;
    return filled && has_value ? CellState::gap_filled : counted;
}

void judge_composite(const Layers& layers, bool second, const Rules& rules, const Place& place,
                     Cells& out) {
    Flags flags;
    decode_values(*layers.of(Role::radiance, second), place, out.values, out.states);
    decode_numbers(*layers.of(Role::observations, second), place, out.observations);
    decode_or(layers.of(Role::deviation, second), place, nothing, out.deviations);
    decode_flags(*layers.of(Role::quality, second), place, flags);
    const bool snow = second || rules.snow_covered;
    for (std::size_t i = 0; i < place.count; ++i) {
        out.states[i] =
            composite_state(out.states[i], out.observations[i], rules.good.has(flags[i]),
                            flags[i] == filled_from_history, rules.least);
        const bool there = out.states[i] == CellState::observed ||
                           out.states[i] == CellState::gap_filled ||
                           out.states[i] == CellState::poor_quality;
        out.marks[i] = snow && there ? StateByte::snow : std::uint8_t{0};
    }
}

/// An observation of the period goes before a value from history, and that before nothing.
int rank(CellState state) {
    const bool seen = state == CellState::observed || state == CellState::poor_quality;
    return (seen ? 2 : 0) + (state == CellState::gap_filled ? 1 : 0);
}

void take_better(const Place& place, const Cells& other, Cells& out) {
    for (std::size_t i = 0; i < place.count; ++i) {
        const bool better = rank(other.states[i]) > rank(out.states[i]);
        out.values[i] = better ? other.values[i] : out.values[i];
        out.states[i] = better ? other.states[i] : out.states[i];
        out.marks[i] = better ? other.marks[i] : out.marks[i];
        out.observations[i] = better ? other.observations[i] : out.observations[i];
        out.deviations[i] = better ? other.deviations[i] : out.deviations[i];
    }
}

// QF_Cloud_Mask: bit 0 day, 4-5 quality of the mask, 6-7 cloud, 10 snow or ice.
bool is_day(std::int32_t bits) {
    return (bits & 1) != 0;
}
std::int32_t mask_quality(std::int32_t bits) {
    return (bits >> 4) & 3;
}
int cloudiness(std::int32_t bits) {
    return (bits >> 6) & 3;
}
bool has_snow(std::int32_t bits) {
    return ((bits >> 10) & 1) != 0;
}

CellState at_sensor_state(CellState read, std::int32_t bits, const Rules& rules) {
    if (read != CellState::observed) {
        return read;
    }
    if (bits < 0 || is_day(bits) || !rules.good.has(mask_quality(bits))) {
        return CellState::poor_quality;
    }
    return cloudiness(bits) > rules.worst_cloud ? CellState::cloud : CellState::observed;
}

void judge_at_sensor(const Layers& layers, const Rules& rules, const Place& place, Cells& out) {
    Flags bits;
    decode_values(*layers.of(Role::radiance), place, out.values, out.states);
    decode_flags(*layers.of(Role::cloud), place, bits);
    for (std::size_t i = 0; i < place.count; ++i) {
        out.states[i] = at_sensor_state(out.states[i], bits[i], rules);
        out.marks[i] = bits[i] >= 0 && has_snow(bits[i]) ? StateByte::snow : std::uint8_t{0};
    }
}

CellState day_state(CellState read, std::int32_t flag, std::int32_t bits, const Rules& rules) {
    const bool clouded = bits >= 0 && cloudiness(bits) > rules.worst_cloud;
    if (read == CellState::not_finite) {
        return read;
    }
    if (clouded) {
        return CellState::cloud;
    }
    if (flag < 0) {
        return CellState::no_observation; // the product made no retrieval
    }
    if (read != CellState::observed) {
        return read;
    }
    return bits >= 0 && rules.good.has(flag) ? CellState::observed : CellState::poor_quality;
}

void mark_snow(const Layers& layers, const Place& place, Cells& out) {
    Flags snow;
    decode_or(layers.of(Role::snow), place, 0, snow);
    for (std::size_t i = 0; i < place.count; ++i) {
        out.marks[i] = snow[i] == 1 ? StateByte::snow : std::uint8_t{0};
    }
}

void judge_day(const Layers& layers, const Rules& rules, const Place& place, Cells& out) {
    Flags flags;
    Flags bits;
    decode_values(*layers.of(Role::radiance), place, out.values, out.states);
    decode_flags(*layers.of(Role::quality), place, flags);
    decode_flags(*layers.of(Role::cloud), place, bits);
    for (std::size_t i = 0; i < place.count; ++i) {
        out.states[i] = day_state(out.states[i], flags[i], bits[i], rules);
    }
    mark_snow(layers, place, out);
}

/// Days since the last good retrieval: 0 is the day itself, unknown is not.
CellState filled_state(CellState read, std::int32_t days, bool good) {
    if (read != CellState::observed) {
        return read == CellState::fill && days < 0 ? CellState::no_observation : read;
    }
    if (days != 0) {
        return CellState::gap_filled;
    }
    return good ? CellState::observed : CellState::poor_quality;
}

void judge_filled_day(const Layers& layers, const Rules& rules, const Place& place, Cells& out) {
    Flags days;
    Flags flags;
    decode_values(*layers.of(Role::radiance), place, out.values, out.states);
    decode_flags(*layers.of(Role::days_since), place, days);
    decode_or(layers.of(Role::quality), place, 0, flags);
    for (std::size_t i = 0; i < place.count; ++i) {
        const bool good = !rules.rank_quality || rules.good.has(flags[i]);
        out.states[i] = filled_state(out.states[i], days[i], good);
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
        Cells covered;
        judge_composite(layers, true, rules, place, covered);
        take_better(place, covered, out);
    }
}

void mark_and_cut(const ProductRaster& raster, bool keep_negative, const Place& place,
                  Cells& cells) {
    const bool floor = raster.floor.has_value();
    for (std::size_t i = 0; i < place.count; ++i) {
        const bool has_value =
            cells.states[i] == CellState::observed || cells.states[i] == CellState::gap_filled;
        if (floor && has_value && cells.values[i] == 0) {
            cells.marks[i] |= StateByte::censored;
        }
        if (!keep_negative && cells.values[i] < 0) {
            cells.values[i] = 0;
        }
    }
}

void put(const Place& place, std::size_t at, const Cells& cells, JudgedCells& out) {
    const auto count = static_cast<std::ptrdiff_t>(place.count);
    const auto to = static_cast<std::ptrdiff_t>(at);
    std::copy_n(cells.values.begin(), count, out.values.begin() + to);
    for (std::size_t i = 0; i < place.count; ++i) {
        out.states[at + i] =
            static_cast<std::uint8_t>(static_cast<std::uint8_t>(cells.states[i]) | cells.marks[i]);
    }
    if (!out.observations.empty()) {
        // Nothing counted is no observation; sums must not meet NaN.
        std::transform(cells.observations.begin(), cells.observations.begin() + count,
                       out.observations.begin() + to,
                       [](float count_seen) { return count_seen > 0 ? count_seen : 0.0F; });
    }
    if (!out.deviations.empty()) {
        std::copy_n(cells.deviations.begin(), count, out.deviations.begin() + to);
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
            judge_stretch(kind, layers, own, place, work);
            mark_and_cut(raster, rules.negative, place, work);
            put(place, row * across + column, work, out);
        }
    }
}

} // namespace halflight::lights
