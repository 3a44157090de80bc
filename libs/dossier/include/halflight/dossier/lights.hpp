// SPDX-License-Identifier: Apache-2.0
// halflight/dossier/lights.hpp - panels of night lights that a dossier declares: tables of
// dossier.toml, and what was computed for them as text.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/lights/panel.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::dossier {

/// `[lights]`, or `[lights.NAME]`.
struct LightsTable {
    std::string name = "lights";
    Place place;
    std::map<std::string, Place, std::less<>> places; ///< of its keys
    /// Paths as they are written, rasters as patterns: relative to the dossier, or absolute.
    lights::PanelSpec panel;
    std::string options;   ///< the keys that decide the rows, in one order: equal text, equal rows
    std::string indicator; ///< series are INDICATOR.STATISTIC
    std::string area;
    std::string source;
    std::optional<Date> known_since; ///< none: the day on which its rasters were produced
    bool withheld = false;           ///< in editions without its source: names without values
    bool claims = true;              ///< false: for studies alone, no statement is made of a row
    bool sound = true;               ///< no fault that stands in the way of computing
};

/// The tables of dossier.toml, by place. Their faults are told by `load`.
[[nodiscard]] std::vector<LightsTable> lights_tables(const Files& files);

/// Where the rows and the record of a panel stand among the files: "panels/NAME.csv" and ".json".
[[nodiscard]] std::string panel_rows_file(std::string_view name);
[[nodiscard]] std::string panel_record_file(std::string_view name);

/// A zone's id as a code of the dimension `zone`: blanks become '_', other bytes that a code cannot
/// hold '_' and two hexadecimal digits.
[[nodiscard]] std::string zone_code(std::string_view id);

struct PanelStatistic {
    std::string name;
    std::string unit;
    std::string definition;
    bool operator==(const PanelStatistic&) const = default;
};
struct PanelZone {
    std::string code;
    std::string name; ///< the id as the file has it where there is no name
    bool operator==(const PanelZone&) const = default;
};
/// A file that gave cells.
struct PanelRaster {
    std::string path; ///< relative to the dossier where it lies inside
    std::string sha256;
    std::uint64_t bytes = 0;
    std::string collection;
    std::string produced;             ///< as the product writes it; may be empty
    std::optional<Date> produced_day; ///< the same as a day
    std::vector<std::string> periods;
    bool operator==(const PanelRaster&) const = default;
};

/// What goes beside the rows of a panel: all that decided them, by content. Holds no time of day
/// and no place on a disk outside the dossier that the dossier does not name itself.
struct PanelRecord {
    std::string options;   ///< LightsTable::options that it was made with
    Fault fault;           ///< why there are no rows; an empty message where there are
    std::string fault_key; ///< of the table, at which the fault is shown
    bool withheld = false;
    bool synthetic = false;
    std::string product, title, note;
    std::string rules;                      ///< in words
    std::vector<PanelStatistic> statistics; ///< of the columns
    std::vector<PanelZone> zones;
    std::map<std::string, std::string> files; ///< zones, mask, ...: path to SHA-256
    std::vector<PanelRaster> rasters;
    std::vector<std::string> remarks;
    std::vector<std::string> skipped; ///< "FILE: reason"
};
[[nodiscard]] std::string to_json(const PanelRecord& record);
/// A fault where the text is none that `to_json` gives.
[[nodiscard]] Result<PanelRecord> parse_panel_record(std::string_view text);

/// Columns of the rows before the statistics.
inline constexpr std::string_view panel_columns[] = {"zone", "name", "period", "missing"};

} // namespace halflight::dossier
