// SPDX-License-Identifier: Apache-2.0
#include "published_growth.hpp"

#include "part_list.hpp"
#include "small_country.hpp"
#include "statements.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>

namespace halflight::simulate {
namespace {

/// 2012 to 2021; the treatment is in the last but one year.
CountrySpec ten_years() {
    CountrySpec spec = test::small_spec(3);
    spec.first_month = month_of(2012, 1);
    spec.months = 120;
    spec.treatment = month_of(2020, 6);
    return spec;
}

/// Fields of the rows by id.
std::map<std::string, std::vector<std::string>> rows(const Part& part) {
    std::map<std::string, std::vector<std::string>> out;
    std::istringstream lines(part.files.at(0).bytes);
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        std::vector<std::string> fields;
        std::istringstream text(line);
        for (std::string field; std::getline(text, field, ',');) {
            fields.push_back(field);
        }
        out.emplace(fields.at(0), fields);
    }
    return out;
}

constexpr std::size_t value = 7;
constexpr std::size_t known = 12;
constexpr std::size_t withdrawn = 13;

TEST(PublishedGrowth, IsHalfAYearLateRoundedAndRevisedOnce) {
    const Country country = make_country(ten_years());
    const auto claims = rows(growth_part(country));
    EXPECT_EQ(growth_years(country).size(), 9U);
    EXPECT_EQ(published_years(country), 8U); // 2013 to 2020; 2021 comes in June 2022
    EXPECT_EQ(claims.count("growth-heavy-2021-first"), 0U);
    const auto& first = claims.at("growth-heavy-2015-first");
    EXPECT_EQ(first[known], "2016-06-30");
    EXPECT_EQ(first[withdrawn], "2017-06-30");
    EXPECT_EQ(first[value].size() - first[value].find('.'), 2U);
    EXPECT_EQ(claims.at("growth-heavy-2015-revised")[known], "2017-06-30");
    EXPECT_EQ(claims.count("growth-heavy-2020-revised"), 0U);
    EXPECT_EQ(claims.at("growth-heavy-2020-first")[withdrawn], "");
}

TEST(PublishedGrowth, WithoutErrorsItIsTheTruthRounded) {
    CountrySpec spec = ten_years();
    spec.growth_error = 0;
    spec.growth_flattered = 0;
    const Country country = make_country(spec);
    const Part part = growth_part(country);
    const auto claims = rows(part);
    EXPECT_TRUE(part.truth.at("flattered").is_null());
    const auto outputs = sector_outputs(country);
    ASSERT_EQ(outputs.size(), 4U);
    double now = 0;
    double before = 0;
    for (std::size_t t = 36; t < 48; ++t) { // 2015
        now += outputs[0].by_month[t];
        before += outputs[0].by_month[t - 12];
    }
    const double growth = 100 * (now / before - 1);
    EXPECT_NEAR(std::stod(claims.at("growth-heavy-2015-revised")[value]), growth, 0.0501);
    EXPECT_NEAR(part.truth.at("years").at(2).at("growth").at("heavy").get<double>(), growth, 1e-9);
    for (const auto& year : part.truth.at("years")) {
        const std::string id = "growth-total-" + year.at("year").get<std::string>() + "-first";
        if (year.at("published").get<bool>()) {
            EXPECT_NEAR(std::stod(claims.at(id)[value]),
                        year.at("growth").at("total").get<double>(), 0.0501);
        }
    }
}

TEST(PublishedGrowth, TotalsAreTheirPartsButInOneYear) {
    const Country country = make_country(ten_years());
    const Part part = growth_part(country);
    const auto claims = rows(part);
    int apart = 0;
    for (int year = 2013; year <= 2020; ++year) {
        double sum = 0;
        for (const char* sector : {"heavy", "munitions", "light", "other"}) {
            const std::string name = sector;
            sum += std::stod(
                       claims.at("growth-" + name + "-" + std::to_string(year) + "-first")[value]) *
                   std::stod(claims.at("share-" + name + "-" + std::to_string(year - 1) +
                                       "-first")[value]) /
                   100;
        }
        const double total =
            std::stod(claims.at("growth-total-" + std::to_string(year) + "-first")[value]);
        const bool flattered =
            part.truth.at("flattered").get<std::string>() == std::to_string(year);
        apart += flattered ? 1 : 0;
        EXPECT_NEAR(total - sum, flattered ? 1.5 : 0, 0.2) << year;
    }
    EXPECT_EQ(apart, 1);
}

TEST(PublishedGrowth, ElectricityFollowsIndustry) {
    CountrySpec spec = ten_years();
    spec.electricity_noise = 0;
    const Country country = make_country(spec);
    const auto claims = rows(electricity_part(country));
    EXPECT_EQ(claims.size(), 120U);
    EXPECT_EQ(claims.at("electricity-2012-01")[known], "2012-03-17");
    double light = 0;
    double made = 0;
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        light += country.enterprises[e].light;
        made += country.enterprises[e].light * country.treated_activity(6, e);
    }
    EXPECT_NEAR(std::stod(claims.at("electricity-2012-07")[value]),
                1250 * (0.3 * 0.9 + 0.7 * made / light), 0.51);
}

TEST(PublishedGrowth, NothingIsPublishedOfFewMonths) {
    CountrySpec spec = test::small_spec();
    spec.months = 18;
    const Country country = make_country(spec);
    EXPECT_EQ(published_years(country), 0U);
    EXPECT_TRUE(growth_part(country).files.empty());
}

} // namespace
} // namespace halflight::simulate
