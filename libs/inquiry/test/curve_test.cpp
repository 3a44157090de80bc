// SPDX-License-Identifier: Apache-2.0
// A study asked in every way: combinations, panels, what a curve is kept by.
#include "halflight/base/date.hpp"
#include "halflight/dossier/lights.hpp"
#include "halflight/inquiry/inquiry.hpp"
#include "halflight/io/csv.hpp"
#include "made_study.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string_view>

namespace halflight::inquiry {
namespace {

using made::run;
using made::table;
using made::value;
using made::with;

TEST(CurveInquiry, AsksEveryCombinationOnce) {
    dossier::Files files = with("steel", made::county_study());
    files = with("curve",
                 "design = \"curve\"\ntitle = \"Curve\"\nof = \"steel\"\n[choice]\n"
                 "earlier = [\"2020-Q4\", \"2021-Q4\"]\n"
                 "error = [\"hc3\", \"akm\", \"province\"]\n"
                 "group = [\"heavy+munitions\", \"heavy\"]\n",
                 files);
    const auto record = run(files, "curve");
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    const measures::Table& all = table(record, "curve.specifications");
    EXPECT_EQ(all.rows.size(), 12U);
    // The specification that is the study itself gives its number.
    const auto base = run(files, "steel");
    const double slope = *value(table(base, "steel"), "hc3", "slope").point;
    int found = 0;
    for (const measures::Row& row : all.rows) {
        found += row.name == "earlier 2021-Q4, error hc3, group heavy+munitions" &&
                 std::abs(*row.values.at(0).point - slope) < 1e-12;
    }
    EXPECT_EQ(found, 1);
    EXPECT_EQ(table(record, "curve.choices").rows.size(), 3U);
    EXPECT_EQ(table(record, "curve.options").rows.size(), 7U);
}

TEST(CurveInquiry, TellsWhichOptionWasRefused) {
    dossier::Files files = with("steel", made::county_study());
    files = with("curve",
                 "design = \"curve\"\ntitle = \"Curve\"\nof = \"steel\"\n[choice]\n"
                 "earlier = [\"2021-Q4\", \"2017-Q4\"]\n",
                 files);
    const auto record = run(files, "curve");
    EXPECT_EQ(*value(table(record, "curve"), "", "refused").point, 1);
    EXPECT_NE(table(record, "curve.specifications").rows.back().name.find("2017-Q4"),
              std::string::npos);
}

dossier::StudyRecord curve_over(const std::string& choice) {
    return run(with("curve",
                    "design = \"curve\"\ntitle = \"Curve\"\nof = \"steel\"\n[choice]\n" + choice,
                    with("steel", made::county_study())),
               "curve");
}

TEST(CurveInquiry, LightAndItsSineAreTwoUnits) {
    EXPECT_NE(made::faults(curve_over("asinh = [true, false]\n")).find("one unit"),
              std::string::npos);
    const auto sine = curve_over("asinh = [true]\n");
    ASSERT_TRUE(sine.faults.empty()) << made::faults(sine);
    EXPECT_EQ(table(sine, "curve").columns.front().unit, "1");
}

TEST(CurveInquiry, OneOfWhichAllIsRefusedIsNone) {
    EXPECT_NE(made::faults(curve_over("earlier = [\"soon\", \"later\"]\n"))
                  .find("no specification gives an estimate; the first: "),
              std::string::npos);
}

/// A second product: half the light, of another source, known later.
dossier::Files with_dim_panel(const std::string& unit) {
    dossier::Files files = with("steel", made::county_study());
    files["dossier.toml"] += "[lights.dim]\nzones = \"zones.geojson\"\nrasters = [\"b.tif\"]\n"
                             "statistics = [\"mean\"]\nsource = \"another\"\nclaims = false\n"
                             "known-since = 2024-05-09\n\n";
    std::string rows = "zone,name,period,missing,mean,mean_low,mean_high\n";
    io::CsvReader reader(files.at("panels/county.csv"));
    reader.next();
    while (reader.next()) {
        const auto fields = reader.fields();
        const std::string half = fmt::format("{}", std::stod(std::string(fields[4].text)) / 2);
        rows += fmt::format("{},,{},,{},{},{}\n", fields[0].text, fields[2].text, half, half, half);
    }
    files["panels/dim.csv"] = rows;
    dossier::PanelRecord record;
    record.statistics = {{"mean", unit, "mean of radiance"}};
    files["panels/dim.json"] = dossier::to_json(record);
    return with("curve",
                "design = \"curve\"\ntitle = \"Curve\"\nof = \"steel\"\n[choice]\n"
                "panel = [\"county\", \"dim\"]\nerror = [\"hc3\", \"akm\"]\n",
                files);
}

TEST(CurveInquiry, EveryPanelIsStudiedAndNamed) {
    const dossier::Files files = with_dim_panel("nW/cm2/sr");
    const auto record = run(files, "curve");
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    EXPECT_EQ(record.sources, (std::vector<std::string>{"another", "made"}));
    EXPECT_EQ(record.known_since, parse_date("2024-05-09").value());
    EXPECT_TRUE(record.inputs.contains("panels/dim.csv"));
    const double slope = *value(table(run(files, "steel"), "steel"), "hc3", "slope").point;
    const auto of = [&](std::string_view name) {
        for (const measures::Row& row : table(record, "curve.specifications").rows) {
            if (row.name == name) {
                return *row.values.at(0).point;
            }
        }
        return 0.0;
    };
    EXPECT_NEAR(of("error hc3, panel county"), slope, 1e-12);
    EXPECT_NEAR(of("error hc3, panel dim"), slope / 2, 1e-6);
}

TEST(CurveInquiry, PanelsOfTwoUnitsAreRefused) {
    const auto record = run(with_dim_panel("1"), "curve");
    EXPECT_NE(made::faults(record).find("'county, mean' is in nW/cm2/sr and 'dim, mean' in 1"),
              std::string::npos)
        << made::faults(record);
}

TEST(CurveInquiry, FollowsTheStudyThatItVaries) {
    dossier::Files files = with("steel", made::county_study());
    files = with("curve",
                 "design = \"curve\"\ntitle = \"Curve\"\nof = \"steel\"\n[choice]\n"
                 "error = [\"hc3\", \"akm\"]\n",
                 files);
    const auto key = [](const dossier::Files& text) {
        Inquiry inquiry(text);
        return inquiry.key(inquiry.declarations().front());
    };
    const std::string first = key(files);
    EXPECT_NE(key(with("steel", made::county_study() + "level = 0.9\n", files)), first);
    files["panels/county.csv"] += "\n";
    EXPECT_NE(key(files), first);
}

} // namespace
} // namespace halflight::inquiry
