// SPDX-License-Identifier: Apache-2.0
// The file: a line with the version and the SHA-256 of the second line, a line of JSON, weights.
#include "weights_cache.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <exception>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Raised with every change of the file or of what `cover` computes.
constexpr std::string_view version = "halflight-weights 2 ";

std::string key_of(const io::VectorSpec& spec, const raster::Lattice& lattice) {
    std::error_code unknown;
    const fs::path absolute = fs::absolute(spec.path, unknown);
    Json key;
    key["path"] = unknown ? spec.path : absolute.string();
    key["layer"] = spec.layer;
    key["id_field"] = spec.id_field;
    key["name_field"] = spec.name_field;
    key["buffer_m"] = spec.buffer_m ? format_exact(*spec.buffer_m) : "";
    key["lattice"] = {lattice.cells_per_degree, format_exact(lattice.cell_width_deg),
                      format_exact(lattice.cell_height_deg), format_exact(lattice.phase_x),
                      format_exact(lattice.phase_y)};
    return key.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string head_of(const ZoneBook& book, const std::string& key) {
    Json findings = Json::array();
    for (const raster::ZoneFinding& finding : book.findings) {
        findings.push_back(
            {finding.index, finding.id, static_cast<int>(finding.fault), finding.message});
    }
    Json head;
    head["key"] = key;
    head["hash"] = book.source.hash;
    head["bytes"] = book.source.bytes;
    head["modified_ns"] = book.source.modified_ns;
    head["path"] = book.source.path;
    head["layer"] = book.source.layer;
    head["id_field"] = book.source.id_field;
    head["coordinate_system"] = book.source.coordinate_system;
    head["remarks"] = book.source.remarks;
    head["names"] = book.names;
    head["findings"] = std::move(findings);
    return head.dump();
}

ZoneBook book_of(const Json& head) {
    ZoneBook book;
    book.source = {head.at("path").get<std::string>(),
                   head.at("layer").get<std::string>(),
                   head.at("id_field").get<std::string>(),
                   head.at("coordinate_system").get<std::string>(),
                   head.at("hash").get<std::string>(),
                   head.at("bytes").get<std::uint64_t>(),
                   head.at("modified_ns").get<std::int64_t>(),
                   head.at("remarks").get<std::vector<std::string>>()};
    book.names = head.at("names").get<std::vector<std::string>>();
    for (const Json& finding : head.at("findings")) {
        book.findings.push_back({finding.at(0).get<std::size_t>(), finding.at(1).get<std::string>(),
                                 static_cast<raster::ZoneFault>(finding.at(2).get<int>()),
                                 finding.at(3).get<std::string>()});
    }
    return book;
}

} // namespace

WeightsCache::WeightsCache(const fs::path& folder, const io::VectorSpec& spec,
                           const raster::Lattice& lattice)
    : m_key(key_of(spec, lattice)), m_lattice(lattice) {
    if (!folder.empty()) {
        m_path = folder / (sha256(m_key).substr(0, 32) + ".weights");
    }
}

std::optional<ZoneBook> WeightsCache::load() const noexcept {
    try {
        std::error_code unknown;
        if (m_path.empty() || !fs::is_regular_file(m_path, unknown)) {
            return std::nullopt;
        }
        const std::string bytes = io::read_file(m_path);
        const std::string_view all = bytes;
        const std::size_t first = all.find('\n');
        const std::size_t second = first == all.npos ? all.npos : all.find('\n', first + 1);
        if (second == all.npos || !all.starts_with(version)) {
            return std::nullopt;
        }
        const std::string_view head = all.substr(first + 1, second - first - 1);
        if (all.substr(version.size(), first - version.size()) != sha256(head)) {
            return std::nullopt;
        }
        const Json parsed = Json::parse(head);
        auto weights = raster::decode(all.substr(second + 1));
        if (!weights || parsed.at("key") != m_key || weights->lattice != m_lattice) {
            return std::nullopt;
        }
        ZoneBook book = book_of(parsed);
        book.weights = std::move(weights).value();
        return book;
    } catch (const std::exception&) { // as good as no cache
        return std::nullopt;
    }
}

void WeightsCache::save(const ZoneBook& book) const noexcept {
    if (m_path.empty()) {
        return;
    }
    try {
        fs::create_directories(m_path.parent_path());
        const std::string head = head_of(book, m_key);
        std::string bytes = fmt::format("{}{}\n{}\n", version, sha256(head), head);
        bytes += raster::encode(book.weights);
        io::write_file(m_path, bytes);
    } catch (const std::exception&) { // the next run computes them again
        return;
    }
}

} // namespace halflight::lights
