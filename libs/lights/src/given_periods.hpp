// SPDX-License-Identifier: Apache-2.0
// Periods of files whose names tell none: from a list, or by the order of their names.
#pragma once

#include "halflight/lights/product.hpp"

#include <span>

namespace halflight::lights {

/// Fills `given.by_path` for `paths` (sorted, each once). A list names every path once: in full, as
/// it stands seen from the list's folder, or by the file's name where no other has it. By order,
/// names must sort as their numbers do. Throws Error(usage) for both ways at once and for a first
/// period that is no month or year, Error(io), and Error(parse) with the line of the list.
void give_periods(GivenPeriods& given, std::span<const std::string> paths);

} // namespace halflight::lights
