// SPDX-License-Identifier: Apache-2.0
// From the value columns of a row to the bounds of its claim.
#pragma once

#include "claim_row.hpp"
#include "claim_series.hpp"

namespace halflight::dossier {

/// Sets bounds, printed ends, form and missing reason in the unit of the series. Without a series
/// (its words are unknown) the columns are only checked.
void read_value(ClaimRow& row, ledger::Claim& claim, const ClaimSeries* series);

} // namespace halflight::dossier
