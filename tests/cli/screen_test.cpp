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
               "</INDIVIDUAL>\n</INDIVIDUALS>\n<ENTITIES/>\n</CONSOLIDATED_LIST>\n";
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
        "--why",       "born in 1999",  "--on",     "2021-05-06"};
    const Outcome decided = screen(decide);
    EXPECT_EQ(decided.status, 0);
    EXPECT_EQ(decided.err, "decisions.csv: decision added\n");
    const Outcome used = screen({"--decisions", "decisions.csv"});
    EXPECT_NE(used.out.find("decided 'different' by A. B. on 2021-05-06: born in 1999"),
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
                       entry, "--by", "A", "--why", "w", "--on", "2021-05-06"});
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

constexpr const char* decisions_header = "on,by,decision,record,record_hash,entry,entry_hash,why\n";

TEST_F(Screen, ADecisionIsUsedHoweverFarTheNamesAreFromAlike) {
    const auto decide = [&](const std::string& record, const std::string& kind) {
        return screen({"--decisions", "d.csv", "--decide", kind, "--record", record, "--entry",
                       "TSi.001", "--by", "A", "--why", "seen", "--on", "2021-05-06"});
    };
    EXPECT_EQ(decide("2", "same").status, 0);
    const Outcome same = screen({"--decisions", "d.csv", "--explain"});
    EXPECT_TRUE(contains(same.out, "line 3: John Smith\n  confirmed ")) << same.out;
    EXPECT_TRUE(contains(same.out, "decision: 'same', by A")) << same.out;
    EXPECT_TRUE(contains(same.err, "2 confirmed")) << same.err;
    EXPECT_TRUE(contains(same.err, "; 1 decisions used, 0 open again")) << same.err;
    EXPECT_EQ(decide("2", "different").status, 0);
    const Outcome different = screen({"--decisions", "d.csv"});
    EXPECT_TRUE(contains(different.out, "line 3: John Smith\n  none ")) << different.out;
    EXPECT_TRUE(contains(different.err, "; 1 decisions used, 0 open again")) << different.err;
}

TEST_F(Screen, ADecisionThatNoLongerHoldsIsToldInEveryForm) {
    const std::vector<std::string> decide{
        "--decisions", "d.csv", "--decide", "same",  "--record", "2",    "--entry",
        "TSi.001",     "--by",  "A",        "--why", "seen",     "--on", "2021-05-06"};
    EXPECT_EQ(screen(decide).status, 0);
    const auto expect_open = [&](const std::string& why) {
        const Outcome text = screen({"--decisions", "d.csv"});
        EXPECT_TRUE(contains(text.out, "open again: " + why)) << text.out;
        EXPECT_TRUE(contains(text.err, "; 0 decisions used, 1 open again")) << text.err;
        const Outcome json = screen({"--decisions", "d.csv", "--format", "json"});
        EXPECT_TRUE(contains(json.out, "\"reopened\": \"" + why)) << json.out;
        EXPECT_TRUE(contains(json.out, "\"decisions_open_again\": 1")) << json.out;
        const Outcome csv = screen({"--decisions", "d.csv", "--format", "csv"});
        EXPECT_TRUE(contains(csv.out, "open again: " + why)) << csv.out;
        EXPECT_TRUE(contains(csv.err, "1 open again")) << csv.err;
    };
    const std::string names = shell.read("names.csv");
    shell.write("names.csv", "id,name,passport\n2,John Smithson,\n");
    expect_open("the record has changed since");
    shell.write("names.csv", names);
    shell.write("list.xml", list("QUITE ANOTHER"));
    expect_open("the list's entry has changed since");
    std::string other = list("PHYO");
    other.replace(other.find("TSi.001"), 7, "TSi.002");
    shell.write("list.xml", other);
    expect_open("the entry is no longer on the list");
    shell.write("names.csv", "id,name\n9,John Smith\n");
    EXPECT_TRUE(contains(screen({"--decisions", "d.csv"}).err,
                         "; 1 decision is on a record that is not in this table"));
}

TEST_F(Screen, ALogThatIsNotThereIsAnErrorUnlessItIsMade) {
    const Outcome absent = screen({"--decisions", "desicions.csv"});
    EXPECT_EQ(absent.status, 3);
    EXPECT_EQ(absent.out, "");
    EXPECT_TRUE(contains(absent.err, "desicions.csv: no such log of decisions")) << absent.err;
}

