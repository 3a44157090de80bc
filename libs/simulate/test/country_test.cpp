// SPDX-License-Identifier: Apache-2.0
#include "halflight/raster/weights.hpp"
#include "halflight/simulate/country.hpp"
#include "mesh.hpp"
#include "small_country.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace halflight::simulate {
namespace {

using test::small_spec;

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    const auto n = static_cast<double>(a.size());
    double sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sa += a[i], sb += b[i], aa += a[i] * a[i], bb += b[i] * b[i], ab += a[i] * b[i];
    }
    return (ab - sa * sb / n) / std::sqrt((aa - sa * sa / n) * (bb - sb * sb / n));
}

TEST(Country, CountiesTileTheLandWithoutFault) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CountrySpec spec = small_spec(seed);
        spec.counties = seed == 12 ? 1 : 60;
        spec.provinces = 1;
        spec.land_share = seed % 2 == 0 ? 0.5 : 0.7;
        const Country country = make_country(spec);
        ASSERT_EQ(country.counties.size(), static_cast<std::size_t>(spec.counties));
        const raster::ZoneLayer layer = raster::prepare_zones(county_zones(country));
        EXPECT_TRUE(layer.findings.empty()) << seed << ": " << layer.findings.front().message;
        const raster::ZoneWeights weights = raster::cover(country.grid.lattice, layer.zones);
        std::map<std::pair<std::int32_t, std::int32_t>, double> covered;
        double cells = 0;
        for (std::size_t row = 0; row < weights.rows.size(); ++row) {
            for (std::size_t i = weights.run_begin[row]; i < weights.run_begin[row + 1]; ++i) {
                for (std::int32_t k = 0; k < weights.runs[i].length; ++k) {
                    covered[{weights.rows[row], weights.runs[i].column + k}] += 1;
                }
            }
            for (std::size_t i = weights.edge_begin[row]; i < weights.edge_begin[row + 1]; ++i) {
                covered[{weights.rows[row], weights.edge_columns[i]}] += weights.edge_fractions[i];
            }
        }
        for (const auto& [cell, share] : covered) {
            ASSERT_LE(share, 1 + 1e-6) << "two counties share cell " << cell.second;
            cells += share;
        }
        double area = 0;
        for (const County& county : country.counties) {
            EXPECT_GT(signed_area(county.border), 0);
            EXPECT_TRUE(is_inside(county.border, county.centre)) << county.id;
            area += signed_area(county.border) * 240 * 240;
        }
        EXPECT_NEAR(area, cells, 1e-6 * cells);
        if (spec.counties > 1) {
            EXPECT_NEAR(area / (310 * 250), spec.land_share, 0.15);
        }
    }
}

TEST(Country, NeighboursShareTheirBorders) {
    const Country country = make_country(small_spec());
    std::map<std::pair<double, double>, int> seen;
    for (const County& county : country.counties) {
        for (std::size_t i = 0; i + 1 < county.border.size(); ++i) {
            ++seen[{county.border[i].lon_deg, county.border[i].lat_deg}];
        }
    }
    // A point is one county's (coast), two's, or three's (a corner); most are shared.
    EXPECT_TRUE(std::ranges::all_of(seen, [](const auto& one) { return one.second <= 3; }));
    const auto shared = std::ranges::count_if(seen, [](const auto& one) { return one.second > 1; });
    EXPECT_GT(shared, static_cast<std::ptrdiff_t>(seen.size()) / 3);
}

TEST(Country, EverybodyIsWhereTheyBelong) {
    const Country country = make_country(small_spec());
    std::set<std::size_t> provinces;
    for (const County& county : country.counties) {
        provinces.insert(county.province);
        EXPECT_GE(county.border_exposure, 0);
        EXPECT_LE(county.border_exposure, 1);
    }
    EXPECT_EQ(provinces.size(), 3U);
    std::set<std::size_t> industries;
    for (const Enterprise& one : country.enterprises) {
        industries.insert(one.industry);
        EXPECT_TRUE(is_inside(country.counties[one.county].border, one.place)) << one.id;
        EXPECT_GT(one.light, 0);
    }
    EXPECT_EQ(industries.size(), country.spec.industries.size());
    for (const Town& town : country.towns) {
        EXPECT_TRUE(is_inside(country.counties[town.county].border, town.place));
    }
}

TEST(Country, MentionsFollowTheirRate) {
    CountrySpec spec = small_spec();
    spec.enterprises = 2000;
    const Country country = make_country(spec);
    const double years = spec.mention_last_year - spec.mention_first_year + 1;
    double expected = 0;
    for (const Enterprise& one : country.enterprises) {
        expected += years * mention_rate(spec, one);
    }
    EXPECT_NEAR(static_cast<double>(country.mentions.size()), expected, 4 * std::sqrt(expected));
    std::size_t investment = 0;
    for (const Mention& mention : country.mentions) {
        EXPECT_GE(to_civil(mention.day).year, spec.mention_first_year);
        EXPECT_LE(to_civil(mention.day).year, spec.mention_last_year);
        investment += mention.activity == "investment" ? 1U : 0U;
    }
    EXPECT_NEAR(static_cast<double>(investment) / static_cast<double>(country.mentions.size()),
                0.25, 0.02);
    EXPECT_TRUE(std::ranges::is_sorted(country.mentions, {}, &Mention::day));
    const auto placeless = std::ranges::count(country.enterprises, false, &Enterprise::place_known);
    EXPECT_NEAR(static_cast<double>(placeless), 100, 40);
}

