// SPDX-License-Identifier: Apache-2.0
// What made countries of known truth have shown of intervals, told where the same conditions hold.
#pragma once

#include "halflight/stats/estimate.hpp"

#include <cstddef>
#include <optional>

namespace halflight::studies {

inline constexpr double least_degrees = 10;         ///< below: "few_exposed_places"
inline constexpr std::size_t least_clusters = 20;   ///< below: "few_clusters"
inline constexpr std::size_t least_industries = 20; ///< of the group; below: "few_industries"
/// AKM's corrected error over its own; above: "industries_together"
inline constexpr double least_correction = 1.1;

[[nodiscard]] stats::Warning few_exposed_places(double degrees, std::size_t places,
                                                double leverage);
[[nodiscard]] stats::Warning few_clusters(std::size_t clusters);
[[nodiscard]] stats::Warning few_industries(std::size_t of_the_group);
/// Enterprises without places: each counts as independent of the others.
[[nodiscard]] stats::Warning independent_units();
/// `near` of `units` lie so close to another of another cluster that their buffers overlap.
[[nodiscard]] stats::Warning buffers_overlap(std::size_t near, std::size_t units, double km);
[[nodiscard]] stats::Warning fewer_controls(std::size_t controls, std::size_t treated);
/// As above, where clusters are left out and weights kept.
[[nodiscard]] stats::Warning fewer_controls_kept(std::size_t controls, std::size_t treated);
/// Shares of the industries of the group go together, which AKM0 takes for independent. `part`: of
/// the corrected error that AKM's own is.
[[nodiscard]] stats::Warning industries_together(double part);
/// One cluster makes this share of the variance.
[[nodiscard]] stats::Warning one_place_weighs(double share);
/// Few clusters carry the estimate.
[[nodiscard]] stats::Warning few_places(double degrees, std::size_t clusters);

/// What cells below the floor leave open beside the interval of the estimate with them at zero:
/// `censored_light` where it is more, `cells_at_zero` from a tenth of it, else nothing.
[[nodiscard]] std::optional<stats::Warning> below_the_floor(double open, double interval);
/// The last periods before the treatment show an effect.
[[nodiscard]] stats::Warning effect_before(double estimate, double p_value);

/// A slope for the whole exposure that is more than all light, where exposure differs by `range`.
[[nodiscard]] stats::Warning slope_beyond_light(double most, double range);
[[nodiscard]] stats::Warning few_treated(std::size_t treated);
[[nodiscard]] stats::Warning beyond_all_light(double estimate, double most);
[[nodiscard]] stats::Warning interval_beyond_light(double most);

} // namespace halflight::studies
