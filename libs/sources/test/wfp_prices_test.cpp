// SPDX-License-Identifier: Apache-2.0
#include "halflight/sources/wfp_prices.hpp"

#include <gtest/gtest.h>

#include <string>

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

TEST(WfpPrices, AHeaderWithoutWhatIsNeededAndAnEmptyFileAreErrors) {
    EXPECT_EQ(codes_of(read_wfp_prices("", {.file = "x.csv", .id = ""})), "W120:1:1 ");
    EXPECT_EQ(codes_of(read_wfp_prices("date,market,commodity,unit,currency\n",
                                       {.file = "x.csv", .id = ""})),
              "W122:1:1 W122:1:1 ");
    EXPECT_EQ(codes_of(read_wfp_prices(header, {.file = "x.csv", .id = ""})), "W125:1:1 ");
}

} // namespace
} // namespace halflight::sources
