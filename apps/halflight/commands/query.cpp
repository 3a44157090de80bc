// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/query.hpp"

#include "commands.hpp"
#include "halflight/edition/open.hpp"

#include <fmt/format.h>

namespace halflight::app {

int run(const QueryOptions& options, Console& console) {
    edition::Opened opened = edition::open(options.dossier);
    console.remark(edition::reservations(opened, options.dossier));
    edition::QuerySpec spec;
    spec.reason = opened.spec;
    spec.reason.as_of = options.common.as_of ? options.common.as_of : opened.spec.as_of;
    spec.from = options.from;
    spec.to = options.to;
    spec.frequency = options.frequency;
    spec.unit = options.unit;
    const edition::SeriesTable table = edition::query(std::move(opened.dossier), options.key, spec);
    console.result(edition::to_format(table, options.format));
    return 0;
}

} // namespace halflight::app
