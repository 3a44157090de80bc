// SPDX-License-Identifier: Apache-2.0
// Rows of the state file as values. What stands there was written by this program; anything else is
// damage, which is told by table and row.
#pragma once

#include "halflight/alerts/state.hpp"
#include "sqlite.hpp"

namespace halflight::alerts {

/// Each reads the row at which a query of its columns stands. Throw Error(store) that names file,
/// table, row, what is wrong and the remedy.
inline constexpr std::string_view alert_columns =
    "SELECT monitor, cause, state, id, body FROM alert ";
[[nodiscard]] watch::Alert alert_row(const Query& row);

inline constexpr std::string_view transition_columns =
    "SELECT sequence, monitor, cause, alert, before, after, transition.day, why, signal, record, "
    "run.at, run.title, severity FROM transition JOIN run ON run.id = transition.run ";
[[nodiscard]] Written transition_row(const Query& row);

inline constexpr std::string_view delivery_columns =
    "SELECT id, sequence, channel, message, state, attempts, next, detail FROM delivery ";
[[nodiscard]] Delivery delivery_row(const Query& row);

/// Reads every row of every table. Throws as those above do; changes nothing.
void require_sound_rows(const Database& database);

} // namespace halflight::alerts
