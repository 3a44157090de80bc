// SPDX-License-Identifier: Apache-2.0
// What names and numbers refer to: each case is a text and everything that is said about it.
#include "world.hpp"

#include <gtest/gtest.h>

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
    {"unknown_names", "claims/a.csv",
     R"x(A,trade.turnovr,RUSS,North Korea,purpose=studdy,2023,,,34,,million UDS,mesured,custom,2024-01-31
)x",
     R"x(claims/a.csv:2:3: error: R002: unknown indicator 'trade.turnovr'
  help: did you mean 'trade.turnover'?
claims/a.csv:2:17: error: R003: unknown area 'RUSS'
  help: did you mean 'RUS'?
claims/a.csv:2:22: error: R003: unknown counterpart 'North Korea'
  help: write three letters of ISO 3166-1, as RUS, or add the group to codes.toml
claims/a.csv:2:34: error: R004: unknown code of dimension 'purpose' 'studdy'
  help: did you mean 'study'?
claims/a.csv:2:60: error: R006: unknown unit "UDS"
  help: did you mean "USD"?
claims/a.csv:2:72: error: R012: unknown kind 'mesured'
  help: did you mean 'measured'?
claims/a.csv:2:80: error: R005: unknown source 'custom'
  help: did you mean 'customs'?
)x"},
    {"dims", "claims/a.csv",
     R"x(A,trade.turnover,RUS,PRK,porpose=work,2023,,,34,,million USD,measured,customs,2024-01-31
B,trade.turnover,RUS,PRK,purpose,2023,,,34,,million USD,measured,customs,2024-01-31
C,trade.turnover,RUS,PRK,purpose=work;purpose=study,2023,,,34,,million USD,measured,customs,2024-01-31
)x",
     R"x(claims/a.csv:2:26: error: R004: unknown dimension 'porpose'
  help: did you mean 'purpose'?
claims/a.csv:3:26: error: R004: 'purpose' is not of the form dimension=code
  help: write dimensions as purpose=study;table=fsb
claims/a.csv:4:26: error: R004: dimension 'purpose' is given twice
  help: keep one code for each dimension
)x"},
    {"units_that_do_not_convert", "claims/a.csv",
     R"x(A,trade.turnover,RUS,PRK,,2023,,,34,,t,measured,customs,2024-01-31
B,entries,RUS,PRK,,2023,,,34,,visits,measured,customs,2024-01-31
C,entries,RUS,PRK,,2023,,,34,,percent,measured,customs,2024-01-31
D,opened,RUS,PRK,,2023,,,34,,USD,measured,customs,2024-01-31
E,trade.turnover,RUS,PRK,,2023,,,34,,EUR,measured,customs,2024-01-31
)x",
     R"x(claims/a.csv:2:38: error: R007: unit 't' does not convert to 'USD' of indicator 'trade.turnover': t is not USD
  help: state the value in USD, or add the unit to the indicator
claims/a.csv:3:31: error: R007: unit 'visits' does not convert to 'persons' of indicator 'entries': visits is not persons
  help: state the value in persons, or add the unit to the indicator
claims/a.csv:4:31: error: R007: unit 'percent' does not convert to 'persons' of indicator 'entries': a plain number is not persons
  help: state the value in persons, or add the unit to the indicator
claims/a.csv:5:30: error: R007: unit 'USD' does not convert to 'date' of indicator 'opened': USD is not date
  help: state the value in date, or add the unit to the indicator
claims/a.csv:6:38: error: R007: unit 'EUR' does not convert to 'USD' of indicator 'trade.turnover': EUR is not USD
  help: state the value in USD, or add the unit to the indicator
)x"},
    {"values_out_of_range", "claims/a.csv",
     R"x(A,trade.turnover,RUS,PRK,,2023,,,-3,,million USD,measured,customs,2024-01-31
B,entries,RUS,PRK,,2023,,,=2.5,,persons,measured,customs,2024-01-31
C,opened,RUS,PRK,,2023,,,2021-02-30,,date,measured,customs,2024-01-31
D,opened,RUS,PRK,,2023,,2022,,2021,date,measured,customs,2024-01-31
)x",
     R"x(claims/a.csv:2:34: error: R013: the value lies below zero, which 'trade.turnover' cannot
  help: mend the sign, or write nonnegative = false at the indicator
