// SPDX-License-Identifier: Apache-2.0
// Loops are written so that the compiler makes vectors of them: this runs over every cell.
#include "cell_survey.hpp"

#include "judge_rows.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace halflight::lights {

namespace {

using raster::CellState;
using raster::CellType;

constexpr std::int64_t across = BrightCells::across;
constexpr std::int32_t none = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t endless = 0x7f800000; // infinity; above it is no number

std::int32_t bits_of(float value) {
    return std::bit_cast<std::int32_t>(value);
}

bool better(const BrightCell& a, const BrightCell& b) {
    if (!a.known() || !b.known()) {
        return a.known();
    }
    return a.value != b.value ? a.value > b.value
                              : std::pair(a.row, a.column) < std::pair(b.row, b.column);
}

/// A part of a pane's row within one field.
struct Stretch {
    std::size_t field = 0;
    std::int64_t row = 0;   ///< in the pane
    std::int64_t first = 0; ///< column in the pane
    std::size_t count = 0;
};

/// Where fields and steps of some size end: cells from one on that lie in one of each.
struct Edges {
    std::int64_t before; ///< the pane, in the raster
    std::int64_t length; ///< of the raster
    std::int64_t step;   ///< in the pane
    std::int64_t end;    ///< of the pane

    [[nodiscard]] std::int64_t field(std::int64_t at) const {
        return (before + at) * across / length;
    }
    [[nodiscard]] std::int64_t next(std::int64_t at) const {
        const std::int64_t border = ((field(at) + 1) * length + across - 1) / across - before;
        return std::min({border, (at / step + 1) * step, end});
    }
};

/// Calls f(stretch, rows) for every block of the pane that lies in one field and in one step of
/// `height` rows and `width` columns; the stretch is its first row.
template <class F>
void each_block(const SurveyPlace& place, std::int32_t width, std::int32_t height, F&& f) {
    const raster::PaneWindow& window = place.window;
    const Edges down{window.row, place.height, height, window.height};
    const Edges along{window.column, place.width, width, window.width};
    std::vector<Stretch> columns; // with the field of the first row: dividing takes long
    for (std::int64_t column = 0, end = 0; column < window.width; column = end) {
        end = along.next(column);
        columns.push_back({static_cast<std::size_t>(along.field(column)), 0, column,
                           static_cast<std::size_t>(end - column)});
    }
    for (std::int64_t row = 0, below = 0; row < window.height; row = below) {
        below = down.next(row);
        const auto first_field = static_cast<std::size_t>(down.field(row) * across);
        for (const Stretch& of_column : columns) {
            f(Stretch{first_field + of_column.field, row, of_column.first, of_column.count},
              static_cast<std::size_t>(below - row));
        }
    }
}

/// Calls f(stretch) for every part of a row that lies in one field.
template <class F>
void each_stretch(const SurveyPlace& place, F&& f) {
    each_block(place, place.window.width, 1, [&](const Stretch& where, std::size_t) { f(where); });
}

/// Takes cell `column` of the pane's row where it outshines what was found in its field so far.
void offer(CellSurvey& out, std::size_t field, const SurveyPlace& place, std::int64_t row,
           std::int64_t column, float value) {
    const BrightCell found{value, static_cast<std::int32_t>(place.window.column + column),
                           static_cast<std::int32_t>(place.window.row + row)};
    if (better(found, out.brightest.fields[field])) {
        out.brightest.fields[field] = found;
    }
}

/// What a raw cell must be to hold a value.
template <class T>
struct Limits {
    explicit Limits(const raster::Decoding& how) {
        constexpr bool floats = std::is_floating_point_v<T>;
        const double lowest = floats ? -std::numeric_limits<double>::infinity()
                                     : static_cast<double>(std::numeric_limits<T>::lowest());
        const double highest = floats ? std::numeric_limits<double>::infinity()
                                      : static_cast<double>(std::numeric_limits<T>::max());
        const double from = floats ? how.valid_min.value_or(lowest)
                                   : std::ceil(std::max(how.valid_min.value_or(lowest), lowest));
        const double to = floats ? how.valid_max.value_or(highest)
                                 : std::floor(std::min(how.valid_max.value_or(highest), highest));
        empty = !(from <= to) || from > highest || to < lowest;
        low = empty ? T{} : as_cell(from);
        high = empty ? T{} : as_cell(to);
        has_fill = how.fill && (floats || (*how.fill >= lowest && *how.fill <= highest &&
                                           *how.fill == std::floor(*how.fill)));
        fill = has_fill ? as_cell(*how.fill) : T{};
    }
    [[nodiscard]] bool holds(T cell) const {
        return (cell >= low) & (cell <= high) & !(has_fill & (cell == fill));
    }

