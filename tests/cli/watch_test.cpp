// SPDX-License-Identifier: Apache-2.0
// `halflight watch` and `halflight rules` as users run them on text with faults.
#include "program.hpp"

#include <gtest/gtest.h>

namespace halflight::test {
namespace {

class Watch : public testing::Test {
  protected:
    Shell shell;

    void SetUp() override { ASSERT_EQ(shell({"new", "d"}).status, 0); }

    Outcome watch(const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"watch", "d", "--as-of", "2025-01-31"};
        words.insert(words.end(), more.begin(), more.end());
        return shell(words);
    }
};

TEST_F(Watch, WithoutMonitorsSaysThatNothingIsWatched) {
    const Outcome none = watch();
    EXPECT_NE(none.err.find("nothing is watched"), std::string::npos) << none.err;
}

TEST_F(Watch, TextThatDoesNotReadIsToldWithItsPlace) {
    shell.write("d/watch.toml", "[[monitor]]\nid = \"a\"\nform = \"threshold\n");
    const Outcome broken = watch();
    EXPECT_EQ(broken.status, 1);
    EXPECT_NE(broken.err.find("watch.toml:3:"), std::string::npos) << broken.err;
    shell.write("d/watch.toml", "[polcy]\npending_days = 3\n");
    EXPECT_EQ(watch().status, 1);
    shell.write("d/watch.toml", "\xff");
    EXPECT_EQ(watch().status, 1);
}

TEST_F(Watch, PricesThatNoIndicatorTakesSilenceTheirMonitorAlone) {
    shell.write("d/watch.toml", "[[monitor]]\nid = \"food\"\nform = \"price-anomaly\"\n"
                                "prices = \"p\"\nleast = 1\n");
    std::string csv = "date,admin1,market,category,commodity,unit,priceflag,pricetype,currency,"
                      "price\n";
    // Every market is known for two months and falls from 1e300 to 1: so does the index, every
    // month.
    for (int month = 0; month < 120; ++month) {
        const std::string date = std::to_string(2015 + month / 12) + (month % 12 < 9 ? "-0" : "-") +
                                 std::to_string(month % 12 + 1) + "-15,A,M";
        const std::string what = ",cereals,Rice,KG,actual,Retail,ABC,";
        csv += date + std::to_string(month) + what + "1e300\n";
        csv += month > 0 ? date + std::to_string(month - 1) + what + "1\n" : "";
    }
    shell.write("d/prices/p.csv", csv);
    const Outcome told = watch();
    EXPECT_EQ(told.status, 1) << told.err;
    EXPECT_NE(told.err.find("W108"), std::string::npos) << told.err;
    EXPECT_NE(told.err.find("watch.toml:1:1"), std::string::npos) << told.err;
}

TEST_F(Watch, ABacktestTakesDaysThatHaveBeen) {
    for (const auto& [from, to] :
         {std::pair{"2025-01-01", "2015-01-01"}, std::pair{"2990-01-01", "2995-01-01"}}) {
        const Outcome refused = shell({"watch", "d", "--backtest", from, to});
        EXPECT_EQ(refused.status, 2);
        EXPECT_NE(refused.err.find("--backtest takes"), std::string::npos) << refused.err;
    }
}

TEST_F(Watch, AFaultyRuleIsToldBesideTheRules) {
    shell.write("d/rules/r.toml", "[[rule]]\nid = \"a\"\ninstrument = \"Act\"\nkind = \"cap\"\n"
                                  "direction = \"from_area\"\nfrom = 2020-01-01\n"
                                  "supersedes = [\"a\"]\n");
    const Outcome told = shell({"rules", "d"});
    EXPECT_EQ(told.status, 1);
    EXPECT_NE(told.err.find("rules/r.toml:"), std::string::npos) << told.err;
    EXPECT_NE(told.err.find("help:"), std::string::npos);
}

} // namespace
} // namespace halflight::test
