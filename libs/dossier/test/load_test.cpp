// SPDX-License-Identifier: Apache-2.0
// What a sound dossier becomes.
#include "claim_values.hpp"
#include "cycles.hpp"
#include "toml_lines.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace halflight::dossier::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Loads rows without id and the columns from `kind` on, which are the same for all:
/// "indicator,...,unit".
Dossier load_rows(std::initializer_list<std::string_view> rows) {
    std::string text(header);
    char id = 'A';
    for (const std::string_view row : rows) {
        text += std::string(1, id++) + "," + std::string(row) + ",measured,customs,2024-01-31\n";
    }
    Dossier dossier = load(world_with("claims/a.csv", text));
    EXPECT_EQ("", diagnostics_of(dossier));
    EXPECT_EQ(rows.size(), dossier.ledger.claims().size());
    return dossier;
}

ledger::Claim load_row(std::string_view row) {
    const Dossier dossier = load_rows({row});
    if (dossier.ledger.claims().empty()) {
        return {};
    }
    ledger::Claim claim = dossier.ledger.claims().front();
    claim.locator = claim.quote = claim.note = {}; // views into a pool that goes with the dossier
    return claim;
}

Interval days(std::string_view first, std::string_view last) {
    return Interval::closed(parse_date(first).value().days, parse_date(last).value().days);
}

TEST(Load, PrintedNumbersBecomeIntervalsInTheUnitOfTheSeries) {
    const ledger::Claim claim = load_row("trade.turnover,RUS,PRK,,2023,,,34.4,,million USD");
    EXPECT_EQ(Interval::closed(34'350'000, 34'450'000), claim.bounds);
    EXPECT_EQ(34'400'000, claim.printed_low);
    EXPECT_EQ(34'400'000, claim.printed_high);
    EXPECT_EQ(1, claim.decimals);
    EXPECT_EQ(Form::printed, claim.form);
}

TEST(Load, RangesAndHalfLines) {
    const ledger::Claim range = load_row("trade.turnover,RUS,PRK,,2023,,300,,900,thousand USD");
    EXPECT_EQ(Interval::closed(300'000, 900'000), range.bounds);
    EXPECT_EQ(Form::range, range.form);
    const ledger::Claim more = load_row("trade.turnover,RUS,PRK,,2023,,,>70,,USD");
    EXPECT_EQ(Interval::more_than(70), more.bounds);
    EXPECT_EQ(infinity, more.printed_high);
}

