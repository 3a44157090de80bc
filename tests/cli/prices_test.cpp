// SPDX-License-Identifier: Apache-2.0
// What is told of files of prices, by which command.
#include "program.hpp"

#include <gtest/gtest.h>

namespace halflight::test {
namespace {

class Prices : public testing::Test {
  protected:
    Shell shell;

    void SetUp() override {
        shell.make_dossier("d");
        shell.write("d/watch.toml", "[[monitor]]\nid = \"food\"\nform = \"price-anomaly\"\n"
                                    "prices = \"p\"\n");
    }

    void prices(const std::string& rows) const {
        shell.write("d/prices/p.csv",
                    "date,market,category,commodity,unit,pricetype,currency,price\n" + rows);
    }

    Outcome watch() { return shell({"watch", "d", "--as-of", "2021-06-01"}); }
};

TEST_F(Prices, WatchTellsTheirWarningsInShortEveryTime) {
    prices("2021-03-15,F,cereals,Rice,KG,Retail,ABC,4\n2021-03-15,F,cereals,Rice,KG,Retail,ABC,4\n"
           "2021-03-16,F,cereals,Rice,KG,Retail,USD,1\n");
    for (int run = 0; run < 2; ++run) {
        const Outcome told = watch();
        EXPECT_EQ(told.status, 0) << told.err;
        EXPECT_TRUE(contains(told.err, "prices/p.csv:3:41: warning: W112: 2 warnings on this file"))
            << told.err;
        EXPECT_FALSE(contains(told.err, "W128")) << "in short";
    }
    EXPECT_TRUE(contains(shell({"check", "d"}).out, "W128"));
}

TEST_F(Prices, AContradictionStopsCheckAndWatchWithBothLines) {
    prices("2021-03-15,F,cereals,Rice,KG,Retail,ABC,4\n"
           "2021-03-15,F,cereals,Rice,KG,Retail,ABC,5\n");
    for (const Outcome& told : {watch(), shell({"check", "d"})}) {
        EXPECT_EQ(told.status, 1);
        const std::string all = told.out + told.err;
        EXPECT_TRUE(contains(all, "prices/p.csv:3:41: error: W127")) << all;
        EXPECT_TRUE(contains(all, "prices/p.csv:2:41: the other price")) << all;
    }
}

TEST_F(Prices, AFileOfNothingToEatSaysSo) {
    prices("2021-03-15,F,non-food,Petrol,L,Retail,ABC,4\n");
    EXPECT_TRUE(contains(watch().out, "all Retail prices of p are of the category non-food"));
}

TEST_F(Prices, AColumnThatStandsTwiceIsAnError) {
    shell.write("d/prices/p.csv",
                "date,market,category,commodity,unit,pricetype,currency,price,price\n"
                "2021-03-15,F,cereals,Rice,KG,Retail,ABC,4,5\n");
    for (const Outcome& told : {watch(), shell({"check", "d"})}) {
        EXPECT_EQ(told.status, 1);
        const std::string all = told.out + told.err;
        EXPECT_TRUE(
            contains(all, "prices/p.csv:1:62: error: W122: the column 'price' stands twice"))
            << all;
    }
}

} // namespace
} // namespace halflight::test
