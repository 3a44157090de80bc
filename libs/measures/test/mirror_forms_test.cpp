// SPDX-License-Identifier: Apache-2.0
// The mirror forms on tiny dossiers.
#include "world.hpp"

#include "halflight/measures/mirror.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::measures::test {
namespace {

constexpr const char* codes = R"([indicator.exports]
name = "Exports"
type = "flow"
unit = "USD"

[indicator.imports]
name = "Imports"
type = "flow"
unit = "USD"

[indicator.tonnage]
name = "Tonnage"
type = "flow"
unit = "t"

[dimension.product]
name = "Goods"
  [dimension.product.codes.fish]
  name = "Fish"
  [dimension.product.codes.cars]
  name = "Cars"
)";

constexpr const char* rows = "X17,exports,RUS,PRK,,2017,,,=100,,USD,measured,agency\n"
                             "X18,exports,RUS,PRK,,2018,,,=100,,USD,measured,agency\n"
                             "X19,exports,RUS,PRK,,2019,,,=3,,USD,measured,agency\n"
                             "M17,imports,PRK,RUS,,2017,,,=105,,USD,measured,paper\n"
                             "M18,imports,PRK,RUS,,2018,,,=220,,USD,measured,paper\n"
                             "M20,imports,PRK,RUS,,2020,,,=11,,USD,measured,paper\n";

Report measured(const std::string& measures, std::string_view claims = rows) {
    World world(codes, claims, measures);
    return world.evaluated();
}

std::string mirror(const std::string& lines) {
    return "[[measure]]\nid = \"m\"\nform = \"mirror\"\nexports = \"exports:RUS:PRK\"\n"
           "imports = \"imports:PRK:RUS\"\n" +
           lines + "\n";
}

TEST(MirrorForm, PutsBothReportsSideBySide) {
    const Report report = measured(mirror("margin = [0.0, 0.1]"));
    EXPECT_EQ(value_of(report, "m/exports@2017").bounds, Interval::point(100));
    const Value& fob = value_of(report, "m/imports_fob@2017");
    EXPECT_NEAR(fob.bounds.lo, 105 / 1.1, 1e-9);
    EXPECT_EQ(fob.bounds.hi, 105);
    EXPECT_EQ(fob.basis, Basis::modelled);
    EXPECT_EQ(value_of(report, "m/agree@2017").bounds, Interval::point(1));
    EXPECT_EQ(value_of(report, "m/reconciled@2017").bounds, Interval::point(100));
    EXPECT_EQ(value_of(report, "m/agree@2018").bounds, Interval::point(0));
    EXPECT_EQ(value_of(report, "m/reconciled@2018").bounds, Interval::closed(100, 220));
    EXPECT_EQ(value_of(report, "m/discrepancy@2018").cells,
              (std::vector<std::string>{"exports:RUS:PRK@2018", "imports:PRK:RUS@2018"}));
}

TEST(MirrorForm, OneReportIsNoComparisonAndSmallFlowsCount) {
    const Report report = measured(mirror("margin = 0.1"));
    EXPECT_EQ(value_of(report, "m/reconciled@2019").bounds, Interval::point(3));
    EXPECT_EQ(value_of(report, "m/ratio@2019").basis, Basis::missing);
    EXPECT_EQ(value_of(report, "m/imports@2019").basis, Basis::missing);
    EXPECT_NEAR(value_of(report, "m/reconciled@2020").bounds.lo, 10, 1e-9);
    EXPECT_EQ(table_of(report, "m").rows.size(), 4U);
}

TEST(MirrorForm, TakesTheMarginFromTheDistance) {
    const Report report = measured(mirror("distance_km = 800\ncontiguous = true"));
    const Interval margin = cif_margin(800, true);
    EXPECT_NEAR(value_of(report, "m/imports_fob@2017").bounds.lo, 105 / (1 + margin.hi), 1e-9);
    EXPECT_NE(table_of(report, "m").assumptions.front().find("800 km"), std::string::npos);
    const Report fob = measured(mirror("imports_valuation = \"fob\""));
    EXPECT_EQ(value_of(fob, "m/ratio@2018").bounds, Interval::point(2.2));
    EXPECT_EQ(value_of(fob, "m/ratio@2018").basis, Basis::derived);
}

