// SPDX-License-Identifier: Apache-2.0
// A dossier with night lights, end to end, on made rasters.
#include "halflight/base/hash.hpp"
#include "halflight/dossier/lights.hpp"
#include "halflight/edition/build.hpp"
#include "halflight/edition/diff.hpp"
#include "halflight/edition/explain.hpp"
#include "halflight/edition/open.hpp"
#include "halflight/edition/query.hpp"
#include "halflight/io/files.hpp"
#include "made_lights.hpp"
#include "manifest.hpp"
#include "night_panels.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace halflight::edition::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* table = R"(
[lights.county]
zones = "lights/zones.geojson"
zone-id = "id"
rasters = ["lights/*.tif"]
product = "declared"
unit = "DN"
synthetic = true
note = "a pattern, not radiance"
statistics = ["sum", "mean"]
area = "PRK"
source = "made"
known-since = 2020-04-01
)";

std::string square(const std::string& id, double west) {
    const auto point = [west](double x, double y) {
        return "[" + std::to_string(west + x) + "," + std::to_string(38 + y) + "]";
    };
    return R"({"type":"Feature","properties":{"id":")" + id +
           R"("},"geometry":{"type":"Polygon","coordinates":[[)" + point(0, 0) + "," + point(1, 0) +
           "," + point(1, 1) + "," + point(0, 1) + "," + point(0, 0) + "]]}}";
}

BuildSpec with_jobs(int jobs) {
    BuildSpec spec;
    spec.jobs = jobs;
    spec.version = "1.2.3";
    return spec;
}

struct LightsWorld {
    LightsWorld() {
        dossier::Files files = small_world();
        files["dossier.toml"] += table;
        files["sources.toml"] +=
            "\n[source.made]\npublisher = \"Test\"\ntitle = \"Made lights for a "
            "test\"\nsynthetic = true\n";
        files["measures.toml"] +=
            "\n[[measure]]\nid = \"glow\"\nform = \"series\"\ntitle = \"Glow\"\n"
            "series = [\"lights.sum:PRK::zone=KP-01\"]\n"
            "periods = [\"2020-01\", \"2020-02\", \"2020-03\"]\n";
        write_world(text(), files);
        fs::create_directories(text() / "lights");
        write_zones({"KP-01", "KP-02"});
        month("2020-01", 1);
        month("2020-02", 2);
    }
    [[nodiscard]] fs::path text() const { return folder / "text"; }
    void write_zones(const std::vector<std::string>& ids) const {
        std::string features;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            features += (i == 0 ? "" : ",") + square(ids[i], 121 + 2 * static_cast<double>(i));
        }
        io::write_file(text() / "lights" / "zones.geojson",
                       R"({"type":"FeatureCollection","features":[)" + features + "]}");
    }
    void month(const std::string& name, double factor) const {
        made::Picture picture;
        picture.bands = {[factor](int, int) { return factor; }};
        made::write_picture(text() / "lights" / ("made_" + name + ".tif"), picture);
    }
    void replace(const std::string& file, const std::string& from, const std::string& to) const {
        std::string bytes = io::read_file(text() / file);
        bytes.replace(bytes.find(from), from.size(), to);
        io::write_file(text() / file, bytes);
    }
    [[nodiscard]] BuildReport build_at(const std::string& name,
                                       const BuildSpec& spec = with_jobs(1)) const {
        return build(text(), folder / name, spec);
    }
    Folder folder;
};

std::string messages(const Diagnostics& diagnostics) {
    return to_text(diagnostics);
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::vector<std::string> steps_run(const BuildReport& report) {
    std::vector<std::string> names;
    for (const StepReport& step : report.steps) {
        if (step.ran) {
            names.push_back(step.name);
        }
    }
    return names;
}

bool ran(const BuildReport& report, const std::string& step) {
    const auto names = steps_run(report);
    return std::ranges::find(names, step) != names.end();
}

double sum_of(const fs::path& place, const char* period) {
    const SeriesTable series = query(open(place).dossier, "lights.sum:PRK::zone=KP-01", {});
    for (const Observation& row : series.rows) {
        if (to_string(row.period) == period) {
            return row.value.value_or(-1);
        }
    }
    return -2;
}

} // namespace

