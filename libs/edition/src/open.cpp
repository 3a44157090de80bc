// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/open.hpp"

#include "halflight/edition/cache.hpp"
#include "halflight/io/files.hpp"
#include "manifest.hpp"

#include <fmt/format.h>

namespace halflight::edition {

bool is_edition(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder / "edition.json", ignored) &&
           std::filesystem::is_regular_file(folder / "dossier" / "dossier.toml", ignored);
}

Opened open(const std::filesystem::path& folder) {
    if (!is_edition(folder)) {
        return {load_cached(folder), {}, false};
    }
    const EditionManifest manifest = parse_manifest(io::read_file(folder / "edition.json"));
    reason::Spec spec;
    spec.as_of = manifest.as_of;
    spec.without = manifest.without;
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

} // namespace halflight::edition
