// SPDX-License-Identifier: Apache-2.0
// halflight/edition/export.hpp - series as files: CSV, JSON, SDMX-CSV 2.0.
#pragma once

#include "halflight/edition/analysed.hpp"
#include "halflight/measures/value.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halflight::edition {

/// One cell for readers. Values are in the unit of the table.
struct Observation {
    Period period;
    Interval bounds;
    /// Where the bounds are a point, that point; else the single number that the statements about
    /// the cell print (the finest print where one is finer). What is printed may lie outside bounds
    /// that others make tighter than its print.
    std::optional<double> value;
    reason::CellStatus status = reason::CellStatus::missing;
    Missing missing =
        Missing::not_collected; ///< why no statement gives it; none for a reported cell
    char obs_status = 'O';      ///< see `obs_status`
    bool disputed = false;
    bool synthetic = false;          ///< made data stands behind it
    std::vector<std::string> claims; ///< about this cell; for one that is derived or bounded, those
                                     ///< that make its bounds tight
    std::size_t origins = 0;         ///< independent ones among them
    std::optional<Date> known_since; ///< the latest among them; without claims the day asked for
};

struct SeriesTable {
    std::string key;
    std::string indicator;
    std::string name;
    std::string area;
    std::string counterpart;
    std::vector<std::pair<std::string, std::string>>
        dimensions; ///< every dimension that the indicator's series use
    std::string unit;
    Frequency frequency =
        Frequency::none; ///< of every row; none for a series of its cells as they come
    std::vector<Observation> rows;
};

/// SDMX CL_OBS_STATUS (2.2). The first that applies:
/// - no value: M for not_applicable (cannot exist), L for not_collected where nothing bounds it, Q
/// for suppressed, O otherwise
///   (not published, late, or known by its bounds alone);
/// - a value: U where disputed, I where derived (no statement gives it), A where a measurement
/// gives it, E an estimate,
///   F a forecast or target, D a cap (a ceiling set by rule: another definition).
[[nodiscard]] char obs_status(const Observation& observation,
                              std::optional<ledger::Kind> best_kind) noexcept;

/// Cells as readers get them, in order. Asks reason::explain for the statements behind those that
/// none gives.
[[nodiscard]] std::vector<Observation> observe(Analysed& analysed,
                                               std::span<const reason::Cell> cells);

/// Head of the table of a series, without rows.
[[nodiscard]] SeriesTable table_head(const ledger::Ledger& ledger, ledger::SeriesIndex series);
/// All cells of each series, in order of period.
[[nodiscard]] std::vector<SeriesTable> series_tables(Analysed& analysed,
                                                     std::span<const ledger::SeriesIndex> series);

enum class ExportFormat { csv, json, sdmx_csv };
[[nodiscard]] std::optional<ExportFormat> parse_export_format(std::string_view word) noexcept;

/// Columns: indicator, area, counterpart, the dimensions, unit, frequency, time_period, start, end
/// (last day), low, low_open, value, high, high_open, status, missing, obs_status, disputed,
/// synthetic, claims, origins, claim_ids, known_since. An end without limit is empty. RFC 4180 with
/// LF.
[[nodiscard]] std::string to_csv(const SeriesTable& table);
[[nodiscard]] std::string to_json(const SeriesTable& table);
/// SDMX-CSV 2.0 (SDMX 3.0). Structure: dataflow HALFLIGHT:DF_<INDICATOR>(1.0), action I. Dimensions
/// FREQ, INDICATOR, REF_AREA, COUNTERPART_AREA, the indicator's own in capitals, UNIT_MEASURE,
/// TIME_PERIOD; _Z where one does not apply; FREQ is _O for a period that no frequency has, its
/// TIME_PERIOD a time range (2018-01-01/P4M). Cells of open periods have no place in SDMX and are
/// left out. Measure OBS_VALUE; it and any attribute without value are empty.
[[nodiscard]] std::string to_sdmx_csv(const SeriesTable& table);
[[nodiscard]] std::string to_format(const SeriesTable& table, ExportFormat format);

/// A measure, one number a row. Columns: number_id, period, label, column, unit, low, low_open,
/// point, high, high_open, basis, missing, disputed, synthetic, statements (ids, of those read
/// directly), cells, formula (with its numbers). An end without limit is empty.
[[nodiscard]] std::string to_csv(const measures::Table& table);

/// data/index.csv: key, file, name, unit, frequency, cells, reported of every series.
[[nodiscard]] std::string series_index(std::span<const SeriesTable> tables);

/// data/dictionary.csv: file, column, meaning, unit, missing of every column of every table of an
/// edition; the dimensions are those that `tables` use.
[[nodiscard]] std::string data_dictionary(std::span<const SeriesTable> tables,
                                          const ledger::CodeLists& codes);

/// Name of a series' files: the key with characters that file systems refuse written otherwise, one
/// to one
/// ("trade.turnover:RUS:PRK:purpose=study" becomes "trade.turnover~RUS~PRK~purpose=study").
[[nodiscard]] std::string file_stem(std::string_view key);

} // namespace halflight::edition
