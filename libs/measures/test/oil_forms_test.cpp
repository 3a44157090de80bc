// SPDX-License-Identifier: Apache-2.0
// Caps, conversions and tankers in dossiers.
#include "boxes.hpp"
#include "world.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace halflight::measures {
namespace {

using namespace test;

constexpr const char* codes = R"([indicator.oil]
name = "Oil delivered"
type = "flow"
units = ["bbl", "t"]
frequency = "M"
  [[indicator.oil.conversion]]
  from = "t"
  to = "bbl"
  low = 6
  high = 12
  source = "agency"

[indicator.cap]
name = "Cap"
type = "level"
units = ["bbl", "t"]
nonnegative = true

[indicator.factor]
name = "Barrels in a tonne"
type = "level"
unit = "bbl per t"
nonnegative = true

[indicator.tankers]
name = "Oil by tankers"
type = "flow"
unit = "bbl"

[dimension.fuel]
name = "Fuel"
  [dimension.fuel.codes.lpg]
  name = "Liquefied gas"
  [dimension.fuel.codes.diesel]
  name = "Diesel"

[dimension.load]
name = "Load"
role = "definition"
  [dimension.load.codes.half]
  name = "Half"
  [dimension.load.codes.most]
  name = "Most"

[area.BOTH]
name = "Both"
parts = ["SAU", "ARE"]
complete = true
)";

constexpr const char* rows = R"(CAP,cap,ERI,,,2022,..,,=500,,bbl,cap,agency
TCAP,cap,ERI,,,2022,..,,=5,,t,cap,agency
WIDE,cap,ERI,,,2022,..,,500,,bbl,cap,agency
S01,oil,ERI,SAU,,2023-01,,,=200,,bbl,measured,agency
S02,oil,ERI,SAU,,2023-02,,,=250,,bbl,measured,agency
S03,oil,ERI,SAU,,2023-03,,,not_published,,bbl,measured,agency
S04,oil,ERI,SAU,,2023-04,,,=100,,bbl,measured,agency
A01,oil,ERI,ARE,,2023-01,,,=10,,t,measured,agency
A23,oil,ERI,ARE,,2023,,,=100,,bbl,measured,agency
LPG,factor,ERI,,fuel=lpg,..,..,,=11.6,,bbl per t,measured,agency
DSL,factor,ERI,,fuel=diesel,..,..,,=7.23,,bbl per t,measured,agency
ZERO,factor,ERI,,fuel=diesel,2001,,,=0,,bbl per t,measured,agency
HALF,tankers,ERI,,load=half,2023-01,2023-05,,759793,,bbl,estimate,paper
MOST,tankers,ERI,,load=most,2023-01,2023-05,,1367628,,bbl,estimate,paper
)";

Report run(const std::string& form, const std::string& parameters) {
    return World(codes, rows, "[[measure]]\nid = \"m\"\nform = \"" + form + "\"\n" + parameters)
        .evaluated();
}

constexpr const char* suppliers =
    R"(delivered = ["SAU = oil:ERI:SAU", "ARE = oil:ERI:ARE", "all = oil:ERI:BOTH"]
cap = "CAP"
periods = [2023]
)";

TEST(CapMeterForm, KeepsReportedApartFromUnknown) {
    const Report report = run("cap-meter", suppliers);
    EXPECT_EQ(value_of(report, "m/SAU/months@2023").point, 3);
    EXPECT_EQ(value_of(report, "m/SAU/reported@2023").point, 550);
    EXPECT_EQ(value_of(report, "m/SAU/delivered@2023").bounds, Interval::at_least(550));
    EXPECT_EQ(value_of(report, "m/SAU/over@2023").bounds, Interval::point(1));
    // Passed in March at the earliest, by the end of April for certain.
    const double march = parse_date("2023-03-01")->days;
    const double april = parse_date("2023-04-30")->days;
    EXPECT_EQ(value_of(report, "m/SAU/crossed@2023").bounds, Interval::closed(march, april));
}

TEST(CapMeterForm, CountsAMonthReportedInTheOtherUnit) {
    const Report report = run("cap-meter", suppliers);
    EXPECT_EQ(value_of(report, "m/ARE/months@2023").point, 1);
    EXPECT_EQ(value_of(report, "m/ARE/reported@2023").bounds, Interval::closed(60, 100));
    EXPECT_EQ(value_of(report, "m/ARE/delivered@2023").point, 100);
    EXPECT_EQ(value_of(report, "m/ARE/share@2023").point, 20);
    EXPECT_EQ(value_of(report, "m/ARE/over@2023").bounds, Interval::point(0));
    EXPECT_EQ(value_of(report, "m/ARE/crossed@2023").missing, Missing::not_applicable);
}

