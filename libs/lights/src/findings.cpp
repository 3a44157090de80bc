// SPDX-License-Identifier: Apache-2.0
#include "findings.hpp"

#include "halflight/base/text.hpp"
#include "robust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace halflight::lights {

namespace {

constexpr double most_mads = 8;
constexpr double least_times = 2;
constexpr std::size_t least_periods = 6;
constexpr std::size_t fields = std::tuple_size_v<decltype(BrightCells::fields)>;

/// One raster's brightest cells.
struct Moment {
    Period period;
    const BrightCells* cells;
};

/// The median of a raster's brightest cells; NaN where too few periods have one.
double usual_brightest(std::span<const Moment> moments) {
    std::vector<double> values;
    for (const Moment& moment : moments) {
        BrightCell most;
        for (const BrightCell& cell : moment.cells->fields) {
            most = cell.known() && !(most.known() && most.value >= cell.value) ? cell : most;
        }
        if (most.known()) {
            values.push_back(static_cast<double>(most.value));
        }
    }
    return values.size() < least_periods ? std::numeric_limits<double>::quiet_NaN()
                                         : median_of(std::move(values));
}

void look_at_field(std::span<const Moment> moments, std::size_t field, const raster::Grid& grid,
                   double floor, Implausible& found) {
    std::vector<double> values;
    for (const Moment& moment : moments) {
        const BrightCell& cell = moment.cells->fields[field];
        if (cell.known()) {
            values.push_back(static_cast<double>(cell.value));
        }
    }
    if (values.size() < least_periods) {
        return;
    }
    found.looked_at += values.size();
    const double usual = median_of(values);
    const double high = usual + most_mads * scaled_mad(values);
    for (const Moment& moment : moments) {
        const BrightCell& cell = moment.cells->fields[field];
        if (!cell.known() || !(static_cast<double>(cell.value) > high) ||
            !(static_cast<double>(cell.value) >= floor)) {
            continue;
        }
        ++found.cells;
        if (!found.largest.known() || cell.value > found.largest.value) {
            constexpr double half = 0.5;
            found.largest = cell;
            found.period = moment.period;
            found.lon_deg =
                grid.lattice.lon_of(static_cast<double>(grid.west + cell.column) + half);
            found.lat_deg = grid.lattice.lat_of(static_cast<double>(grid.north + cell.row) + half);
            found.usual = usual;
        }
    }
}

std::string count_of(std::uint64_t cells) {
    return format_number(static_cast<double>(cells));
}

std::uint64_t total(const Run& run, std::uint64_t PanelInput::* part) {
    std::uint64_t sum = 0;
    for (const RunInput& input : run.inputs) {
        sum += input.input.*part;
    }
    return sum;
}

std::string place_of(const Implausible& found) {
    return fmt::format("{:.4f} {}, {:.4f} {}", std::abs(found.lat_deg),
                       found.lat_deg < 0 ? 'S' : 'N', std::abs(found.lon_deg),
                       found.lon_deg < 0 ? 'W' : 'E');
}

void remark_on_implausible(Run& run) {
    std::vector<PanelInput> inputs;
    for (const RunInput& input : run.inputs) {
        inputs.push_back(input.input);
    }
    run.implausible = find_implausible(inputs);
    const Implausible& found = run.implausible;
    if (found.cells == 0) {
        return;
    }
    run.remarks.push_back(fmt::format(
        "{} {} implausibly bright against the other periods, the largest of {} at {} in {}, where "
        "{} is usual; nothing was changed: --outlier-mads X leaves such cells out",
        count_of(found.cells), found.cells == 1 ? "cell is" : "cells are",
        format_number(static_cast<double>(found.largest.value), 6), place_of(found),
        to_string(found.period), format_number(found.usual, 6)));
}

} // namespace

Implausible find_implausible(std::span<const PanelInput> inputs) {
    const auto key_of = [](const raster::Grid& grid) {
        return std::array{grid.north, grid.west, grid.height, grid.width};
    };
    std::map<std::array<std::int64_t, 4>, std::vector<Moment>> by_grid;
    std::map<std::array<std::int64_t, 4>, raster::Grid> grids;
    for (const PanelInput& input : inputs) {
        grids.try_emplace(key_of(input.grid), input.grid);
        for (std::size_t i = 0; i < input.brightest.size(); ++i) {
            by_grid[key_of(input.grid)].push_back({input.periods.at(i), &input.brightest[i]});
        }
    }
    Implausible found;
    for (auto& [key, moments] : by_grid) {
        std::ranges::sort(moments, {}, &Moment::period);
        const double floor = least_times * usual_brightest(moments);
        for (std::size_t field = 0; field < fields; ++field) {
            look_at_field(moments, field, grids.at(key), floor, found);
        }
    }
    return found;
}

void remark_on_cells(Run& run) {
    if (const std::uint64_t unseen = total(run, &PanelInput::unseen_cells); unseen > 0) {
        run.remarks.push_back(fmt::format("{} cells have no clear observation: they are missing, "
                                          "whatever number stands there",
                                          count_of(unseen)));
    }
    const std::uint64_t infinite = total(run, &PanelInput::infinite_cells);
    const std::uint64_t nan = total(run, &PanelInput::nan_cells);
    if (infinite > 0) {
        run.remarks.push_back(
            fmt::format("{} cells are infinite: they are missing", count_of(infinite)));
    }
    if (nan > 0) {
        run.remarks.push_back(
            fmt::format("{} cells are no number (NaN): they are missing", count_of(nan)));
    }
    if (const std::uint64_t saturated = total(run, &PanelInput::saturated_cells); saturated > 0) {
        const std::uint64_t valued = total(run, &PanelInput::valued_cells);
        run.remarks.push_back(fmt::format(
            "{} of {} cells with a value stand at {}, where the sensor saturates ({} %): they are "
            "that bright or brighter",
            count_of(saturated), count_of(valued),
            format_number(run.head.product.saturation.value_or(0)),
            format_number(100 * static_cast<double>(saturated) / static_cast<double>(valued), 3)));
    }
    remark_on_implausible(run);
}

} // namespace halflight::lights
