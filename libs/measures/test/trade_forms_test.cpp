// SPDX-License-Identifier: Apache-2.0
// The trade forms on tiny dossiers: numbers, what they rest on, faults of parameters.
#include "world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace halflight::measures::test {
namespace {

constexpr const char* codes = R"([indicator.trade]
name = "Trade"
type = "flow"
unit = "USD"

[indicator.share]
name = "Share"
type = "ratio"
unit = "percent"
nonnegative = true

[indicator.tonnage]
name = "Tonnage"
type = "flow"
unit = "t"

[indicator.ratio]
name = "Ratio"
type = "ratio"
unit = "ratio"
nonnegative = true

[area.WLD]
name = "All partners"
parts = ["CHN", "RUS"]
complete = false

[dimension.product]
name = "Goods"
default = "total"
  [dimension.product.codes.total]
  name = "All"
  parts = ["coal", "wigs"]
  complete = false
  [dimension.product.codes.coal]
  name = "Coal"
  [dimension.product.codes.wigs]
  name = "Wigs"
)";

constexpr const char* rows = "R17,trade,RUS,PRK,,2017,,,=80,,USD,measured,agency\n"
                             "R18,trade,RUS,PRK,,2018,,,=34,,USD,measured,agency\n"
                             "R19,trade,RUS,PRK,,2019,,,=48,,USD,measured,agency\n"
                             "R23,trade,RUS,PRK,,2023-01,2023-11,,=28,,USD,measured,agency\n"
                             "R24,trade,RUS,PRK,,2024,,33,34,35,USD,measured,agency\n"
                             "C17,trade,CHN,PRK,,2017,,,=920,,USD,measured,agency\n"
                             "C18,trade,CHN,PRK,,2018,,,=466,,USD,measured,agency\n"
                             "C19,trade,CHN,PRK,,2019,,,=452,,USD,measured,agency\n"
                             "C22,trade,CHN,PRK,,2022,,,=900,,USD,measured,made\n"
                             "C24,trade,CHN,PRK,,2024,,,=966,,USD,measured,agency\n"
                             "COAL18,trade,CHN,PRK,product=coal,2018,,,=46.6,,USD,measured,agency\n"
                             "T18,trade,PRK,WLD,,2018,,,=680,,USD,measured,paper\n"
                             "T24,trade,PRK,WLD,,2024,,,=500,,USD,measured,paper\n"
                             "S22,share,PRK,CHN,,2022,,,=97,,percent,estimate,paper\n"
                             "AIM,trade,RUS,PRK,,2020,,,=1000,,USD,target,paper\n"
                             "TWICE,ratio,PRK,RUS,,..,..,,>2,,ratio,estimate,paper\n";

Report measured(const std::string& measures) {
    World world(codes, rows, measures);
    return world.evaluated();
}

constexpr const char* shares = R"(
[[measure]]
id = "s"
form = "partner-share"
flows = ["RUS = trade:RUS:PRK", "CHN = trade:CHN:PRK"]
unreported = 0
published = ["CHN = share:PRK:CHN"]
model = "last-observed"
from = 2017
to = 2024
)";

TEST(PartnerShareForm, GivesExactSharesWhereAllReport) {
    const Report report = measured(shares);
    const Value& share = value_of(report, "s/RUS/share@2017");
    EXPECT_EQ(share.bounds, Interval::point(8));
    EXPECT_EQ(share.point, 8);
    EXPECT_EQ(share.basis, Basis::derived);
    EXPECT_EQ(share.cells, (std::vector<std::string>{"trade:CHN:PRK@2017", "trade:RUS:PRK@2017"}));
    EXPECT_EQ(share.formula, "80 / (80 + 920)");
    EXPECT_EQ(value_of(report, "s/CHN/share@2017").bounds, Interval::point(92));
}

