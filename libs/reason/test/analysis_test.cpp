// SPDX-License-Identifier: Apache-2.0
// What is known when, whose evidence it is, and what can be said without solving anything.
#include "world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

namespace halflight::reason::test {
namespace {

using ledger::IndicatorType;
using ledger::Kind;

World trade() {
    World world;
    world.indicator("t", IndicatorType::flow, {"USD"});
    return world;
}

std::vector<Finding> conflicts(World& world) {
    return findings(world.analyse(), Outcome::conflict);
}

TEST(AsOf, AClaimKnownLaterIsNotUsed) {
    World world = trade();
    world.say("A", "t:RUS", "2024", "=10");
    world.add({.id = "B", .key = "t:RUS", .period = "2024", .value = "=20", .known = "2025-06-01"});
    EXPECT_EQ(conflicts(world).size(), 1U);
    world.spec.as_of = must(parse_date("2025-05-31"));
    const Report before = world.analyse();
    EXPECT_TRUE(findings(before, Outcome::conflict).empty());
    EXPECT_EQ(world.bounds(before, "t:RUS", "2024"), Interval::point(10));
    world.spec.as_of = must(parse_date("2025-06-01"));
    EXPECT_EQ(conflicts(world).size(), 1U);
}

TEST(AsOf, AWithdrawnClaimCountsOnlyBefore) {
    World world = trade();
    world.say("A", "t:RUS", "2024", "=10");
    world.add(
        {.id = "B", .key = "t:RUS", .period = "2024", .value = "=20", .withdrawn = "2025-03-01"});
    EXPECT_TRUE(conflicts(world).empty());
    world.spec.as_of = must(parse_date("2025-02-28"));
    EXPECT_EQ(conflicts(world).size(), 1U);
    world.spec.as_of = must(parse_date("2025-03-01"));
    EXPECT_TRUE(conflicts(world).empty());
}

TEST(AsOf, NothingIsKnownBeforeTheFirstClaim) {
    World world = trade();
    world.say("A", "t:RUS", "2024", "=10");
    world.spec.as_of = must(parse_date("2024-12-31"));
    const Report report = world.analyse();
    EXPECT_TRUE(report.cells.empty());
    EXPECT_TRUE(report.findings.empty());
}

World repeated() {
    World world = trade();
    world.source("customs");
    world.source("agency", "customs");
    world.source("paper", "agency");
    world.add(
        {.id = "C", .key = "t:RUS", .period = "2024", .value = "=11,234", .source = "customs"});
    world.add({.id = "P", .key = "t:RUS", .period = "2024", .value = "=11,234", .source = "paper"});
    return world;
}

TEST(Without, TakesOutASourceAndThoseThatRepeatIt) {
    World world = repeated();
    world.add({.id = "S", .key = "t:RUS", .period = "2024", .value = "=9"});
    world.spec.without = {"customs"};
    EXPECT_EQ(world.bounds(world.analyse(), "t:RUS", "2024"), Interval::point(9));
    world.spec.without = {"agency"}; // the paper repeats it
    EXPECT_EQ(conflicts(world).at(0).claims.size(), 2U);
    world.spec.without = {"paper"};
    EXPECT_EQ(world.ids(conflicts(world).at(0).claims), (Ids{"C", "S"}));
}

TEST(Agreement, CountsOriginsNotPublishers) {
    World world = repeated();
    auto found = findings(world.analyse(), Outcome::ok, FindingKind::origin);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(world.ids(found[0].claims), (Ids{"C", "P"}));
    EXPECT_TRUE(says(found[0], "2 sources, 1 origin: counted once")) << found[0].message;
    world.add({.id = "S", .key = "t:RUS", .period = "2024", .value = "=11,234"});
    found = findings(world.analyse(), Outcome::ok, FindingKind::origin);
    EXPECT_TRUE(says(found[0], "3 sources, 2 origins; the same digits")) << found[0].message;
}

TEST(Agreement, RoundNumbersAreNoSignOfCopying) {
    World world = trade();
    world.source("other");
    world.say("A", "t:RUS", "2024", "=5,000");
    world.add({.id = "B", .key = "t:RUS", .period = "2024", .value = "=5,000", .source = "other"});
    const auto found = findings(world.analyse(), Outcome::ok, FindingKind::origin);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_FALSE(says(found[0], "digits"));
}

World with_target(const char* period, const char* outcome) {
    World world = trade();
    world.add(
        {.id = "T", .key = "t:RUS", .period = "2020", .value = "=1,000", .kind = Kind::target});
    world.say("O", "t:RUS", period, outcome);
    world.say("half", "t:RUS", "2019-S2", "=1");
    return world;
}

TEST(Target, IsMetOrMissed) {
    World met = with_target("2020", "=1,500");
    EXPECT_EQ(findings(met.analyse(), Outcome::ok, FindingKind::target).size(), 1U);
    World missed = with_target("2020", "=250");
    const auto found = findings(missed.analyse(), Outcome::conflict, FindingKind::target);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bounds, Interval::point(25));
    EXPECT_EQ(missed.ids(found[0].claims), (Ids{"O", "T"}));
    World open = with_target("2020", "900..1100");
    EXPECT_EQ(findings(open.analyse(), Outcome::ok, FindingKind::target).size(), 1U);
}

TEST(Target, IsMeasuredByTheLatestFigureOfItsFrequency) {
    World world = with_target("2019", "=250");
    world.say("older", "t:RUS", "2018", "=2,000");
    const auto found = findings(world.analyse(), Outcome::conflict, FindingKind::target);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(world.ids(found[0].claims), (Ids{"O", "T"}));
    EXPECT_TRUE(says(found[0], "the latest figure up to then"));
    World none = with_target("2021", "=250");
    EXPECT_TRUE(findings(none.analyse(), Outcome::conflict).empty());
}

TEST(Target, IsNotMissedBeforeItsTimeIsOver) {
    World world = with_target("2019", "=250");
    world.spec.as_of = must(parse_date("2025-01-01"));
    EXPECT_EQ(findings(world.analyse(), Outcome::conflict, FindingKind::target).size(), 1U);
    World early = trade();
    early.add(
        {.id = "T", .key = "t:RUS", .period = "2030", .value = "=1,000", .kind = Kind::target});
    early.say("O", "t:RUS", "2024", "=250");
    early.spec.as_of = must(parse_date("2030-12-31"));
    EXPECT_EQ(findings(early.analyse(), Outcome::forecast, FindingKind::target).size(), 1U);
    early.spec.as_of = must(parse_date("2031-01-01"));
    EXPECT_EQ(findings(early.analyse(), Outcome::conflict, FindingKind::target).size(), 1U);
}

TEST(Forecast, IsScoredWhenItsPeriodCame) {
    World world = trade();
    world.add(
        {.id = "F", .key = "t:RUS", .period = "2024", .value = "=100", .kind = Kind::forecast});
    EXPECT_TRUE(findings(world.analyse(), Outcome::forecast).empty());
    world.add(
        {.id = "O", .key = "t:RUS", .period = "2024", .value = "=130", .known = "2025-06-01"});
    const auto found = findings(world.analyse(), Outcome::forecast);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bounds, Interval::point(30));
    EXPECT_TRUE(says(found[0], "error 30 USD")) << found[0].message;
    EXPECT_TRUE(findings(world.analyse(), Outcome::conflict).empty()); // a forecast binds nothing
    world.spec.as_of = must(parse_date("2025-05-31"));
    EXPECT_TRUE(findings(world.analyse(), Outcome::forecast).empty());
}

