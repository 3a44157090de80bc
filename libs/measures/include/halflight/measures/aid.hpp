// SPDX-License-Identifier: Apache-2.0
// halflight/measures/aid.hpp - donors in a total, and what became of a request.
#pragma once

#include "halflight/base/interval.hpp"

#include <span>
#include <vector>

namespace halflight::measures {

/// Donors inside a total.
struct DonorShares {
    std::vector<Interval> shares; ///< of each donor in the total, ratios
    Interval others;              ///< total - all named donors
    Interval others_share;        ///< a ratio
    bool agrees = true; ///< false: the named donors alone exceed the total; shares are then plain
                        ///< quotients and the others are empty
};

/// share(i) = donor(i) / total with total = sum(donors) + others and nothing below zero. Bounds are
/// the tightest for each share by itself. A missing amount stands as [0, inf). Identity.
[[nodiscard]] DonorShares donor_shares(std::span<const Interval> donors, const Interval& total);

/// What one stage (request, pledge, commitment, delivery) amounts to against another: a quotient.
/// Stages are records of their own and never add up: OECD DAC, Converged Statistical Reporting
/// Directives, keep commitments and disbursements apart.
[[nodiscard]] Interval stage_ratio(const Interval& stage, const Interval& reference);

} // namespace halflight::measures
