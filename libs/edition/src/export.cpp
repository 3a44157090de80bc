// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/export.hpp"

#include "fields.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace halflight::edition {

namespace {

/// Dimensions that any series of the indicator uses: all its tables get the same columns.
std::set<std::string> dimensions_of(const ledger::Ledger& ledger, Symbol indicator) {
    std::set<std::string> dimensions;
    for (const ledger::SeriesKey& key : ledger.series()) {
        if (key.indicator != indicator || !key.dims) {
            continue;
        }
        for (const std::string_view pair : split(ledger.text(key.dims), ';')) {
            dimensions.emplace(pair.substr(0, pair.find('=')));
        }
    }
    return dimensions;
}

std::string first_day(const Period& period) {
    return period.open_start() ? "" : to_string(period.first);
}
std::string last_day(const Period& period) {
    return period.open_end() ? "" : to_string(Date{period.end.days - 1});
}

std::string header(const SeriesTable& table) {
    std::vector<std::string> names{"indicator", "area", "counterpart"};
    for (const auto& [dimension, code] : table.dimensions) {
        names.push_back(dimension);
    }
    for (const char* name :
         {"unit", "frequency", "time_period", "start", "end", "low", "low_open", "value", "high",
          "high_open", "status", "missing", "obs_status", "disputed", "synthetic", "claims",
          "origins", "claim_ids", "known_since"}) {
        names.emplace_back(name);
    }
    return line_of(names);
}

std::vector<std::string> key_fields(const SeriesTable& table) {
    std::vector<std::string> fields{table.indicator, table.area, table.counterpart};
    for (const auto& [dimension, code] : table.dimensions) {
        fields.push_back(code);
    }
    fields.push_back(table.unit);
    return fields;
}

void append_row(std::vector<std::string>& fields, const Observation& row) {
    const auto add = [&fields](auto&&... values) { (fields.emplace_back(values), ...); };
    add(to_string(frequency_of(row.period)), to_string(row.period), first_day(row.period),
        last_day(row.period));
    add(number_field(row.bounds.lo), flag_field(row.bounds.lo_open), value_field(row));
    add(number_field(row.bounds.hi), flag_field(row.bounds.hi_open), to_string(row.status),
        missing_field(row));
    add(std::string(1, row.obs_status), flag_field(row.disputed), flag_field(row.synthetic));
    add(std::to_string(row.claims.size()), std::to_string(row.origins), claims_field(row),
        known_since_field(row));
}

} // namespace

SeriesTable table_head(const ledger::Ledger& ledger, ledger::SeriesIndex series) {
    const ledger::SeriesKey& key = ledger.series()[series];
    const ledger::Indicator& indicator = ledger.indicator_of(key);
    SeriesTable table;
    table.key = ledger.key_text(key);
    table.indicator = indicator.id;
    table.name = indicator.name;
    table.area = ledger.text(key.area);
    table.counterpart = ledger.text(key.counterpart);
    for (const std::string& dimension : dimensions_of(ledger, key.indicator)) {
        table.dimensions.emplace_back(
            dimension, ledger::code_in(ledger.text(key.dims), dimension, ledger.codes));
    }
    table.unit = ledger.unit_of(key).text;
    table.frequency = indicator.frequency;
    return table;
}

std::vector<SeriesTable> series_tables(Analysed& analysed,
                                       std::span<const ledger::SeriesIndex> series) {
    std::vector<SeriesTable> tables;
    std::vector<reason::Cell> cells;
    for (const ledger::SeriesIndex index : series) {
        tables.push_back(table_head(analysed.dossier.ledger, index));
        const auto own =
            std::ranges::equal_range(analysed.report.cells, index, {}, &reason::Cell::series);
        cells.insert(cells.end(), own.begin(), own.end());
    }
    std::vector<Observation> rows = observe(analysed, cells);
    auto next = std::make_move_iterator(rows.begin());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const auto count = std::ranges::distance(
            std::ranges::equal_range(analysed.report.cells, series[i], {}, &reason::Cell::series));
        tables[i].rows.assign(next, next + count);
        next += count;
    }
    return tables;
}

std::optional<ExportFormat> parse_export_format(std::string_view word) noexcept {
    if (word == "csv") {
        return ExportFormat::csv;
    }
    if (word == "json") {
        return ExportFormat::json;
    }
    return word == "sdmx-csv" ? std::optional(ExportFormat::sdmx_csv) : std::nullopt;
}

std::string to_csv(const SeriesTable& table) {
    std::string text = header(table);
    for (const Observation& row : table.rows) {
        std::vector<std::string> fields = key_fields(table);
        append_row(fields, row);
        text += line_of(fields);
    }
    return text;
}

std::string to_format(const SeriesTable& table, ExportFormat format) {
    switch (format) {
    case ExportFormat::json:
        return to_json(table);
    case ExportFormat::sdmx_csv:
        return to_sdmx_csv(table);
    default:
        return to_csv(table);
    }
}

std::string file_stem(std::string_view key) {
    constexpr std::string_view kept =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-=";
    std::string stem;
    for (const char c : key) {
        if (kept.find(c) != std::string_view::npos) {
            stem += c;
        } else if (c == ':' || c == ';') {
            stem += c == ':' ? '~' : '+';
        } else {
            stem += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return stem;
}

} // namespace halflight::edition
