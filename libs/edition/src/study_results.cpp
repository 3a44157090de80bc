// SPDX-License-Identifier: Apache-2.0
#include "study_results.hpp"

#include "cache_part.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/inquiry/inquiry.hpp"

#include <fmt/format.h>

#include <optional>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

/// ID.json with the result and ID.state with "KEY HASH".
std::optional<std::string> find(const CachePart& cache, const std::string& id,
                                const std::string& key) {
    const std::string state = cache.read(id + ".state");
    if (!state.starts_with(key + " ")) {
        return std::nullopt;
    }
    std::string result = cache.read(id + ".json");
    const bool intact = trim(state.substr(key.size())) == sha256(result);
    return intact ? std::optional(std::move(result)) : std::nullopt;
}

/// A run that is cut off leaves a state that does not fit to its result.
void save(const CachePart& cache, const std::string& id, const std::string& key,
          const std::string& result) {
    cache.write(
        {{id + ".json", result}, {id + ".state", fmt::format("{} {}\n", key, sha256(result))}});
}

} // namespace

void add_results(dossier::Files& files, const fs::path& folder, Studies studies, int jobs) {
    dossier::Files results;
    inquiry::Inquiry inquiry(files);
    std::optional<CachePart> cache;
    for (const measures::Declaration& declaration : inquiry.declarations()) {
        const std::string file = dossier::result_file(declaration.id);
        if (files.contains(file)) {
            continue;
        }
        if (!cache) {
            cache.emplace(folder, "studies");
        }
        const std::string key = inquiry.key(declaration);
        if (auto kept = find(*cache, declaration.id, key)) {
            results.emplace(file, std::move(*kept));
        } else if (studies == Studies::run) {
            std::string result = dossier::to_json(inquiry.run(declaration, jobs));
            save(*cache, declaration.id, key, result);
            results.emplace(file, std::move(result));
        }
    }
    files.merge(results);
}

} // namespace halflight::edition
