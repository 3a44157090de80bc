// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/diff.hpp"

#include "commands.hpp"

namespace halflight::app {

namespace {

std::string in_format(const edition::DiffReport& report, NoteFormat format) {
    switch (format) {
    case NoteFormat::json:
        return edition::to_json(report);
    case NoteFormat::markdown:
        return edition::to_markdown(report);
    default:
        return edition::to_text(report);
    }
}

} // namespace

int run(const DiffOptions& options, Console& console) {
    edition::DiffSpec spec;
    spec.jobs = options.common.jobs;
    spec.version = HALFLIGHT_VERSION;
    console.result(in_format(edition::diff(options.before, options.after, spec), options.format));
    return 0;
}

} // namespace halflight::app