claims/a.csv:3:27: error: R014: no whole number lies in [2.5, 2.5], but 'entries' counts
  help: write whole numbers, or integer = false at the indicator
claims/a.csv:4:26: error: S018: "2021-02-30" is not in the calendar
  help: the last day of that month is 28
claims/a.csv:5:25: error: S018: low 2022 is after high 2021
  help: write the earlier period as low
)x"},
    {"scales_and_quotes", "claims/a.csv",
     R"x(id,indicator,area,start,value,unit,kind,source,known_since,credibility,quote,withdrawn
A,growth,RUS,2023,3.1,percent,estimate,customs,2024-01-31,7,They said so,2023-12-01
)x",
     R"x(claims/a.csv:2:59: error: R011: credibility '7' is not on the scale
  help: write 1 (confirmed) to 5 (improbable), or 6 where it cannot be judged
claims/a.csv:2:61: error: S020: quote 'They said so' is not a fingerprint
  help: write sha256: and 16 hexadecimal digits, never the sentence itself
claims/a.csv:2:74: error: R010: withdrawn on 2023-12-01, before it was known on 2024-01-31
  help: mend withdrawn or known_since: a statement is known before it is withdrawn
)x"},
    {"ids_given_twice", "claims/a.csv",
     R"x(A,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31
A,trade.turnover,RUS,PRK,,2023,,,35,,million USD,measured,customs,2024-01-31
B,trade.turnover,RUS,PRK,,2023,,,34,,million USD,guess,customs,2024-01-31
B,trade.turnover,RUS,PRK,,2023,,,34,,million USD,measured,customs,2024-01-31
)x",
     R"x(claims/a.csv:3:1: error: R001: claim 'A' is stated twice
  note: claims/a.csv:2:1: the first stands here
  help: give each row an id of its own
claims/a.csv:4:50: error: R012: unknown kind 'guess'
  help: write measured, estimate, forecast, target or cap
claims/a.csv:5:1: error: R001: claim 'B' is stated twice
  note: claims/a.csv:4:1: the first stands here
  help: give each row an id of its own
)x"},
    {"origins", "sources.toml",
     R"x([source.customs]
publisher = "P"
title = "T"
origin = "b"
[source.b]
publisher = "P"
title = "T"
origin = "c"
[source.c]
publisher = "P"
title = "T"
origin = "customs"
[source.d]
publisher = "P"
title = "T"
origin = "custom"
[source.e]
publisher = "P"
title = "T"
origin = "e"
)x",
     R"x(sources.toml:4:10: error: R016: sources repeat each other in a circle: customs -> b -> c -> customs
  note: sources.toml:8:10: 'b' is defined here
  note: sources.toml:12:10: 'c' is defined here
  help: take the origin out of the source that said it first
sources.toml:16:10: error: R015: source 'd' repeats 'custom', which is not a source
  help: did you mean 'customs'?
sources.toml:20:10: error: R016: sources repeat each other in a circle: e -> e
  help: take the origin out of the source that said it first
)x"},
    {"code_lists", "codes.toml",
     R"x([indicator.a]
type = "flows"
unit = "USD"
sum_of = ["b", "c"]
[indicator.b]
type = "flow"
unit = "USD"
sum_of = ["a"]
growth_of = "d"
share_of = { part = "x", whole = "b", whole_dims = "size=all" }
mean_over = "purpse"
[dimension.purpose]
default = "totl"
[dimension.purpose.codes.total]
parts = ["study", "wrk"]
[dimension.purpose.codes.study]
parts = ["total"]
[dimension.purpose.codes.work]
read_as = "official"
residual_of = "all"
[area.RUS]
name = "Russia"
[area.CHN_RUS]
parts = ["CHN", "RU"]
)x",
     R"x(codes.toml:2:8: error: S009: type of indicator 'a' cannot be 'flows'
  help: did you mean 'flow'?
