// SPDX-License-Identifier: Apache-2.0
// [lights] of dossier.toml and the panels computed for it.
#include "halflight/dossier/lights.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace halflight::dossier::test {
namespace {

constexpr std::string_view county = R"([lights.county]
zones = "lights/zones.geojson"
rasters = ["lights/*.tif"]
source = "customs"
known-since = 2020-03-01
statistics = ["sum"]
)";

PanelRecord record_for(const Files& files) {
    PanelRecord record;
    record.options = lights_tables(files).front().options;
    record.product = "VNP46A3";
    record.rules = "rules of the product";
    record.statistics = {{"sum", "nW/cm2/sr", "sum of c v"},
                         {"sum_low", "nW/cm2/sr", "at 0"},
                         {"sum_high", "nW/cm2/sr", "at the floor"},
                         {"valid_share", "1", "share"}};
    record.zones = {{"KP-01", "Pyongyang"}, {"KP-02", "South Pyongan"}};
    record.rasters = {{"lights/a.tif", "0123456789abcdef0123", 10, "002", "", {}, {"2020-01"}}};
    return record;
}

/// The sound world with a panel of two zones and two months; the second has no raster.
Files world_with_panel(std::string_view table = county) {
    Files files = world();
    files["dossier.toml"] += table;
    files[panel_record_file("county")] = to_json(record_for(files));
    files[panel_rows_file("county")] = "zone,name,period,missing,sum,sum_low,sum_high,valid_share\n"
                                       "KP-01,Pyongyang,2020-01,,12.5,12.5,14,0.75\n"
                                       "KP-02,South Pyongan,2020-01,,-0.5,-0.5,-0.5,1\n"
                                       "KP-01,Pyongyang,2020-02,no_raster,,,,\n"
                                       "KP-02,South Pyongan,2020-02,not_observed,,,,0\n";
    return files;
}

const ledger::Claim& claim(const Dossier& dossier, const char* id) {
    return dossier.ledger.claims()[dossier.ledger.find_claim(id).value()];
}

TEST(Lights, EachZonePeriodAndStatisticIsAClaim) {
    const Dossier dossier = load(world_with_panel());
    EXPECT_EQ(diagnostics_of(dossier), "");
    ASSERT_EQ(dossier.ledger.claims().size(), 4U);
    const ledger::Claim& first = claim(dossier, "county/sum/KP-01@2020-01");
    EXPECT_EQ(first.bounds, Interval::closed(12.5, 14));
    EXPECT_EQ(first.printed_low, 12.5);
    EXPECT_EQ(first.kind, ledger::Kind::measured);
    EXPECT_EQ(to_string(first.known_since), "2020-03-01");
    const auto& key = dossier.ledger.series()[first.series];
    EXPECT_EQ(dossier.ledger.key_text(key), "lights.sum:PRK::zone=KP-01");
    EXPECT_EQ(dossier.ledger.unit_of(key).text, "nW/cm2/sr");
    EXPECT_EQ(dossier.ledger.place_of(first).file, "dossier.toml");
    EXPECT_EQ(dossier.ledger.place_of(first).line, 3U);
    EXPECT_EQ(first.locator, "VNP46A3: lights/a.tif (sha256 0123456789abcdef, collection 002)");
    EXPECT_EQ(first.note, "sum: sum of c v; valid share 0.750; rules of the product");
    EXPECT_EQ(claim(dossier, "county/sum/KP-02@2020-01").bounds, Interval::point(-0.5));
}

TEST(Lights, WhatWasNotSeenIsMissingWithAReason) {
    const Dossier dossier = load(world_with_panel());
    for (const auto& [id, word] : {std::pair{"county/sum/KP-01@2020-02", "no_raster"},
                                   std::pair{"county/sum/KP-02@2020-02", "not_observed"}}) {
        const ledger::Claim& gap = claim(dossier, id);
        EXPECT_EQ(gap.missing, Missing::not_collected);
        EXPECT_NE(gap.note.find(word), std::string_view::npos) << gap.note;
    }
}

TEST(Lights, ClaimsAndRelationsMayNameItsSeries) {
    Files files = world_with_panel();
    files["claims/a.csv"] =
        std::string(header) +
        "A,lights.sum,PRK,,zone=KP-01,2020-01,,,12.6,,nW/cm2/sr,estimate,agency,2020-04-01\n";
    files["codes.toml"] += "[indicator.change]\ntype = \"rate\"\nunit = \"percent\"\n"
                           "growth_of = \"lights.sum\"\n";
    const Dossier dossier = load(files);
    EXPECT_EQ(diagnostics_of(dossier), "");
    EXPECT_EQ(claim(dossier, "A").series, claim(dossier, "county/sum/KP-01@2020-01").series);
}

TEST(Lights, TheDayOfKnowledgeIsThatOfProduction) {
    std::string table(county);
    table.erase(table.find("known-since"), std::string_view("known-since = 2020-03-01\n").size());
    Files files = world_with_panel(table);
    EXPECT_EQ(diagnostics_of(files),
              "dossier.toml:3:9: error: R031: 'lights/a.tif' does not say when it was produced: "
              "nobody can tell since when its values were known\n"
              "  help: add known-since = 2017-03-01, the day on which it was published\n");
    PanelRecord record = record_for(files);
    record.rasters.front().produced_day = to_date({2021, 5, 6});
    files[panel_record_file("county")] = to_json(record);
    EXPECT_EQ(to_string(claim(load(files), "county/sum/KP-01@2020-02").known_since), "2021-05-06");
}

