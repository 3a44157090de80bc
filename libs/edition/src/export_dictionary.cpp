// SPDX-License-Identifier: Apache-2.0
// What stands beside the series: their index, and the meaning of every column.
#include "fields.hpp"
#include "halflight/edition/export.hpp"
#include "halflight/io/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

struct ColumnInfo {
    std::string_view column;
    std::string_view meaning;
    std::string_view unit;
    std::string_view missing;
};

constexpr std::string_view no_unit = "none";
constexpr std::string_view of_row = "that of column unit";
constexpr std::string_view never = "never empty";
constexpr std::string_view truth = "true or false; never empty";
constexpr std::string_view no_limit = "empty: no limit is known";
constexpr std::string_view not_applicable = "empty: does not apply";

constexpr ColumnInfo series_columns[] = {
    {"indicator", "what is measured, an indicator of dossier/codes.toml", no_unit, never},
    {"area", "whom it is about: ISO 3166-1 alpha-3, or a group of dossier/codes.toml", no_unit,
     never},
    {"counterpart", "the partner, likewise", no_unit, not_applicable},
    {"unit", "unit of low, value and high", no_unit, never},
    {"frequency", "A year, S half-year, Q quarter, M month, W week, D day", no_unit,
     "none: a period that no frequency has"},
    {"time_period", "the period", no_unit, never},
    {"start", "its first day", "date", "empty: open"},
    {"end", "its last day", "date", "empty: open"},
    {"low", "lower end of the tightest interval that all statements allow", of_row, no_limit},
    {"low_open", "whether that end itself is excluded", no_unit, truth},
    {"value",
     "the number: where the interval is a point, that point, else what the statements "
     "print; never a middle of the interval",
     of_row, "empty: no statement gives one number; see missing"},
    {"high", "upper end of the interval", of_row, no_limit},
    {"high_open", "whether that end itself is excluded", no_unit, truth},
    {"status",
     "reported: a statement gives it; derived: the others determine it; bounded: the "
     "others bound it; missing: nothing does",
     no_unit, never},
    {"missing",
     "why no statement gives it: not_collected, not_published, suppressed, late, "
     "not_applicable",
     no_unit, "empty: a statement gives it"},
    {"obs_status",
     "SDMX CL_OBS_STATUS 2.2: A normal, E estimated, F forecast, I derived, U "
     "disputed, D cap set by rule, L not collected, M cannot exist, O missing, Q "
     "suppressed",
     no_unit, never},
    {"disputed", "its statements are in an open conflict", no_unit, truth},
    {"synthetic", "made data stands behind it", no_unit, truth},
    {"claims", "how many statements give it or make its bounds tight", "statements", "0 for none"},
    {"origins", "how many of them are independent", "origins", "0 for none"},
    {"claim_ids", "their ids, separated by blanks", no_unit, "empty: none"},
    {"known_since", "the day since which the latest of them was known", "date",
     "empty: no statement"},
};

constexpr ColumnInfo sdmx_columns[] = {
    {"STRUCTURE", "always dataflow", no_unit, never},
    {"STRUCTURE_ID", "dataflow of the indicator", no_unit, never},
    {"ACTION", "always I (information)", no_unit, never},
    {"FREQ", "frequency", no_unit, "_O: a period that no frequency has"},
    {"INDICATOR", "what is measured", no_unit, never},
    {"REF_AREA", "whom it is about", no_unit, "_Z: does not apply"},
    {"COUNTERPART_AREA", "the partner", no_unit, "_Z: does not apply"},
    {"UNIT_MEASURE", "unit of values and bounds", no_unit, "_Z: does not apply"},
    {"TIME_PERIOD", "period, or a time range where no frequency has it", no_unit, never},
    {"OBS_VALUE", "as value in KEY.csv", "that of UNIT_MEASURE",
     "empty: no statement gives one number"},
    {"OBS_STATUS", "as obs_status in KEY.csv", no_unit, never},
    {"LOWER_BOUND", "as low in KEY.csv", "that of UNIT_MEASURE", no_limit},
    {"LOWER_BOUND_OPEN", "as low_open in KEY.csv", no_unit, truth},
    {"UPPER_BOUND", "as high in KEY.csv", "that of UNIT_MEASURE", no_limit},
    {"UPPER_BOUND_OPEN", "as high_open in KEY.csv", no_unit, truth},
    {"CELL_STATUS", "as status in KEY.csv", no_unit, never},
    {"MISSING_REASON", "as missing in KEY.csv", no_unit, "empty: a statement gives it"},
    {"DISPUTED", "as disputed in KEY.csv", no_unit, truth},
    {"SYNTHETIC", "as synthetic in KEY.csv", no_unit, truth},
    {"CLAIM_COUNT", "as claims in KEY.csv", "statements", "0 for none"},
    {"ORIGIN_COUNT", "as origins in KEY.csv", "origins", "0 for none"},
    {"CLAIMS", "as claim_ids in KEY.csv", no_unit, "empty: none"},
    {"KNOWN_SINCE", "as known_since in KEY.csv", "date", "empty: no statement"},
};

