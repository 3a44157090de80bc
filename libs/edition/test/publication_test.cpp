// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/publication.hpp"

#include "halflight/edition/explain.hpp"
#include "halflight/edition/query.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace halflight::edition {
namespace {

using test::loaded;
using test::small_world;

dossier::Files measured_world() {
    dossier::Files files = small_world();
    files["measures.toml"] =
        "[[measure]]\nid = \"months\"\nform = \"series\"\ntitle = \"By month\"\n"
        "series = [\"exports:RUS:PRK\"]\nfrequency = \"M\"\n"
        "from = \"2024-07\"\nto = \"2024-10\"\n";
    return files;
}

NumberBook book_of(Publication& publication, const std::vector<std::string>& refs) {
    return {publication, refs};
}

TEST(NumberBook, HoldsEveryNumberOfEveryMeasure) {
    Publication publication = publish(loaded(measured_world()), {});
    ASSERT_EQ(publication.problems.errors(), 0U);
    ASSERT_EQ(publication.measures.size(), 1U);
    const NumberBook book = book_of(publication, {});
    const measures::Table& table = publication.measures.front();
    EXPECT_EQ(book.all().size(), table.rows.size() * table.columns.size());
    for (const auto& [id, number] : book.all()) {
        EXPECT_EQ(number.origin, NumberOrigin::measure);
        EXPECT_TRUE(id.starts_with("months/")) << id;
    }
}

TEST(NumberBook, WhatIsSaidOfARowIsSaidOfItsNumbersAlone) {
    Publication publication = publish(loaded(measured_world()), {});
    measures::Table& table = publication.measures.front();
    table.notes = {"of all"};
    table.rows.front().notes = {"of the first"};
    const NumberBook book = book_of(publication, {});
    ASSERT_GE(table.rows.size(), 2U);
    const measures::Column& column = table.columns.front();
    const auto first = book.find(measures::number_id(table, table.rows.front(), column));
    const auto last = book.find(measures::number_id(table, table.rows.back(), column));
    ASSERT_TRUE(first && last);
    EXPECT_EQ((*first)->notes.at(0), "of the first");
    EXPECT_EQ((*first)->notes.at(1), "of all");
    EXPECT_EQ((*last)->notes.at(0), "of all");
}

TEST(NumberBook, ADerivedCellNamesTheStatementsThatMakeItsBoundsTight) {
    dossier::Files files = small_world();
    std::string& codes = files.at("codes.toml");
    codes.insert(codes.find("unit = "), "frequency = \"M\"\n");
    Publication publication = publish(loaded(files), {});
    const std::string derived = "exports:RUS:PRK@2024-09";
    const NumberBook book = book_of(publication, {derived});
    const auto number = book.find(derived);
    ASSERT_TRUE(number) << number.fault().message;
    EXPECT_EQ((*number)->value.basis, measures::Basis::derived);
    EXPECT_GE((*number)->statements.size(), 3U);
    EXPECT_FALSE((*number)->relations.empty());
}

/// 120 less 10 and 20: no statement names the month, and the indicator has no frequency.
constexpr const char* unnamed_month = "exports:RUS:PRK@2024-09";

TEST(Publish, AMonthThatNoStatementNamesIsWhatExplainAndQuerySayOfIt) {
    const Publication publication = publish(loaded(measured_world()), {});
    const measures::Table& table = publication.measures.front();
    const auto row = std::ranges::find(table.rows, parse_period("2024-09").value(),
                                       [](const measures::Row& r) { return *r.period; });
    ASSERT_NE(row, table.rows.end());
    const measures::Value& value = row->values.front();
    EXPECT_EQ(value.basis, measures::Basis::derived);
    EXPECT_EQ(value.bounds, explain(loaded(measured_world()), unnamed_month, {}).cell->bounds);
    QuerySpec monthly;
    monthly.frequency = Frequency::month;
    const SeriesTable asked = query(loaded(measured_world()), "exports:RUS:PRK", monthly);
    const auto same = std::ranges::find(asked.rows, *row->period, &Observation::period);
    ASSERT_NE(same, asked.rows.end());
    EXPECT_EQ(value.bounds, same->bounds);
}

TEST(Publish, CellsThatMeasuresAskForChangeNoFindingAndNoOtherRow) {
    dossier::Files files = measured_world();
    files["measures.toml"] += "[[measure]]\nid = \"all\"\nform = \"series\"\ntitle = \"All\"\n"
                              "series = [\"exports:RUS:PRK\"]\n";
    const Publication both = publish(loaded(files), {});
    const Analysed alone = analyse(loaded(small_world()), {});
    EXPECT_EQ(both.analysed.report.findings.size(), alone.report.findings.size());
    EXPECT_EQ(both.analysed.report.cells.size(), alone.report.cells.size());
    std::string& measures = files["measures.toml"];
    measures.erase(0, measures.rfind("[[measure]]"));
    const Publication one = publish(loaded(files), {});
    ASSERT_EQ(both.measures.size(), 2U);
    EXPECT_EQ(both.measures.back().rows.size(), one.measures.front().rows.size());
}

TEST(NumberBook, AReportMayNameAMonthThatNoStatementNames) {
    Publication publication = publish(loaded(small_world()), {});
    const NumberBook book = book_of(publication, {unnamed_month});
    const auto number = book.find(unnamed_month);
    ASSERT_TRUE(number) << number.fault().message;
    EXPECT_EQ((*number)->value.basis, measures::Basis::derived);
    EXPECT_EQ((*number)->value.bounds,
              explain(loaded(small_world()), unnamed_month, {}).cell->bounds);
    EXPECT_EQ((*number)->statements, (std::vector<std::string>{"AUG", "JUL", "Q3"}));
    EXPECT_FALSE((*number)->relations.empty());
}

TEST(NumberBook, ANumberOfAnUnnamedMonthRestsOnWhatBindsIt) {
    Publication publication = publish(loaded(measured_world()), {});
    const NumberBook book = book_of(publication, {});
    const auto number = book.find("months/PRK@2024-09");
    ASSERT_TRUE(number) << numbers_json(book);
    EXPECT_EQ((*number)->statements, (std::vector<std::string>{"AUG", "JUL", "Q3"}));
}

TEST(NumberBook, AStatementAndACellInConflictNameIt) {
    Publication publication = publish(loaded(small_world()), {});
    const NumberBook book = book_of(publication, {"exports:RUS:PRK@2023"});
    const auto number = book.find("exports:RUS:PRK@2023");
    ASSERT_TRUE(number);
    EXPECT_TRUE((*number)->value.disputed);
    EXPECT_EQ((*number)->conflicts.size(), 1U);
}

TEST(NumberBook, WhatNamesNothingIsAFaultWithAHint) {
    Publication publication = publish(loaded(measured_world()), {});
    const std::vector<std::string> wrong = {"months/RUS@2024-01",
                                            "nothing-like-it",
                                            "exports:RUS:PRK@1950",
                                            "exporst:RUS@2024",
                                            "exports:RUS:PRK@soon",
                                            "",
                                            "@",
                                            "/@",
                                            "#0",
                                            "x#-1"};
    const NumberBook book = book_of(publication, wrong);
    for (const std::string& ref : wrong) {
        const auto number = book.find(ref);
        ASSERT_FALSE(number) << ref;
        EXPECT_FALSE(number.fault().message.empty());
    }
}

/// What a book says of a reference that it refuses.
std::string refusal(const reason::Spec& spec, const std::string& ref) {
    Publication publication = publish(loaded(small_world()), spec);
    const NumberBook book = book_of(publication, {ref});
    const auto number = book.find(ref);
    EXPECT_EQ(book.all().contains(ref), number.ok());
    return number ? std::string() : number.fault().message;
}

TEST(NumberBook, AStatementThatIsNotInForceIsNoNumberAndItsFaultTellsNoValue) {
    reason::Spec early;
    early.as_of = parse_date("2024-09-15").value();
    EXPECT_EQ(refusal(early, "AUG"), "the statement 'AUG' was not known on 2024-09-15");
    reason::Spec without;
    without.without = {"agency"};
    EXPECT_EQ(refusal(without, "AUG"), "the statement 'AUG' comes from a source taken out")
        << "the paper repeats the agency";
    EXPECT_EQ(refusal(early, "JUL"), "");
}

TEST(Anchor, IsOneToOneAndSafe) {
    std::set<std::string> seen;
    for (const char* id : {"a/b@2024", "a_b@2024", "a.b:c@2024", "a_2f_b", "a/b@2018-01/2018-04"}) {
        const std::string name = anchor(id);
        EXPECT_TRUE(seen.insert(name).second) << id;
        EXPECT_EQ(name.find_first_not_of(
                      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."),
                  std::string::npos);
    }
}

TEST(NumbersJson, IsTheSameTwice) {
    Publication first = publish(loaded(measured_world()), {});
    Publication second = publish(loaded(measured_world()), {});
    EXPECT_EQ(numbers_json(book_of(first, {})), numbers_json(book_of(second, {})));
}

} // namespace
} // namespace halflight::edition