TEST(DossierLights, PanelsAreSeriesOfTheLedger) {
    const LightsWorld world;
    // 1 degree of cells of a quarter: 16 cells.
    EXPECT_EQ(sum_of(world.text(), "2020-01"), 16);
    EXPECT_EQ(sum_of(world.text(), "2020-02"), 32);
    const CheckReport checked = check(world.text(), {});
    EXPECT_FALSE(holds(messages(checked.diagnostics), "lights")) << messages(checked.diagnostics);
    const SeriesTable series = query(open(world.text()).dossier, "lights.mean:PRK::zone=KP-02", {});
    ASSERT_EQ(series.rows.size(), 2U);
    EXPECT_TRUE(series.rows.front().synthetic);
    EXPECT_EQ(series.unit, "DN");
    EXPECT_TRUE(holds(series.name, "a pattern, not radiance"));
}

TEST(DossierLights, ExplainLeadsToTheRaster) {
    const LightsWorld world;
    const std::string hash = sha256(io::read_file(world.text() / "lights" / "made_2020-02.tif"));
    const auto explained = [&world](const char* id) {
        return to_text(explain(open(world.text()).dossier, id, {}));
    };
    const std::string claim = explained("county/sum/KP-01@2020-02");
    EXPECT_TRUE(holds(claim, "lights/made_2020-02.tif (sha256 " + hash.substr(0, 16))) << claim;
    EXPECT_TRUE(holds(claim, "valid share 1.000")) << claim;
    EXPECT_TRUE(holds(claim, "made data")) << claim;
    const std::string cell = explained("lights.sum:PRK::zone=KP-01@2020-02");
    EXPECT_TRUE(holds(cell, "county/sum/KP-01@2020-02  dossier.toml:")) << cell;
    EXPECT_TRUE(holds(cell, "[synthetic]")) << cell;
}

TEST(DossierLights, AnEditionHoldsThePanelAndNeedsNoRaster) {
    const LightsWorld world;
    const BuildReport report = world.build_at("edition");
    ASSERT_EQ(report.outcome, BuildOutcome::built) << messages(report.diagnostics);
    const dossier::Files files = all_bytes(world.folder / "edition");
    ASSERT_TRUE(files.contains("data/panels/county.csv"));
    ASSERT_TRUE(files.contains("data/panels/county.csv.json"));
    EXPECT_TRUE(holds(files.at("data/panels/county.csv"), "KP-01,KP-01,2020-02,,32,2,1\n"))
        << files.at("data/panels/county.csv");
    EXPECT_TRUE(holds(files.at("data/dictionary.csv"), "panels/county.csv,valid_share"));
    const EditionManifest manifest = parse_manifest(files.at("manifest.json"));
    ASSERT_EQ(manifest.rasters.size(), 2U);
    EXPECT_EQ(manifest.rasters[1].path, "lights/made_2020-02.tif");
    EXPECT_EQ(manifest.rasters[1].sha256,
              sha256(io::read_file(world.text() / "lights" / "made_2020-02.tif")));
    fs::remove_all(world.text());
    EXPECT_EQ(sum_of(world.folder / "edition", "2020-02"), 32);
}

TEST(DossierLights, NothingChangedNothingDone) {
    const LightsWorld world;
    (void)world.build_at("edition");
    const fs::path kept = world.text() / ".halflight" / "lights" / "county.csv";
    const auto before = fs::last_write_time(kept);
    // Not read again: a raster of the same size and time of change counts as the same.
    const fs::path raster = world.text() / "lights" / "made_2020-01.tif";
    const auto time = fs::last_write_time(raster);
    std::string bytes = io::read_file(raster);
    bytes.back() = static_cast<char>(bytes.back() + 1);
    io::write_file(raster, bytes);
    fs::last_write_time(raster, time);
    EXPECT_EQ(world.build_at("edition").outcome, BuildOutcome::up_to_date);
    EXPECT_EQ(fs::last_write_time(kept), before);
}

