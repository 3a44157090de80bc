// SPDX-License-Identifier: Apache-2.0
#include "database.hpp"
#include "file_state.hpp"
#include "halflight/base/text.hpp"
#include "panel_table.hpp"
#include "series_build.hpp"

#include <fmt/format.h>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;

class PanelDatabase {
  public:
    PanelDatabase(const fs::path& path, std::string_view statistic)
        : m_path(path), m_builder(path.string(), statistic) {
        std::error_code unknown;
        if (!fs::is_regular_file(path, unknown)) {
            throw Error(ErrorCode::io, fmt::format("there is no panel '{}'", path.string()));
        }
        sqlite3* raw = nullptr;
        const int status = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
        m_database.reset(raw);
        if (status != SQLITE_OK) {
            fail();
        }
    }

    Series read() {
        const std::string metadata = sqlite_metadata(m_path);
        if (metadata.empty()) {
            refuse("it holds no metadata of a panel");
        }
        m_builder.take_metadata(metadata, m_path.string());
        m_builder.set_table_hash(file_hash(m_path.string()));
        read_names();
        const Statement rows = prepare("SELECT * FROM panel");
        std::map<std::string, std::size_t, std::less<>> columns;
        for (int i = 0; i < sqlite3_column_count(rows.get()); ++i) {
            columns.emplace(sqlite3_column_name(rows.get(), i), static_cast<std::size_t>(i));
        }
        check(m_builder.take_columns(columns));
        while (step(rows)) {
            check(m_builder.add(row_of(rows.get())));
        }
        check(m_builder.finish());
        Series series = m_builder.take();
        add_names(series);
        return series;
    }

  private:
    [[noreturn]] void fail() const {
        throw Error(ErrorCode::store, fmt::format("cannot read '{}': {}", m_path.string(),
                                                  sqlite3_errmsg(m_database.get())));
    }
    [[noreturn]] void refuse(const std::string& what) const {
        throw Error(ErrorCode::parse, fmt::format("'{}': {}; make the panel again with `halflight "
                                                  "lights panel`",
                                                  m_path.string(), what));
    }
    void check(const std::string& fault) const {
        if (!fault.empty()) {
            refuse(fault);
        }
    }

    [[nodiscard]] Statement prepare(const char* sql) const {
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v2(m_database.get(), sql, -1, &raw, nullptr) != SQLITE_OK) {
            fail();
        }
        return Statement(raw);
    }
    [[nodiscard]] bool step(const Statement& statement) const {
        const int status = sqlite3_step(statement.get());
        if (status != SQLITE_ROW && status != SQLITE_DONE) {
            fail();
        }
        return status == SQLITE_ROW;
    }

    static std::string_view text(sqlite3_stmt* row, std::size_t column) {
        const auto at = static_cast<int>(column);
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, at));
        return bytes == nullptr
                   ? std::string_view()
                   : std::string_view(bytes,
                                      static_cast<std::size_t>(sqlite3_column_bytes(row, at)));
    }
    static double number(sqlite3_stmt* row, const std::optional<std::size_t>& column) {
        if (!column || sqlite3_column_type(row, static_cast<int>(*column)) == SQLITE_NULL) {
            return SeriesCell::none;
        }
        return sqlite3_column_double(row, static_cast<int>(*column));
    }

    [[nodiscard]] SeriesRow row_of(sqlite3_stmt* from) const {
        const SeriesColumns& columns = m_builder.columns();
        SeriesRow row;
        row.zone = text(from, columns.zone);
        row.period = text(from, columns.period);
        row.cell.missing = std::string(text(from, columns.missing));
        row.cell.value = number(from, columns.value);
        row.cell.low = number(from, columns.low);
        row.cell.high = number(from, columns.high);
        row.cell.error = number(from, columns.error);
        row.cell.valid_share = number(from, columns.valid_share);
        return row;
    }

    /// Names stand in a table of their own; empty ones are none.
    void read_names() {
        const Statement zones = prepare("SELECT zone, name FROM zones WHERE name IS NOT NULL");
        while (step(zones)) {
            if (const std::string_view name = text(zones.get(), 1); !name.empty()) {
                m_names.emplace(text(zones.get(), 0), name);
            }
        }
    }
    void add_names(Series& series) const {
        for (std::size_t i = 0; !m_names.empty() && i < series.zones.size(); ++i) {
            const auto found = m_names.find(series.zones[i]);
            series.names.push_back(found == m_names.end() ? "" : found->second);
        }
    }

    fs::path m_path;
    SeriesBuilder m_builder;
    Database m_database;
    std::map<std::string, std::string> m_names;
};

} // namespace

Series read_sqlite_series(const fs::path& panel, std::string_view statistic) {
    return PanelDatabase(panel, statistic).read();
}

} // namespace halflight::lights
