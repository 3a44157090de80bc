// SPDX-License-Identifier: Apache-2.0
#include "halflight/sources/screening_files.hpp"

#include "made_list.hpp"

#include "halflight/base/error.hpp"
#include "halflight/io/files.hpp"
#include "halflight/sources/screening_report.hpp"
#include "halflight/sources/un_list.hpp"

#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

namespace halflight::sources {
namespace {

using watch::IdentifierScheme;

std::string messages(const Diagnostics& diagnostics) {
    std::string text;
    for (const auto& item : diagnostics.items()) {
        text += to_text(item);
    }
    return text;
}

/// A folder of its own, gone at the end.
class Files : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    const std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) /
        (std::string("halflight-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST(Subjects, AreReadWithTheirPlaces) {
    const auto made = read_subjects("id,name,kind,birth_date,nationality,imo,passport\n"
                                    "7,Tok Mun Bin,individual,1961-03,KP,,PS 123456789\n"
                                    ",Pyol,company,,,5342883,\n",
                                    "names.csv");
    EXPECT_EQ(messages(made.diagnostics), "");
    ASSERT_EQ(made.subjects.size(), 2U);
    EXPECT_EQ(made.subjects[0].id, "7");
    EXPECT_EQ(to_string(made.subjects[0].birth->last), "1961-03-31");
    EXPECT_EQ(made.subjects[0].identifiers[0].number, "PS123456789");
    EXPECT_EQ(made.subjects[1].identifiers[0].scheme, IdentifierScheme::imo_company);
    EXPECT_EQ(made.subjects[1].line, 3U);
}

TEST(Subjects, FaultsAreToldAndTheRestIsAsked) {
    const auto made = read_subjects("name,knid,birth_date,imo,nationality,kind\n"
                                    "A,,3 March 1961,5342884,Ruritania,robot\n"
                                    ",,,,,\n"
                                    "B,,\n"
                                    "C,,1961,,,\n",
                                    "names.csv");
    const std::string told = messages(made.diagnostics);
    EXPECT_NE(told.find("names.csv:1:1: warning: S912: column 'knid' is not known and is not read"),
              std::string::npos);
    EXPECT_NE(told.find("is 'kind' meant?"), std::string::npos);
    EXPECT_NE(told.find("names.csv:2:4: error: S915: '3 March 1961' is not a date of birth"),
              std::string::npos);
    EXPECT_NE(told.find("names.csv:2:17: error: S916: '5342884' has the check digit of neither"),
              std::string::npos);
    EXPECT_NE(told.find("S918: 'Ruritania' is no state"), std::string::npos);
    EXPECT_NE(told.find("S914: 'robot' is no kind"), std::string::npos);
    EXPECT_NE(told.find("names.csv:3:1: error: S919: a row with neither"), std::string::npos);
    EXPECT_NE(told.find("names.csv:4:1: error: S913: 3 fields under 6 columns"), std::string::npos);
    ASSERT_EQ(made.subjects.size(), 2U);
    EXPECT_TRUE(made.subjects[0].identifiers.empty());
    EXPECT_FALSE(made.subjects[0].birth.has_value());
    EXPECT_THROW((void)read_subjects("", "names.csv"), Error);
    EXPECT_THROW((void)read_subjects("title,age\nx,1\n", "names.csv"), Error);
}

watch::Decision decision(const std::string& why) {
    return {.on = Date{22000},
            .by = "A. Analyst",
            .kind = watch::DecisionKind::different,
            .record = "Tok, \"Mun\"",
            .record_hash = "0123456789abcdef",
            .entry = "TSi.001",
            .entry_hash = "fedcba9876543210",
            .why = why,
            .line = 0};
}

TEST_F(Files, DecisionsAreAddedAndReadBack) {
    const auto file = folder / "decisions.csv";
    append_decision(file, decision("born later"));
    const std::string first = io::read_file(file);
    append_decision(file, decision("a line\nand a comma, too"));
    EXPECT_TRUE(io::read_file(file).starts_with(first)) << "what stands is never rewritten";
    const auto made = read_decisions(io::read_file(file), "decisions.csv");
    EXPECT_EQ(messages(made.diagnostics), "");
    ASSERT_EQ(made.log.all().size(), 2U);
    EXPECT_EQ(made.log.all()[1].why, "a line\nand a comma, too");
    EXPECT_EQ(made.log.all()[1].record, "Tok, \"Mun\"");
    const auto ruling =
        made.log.ruling("Tok, \"Mun\"", "0123456789abcdef", "TSi.001", "fedcba9876543210");
    ASSERT_TRUE(ruling.has_value());
    EXPECT_TRUE(ruling->stands);
    EXPECT_EQ(ruling->why, "a line\nand a comma, too") << "the last counts";
}

TEST_F(Files, ManyWritersAtOnceLoseNothing) {
    const auto file = folder / "decisions.csv";
    constexpr int writers = 4;
    constexpr int each = 25;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < writers; ++t) {
            threads.emplace_back([&file, t] {
                for (int i = 0; i < each; ++i) {
                    append_decision(file, decision(std::to_string(t * each + i)));
                }
            });
        }
    }
    const auto made = read_decisions(io::read_file(file), "decisions.csv");
    EXPECT_EQ(messages(made.diagnostics), "");
    EXPECT_EQ(made.log.all().size(), std::size_t{writers} * each);
}