TEST(DossierLights, AChangedRasterMovesItsNumbersAlone) {
    const LightsWorld world;
    (void)world.build_at("before");
    (void)world.build_at("after");
    world.month("2020-02", 3);
    const BuildReport report = world.build_at("after");
    ASSERT_EQ(report.outcome, BuildOutcome::built) << messages(report.diagnostics);
    EXPECT_TRUE(ran(report, "panel/county"));
    EXPECT_TRUE(holds(why_text(report), "lights/made_2020-02.tif changed")) << why_text(report);
    EXPECT_FALSE(ran(report, "data/exports:RUS:PRK")) << why_text(report);
    const DiffReport diff = edition::diff(world.folder / "before", world.folder / "after", {});
    ASSERT_EQ(diff.numbers.size(), 1U);
    EXPECT_TRUE(holds(diff.numbers.front().number().id, "2020-02"));
    EXPECT_TRUE(diff.numbers.front().proven);
    ASSERT_EQ(diff.numbers.front().causes.size(), 1U);
    const Factor& cause = diff.factors.at(diff.numbers.front().causes.front());
    EXPECT_EQ(cause.what, Factor::What::raster);
    EXPECT_EQ(cause.id, "lights/made_2020-02.tif");
    EXPECT_TRUE(holds(to_text(diff), "raster lights/made_2020-02.tif changed: sha256 "))
        << to_text(diff);
}

TEST(DossierLights, AChangedOptionIsTheCause) {
    const LightsWorld world;
    (void)world.build_at("before");
    world.replace("dossier.toml", "unit = \"DN\"", "unit = \"DN\"\nscale = 2.0");
    (void)world.build_at("after");
    EXPECT_EQ(sum_of(world.folder / "after", "2020-02"), 64);
    const DiffReport diff = edition::diff(world.folder / "before", world.folder / "after", {});
    ASSERT_EQ(diff.numbers.size(), 2U);
    EXPECT_EQ(diff.factors.at(diff.numbers.front().causes.at(0)).what, Factor::What::panel);
}

TEST(DossierLights, SameBytesWhateverTheThreads) {
    const LightsWorld world;
    (void)world.build_at("one", with_jobs(1));
    fs::remove_all(world.text() / ".halflight");
    (void)world.build_at("two", with_jobs(2));
    EXPECT_EQ(all_bytes(world.folder / "one"), all_bytes(world.folder / "two"));
}

TEST(DossierLights, NothingIsKnownBeforeItsDay) {
    const LightsWorld world;
    QuerySpec spec;
    spec.reason.as_of = to_date({2020, 3, 31});
    for (const Observation& row :
         query(open(world.text()).dossier, "lights.sum:PRK::zone=KP-01", spec).rows) {
        EXPECT_FALSE(row.value.has_value());
    }
    spec.reason.as_of = to_date({2020, 4, 1});
    EXPECT_EQ(query(open(world.text()).dossier, "lights.sum:PRK::zone=KP-01", spec).rows.size(),
              2U);
}

/// The values of an edition.
std::string values_of(const fs::path& edition) {
    std::string all;
    for (const auto& [name, bytes] : all_bytes(edition)) {
        if (name.starts_with("data/") && name.ends_with(".csv")) {
            all += name + "\n" + bytes;
        }
    }
    return all;
}