TEST(PartnerShareForm, AGapBoundsOnlyThroughWhatIsPublishedOrModelled) {
    const Report report = measured(shares);
    const Value& worst = value_of(report, "s/RUS/share@2022");
    EXPECT_EQ(worst.basis, Basis::missing); // anything from 0 to 100 says nothing
    EXPECT_EQ(worst.bounds, Interval::closed(0, 100));
    const Value& left = value_of(report, "s/RUS/published@2022");
    EXPECT_EQ(left.bounds, Interval::closed(0, 3));
    EXPECT_EQ(left.basis, Basis::bounded);
    const Value& model = value_of(report, "s/RUS/modelled@2022");
    EXPECT_EQ(model.basis, Basis::modelled);
    EXPECT_NEAR(model.bounds.lo, 100 * 24.0 / 924, 1e-9); // half of 2019's 48
    EXPECT_NEAR(model.bounds.hi, 100 * 96.0 / 996, 1e-9);
    EXPECT_TRUE(model.synthetic); // 2022 of China is made
    EXPECT_FALSE(table_of(report, "s").assumptions.empty());
    // Eleven months are published, and a flow is never negative.
    EXPECT_EQ(value_of(report, "s/RUS/flow@2023").bounds, Interval::at_least(28));
    EXPECT_EQ(value_of(report, "s/RUS/flow@2023").basis, Basis::bounded);
}

TEST(PartnerShareForm, TakesATotalOfAnotherCompiler) {
    const Report report = measured(R"(
[[measure]]
id = "s"
form = "partner-share"
flows = ["RUS = trade:RUS:PRK", "CHN = trade:CHN:PRK"]
total = "trade:PRK:WLD"
periods = [2018, 2024]
show = ["RUS"]
)");
    EXPECT_EQ(value_of(report, "s/RUS/share@2018").bounds, Interval::point(5));
    const Value& contradiction = value_of(report, "s/RUS/share@2024");
    EXPECT_EQ(contradiction.basis, Basis::missing);
    EXPECT_EQ(contradiction.missing, Missing::not_applicable);
    EXPECT_EQ(table_of(report, "s").rows.size(), 2U);
    EXPECT_EQ(table_of(report, "s").notes.size(), 1U);
}

TEST(PartnerShareForm, CapsAndOthersAreAssumptions) {
    const Report report = measured(R"(
[[measure]]
id = "s"
form = "partner-share"
flows = ["RUS = trade:RUS:PRK", "CHN = trade:CHN:PRK"]
unreported = 0
caps = ["RUS = 100"]
others_percent = [0, 10]
periods = [2017, 2022]
)");
    const Value& capped = value_of(report, "s/RUS/share@2022");
    EXPECT_EQ(capped.bounds, Interval::closed(0, 10));
    EXPECT_EQ(capped.basis, Basis::modelled);
    EXPECT_EQ(value_of(report, "s/RUS/share@2017").basis, Basis::derived);
    const Interval less = value_of(report, "s/RUS/modelled@2017").bounds;
    EXPECT_NEAR(less.lo, 7.2, 1e-9);
    EXPECT_NEAR(less.hi, 8, 1e-9);
}

TEST(PartnerShareForm, ReportsEachBadParameter) {
    const auto with = [](const std::string& line) {
        return codes_of(measured("[[measure]]\nid = \"s\"\nform = \"partner-share\"\nflows = "
                                 "[\"RUS = trade:RUS:PRK\", \"CHN = trade:CHN:PRK\"]\n" +
                                 line + "\n"));
    };
    EXPECT_EQ(with("unreported = [-1, 2]"), "M007");
    EXPECT_EQ(with("unreported = [3, 2]"), "M005");
    EXPECT_EQ(with("caps = [\"RUS\"]"), "M007");
    EXPECT_EQ(with("caps = [\"RUS = -1\"]"), "M007");
    EXPECT_EQ(with("caps = [\"USA = 1\"]"), "M007");
    EXPECT_EQ(with("model = \"guess\""), "M007");
    EXPECT_EQ(with("multiples = [-1, 2]"), "M007");
    EXPECT_EQ(with("show = [\"USA\"]"), "M007");
    EXPECT_EQ(with("fill = [\"USA\"]"), "M007");
    EXPECT_EQ(with("others_percent = [0, 200]"), "M007");
    EXPECT_EQ(with("total = \"trade:PRK:WLD\"\nothers_percent = 5"), "M007");
    EXPECT_EQ(with("total = \"tonnage:PRK:WLD\""), "M007");
    EXPECT_EQ(with("total = \"nothing:PRK:WLD\""), "M006");
    EXPECT_EQ(with("published = [\"CHN = nothing:PRK:CHN\"]"), "M006");
}

