// SPDX-License-Identifier: Apache-2.0
// What breaks the syntax or the shape of a file: each case is a text and everything that is said
// about it.
#include "fault_codes.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include <ostream>

namespace halflight::dossier::test {
namespace {

struct Case {
    const char* name;
    const char*
        file; ///< of the sound world, replaced by `text`; claims without a header get the usual one
    std::string_view text;
    std::string_view expected;
};

void PrintTo(const Case& bad, std::ostream* out) {
    *out << bad.name;
}

// clang-format off
const Case cases[] = {
    {"two_faults_in_one_toml", "dossier.toml",
     R"x(title = "Test
area = "PRK"
partners = ["RUS" "CHN"]
seed = 1
)x",
     R"x(dossier.toml:1:14: error: S001: string: not closed on its line
  help: close the text with a quotation mark on the same line
dossier.toml:3:19: error: S001: array: expected comma or closing ']', saw '"'
  help: separate the values by commas and close the bracket
)x"},
    {"toml_fault_and_schema_faults", "sources.toml",
     R"x([source.customs]
publisher = "P"
title = T
date = 2021-02-30
license = "free"
[source.agency]
publisher = 3
title = "T"
date = "2021-13-01"
reliability = "G"
)x",
     R"x(sources.toml:3:9: error: S001: boolean: expected 'true', saw 'T'
  help: write key = value, with quotation marks around texts
sources.toml:4:18: error: S001: date: expected day between 1 and 28 (inclusive), saw 30
  help: write a day that exists, as 2024-02-29
sources.toml:5:1: error: S005: source 'customs' has no key 'license'
  help: did you mean 'licence'?
sources.toml:7:13: error: S006: publisher of source 'agency' must be a text, not a whole number
  help: write publisher = "..."
sources.toml:9:8: error: S008: date of source 'agency': "2021-13-01" is not a date
  help: write a day that exists, as 2024-02-29
sources.toml:10:15: error: R017: reliability of source 'agency' cannot be 'G'
  help: write A, B, C, D, E or F
)x"},
    {"list_left_open", "dossier.toml",
     R"x(title = "Test"
partners = ["RUS",
  "CHN"
area = "PRK"
seed = -1
)x",
     R"x(dossier.toml:4:1: error: S001: array: expected comma or closing ']', saw 'a'
  note: dossier.toml:2:1: the statement that begins here is not closed
  help: separate the values by commas and close the bracket
dossier.toml:5:8: error: S021: seed of dossier.toml is below zero
  help: write a whole number from 0
)x"},
    {"table_defined_twice", "sources.toml",
     R"x([source.customs]
publisher = "P"
title = "T"
[source.agency]
publisher = "P"
title = "T"
[source.customs]
publisher = "Q"
title = "T"
)x",
     R"x(sources.toml:7:1: error: S001: table header: cannot redefine existing table 'source.customs'
  note: sources.toml:1:1: the first stands here
  help: give every table and every key of a table a name of its own
)x"},
    {"header_left_open", "codes.toml",
     R"x([indicator.a
unit = "USD"
[indicator.b]
type = "flow"
unit = "US"
)x",
     R"x(codes.toml:1:13: error: S001: table header: expected ']', saw '\n'
  help: write a table header as [name] alone on its line
codes.toml:5:8: error: R006: unknown unit "US"
  help: did you mean "USD"?
)x"},
    {"toml_number_not_finite", "codes.toml",
     R"x([indicator.oil]
type = "flow"
units = ["bbl", "t"]
[[indicator.oil.conversion]]
from = "t"
to = "bbl"
low = nan
high = 1e999
)x",
     R"x(codes.toml:7:7: error: S018: low of conversion of 'oil' is not a finite number
  help: write a number with digits
