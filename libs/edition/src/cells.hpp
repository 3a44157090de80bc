// SPDX-License-Identifier: Apache-2.0
// Finding series and cells, also those of which nothing is known.
#pragma once

#include "halflight/edition/analysed.hpp"

#include <string_view>

namespace halflight::edition {

/// The key that `text` names; Error(usage) where it does not read.
[[nodiscard]] ledger::SeriesKey require_key(std::string_view text, ledger::Ledger& ledger);
/// Its series; Error(not_found), naming series of the same indicator, where nothing speaks of it.
[[nodiscard]] ledger::SeriesIndex require_series(const ledger::SeriesKey& key,
                                                 const ledger::Ledger& ledger);
/// The cell of the report, or one of which only the indicator's range is known.
[[nodiscard]] reason::Cell cell_or_missing(const Analysed& analysed, ledger::SeriesIndex series,
                                           const Period& period);

} // namespace halflight::edition
