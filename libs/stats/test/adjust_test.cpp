// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/adjust.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace halflight::stats {
namespace {

void expect_near(const std::vector<double>& got, const std::vector<double>& want) {
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_NEAR(got[i], want[i], 1e-15) << i;
    }
}

// By hand: five p-values, the definitions of the papers.
TEST(Adjust, FollowsThePapers) {
    const std::vector<double> p = {0.01, 0.04, 0.03, 0.005, 0.5};
    expect_near(adjust(p, Adjustment::bonferroni), {0.05, 0.2, 0.15, 0.025, 1});
    expect_near(adjust(p, Adjustment::holm), {0.04, 0.09, 0.09, 0.025, 0.5});
    expect_near(adjust(p, Adjustment::hochberg), {0.04, 0.08, 0.08, 0.025, 0.5});
    expect_near(adjust(p, Adjustment::benjamini_hochberg), {0.025, 0.05, 0.05, 0.025, 0.5});
    const double harmonic = 1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4 + 1.0 / 5;
    expect_near(adjust(p, Adjustment::benjamini_yekutieli),
                {0.025 * harmonic, 0.05 * harmonic, 0.05 * harmonic, 0.025 * harmonic, 1});
}

TEST(Adjust, AMissingTestDoesNotCount) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> adjusted =
        adjust(std::vector<double>{0.02, none, 0.03}, Adjustment::bonferroni);
    EXPECT_EQ(adjusted[0], 0.04);
    EXPECT_TRUE(std::isnan(adjusted[1]));
    EXPECT_EQ(adjusted[2], 0.06);
    EXPECT_TRUE(adjust({}, Adjustment::holm).empty());
}

} // namespace
} // namespace halflight::stats