TEST(DossierLights, AnEditionOfADayLeavesOutRastersPublishedLater) {
    const LightsWorld world;
    const fs::path lights = world.text() / "lights";
    const auto granule = [&lights](Date month, double radiance, const char* name) {
        made::Granule made{.day = month};
        made.cells["NearNadir_Composite_Snow_Free"] = [radiance](int, int) { return radiance; };
        made.file_name = name;
        made::write_granule(lights, made);
    };
    // Made on the first day of 2024, and on the 200th.
    granule(to_date({2020, 1, 1}), 5.25, "VNP46A3.A2020001.h30v05.002.2024001000000.h5");
    granule(to_date({2020, 2, 1}), 7.25, "VNP46A3.A2020032.h30v05.002.2024200000000.h5");
    world.replace("dossier.toml", "lights/*.tif", "lights/*.h5");
    world.replace("dossier.toml", "product = \"declared\"\nunit = \"DN\"\nsynthetic = true\n", "");
    world.replace("dossier.toml", "known-since = 2020-04-01\n", "");
    BuildSpec spec = with_jobs(1);
    spec.reason.as_of = to_date({2024, 3, 1});
    const BuildReport early = world.build_at("early", spec);
    ASSERT_EQ(early.outcome, BuildOutcome::built) << messages(early.diagnostics);
    spec.reason.as_of = to_date({2024, 12, 31});
    ASSERT_EQ(world.build_at("late", spec).outcome, BuildOutcome::built);
    // 16 cells of a quarter of a degree.
    const std::string then = values_of(world.folder / "early");
    const std::string later = values_of(world.folder / "late");
    EXPECT_TRUE(holds(then, "84") && holds(later, "84")) << then;
    EXPECT_FALSE(holds(then, "116")) << then;
    EXPECT_TRUE(holds(later, "116")) << later;
    const auto file = [&world](const std::string& name) {
        return io::read_file(world.folder / name);
    };
    EXPECT_FALSE(holds(file("early/data/panels/county.csv"), ",2020-02,"));
    EXPECT_EQ(file("late/data/panels/county.csv"), file("late/dossier/panels/county.csv"));
    const std::string record = file("early/data/panels/county.csv.json");
    EXPECT_TRUE(holds(record, "\"as_of\": \"2024-03-01\"")) << record;
    EXPECT_TRUE(holds(record, "\"rows_left_out\": 2")) << record; // of two zones
    EXPECT_TRUE(holds(record, "A2020001") && !holds(record, "A2020032")) << record;
    const std::string whole = file("late/data/panels/county.csv.json");
    EXPECT_TRUE(holds(whole, "\"rows_left_out\": 0") && holds(whole, "A2020032")) << whole;
    // The same place, another day: what was made for the one is not taken over for the other.
    ASSERT_EQ(world.build_at("early", spec).outcome, BuildOutcome::built);
    EXPECT_EQ(all_bytes(world.folder / "early"), all_bytes(world.folder / "late"));
}

TEST(DossierLights, APanelOfADayBeforeItsOwnHasNoRows) {
    const LightsWorld world; // known since 2020-04-01
    BuildSpec spec = with_jobs(1);
    spec.reason.as_of = to_date({2020, 3, 31});
    ASSERT_EQ(world.build_at("before", spec).outcome, BuildOutcome::built);
    const dossier::Files files = all_bytes(world.folder / "before");
    EXPECT_TRUE(files.at("data/panels/county.csv").starts_with("zone,name,period,missing"));
    EXPECT_FALSE(holds(files.at("data/panels/county.csv"), "KP-0"));
    EXPECT_TRUE(holds(files.at("data/panels/county.csv.json"), "\"rows_left_out\": 4"));
    EXPECT_TRUE(holds(files.at("data/panels/county.csv.json"), "\"rasters\": []"));
}

TEST(DossierLights, PeriodsThatNoNameTellsAreListed) {
    const LightsWorld world;
    const fs::path lights = world.text() / "lights";
    fs::rename(lights / "made_2020-01.tif", lights / "ntl_0.tif");
    fs::rename(lights / "made_2020-02.tif", lights / "ntl_1.tif");
    world.replace("dossier.toml", "unit = \"DN\"", "unit = \"DN\"\nfirst-period = \"2019-05\"");
    EXPECT_EQ(sum_of(world.text(), "2019-06"), 32);
    world.replace("dossier.toml", "first-period = \"2019-05\"", "periods = \"lights/when.csv\"");
    const auto list = [&lights](const char* second) {
        io::write_file(lights / "when.csv",
                       std::string("file,period\nntl_0.tif,2019-05\nntl_1.tif,") + second + "\n");
    };
    list("2019-07");
    EXPECT_EQ(sum_of(world.text(), "2019-07"), 32);
    list("2019-08");
    EXPECT_EQ(sum_of(world.text(), "2019-08"), 32) << "a change of the list is noticed";
}