TEST(Lights, TheRecordReadsBack) {
    const PanelRecord record = record_for(world_with_panel());
    const auto back = parse_panel_record(to_json(record));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(record));
    EXPECT_EQ(back->rasters, record.rasters);
    EXPECT_FALSE(parse_panel_record("{}"));
}

TEST(Lights, ZoneCodesAreNames) {
    EXPECT_EQ(zone_code("KP-01"), "KP-01");
    EXPECT_EQ(zone_code("North Hamgyong"), "North_Hamgyong");
    EXPECT_EQ(zone_code("a/b"), "a_2fb");
    EXPECT_EQ(zone_code(""), "z");
    EXPECT_EQ(zone_code("-1"), "z-1");
}

struct Case {
    const char* name;
    std::string_view from; ///< in the sound table
    std::string_view to;
    std::string_view expected;
};
void PrintTo(const Case& bad, std::ostream* out) {
    *out << bad.name;
}

// clang-format off
const Case cases[] = {
    {"unknown_key", "statistics", "statistic",
     R"x(dossier.toml:8:1: error: S005: lights 'county' has no key 'statistic'
  help: did you mean 'statistics'?
)x"},
    {"unknown_product", "statistics", "product = \"VNP46A5\"\nstatistics",
     R"x(dossier.toml:8:11: error: S009: product of lights 'county' cannot be 'VNP46A5'
)x"},
    {"unknown_statistic", R"(["sum"])", R"(["summ"])",
     R"x(dossier.toml:8:15: error: S009: statistics: )x"},
    {"no_zones", "zones = \"lights/zones.geojson\"\n", "",
     R"x(dossier.toml:3:9: error: S007: lights 'county' lacks zones
  help: add zones = ...
)x"},
    {"another_machine", "lights/*.tif", "https://example.org/a.tif",
     R"x(dossier.toml:5:12: error: S018: raster 'https://example.org/a.tif' is not a file of this machine
  help: copy it beside the dossier and write its path
)x"},
    {"unknown_source", "\"customs\"", "\"custom\"",
     R"x(dossier.toml:6:10: error: R005: unknown source 'custom'
  help: did you mean 'customs'?
)x"},
    {"indicator_taken", "source", "indicator = \"taken\"\nsource",
     R"x(dossier.toml:6:13: error: R027: indicator 'taken.sum' of lights 'county' is declared already
  note: codes.toml:25:12: it is declared here
  help: choose another name, as indicator = "lights.county"
)x"},
};
// clang-format on

class BadLights : public testing::TestWithParam<Case> {};

TEST_P(BadLights, IsSaidInFull) {
    std::string table(county);
    table.replace(table.find(GetParam().from), GetParam().from.size(), GetParam().to);
    Files files = world();
    files["codes.toml"] += "[indicator.\"taken.sum\"]\ntype = \"level\"\nunit = \"DN\"\n";
    files["dossier.toml"] += table;
    PanelRecord none = record_for(files);
    files[panel_record_file("county")] = to_json(none);
    files[panel_rows_file("county")] = "zone,name,period,missing,sum\n";
    const std::string said = diagnostics_of(files);
    EXPECT_EQ(said.substr(0, GetParam().expected.size()), GetParam().expected) << said;
}

INSTANTIATE_TEST_SUITE_P(Table, BadLights, testing::ValuesIn(cases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Lights, APanelOfOtherOptionsIsNotTaken) {
    Files files = world_with_panel();
    std::string& text = files["dossier.toml"];
    text.replace(text.find("lights/*.tif"), 12, "lights/?.tif");
    EXPECT_EQ(diagnostics_of(files),
              "dossier.toml:3:9: error: R029: panels/county.csv was computed with other options "
              "than these\n"
              "  help: remove panels/county.json and its rows, so that the panel is computed from "
              "its rasters, or write the options of its record\n");
}

TEST(Lights, DamagedPanelsAreSaid) {
    Files files = world_with_panel();
    files[panel_rows_file("county")] += "KP-01,Pyongyang,2020-03,,abc,,,\n";
    EXPECT_EQ(diagnostics_of(files),
              "dossier.toml:3:9: error: R029: panels/county.csv:6 is damaged\n"
              "  help: remove panels/county.csv and its record, so that the panel is computed from "
              "its rasters\n");
    files[panel_record_file("county")] = "{";
    EXPECT_NE(diagnostics_of(files).find("R028: the record of the panel is damaged"),
              std::string::npos);
}

TEST(Lights, MadeRastersNeedASourceThatSaysSo) {
    Files files = world_with_panel();
    PanelRecord record = record_for(files);
    record.synthetic = true;
    files[panel_record_file("county")] = to_json(record);
    EXPECT_EQ(diagnostics_of(files),
              "dossier.toml:6:10: error: R030: the rasters of lights 'county' are made, their "
              "source 'customs' says observed\n"
              "  help: add synthetic = true to [source.customs]\n");
}

} // namespace
} // namespace halflight::dossier::test
