// SPDX-License-Identifier: Apache-2.0
// Valuation, agreement and mix-ups: every bound holds what it should.
#include "halflight/measures/mirror.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halflight::measures {
namespace {

bool holds(const Interval& bounds, double value) {
    const double room = 1e-9 * std::max(1.0, std::abs(value));
    return !bounds.empty() && bounds.lo - room <= value && value <= bounds.hi + room;
}

Interval made_box(int least, int most) {
    const int low = *rc::gen::inRange(least, most + 1);
    return Interval::closed(low, low + *rc::gen::element(0, 0, 1, 3, 20));
}

double point_in(const Interval& box) {
    return box.lo + box.width() * *rc::gen::inRange(0, 11) / 10.0;
}

TEST(CifMargin, HoldsTheFormulaForEveryCoefficient) {
    EXPECT_TRUE(rc::check("corners bound a function that is monotone in each coefficient", [] {
        const MarginModel model;
        const double distance = *rc::gen::inRange(50, 20000);
        const bool contiguous = *rc::gen::arbitrary<bool>();
        const double margin =
            point_in(model.reference) *
            std::pow(distance / point_in(model.reference_km), point_in(model.elasticity)) *
            (contiguous ? point_in(model.contiguous) : 1);
        RC_ASSERT(holds(cif_margin(distance, contiguous), std::min(margin, model.most)));
    }));
}

TEST(CifMargin, HoldsWhatTheOrganisationsUseAtTheReferenceDistance) {
    const Interval margin = cif_margin(5000, false);
    EXPECT_TRUE(margin.contains(0.06)); // OECD mean, IMF since 2017
    EXPECT_TRUE(margin.contains(0.10)); // IMF before
    EXPECT_LT(cif_margin(800, true).hi, margin.hi);
    EXPECT_LE(cif_margin(1e6, false).hi, MarginModel{}.most);
}

TEST(CifMargin, GrowsWithDistanceAndFallsAtABorder) {
    EXPECT_TRUE(rc::check("monotone ends", [] {
        const double near = *rc::gen::inRange(50, 15000);
        const double far = near + *rc::gen::inRange(1, 5000);
        RC_ASSERT(cif_margin(near, false).lo <= cif_margin(far, false).lo);
        RC_ASSERT(cif_margin(near, false).hi <= cif_margin(far, false).hi);
        RC_ASSERT(cif_margin(near, true).lo <= cif_margin(near, false).lo);
    }));
}

TEST(ToFob, HoldsEveryValue) {
    EXPECT_TRUE(rc::check("cif / (1 + margin)", [] {
        const Interval cif = made_box(0, 100);
        const Interval margin = Interval::closed(0.02, 0.12);
        RC_ASSERT(holds(to_fob(cif, margin), point_in(cif) / (1 + point_in(margin))));
    }));
    EXPECT_EQ(to_fob(Interval::point(106), Interval::point(0.06)), Interval::point(106 / 1.06));
}

TEST(CompareReports, HoldsEveryValueAndReconciles) {
    EXPECT_TRUE(rc::check("ratio, discrepancy, reconciled", [] {
        const Interval exporter = made_box(1, 50);
        const Interval importer = made_box(1, 50);
        const double x = point_in(exporter);
        const double m = point_in(importer);
        const MirrorComparison found = compare_reports(exporter, importer);
        RC_ASSERT(holds(found.ratio, m / x));
        RC_ASSERT(holds(found.discrepancy, std::abs(x - m) / (x + m)));
        RC_ASSERT(found.meet == !disjoint(exporter, importer));
        if (found.meet) {
            RC_ASSERT(exporter.contains(found.reconciled) && importer.contains(found.reconciled));
        } else {
            RC_ASSERT(found.reconciled.contains(exporter) && found.reconciled.contains(importer));
        }
    }));
}

TEST(CompareReports, HasNoSizeFloor) {
    const MirrorComparison small = compare_reports(Interval::point(3), Interval::point(1));
    EXPECT_EQ(small.discrepancy, Interval::point(0.5));
    const MirrorComparison one_sided = compare_reports(Interval::point(0), Interval::point(1));
    EXPECT_EQ(one_sided.discrepancy, Interval::point(1));
}

TEST(Reliability, HoldsEveryValue) {
    EXPECT_TRUE(rc::check("means and deviation over sampled reports", [] {
        const std::size_t n = *rc::gen::inRange<std::size_t>(2, 7);
        std::vector<ReportPair> pairs;
        std::vector<double> logs;
        double gaps = 0;
        for (std::size_t i = 0; i < n; ++i) {
            pairs.push_back({made_box(1, 50), made_box(1, 50)});
            const double x = point_in(pairs[i].exporter);
            const double m = point_in(pairs[i].importer);
            gaps += std::abs(x - m) / (x + m);
            logs.push_back(std::log(m / x));
        }
        const double count = static_cast<double>(n);
        const double mean = std::accumulate(logs.begin(), logs.end(), 0.0) / count;
        double squares = 0;
        for (const double value : logs) {
            squares += (value - mean) * (value - mean);
        }
        const Reliability found = reliability(pairs);
        RC_ASSERT(holds(found.discrepancy, gaps / count));
        RC_ASSERT(holds(found.log_mean, mean));
        RC_ASSERT(holds(found.log_deviation, std::sqrt(squares / (count - 1))));
    }));
}

TEST(Reliability, OfReportsThatAgreeIsWithoutGap) {
    const std::vector<ReportPair> same(4, {Interval::point(7), Interval::point(7)});
    EXPECT_EQ(reliability(same).discrepancy, Interval::point(0));
    EXPECT_EQ(reliability(same).log_deviation, Interval::point(0));
    EXPECT_TRUE(reliability({}).discrepancy.empty());
}

// ---- mix-ups ------------------------------------------------------------------------------------

struct Sample {
    std::vector<double> products;
    double total = 0;
};

Profile made_profile(std::size_t products) {
    Profile profile;
    profile.total = Interval::point(0);
    for (std::size_t i = 0; i < products; ++i) {
        profile.products.push_back(made_box(1, 40));
        profile.total = profile.total + profile.products.back();
    }
    return profile;
}

Sample sample_of(const Profile& profile) {
    Sample out;
    for (const Interval& box : profile.products) {
        out.products.push_back(point_in(box));
        out.total += out.products.back();
    }
    return out;
}

double likeness(const Sample& a, const Sample& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.products.size(); ++i) {
        sum += std::min(a.products[i] / a.total, b.products[i] / b.total);
    }
    return sum;
}

