// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/explain.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::edition::test {

namespace {

Explained why(const char* id) {
    return explain(loaded(small_world()), id, {});
}

std::string error_of(const char* id) {
    try {
        (void)why(id);
    } catch (const Error& error) {
        return std::string(to_string(error.code())) + ": " + error.what();
    }
    return {};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Explain, ADerivedCellNamesTheStatementsAndTheRelation) {
    const Explained out = why("exports:RUS:PRK@2024-09");
    ASSERT_TRUE(out.cell);
    EXPECT_EQ(out.cell->status, reason::CellStatus::derived);
    EXPECT_EQ(out.cell->low.size(), 3U);
    EXPECT_EQ(out.statements.size(), 3U);
    EXPECT_EQ(out.cell->origins, 1U);
    const std::string text = to_text(out);
    EXPECT_TRUE(has(text, "88,500 to 91,500 USD")) << text;
    EXPECT_TRUE(has(text, "2024-Q3 = 2024-07 + 2024-08 + 2024-09")) << text;
    EXPECT_TRUE(has(text, "AUG  claims/all.csv:3: 20 thousand USD  (estimate, grade C3)")) << text;
    EXPECT_TRUE(has(text, "read as 19.5 to 20.5 thousand USD")) << text;
    EXPECT_TRUE(has(text, "about 2024-08, known since 2024-10-01")) << text;
    EXPECT_TRUE(has(text, "which repeats agency")) << text;
}

TEST(Explain, ACellOfWhichNothingIsKnown) {
    const Explained out = why("exports:RUS:PRK@2021-05");
    ASSERT_TRUE(out.cell);
    EXPECT_EQ(out.cell->bounds, Interval::at_least(0));
    EXPECT_TRUE(has(to_text(out), "status: missing (not collected)")) << to_text(out);
}

TEST(Explain, AMonthInsideAPublishedQuarterIsBounded) {
    const Explained out = why("exports:RUS:PRK@2023-03");
    ASSERT_TRUE(out.cell);
    EXPECT_EQ(out.cell->status, reason::CellStatus::bounded);
    EXPECT_LE(out.cell->bounds.hi, 20500);
}

TEST(Explain, AClaimNamesItsFindings) {
    const Explained out = why("HIGH");
    EXPECT_FALSE(out.cell);
    ASSERT_EQ(out.statements.size(), 1U);
    EXPECT_EQ(out.statements[0].sources.size(), 2U);
    ASSERT_FALSE(out.findings.empty());
    EXPECT_EQ(out.statements[0].findings.front(), out.findings.front().code);
}

TEST(Explain, AMissingClaimSaysWhy) {
    EXPECT_TRUE(has(to_text(why("OCT")), "no value: not published")) << to_text(why("OCT"));
}

TEST(Explain, AConflictByItsCodeWithItsVerdict) {
    const Explained claim = why("OLD-A");
    const auto conflict =
        std::ranges::find(claim.findings, reason::Outcome::conflict, &FindingView::outcome);
    ASSERT_NE(conflict, claim.findings.end());
    const Explained out = why(conflict->code.c_str());
    ASSERT_EQ(out.findings.size(), 1U);
    EXPECT_EQ(out.statements.size(), 2U);
    EXPECT_EQ(out.findings[0].minimal_sets,
              (std::vector<std::vector<std::string>>{{"OLD-A", "OLD-B"}}));
    ASSERT_TRUE(out.findings[0].verdict);
    EXPECT_TRUE(has(to_text(out), "verdict: error by xy on 2024-02-02: a slip of the pen"))
        << to_text(out);
    EXPECT_TRUE(has(to_json(out), "\"note\": \"a slip of the pen\""));
}

TEST(Explain, SaysWhatItDoesNotKnow) {
    EXPECT_TRUE(has(error_of("HIGHH"), "not_found")) << error_of("HIGHH");
    EXPECT_TRUE(has(error_of("HIGHH"), "did you mean 'HIGH'?")) << error_of("HIGHH");
    EXPECT_TRUE(has(error_of("exports:RUS:PRK@2024-13"), "usage: period"))
        << error_of("exports:RUS:PRK@2024-13");
    EXPECT_TRUE(has(error_of("exports:RUS:CHN@2024"), "there is exports:RUS:PRK"));
}

Explained why_measure(const char* id) {
    dossier::Files files = small_world();
    files["measures.toml"] = "[[measure]]\nid = \"months\"\nform = \"series\"\ntitle = "
                             "\"By month\"\nseries = [\"EXP = exports:RUS:PRK\"]\nperiods = "
                             "[\"2024-07\", \"2024-10\"]\n";
    return explain(loaded(files), id, {});
}

TEST(Explain, ANumberOfAMeasureWithItsStatements) {
    const Explained out = why_measure("months/EXP@2024-07");
    ASSERT_TRUE(out.number);
    EXPECT_FALSE(out.cell);
    ASSERT_EQ(out.statements.size(), 1U);
    const std::string text = to_text(out);
    EXPECT_TRUE(has(text, "9,500 to 10,500 USD\npoint: 10,000 USD\nbasis: reported")) << text;
    EXPECT_TRUE(has(text, "from cell exports:RUS:PRK@2024-07")) << text;
    EXPECT_TRUE(has(text, "JUL  claims/all.csv:2: 10 thousand USD")) << text;
    EXPECT_TRUE(has(to_json(out), "\"shown\": \"9,500 to 10,500 USD\"")) << to_json(out);
}

TEST(Explain, AMissingNumberOfAMeasureSaysWhy) {
    const std::string text = to_text(why_measure("months/EXP@2024-10"));
    EXPECT_TRUE(has(text, "not published\nbasis: missing: not published")) << text;
}

TEST(Explain, NamesTheNearestNumber) {
    try {
        (void)why_measure("months/EXP@2024-08");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::not_found);
        EXPECT_TRUE(has(error.what(), "did you mean 'months/EXP@2024-07'?")) << error.what();
    }
}

} // namespace

} // namespace halflight::edition::test