TEST(Country, TreatmentAddsItsEffectAndNothingElse) {
    CountrySpec spec = small_spec();
    spec.effects = {0.2, 0.4, 0, 0};
    spec.industries[9].effect = 0.1; // household goods, of light industry
    const Country country = make_country(spec);
    EXPECT_EQ(country.treatment, 16U);
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        const Group group = country.group_of(e);
        const double full = group == Group::heavy                               ? 0.2
                            : group == Group::munitions                         ? 0.4
                            : country.enterprises[e].industry == std::size_t{9} ? 0.1
                                                                                : 0;
        for (std::size_t t = 0; t < country.months.size(); ++t) {
            const double since = static_cast<double>(t) - 16;
            const double ramp = since < 0 ? 0 : 0.5 + 0.5 * std::min(1.0, since / 12);
            ASSERT_NEAR(country.treated_activity(t, e) - country.activity(t, e), full * ramp,
                        1e-12);
            ASSERT_GE(country.activity(t, e), 0);
        }
    }
    spec.effect = 0;
    const Country untouched = make_country(spec);
    EXPECT_EQ(untouched.activity, country.activity);
    EXPECT_EQ(untouched.treated_activity, country.activity);
    spec.effect = 2;
    spec.effect_unit = EffectUnit::radiance;
    const Country by_light = make_country(spec);
    for (std::size_t e = 0; e < 150; ++e) {
        if (by_light.group_of(e) == Group::heavy) {
            EXPECT_NEAR((by_light.treated_activity(29, e) - by_light.activity(29, e)) *
                            by_light.enterprises[e].light,
                        0.4, 1e-9);
        }
    }
}

TEST(Country, LoadingsAndTrendsFollowGroupsOnlyWhereAsked) {
    CountrySpec spec = small_spec(5);
    spec.counties = 300;
    spec.enterprises = 4000;
    spec.grid_width = 600;
    spec.grid_height = 600;
    const auto mean_loading = [](const Country& country, Group group) {
        double sum = 0;
        double count = 0;
        for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
            if (country.group_of(e) == group) {
                sum += country.loadings(e, 0);
                count += 1;
            }
        }
        return sum / count;
    };
    const auto trend_to_exposure = [](const Country& country) {
        std::vector<double> all(country.counties.size());
        std::vector<double> share(country.counties.size());
        std::vector<double> trend;
        for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
            const std::size_t county = country.enterprises[e].county;
            const double rate = mention_rate(country.spec, country.enterprises[e]);
            all[county] += rate;
            share[county] +=
                country.group_of(e) == Group::heavy || country.group_of(e) == Group::munitions
                    ? rate
                    : 0;
        }
        std::vector<double> exposure;
        for (std::size_t c = 0; c < all.size(); ++c) {
            if (all[c] > 0) {
                exposure.push_back(share[c] / all[c]);
                trend.push_back(country.counties[c].trend);
            }
        }
        return correlation(exposure, trend);
    };
    const Country parallel = make_country(spec);
    EXPECT_NEAR(mean_loading(parallel, Group::heavy), mean_loading(parallel, Group::light), 0.08);
    EXPECT_NEAR(trend_to_exposure(parallel), 0, 0.17); // 3 standard errors of 300 counties
    spec.loadings[index_of(Group::heavy)] = 1;
    spec.exposure_trend = 0.1;
    const Country tilted = make_country(spec);
    EXPECT_NEAR(mean_loading(tilted, Group::heavy) - mean_loading(parallel, Group::heavy), 1, 1e-9);
    EXPECT_GT(trend_to_exposure(tilted), 0.7);
}

TEST(Country, CalendarAndFactorsAreWhatTheySay) {
    const Country country = make_country(small_spec());
    for (std::size_t k = 0; k < country.factors.cols(); ++k) {
        double sum = 0;
        double squares = 0;
        for (const double value : country.factors.column(k)) {
            sum += value;
            squares += value * value;
        }
        EXPECT_NEAR(sum, 0, 1e-9);
        EXPECT_NEAR(squares, 30, 1e-9);
    }
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        const int month = to_civil(country.months[t].first).month;
        EXPECT_NEAR(country.season[t], month == 1 ? 1 : month == 7 ? -1 : country.season[t], 1e-12);
        EXPECT_EQ(country.rationing[t] > 0, month == 12 || month <= 3);
        EXPECT_EQ(country.closed[t], country.months[t] <= month_of(2023, 8) ? 1 : 0);
    }
}

TEST(Country, DependsOnItsSpecificationAlone) {
    const Country first = make_country(small_spec(3));
    const Country again = make_country(small_spec(3));
    const Country other = make_country(small_spec(4));
    EXPECT_EQ(first.treated_activity, again.treated_activity);
    EXPECT_EQ(first.town_activity, again.town_activity);
    EXPECT_EQ(county_zones(first), county_zones(again));
    EXPECT_NE(county_zones(first), county_zones(other));
    EXPECT_FALSE(first.activity == other.activity);
    EXPECT_EQ(enterprise_zones(first, 72, 1), enterprise_zones(first, 72, 3));
}

} // namespace
} // namespace halflight::simulate
