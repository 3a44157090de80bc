// SPDX-License-Identifier: Apache-2.0
// A small dossier with a cap, a board and monitors.
#pragma once

#include "worlds.hpp"

namespace halflight::edition::test {

/// Deliveries of oil by month, 5 t each in 2020 and 12 t in 2021, against a cap of 100 t a year.
/// GUARDED, of a source that may not be passed on, estimates 130 t in 2020. A harvest below its
/// threshold, a board with a cell that it sets and one without series.
[[nodiscard]] dossier::Files watched_world();

} // namespace halflight::edition::test
