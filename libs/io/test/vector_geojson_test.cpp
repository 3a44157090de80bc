// SPDX-License-Identifier: Apache-2.0
// The short way through plain GeoJSON gives what GDAL gives, or leaves the file to it.
#include "raster_fixture.hpp"
#include "vector_geojson.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <tuple>

namespace halflight::io {
namespace {

using namespace test;

std::string feature(const std::string& properties, const std::string& geometry) {
    return R"({"type":"Feature","properties":{)" + properties + R"(},"geometry":)" + geometry + "}";
}
std::string polygon(const std::string& rings) {
    return R"({"type":"Polygon","coordinates":)" + rings + "}";
}
std::string collection(const std::string& features, const std::string& more = "") {
    return R"({"type":"FeatureCollection",)" + more + R"("features":[)" + features + "]}";
}

const std::string square = polygon("[[[1,2],[3,2],[3,4],[1,4],[1,2]]]");
const std::string one = feature(R"("id":"a")", square);

class PlainGeoJson : public RasterFolder {
  protected:
    /// The same bytes under two endings: GDAL goes by the content, the short way by the ending.
    [[nodiscard]] testing::AssertionResult same(const std::string& text,
                                                VectorSpec spec = {}) const {
        spill(at("zones.geojson"), text);
        spill(at("zones.txt"), text);
        spec.path = at("zones.geojson");
        const auto plain = read_geojson(spec);
        spec.path = at("zones.txt");
        if (!plain || read_geojson(spec)) {
            return testing::AssertionFailure() << "only .geojson goes the short way: " << text;
        }
        const VectorLayer general = read_zones(spec);
        const auto told = [](const VectorLayer& layer) {
            return std::tie(layer.zones, layer.names, layer.id_field, layer.layer,
                            layer.coordinate_system, layer.remarks);
        };
        if (told(*plain) != told(general)) {
            return testing::AssertionFailure() << "GDAL reads otherwise: " << text.substr(0, 300);
        }
        return testing::AssertionSuccess();
    }
    [[nodiscard]] bool left_to_gdal(const std::string& text, VectorSpec spec = {}) const {
        spec.path = at("zones.geojson");
        spill(spec.path, text);
        return !read_geojson(spec).has_value();
    }
};

TEST_F(PlainGeoJson, ShapesAreThoseOfGdal) {
    EXPECT_TRUE(same(collection(one)));
    EXPECT_TRUE(same(collection(
        feature(R"("id":"a","x":[1,{"y":[]}],"name":"A")",
                polygon("[[[0,0,5],[9,0,5],[9,9,5],[0,0,5]],[[1,1],[2,1],[2,2],[1,1]]]")) +
            "," +
            feature(R"("id":"b","name":null)",
                    R"({"coordinates":[[[[1,2],[3,2],[3,4],[1,2]]],[[[5,6],[7,6],[7,8]]]],)"
                    R"("type":"MultiPolygon"})") +
            "," + feature(R"("name":"\u00e9\n\"","id":"c")", "null"),
        R"("bbox":[0,0,1,1],"name":"counties",)")));
    EXPECT_TRUE(same(
        collection(feature(R"("code":7)", R"({"type":"Point","coordinates":[125.75,39.02,7]})") +
                   "," + feature(R"("code":-8)", square)),
        {.buffer_m = 1500}));
    EXPECT_TRUE(same(collection(one + "," + one), {.numbered = true}));
    EXPECT_TRUE(
        same(collection(feature(R"("id":"x","n":9007199254740993)", square)), {.name_field = "n"}));
}

TEST_F(PlainGeoJson, NumbersAreThoseOfGdalToTheLastBit) {
    std::uint64_t state = 7;
    std::string rings = "[[";
    for (int i = 0; i < 4000; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const double share = static_cast<double>(state >> 11U) * 0x1p-53;
        const int digits = static_cast<int>(state % 20);
        rings += fmt::format("{}[{:.{}f},{:.{}e}]", i == 0 ? "" : ",", share * 360 - 180, digits,
                             share * 1e-3, digits);
    }
    rings += ",[1,2.2250738585072014e-308],[0.1,4.9e-324],[-0.0,1E2],"
             "[1.00000000000000011102230246251565404236316680908203125,9007199254740993]]]";
    EXPECT_TRUE(same(collection(feature(R"("id":"a")", polygon(rings)))));
}

TEST_F(PlainGeoJson, WhatIsNotPlainIsLeftToGdal) {
    const std::string crs =
        R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},)";
    for (const std::string& text : {
             collection(one, crs),
             collection(feature(R"("id":"2020-01-02")", square)),
             collection(feature(R"("id":1.5)", square)),
             collection(feature(R"("id":true)", square)),
             collection(one + "," + feature(R"("id":7)", square)),
             collection(feature(R"("id":"a","id":"b")", square)),
             collection(feature(R"("other":"a")", square)),
             collection(feature(R"("id":"a")", polygon("[]"))),
             collection(feature(R"("id":"a")", polygon("[[[NaN,2],[3,2],[3,4],[1,2]]]"))),
             collection(feature(R"("id":"a")", polygon("[[[1e999,2],[3,2],[3,4],[1,2]]]"))),
             collection(feature(R"("id":"a")", polygon("[[[1],[3,2],[3,4],[1,2]]]"))),
             collection(feature(R"("id":"a")", polygon("[[[1,2,3,4],[3,2],[3,4],[1,2]]]"))),
             collection(feature(R"("id":"a")", R"({"type":"GeometryCollection","geometries":[]})")),
             collection(
                 feature(R"("id":"a")", R"({"type":"LineString","coordinates":[[1,2],[3,4]]})")),
             collection(R"({"type":"Feature","id":"f","properties":{"id":"a"},"geometry":)" +
                        square + "}"),
             one,
             collection(one).substr(0, 100),
             collection(one) + "x",
             std::string("[]"),
             std::string(),
             std::string(100000, '['),
         }) {
        EXPECT_TRUE(left_to_gdal(text)) << text.substr(0, 200);
    }
    EXPECT_TRUE(left_to_gdal(collection(one), {.layer = "other"}));
    EXPECT_TRUE(left_to_gdal(collection(one), {.id_field = "nix"}));
    EXPECT_TRUE(left_to_gdal(collection(one), {.name_field = "nix"}));
    EXPECT_FALSE(left_to_gdal(collection(one), {.layer = "zones"}));
}

} // namespace
} // namespace halflight::io
