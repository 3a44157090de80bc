// SPDX-License-Identifier: Apache-2.0
#include "study_results.hpp"

#include "cache_folder.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/inquiry/inquiry.hpp"
#include "halflight/io/files.hpp"

#include <fmt/format.h>

#include <optional>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

/// ID.json with the result and ID.state with "KEY HASH". Nothing here fails: without it a study is
/// run each time.
class ResultCache {
  public:
    explicit ResultCache(const fs::path& folder) {
        try {
            const fs::path path = make_cache_folder(folder) / "studies";
            fs::create_directory(path);
            m_path = path;
        } catch (const Error&) { // NOLINT(bugprone-empty-catch): only the cache is lost
        } catch (const fs::filesystem_error&) { // NOLINT(bugprone-empty-catch): likewise
        }
    }

    [[nodiscard]] std::optional<std::string> find(const std::string& id,
                                                  const std::string& key) const {
        const std::string state = read(id + ".state");
        if (!state.starts_with(key + " ")) {
            return std::nullopt;
        }
        std::string result = read(id + ".json");
        const bool intact = trim(state.substr(key.size())) == sha256(result);
        return intact ? std::optional(std::move(result)) : std::nullopt;
    }

    /// The state last: a run that is cut off leaves one that does not fit to its result.
    void save(const std::string& id, const std::string& key, const std::string& result) const {
        if (m_path.empty()) {
            return;
        }
        try {
            io::write_file(m_path / (id + ".json"), result);
            io::write_file(m_path / (id + ".state"), fmt::format("{} {}\n", key, sha256(result)));
        } catch (const Error&) { // NOLINT(bugprone-empty-catch): only the cache is lost
        }
    }

  private:
    [[nodiscard]] std::string read(const std::string& file) const {
        std::error_code absent;
        try {
            return !m_path.empty() && fs::is_regular_file(m_path / file, absent)
                       ? io::read_file(m_path / file)
                       : std::string();
        } catch (const Error&) {
            return {};
        }
    }

    fs::path m_path; ///< empty: none can be had
};

} // namespace

void add_results(dossier::Files& files, const fs::path& folder, Studies studies, int jobs) {
    dossier::Files results;
    inquiry::Inquiry inquiry(files);
    std::optional<ResultCache> cache;
    for (const measures::Declaration& declaration : inquiry.declarations()) {
        const std::string file = dossier::result_file(declaration.id);
        if (files.contains(file)) {
            continue;
        }
        if (!cache) {
            cache.emplace(folder);
        }
        const std::string key = inquiry.key(declaration);
        if (auto kept = cache->find(declaration.id, key)) {
            results.emplace(file, std::move(*kept));
        } else if (studies == Studies::run) {
            std::string result = dossier::to_json(inquiry.run(declaration, jobs));
            cache->save(declaration.id, key, result);
            results.emplace(file, std::move(result));
        }
    }
    files.merge(results);
}

} // namespace halflight::edition