World scopes() {
    World world;
    world.count("e");
    world.dimension("scope").definition = true;
    for (const char* scope : {"permits", "persons", "visits"}) {
        world.code("scope", scope);
    }
    return world;
}

TEST(Definition, SeveralMeasuresUnderOneNameAreNeverMerged) {
    World world = scopes();
    world.say("A", "e:RUS::scope=permits", "2024", "=10");
    world.say("B", "e:RUS::scope=persons", "2024", "=20");
    const Report report = world.analyse();
    const auto found = findings(report, Outcome::definition);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(world.ids(found[0].claims), (Ids{"A", "B"}));
    EXPECT_TRUE(findings(report, Outcome::conflict).empty());
    EXPECT_EQ(world.bounds(report, "e:RUS::scope=permits", "2024"), Interval::point(10));
}

TEST(Definition, MeasuresThatAgreeAreNotTold) {
    World world = scopes();
    world.say("A", "e:RUS::scope=permits", "2024", "=10");
    world.say("B", "e:RUS::scope=persons", "2024", "=10");
    world.say("C", "e:RUS::scope=persons", "2023", "=20");
    EXPECT_TRUE(findings(world.analyse(), Outcome::definition).empty());
}

TEST(Definition, AnyTwoMeasuresMayDiffer) {
    World world = scopes();
    world.say("A", "e:RUS::scope=permits", "2024", "10..30"); // agrees with both others
    world.say("B", "e:RUS::scope=persons", "2024", "=12");
    world.say("C", "e:RUS::scope=visits", "2024", "=25");
    EXPECT_EQ(findings(world.analyse(), Outcome::definition).size(), 1U);
}

