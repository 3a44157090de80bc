// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/aid.hpp"

#include "halflight/measures/labour.hpp"

namespace halflight::measures {

namespace {

const Interval nonnegative = Interval::at_least(0);

Interval sum_without(std::span<const Interval> donors, std::size_t left_out) {
    Interval sum = Interval::point(0);
    for (std::size_t i = 0; i < donors.size(); ++i) {
        sum = i == left_out ? sum : sum + intersect(donors[i], nonnegative);
    }
    return sum;
}

} // namespace

DonorShares donor_shares(std::span<const Interval> donors, const Interval& total) {
    DonorShares out;
    const Residual rest = residual(total, donors);
    out.agrees = rest.agrees;
    out.others = rest.agrees ? rest.amount : Interval::none();
    out.others_share = rest.agrees ? rest.share : Interval::none();
    for (std::size_t i = 0; i < donors.size(); ++i) {
        // The others take at least what the rest of the donors do: a donor is what they leave.
        const Interval not_mine = sum_without(donors, i) + nonnegative;
        const std::vector<Interval> parts = {not_mine};
        out.shares.push_back(
            rest.agrees ? residual(total, parts, intersect(donors[i], nonnegative)).share
                        : intersect(donors[i], nonnegative) / intersect(total, nonnegative));
    }
    return out;
}

Interval stage_ratio(const Interval& stage, const Interval& reference) {
    return intersect(stage, nonnegative) / intersect(reference, nonnegative);
}

} // namespace halflight::measures