codes.toml:8:13: error: S001: floating-point: '1e999' could not be interpreted as a value
  help: write key = value, with quotation marks around texts
)x"},
    {"toml_nested_too_deeply", "dossier.toml",
     R"x(title = "Test"
area = "PRK"
seed.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.b = 1
)x",
     R"x(dossier.toml:3:37: error: S004: more than 16 dots in one key
  help: a dossier needs no such nesting: write shorter keys
)x"},
    {"toml_not_utf8", "dossier.toml",
     "title = \"Caf\303\251 \351\"\n"
     "area = \"PRX\"\n",
     R"x(dossier.toml:1:15: error: S002: byte 0xE9 is not UTF-8
  help: save the file as UTF-8
dossier.toml:2:8: error: R003: unknown area 'PRX'
  help: did you mean 'PRI'?
)x"},
    {"toml_bom_and_crlf", "dossier.toml",
     "\357\273\277title = \"Test\"\r\n"
     "area = \"PRX\"\r\n",
     R"x(dossier.toml:2:8: error: R003: unknown area 'PRX'
  help: did you mean 'PRI'?
)x"},
    {"toml_column_in_code_points", "sources.toml",
     "[source.customs]\n"
     "publisher = \"P\"\n"
     "title = \"\355\225\234\352\265\255\"\n"
     "\"\303\251\" = 1 \n"
     "[source.agency]\n"
     "publisher = \"\303\251\"\n"
     "title = \"T\"\n"
     " x = 1\n",
     "sources.toml:4:1: error: S005: source 'customs' has no key '\303\251'\n"
     "  help: its keys are publisher, title, date, language, read_in, translation, translator, url, licence, redistribute, reliability, origin, synthetic or note\n"
     "sources.toml:8:2: error: S005: source 'agency' has no key 'x'\n"
     "  help: its keys are publisher, title, date, language, read_in, translation, translator, url, licence, redistribute, reliability, origin, synthetic or note\n"},
    {"csv_ragged", "claims/a.csv",
     R"x(A,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31
B,trade.turnover,RUS
C,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31,x
D,trade.turnover,RUS,PRK,,2023,,,34,,million USD,guess,customs,2024-01-31
)x",
     R"x(claims/a.csv:3:1: error: S016: the row has 3 fields, the header has 14
  help: give every column a field, empty or not, and put quotation marks around commas
claims/a.csv:4:1: error: S016: the row has 15 fields, the header has 14
  help: give every column a field, empty or not, and put quotation marks around commas
claims/a.csv:5:50: error: R012: unknown kind 'guess'
  help: write measured, estimate, forecast, target or cap
)x"},
    {"csv_misquoted", "claims/a.csv",
     R"x(A,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31
B,"trade"turnover,RUS
C"x,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31
D,trade.turnover,RUS,PRK,,2023,,,34,,million USD,guess,customs,2024-01-31
E,"never closed
)x",
     R"x(claims/a.csv:3:10: error: S011: text after a closing quote
  help: write "" for a quote inside a field
claims/a.csv:4:2: error: S011: quote in an unquoted field
  help: put the whole field in quotes and write "" for a quote inside it
claims/a.csv:5:50: error: R012: unknown kind 'guess'
  help: write measured, estimate, forecast, target or cap
claims/a.csv:6:3: error: S011: quote is never closed
  help: add the closing quote
)x"},
    {"csv_bom", "claims/a.csv",
     "\357\273\277id,indicator,area,counterpart,dims,start,end,low,value,high,unit,kind,source,known_since\n"
     "A,trade.turnover,RUX,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31\n",
     R"x(claims/a.csv:2:18: error: R003: unknown area 'RUX'
  help: did you mean 'LUX'?
)x"},
    {"csv_crlf", "claims/a.csv",
     "id,indicator,area,counterpart,dims,start,end,low,value,high,unit,kind,source,known_since\r\n"
     "1A,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31\r\n"
     "B,trade.turnover,RUS,PRK,,2023,,,34,,million USD,guess,customs,2024-01-31\r\n",
     R"x(claims/a.csv:2:1: error: S010: claim '1A' is not a name
  help: use letters, digits, '.', '_' and '-', a letter first
claims/a.csv:3:50: error: R012: unknown kind 'guess'
  help: write measured, estimate, forecast, target or cap
)x"},
    {"csv_not_utf8", "claims/a.csv",
     "A,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31\n"
     "B,trade.turnover,R\377S\n"
     "C,trade.turnover,RUS,PRK,,2023,,,34,,million USD,guess,customs,2024-01-31\n",
     R"x(claims/a.csv:3:19: error: S011: invalid UTF-8
  help: save the file as UTF-8 text
claims/a.csv:4:50: error: R012: unknown kind 'guess'
  help: write measured, estimate, forecast, target or cap
)x"},
    {"csv_header", "claims/a.csv",
     R"x(id,indicator,area,start,value,unit,kind,sauce,area
A,x,y,z,1,t,cap,s,s
)x",
     R"x(claims/a.csv:1:1: error: S015: column 'known_since' is missing; the rows of this file are not read
  help: add known_since to the header line
claims/a.csv:1:1: error: S015: column 'source' is missing; the rows of this file are not read
  help: add source to the header line
claims/a.csv:1:41: error: S013: unknown column 'sauce'
  help: the columns are id, indicator, area, counterpart, dims, start, end, low, value, high, unit, kind, source, locator, quote, known_since, credibility, withdrawn or note
