// SPDX-License-Identifier: Apache-2.0
// Bad input to `halflight lights panel`: each fault is one line that names the place and the
// remedy.
#include "made_lights.hpp"
#include "program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace halflight::test {
namespace {

namespace fs = std::filesystem;

/// A square of 5 x 6 degrees under the made rasters.
const std::string square = "[[121,32],[126,32],[126,38],[121,38],[121,32]]";
const std::string granule = "VNP46A3.A2020001.h30v05.002.2024001000000.h5";

std::string feature(const std::string& id, const std::string& rings) {
    return R"({"type":"Feature","properties":{"id":")" + id +
           R"("},"geometry":{"type":"Polygon","coordinates":[)" + rings + "]}}";
}

/// Little-endian; a field of more than eight bytes is filled up with zeros.
void put(std::string& bytes, std::uint64_t number, int count) {
    for (int i = 0; i < count; ++i, number >>= 8U) {
        bytes += static_cast<char>(number & 0xffU);
    }
}

/// A zip of 200 bytes that says it holds a file of a tebibyte (PKWARE APPNOTE 4.3, zip64).
std::string bomb() {
    const std::string name = "made_2020-01.tif";
    std::string bytes;
    put(bytes, 0x04034b50, 4);
    put(bytes, 45, 2);
    put(bytes, 8U << 16U, 4);
    put(bytes, 0, 8);
    put(bytes, 4, 4);
    put(bytes, 0xffffffff, 4);
    put(bytes, name.size(), 4);
    bytes += name + "\x03\x00\x00\x00";
    const std::size_t directory = bytes.size();
    put(bytes, 0x02014b50, 4);
    put(bytes, 45U | 45U << 16U, 4);
    put(bytes, 8U << 16U, 4);
    put(bytes, 0, 8);
    put(bytes, 4, 4);
    put(bytes, 0xffffffff, 4);
    put(bytes, name.size() | 12U << 16U, 4);
    put(bytes, 0, 14);
    bytes += name;
    put(bytes, 1 | 8U << 16U, 4);
    put(bytes, std::uint64_t{1} << 40U, 8);
    const std::size_t size = bytes.size() - directory;
    put(bytes, 0x06054b50, 4);
    put(bytes, 0, 4);
    put(bytes, 1 | 1U << 16U, 4);
    put(bytes, size, 4);
    put(bytes, directory, 4);
    put(bytes, 0, 2);
    return bytes;
}

/// A picture of 40 x 40 cells as another grid or system would describe it.
std::string described(const std::string& system, const std::string& transform,
                      const std::string& cells = "40") {
    return "<VRTDataset rasterXSize=\"" + cells + "\" rasterYSize=\"" + cells + "\">" +
           (system.empty() ? "" : "<SRS>" + system + "</SRS>") + "<GeoTransform>" + transform +
           "</GeoTransform><VRTRasterBand dataType=\"Float32\" band=\"1\"><SimpleSource>"
           "<SourceFilename relativeToVRT=\"1\">made_2020-01.tif</SourceFilename>"
           "</SimpleSource></VRTRasterBand></VRTDataset>";
}

class LightsBad : public testing::Test {
  protected:
    Shell shell;

    void SetUp() override {
        zones({feature("a", square)});
        picture("made_2020-01.tif");
    }
    void zones(const std::vector<std::string>& features) const {
        std::string all;
        for (const std::string& one : features) {
            all += (all.empty() ? "" : ",") + one;
        }
        shell.write("zones.geojson", R"({"type":"FeatureCollection","features":[)" + all + "]}");
    }
    void picture(const std::string& name, const made::Picture& shape = {}) const {
        made::write_picture(shell.folder() / name, shape);
    }
    void write_granule(const made::Granule& made) const {
        made::write_granule(shell.folder(), made);
    }
    /// Of a whole file: what stands before and after bytes are lost or changed.
    void damage(const std::string& name, double from, double to, bool cut) const {
        std::string bytes = shell.read(name);
        const auto at = [&](double share) {
            return bytes.begin() +
                   static_cast<std::ptrdiff_t>(share * static_cast<double>(bytes.size()));
        };
        if (cut) {
            bytes.erase(at(from), at(to));
        } else {
            std::fill(at(from), at(to), '\x5a');
        }
        shell.write(name, bytes);
    }

