// SPDX-License-Identifier: Apache-2.0
#include "halflight/sources/wfp_prices.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace halflight::sources {
namespace {

constexpr const char* header =
    "date,admin1,admin2,market,latitude,longitude,category,commodity,unit,priceflag,pricetype,"
    "currency,price,usdprice\n";
constexpr const char* tags =
    "#date,#adm1+name,#adm2+name,#loc,#geo+lat,#geo+lon,#item+type,#item+name,#item+unit,#flag,"
    "#type,#currency,#value,#value+usd\n";
const std::string sound =
    "2021-04-15,North,Hill,Fair,1,2,cereals,\"Rice, white\",KG,actual,Retail,ABC,12.5,0.1\n"
    "2021-03-15,North,Hill,Fair,1,2,cereals,Maize,KG,\"actual,forecast\",Retail,ABC,7,0.1\n"
    "2021-03-15,,,Average,,,cereals,Maize,50 KG,aggregate,Wholesale,ABC,300,\n";

std::string codes_of(const WfpPricesReport& report) {
    std::string codes;
    for (const Diagnostic& diagnostic : report.diagnostics.items()) {
        codes += diagnostic.code + ":" + std::to_string(diagnostic.place.line) + ":" +
                 std::to_string(diagnostic.place.column) + " ";
    }
    return codes;
}

TEST(WfpPrices, RowsComeByMonthWithAndWithoutTags) {
    for (const std::string& text : {header + sound, header + (tags + sound)}) {
        const WfpPricesReport report = read_wfp_prices(text, {.file = "prices/abc.csv", .id = ""});
        EXPECT_EQ(codes_of(report), "");
        EXPECT_EQ(report.table.id, "abc");
        ASSERT_EQ(report.table.rows.size(), 3U);
        const watch::PriceRow& first = report.table.rows[0];
        EXPECT_EQ(to_string(first.month), "2021-03");
        EXPECT_EQ(first.commodity, "Maize");
        EXPECT_EQ(first.flag, "forecast");
        EXPECT_EQ(first.market, "Fair (North)");
        EXPECT_EQ(report.table.rows[1].market, "Average");
        EXPECT_EQ(report.table.rows[1].unit, "50 KG");
        const watch::PriceRow& last = report.table.rows[2];
        EXPECT_EQ(last.commodity, "Rice, white");
        EXPECT_EQ(last.price, 12.5);
        EXPECT_EQ(last.currency, "ABC");
    }
}

TEST(WfpPrices, ColumnsMayStandInAnyOrder) {
    const WfpPricesReport report = read_wfp_prices("price,currency,pricetype,unit,commodity,market,"
                                                   "date\n3,ABC,Retail,KG,Maize,Fair,2020-01-31\n",
                                                   {.file = "x.csv", .id = "own"});
    EXPECT_EQ(codes_of(report), "");
    ASSERT_EQ(report.table.rows.size(), 1U);
    EXPECT_EQ(report.table.id, "own");
    EXPECT_EQ(report.table.rows[0].line, 2U);
}

TEST(WfpPrices, FaultyRowsAreLeftOutWithTheirPlace) {
    const std::string text = std::string(header) +
                             "2021-02-30,N,H,Fair,1,2,c,Rice,KG,actual,Retail,ABC,12.5,0.1\n"
                             "2021-03-15,N,H,Fair,1,2,c,Rice,KG,actual,Retail,ABC,0,0.1\n"
                             "2021-03-15,N,H,Fair,1,2,c,Rice,KG,actual,Retail,ABC,,0.1\n"
                             "2021-03-15,N,H,Fair,1,2,c,Rice,KG,actual,Retail,ABC,n/a,0.1\n"
                             "2021-03-15,N,H,Fair,1,2,c,Rice,KG,actual,Retail,ABC,1e999,0.1\n"
                             "2021-03-15,N,H,,1,2,c,Rice,KG,actual,Retail,ABC,4,0.1\n"
                             "2021-03-15,N,H\n"
                             "2021-03-15,N,H,Fair,1,2,c,Rice,KG,actual,Retail,ABC,4,0.1\n";
    const WfpPricesReport report = read_wfp_prices(text, {.file = "x.csv", .id = ""});
    EXPECT_EQ(codes_of(report),
              "W123:2:1 W123:3:53 W123:4:53 W123:5:53 W123:6:53 W123:7:16 W123:8:1 ");
    EXPECT_EQ(report.table.rows.size(), 1U);
    for (const Diagnostic& diagnostic : report.diagnostics.items()) {
        EXPECT_FALSE(diagnostic.hint.empty()) << diagnostic.message;
    }
}

TEST(WfpPrices, ManyFaultsAreCountedNotListed) {
    std::string text = header;
    for (int i = 0; i < 100; ++i) {
        text += "2021-03-15,N,H,Fair,1,2,c,Rice,KG,actual,Retail,ABC,-1,0.1\n";
    }
    const WfpPricesReport report = read_wfp_prices(text, {.file = "x.csv", .id = ""});
    EXPECT_EQ(report.diagnostics.warnings(), 21U);
    EXPECT_EQ(report.diagnostics.errors(), 1U) << "no row is left";
}

/// One price of rice a row, "DATE,MARKET,CURRENCY,PRICE"; the flag may follow.
WfpPricesReport read_rows(const std::string& rows) {
    return read_wfp_prices("date,market,currency,price,priceflag,commodity,unit,pricetype\n" + rows,
                           {.file = "x.csv", .id = ""});
}
constexpr const char* rice = ",actual,Rice,KG,Retail\n";

TEST(WfpPrices, ARowThatSaysAnotherAgainCountsOnceAndIsCounted) {
    const WfpPricesReport report =
        read_rows(std::string("2021-03-15,Fair,ABC,4") + rice + "2021-03-15,Hill,ABC,5" + rice +
                  "2021-03-15,Fair,ABC,4.0" + rice + "2021-03-15,Fair,ABC,4.00" + rice);
    EXPECT_EQ(codes_of(report), "W126:4:21 ");
    const std::string& message = report.diagnostics.items().front().message;
    EXPECT_TRUE(message.starts_with("2 rows repeat another")) << message;
    EXPECT_NE(message.find("repeats line 2"), std::string::npos) << message;
    EXPECT_EQ(report.diagnostics.errors(), 0U);
    ASSERT_EQ(report.table.rows.size(), 2U);
    EXPECT_EQ(report.table.rows[0].line, 2U);
}

TEST(WfpPrices, TwoPricesOfOneThingOnOneDayAreAFaultAndNoMean) {
    const WfpPricesReport report =
        read_rows(std::string("2021-03-15,Fair,ABC,4") + rice + "2021-03-20,Fair,ABC,5" + rice +
                  "2021-03-15,Fair,ABC,4.5" + rice);
    EXPECT_EQ(codes_of(report), "W127:4:21 ");
    const Diagnostic& fault = report.diagnostics.items().front();
    EXPECT_EQ(fault.severity, Severity::error);
    EXPECT_NE(fault.message.find("4.5 ABC here and 4 on line 2"), std::string::npos)
        << fault.message;
    ASSERT_EQ(fault.notes.size(), 1U);
    EXPECT_EQ(fault.notes[0].place, (Place{"x.csv", 2, 21}));
    ASSERT_EQ(report.table.rows.size(), 1U) << "another day of the same month stays";
    EXPECT_EQ(report.table.rows[0].price, 5);
}

TEST(WfpPrices, AForecastDoesNotContradictWhatCame) {
    const WfpPricesReport report = read_rows(std::string("2021-03-15,Fair,ABC,4") + rice +
                                             "2021-03-15,Fair,ABC,6,forecast,Rice,KG,Retail\n");
    EXPECT_EQ(codes_of(report), "");
    EXPECT_EQ(report.table.rows.size(), 2U);
}

TEST(WfpPrices, ASecondCurrencyIsASeriesOfItsOwnAndTold) {
    const WfpPricesReport report =
        read_rows(std::string("2021-03-15,Fair,ABC,4") + rice + "2021-03-15,Fair,USD,1" + rice +
                  "2021-03-15,Hill,ABC,4" + rice);
    EXPECT_EQ(codes_of(report), "W128:3:21 ");
    const std::string& message = report.diagnostics.items().front().message;
    EXPECT_NE(message.find("ABC in 2 rows from line 2 on, USD in 1 rows from line 3 on"),
              std::string::npos)
        << message;
    EXPECT_EQ(report.table.rows.size(), 3U);
}

TEST(WfpPrices, ManyContradictionsAreCounted) {
    std::string rows;
    for (int i = 0; i < 30; ++i) {
        for (const char* price : {"4", "5"}) {
            rows += "2021-03-15,M" + std::to_string(i) + ",ABC," + price + rice;
        }
    }
    const WfpPricesReport report = read_rows(rows);
    EXPECT_EQ(report.diagnostics.errors(), 21U);
    EXPECT_EQ(report.diagnostics.items().back().message.substr(0, 12), "10 more rows");
    EXPECT_TRUE(report.table.rows.empty());
}

TEST(WfpPrices, AnotherSeparatorThanTheCommaIsNamed) {
    for (const auto& [separator, word] : {std::pair{';', "semicolons"}, std::pair{'\t', "tabs"}}) {
        std::string text = header + sound;
        std::ranges::replace(text, ',', separator);
        const WfpPricesReport report = read_wfp_prices(text, {.file = "x.csv", .id = ""});
        EXPECT_EQ(codes_of(report), "W122:1:1 ");
        const Diagnostic& fault = report.diagnostics.items().front();
        EXPECT_NE(fault.message.find(std::string(word) + " where commas are expected"),
                  std::string::npos)
            << fault.message;
        EXPECT_FALSE(fault.hint.empty());
    }
}

TEST(WfpPrices, AHeaderWithoutWhatIsNeededAndAnEmptyFileAreErrors) {
    EXPECT_EQ(codes_of(read_wfp_prices("", {.file = "x.csv", .id = ""})), "W120:1:1 ");
    EXPECT_EQ(codes_of(read_wfp_prices("date,market,commodity,unit,currency\n",
                                       {.file = "x.csv", .id = ""})),
              "W122:1:1 W122:1:1 ");
    EXPECT_EQ(codes_of(read_wfp_prices(header, {.file = "x.csv", .id = ""})), "W125:1:1 ");
}

} // namespace
} // namespace halflight::sources
