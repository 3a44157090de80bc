// SPDX-License-Identifier: Apache-2.0
// halflight/watch/board.hpp - how people live, in few cells, each with what sets it.
#pragma once

#include "halflight/measures/declaration.hpp"
#include "halflight/watch/signal.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// Words of this board alone: no phase of the IPC or of any other scale is claimed, for none of its
/// evidence observes what such a phase is about.
enum class Level : std::uint8_t {
    normal,
    watch,      ///< something is possible, or raised without weight (info)
    worse,      ///< one monitor of the cell is raised
    much_worse, ///< a critical one, or raised ones that rest on different statements
    no_data,    ///< none of its monitors could judge
    late,       ///< what the monitors could judge is older than the source's custom
    count_
};
/// "normal", "watch", "worse", "much worse", "no data", "late".
[[nodiscard]] std::string_view to_string(Level level) noexcept;

/// Stands in a list of monitors for one that an edition does not show.
constexpr std::string_view withheld_name = "withheld";

struct BoardCell {
    std::string id;    ///< "food"
    std::string title; ///< "Food"
    Level level = Level::no_data;
    std::string text;  ///< one sentence: what sets the level
    std::string grade; ///< R0, R1, R2 of what sets it
    Evidence evidence; ///< of what sets it
    Reliability reliability;
    std::vector<std::string> monitors; ///< ids, as declared
    bool synthetic = false;
    bool operator==(const BoardCell&) const = default;
};

struct Board {
    Date day;
    std::vector<BoardCell> cells; ///< as declared
    bool operator==(const Board&) const = default;
};

/// Cells from [[board]] declarations (form: the cell, "food"; parameters: `monitors`, `fresh_days`)
/// and the signals of one day. Signals of monitors `about_sources` tell that somebody fell silent,
/// not how people live: raised, they make a cell late at most. A cell without monitors, or whose
/// monitors gave no signal, is "no data" with the reason; monitors that are withheld are counted.
[[nodiscard]] Board board(std::span<const measures::Declaration> declarations,
                          std::span<const Signal> signals, Date day,
                          std::span<const std::string> about_sources = {});

} // namespace halflight::watch