    [[nodiscard]] Outcome panel(const std::vector<std::string>& rasters,
                                std::vector<std::string> more = {},
                                const std::string& layer = "zones.geojson") const {
        std::vector<std::string> words{"lights",    "panel", "--zones", layer,      "--stat",
                                       "sum,count", "--out", "p.csv",   "--rasters"};
        words.insert(words.end(), rasters.begin(), rasters.end());
        if (!rasters.front().ends_with(".h5")) {
            words.insert(words.end(), {"--product", "declared"});
        }
        words.insert(words.end(), more.begin(), more.end());
        return shell(words);
    }
    /// All that the program says of what it refuses: one line, nothing written.
    [[nodiscard]] std::string refusal(const std::vector<std::string>& rasters,
                                      const std::vector<std::string>& more = {}) const {
        const Outcome outcome = panel(rasters, more);
        EXPECT_NE(outcome.status, 0) << outcome.out;
        EXPECT_LT(outcome.status, 5) << "no crash";
        EXPECT_EQ(outcome.out, "");
        EXPECT_FALSE(fs::exists(shell.folder() / "p.csv"));
        return outcome.err;
    }
    /// Remarks of a run that goes on, one a line.
    [[nodiscard]] std::string remarks(const std::vector<std::string>& rasters,
                                      const std::vector<std::string>& more = {}) const {
        const Outcome outcome = panel(rasters, more);
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        return outcome.err;
    }
    [[nodiscard]] std::vector<std::string> rows() const {
        std::vector<std::string> lines;
        std::string text = shell.read("p.csv");
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            lines.push_back(text.substr(at, end - at));
            at = end + 1;
        }
        return lines;
    }
    /// --skip-bad leaves `bad` out and the metadata names it with the reason.
    void expect_listed(const std::vector<std::string>& rasters, const std::string& bad,
                       const std::string& reason) const {
        const Outcome outcome = panel(rasters, {"--skip-bad"});
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        const std::string metadata = shell.read("p.csv.json");
        const std::size_t skipped = metadata.find("\"skipped\": [");
        ASSERT_NE(skipped, std::string::npos);
        const std::string list =
            metadata.substr(skipped, metadata.find("\"periods\"", skipped) - skipped);
        EXPECT_TRUE(contains(list, "\"path\": \"" + bad + "\"")) << list;
        EXPECT_TRUE(contains(list, reason)) << list;
    }
};

TEST_F(LightsBad, TruncatedTiff) {
    picture("made_2020-02.tif");
    damage("made_2020-02.tif", 0.6, 1, true);
    const std::vector<std::string> both{"made_2020-01.tif", "made_2020-02.tif"};
    EXPECT_EQ(
        refusal(both),
        "halflight: error: cannot read raster 'made_2020-02.tif': layer 'band 1', block 0 across 0 "
        "down: it lies beyond the end of the file, which is cut off: fetch the file again\n");
    expect_listed(both, "made_2020-02.tif",
                  "it lies beyond the end of the file, which is cut off: fetch the file again");
}

TEST_F(LightsBad, CorruptTiff) {
    picture("made_2020-02.tif");
    damage("made_2020-02.tif", 0.5, 0.75, false);
    const std::vector<std::string> both{"made_2020-01.tif", "made_2020-02.tif"};
    EXPECT_EQ(refusal(both),
              "halflight: error: cannot read raster 'made_2020-02.tif': layer 'band 1', block 0 "
              "across 0 down: it is corrupt and cannot be inflated: fetch the file again\n");
    expect_listed(both, "made_2020-02.tif",
                  "it is corrupt and cannot be inflated: fetch the file again");
}

TEST_F(LightsBad, TruncatedHdf5) {
    write_granule({});
    damage(granule, 0.7, 1, true);
    EXPECT_EQ(
        refusal({granule}),
        "halflight: error: cannot read raster 'VNP46A3.A2020001.h30v05.002.2024001000000.h5': it "
        "cannot be opened as HDF5, it is cut off or corrupt: fetch it again\n");
}

TEST_F(LightsBad, CorruptHdf5) {
    write_granule({});
    const std::string next = "VNP46A3.A2020032.h30v05.002.2024001000000.h5";
    write_granule({.day = to_date({2020, 2, 1})});
    damage(next, 0.02, 0.98, false);
    EXPECT_EQ(
        refusal({granule, next}),
        "halflight: error: cannot read raster 'VNP46A3.A2020032.h30v05.002.2024001000000.h5': it "
        "has no two-dimensional layers of numbers: it is no raster of lights\n");
    expect_listed({granule, next}, next,
                  "it has no two-dimensional layers of numbers: it is no raster of lights");
}

