// SPDX-License-Identifier: Apache-2.0
// Zones from files that the test writes.
#include "halflight/io/vector_file.hpp"
#include "raster_fixture.hpp"

#include <algorithm>

#include <ogr_api.h>

namespace halflight::io {
namespace {

using namespace test;

class VectorFiles : public RasterFolder {
  protected:
    [[nodiscard]] std::string geojson(const std::string& features) const {
        const std::string path = at("zones.geojson");
        spill(path, R"({"type":"FeatureCollection","features":[)" + features + "]}");
        return path;
    }
};

std::string feature(const std::string& properties, const std::string& geometry) {
    return R"({"type":"Feature","properties":{)" + properties + R"(},"geometry":)" + geometry + "}";
}

const std::string square =
    R"({"type":"Polygon","coordinates":[[[120,40],[121,40],[121,41],[120,41],[120,40]],)"
    R"([[120.2,40.2],[120.4,40.2],[120.4,40.4],[120.2,40.2]]]})";
const std::string two =
    R"({"type":"MultiPolygon","coordinates":[[[[1,2],[3,2],[3,4],[1,2]]],[[[5,6],[7,6],[7,8],[5,6]]]]})";
const std::string point = R"({"type":"Point","coordinates":[125.75,39.02,7]})";

std::string message_of(const VectorSpec& spec) {
    return io_message([&] { static_cast<void>(read_zones(spec)); });
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Writes features given as WKT with any driver and system.
std::string write_wkt(const std::string& path, const char* driver, const char* system,
                      const std::vector<std::string>& shapes, const char* layer_name = "zones",
                      bool append = false) {
    GDALDatasetH dataset =
        append
            ? GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr)
            : GDALCreate(GDALGetDriverByName(driver), path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
    EXPECT_NE(dataset, nullptr);
    OGRSpatialReferenceH reference = nullptr;
    if (system != nullptr) {
        reference = OSRNewSpatialReference(nullptr);
        OSRSetFromUserInput(reference, system);
        OSRSetAxisMappingStrategy(reference, OAMS_TRADITIONAL_GIS_ORDER);
    }
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, layer_name, reference, wkbUnknown, nullptr);
    OGRFieldDefnH field = OGR_Fld_Create("code", OFTInteger);
    OGR_L_CreateField(layer, field, TRUE);
    OGR_Fld_Destroy(field);
    int number = 100;
    for (const std::string& shape : shapes) {
        OGRFeatureH made = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        OGR_F_SetFieldInteger(made, 0, number++);
        OGRGeometryH geometry = nullptr;
        std::string text = shape;
        char* start = text.data();
        EXPECT_EQ(OGR_G_CreateFromWkt(&start, reference, &geometry), OGRERR_NONE);
        OGR_F_SetGeometryDirectly(made, geometry);
        EXPECT_EQ(OGR_L_CreateFeature(layer, made), OGRERR_NONE);
        OGR_F_Destroy(made);
    }
    if (reference != nullptr) {
        OSRDestroySpatialReference(reference);
    }
    GDALClose(dataset);
    return path;
}

TEST_F(VectorFiles, GeoJsonInTheFilesOrder) {
    const std::string path = geojson(feature(R"("id":"b","name_en":"Beta")", square) + "," +
                                     feature(R"("id":"a","name_en":null)", two));
    const VectorLayer layer = read_zones({.path = path, .name_field = "name_en"});
    ASSERT_EQ(layer.zones.size(), 2U);
    EXPECT_EQ(layer.zones[0].id, "b");
    EXPECT_EQ(layer.zones[1].id, "a");
    EXPECT_EQ(layer.names, (std::vector<std::string>{"Beta", ""}));
    EXPECT_EQ(layer.id_field, "id");
    EXPECT_EQ(layer.coordinate_system, "EPSG:4326");
    ASSERT_EQ(layer.zones[0].parts.size(), 1U);
    EXPECT_EQ(layer.zones[0].parts[0].outer[1], (raster::Point{.lon_deg = 121, .lat_deg = 40}));
    EXPECT_EQ(layer.zones[0].parts[0].holes.size(), 1U);
    ASSERT_EQ(layer.zones[1].parts.size(), 2U);
    EXPECT_EQ(layer.zones[1].parts[1].outer[0], (raster::Point{.lon_deg = 5, .lat_deg = 6}));
    EXPECT_TRUE(layer.remarks.empty());
}

TEST_F(VectorFiles, TheFirstFieldThatIsUniqueNamesTheZones) {
    const std::string path = geojson(feature(R"("uid":"x","code":7,"name":"N")", square) + "," +
                                     feature(R"("uid":"x","code":8,"name":"M")", two));
    const VectorLayer layer = read_zones({.path = path});
    EXPECT_EQ(layer.id_field, "code");
    EXPECT_EQ(layer.zones[0].id, "7");
    // A field that is asked for is taken as it stands: duplicates are told later, zone by zone.
    EXPECT_EQ(read_zones({.path = path, .id_field = "uid"}).zones[1].id, "x");
    EXPECT_TRUE(has(message_of({.path = path, .id_field = "nix"}), "there are: uid, code, name"));
    EXPECT_TRUE(has(message_of({.path = path, .name_field = "nix"}), "no field 'nix'"));
    const std::string same =
        geojson(feature(R"("id":"x")", square) + "," + feature(R"("id":"x")", two));
    EXPECT_TRUE(has(message_of({.path = same}), "different for each"));
    const std::string none = geojson(feature(R"("district":"x")", square));
    EXPECT_TRUE(has(message_of({.path = none}), "there are: district"));
}

TEST_F(VectorFiles, PointsBecomeBuffers) {
    const std::string path = geojson(feature(R"("id":"a")", point));
    EXPECT_TRUE(has(message_of({.path = path}), "radius of the buffers in metres"));
    const VectorLayer layer = read_zones({.path = path, .buffer_m = 2000});
    ASSERT_EQ(layer.zones[0].parts.size(), 1U);
    double west = 180;
    double east = -180;
    for (const raster::Point& corner : layer.zones[0].parts[0].outer) {
        west = std::min(west, corner.lon_deg);
        east = std::max(east, corner.lon_deg);
    }
    EXPECT_NEAR((west + east) / 2, 125.75, 1e-6);
    EXPECT_GT(east - west, 0.03);
    EXPECT_LT(east - west, 0.05);
    EXPECT_TRUE(has(message_of({.path = path, .buffer_m = -1}), "feature 1: "));
}

TEST_F(VectorFiles, WhatHasNoAreaIsTold) {
    const std::string line = R"({"type":"LineString","coordinates":[[1,2],[3,4]]})";
    const std::string collection =
        R"({"type":"GeometryCollection","geometries":[)" + square + "," + line + "]}";
    const VectorLayer layer = read_zones({.path = geojson(feature(R"("id":"a")", collection) + "," +
                                                          feature(R"("id":"b")", "null"))});
    ASSERT_EQ(layer.zones.size(), 2U);
    EXPECT_EQ(layer.zones[0].parts.size(), 1U);
    EXPECT_TRUE(layer.zones[1].parts.empty());
    ASSERT_EQ(layer.remarks.size(), 2U);
    EXPECT_TRUE(has(layer.remarks[0], "1 of 2 features have no geometry, the first is number 2"));
    EXPECT_TRUE(has(layer.remarks[1], "1 lines were left out"));
    EXPECT_TRUE(has(message_of({.path = geojson(feature(R"("id":"a")", line))}), "lines alone"));
    EXPECT_TRUE(has(message_of({.path = geojson("")}), "no f"));
}

TEST_F(VectorFiles, CurvesAreMadeStraight) {
    const std::string path =
        write_wkt(at("curve.gpkg"), "GPKG", "EPSG:4326",
                  {"CURVEPOLYGON(CIRCULARSTRING(10 20, 11 21, 12 20, 11 19, 10 20))",
                   "POLYGON Z((1 2 9, 3 2 9, 3 4 9, 1 2 9))"});
    const VectorLayer layer = read_zones({.path = path});
    ASSERT_EQ(layer.zones.size(), 2U);
    EXPECT_EQ(layer.id_field, "code");
    EXPECT_GT(layer.zones[0].parts.at(0).outer.size(), 40U);
    for (const raster::Point& corner : layer.zones[0].parts[0].outer) {
        EXPECT_NEAR(std::hypot(corner.lon_deg - 11, corner.lat_deg - 20), 1, 1e-9);
    }
    ASSERT_EQ(layer.remarks.size(), 1U);
    EXPECT_TRUE(has(layer.remarks[0], "curves of 1 features"));
    EXPECT_EQ(layer.zones[1].parts.at(0).outer[1], (raster::Point{.lon_deg = 3, .lat_deg = 2}));
}

TEST_F(VectorFiles, LongitudeComesFirstWhateverTheFile) {
    const std::vector<std::string> shapes{"POLYGON((120 40, 121 40, 121 41, 120 40))"};
    for (const auto& [name, driver] :
         std::vector<std::pair<std::string, const char*>>{{"a.gpkg", "GPKG"},
                                                          {"a.shp", "ESRI Shapefile"},
                                                          {"a.fgb", "FlatGeobuf"},
                                                          {"a.kml", "KML"},
                                                          {"a.gml", "GML"}}) {
        const std::string path = write_wkt(at(name), driver, "EPSG:4326", shapes);
        const VectorLayer layer =
            read_zones({.path = path, .id_field = name == "a.kml" ? "Name" : ""});
        ASSERT_EQ(layer.zones.size(), 1U) << name;
        const raster::Ring& ring = layer.zones[0].parts.at(0).outer;
        const auto east = std::max_element(
            ring.begin(), ring.end(),
            [](const raster::Point& a, const raster::Point& b) { return a.lon_deg < b.lon_deg; });
        EXPECT_EQ(east->lon_deg, 121) << name;
        EXPECT_EQ(layer.coordinate_system, "EPSG:4326") << name;
    }
}

TEST_F(VectorFiles, OtherSystemsAreRefusedWithTheCommand) {
    const std::vector<std::string> shapes{"POLYGON((1 2, 3 2, 3 4, 1 2))"};
    const std::string bare = write_wkt(at("bare.shp"), "ESRI Shapefile", nullptr, shapes);
    const std::string message = message_of({.path = bare});
    EXPECT_TRUE(has(message, "no coordinate system") &&
                has(message, "ogr2ogr -a_srs EPSG:4326 'bare_wgs84.gpkg' '" + bare + "'"))
        << message;
    const std::string projected = write_wkt(at("utm.gpkg"), "GPKG", "EPSG:32652", shapes);
    EXPECT_TRUE(has(message_of({.path = projected}),
                    "EPSG:32652 (WGS 84 / UTM zone 52N), not in WGS 84 degrees: ogr2ogr -t_srs"));
    const std::string tokyo = write_wkt(at("tokyo.gpkg"), "GPKG", "EPSG:4301", shapes);
    EXPECT_TRUE(has(message_of({.path = tokyo}), "not in WGS 84 degrees"));
}

TEST_F(VectorFiles, SeveralLayersNeedAName) {
    const std::string path =
        write_wkt(at("a.gpkg"), "GPKG", "EPSG:4326", {"POLYGON((1 2, 3 2, 3 4, 1 2))"}, "first");
    write_wkt(path, "GPKG", "EPSG:4326", {"POLYGON((5 6, 7 6, 7 8, 5 6))"}, "second", true);
    EXPECT_TRUE(has(message_of({.path = path}), "2 layers, name one of them: first, second"));
    EXPECT_TRUE(has(message_of({.path = path, .layer = "third"}), "there are: first, second"));
    const VectorLayer layer = read_zones({.path = path, .layer = "second"});
    EXPECT_EQ(layer.layer, "second");
    EXPECT_EQ(layer.zones.at(0).parts.at(0).outer[0].lon_deg, 5);
}

TEST_F(VectorFiles, DamagedFilesAreRefused) {
    EXPECT_TRUE(has(message_of({.path = at("none.geojson")}), at("none.geojson")));
    EXPECT_TRUE(has(message_of({.path = folder.string()}), folder.string()));
    const std::string whole_file =
        geojson(feature(R"("id":"b")", square) + "," + feature(R"("id":"a")", two));
    const std::string bytes = slurp(whole_file);
    for (std::size_t part = 0; part < 20; ++part) {
        const std::string cut = at("cut.geojson");
        spill(cut, bytes.substr(0, bytes.size() * part / 20));
        EXPECT_TRUE(has(message_of({.path = cut}), cut));
    }
    const std::string shape =
        write_wkt(at("cut.shp"), "ESRI Shapefile", "EPSG:4326",
                  {"POLYGON((1 2, 3 2, 3 4, 1 2))", "POLYGON((5 6, 7 6, 7 8, 5 6))"});
    spill(shape, slurp(shape).substr(0, 250));
    EXPECT_TRUE(has(message_of({.path = shape}), shape));
}

} // namespace
} // namespace halflight::io
