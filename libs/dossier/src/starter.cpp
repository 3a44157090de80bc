// SPDX-License-Identifier: Apache-2.0
// The dossier that `halflight new` writes: an invented island, small enough to read in five
// minutes.
#include "halflight/dossier/dossier.hpp"

namespace halflight::dossier {
namespace {

constexpr const char* dossier_toml =
    R"text(# What the dossier is about. See docs/dossier-format.md for every key.
title = "Ferry Island and its mainland"
area = "FERRY_ISLAND"          # the subject: ISO 3166-1 alpha-3, or a group of codes.toml
partners = ["MAINLAND"]
languages = ["en"]
seed = 1                       # of everything that draws random numbers
synthetic = true               # made up: every table and figure says so

[build]
series = []                    # series to export, as "trade.exports:FERRY_ISLAND:MAINLAND"; empty for all
)text";

constexpr const char* sources_toml =
    R"text(# Who said it. Reliability of the source: A (complete) to E (none), F cannot be judged.
[source.customs-bulletin]
publisher = "Mainland customs service (invented)"
title = "Monthly bulletin"
date = 2025-02-10
language = "en"
reliability = "B"
synthetic = true

[source.harbour-gazette]
publisher = "The Harbour Gazette (invented)"
title = "Ferry trade in the third quarter"
date = 2024-11-05
language = "en"
reliability = "C"
origin = "customs-bulletin"    # it repeats the bulletin: the two are one piece of evidence
synthetic = true
)text";

constexpr const char* codes_toml = R"text(# What is measured, of whom, split how.
[indicator."trade.exports"]
name = "Exports of goods"
type = "flow"                  # periods of a flow add up: a quarter is its three months
unit = "USD"

[indicator."ferry.fare"]
name = "Mean fare for a passage"
type = "level"
unit = "USD per visit"
nonnegative = true

[indicator."ferry.passengers"]
name = "Passengers landed"
type = "flow"
unit = "visits"
integer = true                 # a printed 120 is 120, not 119.5 to 120.5

[indicator."ferry.revenue"]
name = "Revenue of the ferry"
type = "flow"
unit = "USD"

[dimension.purpose]
name = "Purpose of travel"
default = "total"              # what a row without a purpose means
  [dimension.purpose.codes.total]
  name = "All purposes"
  parts = ["work", "family"]
  complete = true              # the parts are all there is
  [dimension.purpose.codes.work]
  name = "Work"
  [dimension.purpose.codes.family]
  name = "Family"

# Invented places are groups without parts; real countries need no entry.
[area.FERRY_ISLAND]
name = "Ferry Island"

[area.MAINLAND]
name = "The mainland"
)text";

constexpr const char* relations_toml =
    R"text(# Relations between statements that no code list implies.
[[relation]]
id = "ferry-revenue-2024-Q3"
kind = "bound"
text = "Passengers times the mean fare give the revenue of the ferry."
assert = ["FERRY-PAX-Q3 * FERRY-FARE = FERRY-REV-Q3"]
derive = [{ value = "FERRY-REV-Q3 / FERRY-PAX-Q3", unit = "USD per visit", text = "implied fare" }]
)text";

constexpr const char* verdicts_toml =
    R"text(# What an analyst decided about a conflict that `halflight check` found, for example:
#
# [[verdict]]
# on = "ferry-revenue-2024-Q3"   # a relation, or claims = ["A", "B"]
# verdict = "scope"              # definition, vintage, scope, rounding or error
# by = "initials"
# date = 2025-03-01
# note = "why"
)text";

// September is published by nobody: the quarter less July and August gives it.
constexpr const char* trade_csv =
    "id,indicator,area,counterpart,dims,start,end,low,value,high,unit,kind,source,locator,quote,"
    "known_since,credibility,withdrawn,note\n"
    "EXP-2024-07,trade.exports,FERRY_ISLAND,MAINLAND,,2024-07,,,120,,thousand USD,measured,"
    "customs-bulletin,table 1,,2024-09-10,2,,\n"
    "EXP-2024-08,trade.exports,FERRY_ISLAND,MAINLAND,,2024-08,,,95,,thousand USD,measured,"
    "customs-bulletin,table 1,,2024-10-10,2,,\n"
    "EXP-2024-Q3,trade.exports,FERRY_ISLAND,MAINLAND,,2024-Q3,,,330,,thousand USD,measured,"
    "harbour-gazette,page 3,,2024-11-05,3,,\"July to September; the bulletin skips September\"\n"
    "FERRY-PAX-Q3,ferry.passengers,FERRY_ISLAND,MAINLAND,,2024-Q3,,,\"4,210\",,visits,measured,"
    "customs-bulletin,table 4,,2024-11-10,2,,\n"
    "FERRY-WORK-Q3,ferry.passengers,FERRY_ISLAND,MAINLAND,purpose=work,2024-Q3,,,\"1,310\",,visits,"
    "measured,customs-bulletin,table 4,,2024-11-10,2,,\n"
    "FERRY-FARE,ferry.fare,FERRY_ISLAND,MAINLAND,,2024-Q3,,,~25,,USD per visit,estimate,"
    "harbour-gazette,page 3,,2024-11-05,3,,\n"
    "FERRY-REV-Q3,ferry.revenue,FERRY_ISLAND,MAINLAND,,2024-Q3,,100,,110,thousand USD,estimate,"
    "harbour-gazette,page 4,,2024-11-05,3,,\n";

constexpr const char* readme_md = R"text(# Ferry Island

A small dossier to start from. Everything in it is invented, and marked `synthetic = true`.

    dossier.toml       what it is about
    sources.toml       who said it
    codes.toml         what is measured
    claims/trade.csv   one statement a row
    relations.toml     relations between statements
    verdicts.toml      what an analyst decided about a conflict

`halflight check .` reads it and says what the statements allow together. Nobody published the exports of September
2024: they follow from the quarter less July and August. Change `330` in `claims/trade.csv` to `200` and check again to see a
conflict.
)text";

} // namespace

Files starter() {
    return {{"README.md", readme_md},           {"claims/trade.csv", trade_csv},
            {"codes.toml", codes_toml},         {"dossier.toml", dossier_toml},
            {"relations.toml", relations_toml}, {"sources.toml", sources_toml},
            {"verdicts.toml", verdicts_toml}};
}

} // namespace halflight::dossier