TEST(DossierLights, GoneWithItsSource) {
    const LightsWorld world;
    BuildSpec spec = with_jobs(1);
    spec.reason.without = {"made"};
    const BuildReport report = world.build_at("edition", spec);
    ASSERT_EQ(report.outcome, BuildOutcome::built) << messages(report.diagnostics);
    EXPECT_EQ(report.withheld.claims, 8U);
    for (const auto& [name, bytes] : all_bytes(world.folder / "edition")) {
        EXPECT_FALSE(holds(name, "panels/county.csv")) << name;
        EXPECT_FALSE(holds(bytes, "made_2020-02.tif")) << name;
        EXPECT_FALSE(holds(bytes, "Made lights for a test")) << name;
    }
    BuildSpec free = with_jobs(1);
    free.redistributable_only = true;
    (void)world.build_at("free", free);
    EXPECT_FALSE(fs::exists(world.folder / "free" / "data" / "panels"));
}

TEST(DossierLights, MissingAndBadFilesAreOneLine) {
    const LightsWorld world;
    (void)world.build_at("edition");
    const dossier::Files before = all_bytes(world.folder / "edition");
    io::write_file(world.text() / "lights" / "made_2020-02.tif", "no raster at all");
    EXPECT_TRUE(holds(messages(check(world.text(), {}).diagnostics), ": error: R028: "));
    EXPECT_EQ(world.build_at("edition").outcome, BuildOutcome::refused);
    fs::remove(world.text() / "lights" / "made_2020-01.tif");
    fs::remove(world.text() / "lights" / "made_2020-02.tif");
    const std::string said = messages(check(world.text(), {}).diagnostics);
    EXPECT_TRUE(holds(said, "error: R028: no file matches 'lights/*.tif'")) << said;
    EXPECT_EQ(world.build_at("edition").outcome, BuildOutcome::refused);
    EXPECT_EQ(all_bytes(world.folder / "edition"), before);
    fs::remove(world.text() / "lights" / "zones.geojson");
    EXPECT_TRUE(holds(messages(check(world.text(), {}).diagnostics),
                      "there is no file 'lights/zones.geojson'"));
}

TEST(DossierLights, ZonesOfOneNameAreRefused) {
    const LightsWorld world;
    world.write_zones({"KP-01", "KP-01"});
    const std::string said = messages(check(world.text(), {}).diagnostics);
    EXPECT_TRUE(holds(said, "R028")) << said;
    EXPECT_TRUE(holds(said, "KP-01")) << said;
}

TEST(DossierLights, TheRealPictureOf2016) {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const fs::path shared = named != nullptr
                                ? fs::path(named)
                                : fs::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
    const fs::path picture =
        shared / "data" / "lights" / "prk_2016_8bit" / "blackmarble2016_gray_nk_15s.tif";
    if (!fs::exists(picture)) {
        GTEST_SKIP() << "no real rasters at " << shared << ": set HALFLIGHT_SHARED";
    }
    const LightsWorld world;
    fs::create_symlink(fs::absolute(picture), world.text() / "lights" / "picture_2016.tif");
    world.replace("dossier.toml", "rasters = [\"lights/*.tif\"]",
                  "rasters = [\"lights/picture_2016.tif\"]");
    world.replace("dossier.toml", "\"lights/zones.geojson\"",
                  "\"" + (shared / "data" / "boundaries" / "prk_adm2_osm_land.geojson").string() +
                      "\"");
    world.replace("dossier.toml", "zone-id = \"id\"", "zone-id = \"uid\"");
    world.replace("dossier.toml", "synthetic = true\nnote = \"a pattern, not radiance\"",
                  "note = \"picture, not radiance\"");
    fs::remove(world.text() / "measures.toml");
    const BuildReport report = world.build_at("edition");
    ASSERT_EQ(report.outcome, BuildOutcome::built) << messages(report.diagnostics);
    const dossier::Files files = dossier::read_files(world.folder / "edition" / "dossier");
    const auto record = panel_record(files, "county");
    ASSERT_TRUE(record);
    EXPECT_EQ(record->zones.size(), 197U);
    EXPECT_EQ(record->note, "picture, not radiance");
    const dossier::Dossier dossier = dossier::load(files);
    EXPECT_EQ(dossier.diagnostics.errors(), 0U);
    std::size_t derived = 0;
    for (const ledger::Claim& claim : dossier.ledger.claims()) {
        derived += dossier.ledger.text(claim.id).starts_with("county/") ? 1U : 0U;
    }
    EXPECT_EQ(derived, 2U * 197U);
}

} // namespace halflight::edition::test