TEST(CapMeterForm, ReportedMonthsAreAtMostTheYear) {
    const std::string more = std::string(rows) +
                             "Y01,oil,ERI,YEM,,2023-01,,,=10,,t,measured,agency\n"
                             "Y02,oil,ERI,YEM,,2023-02,,,=10,,t,measured,agency\n"
                             "Y,oil,ERI,YEM,,2023,,,=150,,bbl,measured,agency\n";
    World world(codes, more,
                "[[measure]]\nid = \"m\"\nform = \"cap-meter\"\ndelivered = [\"oil:ERI:YEM\"]\n"
                "cap = \"CAP\"\nperiods = [2023]\n");
    const Report report = world.evaluated();
    const Value& reported = value_of(report, "m/YEM/reported@2023");
    EXPECT_EQ(reported.bounds, Interval::closed(120, 150));
    EXPECT_TRUE(std::ranges::find(reported.cells, "oil:ERI:YEM:unit=bbl@2023") !=
                reported.cells.end());
}

TEST(CapMeterForm, AddsMembersUpToTheirGroup) {
    const Report report = run("cap-meter", suppliers);
    EXPECT_EQ(value_of(report, "m/all/months@2023").point, 1);
    expect_near(value_of(report, "m/all/reported@2023").bounds, 610, 650);
    EXPECT_EQ(value_of(report, "m/all/delivered@2023").bounds, Interval::at_least(650));
}

TEST(CapMeterForm, LeavesYearsWithoutACapOut) {
    const Report report =
        run("cap-meter", "delivered = [\"oil:ERI:SAU\"]\ncap = \"CAP\"\nperiods = [2021]\n");
    EXPECT_EQ(value_of(report, "m/SAU/share@2021").missing, Missing::not_applicable);
    EXPECT_EQ(value_of(report, "m/SAU/delivered@2021").basis, Basis::missing);
}

TEST(CapPathForm, AddsMonthsUp) {
    const Report report = run("cap-path", suppliers);
    EXPECT_EQ(table_of(report, "m").rows.size(), 36U);
    EXPECT_EQ(value_of(report, "m/SAU/cumulated@2023-02").point, 450);
    EXPECT_EQ(value_of(report, "m/SAU/over@2023-02").bounds, Interval::point(0));
    EXPECT_EQ(value_of(report, "m/SAU/over@2023-03").bounds, Interval::closed(0, 1));
    EXPECT_EQ(value_of(report, "m/SAU/over@2023-04").bounds, Interval::point(1));
    EXPECT_EQ(value_of(report, "m/SAU/share@2023-01").point, 40);
}

TEST(CapPathForm, AddsUpTheMonthsThatAreReported) {
    const Report report = run("cap-path", suppliers);
    EXPECT_EQ(value_of(report, "m/SAU/reported@2023-02").point, 450);
    EXPECT_EQ(value_of(report, "m/SAU/reports@2023-02").point, 1);
    // A month without a report adds nothing.
    EXPECT_EQ(value_of(report, "m/SAU/reported@2023-03").point, 450);
    EXPECT_EQ(value_of(report, "m/SAU/reports@2023-03").point, 0);
    EXPECT_EQ(value_of(report, "m/SAU/reported@2023-12").point, 550);
    // Reported in tonnes: a range in barrels, at most what the year received.
    EXPECT_EQ(value_of(report, "m/ARE/reported@2023-01").bounds, Interval::closed(60, 100));
    EXPECT_EQ(value_of(report, "m/ARE/reports@2023-01").point, 1);
}

TEST(CapPathForm, SaysWhichPartOfAGroupReports) {
    const Report report = run("cap-path", suppliers);
    EXPECT_EQ(value_of(report, "m/all/reports@2023-01").point, 1);
    EXPECT_EQ(value_of(report, "m/all/reports@2023-02").point, 0.5);
    EXPECT_EQ(value_of(report, "m/all/reports@2023-03").point, 0);
    expect_near(value_of(report, "m/all/reported@2023-02").bounds, 510, 550);
}

TEST(CapPathForm, ASumOfNoReportsIsMissing) {
    const Report report =
        run("cap-path", "delivered = [\"oil:ERI:SAU\"]\ncap = \"CAP\"\nperiods = [2022]\n");
    EXPECT_EQ(value_of(report, "m/SAU/reported@2022-12").basis, Basis::missing);
    EXPECT_EQ(value_of(report, "m/SAU/reports@2022-12").point, 0);
}