TEST_F(LightsBad, WrongScaleOrFillAttributes) {
    const std::string layer = "NearNadir_Composite_Snow_Free";
    write_granule({.layer_attributes = {{layer, {{"scale_factor", 0.1}}}}});
    EXPECT_EQ(refusal({granule}),
              "halflight: error: VNP46A3.A2020001.h30v05.002.2024001000000.h5: layer "
              "'NearNadir_Composite_Snow_Free' has scale_factor 0.1 and offset 0, documented 1 and "
              "0; get the file again, or use the file's own with --accept-attributes\n");
    EXPECT_EQ(remarks({granule}, {"--accept-attributes"}),
              "remark: radiance below 0.5 is set to 0 by the product: 0 means below 0.5, not no "
              "light\nremark: the data is made, not observed\nremark: layer "
              "'NearNadir_Composite_Snow_Free' has scale_factor 0.1 and offset 0, documented 1 and "
              "0; the file's own is used\n");
    EXPECT_TRUE(contains(shell.read("p.csv.json"), "\"accept_attributes\": true"));
    fs::remove(shell.folder() / "p.csv");
    write_granule({.layer_attributes = {{layer, {{"_FillValue", -1.0}}}}});
    EXPECT_EQ(
        refusal({granule}),
        "halflight: error: VNP46A3.A2020001.h30v05.002.2024001000000.h5: layer "
        "'NearNadir_Composite_Snow_Free' has the _FillValue -1, which lies among its values "
        "or outside its type; documented is -999.9; get the file again, or use the file's own "
        "with --accept-attributes\n");
}

TEST_F(LightsBad, GridThatDoesNotMatch) {
    picture("made_2020-02.tif", {.west = 120.125});
    EXPECT_EQ(refusal({"made_2020-01.tif", "made_2020-02.tif"}),
              "halflight: error: two grids in one panel: 'made_2020-01.tif' has cells of 1/4 "
              "degree shifted by 0, 0 of a cell, 'made_2020-02.tif' has cells of 1/4 degree "
              "shifted by 0.5, 0 of a cell; make one panel of each, or bring one to the grid of "
              "the other with gdalwarp -r near -tap\n");
}

TEST_F(LightsBad, RotatedAndProjectedGetTheCommand) {
    shell.write("rotated_2020-01.vrt", described("EPSG:4326", "120, 0.2, 0.05, 40, 0.05, -0.2"));
    EXPECT_EQ(refusal({"rotated_2020-01.vrt"}),
              "halflight: error: rotated_2020-01.vrt: its grid is rotated: gdalwarp -t_srs "
              "EPSG:4326 -r near 'rotated_2020-01.vrt' 'rotated_2020-01.vrt_wgs84.tif'\n");
    shell.write("metres_2020-01.vrt", described("EPSG:32652", "500000, 500, 0, 4e6, 0, -500"));
    EXPECT_EQ(refusal({"metres_2020-01.vrt"}),
              "halflight: error: metres_2020-01.vrt: it is in EPSG:32652 (WGS 84 / UTM zone 52N), "
              "not in WGS 84 degrees: gdalwarp -t_srs EPSG:4326 -r near 'metres_2020-01.vrt' "
              "'metres_2020-01.vrt_wgs84.tif'\n");
    shell.write("nowhere_2020-01.vrt", described("", "120, 0.25, 0, 40, 0, -0.25"));
    EXPECT_EQ(refusal({"nowhere_2020-01.vrt"}),
              "halflight: error: nowhere_2020-01.vrt: it has no coordinate system: if it is in "
              "degrees, say so with gdal_edit.py -a_srs EPSG:4326 'nowhere_2020-01.vrt'\n");
}

TEST_F(LightsBad, NotANumberAndInfinitiesAreNoValues) {
    made::Picture shape;
    shape.bands = {[](int column, int) {
        return column % 2 == 0 ? std::numeric_limits<double>::infinity() : std::nan("");
    }};
    picture("made_2020-01.tif", shape);
    EXPECT_EQ(remarks({"made_2020-01.tif"}),
              "remark: the data is made, not observed\nremark: 800 cells are infinite: they are "
              "missing\nremark: 800 cells are no number (NaN): they are missing\n");
    EXPECT_EQ(rows().at(1), "a,2020-01,2020-01-01,2020-01-31,not_observed,,0");
}

