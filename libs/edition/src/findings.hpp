// SPDX-License-Identifier: Apache-2.0
// Findings as explain and editions show them.
#pragma once

#include "halflight/edition/explain.hpp"

namespace halflight::edition {

[[nodiscard]] std::vector<std::string> claim_ids(const ledger::Ledger& ledger,
                                                 const std::vector<ledger::ClaimIndex>& claims);
[[nodiscard]] FindingView finding_view(const Analysed& analysed, const reason::Finding& finding);
/// All findings of a report, in order: {"format":1,"findings":[...]}.
[[nodiscard]] std::string findings_json(const Analysed& analysed);

} // namespace halflight::edition
