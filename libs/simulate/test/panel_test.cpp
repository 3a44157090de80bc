// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/error.hpp"
#include "halflight/raster/statistic.hpp"
#include "halflight/raster/zonal.hpp"
#include "halflight/simulate/panel.hpp"
#include "halflight/simulate/truth.hpp"
#include "small_country.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace halflight::simulate {
namespace {

using test::small_spec;

/// Sums over zones of a raster in memory, by the kernel that sums real rasters.
std::vector<raster::ZoneSums> zonal(const Country& country, const raster::ZoneWeights& weights,
                                    const std::vector<float>& cells) {
    const raster::PaneLayout layout{country.grid, static_cast<std::int32_t>(country.grid.width),
                                    static_cast<std::int32_t>(country.grid.height)};
    const raster::ZonePlan plan(weights, layout, raster::Earth::wgs84);
    raster::PaneCells pane;
    pane.values = {raster::CellType::float32, reinterpret_cast<const std::byte*>(cells.data()),
                   country.grid.width};
    pane.decoding.fill = static_cast<double>(unseen);
    raster::Wanted wanted;
    wanted.floor = true;
    wanted.floor_value = country.spec.floor;
    std::vector<raster::ZoneSums> found(plan.zones_in(0).size());
    plan.accumulate(0, pane, wanted, found);
    std::vector<raster::ZoneSums> sums(weights.zones());
    for (std::size_t i = 0; i < found.size(); ++i) {
        sums[plan.zones_in(0)[i]] = found[i];
    }
    return sums;
}

void expect_close(double value, double expected) {
    EXPECT_NEAR(value, expected, 1e-6 * std::abs(expected));
}

class Panel : public testing::Test {
  protected:
    Country country = make_country(small_spec());
    Scene scene{country};
    Window all{0, 0, country.grid.width, country.grid.height};
    std::vector<float> cells =
        std::vector<float>(static_cast<std::size_t>(country.grid.width * country.grid.height));
};

TEST_F(Panel, ObservesWhatZonalSumsOfTheRastersGive) {
    for (const raster::ZoneWeights& weights :
         {county_weights(country), enterprise_weights(country, 90, 2)}) {
        const ObservedPanel panel = observe_panel(scene, weights, 2);
        ASSERT_EQ(panel.units, weights.zone_ids);
        ASSERT_EQ(panel.periods, country.months);
        for (const std::size_t month : {0U, 8U, 29U}) { // 8 is a July
            scene.month(month).observe(all, cells, {});
            const auto sums = zonal(country, weights, cells);
            for (std::size_t zone = 0; zone < sums.size(); ++zone) {
                if (sums[zone].area <= 0) {
                    EXPECT_TRUE(std::isnan(panel.value(month, zone)));
                    EXPECT_TRUE(std::isnan(panel.high(month, zone)));
                    continue;
                }
                const double mean = sums[zone].area_sum / sums[zone].area;
                expect_close(panel.value(month, zone), mean);
                EXPECT_EQ(panel.low(month, zone), panel.value(month, zone));
                expect_close(panel.high(month, zone),
                             mean + 0.5 * sums[zone].below_area / sums[zone].area);
            }
        }
    }
}

TEST_F(Panel, TruthIsTheMeanOfTheLightItself) {
    for (const raster::ZoneWeights& weights :
         {county_weights(country), enterprise_weights(country, 90)}) {
        const TruthPanel panel = truth_panel(scene, weights);
        for (const World world : {World::untreated, World::treated}) {
            scene.month(27).light(all, world, cells);
            const auto sums = zonal(country, weights, cells);
            const stats::Matrix& means = world == World::treated ? panel.treated : panel.untreated;
            for (std::size_t zone = 0; zone < sums.size(); ++zone) {
                expect_close(means(27, zone), sums[zone].area_sum / sums[zone].area);
            }
        }
    }
}

TEST_F(Panel, DoesNotDependOnThreads) {
    const raster::ZoneWeights weights = county_weights(country);
    const ObservedPanel one = observe_panel(scene, weights, 1);
    const ObservedPanel three = observe_panel(scene, weights, 3);
    for (std::size_t i = 0; i < one.value.rows() * one.value.cols(); ++i) {
        ASSERT_TRUE(one.value.data()[i] == three.value.data()[i] ||
                    (std::isnan(one.value.data()[i]) && std::isnan(three.value.data()[i])));
        ASSERT_TRUE(one.high.data()[i] == three.high.data()[i] || std::isnan(one.high.data()[i]));
    }
    raster::ZoneWeights other = weights;
    other.lattice.phase_x = 0.5;
    EXPECT_THROW((void)observe_panel(scene, other), Error);
}

TEST_F(Panel, TruthOfGroupsAndCountiesSumsUp) {
    const TruthPanel enterprises = truth_panel(scene, enterprise_weights(country));
    const Truth truth = make_truth(scene, 2);
    for (const Group group : groups) {
        const GroupTruth& found = truth.of_groups[index_of(group)];
        double sum = 0;
        double planted = 0;
        std::size_t members = 0;
        for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
            if (country.group_of(e) == group) {
                ++members;
                for (std::size_t t = 16; t < 30; ++t) {
                    sum += enterprises.treated(t, e) - enterprises.untreated(t, e);
                    planted += country.treated_activity(t, e) - country.activity(t, e);
                }
            }
        }
        EXPECT_EQ(found.enterprises, members);
        const double cells_of_group = 14 * static_cast<double>(members);
        EXPECT_NEAR(found.average, sum / cells_of_group, 1e-12);
        EXPECT_NEAR(found.activity, planted / cells_of_group, 1e-12);
        EXPECT_EQ(found.by_month.size(), 14U);
    }
    // Heavy industry and munitions were treated; what the others gain is their neighbours' light.
    const auto average = [&](Group group) { return truth.of_groups[index_of(group)].average; };
    EXPECT_GT(average(Group::munitions), 2 * average(Group::light));
    EXPECT_GT(average(Group::heavy), average(Group::light));
    EXPECT_GT(truth.exposed_slope, 0);
    for (std::size_t c = 0; c < truth.counties.size(); ++c) {
        const ByGroup& share = truth.counties[c].share;
        EXPECT_TRUE(std::isnan(share[0]) ||
                    std::abs(share[0] + share[1] + share[2] + share[3] - 1) < 1e-12);
    }
}

TEST(Truth, OfACountryWithoutEffectIsZero) {
    CountrySpec spec = small_spec();
    spec.effect = 0;
    const Country country = make_country(spec);
    const Truth truth = make_truth(Scene(country));
    for (const GroupTruth& group : truth.of_groups) {
        EXPECT_EQ(group.average, 0);
        EXPECT_EQ(group.slope, 0);
    }
}

} // namespace
} // namespace halflight::simulate
