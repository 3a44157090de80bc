// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/build.hpp"

#include "commands.hpp"

namespace halflight::app {

int run(const BuildOptions& options, Console& console) {
    edition::BuildSpec spec;
    spec.reason.as_of = options.common.as_of;
    spec.jobs = options.common.jobs;
    spec.version = HALFLIGHT_VERSION;
    const std::string out =
        options.out.empty() ? edition::default_edition_path(options.dossier).string() : options.out;
    const edition::BuildReport report = edition::build(options.dossier, out, spec);
    if (report.outcome == edition::BuildOutcome::refused) {
        Console::message(edition::to_text(report.diagnostics));
    }
    const bool json = options.common.format == OutputFormat::json;
    console.result(json ? edition::to_json(report, out) : edition::to_text(report, out));
    console.remark(edition::to_text(report.counts));
    return report.counts.errors > 0 ? 1 : 0;
}

} // namespace halflight::app