TEST(Load, CountsNarrowToWholeNumbers) {
    EXPECT_EQ(Interval::point(13'221),
              load_row("entries,RUS,PRK,,2024,,,\"13,221\",,persons").bounds);
    EXPECT_EQ(Interval::closed(31'500, 32'500),
              load_row("entries,RUS,PRK,,2024,,,\"~32,000\",,persons").bounds);
    EXPECT_EQ(1, load_row("entries,RUS,PRK,,2024,,,<2,,persons").bounds.hi);
}

TEST(Load, MissingIsNeverANumber) {
    const ledger::Claim claim = load_row("trade.turnover,RUS,PRK,,2023,,,not_published,,USD");
    EXPECT_EQ(Missing::not_published, claim.missing);
    EXPECT_FALSE(claim.has_value());
    EXPECT_EQ(Interval::all(), claim.bounds);
}

TEST(Load, Periods) {
    const auto period = [](std::string_view start, std::string_view end) {
        return load_row("trade.turnover,RUS,PRK,," + std::string(start) + "," + std::string(end) +
                        ",,1,,USD")
            .period;
    };
    const auto parsed = [](std::string_view text) { return parse_period(text).value(); };
    EXPECT_EQ(parsed("2024-Q3"), period("2024-Q3", ""));
    EXPECT_EQ(parsed("2018-01/2018-04"), period("2018-01", "2018-04"));
    EXPECT_EQ(parsed("2018-01/2018-04"), period("2018-01/2018-04", ""));
    EXPECT_EQ(parsed("2017-12-22/2019-12-22"), period("2017-12-22", "2019-12-22"));
    EXPECT_EQ(Period::no_end(), period("2017-12-22", "..").end);
    EXPECT_EQ(Period::no_start(), period("..", "2017").first);
    EXPECT_EQ(parsed("2017").end, period("..", "2017").end);
}

TEST(Load, Dates) {
    const auto bounds = [](std::string_view value) {
        return load_row("opened,RUS,PRK,,2023,,," + std::string(value) + ",,date").bounds;
    };
    const double day = parse_date("2016-02-25").value().days;
    EXPECT_EQ(days("2021-01-01", "2021-12-31"), bounds("2021"));
    EXPECT_EQ(days("2019-12-22", "2019-12-22"), bounds("2019-12-22"));
    EXPECT_EQ(days("2019-12-22", "2019-12-22"), bounds("=2019-12-22"));
    EXPECT_EQ(Interval::less_than(day), bounds("<2016-02-25"));
    EXPECT_EQ(Interval::at_most(day), bounds("<=2016-02-25"));
    EXPECT_EQ(Interval::more_than(day), bounds("> 2016-02-25"));
    EXPECT_EQ(Interval::at_least(day), bounds(">=2016-02-25"));
    EXPECT_EQ(Interval::closed(days("2021-04-01", "2021-04-30").lo - 15,
                               days("2021-04-01", "2021-04-30").hi + 15),
              bounds("~2021-04"));
    EXPECT_EQ(days("2020-01-01", "2021-06-30"),
              load_row("opened,RUS,PRK,,2023,,2020,,2021-S1,date").bounds);
    EXPECT_EQ(Form::about, parse_date_quantity("", "~2021", "").value().form);
    EXPECT_EQ(Missing::late, parse_date_quantity("", "late", "").value().missing);
    EXPECT_FALSE(parse_date_quantity("2020", "late", ""));
}

TEST(Load, DimsAreCanonical) {
    const Dossier dossier = load_rows({"entries,RUS,PRK,purpose=total,2024,,,5,,persons",
                                       "entries,RUS,PRK,,2025,,,5,,persons",
                                       "entries,RUS,PRK, purpose = study ,2024,,,5,,persons"});
    EXPECT_EQ(2U, dossier.ledger.series().size());
    EXPECT_EQ("entries:RUS:PRK", dossier.ledger.key_text(dossier.ledger.series()[0]));
    EXPECT_EQ("entries:RUS:PRK:purpose=study", dossier.ledger.key_text(dossier.ledger.series()[1]));
}

TEST(Load, UnitsOfOneIndicatorAreSeriesOfTheirOwn) {
    const Dossier dossier =
        load_rows({"oil,RUS,PRK,,2018-01,,,5,,thousand bbl", "oil,RUS,PRK,,2018-01,,,5,,t",
                   "oil,RUS,PRK,,2018-01,,,5,,kt"});
    ASSERT_EQ(2U, dossier.ledger.series().size());
    EXPECT_EQ("oil:RUS:PRK:unit=bbl", dossier.ledger.key_text(dossier.ledger.series()[0]));
    EXPECT_EQ("oil:RUS:PRK:unit=t", dossier.ledger.key_text(dossier.ledger.series()[1]));
    EXPECT_EQ(Interval::closed(4500, 5500), dossier.ledger.claims()[0].bounds);
    EXPECT_EQ(Interval::closed(4500, 5500), dossier.ledger.claims()[2].bounds);
    EXPECT_EQ("kt", dossier.ledger.text(dossier.ledger.claims()[2].unit));
}

TEST(Load, TextsAndGradesOfARow) {
    const Dossier dossier = load(world_with(
        "claims/a.csv",
        "note,id,indicator,area,start,value,unit,kind,source,known_since,credibility,withdrawn,"
        "quote,locator\n"
        "\"says "
        "\"\"so\"\"\",A-1,growth,CHN_RUS,2023,3.1,percent,forecast,agency,2024-01-31,2,2024-06-01,"
        "sha256:0123456789abcdef,\"p. 3, line 4\"\n"));
    ASSERT_EQ("", diagnostics_of(dossier));
    const ledger::Claim& claim = dossier.ledger.claims().front();
    EXPECT_EQ("says \"so\"", claim.note);
    EXPECT_EQ("p. 3, line 4", claim.locator);
    EXPECT_EQ("sha256:0123456789abcdef", claim.quote);
    EXPECT_EQ(ledger::Kind::forecast, claim.kind);
    EXPECT_EQ(2, claim.credibility);
    EXPECT_EQ("2024-06-01", to_string(claim.withdrawn));
    EXPECT_EQ("agency", dossier.ledger.sources()[claim.source].id);
    EXPECT_EQ((Place{"claims/a.csv", 2, 1}), dossier.ledger.place_of(claim));
}

TEST(Load, RowsWithFaultsAreLeftOutAndTheOthersKept) {
    const Dossier dossier = load(world_with(
        "claims/a.csv", "A,trade.turnover,RUS,PRK,,2023,,,34,,USD,measured,customs,2024-01-31\n"
                        "B,trade.turnover,RUS,PRK,,2023,,,x,,USD,measured,customs,2024-01-31\n"
                        "C,trade.turnover,RUS,PRK,,2022,,,27,,USD,measured,customs,2024-01-31\n"));
    EXPECT_EQ(2U, dossier.ledger.claims().size());
    EXPECT_EQ(1U, dossier.diagnostics.errors());
}

TEST(Load, ARelationWithThePlacesOfItsExpressions) {
    const Dossier dossier = load(world_with("relations.toml", R"([[relation]]
id = "r"
kind = "part-whole"
form = "assert"
near = true
propose = "scope"
assert = ["A = B", "B = C"]
derive = [{ value = "A / B", unit = "percent" }]
context = ["D"]
)"));
    ASSERT_EQ("", diagnostics_of(dossier));
    const reason::Relation& relation = dossier.relations.front();
    EXPECT_EQ(reason::FindingKind::part_whole, relation.kind);
    EXPECT_EQ(reason::Verdict::scope, relation.propose);
    EXPECT_TRUE(relation.near);
    EXPECT_EQ((Place{"relations.toml", 7, 12}), relation.asserts[0].place);
    EXPECT_EQ((Place{"relations.toml", 7, 21}), relation.asserts[1].place);
    EXPECT_EQ((Place{"relations.toml", 8, 22}), relation.derives[0].place);
    EXPECT_EQ((std::vector<std::string>{"D"}), relation.context);
}

TEST(Load, CodeLists) {
    const Dossier dossier = load(world());
    ASSERT_EQ("", diagnostics_of(dossier));
    const ledger::CodeLists& codes = dossier.ledger.codes;
    EXPECT_TRUE(codes.indicators.at("entries").nonnegative);
    EXPECT_TRUE(codes.indicators.at("entries").integer);
    EXPECT_FALSE(codes.indicators.at("growth").nonnegative);
    EXPECT_TRUE(codes.indicators.at("opened").units.front().is_date());
    EXPECT_EQ("total", codes.dimensions.at("purpose").default_code);
    EXPECT_EQ((std::vector<std::string>{"CHN", "RUS"}), codes.areas.at("CHN_RUS").parts);
    EXPECT_EQ("customs", dossier.ledger.sources()[1].origin);
}

TEST(Load, ContentHashTellsNamesFromBytes) {
    EXPECT_EQ(content_hash({{"a", "b"}}), content_hash({{"a", "b"}}));
    EXPECT_NE(content_hash({{"a", "bc"}}), content_hash({{"ab", "c"}}));
    EXPECT_NE(content_hash({{"a", "b"}, {"c", ""}}), content_hash({{"a", ""}, {"c", "b"}}));
}

TEST(Cycles, AllAreFoundAndBrokenByTheirLastEdge) {
    using Graph = std::vector<std::vector<std::size_t>>;
    EXPECT_TRUE(find_cycles(Graph{{1}, {2}, {}}).empty());
    EXPECT_EQ((Graph{{0, 1, 2}}), find_cycles(Graph{{1}, {2}, {0}}));
    EXPECT_EQ((Graph{{0}, {1, 2}}), find_cycles(Graph{{0}, {2}, {1}}));
    Graph chain(300'000);
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        chain[i].push_back(i + 1);
    }
    EXPECT_TRUE(find_cycles(chain).empty());
}

TEST(TomlLines, StatementsEndWhereTheyShould) {
    const auto statements =
        split_statements("# note\na = [1,\n  2]\n\n[t]\ns = \"\"\"\nb = 1\n\"\"\"\nc = [\nd = 2\n");
    ASSERT_EQ(5U, statements.size());
    EXPECT_EQ(2U, statements[0].first);
    EXPECT_EQ(3U, statements[0].last);
    EXPECT_EQ("t", statements[1].header);
    EXPECT_EQ(8U, statements[2].last);
    EXPECT_TRUE(statements[3].cut);
    EXPECT_EQ(10U, statements[4].first);
}

} // namespace
} // namespace halflight::dossier::test
