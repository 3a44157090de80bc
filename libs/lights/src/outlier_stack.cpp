// SPDX-License-Identifier: Apache-2.0
#include "outlier_stack.hpp"

#include "grid_plans.hpp"
#include "halflight/base/parallel.hpp"
#include "pane_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <mutex>

namespace halflight::lights {

namespace {

struct Stack {
    raster::PaneLayout layout;
    std::vector<const RunRaster*> rasters; ///< by period
};

std::vector<Stack> stacks_of(const Run& run) {
    std::vector<Stack> stacks;
    for (const RunPeriod& period : run.periods) {
        for (const RunRaster* raster : period.rasters) {
            auto found = std::ranges::find(stacks, raster->layout, &Stack::layout);
            if (found == stacks.end()) {
                found = stacks.insert(found, Stack{raster->layout, {}});
            }
            found->rasters.push_back(raster);
        }
    }
    return stacks;
}

/// Values of a window over time, cell after cell; NaN where a cell has none.
class Series {
  public:
    Series(std::size_t cells, std::size_t times)
        : m_times(times), m_values(cells * times, std::numeric_limits<float>::quiet_NaN()) {}
    void take(std::size_t time, const raster::PaneCells& cells, const raster::PaneWindow& window) {
        const auto* values = reinterpret_cast<const float*>(cells.values.data);
        const auto count =
            static_cast<std::size_t>(window.width) * static_cast<std::size_t>(window.height);
        for (std::size_t i = 0; i < count; ++i) {
            const int state = cells.states[i] & raster::StateByte::state_bits;
            if (cells.used.has(static_cast<raster::CellState>(state))) {
                m_values[i * m_times + time] = values[i];
            }
        }
    }
    std::span<float> of_cell(std::size_t cell) {
        return std::span(m_values).subspan(cell * m_times, m_times);
    }

  private:
    std::size_t m_times;
    std::vector<float> m_values;
};

/// As many rows of a pane as fit into the memory of one thread, at least one.
std::int32_t rows_at_once(const raster::PaneWindow& window, std::size_t times) {
    constexpr std::size_t most_values = 8'000'000;
    const std::size_t row = static_cast<std::size_t>(window.width) * times;
    return std::clamp(static_cast<std::int32_t>(most_values / row), 1, window.height);
}

OutlierBounds::Pane bounds_of_pane(const Run& run, const Stack& stack,
                                   const raster::PaneWindow& window, double mads,
                                   OpenFiles& files) {
    raster::Wanted wanted;
    wanted.states = true; // so that cells come judged
    const PaneReader reader(run.spec.product.rules, wanted, {});
    PaneScratch scratch;
    OutlierBounds::Pane pane;
    const std::int32_t step = rows_at_once(window, stack.rasters.size());
    for (std::int32_t row = 0; row < window.height; row += step) {
        const raster::PaneWindow band{window.column, window.row + row, window.width,
                                      std::min(step, window.height - row)};
        const auto cells =
            static_cast<std::size_t>(band.width) * static_cast<std::size_t>(band.height);
        Series series(cells, stack.rasters.size());
        for (std::size_t time = 0; time < stack.rasters.size(); ++time) {
            try {
                const OpenRaster open = open_raster(*stack.rasters[time], files);
                series.take(time, reader.read(open, band, 0, scratch), band);
            } catch (const Error&) {
                if (!run.spec.skip_bad) { // else it is met and listed when its turn comes
                    throw;
                }
            }
        }
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const Bounds bounds = outlier_bounds(series.of_cell(cell), mads);
            pane.low.push_back(bounds.low);
            pane.high.push_back(bounds.high);
        }
    }
    return pane;
}

} // namespace

OutlierBounds bounds_of_stack(const Run& run, double mads, OpenFiles& files) {
    constexpr std::size_t fewest = 6;
    const auto given = std::ranges::count_if(
        run.periods, [](const RunPeriod& period) { return !period.rasters.empty(); });
    if (static_cast<std::size_t>(given) < fewest) {
        throw Error(ErrorCode::refused,
                    fmt::format("outliers in time need at least {} periods, there are {}; leave "
                                "--outlier-mads out or give more rasters",
                                fewest, given));
    }
    OutlierBounds all;
    std::mutex mutex;
    GridPlans plans(run.zones.weights, run.spec.earth, false, run.spec.jobs);
    for (const Stack& stack : stacks_of(run)) {
        const std::shared_ptr<const GridPlan> plan = plans.get(stack.layout);
        const std::span<const std::uint32_t> panes = plan->zones.panes();
        for_each_index(panes.size(), run.spec.jobs, [&](std::size_t i) {
            const raster::PaneWindow window = raster::window_of(stack.layout, panes[i]);
            OutlierBounds::Pane pane = bounds_of_pane(run, stack, window, mads, files);
            const std::scoped_lock lock(mutex);
            all.keep(stack.layout.grid, window, std::move(pane));
        });
    }
    return all;
}

} // namespace halflight::lights