claims/a.csv:1:47: error: S014: column 'area' is given twice
  note: claims/a.csv:1:14: the first stands here
  help: take one of the two out
)x"},
    {"csv_header_misquoted", "claims/a.csv",
     R"x(id,"indicator"x,area
A,x,y
B,x,y
)x",
     R"x(claims/a.csv:1:1: error: S012: the header line cannot be read; the rows are not read
  help: begin with the names of the columns: id,indicator,area,...
claims/a.csv:1:15: error: S011: text after a closing quote
  help: write "" for a quote inside a field
)x"},
    {"csv_without_header", "claims/a.csv",
     "",
     R"x(claims/a.csv:1:1: error: S012: the file has no header line
  help: begin with the names of the columns: id,indicator,area,...
)x"},
    {"numbers_that_are_none", "claims/a.csv",
     R"x(A,trade.turnover,RUS,PRK,,2023,,,NaN,,million USD,measured,customs,2024-01-31
B,trade.turnover,RUS,PRK,,2023,,,1e999,,million USD,measured,customs,2024-01-31
C,trade.turnover,RUS,PRK,,2023,,,,,million USD,measured,customs,2024-01-31
D,trade.turnover,RUS,PRK,,2023,,900,,300,million USD,measured,customs,2024-01-31
E,trade.turnover,RUS,PRK,,2023,,1,not_published,,million USD,measured,customs,2024-01-31
F,trade.turnover,RUS,PRK,,2023,,x,,y,million USD,measured,customs,2024-01-31
)x",
     R"x(claims/a.csv:2:34: error: S018: "NaN" is not a number
  help: a missing value is written not_collected, not_published, suppressed, late or not_applicable
claims/a.csv:3:34: error: S018: "1e999" is not a number
  help: numbers lie between 1e-300 and 1e300
claims/a.csv:4:34: error: S018: no value is given
  help: a missing value is written not_collected, not_published, suppressed, late or not_applicable
claims/a.csv:5:33: error: S018: low "900" is not below high "300"
  help: write the smaller as low, the larger as high, and a value, if any, between them
claims/a.csv:6:35: error: S018: value: only a single number stands between a low and a high
  help: write the smaller as low, the larger as high, and a value, if any, between them
claims/a.csv:7:33: error: S018: "x" is not a number
  help: a missing value is written not_collected, not_published, suppressed, late or not_applicable
claims/a.csv:7:36: error: S018: "y" is not a number
  help: a missing value is written not_collected, not_published, suppressed, late or not_applicable
)x"},
    {"dates_that_do_not_exist", "claims/a.csv",
     R"x(A,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2023-02-29
B,trade.turnover,RUS,PRK,,2023-13,,,34,,million USD,measured,customs,2024-01-31
C,trade.turnover,RUS,PRK,,2023-06,2023-04-31,,34,,million USD,measured,customs,2024-01-31
D,trade.turnover,RUS,PRK,,2023-06,2023-03,,34,,million USD,measured,customs,2024-01-31
E,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,1899-12-31
)x",
     R"x(claims/a.csv:2:67: error: S008: known_since: "2023-02-29" is not in the calendar
  help: the last day of that month is 28
claims/a.csv:3:27: error: S019: "2023-13" is not a period
  help: write 2024, 2024-S1, 2024-Q3, 2024-07, 2024-W05, 2024-07-15 or a range such as 2018-01/2018-04
claims/a.csv:4:35: error: S019: "2023-04-31" is not in the calendar
  help: the last day of that month is 30
claims/a.csv:5:35: error: R008: the period ends (2023-03) before it starts (2023-06)
  help: exchange start and end, or mend one of them
claims/a.csv:6:67: error: R009: known_since 1899-12-31 lies before 1900
  help: write the day on which the statement became known, not the period that it is about
)x"},
    {"empty_fields", "claims/a.csv",
     R"x(A,,,,,,,,,,,,,
)x",
     R"x(claims/a.csv:2:3: error: S017: indicator is empty
  help: fill in indicator: every claim has one
claims/a.csv:2:4: error: S017: area is empty
  help: fill in area: every claim has one
claims/a.csv:2:7: error: S017: start is empty
  help: fill in start: every claim has one
claims/a.csv:2:10: error: S018: no value is given
  help: a missing value is written not_collected, not_published, suppressed, late or not_applicable
claims/a.csv:2:12: error: S017: unit is empty
  help: fill in unit: every claim has one
claims/a.csv:2:13: error: S017: kind is empty
  help: fill in kind: every claim has one
claims/a.csv:2:14: error: S017: source is empty
  help: fill in source: every claim has one
claims/a.csv:2:15: error: S017: known_since is empty
  help: fill in known_since: every claim has one
)x"},
};
// clang-format on