    T low, high, fill;
    bool has_fill = false;
    bool empty = false;

  private:
    static T as_cell(double number) {
        constexpr auto most = static_cast<double>(std::numeric_limits<T>::max());
        if (std::is_floating_point_v<T> && std::abs(number) > most) {
            return number > 0 ? std::numeric_limits<T>::infinity()
                              : -std::numeric_limits<T>::infinity();
        }
        return static_cast<T>(number);
    }
};

template <class T>
const T* row_of(const raster::CellView& view, std::int64_t row, std::int64_t column) {
    return reinterpret_cast<const T*>(view.data) + row * view.stride + column;
}

/// Decoded cells with their states (and marks, where there are any). Observed and gap-filled are
/// the first two states: the others are never used.
template <class State>
void take(const float* values, const State* states, raster::UsedStates used, const Stretch& where,
          const SurveyPlace& place, CellSurvey& out) {
    const auto state_of = [](State state) {
        return static_cast<State>(state & raster::StateByte::state_bits);
    };
    const auto last = static_cast<State>(
        used.has(CellState::gap_filled) ? code(CellState::gap_filled) : code(CellState::observed));
    std::int32_t most = none;
    std::uint32_t odd = 0;
    for (std::size_t i = 0; i < where.count; ++i) {
        const State state = state_of(states[i]);
        // Blended by a mask: of a choice against the least number the compiler makes a jump.
        const std::int32_t keep = -static_cast<std::int32_t>(state <= last);
        const std::int32_t bits = (bits_of(values[i]) & keep) | (none & ~keep);
        most = bits > most ? bits : most;
        odd += state == static_cast<State>(CellState::not_finite) ? 1U : 0U;
    }
    const BrightCell& known = out.brightest.fields[where.field];
    const bool dark = most < 0 && !(known.known() && known.value >= 0);
    if (most != none && (!known.known() || dark || std::bit_cast<float>(most) > known.value)) {
        for (std::size_t i = 0; i < where.count; ++i) {
            if (state_of(states[i]) <= last) {
                offer(out, where.field, place, where.row,
                      where.first + static_cast<std::int64_t>(i), values[i]);
            }
        }
    }
    for (std::size_t i = 0; odd > 0 && i < where.count; ++i) {
        const bool not_finite = state_of(states[i]) == static_cast<State>(CellState::not_finite);
        out.nan += not_finite && std::isnan(values[i]) ? 1U : 0U;
        out.infinite += not_finite && !std::isnan(values[i]) ? 1U : 0U;
    }
    for (std::size_t i = 0; place.saturation && i < where.count; ++i) {
        const bool valued = state_of(states[i]) <= last;
        out.valued += valued ? 1U : 0U;
        out.saturated += valued && static_cast<double>(values[i]) == *place.saturation ? 1U : 0U;
    }
}

/// Whole numbers of at most 16 bits: the largest one decides before anything is decoded.
template <class T>
void survey_small(const raster::CellView& view, const raster::Decoding& how,
                  const SurveyPlace& place, CellSurvey& out) {
    const Limits<T> limits(how);
    if (limits.empty) {
        return;
    }
    constexpr T least = std::numeric_limits<T>::lowest();
    const T low = limits.low;
    const T high = limits.high;
    // Without a fill any number that is refused anyway; where none is, none is looked for.
    const T outside = static_cast<T>(low > least ? low - 1 : high + 1);
    const T fill = limits.has_fill ? limits.fill : outside;
    const double full =
        place.saturation ? (*place.saturation - how.offset) / how.scale : std::nan("");
    const bool saturates = full >= static_cast<double>(least) &&
                           full <= static_cast<double>(std::numeric_limits<T>::max());
    const T brim = saturates ? static_cast<T>(full) : T{};
    each_stretch(place, [&](const Stretch& where) {
        const T* cells = row_of<T>(view, where.row, where.first);
        T most = least;
        for (std::size_t i = 0; i < where.count; ++i) {
            most = cells[i] > most ? cells[i] : most;
        }
        if (!limits.holds(most)) {
            most = least;
            for (std::size_t i = 0; i < where.count; ++i) {
                const T cell = cells[i];
                const int keep = -static_cast<int>((cell >= low) & (cell <= high) & (cell != fill));
                const T held = static_cast<T>((cell & keep) | (least & ~keep));
                most = held > most ? held : most;
            }
        }
        std::uint32_t valued = 0;
        std::uint32_t saturated = 0;
        for (std::size_t i = 0; saturates && i < where.count; ++i) {
            valued += limits.holds(cells[i]) ? 1U : 0U;
            saturated += limits.holds(cells[i]) & (cells[i] == brim) ? 1U : 0U;
        }
        out.valued += valued;
        out.saturated += saturated;
        const BrightCell& known = out.brightest.fields[where.field];
        const auto value = static_cast<float>(static_cast<double>(most) * how.scale + how.offset);
        if (!known.known() || value > known.value) {
            const T* const end = cells + where.count;
            const T* const found = std::find(cells, end, most);
            if (found != end && limits.holds(most)) {
                offer(out, where.field, place, where.row, where.first + (found - cells), value);
            }
        }
    });
}

/// The slow way for a stretch in which something is odd: exact for every cell.
void survey_odd(const raster::CellView& view, const raster::Decoding& how, const SurveyPlace& place,
                const Stretch& where, CellSurvey& out) {
    Floats values;
    States states;
    for (std::size_t at = 0; at < where.count; at += stretch) {
        const Stretch part{where.field, where.row, where.first + static_cast<std::int64_t>(at),
                           std::min(stretch, where.count - at)};
        decode_values({view, how}, {part.row, part.first, part.count}, values.data(), states);
        take(values.data(), states.data(), {}, part, place, out);
    }
}

/// Eight cells at a time.
using Lanes [[gnu::vector_size(32)]] = std::int32_t;
using FloatLanes [[gnu::vector_size(32)]] = float;
constexpr std::size_t lanes = 8;

std::int32_t largest_of(Lanes all) {
    const auto keep_larger = [&all](Lanes other) { all = other > all ? other : all; };
    keep_larger(__builtin_shufflevector(all, all, 4, 5, 6, 7, 0, 1, 2, 3));
    keep_larger(__builtin_shufflevector(all, all, 2, 3, 0, 1, 6, 7, 4, 5));
    keep_larger(__builtin_shufflevector(all, all, 1, 0, 3, 2, 5, 4, 7, 6));
    return all[0];
}

/// What some rows of cells hold.
struct Extremes {
    std::int32_t most = none;       ///< bits
    std::int32_t unsigned_most = 0; ///< likewise, once the sign is off
    bool filled = false;            ///< some cell is `fill`
};

/// As whole numbers the bits of floats above 0 are in their order, and those that are no number
/// are the largest once the sign is off. Taking a cell twice changes nothing, so that the last
/// lanes of a row may overlap those before.
Extremes extremes_of(const float* cells, std::ptrdiff_t stride, std::size_t rows, std::size_t count,
                     float fill) {
    constexpr std::int32_t no_sign = std::numeric_limits<std::int32_t>::max();
    Extremes found;
    if (count < lanes) {
        for (std::size_t row = 0; row < rows; ++row, cells += stride) {
            for (std::size_t i = 0; i < count; ++i) {
                found.most = std::max(found.most, bits_of(cells[i]));
                found.unsigned_most = std::max(found.unsigned_most, bits_of(cells[i]) & no_sign);
                found.filled = found.filled || cells[i] == fill;
            }
        }
        return found;
    }
    const FloatLanes fills = FloatLanes{} + fill;
    Lanes most = Lanes{} + none;
    Lanes unsigned_most{};
    Lanes filled{};
    const auto take_eight = [&](const float* from) {
        Lanes bits;
        std::memcpy(&bits, from, sizeof bits);
        const Lanes size = bits & no_sign;
        most = bits > most ? bits : most;
        unsigned_most = size > unsigned_most ? size : unsigned_most;
        filled |= std::bit_cast<FloatLanes>(bits) == fills;
    };
    for (std::size_t row = 0; row < rows; ++row, cells += stride) {
        for (std::size_t i = 0; i + lanes < count; i += lanes) {
            take_eight(cells + i);
        }
        take_eight(cells + count - lanes);
    }
    return {largest_of(most), largest_of(unsigned_most), largest_of(-filled) > 0};
}

/// Takes the brightest of some rows, whose bits are `most` and which decodes to `value`.
void offer_brightest(const raster::CellView& view, const SurveyPlace& place, Stretch where,
                     std::size_t rows, std::int32_t most, float value, CellSurvey& out) {
    for (std::size_t i = 0; i < rows; ++i, ++where.row) {
        const float* cells = row_of<float>(view, where.row, where.first);
        if (extremes_of(cells, 0, 1, where.count, value).most == most) {
            const float* const at =
                std::find(cells, cells + where.count, std::bit_cast<float>(most));
            offer(out, where.field, place, where.row, where.first + (at - cells), value);
            return;
        }
    }
}

void survey_floats(const raster::CellView& view, const raster::Decoding& how,
                   const SurveyPlace& place, CellSurvey& out) {
    const Limits<float> limits(how);
    const raster::PaneParts parts(place.window.width, place.window.height);
    // Limits and fills beyond every float are left to those who look at each cell.
    const bool ranged = how.valid_min.has_value() || how.valid_max.has_value();
    const float fill = limits.has_fill ? limits.fill : std::numeric_limits<float>::quiet_NaN();
    constexpr std::int32_t largest = endless - 1;
    out.doubtful = 0;
    each_block(place, parts.width(), parts.height(), [&](Stretch where, std::size_t rows) {
        const Extremes found = extremes_of(row_of<float>(view, where.row, where.first), view.stride,
                                           rows, where.count, fill);
        if (ranged || found.filled || found.unsigned_most >= largest) {
            const auto first = static_cast<std::int32_t>(where.first);
            out.doubtful |= parts.bits(static_cast<std::int32_t>(where.row), first, first);
        }
        const auto brightest = std::bit_cast<float>(found.most);
        const BrightCell& known = out.brightest.fields[where.field];
        const auto value =
            static_cast<float>(static_cast<double>(brightest) * how.scale + how.offset);
        const bool odd = found.unsigned_most >= endless || !limits.holds(brightest) ||
                         found.most < 0 || place.saturation;
        if (!odd) {
            if (!known.known() || value >= known.value) {
                offer_brightest(view, place, where, rows, found.most, value, out);
            }
            return;
        }
        for (std::size_t i = 0; i < rows; ++i, ++where.row) {
            survey_odd(view, how, place, where, out);
        }
    });
}

} // namespace

