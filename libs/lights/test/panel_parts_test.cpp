// SPDX-License-Identifier: Apache-2.0
// Small parts that panels and maps are made of.
#include "calendar_gaps.hpp"
#include "clip_fixture.hpp"
#include "colour_scale.hpp"
#include "halflight/lights/coverage.hpp"
#include "map_cells.hpp"
#include "png.hpp"
#include "table_hash.hpp"

#include <gdal.h>

#include <numeric>

namespace halflight::lights {
namespace {

std::string digest(const std::string& bytes, std::size_t piece) {
    TableHash hash;
    for (std::size_t i = 0; i < bytes.size(); i += piece) {
        hash.add(std::string_view(bytes).substr(i, piece));
    }
    return hash.digest();
}

TEST(TableHash, DependsOnTheBytesAlone) {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) {
        bytes += static_cast<char>('a' + i * i % 26);
    }
    for (const std::size_t piece : {1U, 3U, 31U, 32U, 33U, 64U, 999U, 1000U}) {
        EXPECT_EQ(digest(bytes, piece), digest(bytes, 7)) << piece;
    }
    EXPECT_EQ(digest(bytes, 7).size(), 16U);
}

TEST(TableHash, SeesEveryByteAndTheLength) {
    const std::string bytes(100, 'x');
    std::vector<std::string> seen{digest(bytes, 8), digest("", 1)};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string other = bytes;
        other[i] = 'y';
        seen.push_back(digest(other, 8));
    }
    for (std::size_t zeros = 1; zeros < 70; ++zeros) { // nothing but padding
        seen.push_back(digest(std::string(zeros, '\0'), 8));
    }
    const std::size_t all = seen.size();
    std::ranges::sort(seen);
    seen.erase(std::ranges::unique(seen).begin(), seen.end());
    EXPECT_EQ(seen.size(), all);
}

TEST(CalendarGaps, FillsARegularCalendar) {
    const auto at = [](const char* text) { return parse_period(text).value(); };
    const Calendar months = fill_gaps({at("2020-04"), at("2020-01"), at("2020-04")});
    EXPECT_EQ(list_periods(months.periods), "2020-01 to 2020-04");
    EXPECT_EQ(list_periods(months.gaps), "2020-02, 2020-03");
    EXPECT_EQ(list_periods(fill_gaps({at("2018"), at("2021")}).gaps), "2019, 2020");
    EXPECT_EQ(list_periods(fill_gaps({at("2020-02-27"), at("2020-03-02")}).gaps),
              "2020-02-28 to 2020-03-01")
        << "a leap year";
    EXPECT_TRUE(fill_gaps({}).periods.empty());
    const Calendar mixed = fill_gaps({at("2020-01"), at("2020-03-05")});
    EXPECT_TRUE(mixed.gaps.empty()) << "no frequency, no gaps";
    EXPECT_EQ(mixed.periods.size(), 2U);
    EXPECT_EQ(list_periods({at("2012-05"), at("2012-07"), at("2012-08"), at("2012-09")}),
              "2012-05, 2012-07 to 2012-09");
}

TEST(ColourScale, RisesAndLeavesNoneToMissing) {
    std::vector<float> values(1000);
    std::iota(values.begin(), values.end(), 0.0F);
    const ColourScale scale(values, false);
    EXPECT_EQ(scale.index_of(std::nanf("")), 0);
    EXPECT_EQ(scale.index_of(0), 1);
    EXPECT_EQ(scale.index_of(-5), 1) << "below 0 as dark as 0";
    EXPECT_EQ(scale.index_of(5000), 255);
    int last = 0;
    for (const float value : values) {
        ASSERT_GE(scale.index_of(value), last);
        last = scale.index_of(value);
    }
    EXPECT_EQ(scale.palette().size(), 256U);
    EXPECT_EQ(scale.css_of(0), "#081d58");
    EXPECT_NEAR(scale.position_of(1000 * 0.995 - 1), 1, 1e-2);
    EXPECT_TRUE(std::ranges::is_sorted(scale.ticks()));
    EXPECT_EQ(scale.ticks().front(), 0);
}