TEST(MirrorForm, ReportsEachBadParameter) {
    EXPECT_EQ(codes_of(measured(mirror(""))), "M007");
    EXPECT_EQ(codes_of(measured(mirror("distance_km = 0"))), "M007");
    EXPECT_EQ(codes_of(measured(mirror("distance_km = \"far\""))), "M005");
    EXPECT_EQ(codes_of(measured(mirror("distance_km = 8\ncontiguous = \"maybe\""))), "M005");
    EXPECT_EQ(codes_of(measured(mirror("margin = [-0.1, 0.1]"))), "M007");
    EXPECT_EQ(codes_of(measured(mirror("margin = [0.1, 3]"))), "M007");
    EXPECT_EQ(codes_of(measured(mirror("imports_valuation = \"exw\""))), "M007");
    EXPECT_EQ(codes_of(measured("[[measure]]\nid = \"m\"\nform = \"mirror\"\nmargin = 0.1\nexports "
                                "= \"exports:RUS:PRK\"\nimports = \"tonnage:PRK:RUS\"\n")),
              "M007");
}

std::string reliable(const std::string& lines) {
    return "[[measure]]\nid = \"r\"\nform = \"reporter-reliability\"\nimports_valuation = "
           "\"fob\"\n" +
           lines + "\n";
}

constexpr const char* one_pair = "exports = [\"a = exports:RUS:PRK\"]\n"
                                 "imports = [\"a = imports:PRK:RUS\"]\n";

TEST(ReporterReliabilityForm, MeasuresOrRefuses) {
    const Report few = measured(reliable(one_pair));
    EXPECT_EQ(value_of(few, "r/all/pairs").point, 2);
    EXPECT_EQ(value_of(few, "r/all/reliability").basis, Basis::missing);
    EXPECT_NE(table_of(few, "r").notes.front().find("No reliability"), std::string::npos);
    const Report two = measured(reliable(std::string(one_pair) + "least = 2"));
    const double expected = (5.0 / 205 + 120.0 / 320) / 2;
    EXPECT_NEAR(value_of(two, "r/all/discrepancy").bounds.lo, expected, 1e-12);
    EXPECT_NEAR(value_of(two, "r/a/reliability").bounds.hi, 1 - expected, 1e-12);
    // Python 3.11.7: statistics.stdev([math.log(1.05), math.log(2.2)])
    EXPECT_NEAR(value_of(two, "r/all/spread").bounds.hi, 0.5230236902506106, 1e-9);
}

TEST(ReporterReliabilityForm, ReportsEachBadParameter) {
    EXPECT_EQ(codes_of(measured(reliable(std::string(one_pair) + "least = 1"))), "M007");
    EXPECT_EQ(codes_of(measured(reliable("exports = [\"a = exports:RUS:PRK\"]\nimports = "
                                         "[\"b = imports:PRK:RUS\"]"))),
              "M007");
    EXPECT_EQ(codes_of(measured(reliable("exports = [\"a = exports:RUS:PRK\"]\nimports = "
                                         "[\"a = tonnage:PRK:RUS\"]"))),
              "M007");
}

// Made data: a partner that buys fish from the North and once books cars of the South there.
constexpr const char* mixed = "N05,imports,DZA,PRK,product=fish,2005,,,=10,,USD,measured,made\n"
                              "N06,imports,DZA,PRK,product=fish,2006,,,=12,,USD,measured,made\n"
                              "N07,imports,DZA,PRK,product=fish,2007,,,=11,,USD,measured,made\n"
                              "N08,imports,DZA,PRK,product=fish,2008,,,=20,,USD,measured,made\n"
                              "N09,imports,DZA,PRK,product=fish,2009,,,=12,,USD,measured,made\n"
                              "C05,imports,DZA,PRK,product=cars,2005,,,=1,,USD,measured,made\n"
                              "C06,imports,DZA,PRK,product=cars,2006,,,=1,,USD,measured,made\n"
                              "C07,imports,DZA,PRK,product=cars,2007,,,=1,,USD,measured,made\n"
                              "C08,imports,DZA,PRK,product=cars,2008,,,=1500,,USD,measured,made\n"
                              "C09,imports,DZA,PRK,product=cars,2009,,,=1,,USD,measured,made\n"
                              "S07,imports,DZA,KOR,product=fish,2007,,,=30,,USD,measured,made\n"
                              "T07,imports,DZA,KOR,product=cars,2007,,,=1600,,USD,measured,made\n"
                              "S08,imports,DZA,KOR,product=fish,2008,,,=30,,USD,measured,made\n"
                              "T08,imports,DZA,KOR,product=cars,2008,,,=1700,,USD,measured,made\n"
                              "S09,imports,DZA,KOR,product=fish,2009,,,=30,,USD,measured,made\n"
                              "T09,imports,DZA,KOR,product=cars,2009,,,=1700,,USD,measured,made\n";