TEST(ConcentrationForm, OfFlowsAndOfShares) {
    const Report report = measured(R"(
[[measure]]
id = "flows"
form = "concentration"
flows = ["trade:RUS:PRK", "trade:CHN:PRK"]
periods = [2017]

[[measure]]
id = "shares"
form = "concentration"
flows = ["share:PRK:CHN"]
shares = true
periods = [2022]
)");
    EXPECT_NEAR(value_of(report, "flows/index@2017").bounds.lo, 0.08 * 0.08 + 0.92 * 0.92, 1e-12);
    EXPECT_NEAR(*value_of(report, "flows/index@2017").point, 0.08 * 0.08 + 0.92 * 0.92, 1e-12);
    const Interval bounds = value_of(report, "shares/index@2022").bounds;
    EXPECT_NEAR(bounds.lo, 0.97 * 0.97, 1e-12);
    EXPECT_NEAR(bounds.hi, 0.97 * 0.97 + 0.03 * 0.03, 1e-12);
    EXPECT_EQ(codes_of(measured("[[measure]]\nid = \"c\"\nform = \"concentration\"\nflows = "
                                "[\"trade:RUS:PRK\"]\nunreported = -1\n")),
              "M007");
}

TEST(CommodityShareForm, KeepsPartsInsideTheWhole) {
    const Report report = measured(R"(
[[measure]]
id = "c"
form = "commodity-share"
parts = ["coal = trade:CHN:PRK:product=coal", "wigs = trade:CHN:PRK:product=wigs"]
whole = "trade:CHN:PRK"
names = ["Coal", "Wigs"]
periods = [2018]
)");
    EXPECT_NEAR(value_of(report, "c/coal/share@2018").bounds.lo, 10, 1e-12);
    const Value& unknown = value_of(report, "c/wigs/share@2018");
    EXPECT_NEAR(unknown.bounds.hi, 90, 1e-12); // what coal leaves
    EXPECT_EQ(unknown.basis, Basis::bounded);
    EXPECT_NEAR(value_of(report, "c/other/share@2018").bounds.hi, 90, 1e-12);
    EXPECT_EQ(codes_of(measured("[[measure]]\nid = \"c\"\nform = \"commodity-share\"\nparts = "
                                "[\"trade:CHN:PRK:product=coal\"]\nwhole = \"trade:CHN:PRK\"\n"
                                "names = [\"a\", \"b\"]\n")),
              "M007");
}

TEST(VolatilityForm, MeasuresTheLongestKnownRunOrRefuses) {
    const Report report = measured(R"(
[[measure]]
id = "v"
form = "volatility"
series = ["RUS = trade:RUS:PRK", "CHN = trade:CHN:PRK"]
least = 2

[[measure]]
id = "few"
form = "volatility"
series = ["RUS = trade:RUS:PRK"]
)");
    // Python 3.11.7: statistics.stdev([math.log(34 / 80), math.log(48 / 34)]) * 100
    EXPECT_NEAR(value_of(report, "v/RUS/deviation").bounds.hi, 84.88863551378773, 1e-6);
    EXPECT_EQ(value_of(report, "v/RUS/changes").point, 2);
    EXPECT_NEAR(*value_of(report, "v/RUS/change").point, 50 * (46.0 / 80 + 14.0 / 34), 1e-9);
    EXPECT_EQ(value_of(report, "few/RUS/deviation").basis, Basis::missing);
    EXPECT_NE(table_of(report, "few").notes.front().find("too few"), std::string::npos);
    EXPECT_EQ(codes_of(measured("[[measure]]\nid = \"v\"\nform = \"volatility\"\nseries = "
                                "[\"trade:RUS:PRK\"]\nleast = 1\n")),
              "M007");
}

TEST(SupplierRatioForm, ComparesWithAClaim) {
    const Report report = measured(R"(
[[measure]]
id = "r"
form = "supplier-ratio"
numerator = "trade:CHN:PRK"
denominator = "trade:RUS:PRK"
unit = "thousand USD"
claimed = "TWICE"
periods = [2017, 2022, 2024]
)");
    EXPECT_EQ(value_of(report, "r/ratio@2017").point, 11.5);
    EXPECT_EQ(value_of(report, "r/numerator@2017").bounds, Interval::point(0.92));
    EXPECT_EQ(value_of(report, "r/agrees@2017").bounds, Interval::point(1));
    EXPECT_EQ(value_of(report, "r/ratio@2022").basis, Basis::missing);
    const auto with = [](const std::string& line) {
        return codes_of(measured("[[measure]]\nid = \"r\"\nform = \"supplier-ratio\"\n"
                                 "numerator = \"trade:CHN:PRK\"\n" +
                                 line + "\n"));
    };
    EXPECT_EQ(with("denominator = \"tonnage:RUS:PRK\""), "M007");
    EXPECT_EQ(with("denominator = \"trade:RUS:PRK\"\nunit = \"furlongs\""), "M007");
    EXPECT_EQ(with("denominator = \"trade:RUS:PRK\"\nunit = \"t\""), "M007 M007");
    EXPECT_EQ(with("denominator = \"trade:RUS:PRK\"\nnames = [\"one\"]"), "M007");
    EXPECT_EQ(with("denominator = \"trade:RUS:PRK\"\nclaimed = \"NONE\""), "M006");
    EXPECT_EQ(with(""), "M003");
}

