// SPDX-License-Identifier: Apache-2.0
// load: the files of a dossier in the order in which they build on each other.
#include "halflight/dossier/dossier.hpp"

#include "halflight/base/text.hpp"
#include "loading.hpp"
#include "watch_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::dossier {
namespace {

constexpr std::array<std::string_view, 8> toml_names = {
    "dossier.toml",  "sources.toml",  "codes.toml",   "relations.toml",
    "verdicts.toml", "measures.toml", "figures.toml", "watch.toml"};

TomlFile read_toml(const Files& files, std::string_view name, Report& report) {
    const auto found = files.find(std::string(name));
    if (found != files.end()) {
        return parse_toml(found->first, found->second, report);
    }
    TomlFile absent;
    absent.name = name;
    return absent;
}

/// Other TOML files may belong to other tools; one that is nearly named like ours is a slip of the
/// pen.
void check_names(const Files& files, Report& report) {
    for (const auto& [name, text] : files) {
        const bool known =
            std::find(toml_names.begin(), toml_names.end(), name) != toml_names.end();
        if (known || !name.ends_with(".toml")) {
            continue;
        }
        if (const auto meant = nearest(name, toml_names)) {
            report.warning(FaultCode::unknown_file, {name, 1, 1}, "this file is not read",
                           fmt::format("did you mean {}?", *meant));
        }
    }
}

void check_series(const LocatedText& key, Loading& loading) {
    const auto parsed = ledger::parse_series_key(key.text, loading.ledger());
    if (!parsed) {
        loading.report.error(FaultCode::unknown_series, key.place, parsed.fault().message,
                             parsed.fault().hint.empty()
                                 ? "write indicator:area:counterpart, as in codes.toml"
                                 : parsed.fault().hint);
        return;
    }
    loading.out.manifest.build_series.push_back(key.text);
}

} // namespace

void load_manifest(const TomlFile& file, Loading& loading) {
    Manifest& manifest = loading.out.manifest;
    TableReader table(file, file.root, "dossier.toml", {file.name, 1, 1}, loading.report);
    manifest.id = table.text("id");
    manifest.title = table.required_text("title");
    manifest.area = table.required_text("area");
    if (!manifest.area.empty() && !loading.is_area(manifest.area)) {
        loading.unknown_area("area", manifest.area, table.place_of("area"));
    }
    for (const LocatedText& partner : table.located_texts("partners")) {
        if (!loading.is_area(partner.text)) {
            loading.unknown_area("partner", partner.text, partner.place);
        }
        manifest.partners.push_back(partner.text);
    }
    manifest.languages = table.texts("languages");
    manifest.seed = table.natural("seed");
    manifest.synthetic = table.flag("synthetic", false);
    if (const toml::table* const build = table.table("build")) {
        TableReader reader(file, *build, "build", loading.report);
        for (const LocatedText& key : reader.located_texts("series")) {
            check_series(key, loading);
        }
        reader.finish();
    }
    (void)table.table("lights"); // `read_lights` has read it
    table.finish();
}

Dossier load(const Files& files) {
    Dossier out;
    Report report(out.diagnostics);
    Loading loading{out, report, KnownNames(out.ledger)};
    check_names(files, report);
    const TomlFile manifest = read_toml(files, toml_names[0], report);
    // Codes and sources first: all the others name them.
    load_sources(read_toml(files, toml_names[1], report), loading);
    load_codes(read_toml(files, toml_names[2], report), loading);
    const std::vector<LoadedPanel> panels = declare_lights(manifest, files, loading);
    check_codes(loading);
    if (manifest.present) {
        load_manifest(manifest, loading);
    } else {
        report.error(FaultCode::missing_file, {std::string(toml_names[0]), 1, 1},
                     "the dossier has no dossier.toml",
                     "add dossier.toml with title and area; `halflight new DIR` writes one");
    }
    load_claims(files, loading);
    load_lights(panels, loading);
    load_relations(read_toml(files, toml_names[3], report), loading);
    load_verdicts(read_toml(files, toml_names[4], report), loading);
    out.measures = load_declarations(read_toml(files, toml_names[5], report), "measure", loading);
    out.figures = load_declarations(read_toml(files, toml_names[6], report), "figure", loading);
    load_events(files, loading);
    load_studies(files, loading);
    load_rules(files, loading);
    load_watch(read_toml(files, toml_names[7], report), files, loading);
    out.plan.rules = out.rules;
    if (const auto text = files.find("report.md"); text != files.end()) {
        load_report(text->second, loading);
    }
    report.finish();
    out.diagnostics.sort();
    out.content_hash = content_hash(files);
    return out;
}

} // namespace halflight::dossier
