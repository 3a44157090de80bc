// SPDX-License-Identifier: Apache-2.0
#include "zone_book.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/io/files.hpp"
#include "weights_cache.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;

/// What GDAL reads beside a shapefile; a change in any of them can change the zones.
constexpr const char* shapefile_parts[] = {".dbf", ".shx", ".prj", ".cpg"};

std::string zones_hash(const std::vector<raster::Zone>& zones) {
    std::string all;
    for (const raster::Zone& zone : zones) {
        all += raster::content_hash(zone);
    }
    return sha256(all);
}

std::vector<std::string> names_of_kept(std::vector<std::string> names,
                                       const std::vector<raster::ZoneFinding>& findings) {
    if (names.empty()) {
        return names;
    }
    std::vector<bool> dropped(names.size(), false);
    for (const raster::ZoneFinding& finding : findings) {
        if (raster::refused(finding.fault)) {
            dropped.at(finding.index) = true;
        }
    }
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!dropped[i]) {
            kept.push_back(std::move(names[i]));
        }
    }
    return kept;
}

} // namespace

std::string file_hash(const std::string& path) {
    std::error_code unknown;
    if (!fs::is_regular_file(path, unknown)) {
        return {};
    }
    std::string all = sha256(io::read_file(path));
    if (fs::path(path).extension() == ".shp") {
        for (const char* extension : shapefile_parts) {
            const fs::path part = fs::path(path).replace_extension(extension);
            all += fs::is_regular_file(part, unknown) ? sha256(io::read_file(part)) : "-";
        }
        all = sha256(all);
    }
    return all;
}

ZoneBook load_zones(const io::VectorSpec& spec, const raster::Lattice& lattice,
                    const fs::path& cache, std::string hash) {
    if (hash.empty()) {
        hash = file_hash(spec.path);
    }
    const WeightsCache store(cache, spec, lattice);
    std::optional<ZoneBook> old = store.load();
    if (old && !hash.empty() && old->source.hash == hash) {
        return std::move(*old);
    }
    io::VectorLayer read = io::read_zones(spec);
    raster::ZoneLayer layer = raster::prepare_zones(std::move(read.zones));
    if (layer.zones.empty()) {
        throw Error(ErrorCode::parse,
                    layer.findings.empty()
                        ? fmt::format("'{}' has no zones; give a file with polygons", spec.path)
                        : fmt::format("'{}' has no zone that can be used; the first: {}", spec.path,
                                      layer.findings.front().message));
    }
    ZoneBook book;
    book.source = {spec.path,
                   read.layer,
                   read.id_field,
                   read.coordinate_system,
                   hash.empty() ? zones_hash(layer.zones) : hash,
                   std::move(read.remarks)};
    book.names = names_of_kept(std::move(read.names), layer.findings);
    book.findings = std::move(layer.findings);
    book.weights =
        old ? raster::update(old->weights, layer.zones) : raster::cover(lattice, layer.zones);
    store.save(book);
    return book;
}

} // namespace halflight::lights