TEST(SubstitutionForm, SaysWhatAnotherAddedOrThatItCannotBeTold) {
    const Report report = measured(R"(
[[measure]]
id = "s"
form = "substitution"
fell = "trade:CHN:PRK"
other = "trade:RUS:PRK"
base = 2018
periods = [2019, 2022]

[[measure]]
id = "alone"
form = "substitution"
fell = "trade:CHN:PRK"
base = 2018
periods = [2019]
)");
    EXPECT_EQ(value_of(report, "s/fall@2019").point, 14);
    EXPECT_EQ(value_of(report, "s/added@2019").point, 14);
    EXPECT_EQ(value_of(report, "s/covered@2019").point, 100);
    EXPECT_NEAR(*value_of(report, "s/multiple@2019").point, 48.0 / 34, 1e-12);
    EXPECT_EQ(value_of(report, "s/fall@2022").point, -434); // a rise
    EXPECT_EQ(value_of(report, "s/covered@2022").basis, Basis::missing);
    EXPECT_EQ(value_of(report, "alone/covered@2019").basis, Basis::missing);
    EXPECT_EQ(table_of(report, "alone").notes.size(), 1U);
    EXPECT_EQ(codes_of(measured("[[measure]]\nid = \"s\"\nform = \"substitution\"\n"
                                "fell = \"trade:CHN:PRK\"\nbase = \"then\"\n")),
              "M005");
}

TEST(SuperlativeForm, IsThreeValued) {
    const Report report = measured(R"(
[[measure]]
id = "all"
form = "superlative"
series = "trade:RUS:PRK"
candidates = [2017, 2024]
since = 2017

[[measure]]
id = "late"
form = "superlative"
series = "trade:RUS:PRK"
candidates = [2024]
since = 2020

[[measure]]
id = "low"
form = "superlative"
series = "trade:RUS:PRK"
candidates = [2018]
since = 2017
until = 2019
direction = "smallest"
)");
    EXPECT_EQ(value_of(report, "all/record@2024").bounds, Interval::point(0));
    EXPECT_EQ(value_of(report, "all/margin@2024").point, 34 - 80);
    EXPECT_EQ(value_of(report, "all/margin@2024").bounds, Interval::closed(33 - 80, 35 - 80));
    EXPECT_EQ(value_of(report, "late/record@2024").bounds, Interval::closed(0, 1));
    EXPECT_EQ(value_of(report, "late/published@2024").basis, Basis::missing);
    EXPECT_EQ(value_of(report, "low/record@2018").bounds, Interval::point(1));
    EXPECT_NE(table_of(report, "all").notes.back().find("refuted"), std::string::npos);
    const auto with = [](const std::string& line) {
        return codes_of(measured("[[measure]]\nid = \"s\"\nform = \"superlative\"\n"
                                 "series = \"trade:RUS:PRK\"\n" +
                                 line + "\n"));
    };
    EXPECT_EQ(with("candidates = [2024]\nsince = 2017\ndirection = \"best\""), "M007");
    EXPECT_EQ(with("candidates = [2010]\nsince = 2017"), "M007");
    EXPECT_EQ(with("candidates = [\"2023-01/2023-02\"]\nsince = 2017"), "M007");
    EXPECT_EQ(with("candidates = [2024]\nsince = 2017\nuntil = \"..\""), "M005");
}

