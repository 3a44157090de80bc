// SPDX-License-Identifier: Apache-2.0
// The file: a line with the version and the SHA-256 of the second line, a line of JSON, weights.
#include "weights_cache.hpp"

#include "mapped_file.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"
#include "zone_source_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <fstream>
#include <utility>
#include <vector>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Raised with every change of the file or of what `cover` computes.
constexpr std::string_view version = "halflight-weights 3 ";

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
    head["source"] = json_of(book.source);
    head["names"] = book.names;
    head["findings"] = std::move(findings);
    return head.dump();
}

ZoneBook book_of(const Json& head) {
    ZoneBook book;
    book.source = zone_source_of(head.at("source"));
    book.names = head.at("names").get<std::vector<std::string>>();
    for (const Json& finding : head.at("findings")) {
        book.findings.push_back({finding.at(0).get<std::size_t>(), finding.at(1).get<std::string>(),
                                 static_cast<raster::ZoneFault>(finding.at(2).get<int>()),
                                 finding.at(3).get<std::string>()});
    }
    return book;
}

struct Entry {
    fs::file_time_type used;
    std::uint64_t bytes = 0;
    fs::path path;
};

/// True for what `save` of any version wrote, by name and first bytes.
bool is_entry(const fs::directory_entry& file) {
    const std::string name = file.path().filename().string();
    constexpr std::size_t digits = 32;
    constexpr std::string_view ending = ".weights";
    if (file.is_symlink() || !file.is_regular_file() || name.size() != digits + ending.size() ||
        !name.ends_with(ending) || name.find_first_not_of("0123456789abcdef") != digits) {
        return false;
    }
    constexpr std::string_view own = "halflight-weights ";
    std::string begin(own.size(), '\0');
    std::ifstream(file.path(), std::ios::binary)
        .read(begin.data(), static_cast<std::streamsize>(begin.size()));
    return begin == own;
}

} // namespace

WeightsCache::WeightsCache(const CacheSpec& cache, const io::VectorSpec& spec,
                           const raster::Lattice& lattice)
    : m_most_bytes(cache.most_bytes), m_key(key_of(spec, lattice)), m_lattice(lattice) {
    if (!cache.folder.empty()) {
        m_path = cache.folder / (sha256(m_key).substr(0, 32) + ".weights");
    }
}

std::optional<ZoneBook> WeightsCache::load() const noexcept {
    try {
        std::error_code unknown;
        if (m_path.empty() || !fs::is_regular_file(m_path, unknown)) {
            return std::nullopt;
        }
        const MappedFile file(m_path); // written beside and renamed, so never cut under us
        const std::string_view all = file.bytes();
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
        fs::last_write_time(m_path, fs::file_time_type::clock::now(), unknown);
        return book;
    } catch (const std::exception&) { // as good as no cache
        return std::nullopt;
    }
}

void WeightsCache::keep_limit() const {
    std::vector<Entry> entries;
    std::uint64_t all = 0;
    for (const fs::directory_entry& file : fs::directory_iterator(m_path.parent_path())) {
        if (m_most_bytes > 0 && is_entry(file)) {
            entries.push_back({file.last_write_time(), file.file_size(), file.path()});
            all += entries.back().bytes;
        }
    }
    std::ranges::sort(entries, {}, [](const Entry& e) { return std::pair(e.used, e.path); });
    for (const Entry& entry : entries) {
        if (all <= m_most_bytes) {
            return;
        }
        if (std::error_code unknown; entry.path != m_path && fs::remove(entry.path, unknown)) {
            all -= entry.bytes;
        }
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
        keep_limit();
    } catch (const std::exception&) { // the next run computes them again
        return;
    }
}

} // namespace halflight::lights
