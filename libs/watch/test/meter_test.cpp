// SPDX-License-Identifier: Apache-2.0
// Caps in tiny dossiers: spans, estimates that overlap, two units, projections.
#include "halflight/dossier/dossier.hpp"
#include "halflight/reason/analysis.hpp"
#include "halflight/watch/meter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace halflight::watch {
namespace {

constexpr std::string_view codes = R"toml([indicator.oil]
type = "flow"
unit = "bbl"
frequency = "M"
[indicator.coal]
type = "flow"
units = ["t", "USD"]
frequency = "M"
[dimension.by]
role = "definition"
default = "reports"
[dimension.by.codes.reports]
[dimension.by.codes.navy]
[dimension.by.codes.press]
[area.BOTH]
parts = ["RUS", "CHN"]
complete = true
)toml";

constexpr std::string_view rules = R"toml([[rule]]
id = "year"
instrument = "UNSCR 1"
kind = "cap"
direction = "to_area"
from = 2020-01-01
  [rule.cap]
  limit = 1000
  unit = "bbl"
[[rule]]
id = "twelve"
instrument = "UNSCR 2"
kind = "cap"
direction = "to_area"
from = 2019-12-15
  [rule.cap]
  limit = 1000
  unit = "bbl"
  span = "twelve_months"
[[rule]]
id = "tonnes"
instrument = "UNSCR 3"
kind = "cap"
direction = "from_area"
from = 2020-01-01
  [rule.cap]
  limit = 100
  unit = "t"
  lower_of = "dollars"
[[rule]]
id = "dollars"
instrument = "UNSCR 3"
kind = "cap"
direction = "from_area"
from = 2020-01-01
  [rule.cap]
  limit = 5000
  unit = "USD"
  lower_of = "tonnes"
[[rule]]
id = "litres"
instrument = "UNSCR 1"
kind = "cap"
direction = "to_area"
from = 2020-01-01
  [rule.cap]
  limit = 160
  unit = "t"
  alternative_of = "year"
[[rule]]
id = "ended"
instrument = "UNSCR 4"
kind = "cap"
direction = "to_area"
from = 2018-07-01
  [rule.cap]
  limit = 500
  unit = "bbl"
[[rule]]
id = "after"
instrument = "UNSCR 5"
kind = "cap"
direction = "to_area"
from = 2020-07-01
supersedes = ["ended"]
  [rule.cap]
  limit = 300
  unit = "bbl"
)toml";

/// "indicator,area of the supplier,dims,start,end,value,unit", known on the day after its end.
class Meter {
  public:
    explicit Meter(const std::vector<std::string>& rows) {
        std::string csv =
            "id,indicator,area,counterpart,dims,start,end,value,unit,kind,source,known_since\n";
        for (std::size_t i = 0; i < rows.size(); ++i) {
            csv += "C" + std::to_string(i) + "," + rows[i] + "\n";
        }
        m_dossier =
            dossier::load({{"dossier.toml", "title = \"W\"\narea = \"PRK\"\n"},
                           {"sources.toml", "[source.s]\npublisher = \"P\"\ntitle = \"T\"\n"},
                           {"codes.toml", std::string(codes)},
                           {"claims/a.csv", csv},
                           {"rules/un.toml", std::string(rules)}});
        for (const Diagnostic& item : m_dossier.diagnostics.items()) {
            ADD_FAILURE() << to_text(item);
        }
    }

    std::vector<CapYear> on(std::string_view day, const MeterSpec& spec) {
        const reason::Spec asked{.as_of = *parse_date(day), .without = {}, .tighten = true};
        m_report = reason::analyse(m_dossier.ledger, {}, {}, asked);
        faults = {};
        return cap_years(measures::View(m_dossier.ledger, m_report, asked), m_dossier.rules, spec,
                         *parse_date(day), faults);
    }

    Diagnostics faults;

  private:
    dossier::Dossier m_dossier;
    reason::Report m_report;
};

MeterSpec spec(std::string rule, std::vector<std::string> keys,
               std::vector<std::string> estimated = {}) {
    MeterSpec out;
    out.id = "m";
    out.rule = std::move(rule);
    for (std::string& key : keys) {
        out.reported.emplace_back("", std::move(key));
    }
    out.estimated = std::move(estimated);
    return out;
}

std::string oil(std::string_view supplier, std::string_view by, std::string_view start,
                std::string_view end, std::string_view value, std::string_view known) {
    std::string dims = by.empty() ? "" : "by=" + std::string(by);
    return "oil,PRK," + std::string(supplier) + "," + dims + "," + std::string(start) + "," +
           std::string(end) + ",=" + std::string(value) + ",bbl,measured,s," + std::string(known);
}

