// SPDX-License-Identifier: Apache-2.0
#include "desk.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/dossier/lights.hpp"
#include "halflight/io/csv.hpp"
#include "panel_table.hpp"
#include "panel_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace halflight::inquiry {
namespace {

constexpr std::string_view table_keys[] = {"enterprises", "mentions", "industries",
                                           "places",      "reports",  "coverage"};

/// Keys that name series of the ledger: studies of growth have some.
constexpr std::string_view target_key = "target.";

std::string table_file(const std::string& written) {
    return "studies/" + written;
}

/// A panel that is a table beside the study.
bool is_table(const std::string& panel) {
    return panel.ends_with(".csv");
}

} // namespace

std::optional<std::size_t> TextTable::find(std::string_view column) const {
    const auto found = std::ranges::find(columns, column);
    return found == columns.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - columns.begin()));
}

std::string TextTable::place(std::size_t row) const {
    return fmt::format("{}:{}", file, lines.at(row));
}

Desk::Desk(const dossier::Files& files)
    : m_files(files), m_declarations(dossier::study_declarations(files)) {
    const dossier::StudySetting setting = dossier::study_setting(files);
    m_seed = setting.seed;
    m_synthetic = setting.synthetic;
}

const measures::Declaration* Desk::find(std::string_view id) const {
    const auto found = std::ranges::find(m_declarations, id, &measures::Declaration::id);
    return found == m_declarations.end() ? nullptr : &*found;
}

const std::string& Desk::hash(const std::string& file) {
    const std::lock_guard lock(m_reading);
    const auto known = m_hashes.find(file);
    if (known != m_hashes.end()) {
        return known->second;
    }
    const auto text = m_files.find(file);
    return m_hashes.emplace(file, text == m_files.end() ? "absent" : sha256(text->second))
        .first->second;
}

const TextTable* Desk::table(Asked& asked, std::string_view parameter) {
    const std::string file = table_file(asked.text(parameter));
    const std::lock_guard lock(m_reading);
    const auto known = m_tables.find(file);
    return known != m_tables.end() ? known->second.get() : parse(asked, parameter, file);
}

const TextTable* Desk::parse(Asked& asked, std::string_view parameter, const std::string& file) {
    const auto text = m_files.find(file);
    if (text == m_files.end()) {
        asked.fault(parameter, fmt::format("there is no table {}", file),
                    "write the name of a CSV file that stands beside the study, in studies/");
        return nullptr;
    }
    auto table = std::make_unique<TextTable>();
    table->file = file;
    io::CsvReader reader(text->second);
    while (reader.next()) {
        const auto fields = reader.fields();
        std::vector<std::string> row;
        for (const io::CsvField& field : fields) {
            row.emplace_back(trim(field.text));
        }
        if (table->columns.empty()) {
            table->columns = std::move(row);
            continue;
        }
        if (row.size() != table->columns.size()) {
            asked.fault(parameter,
                        fmt::format("{}:{}: the row has {} fields, the header {}", file,
                                    reader.line(), row.size(), table->columns.size()),
                        "write one field for each column");
            return nullptr;
        }
        table->rows.push_back(std::move(row));
        table->lines.push_back(reader.line());
    }
    if (!reader.faults().empty()) {
        const io::CsvFault& fault = reader.faults().front();
        asked.fault(parameter, fmt::format("{}:{}: {}", file, fault.line, fault.message),
                    fault.hint.empty() ? "mend the row" : fault.hint);
        return nullptr;
    }
    return m_tables.emplace(file, std::move(table)).first->second.get();
}

const PanelText* Desk::panel(Asked& asked, const std::string& statistic,
                             std::string_view parameter) {
    const std::string name = asked.text(parameter);
    const std::string key = name + "/" + statistic;
    const TextTable* const rows = is_table(name) ? table(asked, parameter) : nullptr;
    if (is_table(name) && rows == nullptr) {
        return nullptr;
    }
    const std::lock_guard lock(m_reading);
    const auto known = m_panels.find(key);
    if (known != m_panels.end()) {
        return known->second.get();
    }
    auto panel = rows != nullptr ? panel_of(asked, *rows, statistic)
                                 : parse_panel(asked, name, statistic, parameter);
    return panel == nullptr ? nullptr : m_panels.emplace(key, std::move(panel)).first->second.get();
}