TEST_F(LightsBad, InfiniteCoordinatesRefuseTheZone) {
    zones(
        {feature("far", "[[121,32],[1e999,32],[126,38],[121,38],[121,32]]"), feature("b", square)});
    EXPECT_EQ(remarks({"made_2020-01.tif"}),
              "remark: the data is made, not observed\nremark: zone \"far\" (number 1 of the "
              "layer): a point (inf, 32) is not finite; the zone is left out; mend the layer\n");
    EXPECT_EQ(rows().size(), 2U);
}

TEST_F(LightsBad, SelfIntersectingEmptyAndDuplicateZones) {
    zones({feature("bow", "[[121,32],[126,38],[126,32],[121,38],[121,32]]"),
           feature("line", "[[121,32],[126,38],[121,32],[121,32]]"), feature("b", square),
           feature("b", square)});
    EXPECT_EQ(remarks({"made_2020-01.tif"}, {"--zone-id", "id"}),
              "remark: the data is made, not observed\nremark: zone \"bow\": the outline crosses "
              "itself near (123.500000, 35.000000); mended: the area as drawn was 0.00% of the "
              "area now; check the outline\nremark: zone \"line\": a part without area near "
              "(121.000000, 32.000000) is left out\nremark: zone \"line\": has no area; its "
              "statistics are missing\nremark: zone \"b\" (number 4 of the layer): the id stands "
              "already at number 3; the later one is left out; take a field whose values differ\n");
    ASSERT_EQ(rows().size(), 4U);
    EXPECT_EQ(rows()[2], "line,2020-01,2020-01-01,2020-01-31,empty_zone,,0");
}

TEST_F(LightsBad, APeriodTwice) {
    picture("again_2020-01.tif");
    EXPECT_EQ(refusal({"made_2020-01.tif", "again_2020-01.tif"}),
              "halflight: error: period 2020-01 is given twice: by 'again_2020-01.tif' and by "
              "'made_2020-01.tif'; leave one of them out\n");
}

TEST_F(LightsBad, PeriodsThatNoNameTells) {
    picture("ntl_000.tif");
    picture("ntl_001.tif");
    const std::vector<std::string> both{"ntl_000.tif", "ntl_001.tif"};
    EXPECT_TRUE(contains(refusal(both), "the name tells no period"));
    shell.write("list.csv", "file,period\nntl_000.tif,2012-01\nntl_002.tif,2012-02\n");
    EXPECT_EQ(refusal(both, {"--periods", "list.csv"}),
              "halflight: error: 'list.csv', line 3: 'ntl_002.tif' is none of the rasters; mend "
              "the name, or take the line out\n");
    shell.write("list.csv", "file,period\nntl_000.tif,2012-01\nntl_001.tif,2012-01\n");
    EXPECT_EQ(refusal(both, {"--periods", "list.csv"}),
              "halflight: error: 'list.csv', lines 2 and 3: period 2012-01 is given twice: by "
              "'ntl_000.tif' and by 'ntl_001.tif'; leave one of them out\n");
    EXPECT_EQ(refusal({"ntl_000.tif", "made_2020-01.tif"}, {"--first-period", "2019-12"}),
              "halflight: error: made_2020-01.tif: it tells 2020-01 itself, and 2019-12 is given "
              "for it; leave --first-period out, or take the file out of the rasters\n");
    EXPECT_EQ(remarks(both, {"--first-period", "2012-12"}),
              "remark: the data is made, not observed\n");
    EXPECT_TRUE(rows().at(2).starts_with("a,2013-01,"));
}

TEST_F(LightsBad, OneWildCellIsToldByDefault) {
    std::vector<std::string> months;
    for (int month = 1; month <= 7; ++month) {
        made::Picture shape;
        shape.bands = {[month](int column, int row) {
            return month == 3 && column == 6 && row == 10 ? 4331.5 : 10.0 + (column + month) % 3;
        }};
        months.push_back("wild_2021-0" + std::to_string(month) + ".tif");
        picture(months.back(), shape);
    }
    EXPECT_EQ(remarks(months),
              "remark: the data is made, not observed\nremark: 1 cell is implausibly bright "
              "against the other periods, the largest of 4,331.5 at 37.3750 N, 121.6250 E in "
              "2021-03, where 12 is usual; nothing was changed: --outlier-mads X leaves such cells "
              "out\n");
    months.erase(months.begin() + 2);
    months.push_back("wild_2021-03.tif");
    EXPECT_TRUE(contains(remarks(months, {"--outlier-mads", "8"}), "1 cells were left out"));
}

