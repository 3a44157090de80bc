// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/build.hpp"

#include "halflight/edition/open.hpp"
#include "halflight/edition/redact.hpp"
#include "halflight/io/files.hpp"
#include "night_panels.hpp"
#include "plan.hpp"
#include "plan_edition.hpp"
#include "plan_inputs.hpp"
#include "plan_why.hpp"
#include "withheld.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

bool is_inside(const fs::path& inner, const fs::path& outer) {
    return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

/// Files of an edition as its manifest lists them; none where it is damaged.
std::map<std::string, std::string> listed_files(const fs::path& out) {
    std::error_code absent;
    try {
        return fs::is_regular_file(out / manifest_name, absent)
                   ? parse_manifest(io::read_file(out / manifest_name)).files
                   : former_files(io::read_file(out / former_manifest_name));
    } catch (const Error&) {
        return {};
    }
}

/// Files in an edition that no build has put there.
std::vector<std::string> foreign_files(const fs::path& out) {
    const auto listed = listed_files(out);
    std::vector<std::string> foreign;
    for (const auto& entry : fs::recursive_directory_iterator(out)) {
        const std::string name = entry.path().lexically_relative(out).generic_string();
        const bool manifest = name == manifest_name || name == former_manifest_name;
        if (!entry.is_directory() && !manifest && !listed.contains(name)) {
            foreign.push_back(name);
        }
    }
    std::ranges::sort(foreign);
    return listed.empty() ? std::vector<std::string>{} : foreign;
}

void require_apart(const fs::path& folder, const fs::path& out) {
    const fs::path text = fs::weakly_canonical(folder);
    const fs::path edition = fs::weakly_canonical(out);
    if (is_inside(text, edition)) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} holds the dossier; choose another folder for the edition",
                                out.string()));
    }
    if (is_inside(edition, text)) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} lies inside the dossier; choose a folder beside it for the "
                                "edition",
                                out.string()));
    }
}

/// Only an edition or nothing is replaced; never the dossier itself or a folder around it.
void require_replaceable(const fs::path& folder, const fs::path& out) {
    require_apart(folder, out);
    std::error_code error;
    const bool there = fs::exists(fs::symlink_status(out, error));
    if (there && !is_edition(out) && !(fs::is_directory(out) && fs::is_empty(out))) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} is there and is no edition; it will not be replaced: remove "
                                "it or choose another folder",
                                out.string()));
    }
    if (!there || !is_edition(out)) {
        return;
    }
    if (const auto foreign = foreign_files(out); !foreign.empty()) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} holds files that no build has put there ({}{}); replacing the "
                                "edition would lose them: move them away",
                                out.string(), foreign.front(),
                                foreign.size() == 1
                                    ? ""
                                    : fmt::format(" and {} more", foreign.size() - 1)));
    }
}

bool takes_out(const BuildSpec& spec) {
    return spec.redistributable_only || !spec.reason.without.empty();
}

/// Everything that the edition holds, without the sources that were asked away.
Values values_of(const dossier::Files& text, const BuildSpec& spec) {
    reason::Spec reason = spec.reason;
    reason.without.clear();
    if (!takes_out(spec)) {
        Values values = evaluate(text, reason, false);
        values.not_known = what_was_not_known(values);
        return values;
    }
    Redaction redaction = redact(text, {spec.reason.without, spec.redistributable_only});
    const Values before = evaluate(text, reason, true);
    Values after = evaluate(redaction.text, reason, true);
    after.withheld = what_fell(redaction, before, after);
    return after;
}

/// What panels of night lights were made from.
std::vector<UsedRaster> rasters_of(const dossier::Files& text) {
    std::vector<UsedRaster> rasters;
    for (const dossier::LightsTable& table : dossier::lights_tables(text)) {
        const auto record = panel_record(text, table.name);
        for (const dossier::PanelRaster& raster :
             record ? record->rasters : std::vector<dossier::PanelRaster>{}) {
            rasters.push_back({table.name, raster.path, raster.sha256, raster.bytes});
        }
    }
    return rasters;
}

EditionManifest manifest_of(const Values& values, const EditionInputs& inputs, const Plan& plan) {
    const dossier::Manifest& declared = values.publication.analysed.dossier.manifest;
    EditionManifest manifest;
    manifest.title = declared.title;
    manifest.area = declared.area;
    manifest.synthetic = declared.synthetic;
    manifest.seed = declared.seed;
    manifest.inputs = inputs;
    manifest.withheld = values.withheld.sources;
    manifest.series = values.tables.size();
    manifest.measures = values.publication.measures.size();
    manifest.numbers = values.book->all().size();
    manifest.figures = values.figures.figures.size();
    manifest.counts = values.counts;
    manifest.rasters = rasters_of(values.text);
    for (const StepState& step : plan.steps()) {
        manifest.steps.push_back(step.record);
    }
    manifest.files = plan.files();
    return manifest;
}

void describe(const EditionManifest& manifest, BuildReport& report) {
    report.counts = manifest.counts;
    report.series = manifest.series;
    report.measures = manifest.measures;
    report.numbers = manifest.numbers;
    report.figures = manifest.figures;
}

