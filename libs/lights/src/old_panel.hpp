// SPDX-License-Identifier: Apache-2.0
// The metadata of a panel: written, and read back when the panel is carried on.
#pragma once

#include "run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::lights {

/// Size and hash of the rows in a file of their own.
struct TableMark {
    std::uint64_t bytes = 0;
    std::string hash;
    bool operator==(const TableMark&) const = default;
};

struct OldPanel {
    std::string version;
    std::string options; ///< as `options_text` gave them
    Known known;
    bool counts_used = false; ///< every raster had clear observations, and a statistic wanted them
    bool errors_used = false; ///< the same of deviations
    std::vector<Period> periods;
    std::vector<std::string> skipped;
    TableMark table;
};

/// All that decides the numbers but zones and rasters: product, rules, signal, statistics, in one
/// order. Masks stand with the hash of their content.
[[nodiscard]] std::string options_text(const PanelSpec& spec);

/// JSON, indented, ended by a line break. `table` only for rows in a file of their own.
[[nodiscard]] std::string metadata_text(const Run& run, const TableMark* table);
/// None for what `metadata_text` of this format version did not write.
[[nodiscard]] std::optional<OldPanel> read_metadata(std::string_view text);

} // namespace halflight::lights
