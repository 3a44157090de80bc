// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/explain.hpp"

#include "commands.hpp"
#include "halflight/edition/open.hpp"

namespace halflight::app {

int run(const ExplainOptions& options, Console& console) {
    edition::Opened opened = edition::open(options.folder);
    console.remark(edition::reservations(opened, options.folder));
    reason::Spec spec = opened.spec;
    spec.as_of = options.common.as_of ? options.common.as_of : opened.spec.as_of;
    const edition::Explained explained =
        edition::explain(std::move(opened.dossier), options.id, spec);
    const bool json = options.common.format == OutputFormat::json;
    console.result(json ? edition::to_json(explained) : edition::to_text(explained));
    return 0;
}

} // namespace halflight::app
