// SPDX-License-Identifier: Apache-2.0
// Backtests for the monitor of an edition.
#pragma once

#include "halflight/edition/publication.hpp"

namespace halflight::edition {

/// Replays all days from the first on which something was known to that of the monitor, for those
/// for which a crisis is declared; nothing where there are none. Takes as long as the days and
/// their analyses do.
void add_records(Publication& publication);

} // namespace halflight::edition
