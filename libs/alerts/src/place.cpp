// SPDX-License-Identifier: Apache-2.0
#include "place.hpp"

#include "halflight/base/error.hpp"
#include "halflight/io/files.hpp"
#include "sqlite.hpp"

#include <fmt/format.h>

namespace halflight::alerts {

namespace fs = std::filesystem;

namespace {

void refuse_links(const fs::path& folder, const fs::path& state) {
    std::error_code fault;
    for (const fs::path& path : {folder, state}) {
        if (fs::is_symlink(fs::symlink_status(path, fault))) {
            refuse_state(path.string(), "it is a link", "put it there itself, or use --state");
        }
    }
}

} // namespace

fs::path default_state(const fs::path& folder) {
    return folder / ".halflight-watch" / "state.sqlite";
}

fs::path state_place(const WatchSpec& spec) {
    std::error_code fault;
    if (spec.state) {
        const fs::path folder = fs::absolute(*spec.state).parent_path();
        if (!fs::is_directory(folder, fault)) {
            refuse_state(spec.state->string(), "its folder is not there", "make the folder first");
        }
        return *spec.state;
    }
    if (!fs::is_regular_file(spec.folder / "dossier.toml", fault)) {
        throw Error(ErrorCode::not_found, fmt::format("{} is not a dossier: it has no dossier.toml",
                                                      spec.folder.string()));
    }
    const fs::path state = default_state(spec.folder);
    refuse_links(state.parent_path(), state);
    fs::create_directory(state.parent_path(), fault);
    if (fault) {
        refuse_state(state.string(), fault.message(), "name another place with --state");
    }
    const fs::path ignore = state.parent_path() / ".gitignore";
    if (!fs::exists(ignore, fault)) {
        io::write_file(ignore, "*\n");
    }
    return state;
}

} // namespace halflight::alerts