TEST(NotApplicable, AValueWhereNoneCanExistIsAConflict) {
    World world = scopes();
    world.say("none", "e:RUS::scope=permits", "2024", "not_applicable");
    world.say("A", "e:RUS::scope=permits", "2024", "=17");
    world.say("B", "e:RUS::scope=visits", "2024", "=17");
    const auto found = conflicts(world);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].proposed, Verdict::definition);
    ASSERT_EQ(found[0].minimal_sets.size(), 1U);
    EXPECT_EQ(world.ids(found[0].minimal_sets[0]), (Ids{"A", "none"}));
    EXPECT_TRUE(says(found[0], "the same value belongs to e:RUS::scope=visits"));
}

TEST(NotApplicable, OtherReasonsAgreeWithAValue) {
    World world = trade();
    world.say("late", "t:RUS", "2024", "late");
    world.say("A", "t:RUS", "2024", "=17");
    EXPECT_TRUE(conflicts(world).empty());
    const Report report = world.analyse();
    const Cell* cell = report.find(world.series("t:RUS"), must(parse_period("2024")));
    EXPECT_EQ(cell->status, CellStatus::reported);
    EXPECT_EQ(cell->missing, Missing::none);
    EXPECT_EQ(cell->claims.size(), 2U);
}

TEST(Cells, AreReportedDerivedBoundedOrMissing) {
    World world = trade();
    world.say("Y", "t:RUS", "2024", "=100");
    world.say("H", "t:RUS", "2024-S1", "=40");
    world.say("D", "t:RUS", "2024-S2", "late");
    world.say("B", "t:RUS", "2024-Q1", "suppressed");
    world.say("M", "t:CHN", "2024", "not_published");
    const Report report = world.analyse();
    const auto status = [&](const char* key, const char* period) {
        return report.find(world.series(key), must(parse_period(period)))->status;
    };
    EXPECT_EQ(status("t:RUS", "2024"), CellStatus::reported);
    EXPECT_EQ(status("t:RUS", "2024-S2"), CellStatus::derived);
    EXPECT_EQ(status("t:RUS", "2024-Q1"), CellStatus::bounded);
    EXPECT_EQ(status("t:CHN", "2024"), CellStatus::missing);
    const auto derived = findings(report, Outcome::derived);
    ASSERT_EQ(derived.size(), 1U);
    EXPECT_EQ(derived[0].bounds, Interval::point(60));
    EXPECT_EQ(world.ids(derived[0].claims), (Ids{"H", "Y"}));
}

TEST(Cells, AreInOrderOfSeriesAndPeriod) {
    World world = trade();
    world.say("Y", "t:RUS", "2024", "=100");
    world.say("M", "t:CHN", "2024", "=1");
    world.say("H", "t:RUS", "2023", "=40");
    const Report report = world.analyse();
    EXPECT_TRUE(std::ranges::is_sorted(
        report.cells, {}, [](const Cell& cell) { return std::pair{cell.series, cell.period}; }));
    EXPECT_EQ(report.find(world.series("t:CHN"), must(parse_period("2023"))), nullptr);
}

TEST(Cells, AreDisputedInAConflictOfTheirOwn) {
    World world = trade();
    world.say("A", "t:RUS", "2024", "=10");
    world.say("B", "t:RUS", "2024", "=20");
    const Report report = world.analyse();
    EXPECT_TRUE(report.cells.at(0).disputed);
    EXPECT_EQ(report.cells.at(0).bounds, Interval::closed(10, 20));
}

