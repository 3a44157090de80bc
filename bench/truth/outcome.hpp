// SPDX-License-Identifier: Apache-2.0
// outcome.hpp - one answer of one study of one country, beside what it should have been.
#pragma once

#include <string>
#include <vector>

#include "halflight/stats/estimate.hpp"

namespace halflight::bench {

/// What an interval speaks of, by how it is made. Said before any country is made.
enum class About : unsigned char {
    this_country, ///< the effect on the units at hand
    /// that on those from which they were drawn: the errors hold how unlike units are in effect
    all_countries,
    nothing, ///< a test without an interval
};

struct Outcome {
    std::string design{};
    std::string question{};
    std::string estimator{};
    About about = About::this_country;
    double truth = stats::undefined;
    double estimate = stats::undefined;
    double low = stats::undefined;
    double high = stats::undefined;
    bool told = false;   ///< at 5 percent, an effect
    bool sought = false; ///< a test of what this design has: it should reject
    bool refused = false;
    std::string reason{};
    std::vector<std::string> warnings{}; ///< codes that came with the result
};

/// Of counts of reports.
struct DateOutcome {
    std::string model{};
    bool refused = false;
    bool held = false; ///< the month is in the set of 90 percent
    double width = 0;  ///< months in that set
    bool told = false; ///< no change has a posterior below 0.05
    bool rejected = false;
};

} // namespace halflight::bench