TEST(CapPathForm, TheSumOfAYearIsThatOfTheMeter) {
    const Report path = run("cap-path", suppliers);
    const Report meter = run("cap-meter", suppliers);
    for (const std::string label : {"SAU", "ARE", "all"}) {
        const Value& sum = value_of(path, "m/" + label + "/reported@2023-12");
        const Value& year = value_of(meter, "m/" + label + "/reported@2023");
        EXPECT_EQ(sum.bounds, year.bounds) << label;
        EXPECT_EQ(sum.point, year.point) << label;
        EXPECT_EQ(sum.cells, year.cells) << label;
    }
}

/// Months as printed add up to less than the printed year allows.
constexpr const char* tight_rows =
    R"(CAP,cap,ERI,,,2022,..,,=500,,bbl,cap,agency
M01,oil,ERI,SAU,,2023-01,2023-06,,"=60",,bbl,measured,agency
M07,oil,ERI,SAU,,2023-07,,19.5,20,22.5,bbl,measured,agency
M08,oil,ERI,SAU,,2023-08,,19.5,20,22.5,bbl,measured,agency
M09,oil,ERI,SAU,,2023-09,,,=0,,bbl,measured,agency
M10,oil,ERI,SAU,,2023-10,,,=0,,bbl,measured,agency
M11,oil,ERI,SAU,,2023-11,,,=0,,bbl,measured,agency
M12,oil,ERI,SAU,,2023-12,,,=0,,bbl,measured,agency
YEAR,oil,ERI,SAU,,2023,,,=104,,bbl,measured,agency
)";

TEST(CapPathForm, RestsOnWhateverBoundsTheSum) {
    World world(codes, tight_rows,
                "[[measure]]\nid = \"m\"\nform = \"cap-path\"\n"
                "delivered = [\"oil:ERI:SAU\"]\ncap = \"CAP\"\nperiods = [2023]\n");
    const Report report = world.evaluated();
    const auto reads = [&](const std::string& number, const std::string& period) {
        return std::ranges::count(value_of(report, number).cells, "oil:ERI:SAU:unit=bbl@" + period);
    };
    // The total as published is the sum.
    const Value& half = value_of(report, "m/SAU/cumulated@2023-06");
    EXPECT_EQ(half.bounds, Interval::point(60));
    EXPECT_EQ(half.basis, Basis::reported);
    EXPECT_EQ(half.cells.size(), 1U);
    EXPECT_EQ(value_of(report, "m/SAU/cumulated@2023-12").point, 104);
    // Up to April: no more than up to June.
    EXPECT_EQ(value_of(report, "m/SAU/cumulated@2023-04").bounds, Interval::closed(0, 60));
    EXPECT_EQ(reads("m/SAU/cumulated@2023-04", "2023-S1"), 1);
    EXPECT_EQ(reads("m/SAU/cumulated@2023-04", "2023"), 0);
    // Up to August: what the months print, 100, is too little for the year.
    const Value& august = value_of(report, "m/SAU/cumulated@2023-08");
    EXPECT_EQ(august.bounds, Interval::point(104));
    EXPECT_EQ(august.point, std::nullopt);
    EXPECT_EQ(reads("m/SAU/cumulated@2023-08", "2023"), 1);
}

TEST(CapPathForm, TellsOfMonthsThatContradictTheYear) {
    const std::string apart =
        std::string(rows) + "S23,oil,ERI,SAU,,2023,,,=300,,bbl,measured,paper\n";
    World world(codes, apart,
                "[[measure]]\nid = \"m\"\nform = \"cap-path\"\n"
                "delivered = [\"oil:ERI:SAU\"]\ncap = \"CAP\"\nperiods = [2023]\n");
    const Report report = world.evaluated();
    EXPECT_TRUE(value_of(report, "m/SAU/cumulated@2023-02").disputed);
    EXPECT_TRUE(value_of(report, "m/SAU/share@2023-02").disputed);
    EXPECT_TRUE(std::ranges::any_of(table_of(report, "m").notes, [](const std::string& note) {
        return note.find("exclude each other") != std::string::npos;
    }));
}

TEST(ConversionForm, NamesTheProduct) {
    const Report report = run("conversion", R"(amount = "oil:ERI:ARE::unit=t"
factors = ["LPG", "DSL"]
periods = ["2023-01"]
)");
    EXPECT_NEAR(*value_of(report, "m/LPG/converted@2023-01").point, 116, 1e-9);
    EXPECT_NEAR(*value_of(report, "m/DSL/converted@2023-01").point, 72.3, 1e-9);
    expect_near(value_of(report, "m/unknown/converted@2023-01").bounds, 72.3, 116);
    EXPECT_EQ(table_of(report, "m").rows.front().name, "Liquefied gas");
}