TEST_F(LightsBad, TheLimitOfTheCacheIsANumber) {
    ASSERT_EQ(::setenv("HALFLIGHT_CACHE_MB", "much", 1), 0); // NOLINT(concurrency-mt-unsafe)
    const std::string told = refusal({"made_2020-01.tif"});
    ::unsetenv("HALFLIGHT_CACHE_MB"); // NOLINT(concurrency-mt-unsafe)
    EXPECT_EQ(told, "halflight: error: HALFLIGHT_CACHE_MB is 'much'; set it to whole "
                    "megabytes above 0, or keep nothing with --cache none\n");
}

TEST_F(LightsBad, AGapInPeriods) {
    picture("made_2020-04.tif");
    EXPECT_EQ(remarks({"made_2020-01.tif", "made_2020-04.tif"}),
              "remark: the data is made, not observed\nremark: no raster for 2 of 4 periods: "
              "2020-02, 2020-03\n");
    EXPECT_EQ(rows().at(2), "a,2020-02,2020-02-01,2020-02-29,no_raster,,0");
}

TEST_F(LightsBad, ZonesOutsideTheRasters) {
    zones({feature("a", square), feature("off", "[[1,1],[2,1],[2,2],[1,1]]")});
    EXPECT_EQ(
        remarks({"made_2020-01.tif"}),
        "remark: the data is made, not observed\nremark: 1 of 2 zones lie outside every raster\n");
    EXPECT_EQ(rows().at(2), "off,2020-01,2020-01-01,2020-01-31,outside_grid,,0");
}

TEST_F(LightsBad, ALayerWithoutCoordinateSystem) {
    shell.write("plain.csv", "id,WKT\na,\"POLYGON((121 32,126 32,126 38,121 32))\"\n");
    const Outcome outcome = panel({"made_2020-01.tif"}, {}, "plain.csv");
    EXPECT_EQ(outcome.status, 3);
    EXPECT_EQ(outcome.err, "halflight: error: cannot read zones 'plain.csv': it has no coordinate "
                           "system (a shapefile needs its .prj): if it is in degrees, ogr2ogr "
                           "-a_srs EPSG:4326 'plain_wgs84.gpkg' 'plain.csv'\n");
}

TEST_F(LightsBad, NamesThatLieAboutDates) {
    const std::string liar = "VNP46A3.A2020032.h30v05.002.2024001000000.h5";
    write_granule({.file_name = liar});
    EXPECT_EQ(refusal({liar}), "halflight: error: VNP46A3.A2020032.h30v05.002.2024001000000.h5: "
                               "the name tells 2020-02-01, its own attributes 2020-01-01; give the "
                               "file the name that LAADS gave it, or get it again\n");
    expect_listed({[&] {
                       write_granule({});
                       return granule;
                   }(),
                   liar},
                  liar, "the name tells 2020-02-01, its own attributes 2020-01-01");
}

TEST_F(LightsBad, ZipBomb) {
    shell.write("bomb.zip", bomb());
    EXPECT_EQ(refusal({"/vsizip/bomb.zip/made_2020-01.tif"}),
              "halflight: error: cannot read raster '/vsizip/bomb.zip/made_2020-01.tif': it holds "
              "more than 17179869184 bytes when unpacked: unpack it yourself if you trust it\n");
}

TEST_F(LightsBad, AbsurdDimensions) {
    shell.write("huge_2020-01.vrt",
                described("EPSG:4326", "120, 0.25, 0, 40, 0, -0.25", "2000000000"));
    EXPECT_EQ(refusal({"huge_2020-01.vrt"}),
              "halflight: error: cannot read raster 'huge_2020-01.vrt': layer 'band 1' says that "
              "it has 2000000000 x 2000000000 cells, more than the 68719476736 allowed: cut out "
              "the part needed with gdal_translate -projwin\n");
}

} // namespace
} // namespace halflight::test
