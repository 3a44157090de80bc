// SPDX-License-Identifier: Apache-2.0
// Growth of sectors in a dossier of text: foretold, and held against indicators.
#include "halflight/base/random.hpp"
#include "made_study.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace halflight::inquiry {
namespace {

using made::table;
using made::value;

constexpr int first_year = 2005;
constexpr int last_year = 2020; ///< of published growth

double moved(int year) {
    return 3 * Random(11, 1).normal(static_cast<std::uint64_t>(year));
}

double growth(const std::string& sector, int year) {
    const std::uint64_t stream = sector == "mills" ? 2 : 3;
    return 1 + moved(year) * (sector == "mills" ? 1 : 0.5) +
           0.7 * Random(11, stream).normal(static_cast<std::uint64_t>(year));
}

std::string tenth(double number) {
    return fmt::format("{:.1f}", std::round(10 * number) / 10 + 0.0);
}

std::string claim(const std::string& id, const std::string& rest) {
    return id + "," + rest + "\n";
}

/// Growth of mills, farms and both, shares of 60 and 40 percent, power by month. The total of 2012
/// is 3 points too high.
std::string claims() {
    std::string rows =
        "id,indicator,area,dims,start,value,unit,kind,source,known_since,withdrawn\n";
    for (int year = first_year; year <= last_year; ++year) {
        const double mills = growth("mills", year);
        const double farms = growth("farms", year);
        const double total = 0.6 * mills + 0.4 * farms + (year == 2012 ? 3 : 0);
        const auto row = [&](const std::string& name, const std::string& dims, double number) {
            // First released half a point too low.
            rows +=
                claim(fmt::format("{}-{}-first", name, year),
                      fmt::format("growth,LAND,{},{},{},percent,estimate,office,{}-06-30,{}-06-30",
                                  dims, year, tenth(number - 0.5), year + 1, year + 2));
            rows += claim(fmt::format("{}-{}", name, year),
                          fmt::format("growth,LAND,{},{},{},percent,estimate,office,{}-06-30,",
                                      dims, year, tenth(number), year + 2));
        };
        row("mills", "sector=mills", mills);
        row("farms", "sector=farms", farms);
        row("total", "", total);
        for (const auto& [sector, share] : {std::pair("mills", 60), std::pair("farms", 40)}) {
            rows += claim(fmt::format("share-{}-{}", sector, year),
                          fmt::format("share,LAND,sector={},{},{}.0,percent,estimate,office,"
                                      "{}-06-30,",
                                      sector, year, share, year + 1));
        }
    }
    rows += "guess,growth,LAND,sector=mills,2021,9.9,percent,forecast,office,2021-06-30,\n"
            "vague,growth,LAND,sector=mills,2004,>2,percent,estimate,office,2005-06-30,\n";
    double level = 0;
    for (int year = first_year - 1; year <= last_year + 1; ++year) {
        level += year < first_year ? 0 : moved(year) / 100;
        for (int month = 1; month <= 12; ++month) {
            const Date end = add_months(to_date({year, month, 1}), 1);
            rows += claim(fmt::format("power-{}-{:02}", year, month),
                          fmt::format("power,LAND,,{}-{:02},{:.0f},1,measured,grid,{},", year,
                                      month, 1e6 * std::exp(level) * (1 + 0.1 * (month % 3)),
                                      to_string(Date{end.days + 30})));
        }
    }
    return rows;
}

std::string light() {
    std::string rows = "unit,period,mean\n";
    double level = 0;
    for (int year = first_year - 1; year <= last_year + 1; ++year) {
        level += year < first_year ? 0 : moved(year) / 100;
        for (int month = 1; month <= 12; ++month) {
            for (const char* unit : {"a", "b", "c"}) {
                rows += fmt::format("{},{}-{:02},{:.5f}\n", unit, year, month,
                                    (unit[0] == 'c' ? 4.0 : std::exp(level)) * (2 + month % 2));
            }
        }
    }
    return rows;
}

dossier::Files files(const std::string& id, const std::string& study) {
    dossier::Files out;
    out["dossier.toml"] = "title = \"Land\"\narea = \"LAND\"\nseed = 4\n";
    out["sources.toml"] =
        "[source.office]\npublisher = \"Office\"\ntitle = \"Growth\"\nlanguage = \"en\"\n"
        "licence = \"none\"\nredistribute = true\nreliability = \"C\"\n"
        "[source.grid]\npublisher = \"Grid\"\ntitle = \"Power\"\nlanguage = \"en\"\n"
        "licence = \"none\"\nredistribute = true\nreliability = \"B\"\n";
    out["codes.toml"] =
        "[area.LAND]\nname = \"Land\"\n"
        "[indicator.growth]\nname = \"Growth\"\ntype = \"rate\"\nunit = \"percent\"\n"
        "[indicator.share]\nname = \"Share\"\ntype = \"ratio\"\nunit = \"percent\"\n"
        "[indicator.power]\nname = \"Power\"\ntype = \"flow\"\nunit = \"1\"\n"
        "[dimension.sector]\nname = \"Sector\"\n"
        "[dimension.sector.codes.mills]\nname = \"Mills\"\n"
        "[dimension.sector.codes.farms]\nname = \"Farms\"\n";
    out["claims/all.csv"] = claims();
    out["studies/light.csv"] = light();
    out["studies/units.csv"] = "id,industry\na,steel\nb,steel\nc,wheat\n";
    out["studies/industries.csv"] = "code,group,source\nsteel,mills,office\nwheat,farms,office\n";
    out["studies/" + id + ".toml"] = study;
    return out;
}

std::string series() {
    return "title = \"Growth\"\nas-of = 2021-11-15\nenterprises = \"units.csv\"\n"
           "industries = \"industries.csv\"\nunit-column = \"unit\"\n"
           "[target]\nmills = \"growth:LAND::sector=mills\"\nfarms = "
           "\"growth:LAND::sector=farms\"\n"
           "total = \"growth:LAND\"\n"
           "[indicator.power]\nseries = \"power:LAND\"\n"
           "[indicator.light]\npanel = \"light.csv\"\ngroup = [\"mills\"]\nsectors = [\"mills\"]\n";
}

std::string nowcast_study() {
    return "design = \"nowcast\"\n" + series();
}

std::string check_study() {
    return "design = \"growth-check\"\ntotal = \"total\"\n" + series() +
           "[share]\nmills = \"share:LAND::sector=mills\"\nfarms = \"share:LAND::sector=farms\"\n";
}

dossier::StudyRecord run(const std::string& study) {
    return made::run(files("s", study), "s");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

bool warns(const dossier::StudyRecord& record, const std::string& code) {
    return std::ranges::find(record.warnings, code, &dossier::StudyRemark::code) !=
           record.warnings.end();
}

TEST(NowcastInquiry, ForetellsTheYearThatIsNotPublished) {
    const auto record = run(nowcast_study());
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    const measures::Value& mills = value(table(record, "s.now"), "mills", "growth", "2021");
    ASSERT_TRUE(mills.point);
    EXPECT_NEAR(*mills.point, growth("mills", 2021) - 0.5, 2);
    EXPECT_TRUE(mills.bounds.bounded());
    // Baseline and what indicators add are all of it.
    const auto point = [&](const char* part, const char* label, const char* column) {
        return *value(table(record, part), label, column, "2021").point;
    };
    EXPECT_NEAR(point("s.now", "mills", "baseline") + point("s.parts", "mills.power", "points") +
                    point("s.parts", "mills.light", "points"),
                *mills.point, 1e-12);
    // Power to September is known on 15 November: October on 30 November.
    EXPECT_NEAR(point("s.parts", "mills.power", "share"), 273.0 / 365, 1e-12);
    EXPECT_LT(*value(table(record, "s"), "mills", "rmse").point,
              *value(table(record, "s"), "mills", "rule-rmse").point);
    EXPECT_GE(*value(table(record, "s"), "all", "verdict").point, 0);
    EXPECT_EQ(*value(table(record, "s"), "all", "years").point, 11);
    EXPECT_EQ(record.known_since, parse_date("2022-06-30").value());
    EXPECT_EQ(record.sources, (std::vector<std::string>{"grid", "office"}));
    EXPECT_TRUE(warns(record, "assumed_release"));
    EXPECT_TRUE(warns(record, "unbounded_statements"));
    EXPECT_TRUE(warns(record, "incomplete_years"));
    EXPECT_THROW((void)value(table(record, "s.parts"), "farms.light", "points"),
                 std::invalid_argument);
}

TEST(NowcastInquiry, PastYearsStandAsTheyWerePublishedFirst) {
    const auto record = run(nowcast_study());
    const measures::Table& past = table(record, "s.past");
    const measures::Value& first = value(past, "mills", "published", "2015");
    EXPECT_NEAR(*first.point, growth("mills", 2015) - 0.5, 0.051);
    EXPECT_NEAR(first.bounds.width(), 0.1, 1e-9);
    EXPECT_EQ(*value(past, "mills", "last", "2016").point, *first.point);
    const auto latest = run(replaced(nowcast_study(), "title", "release = \"latest\"\ntitle"));
    EXPECT_NEAR(*value(table(latest, "s.past"), "mills", "published", "2015").point,
                growth("mills", 2015), 0.051);
}

TEST(NowcastInquiry, ADelayMakesNumbersKnownEarlier) {
    dossier::Files text = files("s", nowcast_study());
    std::string& rows = text["claims/all.csv"];
    for (std::size_t at = rows.find("-06-30"); at != std::string::npos;
         at = rows.find("-06-30", at + 1)) {
        rows.replace(at - 4, 10, "2021-11-01");
    }
    // The first releases are withdrawn on the day on which they become known: only revisions stand.
    text["studies/s.toml"] = replaced(nowcast_study(), "title", "release = \"latest\"\ntitle");
    const auto none = made::run(text, "s");
    EXPECT_TRUE(warns(none, "vintages_together")) << made::faults(none);
    text["studies/s.toml"] =
        replaced(text["studies/s.toml"], "title", "target-published-after-days = 200\ntitle");
    const auto some = made::run(text, "s");
    EXPECT_FALSE(warns(some, "vintages_together"));
    EXPECT_TRUE(warns(some, "assumed_release"));
    EXPECT_GT(*value(table(some, "s"), "mills", "years").point, 5);
}

TEST(GrowthCheckInquiry, HoldsGrowthAgainstIndicatorsAndItsTotal) {
    const auto record = run(check_study());
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    const measures::Value& power = value(table(record, "s"), "mills.power", "correlation");
    EXPECT_GT(*power.point, 0.7);
    EXPECT_GT(power.bounds.lo, 0);
    EXPECT_LT(*value(table(record, "s"), "mills.power", "p").point, 0.01);
    EXPECT_EQ(*value(table(record, "s.sums"), "", "adds-up", "2012").point, 0);
    EXPECT_EQ(*value(table(record, "s.sums"), "", "adds-up", "2013").point, 1);
    EXPECT_EQ(*value(table(record, "s.about"), "", "failing").point, 1);
    EXPECT_NEAR(*value(table(record, "s.contributions"), "mills", "points", "2013").point,
                0.6 * growth("mills", 2013), 0.04);
    EXPECT_TRUE(warns(record, "does_not_add_up"));
    EXPECT_FALSE(warns(record, "assumed_release"));
}

TEST(NowcastInquiry, BytesAreThoseOfTheText) {
    const dossier::Files text = files("s", nowcast_study());
    EXPECT_EQ(dossier::to_json(made::run(text, "s", 1)), dossier::to_json(made::run(text, "s", 2)));
    const auto key = [](const dossier::Files& other) {
        Inquiry inquiry(other);
        return inquiry.key(inquiry.declarations().front());
    };
    for (const char* read : {"claims/all.csv", "codes.toml", "sources.toml", "studies/light.csv",
                             "studies/units.csv"}) {
        dossier::Files other = text;
        other[read] += "\n";
        EXPECT_NE(key(other), key(text)) << read;
    }
}

std::string fault(const std::string& from, const std::string& to) {
    return made::faults(run(replaced(nowcast_study(), from, to)));
}

void expect_in(const std::string& text, std::initializer_list<const char*> parts) {
    for (const char* part : parts) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\nin: " << text;
    }
}

TEST(BadNowcast, TellsWhatIsWrongAtItsPlace) {
    expect_in(fault("power:LAND", "pwer:LAND"), {"indicator.power.series", "pwer"});
    expect_in(fault("power:LAND", "growth:LAND::sector=none"), {"indicator.power.series", "none"});
    expect_in(fault("\"power:LAND\"", "\"power:LAND\"\npanel = \"light.csv\""),
              {"a series and a panel"});
    expect_in(fault("series = \"power:LAND\"", "aggregate = \"sum\""),
              {"neither a series nor a panel"});
    expect_in(fault("\"growth:LAND\"", "\"power:LAND\""), {"target.total", "not in percent"});
    expect_in(fault("group = [\"mills\"]", "group = [\"mines\"]"), {"indicator.light.group"});
    expect_in(fault("panel = \"light.csv\"", "panel = \"lights.csv\""),
              {"indicator.light.panel", "studies/lights.csv"});
    expect_in(fault("sectors = [\"mills\"]", "sectors = [\"mines\"]"), {"speaks of mines"});
    expect_in(fault("as-of = 2021-11-15", "as-of = 2008-11-15"), {"6 are needed"});
    expect_in(fault("series = \"power:LAND\"", "series = \"power:LAND\"\naggregate = \"summ\""),
              {"did you mean 'sum'?"});
    expect_in(fault("title", "least-yers = 4\ntitle"), {"has no key 'least-yers'"});
    expect_in(made::faults(run("design = \"nowcast\"\ntitle = \"Nothing\"\n")),
              {"no growth is named", "no indicator is named"});
}

} // namespace
} // namespace halflight::inquiry
