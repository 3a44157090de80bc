// SPDX-License-Identifier: Apache-2.0
#include "place.hpp"

#include "halflight/base/error.hpp"
#include "halflight/io/files.hpp"
#include "sqlite.hpp"

#include <fmt/format.h>

namespace halflight::alerts {

namespace fs = std::filesystem;

namespace {

/// Locks stand beside a state: two names of one state must come to one lock.
fs::path resolved(const fs::path& state) {
    std::error_code fault;
    fs::path real = fs::weakly_canonical(state, fault);
    if (fault) {
        refuse_state(state.string(), fault.message(), "name a file that can be reached");
    }
    return real;
}

void refuse_links(const fs::path& folder, const fs::path& state) {
    std::error_code fault;
    for (const fs::path& path : {folder, state}) {
        if (fs::is_symlink(fs::symlink_status(path, fault))) {
            refuse_state(path.string(), "it is a link", "put it there itself, or use --state");
        }
    }
}

} // namespace

void require_dossier_folder(const fs::path& folder) {
    std::error_code fault;
    if (!fs::is_directory(folder, fault)) {
        throw Error(ErrorCode::io, fmt::format("cannot read {}: it is no folder; name that of a "
                                               "dossier",
                                               folder.string()));
    }
    if (!fs::is_regular_file(folder / "dossier.toml", fault)) {
        throw Error(ErrorCode::not_found,
                    fmt::format("{} is not a dossier: it has no dossier.toml", folder.string()));
    }
}

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
        return resolved(*spec.state);
    }
    require_dossier_folder(spec.folder);
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

State open_state_for(const WatchSpec& spec, const fs::path& place, bool create) {
    if (spec.dossier && spec.dossier->empty()) {
        throw Error(ErrorCode::parse,
                    fmt::format("{}: neither id nor title and area read, by which a state knows "
                                "its dossier; halflight check {} shows what is wrong",
                                (spec.folder / "dossier.toml").string(), spec.folder.string()));
    }
    State state(place, create);
    state.require_dossier(spec.dossier.value_or(""), spec.folder);
    return state;
}

} // namespace halflight::alerts
