// SPDX-License-Identifier: Apache-2.0
#include "background.hpp"

#include <fmt/format.h>

#include <cmath>

namespace halflight::lights {

Background::Background(const Run& run, raster::ZoneWeights unlit)
    : m_unlit(std::move(unlit)), m_reader(run.spec.product.rules, {}, {}),
      m_plans(m_unlit, run.spec.earth, true, run.spec.jobs) {}

float Background::of_period(const RunPeriod& period, OpenFiles& files, PaneScratch& scratch) const {
    std::vector<float> values;
    std::vector<double> weights;
    for (const RunRaster* raster : period.rasters) {
        std::shared_ptr<const GridPlan> plan;
        {
            const std::scoped_lock lock(m_mutex);
            plan = m_plans.get(raster->layout);
        }
        const OpenRaster open = open_raster(*raster, files);
        std::vector<float> gathered(plan->zones.cell_begin().back());
        for (const std::uint32_t pane : plan->zones.panes()) {
            const raster::PaneWindow window = raster::window_of(plan->zones.layout(), pane);
            plan->zones.gather(pane, m_reader.read(open, window, 0, scratch), gathered);
        }
        values.insert(values.end(), gathered.begin(), gathered.end());
        weights.insert(weights.end(), plan->weights.begin(), plan->weights.end());
    }
    constexpr double half = 0.5;
    const double median = raster::weighted_quantiles(values, weights, std::span(&half, 1)).front();
    if (std::isnan(median)) {
        throw Error(ErrorCode::parse,
                    fmt::format("the unlit areas of --background hold no clear cell in {}; draw "
                                "them larger or leave the period out",
                                to_string(period.period)));
    }
    return static_cast<float>(median);
}

} // namespace halflight::lights