void BrightCells::add(const BrightCells& other) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (better(other.fields[i], fields[i])) {
            fields[i] = other.fields[i];
        }
    }
}

void CellSurvey::add(const CellSurvey& other) {
    nan += other.nan;
    infinite += other.infinite;
    valued += other.valued;
    saturated += other.saturated;
    brightest.add(other.brightest);
}

void survey_stored(const raster::CellView& cells, const raster::Decoding& decoding,
                   const SurveyPlace& place, CellSurvey& out) {
    if (decoding.scale > 0) {
        switch (cells.type) {
        case CellType::uint8:
            return survey_small<std::uint8_t>(cells, decoding, place, out);
        case CellType::int8:
            return survey_small<std::int8_t>(cells, decoding, place, out);
        case CellType::uint16:
            return survey_small<std::uint16_t>(cells, decoding, place, out);
        case CellType::int16:
            return survey_small<std::int16_t>(cells, decoding, place, out);
        case CellType::float32:
            return survey_floats(cells, decoding, place, out);
        default:
            break;
        }
    }
    each_stretch(place,
                 [&](const Stretch& where) { survey_odd(cells, decoding, place, where, out); });
}

void survey_judged(const JudgedCells& cells, raster::UsedStates used, const SurveyPlace& place,
                   CellSurvey& out) {
    each_stretch(place, [&](const Stretch& where) {
        const auto at = static_cast<std::size_t>(where.row * place.window.width + where.first);
        take(cells.values.data() + at, cells.states.data() + at, used, where, place, out);
    });
}

} // namespace halflight::lights