TEST_F(Screen, ADecisionIsNotMadeOnADayToCome) {
    const Outcome ahead =
        screen({"--decisions", "d.csv", "--decide", "same", "--record", "1", "--entry", "TSi.001",
                "--by", "A", "--why", "w", "--on", "9990-01-01"});
    EXPECT_EQ(ahead.status, 2);
    EXPECT_TRUE(contains(ahead.err, "--on 9990-01-01 is a day to come")) << ahead.err;
    EXPECT_EQ(screen({"--decisions", "d.csv"}).status, 3) << "nothing was written";
}

TEST_F(Screen, ABirthStillToComeClearsNobody) {
    shell.write("names.csv", "name,birth_date\n표문빈,9990-01-01\n");
    const Outcome told = screen({});
    EXPECT_EQ(told.status, 0);
    EXPECT_TRUE(contains(told.err, "names.csv:2:5: warning: S920")) << told.err;
    EXPECT_TRUE(contains(told.err, "1 possible")) << told.err;
}

TEST_F(Screen, AListOfUnknownFormScreensNothing) {
    const auto expect_refused = [&](const std::string& from, const std::string& to,
                                    const std::string& why) {
        std::string text = list("PHYO");
        for (auto at = text.find(from); at != std::string::npos;
             at = text.find(from, at + to.size())) {
            text.replace(at, from.size(), to);
        }
        shell.write("list.xml", text);
        const Outcome refused = screen({"--fail-on", "possible"});
        EXPECT_EQ(refused.status, 3) << to;
        EXPECT_EQ(refused.out, "") << to;
        EXPECT_TRUE(contains(refused.err, why)) << refused.err;
    };
    expect_refused("INDIVIDUALS>", "PERSONS>", "list.xml:3:2: <PERSONS> in <CONSOLIDATED_LIST>");
    expect_refused("<ENTITIES/>\n", "", "the list has no <ENTITIES>");
    expect_refused("<ENTITIES/>", "<ENTITIES/><VESSELS/>", "<VESSELS> in <CONSOLIDATED_LIST>");
    expect_refused("INDIVIDUAL>", "PERSON>", "<PERSON> in <INDIVIDUALS> is not known");
    expect_refused("INDIVIDUAL_DOCUMENT", "INDIVIDUAL_AKA",
                   "no <INDIVIDUAL> has <INDIVIDUAL_ALIAS>");
    shell.write("list.xml", "<CONSOLIDATED_LIST><INDIVIDUALS/><ENTITIES/></CONSOLIDATED_LIST>");
    const Outcome empty = screen({});
    EXPECT_EQ(empty.status, 3);
    EXPECT_TRUE(contains(empty.err, "the list has no entries")) << empty.err;
}

TEST_F(Screen, ForeignTextForgesNoLine) {
    shell.write("names.csv", "name\n\"PHYO MUN BIN;\n  confirmed 200.0  TSi.999\"\n"
                             "\"PHYO MUN BIN\xE2\x80\xA8  confirmed 1\x1b[2K\"\n");
    const Outcome told = screen({"--explain"});
    EXPECT_FALSE(contains(told.out, "\n  confirmed")) << told.out;
    EXPECT_TRUE(contains(told.out, "line 2: PHYO MUN BIN;   confirmed 200.0")) << told.out;
    EXPECT_FALSE(contains(told.out, "\xE2\x80\xA8"));
    EXPECT_FALSE(contains(told.out, "\x1b"));
    shell.write("d.csv", std::string(decisions_header) +
                             "2021-01-01,A,same,PHYO MUN BIN,0,TSi.001,0,\"x\n  confirmed 9\"\n");
    shell.write("names.csv", "name\nPHYO MUN BIN\n");
    EXPECT_FALSE(contains(screen({"--decisions", "d.csv"}).out, "\n  confirmed"));
}

TEST_F(Screen, ATableInAnotherFormIsReadOrSaysHow) {
    shell.write("names.csv", "name;id\n표문빈;7\n");
    const Outcome other = screen({});
    EXPECT_EQ(other.status, 3);
    EXPECT_TRUE(contains(other.err, "names.csv:1:1: semicolons where commas are expected"))
        << other.err;
    shell.write("names.csv", "ID,NAME,Birth_Date\n7,표문빈,1961\n");
    const Outcome capitals = screen({});
    EXPECT_EQ(capitals.status, 0) << capitals.err;
    EXPECT_TRUE(contains(capitals.err, "1 possible")) << capitals.err;
    shell.write("names.csv", "name,NAME\nA B,C D\n");
    EXPECT_TRUE(contains(screen({}).err, "S911"));
}

} // namespace
} // namespace halflight::test
