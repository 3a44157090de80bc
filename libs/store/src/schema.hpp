// SPDX-License-Identifier: Apache-2.0
// The schema of a ledger file and how it grew.
#pragma once

#include "sqlite.hpp"

namespace halflight::store {

/// Marks a SQLite file as a Halflight ledger ("HFLT" in its header).
inline constexpr int application_id = 0x48464C54;

/// Brings a new or older file to the current schema, each step in a transaction of its own. Throws
/// Error(store) for a file that is something else or newer.
void migrate(const Database& database);

} // namespace halflight::store