constexpr ColumnInfo index_columns[] = {
    {"key", "series: indicator:area:counterpart:dimensions", no_unit, never},
    {"file", "name of its files, without .csv or .sdmx.csv", no_unit, never},
    {"name", "of the indicator, for readers", no_unit, never},
    {"unit", "unit of its values", no_unit, never},
    {"frequency", "of all its rows", no_unit, "none: periods as the statements have them"},
    {"cells", "rows of its table", "rows", never},
    {"reported", "rows that a statement gives", "rows", "0 for none"},
};

constexpr ColumnInfo measure_columns[] = {
    {"number_id", "name of the number: halflight explain EDITION NUMBER_ID says why", no_unit,
     never},
    {"period", "what it is about", no_unit, not_applicable},
    {"label", "tells rows of one period apart", no_unit, "empty: one row a period"},
    {"column", "which result of the measure", no_unit, never},
    {"unit", "unit of low, point and high", no_unit, never},
    {"low", "lower end of every value that the statements allow", of_row, no_limit},
    {"low_open", "whether that end itself is excluded", no_unit, truth},
    {"point",
     "what the printed numbers themselves give; may lie outside the interval where other "
     "statements make it tighter",
     of_row, "empty: the printed numbers give none"},
    {"high", "upper end", of_row, no_limit},
    {"high_open", "whether that end itself is excluded", no_unit, truth},
    {"basis", "the weakest that it rests on: reported, derived, bounded, modelled, missing",
     no_unit, never},
    {"missing",
     "why there is none: not_collected, not_published, suppressed, late, "
     "not_applicable",
     no_unit, "empty: there is one"},
    {"disputed", "rests on statements in open conflict", no_unit, truth},
    {"synthetic", "rests on made data", no_unit, truth},
    {"statements", "ids of statements read directly, separated by blanks", no_unit, "empty: none"},
    {"cells", "cells read (KEY@PERIOD), separated by blanks", no_unit, "empty: none"},
    {"formula", "how it was computed, with its numbers", no_unit, "empty: a cell as it is"},
};

void append(std::string& text, std::string_view file, std::span<const ColumnInfo> columns) {
    for (const ColumnInfo& info : columns) {
        text += io::csv_line({file, info.column, info.meaning, info.unit, info.missing});
    }
}

/// Names of all dimensions that tables have columns for.
std::set<std::string> dimensions_of(std::span<const SeriesTable> tables) {
    std::set<std::string> names;
    for (const SeriesTable& table : tables) {
        for (const auto& [dimension, code] : table.dimensions) {
            names.insert(dimension);
        }
    }
    return names;
}

} // namespace

std::string series_index(std::span<const SeriesTable> tables) {
    std::string text =
        io::csv_line({"key", "file", "name", "unit", "frequency", "cells", "reported"});
    for (const SeriesTable& table : tables) {
        const auto reported =
            std::ranges::count(table.rows, reason::CellStatus::reported, &Observation::status);
        text += io::csv_line({table.key, file_stem(table.key), table.name, table.unit,
                              to_string(table.frequency), std::to_string(table.rows.size()),
                              std::to_string(reported)});
    }
    return text;
}

std::string data_dictionary(std::span<const SeriesTable> tables, const ledger::CodeLists& codes) {
    std::string text = io::csv_line({"file", "column", "meaning", "unit", "missing"});
    append(text, "index.csv", index_columns);
    append(text, "KEY.csv", series_columns);
    for (const std::string& name : dimensions_of(tables)) {
        const auto dimension = codes.dimensions.find(name);
        const std::string meaning =
            fmt::format("code of the dimension {} ({})", name,
                        dimension == codes.dimensions.end() ? name : dimension->second.name);
        text += io::csv_line({"KEY.csv", name, meaning, no_unit, "empty: the series has none"});
    }
    append(text, "KEY.sdmx.csv", sdmx_columns);
    append(text, "measures/ID.csv", measure_columns);
    return text;
}

} // namespace halflight::edition