std::string mix_up(const std::string& lines) {
    return "[[measure]]\nid = \"x\"\nform = \"mix-up\"\n"
           "flows = [\"fish = imports:DZA:PRK:product=fish\", \"cars = "
           "imports:DZA:PRK:product=cars\"]\n"
           "other = [\"fish = imports:DZA:KOR:product=fish\", \"cars = "
           "imports:DZA:KOR:product=cars\"]\n" +
           lines + "\n";
}

TEST(MixUpForm, FlagsTheYearThatLooksLikeTheOther) {
    const Report report = measured(mix_up(""), mixed);
    EXPECT_EQ(value_of(report, "x/flagged@2008").bounds, Interval::point(1));
    EXPECT_EQ(value_of(report, "x/review@2008").bounds, Interval::point(1));
    EXPECT_EQ(value_of(report, "x/flagged@2007").bounds, Interval::point(0));
    EXPECT_TRUE(value_of(report, "x/score@2008").synthetic);
    // No report on the South in 2005 and 2006, and no past.
    EXPECT_EQ(value_of(report, "x/score@2005").basis, Basis::missing);
    const auto& notes = table_of(report, "x").notes;
    EXPECT_TRUE(std::ranges::any_of(
        notes, [](const std::string& note) { return note.starts_with("Review 2008"); }));
    // The score is the sum of its named parts.
    EXPECT_NEAR(value_of(report, "x/score@2008").bounds.lo,
                value_of(report, "x/profile@2008").bounds.lo +
                    value_of(report, "x/size@2008").bounds.lo,
                1e-9);
}

TEST(MixUpForm, KeepsDecisionsAndLearnsFromThem) {
    const Report open = measured(mix_up(""), mixed);
    const Report decided =
        measured(mix_up("decided = [\"2008 = accept: xy 2024-02-02 mended later\"]"), mixed);
    EXPECT_EQ(value_of(decided, "x/flagged@2008").bounds, Interval::point(1));
    EXPECT_EQ(value_of(decided, "x/review@2008").bounds, Interval::point(0));
    // 2009 is held against a past without the mixed-up year: nearer to its own.
    EXPECT_LT(value_of(decided, "x/score@2009").bounds.hi,
              value_of(open, "x/score@2009").bounds.lo);
}

TEST(MixUpForm, ReportsEachBadParameter) {
    EXPECT_EQ(codes_of(measured(mix_up("decided = [\"2008 = accept\"]"), mixed)), "M007");
    EXPECT_EQ(codes_of(measured(mix_up("decided = [\"2008 = perhaps: xy\"]"), mixed)), "M007");
    EXPECT_EQ(codes_of(measured(mix_up("decided = [\"then = accept: xy\"]"), mixed)), "M007");
    EXPECT_EQ(codes_of(measured(mix_up("decided = [\"2008 = accept: xy\", \"2008 = reject: xy\"]"),
                                mixed)),
              "M007");
    EXPECT_EQ(codes_of(measured(mix_up("past = 1"), mixed)), "M007");
    EXPECT_EQ(codes_of(measured(mix_up("least = 0"), mixed)), "M007");
    EXPECT_EQ(codes_of(measured("[[measure]]\nid = \"x\"\nform = \"mix-up\"\nflows = "
                                "[\"a = imports:DZA:PRK:product=fish\"]\nother = [\"b = "
                                "imports:DZA:KOR:product=fish\"]\n",
                                mixed)),
              "M007");
}

} // namespace
} // namespace halflight::measures::test
