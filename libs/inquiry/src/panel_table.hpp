// SPDX-License-Identifier: Apache-2.0
// A panel that is a table beside the study: a row for each unit and period.
#pragma once

#include "desk.hpp"

namespace halflight::inquiry {

/// Columns: the unit ("unit-column", else "unit"), the period ("period-column", else "period"; a
/// day stands for its month), and `statistic`; bounds from STATISTIC_low and _high where there are
/// any. An empty field, and a row that is not there, was not seen. A row given twice, periods of
/// several frequencies and fields that are no numbers are faults at their rows.
[[nodiscard]] std::unique_ptr<PanelText> panel_of(Asked& asked, const TextTable& table,
                                                  const std::string& statistic);

} // namespace halflight::inquiry
