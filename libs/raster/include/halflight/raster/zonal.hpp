// SPDX-License-Identifier: Apache-2.0
// halflight/raster/zonal.hpp - sums over zones, pane by pane, while the cells are hot in cache.
#pragma once

#include "halflight/raster/cells.hpp"
#include "halflight/raster/weights.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace halflight::raster {

/// Which groups of sums a run needs; each costs time.
struct Wanted {
    bool areas = true;         ///< area-weighted sums beside plain ones (always summed)
    bool moments = false;      ///< squares, smallest and largest
    bool floor = false;        ///< cells below `floor`
    bool states = false;       ///< areas by state; needs `PaneCells::states`
    bool observations = false; ///< numbers of clear observations; needs `PaneCells::observations`
    bool error = false;        ///< sampling error; needs `PaneCells::deviations` and observations
    double floor_value = 0.5;  ///< in units of the value; with `floor`
    bool operator==(const Wanted&) const = default;
};

/// One pane of one raster: the values and, where the product has them, what is known about each.
/// All views cover the pane's window.
struct PaneCells {
    CellView values;
    Decoding decoding;
    UsedStates used;
    const std::uint8_t* states =
        nullptr; ///< StateByte, or null: every cell that decodes is observed
    std::ptrdiff_t states_stride = 0;
    /// PaneParts in which some cell may lack a value, for all that is known: in the others every
    /// one has a value, which is taken without a look at fill and range. Only for float32 without
    /// `states`.
    std::uint64_t doubtful = PaneParts::all;
    CellView observations; ///< clear observations a cell, or data null
    Decoding observations_decoding;
    CellView deviations; ///< standard deviation of the observations, or data null
    Decoding deviations_decoding;
};

/// Sums of one zone over some cells. c is the covered share of a cell, a its area in km2, v its
/// value. Cells whose value is not used count in `touched`, `snow_area` and `state_area` only. A
/// cell whose state is observed or gap_filled but that holds no value has the state fill or
/// not_finite.
struct ZoneSums {
    double touched_area = 0;  ///< sum of c a over all cells that the raster holds
    double touched_count = 0; ///< sum of c over the same
    double count = 0;         ///< sum of c over cells with a used value
    double area = 0;          ///< sum of c a over the same
    double sum = 0;           ///< sum of c v
    double area_sum = 0;      ///< sum of c a v
    double mean = 0;          ///< running c a-weighted mean and sum of squared deviations from it
    double squares = 0;       ///< (West 1979), so that small deviations of large values survive
    double smallest = 0;      ///< meaning nothing while count is 0
    double largest = 0;
    double below_count = 0;  ///< sum of c over used cells with v < floor, or marked censored
    double below_area = 0;   ///< sum of c a over the same
    double lit_area = 0;     ///< sum of c a over the other used cells
    double lit_sum = 0;      ///< sum of c v over the same
    double lit_area_sum = 0; ///< sum of c a v over the same
    double snow_area = 0;
    double observation_area = 0;    ///< sum of c a n, n the clear observations of a used cell
    double error_squares = 0;       ///< sum of (c a)^2 s^2 / n over used cells with n >= 2
    double error_area = 0;          ///< sum of c a over the same
    double error_plain_squares = 0; ///< sum of c^2 s^2 / n over the same
    double error_count = 0;         ///< sum of c over the same
    std::uint32_t cells = 0;        ///< cells touched, whatever the share
    std::array<double, static_cast<std::size_t>(CellState::count_)> state_area{};

    bool operator==(const ZoneSums&) const = default;
    /// Adds what another pane or file saw. Not associative in the last bit: always in one order.
    void add(const ZoneSums& other) noexcept;
};

/// The weights of a layer cut to the panes of one grid, in the order in which cells lie in memory.
/// Immutable, shared by threads. Needs about as much memory as the weights.
class ZonePlan {
  public:
    /// The lattices of both must be equal, else Error(invalid_argument). Zones beyond the grid have
    /// no cells in it. Columns beyond once round the globe repeat the first ones and are left out.
    /// On at most `jobs` threads, whose number changes nothing else.
    ZonePlan(const ZoneWeights& weights, const PaneLayout& layout, Earth earth, int jobs = 1);
    ZonePlan(ZonePlan&&) noexcept;
    ZonePlan& operator=(ZonePlan&&) noexcept;
    ZonePlan(const ZonePlan&) = delete;
    ZonePlan& operator=(const ZonePlan&) = delete;
    ~ZonePlan();

    [[nodiscard]] const PaneLayout& layout() const noexcept;
    [[nodiscard]] std::size_t zones() const noexcept;
    /// Panes that some zone touches, ascending.
    [[nodiscard]] std::span<const std::uint32_t> panes() const noexcept;
    /// Zones with cells in a pane, ascending.
    [[nodiscard]] std::span<const std::uint32_t> zones_in(std::size_t pane) const noexcept;
    /// Cells (touched, any share) of every zone in this grid: the room that its values need.
    [[nodiscard]] std::span<const std::uint64_t>
    cell_begin() const noexcept; ///< zones + 1 elements

    /// Sums over one pane: element i of `sums` (as many as zones_in(pane)) is overwritten with
    /// those of zone zones_in(pane)[i]. The result depends on the cells only, not on what ran
    /// before. Throws Error(invalid_argument) where a wanted group lacks its cells, a view is null,
    /// or a scale is 0 or not finite.
    void accumulate(std::size_t pane, const PaneCells& cells, const Wanted& wanted,
                    std::span<ZoneSums> sums) const;

    /// Values of one pane put where quantiles find them: cell j of zone z goes to
    /// values[cell_begin()[z] + j], NaN where it has no used value. `values` has
    /// cell_begin().back() elements; panes write to places of their own.
    void gather(std::size_t pane, const PaneCells& cells, std::span<float> values) const;
    /// The weight (c a) of each of those places.
    [[nodiscard]] std::vector<double> gather_weights() const;

    struct Parts; ///< not part of the contract

  private:
    std::unique_ptr<Parts> m_parts;
};

/// Weighted quantiles by the inverse of the weighted distribution function: for p the smallest
/// value v with (weight of values <= v) >= p * (whole weight); for p = 0 the smallest value.
/// Weights are compared to within 1e-12 of the whole, so that equal weights tie whatever their
/// rounding. NaN values are left out with their weights, and so are weights that are not positive;
/// NaN results where nothing is left. `values` is used as working space (its order and that of
/// `weights` change). `probabilities` in [0, 1], else Error(invalid_argument). Expected linear
/// time.
[[nodiscard]] std::vector<double> weighted_quantiles(std::span<float> values,
                                                     std::span<double> weights,
                                                     std::span<const double> probabilities);

} // namespace halflight::raster
