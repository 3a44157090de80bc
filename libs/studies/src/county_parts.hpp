// SPDX-License-Identifier: Apache-2.0
// The regression of a county study: who is in it, and what makes its slope.
#pragma once

#include "halflight/stats/slope_errors.hpp"
#include "halflight/studies/county_study.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halflight::studies {

/// Units that a cross-section can use, with what it needs of them; all of one length.
struct Section {
    std::vector<std::size_t> units; ///< of the panel
    std::vector<double> exposure;
    std::vector<double> change;
    std::vector<double> low;
    std::vector<double> high;
    stats::Matrix controls;

    [[nodiscard]] std::size_t size() const noexcept { return units.size(); }
};

/// Units with an exposure, both baselines and finite controls.
[[nodiscard]] Section make_section(std::span<const double> exposure, const Change& change,
                                   const stats::Matrix& controls);

/// What each change adds to the slope of changes on `x`, intercept and controls partialled out:
/// slope = sum of weight x change. Refuses an `x` that these explain.
[[nodiscard]] std::vector<double> slope_weights(std::span<const double> x,
                                                const stats::Matrix& controls);

/// The slope of `change` on `x` with errors of the kind HC3 (CR3 where places are clustered), and
/// the degrees of freedom that few exposed places leave.
[[nodiscard]] stats::SlopeErrors errors_of_slope(std::span<const double> x,
                                                 std::span<const double> change,
                                                 const stats::Matrix& controls,
                                                 std::span<const std::int32_t> clusters,
                                                 double level);
/// Its slope alone, each place by itself.
[[nodiscard]] stats::Coefficient robust_slope(std::span<const double> x,
                                              std::span<const double> change,
                                              const stats::Matrix& controls, double level);

/// Slopes under each error that the places and shares allow, headline first.
[[nodiscard]] std::vector<SlopeEstimate>
all_slopes(const Section& section, const IndustryShares& shares, const IndustryGroup& group,
           const Places& places, const CountySpec& spec, CountyStudy& study);
[[nodiscard]] SlopeBounds slope_bounds(const Section& section, const CountySpec& spec);

[[nodiscard]] std::vector<PlaceboSlope> leave_one_out(const Section& section,
                                                      const IndustryShares& shares,
                                                      const IndustryGroup& group, double level);
[[nodiscard]] std::vector<PlaceboSlope> placebo_industries(const Section& section,
                                                           const IndustryShares& shares,
                                                           const IndustryGroup& group,
                                                           double level);
[[nodiscard]] std::vector<PlaceboSlope> placebo_dates(const LightPanel& panel,
                                                      std::span<const double> exposure,
                                                      const Places& places, const CountySpec& spec);
[[nodiscard]] double permutation_p(const Section& section, const Places& places,
                                   const CountySpec& spec);

/// Fills the members of the study that speak of periods.
void add_event_study(const LightPanel& panel, std::span<const double> exposure,
                     const Places& places, const CountySpec& spec, CountyStudy& study);

[[nodiscard]] bool in_group(const IndustryGroup& group, const std::string& industry);

} // namespace halflight::studies
