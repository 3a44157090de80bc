// SPDX-License-Identifier: Apache-2.0
#include "cache_part.hpp"

#include "cache_folder.hpp"
#include "halflight/base/error.hpp"
#include "halflight/io/files.hpp"

namespace halflight::edition {

namespace fs = std::filesystem;

CachePart::CachePart(const fs::path& folder, const char* name) {
    try {
        const fs::path path = make_cache_folder(folder) / name;
        fs::create_directory(path);
        m_path = path;
    } catch (const Error&) {                // NOLINT(bugprone-empty-catch): only the cache is lost
    } catch (const fs::filesystem_error&) { // NOLINT(bugprone-empty-catch): likewise
    }
}

std::string CachePart::read(const std::string& file) const {
    std::error_code absent;
    try {
        return !m_path.empty() && fs::is_regular_file(m_path / file, absent)
                   ? io::read_file(m_path / file)
                   : std::string();
    } catch (const Error&) {
        return {};
    }
}

void CachePart::write(const std::vector<std::pair<std::string, std::string>>& files) const {
    if (m_path.empty()) {
        return;
    }
    try {
        for (const auto& [name, bytes] : files) {
            io::write_file(m_path / name, bytes);
        }
    } catch (const Error&) { // NOLINT(bugprone-empty-catch): only the cache is lost
    }
}

} // namespace halflight::edition
