// SPDX-License-Identifier: Apache-2.0
// halflight/simulate/truth.hpp - what a study of a made country should find.
#pragma once

#include "halflight/simulate/panel.hpp"

#include <array>
#include <string>
#include <vector>

namespace halflight::simulate {

/// NaN where the group has no enterprise.
struct GroupTruth {
    Group group{};
    std::size_t enterprises = 0;
    /// Mean over its enterprises and the months from the treatment on: mean radiance of their
    /// surroundings (`CountrySpec::buffer_m`) with the treatment less that without, in nW/cm2/sr.
    /// Light that the treatment adds to neighbours is in it.
    double average = 0;
    std::vector<double> by_month; ///< the same, from the month of the treatment on
    double activity = 0;          ///< likewise of activity: what was planted, ramp included
    /// Least squares over counties with enterprises, of `CountyTruth::effect` on the group's
    /// share. Other groups are not held fixed.
    double slope = 0;
};

struct CountyTruth {
    ByGroup share{};   ///< of the reports that are expected on its enterprises; NaN without any
    double effect = 0; ///< mean radiance with the treatment less that without, nW/cm2/sr, mean over
                       ///< the last 12 months or those since the treatment, if fewer
};

struct Truth {
    std::array<GroupTruth, groups.size()> of_groups;
    std::vector<CountyTruth> counties;
    double exposed_slope = 0; ///< `slope` for heavy industry and munitions together
};

/// Works out shares of cells of all counties and enterprises anew: about a second of processor time
/// for 3,000 enterprises.
[[nodiscard]] Truth make_truth(const Scene& scene, int jobs = 1);

/// The same from panels that are at hand, of `county_weights` and `enterprise_weights`.
[[nodiscard]] Truth make_truth(const Country& country, const TruthPanel& counties,
                               const TruthPanel& enterprises);

/// JSON with the specification, the truth, factors, calendar, counties and enterprises. Equal
/// countries give equal bytes.
[[nodiscard]] std::string to_json(const Country& country, const Truth& truth);

} // namespace halflight::simulate
