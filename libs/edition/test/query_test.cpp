// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/query.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::edition::test {

namespace {

using reason::CellStatus;

Date day(const char* text) {
    return parse_date(text).value();
}

SeriesTable ask(const QuerySpec& spec, const char* key = "exports:RUS:PRK") {
    return query(loaded(small_world()), key, spec);
}

QuerySpec months(const char* from, const char* to) {
    QuerySpec spec;
    spec.frequency = Frequency::month;
    spec.from = day(from);
    spec.to = day(to);
    return spec;
}

ErrorCode code_of(const QuerySpec& spec, const char* key = "exports:RUS:PRK") {
    try {
        (void)ask(spec, key);
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::count_;
}

TEST(Query, GivesAnIntervalForEveryMonth) {
    const SeriesTable table = ask(months("2024-06-01", "2024-11-30"));
    ASSERT_EQ(table.rows.size(), 6U);
    EXPECT_EQ(table.rows[0].status, CellStatus::missing);
    EXPECT_EQ(table.rows[0].missing, Missing::not_collected);
    EXPECT_FALSE(table.rows[0].value) << "missing is never zero";
    EXPECT_EQ(table.rows[0].bounds, Interval::at_least(0));
    EXPECT_EQ(table.rows[1].value, 10000);
    EXPECT_EQ(table.rows[1].obs_status, 'A');
    EXPECT_EQ(table.rows[2].obs_status, 'E');
    EXPECT_EQ(table.rows[4].missing, Missing::not_published) << "the reason of the claim";
    EXPECT_EQ(table.rows[4].claims, std::vector<std::string>{"OCT"});
}

TEST(Query, DerivesWhatTheOthersDetermine) {
    const SeriesTable table = ask(months("2024-09-01", "2024-09-30"));
    ASSERT_EQ(table.rows.size(), 1U);
    EXPECT_EQ(table.rows[0].status, CellStatus::derived);
    EXPECT_NEAR(table.rows[0].bounds.lo, 88500, 1e-6);
    EXPECT_NEAR(table.rows[0].bounds.hi, 91500, 1e-6);
    EXPECT_EQ(table.rows[0].claims, (std::vector<std::string>{"JUL", "AUG", "Q3"}));
    EXPECT_EQ(table.rows[0].origins, 1U) << "the paper repeats the agency";
    EXPECT_EQ(table.rows[0].known_since, day("2024-12-01"));
}

TEST(Query, SeesOnlyWhatWasKnown) {
    QuerySpec spec = months("2024-08-01", "2024-09-30");
    spec.reason.as_of = day("2024-09-15");
    const SeriesTable table = ask(spec);
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].status, CellStatus::missing);
    EXPECT_EQ(table.rows[0].known_since, day("2024-09-15"));
}

TEST(Query, WithoutFrequencyGivesTheCellsAsTheyAre) {
    QuerySpec spec;
    spec.from = day("2024-01-01");
    const SeriesTable table = ask(spec);
    std::vector<std::string> periods;
    for (const Observation& row : table.rows) {
        periods.push_back(to_string(row.period));
    }
    EXPECT_EQ(periods, (std::vector<std::string>{"2024-07", "2024-Q3", "2024-08", "2024-10"}));
}

TEST(Query, DisputedCellHasNoValueOfItsOwn) {
    QuerySpec spec;
    spec.to = day("2023-12-31");
    spec.from = day("2023-01-01");
    const SeriesTable table = ask(spec);
    ASSERT_EQ(table.rows.size(), 1U);
    EXPECT_TRUE(table.rows[0].disputed);
    EXPECT_FALSE(table.rows[0].value);
    EXPECT_TRUE(table.rows[0].bounds.contains(Interval::closed(9500, 20500)));
}

TEST(Query, ConvertsInsideOneDimension) {
    QuerySpec spec = months("2024-07-01", "2024-07-31");
    spec.unit = "thousand USD";
    const SeriesTable table = ask(spec);
    EXPECT_EQ(table.unit, "thousand USD");
    EXPECT_EQ(table.rows.at(0).value, 10);
    EXPECT_EQ(table.rows.at(0).bounds, Interval::closed(9.5, 10.5));
}

TEST(Query, RefusesWhatItCannotAnswer) {
    QuerySpec bad_unit;
    bad_unit.unit = "bbl";
    QuerySpec backwards = months("2024-07-01", "2023-07-31");
    EXPECT_EQ(code_of(bad_unit), ErrorCode::usage);
    EXPECT_EQ(code_of(backwards), ErrorCode::usage);
    EXPECT_EQ(code_of({}, "export:RUS:PRK"), ErrorCode::usage);
    EXPECT_EQ(code_of({}, "exports:RUS:CHN"), ErrorCode::not_found);
}

} // namespace

} // namespace halflight::edition::test
