// SPDX-License-Identifier: Apache-2.0
// A dossier as judge: what is known of it on a day, watched.
#include "halflight/alerts/watch.hpp"

#include "halflight/edition/analysed.hpp"
#include "halflight/edition/open.hpp"
#include "halflight/io/files.hpp"
#include "halflight/measures/view.hpp"
#include "halflight/watch/monitor.hpp"
#include "halflight/watch/verdict.hpp"
#include "open_dossier.hpp"
#include "place.hpp"

#include <fmt/format.h>

namespace halflight::alerts {

namespace fs = std::filesystem;

namespace {

void refuse_edition(const fs::path& folder) {
    if (edition::is_edition(folder)) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} is an edition, which does not change; watch its dossier",
                                folder.string()));
    }
}

} // namespace

edition::Opened open_dossier(const fs::path& folder) {
    refuse_edition(folder);
    return edition::open(folder);
}

std::string identity_of(const fs::path& folder) {
    refuse_edition(folder);
    require_dossier_folder(folder);
    constexpr const char* name = "dossier.toml";
    // All other files are left out: what names a dossier must not wait for them.
    dossier::Files files;
    files.emplace(name, io::read_file(folder / name));
    const dossier::Dossier dossier = dossier::load(files);
    const dossier::Manifest& manifest = dossier.manifest;
    if (!manifest.id.empty()) {
        return manifest.id;
    }
    return manifest.title.empty() || manifest.area.empty()
               ? ""
               : fmt::format("{} ({})", manifest.title, manifest.area);
}

namespace {

Judged judge(const fs::path& folder, Date day) {
    edition::Opened opened = open_dossier(folder);
    Judged judged;
    judged.reservations = edition::reservations(opened, folder.string());
    constexpr std::string_view watched[] = {"watch.toml", "rules/", "prices/"};
    judged.diagnostics = edition::errors_in(opened, watched);
    constexpr std::string_view prices[] = {"prices/"};
    judged.diagnostics.append(edition::warnings_in_short(opened, prices));
    reason::Spec spec = opened.spec;
    spec.as_of = day;
    edition::Analysed analysed = edition::analyse(std::move(opened.dossier), spec);
    dossier::Dossier& dossier = analysed.dossier;
    const measures::View view(dossier.ledger, analysed.report, analysed.spec,
                              dossier.manifest.synthetic);
    watch::Survey survey = watch::survey(view, dossier.plan, day);
    judged.title = dossier.manifest.title;
    judged.content_hash = dossier.content_hash;
    judged.synthetic = dossier.manifest.synthetic;
    judged.signals = std::move(survey.signals);
    judged.board = std::move(survey.board);
    judged.caps = survey.caps.empty() ? "" : watch::to_text(survey.caps);
    judged.policy = dossier.plan.policy;
    judged.policies = dossier.plan.policies;
    judged.diagnostics.append(std::move(survey.diagnostics));
    if (dossier.plan.monitors.empty() && dossier.plan.meters.empty()) {
        judged.diagnostics.add({Severity::warning,
                                "W107",
                                "",
                                "nothing is watched: the dossier declares no monitor and no meter",
                                {"watch.toml", 0, 0},
                                {},
                                "docs/monitors.md says how to declare one"});
    }
    judged.channels = read_channels(dossier.plan.deliver, judged.diagnostics);
    judged.diagnostics.sort();
    return judged;
}

} // namespace

Judge judge_of(const fs::path& folder) {
    return [folder](Date day) { return judge(folder, day); };
}

std::vector<Channel> channels_of(const fs::path& folder, Diagnostics& diagnostics) {
    return read_channels(open_dossier(folder).dossier.plan.deliver, diagnostics);
}

} // namespace halflight::alerts
