// SPDX-License-Identifier: Apache-2.0
// `halflight screen` as users run it.
#include "program.hpp"

#include <gtest/gtest.h>

namespace halflight::test {
namespace {

class Screen : public testing::Test {
  protected:
    Shell shell;

    void SetUp() override {
        shell.write("list.xml", list("PHYO"));
        shell.write("names.csv", "id,name,passport\n1,표문빈,\n2,John Smith,\n3,,123456789\n");
    }

    /// Nobody on it exists.
    static std::string list(const std::string& surname) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CONSOLIDATED_LIST>\n<INDIVIDUALS>\n"
               "<INDIVIDUAL><FIRST_NAME>" +
               surname +
               "</FIRST_NAME><SECOND_NAME>MUN BIN</SECOND_NAME>\n"
               "<REFERENCE_NUMBER>TSi.001</REFERENCE_NUMBER>\n"
               "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>"
               "<NUMBER>PS123456789</NUMBER></INDIVIDUAL_DOCUMENT>\n"
               "</INDIVIDUAL>\n</INDIVIDUALS>\n</CONSOLIDATED_LIST>\n";
    }

    Outcome screen(const std::vector<std::string>& more) {
        std::vector<std::string> words{"screen", "names.csv", "--list", "list.xml"};
        words.insert(words.end(), more.begin(), more.end());
        return shell(words);
    }
};

TEST_F(Screen, FindsAndExplains) {
    const Outcome found = screen({"--explain"});
    EXPECT_EQ(found.status, 0);
    EXPECT_EQ(found.err, "3 records: 1 confirmed, 0 probable, 1 possible, 1 without a match\n");
    EXPECT_NE(found.out.find("line 2: 표문빈\n  possible "), std::string::npos);
    EXPECT_NE(found.out.find("the same Korean syllables"), std::string::npos);
    EXPECT_NE(found.out.find("+100.0  identifier: passport PS123456789 agrees"), std::string::npos);
    EXPECT_EQ(found.out.find("John Smith"), std::string::npos);
}

TEST_F(Screen, OtherFormsAndThreadsSayTheSame) {
    const Outcome json = screen({"--format", "json", "--jobs", "1"});
    EXPECT_NE(json.out.find("\"schema\": \"halflight-screening/1\""), std::string::npos);
    EXPECT_EQ(json.out, screen({"--format", "json", "--jobs", "3"}).out);
    const Outcome csv = screen({"--format", "csv", "--out", "found.csv"});
    EXPECT_EQ(csv.out, "");
    EXPECT_TRUE(shell.read("found.csv").starts_with("line,id,name,outcome,score,entry,"));
}

TEST_F(Screen, FailOnSetsTheExitStatus) {
    EXPECT_EQ(screen({"--fail-on", "confirmed"}).status, 1);
    shell.write("names.csv", "name\n표문빈\n");
    EXPECT_EQ(screen({"--fail-on", "confirmed"}).status, 0);
    EXPECT_EQ(screen({"--fail-on", "possible"}).status, 1);
}

TEST_F(Screen, DecisionsAreKeptAndFallOpen) {
    const std::vector<std::string> decide{
        "--decisions", "decisions.csv", "--decide", "different", "--record",
        "1",           "--entry",       "TSi.001",  "--by",      "A. B.",
        "--why",       "born in 1999",  "--on",     "2031-05-06"};
    const Outcome decided = screen(decide);
    EXPECT_EQ(decided.status, 0);
    EXPECT_EQ(decided.err, "decisions.csv: decision added\n");
    const Outcome used = screen({"--decisions", "decisions.csv"});
    EXPECT_NE(used.out.find("decided 'different' by A. B. on 2031-05-06: born in 1999"),
              std::string::npos);
    EXPECT_NE(used.err.find("0 possible, 2 without a match; 1 decisions used, 0 open again"),
              std::string::npos);
    shell.write("list.xml", list("PYO"));
    const Outcome open = screen({"--decisions", "decisions.csv"});
    EXPECT_NE(open.out.find("open again: the list's entry has changed since"), std::string::npos);
    EXPECT_NE(open.err.find("1 possible"), std::string::npos);
}

TEST_F(Screen, SignsAndNumbersBesideANameHideNothing) {
    shell.write("names.csv", "name\n😀 표문빈\nPhyo Mun Bin™\nPhyo Mun Bin 3\nPHYO Mun-Bin 1962\n"
                             "Phyo Mun Bin ★\nPhyo Mun Bin 🇰🇵\n");
    EXPECT_EQ(screen({}).err,
              "6 records: 0 confirmed, 0 probable, 6 possible, 0 without a match\n");
}

TEST_F(Screen, ANameWithoutLettersIsNoClearance) {
    shell.write("names.csv", "name\n😀\n123\nJohn Smith\n");
    const Outcome told = screen({});
    EXPECT_EQ(told.status, 1);
    EXPECT_NE(told.err.find("names.csv:2:1: error: S919"), std::string::npos) << told.err;
    EXPECT_NE(told.err.find("names.csv:3:1: error: S919"), std::string::npos);
    EXPECT_NE(told.err.find("1 records: "), std::string::npos);
}

TEST_F(Screen, NothingThatIsReadIsOverwritten) {
    const std::string before = shell.read("names.csv");
    EXPECT_EQ(screen({"--out", "names.csv"}).status, 2);
    EXPECT_EQ(screen({"--out", "list.xml"}).status, 2);
    EXPECT_EQ(shell.read("names.csv"), before);
}

TEST_F(Screen, ASecondListBehindTheFirstIsRefused) {
    shell.write("list.xml", list("PHYO") + list("RI").substr(39));
    const Outcome two = screen({});
    EXPECT_EQ(two.status, 3);
    EXPECT_NE(two.err.find("after the end of the list"), std::string::npos) << two.err;
}

TEST_F(Screen, WhatCannotBeReadDoesNotEndAsAMatchDoes) {
    shell.write("list.xml", list("PHYO").substr(0, 300));
    const Outcome cut = screen({"--fail-on", "possible"});
    EXPECT_EQ(cut.status, 3);
    EXPECT_TRUE(cut.err.ends_with("the file ends early: fetch it again\n")) << cut.err;
    SetUp();
    shell.write("decisions.csv", "");
    EXPECT_EQ(screen({"--decisions", "decisions.csv"}).status, 3);
    shell.write("names.csv", "shoe\n41\n");
    EXPECT_EQ(screen({}).status, 3);
}

TEST_F(Screen, ARecordOrEntryThatIsNotThereIsWrongUsage) {
    const auto decide = [&](const std::string& record, const std::string& entry) {
        return screen({"--decisions", "d.csv", "--decide", "same", "--record", record, "--entry",
                       entry, "--by", "A", "--why", "w", "--on", "2031-05-06"});
    };
    EXPECT_EQ(decide("99", "TSi.001").status, 2);
    EXPECT_EQ(decide("1", "TSi.099").status, 2);
    EXPECT_EQ(decide("1", "TSi.001").status, 0);
}

TEST_F(Screen, QuietLeavesErrorsAndTakesWarningsAway) {
    std::string odd = list("PHYO");
    odd.insert(odd.find("<INDIVIDUAL_DOCUMENT>"), "<LISTED_ON>some day</LISTED_ON>");
    shell.write("list.xml", odd);
    EXPECT_NE(screen({}).err.find("S904"), std::string::npos);
    const Outcome quiet = screen({"--quiet"});
    EXPECT_EQ(quiet.err, "");
    EXPECT_NE(quiet.out, "");
    shell.write("names.csv", "name\n😀\nJohn Smith\n");
    EXPECT_NE(screen({"--quiet"}).err.find("S919"), std::string::npos);
}

TEST_F(Screen, BadInputIsOneClearMessage) {
    shell.write("list.xml", "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>\n"
                            "<CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>");
    const Outcome bomb = screen({});
    EXPECT_EQ(bomb.status, 3);
    EXPECT_EQ(bomb.err.find("halflight: error: list.xml:1:1: a document type or entity "
                            "declaration (<!...) is refused"),
              0U);
    SetUp();
    shell.write("names.csv", "name,imo,shoe\nA,5342884,41\n");
    const Outcome faults = screen({});
    EXPECT_EQ(faults.status, 1);
    EXPECT_NE(faults.err.find("names.csv:2:3: error: S916"), std::string::npos);
    EXPECT_NE(faults.err.find("column 'shoe' is not known"), std::string::npos);
    EXPECT_EQ(shell({"screen", "names.csv"}).status, 2);
    EXPECT_EQ(screen({"--decide", "same"}).status, 2);
    EXPECT_EQ(screen({"--fail-on", "none"}).status, 2);
    EXPECT_EQ(shell({"screen", "absent.csv", "--list", "list.xml"}).status, 3);
}

} // namespace
} // namespace halflight::test
