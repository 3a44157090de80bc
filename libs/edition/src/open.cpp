// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/open.hpp"

#include "halflight/edition/cache.hpp"
#include "halflight/io/files.hpp"
#include "manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace halflight::edition {

namespace {

namespace fs = std::filesystem;

bool has_file(const fs::path& folder, const char* name) {
    std::error_code absent;
    return fs::is_regular_file(folder / name, absent);
}

} // namespace

bool is_edition(const fs::path& folder) {
    return (has_file(folder, manifest_name) || has_file(folder, former_manifest_name)) &&
           has_file(folder / "dossier", "dossier.toml");
}

Opened open(const fs::path& folder) {
    if (!is_edition(folder)) {
        return {load_cached(folder), {}, false};
    }
    if (!has_file(folder, manifest_name)) {
        throw Error(ErrorCode::parse,
                    fmt::format("{} is an edition of an older layout; build it again, or name its "
                                "text: {}",
                                folder.string(), (folder / "dossier").string()));
    }
    const EditionManifest manifest = parse_manifest(io::read_file(folder / manifest_name));
    reason::Spec spec;
    // Sources that were taken out are not in its text any more.
    spec.as_of = manifest.inputs.as_of;
    return {dossier::load(dossier::read_files(folder / "dossier")), spec, true};
}

std::string reservations(const Opened& opened, const std::string& folder) {
    std::string text;
    if (const std::size_t errors = opened.dossier.diagnostics.errors(); errors > 0) {
        text += fmt::format("warning: the dossier has {} error{}, what they spoil is left out; "
                            "halflight check {} shows them\n",
                            errors, errors == 1 ? "" : "s", folder);
    }
    if (opened.dossier.manifest.synthetic) {
        text += "note: this dossier is marked synthetic: its data is made\n";
    }
    return text;
}

namespace {

bool is_in(const Diagnostic& one, std::span<const std::string_view> names) {
    return std::ranges::any_of(
        names, [&](std::string_view name) { return one.place.file.starts_with(name); });
}

} // namespace

Diagnostics errors_in(const Opened& opened, std::span<const std::string_view> names) {
    Diagnostics found;
    for (const Diagnostic& one : opened.dossier.diagnostics.items()) {
        if (one.severity == Severity::error && is_in(one, names)) {
            found.add(one);
        }
    }
    return found;
}

Diagnostics warnings_in_short(const Opened& opened, std::span<const std::string_view> names) {
    std::map<std::string_view, std::vector<const Diagnostic*>> by_file;
    for (const Diagnostic& one : opened.dossier.diagnostics.items()) {
        if (one.severity == Severity::warning && is_in(one, names)) {
            by_file[one.place.file].push_back(&one);
        }
    }
    Diagnostics found;
    for (const auto& [file, warnings] : by_file) {
        const Diagnostic& first = *warnings.front();
        found.add({Severity::warning,
                   "W112",
                   "",
                   warnings.size() == 1 ? first.message
                                        : fmt::format("{} warnings on this file, the first: {}",
                                                      warnings.size(), first.message),
                   first.place,
                   {},
                   "`halflight check` lists them all, each with its remedy"});
    }
    return found;
}

} // namespace halflight::edition
