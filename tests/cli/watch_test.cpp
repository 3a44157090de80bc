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

TEST_F(Watch, OptionsWithoutMeaningAreRefused) {
    const std::vector<std::vector<std::string>> idle = {
        {"--backtest", "2024-01-01", "2024-02-01", "--as-of", "2024-01-15"},
        {"--backtest", "2024-01-01", "2024-02-01", "--fail-on", "info"},
        {"--list", "--as-of", "2024-01-15"},
        {"--list", "--retry"},
        {"--list", "--no-delivery"},
        {"--state", ""}};
    for (const std::vector<std::string>& words : idle) {
        std::vector<std::string> line = {"watch", "d"};
        line.insert(line.end(), words.begin(), words.end());
        const Outcome refused = shell(line);
        EXPECT_EQ(refused.status, 2) << words.back() << refused.err;
        EXPECT_NE(refused.err.find("leave it out") != std::string::npos ||
                      refused.err.find("give it to a run") != std::string::npos,
                  false)
            << refused.err;
    }
}

TEST_F(Watch, AShorterBacktestDoesNotTakeThePlaceOfALongerOne) {
    shell.write("d/watch.toml", "[[monitor]]\nid = \"a\"\nform = \"lateness\"\nsource = \"x\"\n");
    ASSERT_EQ(shell({"watch", "d", "--backtest", "2015-01-01", "2024-12-31", "--state", "s.sqlite"})
                  .err.find("covers more days"),
              std::string::npos);
    const Outcome shorter =
        shell({"watch", "d", "--backtest", "2024-01-01", "2024-12-31", "--state", "s.sqlite"});
    EXPECT_NE(shorter.err.find("a: its record of 2015-01-01 to 2024-12-31 covers more days and is "
                               "kept"),
              std::string::npos)
        << shorter.err;
}

TEST_F(Watch, ADayToComeIsRefusedForRunsAndDecisions) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"watch", "d", "--as-of", "9999-12-31"},
          {"watch", "d", "--as-of", "9999-12-31", "--state", "s.sqlite"},
          {"watch", "d", "--as-of", "2990-01-01", "--close", "a/b/1", "--by", "kim", "--why",
           "x"}}) {
        const Outcome refused = shell(words);
        EXPECT_EQ(refused.status, 2);
        EXPECT_NE(refused.err.find("is a day to come"), std::string::npos) << refused.err;
    }
    EXPECT_FALSE(std::filesystem::exists(shell.folder() / "s.sqlite"));
    EXPECT_FALSE(std::filesystem::exists(shell.folder() / "d/.halflight-watch"));
}

TEST_F(Watch, ExitStatusesAreThoseOfEveryCommand) {
    const std::vector<std::string> close = {"--close", "a/b/1", "--by", "kim", "--why", "x"};
    const auto with = [&](std::vector<std::string> words, const std::vector<std::string>& more) {
        words.insert(words.end(), more.begin(), more.end());
        return shell(words);
    };
    EXPECT_EQ(shell({"watch", "absent"}).status, 3);
    EXPECT_EQ(shell({"watch", "absent", "--list"}).status, 3);
    EXPECT_EQ(shell({"rules", "absent"}).status, 3);
    std::filesystem::create_directory(shell.folder() / "empty");
    EXPECT_EQ(shell({"watch", "empty"}).status, shell({"rules", "empty"}).status);
    const Outcome none = shell({"watch", "d", "--list", "--state", "s.sqlite"});
    EXPECT_EQ(none.status, 3) << "there is no state";
    EXPECT_NE(none.err.find("run `halflight watch` once"), std::string::npos) << none.err;
    EXPECT_EQ(with({"watch", "d", "--state", "s.sqlite"}, close).status, 3);
    EXPECT_EQ(watch({"--state", "s.sqlite"}).status, 0);
    const Outcome unknown = with({"watch", "d", "--state", "s.sqlite"}, close);
    EXPECT_EQ(unknown.status, 1) << "as an unknown statement is to explain";
    EXPECT_NE(unknown.err.find("there is no alert 'a/b/1'"), std::string::npos) << unknown.err;
    const std::string help = shell({"watch", "--help"}).out;
    EXPECT_NE(help.find("Exit status:"), std::string::npos) << help;
}

TEST_F(Watch, AStateOfAnotherDossierIsRefused) {
    shell.write("d/dossier.toml", "title = \"North\"\narea = \"NOR\"\n");
    ASSERT_EQ(shell({"new", "other"}).status, 0);
    shell.write("other/dossier.toml", "title = \"South\"\narea = \"ZAF\"\n");
    ASSERT_EQ(watch({"--state", "s.sqlite"}).status, 0);
    const std::string before = shell.read("s.sqlite");
    const std::vector<std::string> base = {"watch", "other", "--state", "s.sqlite"};
    const std::vector<std::vector<std::string>> ways = {
        {"--as-of", "2025-02-01"},
        {"--list"},
        {"--close", "a/b/1", "--by", "kim", "--why", "x"},
        {"--backtest", "2024-01-01", "2024-02-01"}};
    for (const std::vector<std::string>& way : ways) {
        std::vector<std::string> words = base;
        words.insert(words.end(), way.begin(), way.end());
        const Outcome refused = shell(words);
        EXPECT_EQ(refused.status, 3) << way[0];
        for (const char* part : {"'North (NOR)'", "'South (ZAF)'", "--state"}) {
            EXPECT_NE(refused.err.find(part), std::string::npos) << way[0] << ": " << refused.err;
        }
        EXPECT_EQ(shell.read("s.sqlite"), before);
    }
    shell.write("d/dossier.toml", "title = \"The North\"\narea = \"NOR\"\n");
    EXPECT_EQ(watch({"--state", "s.sqlite"}).status, 3);
    shell.write("d/dossier.toml", "id = \"North (NOR)\"\ntitle = \"The North\"\narea = \"NOR\"\n");
    EXPECT_EQ(watch({"--state", "s.sqlite"}).status, 0) << "the remedy that the message names";
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
