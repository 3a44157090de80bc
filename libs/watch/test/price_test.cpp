// SPDX-License-Identifier: Apache-2.0
// The chain of matched pairs, what was known when, and the two forms on prices.
#include "price_world.hpp"

#include "price_index.hpp"

#include <cmath>
#include <limits>

namespace halflight::watch {
namespace {

using detail::CommodityIndex;
using detail::month_of;

PriceRow row(int month, const std::string& market, double price,
             const std::string& commodity = "Rice") {
    PriceRow out;
    out.month = month_of(2020 * 12 + month);
    out.market = market;
    out.category = "cereals";
    out.commodity = commodity;
    out.unit = "KG";
    out.flag = "actual";
    out.type = "Retail";
    out.currency = "ABC";
    out.price = price;
    return out;
}

CommodityIndex index_of(const std::vector<PriceRow>& rows) {
    PriceTable table;
    table.rows = rows;
    const auto known = detail::known_rows(table, {}, Period::no_end());
    const auto all = detail::indices(known);
    EXPECT_EQ(all.size(), 1U);
    return all.front();
}

TEST(PriceIndex, AMarketThatEntersOrLeavesMovesNothing) {
    const CommodityIndex index =
        index_of({row(0, "a", 10), row(0, "b", 10), row(1, "a", 11), row(1, "b", 11),
                  row(1, "dear", 99), row(2, "a", 11), row(2, "dear", 99), row(3, "dear", 108.9)});
    ASSERT_EQ(index.level.size(), 4U);
    EXPECT_NEAR(index.level[0], 10, 1e-9);
    EXPECT_NEAR(index.level[1], 11, 1e-9);
    EXPECT_NEAR(index.level[2], 11, 1e-9);
    EXPECT_NEAR(index.level[3], 12.1, 1e-9);
    EXPECT_EQ(index.markets, (std::vector<std::size_t>{2, 3, 2, 1}));
}

TEST(PriceIndex, AGapIsMissingAndBridgedByTheSameMarket) {
    const CommodityIndex index =
        index_of({row(0, "a", 10), row(1, "b", 50), row(3, "a", 20), row(3, "b", 50)});
    // Month 1 has no market in common with month 0: it begins anew, and b carries month 3.
    EXPECT_EQ(index.begun_anew, 1U);
    ASSERT_EQ(index.level.size(), 3U);
    EXPECT_NEAR(index.level[0], 50, 1e-9);
    EXPECT_TRUE(std::isnan(index.level[1]));
    EXPECT_NEAR(index.level[2], 50, 1e-9);
}

TEST(PriceIndex, ShortGapsAreBridgedBetweenTheMonthsBesideThem) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> level = {none, 1, none, none, 8, none, none, none, 2, none};
    const std::vector<double> two = detail::bridged(level, 2);
    EXPECT_TRUE(std::isnan(two[0]));
    EXPECT_NEAR(two[2], 2, 1e-14);
    EXPECT_NEAR(two[3], 4, 1e-14);
    EXPECT_TRUE(std::isnan(two[5])) << "a longer gap stays";
    EXPECT_TRUE(std::isnan(two[9])) << "nothing is said of what has not ended";
    EXPECT_NEAR(detail::bridged(level, 3)[6], 4, 1e-14);
    EXPECT_TRUE(std::isnan(detail::bridged(level, 0)[2]));
}

TEST(PriceIndex, ForecastsOtherKindsAndCurrenciesAreLeftOut) {
    PriceTable table;
    table.rows = {row(0, "a", 10), row(1, "a", 10), row(1, "b", 10), row(1, "c", 10)};
    table.rows[1].flag = "forecast";
    table.rows[2].type = "Wholesale";
    table.rows[3].category = "non-food";
    PriceRow dollars = row(0, "b", 1);
    dollars.currency = "USD";
    table.rows.push_back(row(0, "c", 12));
    table.rows.push_back(dollars);
    const auto known = detail::known_rows(table, {}, Period::no_end());
    ASSERT_EQ(known.size(), 2U);
    EXPECT_EQ(known[1]->price, 12);
}

TEST(PriceIndex, NoMeanIsTakenOverTwoCurrencies) {
    PriceRow dollars = row(0, "a", 1);
    dollars.currency = "USD";
    const std::vector<PriceRow> rows = {row(0, "a", 100), dollars};
    const std::vector<const PriceRow*> both = {&rows[0], &rows[1]};
    const auto all = detail::indices(both);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_NEAR(all[0].level[0], 100, 1e-9);
    EXPECT_NEAR(all[1].level[0], 1, 1e-9);
}

TEST(PriceIndex, WhereNoRowIsLeftItSaysWhatTheLastLacked) {
    PriceTable table;
    table.id = "t";
    const Date day = Period::no_end();
    EXPECT_EQ(detail::why_none(table, {}, day), "no price of t was known");
    table.rows = {row(0, "a", 10)};
    EXPECT_EQ(detail::why_none(table, {}, Date{0}), "no price of t was known");
    detail::PriceFilter filter;
    filter.type = "Wholesale";
    EXPECT_TRUE(detail::why_none(table, filter, day).starts_with("no Wholesale price of t"));
    filter = {};
    filter.commodities = {"Maize"};
    EXPECT_EQ(detail::why_none(table, filter, day),
              "t has no Retail price of the commodities named");
    filter = {};
    filter.currency = "USD";
    EXPECT_EQ(detail::why_none(table, filter, day), "t has no Retail price in USD");
    table.rows[0].category = "non-food";
    EXPECT_TRUE(
        detail::why_none(table, {}, day)
            .starts_with("all Retail prices of t are of the category non-food (food = false"));
    table.rows[0].flag = "forecast";
    EXPECT_EQ(detail::why_none(table, {}, day), "all Retail prices of t are forecasts");
}

TEST(PriceIndex, AMonthIsKnownWhenItsLagIsOver) {
    PriceTable table;
    table.rows = {row(0, "a", 10)};
    EXPECT_EQ(to_string(known_since(table, table.rows[0].month)), "2020-02-16");
    EXPECT_TRUE(detail::known_rows(table, {}, to_date({2020, 2, 15})).empty());
    EXPECT_EQ(detail::known_rows(table, {}, to_date({2020, 2, 16})).size(), 1U);
}

constexpr const char* csv_header =
    "date,market,category,commodity,unit,priceflag,pricetype,currency,price\n";

std::string line(int month, const std::string& market, const std::string& commodity, double price) {
    return to_string(month_of(2010 * 12 + month).first) + "," + market + ",cereals," + commodity +
           ",KG,actual,Retail,ABC," + std::to_string(price) + "\n";
}

TEST(PriceRatio, IsHeldAgainstItsOwnPast) {
    std::string csv = csv_header;
    for (int month = 0; month < 40; ++month) {
        const double maize = 10 + 0.1 * (month % 3);
        csv += line(month, "a", "Maize", month == 39 ? 16 : maize);
        csv += line(month, "a", "Rice", 20 + 0.1 * (month % 2));
    }
    test::PriceWorld world(csv, "[[monitor]]\nid = \"r\"\nform = \"price-ratio\"\n"
                                "prices = \"country\"\nnumerator = \"Maize\"\n"
                                "denominator = \"Rice\"\n");
    EXPECT_EQ(world.on(to_date({2011, 1, 20})).signals.at(0).reading, Reading::no_data);
    EXPECT_EQ(world.on(to_date({2013, 4, 20})).signals.at(0).reading, Reading::quiet);
    const Signal raised = world.on(to_date({2013, 5, 20})).signals.at(0);
    EXPECT_EQ(raised.reading, Reading::raised) << raised.text;
    EXPECT_EQ(raised.cause, "Maize over Rice in country");
    EXPECT_EQ(world.on(to_date({2014, 5, 20})).signals.at(0).reading, Reading::late);
}

TEST(PriceAnomaly, AFileOfNothingToEatSaysSo) {
    std::string csv = csv_header + line(0, "a", "Petrol", 3);
    csv.replace(csv.find("cereals"), 7, "non-food");
    test::PriceWorld world(csv, test::price_watch("") +
                                    "[[monitor]]\nid = \"r\"\n"
                                    "form = \"price-ratio\"\nprices = \"country\"\n"
                                    "numerator = \"Petrol\"\ndenominator = \"Diesel\"\n");
    for (const Signal& signal : world.on(to_date({2013, 4, 20})).signals) {
        EXPECT_EQ(signal.reading, Reading::no_data);
        EXPECT_NE(signal.text.find("non-food"), std::string::npos) << signal.text;
    }
}

TEST(PriceAnomaly, OneDearFoodIsNotACrisis) {
    std::string csv = csv_header;
    for (int month = 0; month < 120; ++month) {
        const double wave = 1 + 0.02 * ((month * 7) % 11);
        for (const char* food : {"Rice", "Maize", "Beans"}) {
            const bool dear = month >= 116 && (food == std::string("Rice") || month == 119);
            csv += line(month, "a", food, 10 * wave * (dear ? 2 : 1));
        }
    }
    test::PriceWorld world(csv, test::price_watch(""));
    const Signal one = world.on(to_date({2019, 12, 20})).signals.at(0);
    EXPECT_EQ(one.reading, Reading::quiet) << one.text;
    EXPECT_EQ(one.cause, "food prices country");
    const Signal all = world.on(to_date({2020, 1, 20})).signals.at(0);
    EXPECT_EQ(all.reading, Reading::raised) << all.text;
    EXPECT_EQ(all.threshold, 1);
    EXPECT_EQ(all.release, 0.5);
    EXPECT_GE(all.evidence.cells.size(), 2U);
}

} // namespace
} // namespace halflight::watch
