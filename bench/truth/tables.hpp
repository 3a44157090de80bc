// SPDX-License-Identifier: Apache-2.0
// tables.hpp - what all countries together say, in Markdown.
#pragma once

#include <string>
#include <vector>

#include "outcome.hpp"

namespace halflight::bench {

/// Of one country: with the effect, and without.
struct Answers {
    std::vector<Outcome> planted;
    std::vector<Outcome> none;
    std::vector<DateOutcome> planted_dates;
    std::vector<DateOutcome> none_dates;
    std::vector<double> censored; ///< by design: share of the counties' cells below the floor
};

[[nodiscard]] std::string outcome_table(const std::vector<Answers>& all);
[[nodiscard]] std::string date_table(const std::vector<Answers>& all);
/// In how many of the studies of an effect each warning came.
[[nodiscard]] std::string warning_table(const std::vector<Answers>& all);
/// Why studies were refused, each reason once.
[[nodiscard]] std::string refusals(const std::vector<Answers>& all);

} // namespace halflight::bench
