// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/aid.hpp"

#include "boxes.hpp"

#include <vector>

namespace halflight::measures {
namespace {

using namespace test;

RC_GTEST_PROP(DonorShares, HoldEveryDonor, ()) {
    std::vector<Interval> donors;
    std::vector<double> truth;
    double total = any_number(0, 20);
    const double others = total;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
        truth.push_back(any_number(0, 20));
        total += truth.back();
        donors.push_back(known_or_not(truth.back()));
    }
    RC_PRE(total > 0);
    const DonorShares found = donor_shares(donors, known_or_not(total));
    RC_ASSERT(found.agrees);
    RC_ASSERT(holds(found.others, others));
    RC_ASSERT(holds(found.others_share, others / total));
    for (std::size_t i = 0; i < truth.size(); ++i) {
        RC_ASSERT(holds(found.shares[i], truth[i] / total));
    }
}

TEST(DonorShares, OfRussiaIn2019) {
    const DonorShares found = donor_shares(std::vector{Interval::point(4.0)}, Interval::point(7.4));
    EXPECT_NEAR(found.shares[0].lo, 0.5405, 0.00005);
    EXPECT_NEAR(found.others.lo, 3.4, 1e-9);
}

TEST(DonorShares, OfDonorsAboveTheTotalSaySo) {
    const DonorShares found =
        donor_shares(std::vector{Interval::point(4.0), Interval::point(4.8)}, Interval::point(7.4));
    EXPECT_FALSE(found.agrees);
    EXPECT_TRUE(found.others.empty());
    EXPECT_NEAR(found.shares[1].lo, 4.8 / 7.4, 1e-9);
}

TEST(StageRatio, OfWheatDeliveredToWheatAskedFor) {
    const Interval ratio =
        stage_ratio(Interval::closed(24500, 25500), Interval::closed(45000, 55000));
    expect_near(ratio, 24.5 / 55, 25.5 / 45);
}

} // namespace
} // namespace halflight::measures
