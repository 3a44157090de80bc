// SPDX-License-Identifier: Apache-2.0
// What the names in a relation's expressions stand for.
#pragma once

#include "context.hpp"

namespace halflight::reason {

/// Which reading of the numbers an evaluation uses.
enum class Reading : std::uint8_t { allowed, printed };

/// Answers claims, cells and dates. `relaxed`: claims that are taken as unknown (only their sign
/// may be known).
[[nodiscard]] Resolver resolver(const Context& context, Reading reading,
                                const std::vector<ledger::ClaimIndex>& relaxed = {});

/// Ids of all claims that an expression names, in order of appearance.
void collect_claims(const Expression& expression, std::vector<std::string>& ids);

/// Unit in which to show a value: that of the claim when the expression is one claim, otherwise
/// from the dimension.
[[nodiscard]] std::string display_unit(const Context& context, const Expression& expression,
                                       const Unit& unit);

} // namespace halflight::reason
