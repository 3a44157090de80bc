// SPDX-License-Identifier: Apache-2.0
// A ledger to rows and back.
#pragma once

#include "halflight/ledger/ledger.hpp"
#include "sqlite.hpp"

namespace halflight::store {

/// Removes what is there and writes `ledger`; the caller holds the transaction.
void write_ledger(const Database& database, const ledger::Ledger& ledger);

/// Throws Error(store) where the rows do not make a ledger.
[[nodiscard]] ledger::Ledger read_ledger(const Database& database);

} // namespace halflight::store
