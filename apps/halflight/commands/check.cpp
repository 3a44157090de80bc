// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/check.hpp"
#include "commands.hpp"
#include "halflight/io/diagnostic_format.hpp"

#include <fmt/format.h>

namespace halflight::app {

namespace {

std::string in_format(const Diagnostics& diagnostics, OutputFormat format) {
    switch (format) {
    case OutputFormat::json:
        return io::to_json(diagnostics);
    case OutputFormat::sarif:
        return io::to_sarif(diagnostics, HALFLIGHT_VERSION);
    default:
        return edition::to_text(diagnostics);
    }
}

} // namespace

int run(const CheckOptions& options, Console& console) {
    edition::CheckSpec spec;
    spec.reason.as_of = options.common.as_of;
    spec.reason.without = options.without;
    spec.all = options.all;
    const edition::CheckReport report = edition::check(options.dossier, spec);
    console.result(in_format(report.diagnostics, options.common.format));
    console.remark(edition::to_text(report.counts));
    return report.diagnostics.errors() > 0 ? 1 : 0;
}

} // namespace halflight::app
