// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/starter.hpp"

#include "halflight/dossier/dossier.hpp"
#include "halflight/io/files.hpp"
#include "json.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

void require_free(const fs::path& folder) {
    const bool there = fs::exists(fs::symlink_status(folder));
    if (there && !(fs::is_directory(folder) && fs::is_empty(folder))) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} is there already and is not empty; choose another name",
                                folder.string()));
    }
}

} // namespace

std::vector<std::string> write_starter(const fs::path& folder) {
    try {
        require_free(folder);
        std::vector<std::string> names;
        io::StagedDirectory staged(folder);
        for (const auto& [name, bytes] : dossier::starter()) {
            fs::create_directories((staged.path() / name).parent_path());
            io::write_file(staged.path() / name, bytes);
            names.push_back(name);
        }
        staged.commit();
        return names;
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorCode::io, error.what());
    }
}

std::string to_text(const std::vector<std::string>& files, const std::string& folder) {
    std::string text;
    for (const std::string& name : files) {
        text += (fs::path(folder) / name).string() + '\n';
    }
    return text;
}

std::string to_json(const std::vector<std::string>& files, const std::string& folder) {
    return dump({{"dossier", folder}, {"files", files}});
}

} // namespace halflight::edition
