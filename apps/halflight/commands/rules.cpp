// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/rules.hpp"

#include "commands.hpp"
#include "halflight/edition/check.hpp"
#include "halflight/edition/open.hpp"

namespace halflight::app {

int run(const RulesOptions& options, Console& console) {
    const edition::Opened opened = edition::open(options.dossier);
    console.remark(edition::reservations(opened, options.dossier));
    edition::RulesSpec spec;
    spec.reason = opened.spec;
    spec.reason.as_of = options.common.as_of ? options.common.as_of : opened.spec.as_of;
    spec.on = options.on;
    spec.hs = options.hs;
    spec.direction = options.direction;
    spec.sector = options.sector;
    const edition::RulesAnswer answer = edition::rules(opened.dossier, spec);
    console.result(options.format == TableFormat::json  ? edition::to_json(answer)
                   : options.format == TableFormat::csv ? edition::to_csv(answer)
                                                        : edition::to_text(answer));
    constexpr std::string_view files[] = {"rules/"};
    const Diagnostics faults = edition::errors_in(opened, files);
    Console::message(edition::to_text(faults));
    return faults.errors() > 0 ? 1 : 0;
}

} // namespace halflight::app
