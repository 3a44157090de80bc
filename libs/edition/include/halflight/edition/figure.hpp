// SPDX-License-Identifier: Apache-2.0
// halflight/edition/figure.hpp - figures as Vega-Lite specifications with their data inline.
#pragma once

#include "halflight/edition/publication.hpp"

namespace halflight::edition {

/// Something that a figure shows and that is no number, as a row for reading.
struct FigureFact {
    std::string link; ///< id inside the page that it leads to; empty for none
    std::vector<std::string> cells;
};

/// A figure before it is drawn.
struct Figure {
    std::string id;
    std::string form;
    std::string title;
    std::string caption;                   ///< what it shows and what to beware of
    std::string alternative;               ///< the same in words, for those who cannot see it
    std::string vega_lite;                 ///< JSON (Vega-Lite 6), data inline, bytes deterministic
    std::vector<std::string> measures;     ///< ids of the tables that it shows
    std::vector<std::string> numbers;      ///< ids of the numbers that it shows, in reading order
    std::vector<std::string> fact_columns; ///< heads of `facts`
    std::vector<FigureFact> facts;
    std::vector<std::string> sources; ///< ids of the sources behind them, sorted
    bool synthetic = false;           ///< carries the stamp
    bool is_table = false;            ///< a table for reading: `vega_lite` is empty
    Place place;
};

struct Figures {
    std::vector<Figure> figures; ///< in the order of figures.toml; those with faults left out
    Diagnostics diagnostics;     ///< codes G001 to G009
};

/// Every figure that figures.toml declares. Intervals are drawn by default, each reason for a
/// missing value has a mark of its own, events stand as annotations.
[[nodiscard]] Figures draw(const Publication& publication, const NumberBook& book);

} // namespace halflight::edition