codes.toml:4:16: error: R002: unknown indicator 'c'
  help: add [indicator."c"] to codes.toml
codes.toml:9:13: error: R002: unknown indicator 'd'
  help: add [indicator."d"] to codes.toml
codes.toml:10:21: error: R002: unknown indicator 'x'
  help: add [indicator."x"] to codes.toml
codes.toml:10:52: error: R004: whole_dims: unknown dimension 'size'
  help: known here: purpose
codes.toml:11:13: error: R004: mean_over of 'b' names 'purpse', which is not a dimension
  help: did you mean 'purpose'?
codes.toml:13:11: error: R018: default names 'totl', which dimension 'purpose' does not have
  help: did you mean 'total'?
codes.toml:14:26: error: R019: codes contain each other in a circle: total -> study -> total
  note: codes.toml:16:26: 'study' is defined here
  help: take one of the parts out
codes.toml:15:19: error: R018: parts of code 'total' names 'wrk', which dimension 'purpose' does not have
  help: did you mean 'work'?
codes.toml:19:11: error: R018: read_as of code 'work' names 'official', which dimension 'purpose' does not have
  help: define the code, or take the name out
codes.toml:20:15: error: R018: residual_of of code 'work' names 'all', which dimension 'purpose' does not have
  help: define the code, or take the name out
codes.toml:21:7: error: R024: area 'RUS' is the country Russian Federation
  help: give the group a code that is not one of ISO 3166-1
codes.toml:24:17: error: R018: parts of area 'CHN_RUS' name 'RU', which is neither a country nor a group
  help: did you mean 'NRU'?
)x"},
    {"conversions", "codes.toml",
     R"x([indicator.oil]
type = "flow"
units = ["bbl", "t", "thousand t"]
[[indicator.oil.conversion]]
from = "t"
to = "bbl"
low = 11.65
high = 6.62
[[indicator.oil.conversion]]
from = "kl"
to = "USD"
low = 1
high = 1.0
source = "custms"
[[indicator.oil.conversion]]
from = "tt"
high = "2"
[indicator.none]
type = "flow"
unit = "date"
)x",
     R"x(codes.toml:3:22: error: R020: units 't' and 'thousand t' of indicator 'oil' measure the same
  help: keep one of them: claims may use the other all the same
codes.toml:7:7: error: R020: low 11.65 of a conversion is above high 6.62
  help: write the smaller factor as low, the larger as high, both above zero
codes.toml:11:6: error: R020: a conversion of 'oil' uses 'USD', which is not one of its units
  help: add "USD" to units
codes.toml:14:10: error: R005: unknown source 'custms'
  help: did you mean 'customs'?
codes.toml:15:1: error: S007: conversion of 'oil' lacks low
  help: add low = ...
codes.toml:15:1: error: S007: conversion of 'oil' lacks to
  help: add to = ...
codes.toml:16:8: error: R006: unknown unit "tt"
  help: did you mean "t"?
codes.toml:17:8: error: S006: high of conversion of 'oil' must be a number, not a text
  help: write high = 1.5
codes.toml:20:8: error: R007: unit 'date' and type flow of indicator 'none' do not go together
  help: write type = "date" and unit = "date" together
)x"},
    {"relations", "relations.toml",
     R"x([[relation]]
id = "a"
kind = "bounds"
assert = "A = B"
[[relation]]
id = "a"
kind = "sum"
propose = "scoop"
derive = [{ value = "A", unit = "dollar", txt = "x" }]
[[relation]]
kind = "sum"
assert = ["A = B"]
[[relation]]
id = "b"
kind = "superlative"
form = "first"
claim = "A"
)x",
     R"x(relations.toml:3:8: error: S009: kind of relation 'a' cannot be 'bounds'
  help: did you mean 'bound'?