TEST(Proposal, FollowsDigitsDatesAndOrigins) {
    const auto proposed = [](const char* a, const char* b, const char* known, const char* source) {
        World world = trade();
        world.source("other");
        world.say("A", "t:RUS", "2024", a);
        world.add({.id = "B",
                   .key = "t:RUS",
                   .period = "2024",
                   .value = b,
                   .source = source,
                   .known = known});
        return conflicts(world).at(0).proposed;
    };
    EXPECT_EQ(proposed("=48", "=50", "2025-01-01", "survey"), Verdict::rounding);
    EXPECT_EQ(proposed("=1234", "=1243", "2025-01-01", "survey"), Verdict::error);
    EXPECT_EQ(proposed("=1234", "=123.4", "2025-01-01", "other"), Verdict::error);
    EXPECT_EQ(proposed("=1234", "=2891", "2025-06-01", "survey"), Verdict::vintage);
    EXPECT_EQ(proposed("=1234", "=2891", "2025-01-01", "survey"), Verdict::error);
    EXPECT_EQ(proposed("=1234", "=2891", "2025-01-01", "other"), Verdict::definition);
    EXPECT_EQ(proposed("=7.4", "=8.1", "2025-06-01", "other"),
              Verdict::vintage); // rounds at the first decimal
    EXPECT_EQ(proposed("=7.44", "=7.4", "2025-06-01", "other"), Verdict::rounding);
}

/// Everything about a finding but the order and numbers of claims.
using Told = std::tuple<Outcome, FindingKind, std::string, Ids, std::set<Ids>, Verdict>;

std::multiset<Told> told(World& world) {
    std::multiset<Told> result;
    for (const Finding& finding : world.analyse().findings) {
        std::set<Ids> sets;
        for (const auto& set : finding.minimal_sets) {
            sets.insert(world.ids(set));
        }
        result.insert({finding.outcome, finding.kind, finding.relation, world.ids(finding.claims),
                       sets, finding.proposed});
    }
    return result;
}

/// Conflicts that have no statement in common: where they do, which of them are told depends on the
/// order.
World large(bool backwards) {
    World world;
    world.count("t");
    world.indicator("g", IndicatorType::rate, {"percent"}).growth_of = "t";
    std::vector<Row> rows{{.id = "Y3", .key = "t:RUS", .period = "2023", .value = "=90"},
                          {.id = "Y4", .key = "t:RUS", .period = "2024", .value = "=100"},
                          {.id = "G", .key = "g:RUS", .period = "2024", .value = "11"},
                          {.id = "S", .key = "t:RUS", .period = "2024-S1", .value = "=40"},
                          {.id = "R", .key = "t:RUS", .period = "2024-S2", .value = "=61"},
                          {.id = "Q", .key = "t:RUS", .period = "2024-Q1", .value = "=35"},
                          {.id = "C", .key = "t:CHN", .period = "2024", .value = "=5"},
                          {.id = "D", .key = "t:CHN", .period = "2024", .value = "=7"},
                          {.id = "E", .key = "t:CHN", .period = "2024-S1", .value = "=3"}};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].line = static_cast<std::uint32_t>(i + 2);
    }
    if (backwards) {
        std::ranges::reverse(rows);
    }
    for (const Row& row : rows) {
        world.add(row);
    }
    return world;
}

TEST(Determinism, TwoRunsAreEqual) {
    World world = large(false);
    const Report first = world.analyse();
    const Report second = world.analyse();
    ASSERT_EQ(first.findings.size(), second.findings.size());
    for (std::size_t i = 0; i < first.findings.size(); ++i) {
        EXPECT_EQ(first.findings[i].message, second.findings[i].message);
        EXPECT_EQ(first.findings[i].code, second.findings[i].code);
        EXPECT_EQ(first.findings[i].claims, second.findings[i].claims);
        EXPECT_EQ(first.findings[i].minimal_sets, second.findings[i].minimal_sets);
    }
    ASSERT_EQ(first.cells.size(), second.cells.size());
    for (std::size_t i = 0; i < first.cells.size(); ++i) {
        EXPECT_EQ(first.cells[i].bounds, second.cells[i].bounds);
    }
}

TEST(Determinism, ClaimsInAnotherOrderGiveTheSameFindings) {
    World forwards = large(false);
    World backwards = large(true);
    EXPECT_EQ(told(forwards), told(backwards));
    EXPECT_FALSE(told(forwards).empty());
}

TEST(Findings, AreNumberedByPlace) {
    World world = large(false);
    const Report report = world.analyse();
    std::size_t conflict = 0;
    std::size_t other = 0;
    std::uint32_t line = 0;
    for (const Finding& finding : report.findings) {
        EXPECT_GE(finding.place.line, line);
        line = finding.place.line;
        const bool is_conflict = finding.outcome == Outcome::conflict;
        const std::size_t number = is_conflict ? ++conflict : ++other;
        EXPECT_EQ(finding.code,
                  std::string(is_conflict ? "C" : "F") + "00" + std::to_string(number));
    }
    EXPECT_GT(conflict, 0U);
    EXPECT_GT(other, 0U);
}

} // namespace
} // namespace halflight::reason::test
