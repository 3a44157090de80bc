// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/error.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/io/files.hpp"
#include "halflight/io/raster_file.hpp"
#include "halflight/io/vector_file.hpp"
#include "halflight/simulate/truth.hpp"
#include "halflight/simulate/write.hpp"
#include "small_country.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

namespace halflight::simulate {
namespace {

namespace fs = std::filesystem;
using test::small_spec;

class Written : public testing::Test {
  protected:
    fs::path folder;

    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "halflight-simulate-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { fs::remove_all(folder); }

    [[nodiscard]] WriteSpec spec(const std::string& name, int jobs = 1) const {
        WriteSpec made;
        made.country = small_spec();
        made.country.months = 18;
        made.country.treatment = month_of(2022, 9);
        made.folder = folder / name;
        made.jobs = jobs;
        return made;
    }
    [[nodiscard]] std::map<std::string, std::string> bytes(const std::string& name) const {
        std::map<std::string, std::string> out;
        for (const auto& entry : fs::recursive_directory_iterator(folder / name)) {
            if (entry.is_regular_file()) {
                out[entry.path().lexically_relative(folder / name).string()] =
                    io::read_file(entry.path());
            }
        }
        return out;
    }
};

TEST_F(Written, BytesDoNotDependOnThreadsOrOnTheRun) {
    const WriteReport report = write_country(spec("one"));
    (void)write_country(spec("two", 2));
    const auto one = bytes("one");
    auto two = bytes("two");
    EXPECT_EQ(one.size(), 22U + 2 * 18);
    EXPECT_EQ(io::read_file(folder / "one.truth.json"), io::read_file(folder / "two.truth.json"));
    EXPECT_NE(one.at("sealed.sha256"), two.at("sealed.sha256")); // it names the file beside
    two["sealed.sha256"] = one.at("sealed.sha256");
    EXPECT_TRUE(one == two);
    EXPECT_EQ(report.rasters, 18U);
    (void)write_country(spec("one"));
    EXPECT_TRUE(one == bytes("one"));
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        EXPECT_TRUE(name.starts_with("one") || name.starts_with("two")) << name;
    }
}

TEST_F(Written, TheTruthIsSealedAndMarkedSynthetic) {
    const WriteReport report = write_country(spec("made"));
    const std::string truth = io::read_file(folder / "made.truth.json");
    EXPECT_EQ(report.truth_sha256, sha256(truth));
    EXPECT_EQ(report.truth, (folder / "made.truth.json").string());
    const auto files = bytes("made");
    EXPECT_EQ(files.at("sealed.sha256"), sha256(truth) + "  ../made.truth.json\n");
    EXPECT_NE(files.at("sources.toml").find(sha256(truth)), std::string::npos);
    EXPECT_NE(files.at("dossier.toml").find("\nsynthetic = true\n"), std::string::npos);
    EXPECT_NE(files.at("sources.toml").find("\nsynthetic = true\n"), std::string::npos);
    for (const auto& [name, text] : files) { // what was planted stands nowhere in the folder
        EXPECT_EQ(text.find("factor"), std::string::npos) << name;
        EXPECT_EQ(text.find("2022-09\""), std::string::npos) << name;
    }
    const auto json = nlohmann::json::parse(truth);
    EXPECT_EQ(json.at("treatment"), "2022-09");
    EXPECT_EQ(json.at("spec").at("months"), 18);
    EXPECT_EQ(json.at("synthetic"), true);
    const Country country = make_country(spec("made").country);
    const Truth found = make_truth(Scene(country));
    EXPECT_EQ(json.at("groups").at(1).at("average").get<double>(), found.of_groups[1].average);
    EXPECT_EQ(json.at("exposed_slope").get<double>(), found.exposed_slope);
    EXPECT_EQ(json.at("calendar").at("factors").at(0).at(5).get<double>(), country.factors(5, 0));
    EXPECT_EQ(json.at("counties").size(), 20U);
}

std::size_t times(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

TEST_F(Written, TablesOfEveryObserverAreMarkedAndHaveTheirTruth) {
    const WriteReport report = write_country(spec("made"));
    const auto files = bytes("made");
    const std::string& sources = files.at("sources.toml");
    EXPECT_GT(times(sources, "[source."), 10U);
    EXPECT_EQ(times(sources, "[source."), times(sources, "\nsynthetic = true\n"));
    std::size_t rows = 0;
    for (const char* name : {"border", "trade", "prices", "petroleum", "press", "electricity"}) {
        const std::string& table = files.at(std::string("claims/") + name + ".csv");
        EXPECT_GT(times(table, "\n"), 18U) << name;
        rows += times(table, "\n") - 1;
    }
    EXPECT_EQ(report.claims, rows);
    const auto truth = nlohmann::json::parse(io::read_file(folder / "made.truth.json"));
    for (const char* name : {"border", "trade", "prices", "visits", "petroleum", "press"}) {
        EXPECT_TRUE(truth.at("observed").contains(name)) << name;
    }
    EXPECT_EQ(truth.at("spec").at("visit_rise"), 3.0);
}

/// Each table draws from streams of its own: a change of one leaves the others as they are.
TEST_F(Written, ObserversDoNotDependOnEachOther) {
    (void)write_country(spec("one"));
    WriteSpec other = spec("two");
    other.country.border_entries = 50;
    other.country.price_crises = 0;
    other.country.visit_rise = 1;
    (void)write_country(other);
    const auto one = bytes("one");
    const auto two = bytes("two");
    for (const char* name : {"claims/border.csv", "claims/prices.csv", "studies/visits.csv"}) {
        EXPECT_NE(one.at(name), two.at(name)) << name;
    }
    for (const char* name : {"claims/trade.csv", "claims/petroleum.csv", "claims/press.csv",
                             "studies/mentions.csv", "lights/light_2022-03.tif"}) {
        EXPECT_TRUE(one.at(name) == two.at(name)) << name;
    }
}

TEST_F(Written, RastersReadBackAsTheyWereObserved) {
    (void)write_country(spec("made", 2));
    const Country country = make_country(spec("made").country);
    const Scene scene(country);
    const auto cells = static_cast<std::size_t>(country.grid.width * country.grid.height);
    std::vector<float> light(cells);
    std::vector<std::uint8_t> clear(cells);
    scene.month(8).observe({0, 0, country.grid.width, country.grid.height}, light, clear);
    for (const std::string name : {"light", "clear"}) {
        const io::RasterFile file =
            io::RasterFile::open((folder / "made/lights" / (name + "_2022-07.tif")).string());
        const io::RasterInfo& info = file.info();
        EXPECT_EQ(info.format, "GeoTIFF");
        ASSERT_TRUE(info.grid.has_value()) << info.grid_fault;
        EXPECT_EQ(*info.grid, country.grid);
        EXPECT_EQ(info.attributes.at("synthetic"), "1");
        EXPECT_TRUE(file.direct(0));
        io::RasterScratch scratch;
        const raster::PaneWindow all{0, 0, static_cast<std::int32_t>(country.grid.width),
                                     static_cast<std::int32_t>(country.grid.height)};
        const raster::CellView view = file.read(0, all, scratch);
        const std::size_t size = raster::size_of(view.type);
        ASSERT_EQ(size, name == "light" ? 4U : 1U);
        for (std::int64_t row = 0; row < country.grid.height; ++row) {
            const auto begin = static_cast<std::size_t>(row * country.grid.width);
            const void* expected = name == "light" ? static_cast<const void*>(&light[begin])
                                                   : static_cast<const void*>(&clear[begin]);
            ASSERT_EQ(std::memcmp(view.data + static_cast<std::size_t>(row * view.stride) * size,
                                  expected, static_cast<std::size_t>(country.grid.width) * size),
                      0)
                << name << " row " << row;
        }
        if (name == "light") {
            EXPECT_EQ(info.layers[0].decoding.fill, 65535.0);
            EXPECT_EQ(info.layers[0].unit, "nW/cm2/sr");
        }
    }
}

TEST_F(Written, ZonesReadBackAsTheyAre) {
    (void)write_country(spec("made"));
    const Country country = make_country(spec("made").country);
    io::VectorSpec counties;
    counties.path = (folder / "made/counties.geojson").string();
    EXPECT_EQ(io::read_zones(counties).zones, county_zones(country));
    io::VectorSpec places;
    places.path = (folder / "made/enterprises.geojson").string();
    places.buffer_m = country.spec.buffer_m;
    const std::vector<raster::Zone> all = enterprise_zones(country);
    std::vector<raster::Zone> known;
    for (std::size_t e = 0; e < all.size(); ++e) {
        if (country.enterprises[e].place_known) {
            known.push_back(all[e]);
        }
    }
    EXPECT_LT(known.size(), all.size());
    EXPECT_EQ(io::read_zones(places).zones, known);
}

TEST_F(Written, LeavesWhatItDidNotMakeAlone) {
    fs::create_directories(folder / "mine");
    io::write_file(folder / "mine/notes.txt", "keep");
    const auto refused = [&](const std::string& name) {
        try {
            (void)write_country(spec(name));
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::usage);
            return std::string(error.what());
        }
        return std::string("nothing was thrown");
    };
    EXPECT_NE(refused("mine").find("choose another name"), std::string::npos);
    io::write_file(folder / "mine/sealed.sha256", "no seal");
    EXPECT_NE(refused("mine").find("choose another name"), std::string::npos);
    EXPECT_EQ(io::read_file(folder / "mine/notes.txt"), "keep");
    io::write_file(folder / "new.truth.json", "{\"mine\": true}");
    EXPECT_NE(refused("new").find("is no truth of a made country"), std::string::npos);
    EXPECT_FALSE(fs::exists(folder / "new"));
    io::write_file(folder / "plain", "a file");
    EXPECT_NE(refused("plain").find("choose another name"), std::string::npos);
}

TEST_F(Written, WithoutLightsNothingSpeaksOfThem) {
    WriteSpec without = spec("dark/");
    without.lights = false;
    const WriteReport report = write_country(without);
    EXPECT_FALSE(fs::exists(folder / "dark/lights"));
    EXPECT_EQ(io::read_file(folder / "dark/dossier.toml").find("[lights"), std::string::npos);
    EXPECT_TRUE(fs::exists(folder / "dark.truth.json"));
    const std::string text = to_text(report);
    EXPECT_NE(text.find("none were asked for"), std::string::npos);
    EXPECT_LE(std::ranges::count(text, '\n'), 24);
    EXPECT_NE(text.find("150: "), std::string::npos);
}

} // namespace
} // namespace halflight::simulate