TEST(MixUp, HoldsEveryScore) {
    EXPECT_TRUE(rc::check("each part of the score for sampled profiles", [] {
        const std::size_t products = *rc::gen::inRange<std::size_t>(2, 5);
        const Profile now = made_profile(products);
        const Profile other = made_profile(products);
        std::vector<Profile> past;
        const std::size_t length = *rc::gen::inRange<std::size_t>(1, 4);
        Sample pooled{std::vector<double>(products, 0.0), 0};
        double typical = 0;
        for (std::size_t i = 0; i < length; ++i) {
            past.push_back(made_profile(products));
            const Sample drawn = sample_of(past.back());
            for (std::size_t k = 0; k < products; ++k) {
                pooled.products[k] += drawn.products[k];
            }
            pooled.total += drawn.total;
            typical += std::log10(drawn.total) / static_cast<double>(length);
        }
        const Sample x = sample_of(now);
        const Sample y = sample_of(other);
        const double profile = likeness(x, y) - likeness(x, pooled);
        const double own = std::abs(std::log10(x.total) - typical);
        const double others = std::abs(std::log10(x.total) - std::log10(y.total));
        const MixUp found = mix_up(now, past, other);
        RC_ASSERT(holds(found.own_likeness, likeness(x, pooled)));
        RC_ASSERT(holds(found.other_likeness, likeness(x, y)));
        RC_ASSERT(holds(found.profile, profile));
        RC_ASSERT(holds(found.own_distance, own));
        RC_ASSERT(holds(found.other_distance, others));
        RC_ASSERT(holds(found.size, own - others));
        RC_ASSERT(holds(found.score, profile + own - others));
    }));
}

Profile exact(const std::vector<double>& products) {
    Profile profile;
    profile.total = Interval::point(0);
    for (const double value : products) {
        profile.products.push_back(Interval::point(value));
        profile.total = profile.total + Interval::point(value);
    }
    return profile;
}

TEST(MixUp, TellsAFlowOfTheOtherKoreaFromItsOwnPast) {
    const std::vector<Profile> past = {exact({1, 0, 0.2}), exact({1.2, 0, 0.1})};
    const Profile south = exact({100, 1500, 900});
    EXPECT_GT(mix_up(exact({90, 1400, 950}), past, south).score.lo, 2);
    EXPECT_LT(mix_up(exact({1.1, 0, 0.15}), past, south).score.hi, -2);
    EXPECT_TRUE(mix_up(south, {}, south).score.empty());
}

TEST(MixUp, WithoutProductsJudgesBySizeAlone) {
    const std::vector<Profile> past = {exact({1}), exact({1})};
    const MixUp found = mix_up(exact({1000}), past, exact({1000}));
    EXPECT_EQ(found.profile, Interval::point(0));
    EXPECT_NEAR(found.score.lo, 3, 1e-9);
}

} // namespace
} // namespace halflight::measures
