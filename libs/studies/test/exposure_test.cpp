// SPDX-License-Identifier: Apache-2.0
// Reference values: python3-scipy 1.10.1. Priors by optimize.minimize(Nelder-Mead) of
// -sum(stats.betabinom.logpmf(k, n, a, b)) and by optimize.minimize_scalar of the
// Dirichlet-multinomial likelihood (special.gammaln); posteriors by stats.beta.
#include "halflight/studies/exposure.hpp"

#include <cmath>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/distribution.hpp"

namespace halflight::studies {
namespace {

const Date day = to_date({2015, 6, 1});

struct Country {
    std::vector<Enterprise> enterprises;
    std::vector<Mention> mentions;
    std::size_t zones = 0;
};

std::string name_of(std::string_view word, std::size_t number) {
    return std::string(word).append(std::to_string(number));
}

/// One enterprise of each industry in each zone, with so many mentions: zones x industries a, b,
/// ...
Country made_country(const std::vector<std::vector<double>>& counts) {
    Country made;
    made.zones = counts.size();
    for (std::size_t zone = 0; zone < counts.size(); ++zone) {
        for (std::size_t j = 0; j < counts[zone].size(); ++j) {
            made.enterprises.push_back({name_of("e", made.enterprises.size()),
                                        std::string(1, static_cast<char>('a' + j)), zone});
            if (counts[zone][j] > 0) {
                made.mentions.push_back(
                    {made.enterprises.size() - 1, day, "production", counts[zone][j]});
            }
        }
    }
    return made;
}

const ExposureSpec decade = {.window = parse_period("2010/2022").value()};
const IndustryGroup heavy = {"heavy", {"a"}, {}, "list"};

ExposureIndex index_of(const Country& country, const IndustryGroup& group = heavy,
                       const ExposureSpec& spec = decade) {
    return exposure_index(country.enterprises, country.mentions, country.zones, group, spec);
}

bool has(const stats::Warnings& warnings, const std::string& code) {
    for (const stats::Warning& one : warnings) {
        if (one.code == code) {
            return true;
        }
    }
    return false;
}

void expect_refusal(const std::function<void()>& call, const std::string& part) {
    try {
        call();
        ADD_FAILURE() << "not refused: " << part;
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused);
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
}

Country scipy_country() {
    return made_country(
        {{0, 4}, {1, 1}, {3, 0}, {0, 9}, {8, 22}, {2, 1}, {5, 0}, {20, 30}, {1, 11}, {0, 1}});
}

TEST(Exposure, SmoothingAsScipy) {
    const ExposureIndex index = index_of(scipy_country());
    EXPECT_NEAR(index.prior_a, 0.5471916513, 1e-4);
    EXPECT_NEAR(index.prior_b, 0.8171499463, 1e-4);
    const ZoneExposure& zone = index.zones[4];
    EXPECT_EQ(zone.mentions, 30);
    EXPECT_EQ(zone.enterprises, 2U);
    EXPECT_NEAR(zone.share, 0.2725130264, 1e-6);
    EXPECT_NEAR(zone.variance, 0.0061255587, 1e-7);
    EXPECT_NEAR(zone.low, 0.1343466851, 1e-6);
    EXPECT_NEAR(zone.high, 0.4381114842, 1e-6);
}

TEST(Exposure, WithoutSmoothingAsWilson) {
    ExposureSpec raw = decade;
    raw.smoothing = Smoothing::none;
    const ExposureIndex index = index_of(scipy_country(), heavy, raw);
    EXPECT_TRUE(std::isnan(index.prior_a));
    EXPECT_DOUBLE_EQ(index.zones[4].share, 8.0 / 30);
    EXPECT_DOUBLE_EQ(index.zones[4].variance, 8.0 / 30 * 22 / 30 / 30);
    EXPECT_NEAR(index.zones[4].low, 0.1418266332, 1e-9);
    EXPECT_NEAR(index.zones[4].high, 0.4444796170, 1e-9);
    EXPECT_EQ(index.zones[0].low, 0);
    EXPECT_GT(index.zones[0].high, 0.4);
}

TEST(Exposure, IndustrySharesAsScipy) {
    const Country country = made_country({{0, 2, 2},
                                          {1, 1, 0},
                                          {3, 0, 0},
                                          {0, 4, 5},
                                          {8, 12, 10},
                                          {2, 1, 0},
                                          {0, 0, 5},
                                          {20, 20, 10},
                                          {1, 10, 1},
                                          {0, 1, 0},
                                          {0, 0, 0}});
    const IndustryShares made =
        industry_shares(country.enterprises, country.mentions, country.zones, decade);
    EXPECT_EQ(made.industries, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_NEAR(made.precision, 4.580701548, 1e-3);
    EXPECT_NEAR(made.shares(0, 0), 0.15701107, 1e-5);
    EXPECT_NEAR(made.shares(0, 1), 0.46186874, 1e-5);
    for (std::size_t zone = 0; zone < 10; ++zone) {
        EXPECT_NEAR(made.shares(zone, 0) + made.shares(zone, 1) + made.shares(zone, 2), 1, 1e-12);
    }
    EXPECT_TRUE(std::isnan(made.shares(10, 0)));
    EXPECT_TRUE(has(made.warnings, "zones_without_mentions"));
}

TEST(Exposure, WhatIsNotCountedIsTold) {
    Country country = scipy_country();
    country.enterprises.push_back({"nowhere", "a", std::nullopt});
    country.mentions.push_back({20, day, "production", 7});
    country.mentions.push_back({0, to_date({2023, 1, 1}), "production", 50});
    country.mentions.push_back({0, day, "culture", 50});
    country.zones = 11;
    ExposureSpec spec = decade;
    spec.activities = {"production", "investment"};
    const ExposureIndex index = index_of(country, heavy, spec);
    EXPECT_EQ(index.outside_window, 1U);
    EXPECT_EQ(index.other_activity, 1U);
    EXPECT_EQ(index.without_place, 1U);
    EXPECT_NEAR(index.prior_a, 0.5471916513, 1e-4);
    EXPECT_TRUE(std::isnan(index.zones[10].share) && std::isnan(index.zones[10].raw));
    EXPECT_TRUE(has(index.warnings, "zones_without_mentions"));
    EXPECT_TRUE(has(index.warnings, "enterprises_without_place"));
    EXPECT_FALSE(has(index.warnings, "single_enterprise_industry"));
}

TEST(Exposure, EnterprisesOnTheListBelongWhateverTheirIndustry) {
    const Country country = scipy_country();
    const IndustryGroup listed = {"listed", {"none"}, {"e9", "e1"}, "list"};
    const ExposureIndex index = index_of(country, listed);
    EXPECT_EQ(index.zones[4].group_mentions, 22);
    EXPECT_EQ(index.zones[0].group_mentions, 4);
    EXPECT_EQ(index.zones[7].group_mentions, 0);
}

TEST(Exposure, SharesThatVaryAsChanceAreTheCommonShare) {
    const Country country = made_country({{5, 5}, {6, 4}, {4, 6}, {5, 5}, {5, 5}});
    const ExposureIndex index = index_of(country);
    EXPECT_TRUE(has(index.warnings, "prior_at_edge"));
    EXPECT_NEAR(index.zones[1].share, 0.5, 1e-3);
    const ExposureIndex pure = index_of(made_country({{5, 0}, {0, 4}, {3, 0}, {0, 9}}));
    EXPECT_TRUE(has(pure.warnings, "prior_at_edge"));
    EXPECT_NEAR(pure.zones[0].share, 1, 1e-3);
}

TEST(Exposure, Refuses) {
    const auto refused = [](const std::function<void(Country&)>& change, const char* part,
                            const ExposureSpec& spec = decade) {
        Country country = scipy_country();
        change(country);
        expect_refusal([&] { (void)index_of(country, heavy, spec); }, part);
    };
    const auto as_is = [](Country&) {};
    refused([](auto& c) { c.enterprises[3].id = "e0"; }, "'e0' is listed twice");
    refused([](auto& c) { c.enterprises[3].zone = 10; }, "'e3' lies in zone 10 of 10");
    refused([](auto& c) { c.mentions[0].enterprise = 99; }, "enterprise 99 of 20");
    refused([](auto& c) { c.mentions[0].count = -1; }, "-1 mentions");
    refused([](auto& c) { c.mentions[0].count = HUGE_VAL; }, "inf mentions");
    ExposureSpec early = decade;
    early.known_until = to_date({2015, 5, 31});
    refused(as_is, "in the future", early);
    refused(as_is, "lies in 2001", {.window = parse_period("2001").value()});
    refused(as_is, "the level is 1", {.window = decade.window, .level = 1});
    expect_refusal([] { (void)index_of(scipy_country(), {"x", {"z"}, {"e99"}, ""}); }, "group 'x'");
    expect_refusal([] { (void)index_of(made_country({{0, 2}, {0, 3}})); }, "0 in every zone");
    expect_refusal([] { (void)index_of(made_country({{1, 2}, {2, 4}})); }, "in every zone with");
    const Country single = made_country({{1, 2}, {0, 3}});
    std::vector<Enterprise> one = single.enterprises;
    one[2].industry = "c";
    EXPECT_TRUE(has(exposure_index(one, single.mentions, 2, heavy, decade).warnings,
                    "single_enterprise_industry"));
}

double slope(const std::vector<double>& x, const std::vector<double>& y) {
    double mx = 0;
    double my = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        mx += x[i] / static_cast<double>(x.size());
        my += y[i] / static_cast<double>(x.size());
    }
    double xy = 0;
    double xx = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
    }
    return xy / xx;
}

/// 200 counties of 1 to 12 mentions, their true shares of a beta distribution, light with slope 2.
struct Slopes {
    double raw;
    double smoothed;
};

Slopes slopes_of(std::uint64_t seed) {
    const Random random(seed, 5);
    std::vector<std::vector<double>> counts;
    std::vector<double> light;
    for (std::uint64_t zone = 0; zone < 200; ++zone) {
        const double share = stats::beta_quantile(random.uniform(1000 * zone), 1.2, 2.4);
        const auto mentions = 1 + random.below(1000 * zone + 1, 12);
        double group = 0;
        for (std::uint64_t one = 0; one < mentions; ++one) {
            group += random.uniform(1000 * zone + 10 + one) < share ? 1 : 0;
        }
        counts.push_back({group, static_cast<double>(mentions) - group});
        light.push_back(2 * share + 0.5 * random.normal(1000 * zone + 2));
    }
    const ExposureIndex index = index_of(made_country(counts));
    std::vector<double> raw;
    std::vector<double> smoothed;
    for (const ZoneExposure& zone : index.zones) {
        raw.push_back(zone.raw);
        smoothed.push_back(zone.share);
    }
    return {slope(raw, light), slope(smoothed, light)};
}

TEST(Exposure, SlopesOnSmoothedSharesAreUnbiased) {
    constexpr int draws = 200;
    double raw = 0;
    double sum = 0;
    double squares = 0;
    for (std::uint64_t seed = 1; seed <= draws; ++seed) {
        const Slopes one = slopes_of(seed);
        raw += one.raw / draws;
        sum += one.smoothed / draws;
        squares += one.smoothed * one.smoothed / draws;
    }
    const double error = std::sqrt((squares - sum * sum) / (draws - 1));
    RecordProperty("raw", std::to_string(raw));
    RecordProperty("smoothed", std::to_string(sum));
    RecordProperty("error", std::to_string(error));
    EXPECT_LT(raw, 1.4);
    EXPECT_LT(error, 0.03);
    EXPECT_NEAR(sum, 2, 3 * error);
}

} // namespace
} // namespace halflight::studies