std::unique_ptr<PanelText> Desk::parse_panel(Asked& asked, const std::string& name,
                                             const std::string& statistic,
                                             std::string_view parameter) {
    const auto tables = dossier::lights_tables(m_files);
    const auto table = std::ranges::find(tables, name, &dossier::LightsTable::name);
    if (table == tables.end()) {
        std::vector<std::string_view> names;
        for (const dossier::LightsTable& one : tables) {
            names.emplace_back(one.name);
        }
        asked.fault(parameter, fmt::format("there is no panel '{}'", shorten(name)),
                    names.empty()
                        ? "declare one as [lights.NAME] in dossier.toml"
                        : fmt::format("dossier.toml declares {}", fmt::join(names, ", ")));
        return nullptr;
    }
    const auto record_text = m_files.find(dossier::panel_record_file(name));
    const auto rows = m_files.find(dossier::panel_rows_file(name));
    const auto record = record_text == m_files.end()
                            ? Result<dossier::PanelRecord>(Fault{})
                            : dossier::parse_panel_record(record_text->second);
    if (rows == m_files.end() || !record) {
        asked.fault(parameter, fmt::format("the panel '{}' has no rows", shorten(name)),
                    "mend its table in dossier.toml first");
        return nullptr;
    }
    auto panel = std::make_unique<PanelText>();
    if (auto fault = read_panel(rows->second, statistic, panel->panel)) {
        asked.fault(fault->offset == 0 && parameter == "panel" ? "statistic" : parameter,
                    fmt::format("{}: {}", rows->first, fault->message), fault->hint);
        return nullptr;
    }
    const auto info =
        std::ranges::find(record->statistics, statistic, &dossier::PanelStatistic::name);
    panel->unit = info == record->statistics.end() ? "" : info->unit;
    panel->source = table->source;
    panel->synthetic = record->synthetic;
    panel->panel.synthetic = record->synthetic;
    panel->known_since = table->known_since;
    if (!panel->known_since) {
        for (const dossier::PanelRaster& raster : record->rasters) {
            panel->known_since = std::max(panel->known_since, raster.produced_day);
        }
    }
    return panel;
}

const std::map<std::string, Period>& Desk::events() {
    const std::lock_guard lock(m_reading);
    if (m_events) {
        return *m_events;
    }
    m_events.emplace();
    const auto text = m_files.find("events.csv");
    if (text == m_files.end()) {
        return *m_events;
    }
    io::CsvReader reader(text->second);
    std::vector<std::string> header;
    while (reader.next()) {
        std::map<std::string, std::string> row;
        for (std::size_t i = 0; i < reader.fields().size(); ++i) {
            const std::string field(trim(reader.fields()[i].text));
            if (header.size() <= i) {
                header.push_back(field);
            } else {
                row.emplace(header[i], field);
            }
        }
        if (const auto period = parse_period(row["start"]); period && !row["id"].empty()) {
            m_events->emplace(row["id"], *period);
        }
    }
    return *m_events;
}

ledger::Ledger& Desk::ledger() {
    const std::lock_guard lock(m_reading);
    if (!m_dossier) {
        m_dossier.emplace(dossier::load(m_files));
    }
    return m_dossier->ledger;
}

std::set<std::string> Desk::ledger_files() const {
    std::set<std::string> files = {"codes.toml", "sources.toml"};
    for (const auto& [name, text] : m_files) {
        if (name.starts_with("claims/")) {
            files.insert(name);
        }
    }
    return files;
}

std::set<std::string> files_of(const measures::Declaration& declaration, const Desk& desk) {
    std::set<std::string> files = {"dossier.toml", "events.csv"};
    const auto add = [&files](std::string_view key, const std::string& value) {
        if (key == "panel") {
            if (is_table(value)) {
                files.insert(table_file(value));
                return;
            }
            files.insert(dossier::panel_rows_file(value));
            files.insert(dossier::panel_record_file(value));
        } else if (std::ranges::find(table_keys, key) != std::end(table_keys)) {
            files.insert(table_file(value));
        }
    };
    for (const auto& [name, parameter] : declaration.parameters) {
        const std::string_view key = std::string_view(name).substr(name.rfind('.') + 1);
        if (name.starts_with(target_key)) {
            files.merge(desk.ledger_files());
        }
        for (const measures::Item& item : parameter.items) {
            add(key, item.text);
            if (name == "of" && item.text != declaration.id) {
                const measures::Declaration* const other = desk.find(item.text);
                if (other != nullptr && !other->parameters.contains("of")) {
                    files.insert(dossier::study_file(item.text));
                    files.merge(files_of(*other, desk));
                }
            }
        }
    }
    return files;
}

double number_at(const TextTable& table, std::size_t row, std::size_t column, Asked& asked,
                 std::string_view parameter) {
    const std::string& text = table.rows[row][column];
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        asked.fault(
            parameter,
            fmt::format("{}: {} is '{}'", table.place(row), table.columns[column], shorten(text)),
            "write a number");
        return 0;
    }
    return value;
}

void check_place(double longitude, double latitude, const TextTable& table, std::size_t row,
                 Asked& asked, std::string_view parameter) {
    if (longitude < -180 || longitude > 360 || std::abs(latitude) > 90) {
        asked.fault(parameter,
                    fmt::format("{}: longitude {}, latitude {} is no place on earth",
                                table.place(row), longitude, latitude),
                    "write degrees, longitude from -180 to 360 and latitude from -90 to 90; they "
                    "may stand the wrong way round");
    }
}

} // namespace halflight::inquiry
