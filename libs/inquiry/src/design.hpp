// SPDX-License-Identifier: Apache-2.0
// One design: its keys, how it is run, and the one number that a curve follows.
#pragma once

#include "asked.hpp"
#include "desk.hpp"
#include "halflight/stats/estimate.hpp"

#include <vector>

namespace halflight::inquiry {

/// What a design gives. What it read of panels is noted as it goes.
struct Findings {
    std::vector<measures::Table> tables{};
    stats::Warnings warnings{};
    std::set<std::string> sources{};
    std::optional<Date> known_since{};
    bool synthetic = false;

    void note(const PanelText& panel);
};

struct Design {
    DesignInfo info;
    /// Throws Faults, or an Error of code `refused`.
    Findings (*run)(Asked& asked, Desk& desk, int jobs);
    /// The headline of the same study at the least cost; null where there is none.
    stats::Coefficient (*headline)(Asked& asked, Desk& desk);
};

[[nodiscard]] const Design& county_design();
[[nodiscard]] const Design& enterprise_design();
[[nodiscard]] const Design& turning_point_design();
[[nodiscard]] const Design& curve_design();
[[nodiscard]] const Design& growth_check_design();
[[nodiscard]] const Design& nowcast_design();
[[nodiscard]] const Design* find_design(std::string_view name);

/// Common keys: sources, known-since, seed, level.
[[nodiscard]] std::uint64_t seed_of(Asked& asked, const Desk& desk);

} // namespace halflight::inquiry