TEST(ColourScale, DifferencesAreWhiteAtNothing) {
    const std::vector<float> values{-8, -1, 0, 2, 8};
    const ColourScale scale(values, true);
    EXPECT_EQ(scale.index_of(0), 128);
    EXPECT_EQ(scale.css_of(0), "#f7f7f7");
    EXPECT_EQ(scale.index_of(-100), 1);
    EXPECT_EQ(scale.index_of(100), 255);
    for (const float value : {0.1F, 1.0F, 7.0F}) {
        EXPECT_NEAR(scale.position_of(static_cast<double>(value)) - 0.5,
                    0.5 - scale.position_of(static_cast<double>(-value)), 1e-12);
    }
    EXPECT_EQ(scale.ticks().front(), -scale.ticks().back());
}

TEST(ColourScale, NothingToShowIsStillAScale) {
    const std::vector<float> none(3, std::nanf(""));
    const ColourScale scale(none, false);
    EXPECT_EQ(scale.index_of(0), 1);
    EXPECT_EQ(scale.index_of(std::nanf("")), 0);
}

class Png : public LightsFolder {};

TEST_F(Png, AnotherDecoderReadsTheSamePicture) {
    constexpr int width = 37;
    constexpr int height = 23;
    std::vector<Colour> palette{{0, 0, 0}};
    for (int i = 1; i < 256; ++i) {
        palette.push_back({static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(255 - i),
                           static_cast<std::uint8_t>(i * 7)});
    }
    std::vector<std::uint8_t> pixels(std::size_t{width} * height);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<std::uint8_t>(i * 31 % 256);
    }
    const std::string path = (folder() / "p.png").string();
    io::write_file(path, png_of(pixels, width, height, palette));
    GDALAllRegister();
    GDALDatasetH picture = GDALOpen(path.c_str(), GA_ReadOnly);
    ASSERT_NE(picture, nullptr);
    EXPECT_EQ(GDALGetRasterXSize(picture), width);
    EXPECT_EQ(GDALGetRasterYSize(picture), height);
    GDALRasterBandH band = GDALGetRasterBand(picture, 1);
    std::vector<std::uint8_t> read(pixels.size());
    ASSERT_EQ(GDALRasterIO(band, GF_Read, 0, 0, width, height, read.data(), width, height, GDT_Byte,
                           0, 0),
              CE_None);
    EXPECT_EQ(read, pixels);
    GDALColorTableH colours = GDALGetRasterColorTable(band);
    ASSERT_NE(colours, nullptr);
    for (int i = 0; i < 256; ++i) {
        const GDALColorEntry* entry = GDALGetColorEntry(colours, i);
        const Colour& wanted = palette[static_cast<std::size_t>(i)];
        EXPECT_EQ(entry->c1, wanted.red);
        EXPECT_EQ(entry->c2, wanted.green);
        EXPECT_EQ(entry->c3, wanted.blue);
        EXPECT_EQ(entry->c4, i == 0 ? 0 : 255) << "only index 0 is transparent";
    }
    GDALClose(picture);
}

// RFC 4648, section 10.
TEST(Base64, HasTheVectorsOfItsStandard) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

class Parts : public ClipFolder {
  protected:
    [[nodiscard]] CoverageReport cover(const std::string& file, const ProductSpec& product) const {
        io::VectorSpec zones;
        zones.path = path("zones.geojson");
        return coverage(zones, path(file), product, raster::Earth::wgs84);
    }
    static ProductSpec declared() {
        ProductSpec product;
        product.product = "declared";
        return product;
    }
};

