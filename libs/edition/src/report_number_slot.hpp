// SPDX-License-Identifier: Apache-2.0
// A number as it stands in a report: a link to its evidence, with its marks.
#pragma once

#include "report_slots.hpp"

namespace halflight::edition {

/// `shown`: its value in words; `use_id`: the anchor of this place.
[[nodiscard]] Slot number_slot(const Number& number, const std::string& shown,
                               const std::string& use_id, const SourceList& sources);

} // namespace halflight::edition
