// SPDX-License-Identifier: Apache-2.0
// The section "Monitor" of a report, and the evidence of its board.
#pragma once

#include "panel.hpp"
#include "report_sections.hpp"
#include "report_slots.hpp"

namespace halflight::edition {

struct MonitorSection {
    Slot slot;
    std::vector<NumberUse> uses; ///< of the numbers that it shows, in order
};

/// Caps, board, monitors; one sentence where nothing is watched.
[[nodiscard]] MonitorSection monitor_section(const Publication& publication,
                                             const NumberBook& book);

/// A panel for each cell of the board, to which the cell is a link.
[[nodiscard]] std::string board_panels(const Monitor& monitor, Statements& statements, bool brief);
/// Ids of the statements behind the board and the rules.
[[nodiscard]] std::vector<std::string> monitor_statements(const Monitor& monitor);

} // namespace halflight::edition