class BadInput : public testing::TestWithParam<Case> {};

TEST_P(BadInput, IsReportedWhole) {
    EXPECT_EQ(GetParam().expected, diagnostics_of(world_with(GetParam().file, GetParam().text)));
}

INSTANTIATE_TEST_SUITE_P(All, BadInput, testing::ValuesIn(cases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(BadInput, MoreThan200FaultsOfAFileAreCounted) {
    std::string rows;
    for (int i = 0; i < 257; ++i) {
        rows += "A" + std::to_string(i) + ",x\n";
    }
    const Dossier dossier = load(world_with("claims/a.csv", "A,\n" + rows));
    ASSERT_EQ(201U, dossier.diagnostics.items().size());
    const Diagnostic& last = dossier.diagnostics.items().back();
    EXPECT_EQ("claims/a.csv:202:1: error: S023: 58 more faults of this file not shown\n"
              "  help: mend those shown and check again\n",
              to_text(last));
}

TEST(BadInput, MoreThan20SyntaxFaultsEndTheReading) {
    std::string text;
    for (int i = 0; i < 30; ++i) {
        text += "k" + std::to_string(i) + " = ?\n";
    }
    const Dossier dossier = load(world_with("dossier.toml", text));
    ASSERT_EQ(21U, dossier.diagnostics.items().size());
    EXPECT_EQ(
        "dossier.toml:21:7: error: S023: more than 20 syntax faults; the file is not read further\n"
        "  help: mend those shown and check again\n",
        to_text(dossier.diagnostics.items().back()));
}

TEST(BadInput, HugeLineOfCsvIsLeftOut) {
    std::string text =
        "A,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31\nB,";
    text.append(std::size_t{100} << 20U, 'x');
    text += "\nC,trade.turnover,RUS,PRK,,2022,,,27,,million USD,measured,customs,2024-01-31\n";
    const Dossier dossier = load(world_with("claims/a.csv", text));
    EXPECT_EQ(2U, dossier.ledger.claims().size());
    ASSERT_EQ(1U, dossier.diagnostics.items().size());
    EXPECT_EQ("S011", dossier.diagnostics.items().front().code);
    EXPECT_EQ((Place{"claims/a.csv", 3, 1}).line, dossier.diagnostics.items().front().place.line);
}

TEST(BadInput, HugeTomlIsRefused) {
    const std::string text = "title = \"" + std::string(std::size_t{100} << 20U, 'x') + "\"\n";
    EXPECT_EQ("dossier.toml:1:1: error: S003: the file has 104,857,611 bytes; a TOML file may have "
              "at most 8,388,608\n"
              "  help: put data into claims/*.csv: TOML is for what is declared\n",
              diagnostics_of(world_with("dossier.toml", text)));
}

TEST(BadInput, DeepTomlDoesNotOverflowTheStack) {
    const std::string deep(1'000'000, '[');
    const Dossier brackets = load(world_with("dossier.toml", "title = " + deep));
    EXPECT_GT(brackets.diagnostics.errors(), 0U);
    std::string dots = "title";
    for (int i = 0; i < 100'000; ++i) {
        dots += " . a";
    }
    EXPECT_GT(load(world_with("dossier.toml", dots + " = 1\n")).diagnostics.errors(), 0U);
    EXPECT_GT(load(world_with("dossier.toml", "[" + dots + "]\n")).diagnostics.errors(), 0U);
}

TEST(BadInput, FileThatMustBeThere) {
    EXPECT_EQ("dossier.toml:1:1: error: S022: the dossier has no dossier.toml\n"
              "  help: add dossier.toml with title and area; `halflight new DIR` writes one\n",
              diagnostics_of(load(Files{})));
}

/// Every code has the form of its stage, every diagnostic of every case a hint.
TEST(BadInput, EveryDiagnosticHasACodeAndAHint) {
    std::set<std::string_view> codes;
    for (const FaultTitle& title : fault_titles) {
        EXPECT_TRUE(codes.insert(title.code).second) << title.code;
        EXPECT_TRUE(std::regex_match(std::string(title.code), std::regex("[SR]0[0-9]{2}")));
        EXPECT_FALSE(title.title.empty());
    }
    for (const Case& bad : cases) {
        const Dossier dossier = load(world_with(bad.file, bad.text));
        for (const Diagnostic& diagnostic : dossier.diagnostics.items()) {
            EXPECT_TRUE(codes.contains(diagnostic.code)) << bad.name;
            EXPECT_FALSE(diagnostic.hint.empty()) << bad.name << ": " << diagnostic.message;
        }
    }
}

} // namespace
} // namespace halflight::dossier::test