relations.toml:4:10: error: S006: assert of relation 'a' must be a list of texts, not a text
  help: write assert = ["...", "..."]
relations.toml:5:1: error: R001: relation 'a' is defined twice
  note: relations.toml:1:1: the first stands here
  help: give each relation an id of its own
relations.toml:8:11: error: S009: propose of relation 'a' cannot be 'scoop'
  help: write none, definition, vintage, scope, rounding or error
relations.toml:9:33: error: R006: unknown unit "dollar"
  help: units are for example USD, thousand USD, percent, persons, bbl, t, months
relations.toml:9:43: error: S005: derive has no key 'txt'
  help: did you mean 'text'?
relations.toml:10:1: error: S007: [[relation]] lacks id
  help: add id = ...
relations.toml:13:1: error: S007: relation 'b' lacks condition
  help: add condition = ...
)x"},
    {"verdicts", "verdicts.toml",
     R"x([[verdict]]
verdict = "scope"
[[verdict]]
on = "a"
verdict = "none"
[[verdict]]
claims = ["A", "B"]
by = "x"
date = 2024-02-30
)x",
     R"x(verdicts.toml:1:1: error: R021: a verdict on nothing: neither on nor claims
  help: add on = "relation id" or claims = ["A", "B"]
verdicts.toml:4:6: error: R022: unknown relation 'a'
  help: name a relation of relations.toml
verdicts.toml:5:11: error: S009: verdict of [[verdict]] cannot be 'none'
  help: write definition, vintage, scope, rounding or error
verdicts.toml:7:11: error: R023: unknown claim 'A'
  help: name the id of a row of claims/*.csv
verdicts.toml:7:16: error: R023: unknown claim 'B'
  help: name the id of a row of claims/*.csv
verdicts.toml:9:18: error: S001: date: expected day between 1 and 29 (inclusive), saw 30
  help: write a day that exists, as 2024-02-29
)x"},
    {"manifest", "dossier.toml",
     R"x(titel = "Test"
area = "PRX"
partners = ["RUS", "CHNA", 3]
seed = "one"
[build]
series = ["trade.turnover:RUS", "trade.turnovr:RUS", "entries:RUS:PRK:purpose=fun"]
)x",
     R"x(dossier.toml:1:1: error: S005: dossier.toml has no key 'titel'
  help: did you mean 'title'?
dossier.toml:1:1: error: S007: dossier.toml lacks title
  help: add title = ...
dossier.toml:2:8: error: R003: unknown area 'PRX'
  help: did you mean 'PRI'?
dossier.toml:3:20: error: R003: unknown partner 'CHNA'
  help: did you mean 'CHN'?
dossier.toml:3:28: error: S006: partners of dossier.toml must be a list of texts, not a whole number
  help: write partners = ["...", "..."]
dossier.toml:4:8: error: S006: seed of dossier.toml must be a whole number, not a text
  help: write seed = 1
dossier.toml:6:33: error: R026: unknown indicator 'trade.turnovr'
  help: did you mean 'trade.turnover'?
dossier.toml:6:54: error: R026: unknown code of dimension 'purpose' 'fun'
  help: known here: total, study, work
)x"},
    {"file_with_a_slip", "source.toml",
     R"x([source.x]
)x",
     R"x(source.toml:1:1: warning: S024: this file is not read
  help: did you mean sources.toml?
)x"},
};
// clang-format on

class BadNames : public testing::TestWithParam<Case> {};

TEST_P(BadNames, IsReportedWhole) {
    EXPECT_EQ(GetParam().expected, diagnostics_of(world_with(GetParam().file, GetParam().text)));
}

INSTANTIATE_TEST_SUITE_P(All, BadNames, testing::ValuesIn(cases),
                         [](const auto& each) { return std::string(each.param.name); });

} // namespace
} // namespace halflight::dossier::test