TEST_F(Parts, CoverageTellsOverlapsAndWhatLiesOutside) {
    made::write_picture(folder() / "made_2020-01.tif", {});
    // 4 x 4 cells; the second covers a quarter of them again and half of the column beside.
    write_layer({{"a", {{box(121, 33, 122, 34), {}}}},
                 {"b", {{box(121.5, 33.5, 122.125, 34), {}}}},
                 {"outside", {{box(10, 10, 11, 11), {}}}},
                 {"half", {{box(129, 35, 131, 36), {}}}}});
    const CoverageReport report = cover("made_2020-01.tif", declared());
    ASSERT_EQ(report.zones.size(), 4U);
    EXPECT_EQ(report.zones[0].full_cells, 16U);
    EXPECT_EQ(report.zones[0].edge_cells, 0U);
    EXPECT_EQ(report.zones[1].full_cells, 4U);
    EXPECT_EQ(report.zones[1].edge_cells, 2U);
    EXPECT_NEAR(report.zones[1].smallest_share, 0.5, 1e-12);
    EXPECT_EQ(report.cells_more_than_once, 4U);
    EXPECT_NEAR(report.most_covered, 2, 1e-12);
    EXPECT_EQ(report.zones[2].covered_km2, 0);
    EXPECT_GT(report.zones[2].area_km2, 10'000);
    EXPECT_NEAR(report.zones[3].covered_km2 / report.zones[3].area_km2, 0.5, 1e-12);
}

TEST_F(Parts, NeighboursDoNotOverlap) {
    made::write_picture(folder() / "made_2020-01.tif", {});
    write_layer(
        {{"a", {{box(121.1, 33, 122.1, 34), {}}}}, {"b", {{box(122.1, 33, 123.3, 34), {}}}}});
    const CoverageReport report = cover("made_2020-01.tif", declared());
    EXPECT_EQ(report.cells_more_than_once, 0U);
    EXPECT_NEAR(report.most_covered, 1, 1e-12);
}

TEST_F(Parts, CoverageGoesRoundTheGlobe) {
    write_layer(
        {{"fiji", {{box(178, 33, 182, 34), {}}}}, {"round", {{box(-180, 33, 180, 34), {}}}}});
    made::Granule east{.h = 0};
    const std::string file = made::write_granule(folder(), east).filename().string();
    const CoverageReport report = cover(file, {});
    EXPECT_NEAR(report.zones[0].covered_km2 / report.zones[0].area_km2, 0.5, 1e-12);
    EXPECT_EQ(report.zones[0].full_cells, 16U * 4);
    EXPECT_NEAR(report.zones[1].covered_km2 / report.zones[1].area_km2, 10.0 / 360, 1e-12);
    EXPECT_EQ(report.cells_more_than_once, 16U * 4) << "those of the first, all covered twice";
}

TEST_F(Parts, AMapAcrossTheAntimeridianHasItsCellsInOrder) {
    write_layer({{"fiji", {{box(178, 33, 182, 34), {}}}}});
    made::Granule west{.h = 35};
    west.cells["NearNadir_Composite_Snow_Free"] = [](int column, int) { return 1.0 + column; };
    made::Granule east{.h = 0};
    east.cells["NearNadir_Composite_Snow_Free"] = [](int column, int) { return 41.0 + column; };
    PanelSpec map = spec({});
    map.product = {};
    map.rasters = {made::write_granule(folder(), west).string(),
                   made::write_granule(folder(), east).string()};
    OpenFiles files(4);
    const lights::Run run = prepare_inputs(map, nullptr, files);
    const MapFrame frame = frame_of({{"fiji", {{box(178, 33, 182, 34), {}}}}});
    EXPECT_GT(frame.west, 177);
    EXPECT_LT(frame.east, 183) << "the narrow way round";
    const MapCells cells = cells_in(frame, run, run.periods.at(0), files);
    EXPECT_EQ(cells.step, 1);
    ASSERT_GE(cells.width, 16U);
    const std::size_t middle = cells.height / 2 * cells.width;
    const float first = cells.values.at(middle);
    ASSERT_FALSE(std::isnan(first));
    for (std::size_t i = 1; i < cells.width; ++i) {
        EXPECT_EQ(cells.values[middle + i], first + static_cast<float>(i))
            << "no seam at 180 degrees";
    }
}

} // namespace
} // namespace halflight::lights
