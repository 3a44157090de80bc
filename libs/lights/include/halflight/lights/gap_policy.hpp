// SPDX-License-Identifier: Apache-2.0
// halflight/lights/gap_policy.hpp - what happens to periods in which a zone was not seen.
#pragma once

#include "halflight/lights/series.hpp"

namespace halflight::lights {

enum class GapRule : std::uint8_t {
    none,       ///< missing stays missing
    carry,      ///< the last value before, at most `most` periods on
    interpolate ///< on the line between the values before and after, where at most `most` periods
                ///< lie between
};
struct GapPolicy {
    GapRule rule = GapRule::none;
    int most = 0;
    bool operator==(const GapPolicy&) const = default;
};

/// "none", "carry:2", "interpolate:3"; the number from 1 to 1000.
[[nodiscard]] Result<GapPolicy> parse_gap_policy(std::string_view text);
[[nodiscard]] std::string to_string(const GapPolicy& policy);

/// Closes gaps of every zone; gives the number of cells filled, each marked `filled`. A filled cell
/// has no bounds and no error: it was not measured. Nothing is filled before the first or, when
/// interpolating, behind the last value, where a longer gap begins (of it carry fills the first
/// `most` periods, interpolate nothing), or where the zone has no area or lies outside the rasters.
/// Lines run between the middle days of periods. Neither rule knows of seasons: months closed so
/// weaken a season-matched comparison.
std::size_t close_gaps(Series& series, const GapPolicy& policy);

} // namespace halflight::lights
