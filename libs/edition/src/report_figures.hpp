// SPDX-License-Identifier: Apache-2.0
// Figures and tables as they stand in a report: number, picture, caption, data.
#pragma once

#include "report_slots.hpp"

namespace halflight::edition {

/// What a report can place: a figure, or a measure as a table.
struct Exhibit {
    const Figure* figure = nullptr; ///< none for a measure
    std::vector<const measures::Table*> tables;
    std::string id;
    std::string label;     ///< "Figure 2", "Table 1"
    std::size_t index = 0; ///< of the figure among all
};

/// The name of an exhibit inside a page.
[[nodiscard]] std::string exhibit_anchor(std::string_view id);

/// Ids of the numbers that it shows, in reading order.
[[nodiscard]] std::vector<std::string> numbers_of(const Exhibit& exhibit);

/// A block; "<!--picture 3-->" stands for the picture of the figure with that index.
[[nodiscard]] Slot show_exhibit(const Exhibit& exhibit, const NumberBook& book,
                                const SourceList& sources);

} // namespace halflight::edition
