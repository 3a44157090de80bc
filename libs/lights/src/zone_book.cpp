// SPDX-License-Identifier: Apache-2.0
#include "zone_book.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/base/parallel.hpp"
#include "weights_cache.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::lights {

namespace {

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

ZoneBook load_zones(const io::VectorSpec& spec, const raster::Lattice& lattice,
                    const CacheSpec& cache, int jobs, const KnownZones& known) {
    const WeightsCache store(cache, spec, lattice);
    std::optional<ZoneBook> old = store.load();
    // Taken before the bytes: a change in between is told by the next run.
    const FileState state = state_of_zones(spec.path);
    if (old && state.known() && state == FileState{old->source.bytes, old->source.modified_ns}) {
        return std::move(*old);
    }
    const std::string hash =
        state.known() && state == known.state ? known.hash : file_hash(spec.path);
    if (old && !hash.empty() && old->source.hash == hash) {
        old->source.bytes = state.bytes;
        old->source.modified_ns = state.modified_ns;
        store.save(*old);
        return std::move(*old);
    }
    const raster::Parallel parallel = [jobs](std::size_t count, const auto& body) {
        for_each_index(count, jobs, body);
    };
    io::VectorLayer read = io::read_zones(spec);
    raster::ZoneLayer layer = raster::prepare_zones(std::move(read.zones), parallel);
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
                   state.bytes,
                   state.modified_ns,
                   std::move(read.remarks)};
    book.names = names_of_kept(std::move(read.names), layer.findings);
    book.findings = std::move(layer.findings);
    book.weights = old ? raster::update(old->weights, layer.zones)
                       : raster::cover(lattice, layer.zones, parallel);
    layer.zones = {}; // as large as what is about to be written
    store.save(book);
    return book;
}

} // namespace halflight::lights
