// SPDX-License-Identifier: Apache-2.0
// Real series through the same study files: a hurricane, roads and light, an archive with gaps.
#include "halflight/dossier/studies.hpp"
#include "halflight/edition/build.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/io/files.hpp"
#include "worlds.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <set>

namespace halflight::edition::test {

namespace {

namespace fs = std::filesystem;

fs::path shared() {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    return named != nullptr ? fs::path(named) : fs::path(HALFLIGHT_SOURCE_DIR) / "../shared";
}

class RealStudies : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::is_directory(shared() / "data")) {
            GTEST_SKIP() << "no shared data";
        }
    }

    /// The record of one study of a dossier with these files.
    dossier::StudyRecord run(const std::string& id, dossier::Files files) {
        files.emplace("dossier.toml", "title = \"Real\"\narea = \"PRK\"\nseed = 1\n");
        files.emplace("sources.toml", "[source.owner]\npublisher = \"Owner\"\ntitle = \"Data\"\n");
        write_world(m_folder / "text", files);
        const BuildReport report = build(m_folder / "text", m_folder / "edition", {});
        EXPECT_EQ(report.outcome, BuildOutcome::built) << to_text(report.diagnostics);
        return dossier::parse_study_record(
                   io::read_file(m_folder / "edition/dossier" / dossier::result_file(id)))
            .value();
    }
    [[nodiscard]] std::string edition_file(const std::string& name) const {
        return io::read_file(m_folder / "edition" / name);
    }

  private:
    Folder m_folder;
};

const measures::Value& value(const dossier::StudyRecord& record, const std::string& id,
                             const std::string& label, const std::string& column) {
    const auto table = std::ranges::find(record.tables, id, &measures::Table::id);
    const auto at = std::ranges::find(table->columns, column, &measures::Column::id);
    const auto row = std::ranges::find(table->rows, label, &measures::Row::label);
    return row->values.at(static_cast<std::size_t>(at - table->columns.begin()));
}

/// Rows of a CSV text by column.
std::vector<std::map<std::string, std::string>> rows_of(const std::string& text) {
    std::vector<std::map<std::string, std::string>> rows;
    std::vector<std::string> header;
    io::CsvReader reader(text);
    while (reader.next()) {
        if (header.empty()) {
            for (const io::CsvField& field : reader.fields()) {
                header.emplace_back(field.text);
            }
            continue;
        }
        std::map<std::string, std::string>& row = rows.emplace_back();
        for (std::size_t i = 0; i < header.size(); ++i) {
            row[header[i]] = reader.fields()[i].text;
        }
    }
    return rows;
}

// ---- Puerto Rico, September and October 2017

