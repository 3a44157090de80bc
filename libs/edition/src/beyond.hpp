// SPDX-License-Identifier: Apache-2.0
// Periods that no statement names but a measure or a report asks for.
#pragma once

#include "halflight/edition/publication.hpp"

namespace halflight::edition {

/// What measures and numbers are read through; it notes in `beyond` what the report lacks. Keeps
/// references to the publication.
[[nodiscard]] measures::View view_of(Publication& publication);

/// Solves for the cells that were asked for since the last call. Whether any of them says more than
/// the range of its indicator.
bool find_beyond(Publication& publication);

} // namespace halflight::edition