bool has_pictures(const Values& values) {
    return std::ranges::any_of(values.figures.figures,
                               [](const Figure& figure) { return !figure.is_table; });
}

/// Errors that stop a build. A conflict is a finding, which is published.
bool is_sound(const Values& values) {
    return std::ranges::none_of(values.diagnostics.items(), [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Severity::error && !diagnostic.code.starts_with('C');
    });
}

BuildReport refuse(const Values& values) {
    BuildReport report;
    report.outcome = BuildOutcome::refused;
    // What measures and report say about a text with errors mostly follows from these.
    const Diagnostics& text = values.publication.analysed.problems;
    const Diagnostics& shown = text.errors() > 0 ? text : values.diagnostics;
    for (const Diagnostic& diagnostic : shown.items()) {
        if (!diagnostic.code.starts_with('C') && !diagnostic.code.starts_with('F')) {
            report.diagnostics.add(diagnostic);
        }
    }
    report.diagnostics.sort();
    report.counts = count(values.publication.analysed, report.diagnostics);
    return report;
}

BuildReport build_anew(const fs::path& out, const dossier::Files& text, const BuildSpec& spec,
                       const EditionInputs& inputs, const OldEdition* old, const Tools& tools) {
    Values values = values_of(text, spec);
    if (!is_sound(values)) {
        return refuse(values);
    }
    tabulate(values);
    io::StagedDirectory staged(out);
    const bool same_program = old != nullptr && old->manifest().inputs.version == inputs.version &&
                              old->manifest().inputs.program == inputs.program;
    Plan plan(staged.path(), old, same_program, spec.jobs);
    run_steps(plan, values, inputs, tools, staged.path());
    const EditionManifest manifest = manifest_of(values, inputs, plan);
    io::write_new_file(staged.path() / manifest_name, to_json(manifest));
    BuildReport report;
    describe(manifest, report);
    report.steps = explain_plan(plan, old);
    report.diagnostics = std::move(values.diagnostics);
    report.withheld = std::move(values.withheld);
    report.not_known = std::move(values.not_known);
    if (has_pictures(values)) {
        report.remarks = missing_tools(tools);
    }
    staged.commit();
    return report;
}

BuildReport kept(const OldEdition& old) {
    BuildReport report;
    report.outcome = BuildOutcome::up_to_date;
    describe(old.manifest(), report);
    report.steps = all_kept(old.manifest());
    return report;
}

} // namespace

fs::path default_edition_path(const fs::path& folder) {
    fs::path path = fs::weakly_canonical(folder);
    if (!path.has_filename()) {
        path = path.parent_path();
    }
    path += "-edition";
    return path;
}

BuildReport build(const fs::path& folder, const fs::path& out, const BuildSpec& spec) {
    try {
        const Tools tools = find_tools();
        require_tools(spec, tools);
        const dossier::Files text = read_text(folder, Studies::run, spec.jobs);
        io::remove_leftovers(out);
        require_replaceable(folder, out);
        const EditionInputs inputs = inputs_of(text, spec, tools);
        const std::optional<OldEdition> old = OldEdition::open(out, spec.jobs);
        if (old && old->manifest().inputs == inputs && old->is_intact()) {
            return kept(*old);
        }
        return build_anew(out, text, spec, inputs, old ? &*old : nullptr, tools);
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorCode::io, error.what());
    }
}

std::string to_text(const BuildReport& report, const std::string& out) {
    if (report.outcome == BuildOutcome::refused) {
        return fmt::format("{} was not written: the text of the dossier has errors\n", out);
    }
    std::vector<std::string> parts;
    const auto add = [&parts](std::size_t number, const char* word) {
        if (number > 0) {
            parts.push_back(fmt::format("{} {}{}", number, word, number == 1 ? "" : "s"));
        }
    };
    parts.push_back(fmt::format("{} series", report.series));
    add(report.measures, "measure");
    add(report.numbers, "number");
    add(report.figures, "figure");
    std::string text = fmt::format(
        "{}{}: {}\n", out, report.outcome == BuildOutcome::up_to_date ? " is up to date" : "",
        fmt::join(parts, ", "));
    if (report.withheld.any()) {
        const std::size_t number = report.withheld.sources.size();
        const std::size_t tables = report.withheld.prices;
        text += fmt::format("{} source{}{} withheld; withheld.md says what falls\n", number,
                            number == 1 ? "" : "s",
                            tables == 0   ? std::string()
                            : tables == 1 ? " and 1 table of prices"
                                          : fmt::format(" and {} tables of prices", tables));
    }
    if (!report.not_known.empty()) {
        const std::size_t number =
            report.not_known.sentences.size() + report.not_known.left_out.size();
        text += fmt::format("{} passage{} of the report {} not known on {}; not-known.md lists "
                            "them\n",
                            number, number == 1 ? "" : "s", number == 1 ? "was" : "were",
                            to_string(*report.not_known.day));
    }
    return text;
}

} // namespace halflight::edition