TEST(TankerForm, StartsFromWhatIsPublished) {
    const Report report = run("tanker-capacity", R"(estimates = ["HALF", "MOST"]
estimate_laden = ["1/2", 0.9]
laden = ["1/3", "1/2", 0.9]
cap = "CAP"
)");
    const std::string at = "@2023-01/2023-05";
    EXPECT_NEAR(*value_of(report, "m/laden-33/volume" + at).point, 506529, 0.5);
    EXPECT_NEAR(*value_of(report, "m/laden-50/volume" + at).point, 759793, 0.5);
    EXPECT_NEAR(*value_of(report, "m/laden-90/volume" + at).point, 1367628, 0.5);
    EXPECT_EQ(value_of(report, "m/laden-33/over" + at).bounds, Interval::point(1));
    EXPECT_EQ(value_of(report, "m/laden-33/volume" + at).claims.size(), 2U);
}

TEST(TankerForm, TakesADeclaredCapacity) {
    const Report report =
        run("tanker-capacity",
            "capacity = [900, 1200]\nladen = [\"1/2\"]\ncap = \"CAP\"\nperiod = \"2023\"\n");
    EXPECT_EQ(value_of(report, "m/laden-50/volume@2023").bounds, Interval::closed(450, 600));
    EXPECT_EQ(value_of(report, "m/laden-50/over@2023").bounds, Interval::closed(0, 1));
}

TEST(OilForms, ReportEveryBadParameter) {
    const std::string saudi = "delivered = [\"oil:ERI:SAU\"]\n";
    const std::vector<std::array<std::string, 3>> cases = {
        {"cap-meter", saudi + "cap = \"TCAP\"\n", "M007"},
        {"cap-meter", saudi + "cap = \"WIDE\"\n", "M007"},
        {"cap-meter", saudi + "cap = \"NONE\"\n", "M006"},
        {"cap-meter", saudi + "cap = \"S03\"\n", "M007"},
        {"cap-meter", saudi + "cap = \"CAP\"\nperiods = [\"2023-01\"]\n", "M007"},
        {"cap-meter", saudi + "cap = \"CAP\"\nfrom = 2024\nto = 2022\n", "M007"},
        {"cap-path", "delivered = [\"a = oil:ERI:SAU\", \"a = oil:ERI:ARE\"]\ncap = \"CAP\"\n",
         "M007"},
        {"cap-path", saudi + "cap = \"CAP\"\nnames = [\"one\", \"two\"]\n", "M007"},
        {"conversion", "amount = \"oil:ERI:ARE\"\nfactors = [\"LPG\"]\n", "M007"},
        {"conversion", "amount = \"oil:ERI:ARE::unit=t\"\nfactors = [\"ZERO\"]\n", "M007"},
        {"conversion", "amount = \"oil:ERI:ARE::unit=t\"\nfactors = [\"LPG\", \"A23\"]\n", "M007"},
        {"tanker-capacity", "laden = [0.5]\ncap = \"CAP\"\n", "M007"},
        {"tanker-capacity", "capacity = 5\nladen = [1.5]\ncap = \"CAP\"\n", "M007"},
        {"tanker-capacity", "capacity = 5\nladen = [\"1/0\"]\ncap = \"CAP\"\n", "M007"},
        {"tanker-capacity", "capacity = 5\nladen = [0.5, 0.5]\ncap = \"CAP\"\n", "M007"},
        {"tanker-capacity", "capacity = 5\nunit = \"bbls\"\nladen = [0.5]\ncap = \"CAP\"\n",
         "M007"},
        {"tanker-capacity", "capacity = 5\nunit = \"t\"\nladen = [0.5]\ncap = \"CAP\"\n", "M007"},
        {"tanker-capacity",
         "estimates = [\"HALF\", \"MOST\"]\nestimate_laden = [0.5]\nladen = [0.5]\ncap = \"CAP\"\n",
         "M007"},
        {"tanker-capacity",
         "estimates = [\"HALF\", \"MOST\"]\nestimate_laden = [0.5, 0.8]\nladen = [0.5]\n"
         "cap = \"CAP\"\n",
         "M007"},
    };
    for (const auto& [form, parameters, expected] : cases) {
        EXPECT_EQ(codes_of(run(form, parameters)), expected) << form << "\n" << parameters;
    }
}

} // namespace
} // namespace halflight::measures