/// From a place to the way of the eye over the island: ashore near Yabucoa, to sea near Barceloneta
/// (National Hurricane Center, report AL152017).
double km_from_track(double lon, double lat) {
    constexpr double per_lat = 110.6;
    const double per_lon = 111.3 * std::cos(18.2 * std::numbers::pi / 180);
    const double ax = -65.88 * per_lon;
    const double ay = 18.06 * per_lat;
    const double dx = -66.60 * per_lon - ax;
    const double dy = 18.47 * per_lat - ay;
    const double px = lon * per_lon - ax;
    const double py = lat * per_lat - ay;
    const double along = std::clamp((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    return std::hypot(px - along * dx, py - along * dy);
}

dossier::Files island() {
    constexpr double side = 0.1;
    std::string features;
    std::string places = "id,longitude,latitude,distance\n";
    for (int i = 0; i < 21; ++i) {
        for (int j = 0; j < 7; ++j) {
            const double w = -67.3 + side * i;
            const double s = 17.9 + side * j;
            features += fmt::format(
                "{}{{\"type\":\"Feature\",\"properties\":{{\"id\":\"Q{:02}{}\"}},\"geometry\":"
                "{{\"type\":\"Polygon\",\"coordinates\":[[[{},{}],[{},{}],[{},{}],[{},{}],[{},{}]]]"
                "}}}}",
                features.empty() ? "" : ",", i, j, w, s, w + side, s, w + side, s + side, w,
                s + side, w, s);
            places += fmt::format("Q{:02}{},{},{},{}\n", i, j, w + side / 2, s + side / 2,
                                  km_from_track(w + side / 2, s + side / 2));
        }
    }
    return {{"squares.geojson", "{\"type\":\"FeatureCollection\",\"features\":[" + features + "]}"},
            {"studies/squares.csv", places}};
}

} // namespace

TEST_F(RealStudies, PuertoRicoWentDarkAfterMaria) {
    dossier::Files files = island();
    files["dossier.toml"] =
        fmt::format("title = \"Maria\"\narea = \"PRI\"\nseed = 1\n[lights.island]\n"
                    "zones = \"squares.geojson\"\nzone-id = \"id\"\nrasters = [\"{}/*.tif\"]\n"
                    "product = \"VNP46A3\"\nstatistics = [\"sum\", \"mean\"]\nsource = \"owner\"\n"
                    "claims = false\nknown-since = 2018-06-01\n",
                    fs::weakly_canonical(shared() / "data/lights/puerto_rico_vnp46a3").string());
    files["studies/maria.toml"] = "design = \"county\"\ntitle = \"Maria\"\npanel = \"island\"\n"
                                  "frequency = \"M\"\nearlier = \"2017-09\"\nlater = \"2017-10\"\n"
                                  "places = \"squares.csv\"\nexposure = \"distance\"\n"
                                  "asinh = true\npermutations = 99\n";
    const auto record = run("maria", files);
    // The public record: the sum over the island falls by 61 percent. Where light was left, it was
    // so the farther from the storm.
    std::map<std::string, double> sums;
    for (const auto& row : rows_of(edition_file("data/panels/island.csv"))) {
        sums[row.at("period")] += row.at("sum").empty() ? 0 : std::stod(row.at("sum"));
    }
    // The squares hold sea as well, a few percent of the light.
    EXPECT_NEAR(sums.at("2017-09"), 170073, 0.06 * 170073);
    EXPECT_NEAR(sums.at("2017-10") / sums.at("2017-09"), 66797.0 / 170073, 0.02);
    EXPECT_LT(*value(record, "maria.about", "", "intercept").point, -0.5);
    EXPECT_GT(*value(record, "maria", "hc3", "slope").point, 0);
}

TEST_F(RealStudies, NicaraguanRoadsGiveWhatTheFileGives) {
    const std::string panel =
        io::read_file(shared() / "data/panels/nicaragua_municipality_month_lights.csv");
    std::map<std::string, std::array<double, 2>> light;
    std::map<std::string, double> roads;
    std::string places = "id,roads\n";
    for (const auto& row : rows_of(panel)) {
        const std::string& name = row.at("municipio");
        if (roads.emplace(name, std::stod(row.at("densid_vial"))).second) {
            places += fmt::format("{},{}\n", name, row.at("densid_vial"));
        }
        const std::string year = row.at("fecha").substr(0, 4);
        if (year == "2020" || year == "2025") {
            light[name].at(year == "2020" ? 0 : 1) += std::stod(row.at("luces_nocturnas")) / 12;
        }
    }
    const auto record =
        run("roads", {{"studies/light.csv", panel},
                      {"studies/towns.csv", places},
                      {"studies/roads.toml",
                       "design = \"county\"\ntitle = \"Roads\"\npanel = \"light.csv\"\n"
                       "unit-column = \"municipio\"\nperiod-column = \"fecha\"\n"
                       "statistic = \"luces_nocturnas\"\nfrequency = \"A\"\nearlier = \"2020\"\n"
                       "later = \"2025\"\nleast-observed = 12\nplaces = \"towns.csv\"\n"
                       "exposure = \"roads\"\nsources = [\"owner\"]\n"}});
    double mean_x = 0;
    double mean_y = 0;
    for (const auto& [name, density] : roads) {
        mean_x += density / static_cast<double>(roads.size());
        mean_y += (light[name][1] - light[name][0]) / static_cast<double>(roads.size());
    }
    double xy = 0;
    double xx = 0;
    for (const auto& [name, density] : roads) {
        xy += (density - mean_x) * (light[name][1] - light[name][0] - mean_y);
        xx += (density - mean_x) * (density - mean_x);
    }
    EXPECT_EQ(*value(record, "roads.about", "", "places").point, 153);
    EXPECT_NEAR(*value(record, "roads", "hc3", "slope").point, xy / xx, 1e-12);
}

TEST_F(RealStudies, GapsOfAnArchiveAreNoZeros) {
    std::string reports = "reported,class\n";
    std::set<std::string> months;
    for (const auto& row :
         rows_of(io::read_file(shared() / "evidence/leader_activity_dates.csv"))) {
        reports += row.at("report_date") + "," + row.at("class") + "\n";
        months.insert(row.at("report_date").substr(0, 7));
    }
    std::string coverage = "start,end,share\n";
    for (const std::string& month : months) {
        coverage += fmt::format("{},{},1\n", month, month);
    }
    const std::string study = "design = \"turning-point\"\ntitle = \"Visits\"\n"
                              "reports = \"visits.csv\"\ntype-column = \"class\"\n"
                              "type = \"munitions\"\nwindow = \"2012-01/2024-11\"\n"
                              "sources = [\"owner\"]\n";
    const auto record =
        run("covered", {{"studies/visits.csv", reports},
                        {"studies/archive.csv", coverage},
                        {"studies/covered.toml", study + "coverage = \"archive.csv\"\n"},
                        {"studies/zeros.toml", study}});
    const auto zeros =
        dossier::parse_study_record(edition_file("dossier/results/zeros.json")).value();
    const auto of = [](const dossier::StudyRecord& one, const char* id, const char* column) {
        return *value(one, id, "", column).point;
    };
    // Read as months without visits, the gaps make visits rarer than they were: the rate before is
    // that of covered months times the share of months that are covered.
    EXPECT_GT(of(record, "covered", "rate-before"), 1.5 * of(zeros, "zeros", "rate-before"));
    EXPECT_GE(of(record, "covered", "likely-periods"), 24);
    const measures::Value& gap = value(record, "covered.counts", "", "events");
    EXPECT_EQ(gap.basis, measures::Basis::modelled); // January 2012 is in the archive
    std::size_t uncovered = 0;
    const auto counts =
        std::ranges::find(record.tables, "covered.counts", &measures::Table::id)->rows;
    for (const measures::Row& row : counts) {
        const bool there = months.contains(to_string(*row.period));
        EXPECT_EQ(row.values.front().basis == measures::Basis::missing, !there);
        uncovered += there ? 0 : 1;
    }
    EXPECT_EQ(uncovered, 101U);
    EXPECT_TRUE(std::ranges::any_of(
        record.warnings, [](const auto& one) { return one.code == "uncovered_periods"; }));
}

} // namespace halflight::edition::test
