// SPDX-License-Identifier: Apache-2.0
// What the forms of declared relations share, and the forms themselves: each judges one relation,
// or gives nothing when too little is known.
#pragma once

#include "context.hpp"

namespace halflight::reason {

[[nodiscard]] Finding start_finding(const Relation& relation, Outcome outcome,
                                    std::vector<ledger::ClaimIndex> claims);
/// Adds words to a finding's message.
void say(Finding& finding, const std::string& words);
/// Proposes a verdict where it failed, and places it at its claims.
[[nodiscard]] std::optional<Finding> finish(const Context& context, const Relation& relation,
                                            Finding finding);
/// Statements of a series for units of one frequency inside a period.
[[nodiscard]] std::vector<ledger::ClaimIndex> statements_inside(const Context& context,
                                                                ledger::SeriesIndex series,
                                                                const Period& period,
                                                                Frequency frequency);
/// "2020: -4.5 percent (T056), 2021: ...".
[[nodiscard]] std::string list(const Context& context,
                               const std::vector<ledger::ClaimIndex>& claims);

[[nodiscard]] std::optional<Finding> judge_first(const Context& context, const Relation& relation);
[[nodiscard]] std::optional<Finding> judge_every(const Context& context, const Relation& relation);
[[nodiscard]] std::optional<Finding> judge_record(const Context& context, const Relation& relation);
[[nodiscard]] std::optional<Finding> judge_gap(const Context& context, const Relation& relation);

} // namespace halflight::reason
