// SPDX-License-Identifier: Apache-2.0
// A claim as explain shows it.
#pragma once

#include "halflight/edition/explain.hpp"

namespace halflight::edition {

[[nodiscard]] StatementView statement_view(const Analysed& analysed, ledger::ClaimIndex index);

} // namespace halflight::edition
