// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/analysed.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace {

void require_source(const ledger::Ledger& ledger, const std::string& id) {
    if (ledger.find_source(id)) {
        return;
    }
    std::vector<std::string_view> known;
    for (const ledger::Source& source : ledger.sources()) {
        known.push_back(source.id);
    }
    const auto near = nearest(id, known);
    throw Error(ErrorCode::usage,
                fmt::format("the dossier has no source '{}'{}", shorten(id),
                            near ? fmt::format("; did you mean '{}'?", *near) : ""));
}

} // namespace

Analysed analyse(dossier::Dossier dossier, reason::Spec spec) {
    for (const std::string& source : spec.without) {
        require_source(dossier.ledger, source);
    }
    Analysed result{std::move(dossier), std::move(spec), {}, {}};
    dossier::Dossier& d = result.dossier;
    result.problems = d.diagnostics;
    result.problems.append(reason::validate(d.ledger, d.relations, d.verdicts));
    result.report = reason::analyse(d.ledger, d.relations, d.verdicts, result.spec);
    return result;
}

} // namespace halflight::edition
