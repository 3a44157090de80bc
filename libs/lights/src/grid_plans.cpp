// SPDX-License-Identifier: Apache-2.0
#include "grid_plans.hpp"

#include <algorithm>

namespace halflight::lights {

std::shared_ptr<const GridPlan> GridPlans::get(const raster::PaneLayout& layout) {
    constexpr std::size_t most_kept = 8; // tiles of a country; each plan is as large as the weights
    const auto found = std::ranges::find_if(
        m_plans, [&layout](const auto& plan) { return plan->zones.layout() == layout; });
    if (found != m_plans.end()) {
        std::rotate(found, found + 1, m_plans.end());
        return m_plans.back();
    }
    auto plan = std::make_shared<GridPlan>(
        GridPlan{raster::ZonePlan(*m_weights, layout, m_earth, m_jobs), {0}, {}});
    for (const std::uint32_t pane : plan->zones.panes()) {
        plan->sum_begin.push_back(plan->sum_begin.back() + plan->zones.zones_in(pane).size());
    }
    if (m_with_weights) {
        plan->weights = plan->zones.gather_weights();
    }
    if (m_plans.size() == most_kept) {
        m_plans.erase(m_plans.begin());
    }
    m_plans.push_back(plan);
    return plan;
}

} // namespace halflight::lights
