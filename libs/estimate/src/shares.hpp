// SPDX-License-Identifier: Apache-2.0
// Regions, shares and shocks of shift-share methods, from up to three tables.
#pragma once

#include <string>
#include <vector>

#include "halflight/estimate/method.hpp"
#include "halflight/stats/shift_share.hpp"

#include "words.hpp"

namespace halflight::estimate {

/// What the views of `data` show.
struct ShareData {
    stats::ShiftShareData data;
    std::vector<std::string> sectors;
    std::vector<std::string> clusters; ///< of sectors, by code; empty without
    stats::Matrix shares;
    stats::Matrix controls;
    std::vector<double> outcome, treatment, shocks, instrument, weights;
    std::vector<int> region_clusters, sector_clusters, periods;
};

[[nodiscard]] std::vector<Field> share_fields();
[[nodiscard]] stats::ShiftShareSpec share_spec(const Settings& settings);
/// The views stay valid while the result lives and is not copied.
void read_shares(const Run& run, Answer& answer, ShareData& out);

} // namespace halflight::estimate
