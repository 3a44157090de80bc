// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/build.hpp"

#include "commands.hpp"

namespace halflight::app {

namespace {

edition::BuildSpec spec_of(const BuildOptions& options) {
    edition::BuildSpec spec;
    spec.reason.as_of = options.common.as_of;
    spec.reason.without = options.without;
    spec.redistributable_only = options.redistributable_only;
    spec.pdf = options.pdf;
    spec.docx = options.docx;
    spec.jobs = options.common.jobs;
    spec.version = HALFLIGHT_VERSION;
    return spec;
}

} // namespace

int run(const BuildOptions& options, Console& console) {
    const std::string out =
        options.out.empty() ? edition::default_edition_path(options.dossier).string() : options.out;
    const edition::BuildReport report = edition::build(options.dossier, out, spec_of(options));
    const bool json = options.common.format == OutputFormat::json;
    if (report.outcome == edition::BuildOutcome::refused) {
        Console::message(edition::to_text(report.diagnostics));
    }
    console.remark(edition::to_text(report.remarks));
    if (options.why && !json && report.outcome != edition::BuildOutcome::refused) {
        Console::message(edition::why_text(report));
    }
    console.result(json ? edition::to_json(report, out, options.why)
                        : edition::to_text(report, out));
    console.remark(edition::to_text(report.counts));
    return report.counts.errors > 0 ? 1 : 0;
}

} // namespace halflight::app