TEST(TargetAttainmentForm, CountsOnlyOnceDue) {
    const Report report = measured(R"(
[[measure]]
id = "t"
form = "target-attainment"
series = "trade:RUS:PRK"
target = "AIM"
carry = true
from = 2017
to = 2024
)");
    EXPECT_EQ(value_of(report, "t/progress@2019").point, 4.8);
    EXPECT_EQ(value_of(report, "t/attained@2019").missing, Missing::not_applicable);
    EXPECT_EQ(value_of(report, "t/attained@2020").point, 4.8); // of 2019, as a model
    EXPECT_EQ(value_of(report, "t/attained@2020").basis, Basis::modelled);
    EXPECT_EQ(value_of(report, "t/attained@2021").basis, Basis::missing);
    EXPECT_NEAR(value_of(report, "t/attained@2024").bounds.lo, 3.3, 1e-12);
    EXPECT_NEAR(value_of(report, "t/attained@2024").bounds.hi, 3.5, 1e-12);
    EXPECT_NEAR(*value_of(report, "t/multiple@2024").point, 1000.0 / 34, 1e-12);
    const auto with = [](const std::string& line) {
        return codes_of(measured("[[measure]]\nid = \"t\"\nform = \"target-attainment\"\n"
                                 "series = \"trade:RUS:PRK\"\n" +
                                 line + "\n"));
    };
    EXPECT_EQ(with("target = \"NONE\""), "M006");
    EXPECT_EQ(with("target = \"TWICE\""), "M007");
    EXPECT_EQ(with("target = \"AIM\"\ncarry = \"perhaps\""), "M005");
}

TEST(TradeForms, KeepAYearInWhichEveryFlowIsKeptBack) {
    const char* const kept_back = "R23,trade,RUS,PRK,,2023,,,=34,,USD,measured,agency\n"
                                  "R24,trade,RUS,PRK,,2024,,,not_published,,USD,measured,agency\n"
                                  "C23,trade,CHN,PRK,,2023,,,=66,,USD,measured,agency\n"
                                  "C24,trade,CHN,PRK,,2024,,,suppressed,,USD,measured,agency\n";
    World world(codes, kept_back, R"(
[[measure]]
id = "s"
form = "partner-share"
flows = ["RUS = trade:RUS:PRK", "CHN = trade:CHN:PRK"]
unreported = 0
periods = [2023, 2024, 2025]
[[measure]]
id = "h"
form = "concentration"
flows = ["RUS = trade:RUS:PRK", "CHN = trade:CHN:PRK"]
periods = [2023, 2024, 2025]
)");
    const Report report = world.evaluated();
    EXPECT_EQ(value_of(report, "s/RUS/flow@2024").missing, Missing::not_published);
    EXPECT_EQ(value_of(report, "s/CHN/flow@2024").missing, Missing::suppressed);
    EXPECT_EQ(value_of(report, "s/RUS/share@2024").basis, Basis::missing);
    EXPECT_EQ(value_of(report, "s/RUS/share@2024").missing, Missing::not_published);
    EXPECT_EQ(value_of(report, "h/index@2024").basis, Basis::missing);
    EXPECT_EQ(value_of(report, "h/index@2024").missing, Missing::not_published);
    // Of 2025 nobody says anything.
    EXPECT_EQ(table_of(report, "s").rows.size(), 4U);
    EXPECT_EQ(table_of(report, "h").rows.size(), 2U);
}

TEST(CommodityShareForm, KeepsAYearInWhichEveryFlowIsKeptBack) {
    const char* const kept_back =
        "C23,trade,CHN,PRK,,2023,,,=66,,USD,measured,agency\n"
        "COAL23,trade,CHN,PRK,product=coal,2023,,,=6.6,,USD,measured,agency\n"
        "C24,trade,CHN,PRK,,2024,,,not_published,,USD,measured,agency\n"
        "COAL24,trade,CHN,PRK,product=coal,2024,,,suppressed,,USD,measured,agency\n";
    World world(codes, kept_back, R"(
[[measure]]
id = "c"
form = "commodity-share"
parts = ["coal = trade:CHN:PRK:product=coal"]
whole = "trade:CHN:PRK"
periods = [2023, 2024, 2025]
)");
    const Report report = world.evaluated();
    ASSERT_EQ(table_of(report, "c").rows.size(), 4U) << "of 2025 nobody says anything";
    EXPECT_EQ(value_of(report, "c/coal/flow@2024").missing, Missing::suppressed);
    EXPECT_EQ(value_of(report, "c/other/flow@2024").missing, Missing::not_published);
    for (const char* const share : {"c/coal/share@2024", "c/other/share@2024"}) {
        EXPECT_EQ(value_of(report, share).basis, Basis::missing) << share;
        EXPECT_NE(value_of(report, share).missing, Missing::none) << share;
    }
    EXPECT_EQ(value_of(report, "c/other/flow@2024").basis, Basis::missing);
    EXPECT_NEAR(value_of(report, "c/coal/share@2023").bounds.lo, 10, 1e-12);
}

} // namespace
} // namespace halflight::measures::test