TEST_F(Files, AHalfLineOfAnotherHandIsEnded) {
    const auto file = folder / "decisions.csv";
    append_decision(file, decision("first"));
    std::string text = io::read_file(file);
    text.pop_back();
    io::write_file(file, text);
    append_decision(file, decision("second"));
    EXPECT_EQ(read_decisions(io::read_file(file), "d.csv").log.all().size(), 2U);
}

TEST(Decisions, ARowThatDoesNotSayWhoWhenWhyDoesNotCount) {
    const std::string head = "on,by,decision,record,record_hash,entry,entry_hash,why\n";
    const auto made = read_decisions(head + "2031-01-02,,same,A,1,B,2,because\n"
                                            "2031-02-30,X,same,A,1,B,2,because\n"
                                            "2031-01-02,X,maybe,A,1,B,2,because\n"
                                            "2031-01-02,X,same,A,1,B,2,because\n",
                                     "decisions.csv");
    const std::string told = messages(made.diagnostics);
    EXPECT_NE(told.find("decisions.csv:2:12: error: S921: a decision without 'by'"),
              std::string::npos);
    EXPECT_NE(told.find("decisions.csv:3:1: error: S922"), std::string::npos);
    EXPECT_NE(told.find("decisions.csv:4:14: error: S922: 'maybe' is no decision"),
              std::string::npos);
    EXPECT_EQ(made.log.all().size(), 1U);
    EXPECT_THROW((void)read_decisions("on,by\n", "decisions.csv"), Error);
}

TEST(Report, SaysTheSameInAllForms) {
    const auto list = read_un_consolidated(test::made_list).list;
    const auto subjects =
        read_subjects("name,passport\nDok Moon-bin,123456789\nJohn Smith,\n", "n.csv").subjects;
    const auto screenings = watch::Screener(list).screen(subjects, {}, 1);
    const ScreeningView view{list, subjects, screenings, true};
    EXPECT_EQ(to_text(count(view)),
              "2 records: 1 confirmed, 0 probable, 0 possible, 1 without a match");
    const std::string text = to_text(view);
    EXPECT_NE(text.find("line 2: Dok Moon-bin\n  confirmed"), std::string::npos);
    EXPECT_NE(text.find("+100.0  identifier: passport"), std::string::npos);
    EXPECT_EQ(text.find("John Smith"), std::string::npos);
    const std::string json = to_json(view);
    EXPECT_NE(json.find("\"schema\": \"halflight-screening/1\""), std::string::npos);
    EXPECT_NE(json.find("\"part\": \"identifier\""), std::string::npos);
    EXPECT_NE(to_csv(view).find("confirmed,"), std::string::npos);
}

} // namespace
} // namespace halflight::sources