TEST(Verdict, HasThreeValues) {
    EXPECT_EQ(assess(Interval::closed(1, 5), 5), Breach::within);
    EXPECT_EQ(assess(Interval::closed(1, 6), 5), Breach::possible);
    EXPECT_EQ(assess(Interval::closed(5, 6), 5), Breach::possible);
    EXPECT_EQ(assess(Interval::more_than(5), 5), Breach::certain);
    EXPECT_EQ(assess(Interval::closed(6, 7), 5), Breach::certain);
    EXPECT_EQ(assess(Interval::none(), 5), Breach::possible);
    EXPECT_EQ(lower_of(Breach::within, Breach::certain), Breach::certain);
    EXPECT_EQ(lower_of(Breach::within, Breach::possible), Breach::possible);
}

TEST(Meters, AnEstimateReplacesWhatItSpeaksOfAndIsAddedToTheRest) {
    Meter meter({oil("RUS", "", "2020", "", "300", "2021-01-10"),
                 oil("CHN", "", "2020", "", "200", "2021-01-10"),
                 oil("RUS", "", "2020-01", "2020-03", "120", "2021-01-10"),
                 oil("RUS", "navy", "2020-01", "2020-03", "700", "2021-01-10"),
                 oil("RUS", "press", "2020-02", "", "600", "2021-01-10")});
    const auto years =
        meter.on("2021-06-30", spec("year", {"oil:PRK:RUS", "oil:PRK:CHN"},
                                    {"oil:PRK:RUS:by=navy", "oil:PRK:RUS:by=press", "C3"}));
    ASSERT_FALSE(years.empty());
    const CapYear& year = years.front();
    EXPECT_EQ(year.line("reported")->volume, Interval::point(500));
    EXPECT_EQ(year.line("reported")->breach, Breach::within);
    EXPECT_EQ(year.line("estimated")->volume.lo, 700) << "the same months count once";
    EXPECT_EQ(year.line("estimated")->breach, Breach::possible);
    EXPECT_EQ(year.line("together")->volume, Interval::point(200 + 180 + 700));
    EXPECT_EQ(year.breach(), Breach::certain);
    EXPECT_EQ(year.line("estimated")->claims, (std::vector<std::string>{"C3"}));
    const auto signals = signals_of(years);
    EXPECT_EQ(signals.front().cause, "year 2020");
    EXPECT_EQ(signals.front().severity, Severity::critical);
    EXPECT_EQ(signals.front().reading, Reading::raised);
}

TEST(Meters, AGroupNamedBesideItsMembersCountsOnce) {
    Meter meter({oil("RUS", "", "2020", "", "300", "2021-01-10"),
                 oil("CHN", "", "2020", "", "200", "2021-01-10")});
    const auto years =
        meter.on("2021-06-30", spec("year", {"oil:PRK:RUS", "oil:PRK:BOTH", "oil:PRK:CHN"}));
    EXPECT_EQ(years.front().line("reported")->volume, Interval::point(500));
}

TEST(Meters, AMonthThatNobodyNotifiedStaysUnknown) {
    Meter meter({oil("RUS", "", "2020", "", "300", "2021-01-10"),
                 "oil,PRK,RUS,,2020-05,,not_published,bbl,measured,s,2020-12-01"});
    const auto years = meter.on("2021-01-31", spec("year", {"oil:PRK:RUS"}));
    ASSERT_EQ(years.size(), 1U);
    EXPECT_EQ(years.front().breach(), Breach::possible);
    EXPECT_EQ(years.front().line("reported")->missing, "RUS 2020-05");
    EXPECT_EQ(signals_of(years).front().severity, Severity::warning);
}

TEST(Meters, SpansOfTwelveMonthsBeginOnTheRulesDay) {
    Meter meter({oil("RUS", "", "2019-12-15", "2020-12-14", "900", "2021-01-10"),
                 oil("RUS", "", "2021-01", "", "1100", "2021-02-10")});
    const auto years = meter.on("2021-03-15", spec("twelve", {"oil:PRK:RUS"}));
    ASSERT_EQ(years.size(), 2U);
    EXPECT_EQ(to_string(years[0].span), "2019-12-15/2020-12-14");
    EXPECT_EQ(years[0].breach(), Breach::within);
    EXPECT_EQ(years[1].breach(), Breach::certain);
    EXPECT_EQ(to_string(*years[1].crossing.last_possible), "2021-01-31");
    EXPECT_EQ(to_string(*years[1].crossing.first_possible), "2020-12-15");
}

TEST(Meters, OfTwoLimitsTheLowerBinds) {
    Meter meter({"coal,PRK,RUS,,2020,,=80,t,measured,s,2021-01-10",
                 "coal,PRK,RUS,,2020,,=6000,USD,measured,s,2021-01-10"});
    const auto both =
        meter.on("2021-01-31", spec("tonnes", {"coal:PRK:RUS::unit=t", "coal:PRK:RUS::unit=USD"}));
    EXPECT_EQ(both.front().line("together")->breach, Breach::within);
    EXPECT_EQ(both.front().breach(), Breach::certain);
    EXPECT_EQ(signals_of(both).front().evidence.rules,
              (std::vector<std::string>{"dollars", "tonnes"}));
    const auto one = meter.on("2021-01-31", spec("tonnes", {"coal:PRK:RUS::unit=t"}));
    EXPECT_EQ(one.front().breach(), Breach::possible) << "nothing is told in dollars";
}

TEST(Meters, TheSameCapInAnotherUnitIsTakenWhereTheSeriesHasIt) {
    Meter meter({"coal,PRK,RUS,,2020,,=170,t,measured,s,2021-01-10"});
    const auto years = meter.on("2021-01-31", spec("year", {"coal:PRK:RUS::unit=t"}));
    ASSERT_EQ(years.size(), 1U);
    EXPECT_EQ(years.front().limit, 160);
    EXPECT_EQ(years.front().breach(), Breach::certain);
}

TEST(Meters, ASpanStandsUnderTheRuleInForceWhenItBegan) {
    Meter meter({oil("RUS", "", "2020-01", "", "5", "2020-02-10")});
    MeterSpec asked = spec("ended", {"oil:PRK:RUS"});
    asked.from = *parse_date("2018-01-01");
    std::string spans;
    for (const CapYear& year : meter.on("2021-06-30", asked)) {
        spans +=
            (year.rule == nullptr ? "none" : year.rule->id) + " " + to_string(year.span) + "; ";
    }
    EXPECT_EQ(spans, "none 2018-S1; ended 2018-S2; ended 2019; ended 2020-S1; after 2020-S2; after "
                     "2021; ");
}

TEST(Meters, ARunningSpanIsProjectedFromThreeMonthsOn) {
    Meter meter({oil("RUS", "", "2020-01", "", "150", "2020-02-10"),
                 oil("RUS", "", "2020-02", "", "100", "2020-03-10"),
                 oil("RUS", "", "2020-03", "", "200", "2020-04-10")});
    const MeterSpec asked = spec("year", {"oil:PRK:RUS"});
    const auto early = meter.on("2020-03-31", asked);
    EXPECT_FALSE(early.front().projected);
    EXPECT_NE(early.front().rate.find("3 needed"), std::string::npos) << early.front().rate;
    const auto later = meter.on("2020-04-30", asked);
    EXPECT_EQ(to_string(later.front().judged), "2020-Q1");
    EXPECT_EQ(later.front().breach(), Breach::within) << "so far";
    ASSERT_TRUE(later.front().projected);
    // 550 left: 2.75 months at 200 and 5.5 at 100 from 1 April.
    EXPECT_EQ(to_string(*later.front().projected->first_possible), "2020-06-24");
    EXPECT_EQ(to_string(*later.front().projected->last_possible), "2020-09-16");
}

TEST(Meters, WhatDoesNotExistIsAFault) {
    Meter meter({oil("RUS", "", "2020", "", "300", "2021-01-10")});
    const auto code = [&](const MeterSpec& asked) {
        (void)meter.on("2021-06-30", asked);
        return meter.faults.items().empty() ? "" : meter.faults.items().front().code;
    };
    EXPECT_EQ(code(spec("year", {"oil:PRK:RUS"})), "");
    EXPECT_EQ(code(spec("yaer", {"oil:PRK:RUS"})), "W021");
    EXPECT_EQ(code(spec("year", {"oyl:PRK:RUS"})), "W022");
    EXPECT_EQ(code(spec("year", {"oil:PRK:RUS"}, {"oyl:PRK"})), "W022");
    EXPECT_EQ(code(spec("year", {"coal:PRK:RUS::unit=USD"})), "W025");
    MeterSpec ships = spec("year", {"oil:PRK:RUS"});
    ships.capacity = {{"NONE", 0.5}};
    EXPECT_EQ(code(ships), "W023");
}

} // namespace
} // namespace halflight::watch
