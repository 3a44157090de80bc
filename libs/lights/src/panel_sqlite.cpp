// SPDX-License-Identifier: Apache-2.0
#include "database.hpp"
#include "halflight/base/text.hpp"
#include "panel_table.hpp"
#include "staged_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(sqlite3* database, const fs::path& path) {
    throw Error(ErrorCode::store,
                fmt::format("cannot write '{}': {}", path.string(), sqlite3_errmsg(database)));
}

Database open(const fs::path& path, int flags) {
    sqlite3* raw = nullptr;
    const int status = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Database database(raw);
    if (status != SQLITE_OK) {
        fail(raw, path);
    }
    return database;
}

/// A statement whose parameters are bound in order; NaN is NULL.
class Insert {
  public:
    Insert(sqlite3* database, const fs::path& path, const std::string& sql)
        : m_database(database), m_path(path) {
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) {
            fail(database, path);
        }
        m_statement.reset(raw);
    }
    Insert& put(std::string_view text) {
        sqlite3_bind_text64(m_statement.get(), ++m_position, text.data(), text.size(),
                            SQLITE_STATIC, SQLITE_UTF8);
        return *this;
    }
    Insert& put(double value) {
        if (std::isnan(value)) {
            sqlite3_bind_null(m_statement.get(), ++m_position);
        } else {
            sqlite3_bind_double(m_statement.get(), ++m_position, value);
        }
        return *this;
    }
    Insert& put(std::int64_t value) {
        sqlite3_bind_int64(m_statement.get(), ++m_position, value);
        return *this;
    }
    void run() {
        if (sqlite3_step(m_statement.get()) != SQLITE_DONE) {
            fail(m_database, m_path);
        }
        sqlite3_reset(m_statement.get());
        m_position = 0;
    }

  private:
    sqlite3* m_database;
    const fs::path& m_path;
    Statement m_statement;
    int m_position = 0;
};

class SqliteTable final : public PanelTable {
  public:
    SqliteTable(const fs::path& out, const PanelHead& head)
        : m_out(out), m_head(head), m_file(out),
          m_database(open(m_file.path(), SQLITE_OPEN_READWRITE)) {
        // Beside its place, and thrown away where it is not finished: no journal is needed.
        execute("PRAGMA journal_mode = OFF");
        execute("PRAGMA synchronous = OFF");
    }

    void begin() override {
        execute("BEGIN");
        make_panel();
        prepare_rows();
    }

    [[nodiscard]] bool keep(const OldPanel& old) override {
        (void)old; // metadata and rows are in one file, written in one step
        Insert attach(m_database.get(), m_out, "ATTACH ? AS old");
        const std::string name = m_out.string();
        attach.put(std::string_view(name)).run();
        execute("BEGIN");
        make_panel();
        // Plain, so that SQLite copies records as they are: the same pages as row after row.
        execute("INSERT INTO main.panel SELECT * FROM old.panel");
        prepare_rows();
        return true;
    }

    void add(const Period& period, const std::vector<raster::ZoneRow>& rows) override {
        const std::string name = to_string(period);
        const std::string start = to_string(period.first);
        const std::string end = to_string(Date{period.end.days - 1});
        for (std::size_t zone = 0; zone < rows.size(); ++zone) {
            m_rows->put(std::string_view(m_head.zone_ids[zone]))
                .put(std::string_view(name))
                .put(std::string_view(start))
                .put(std::string_view(end))
                .put(rows[zone].missing == raster::Missing::none
                         ? std::string_view("")
                         : raster::to_string(rows[zone].missing));
            for (const double value : rows[zone].values) {
                m_rows->put(value);
            }
            m_rows->run();
        }
    }

    void commit(const Run& run) override {
        m_rows.reset();
        put_zones(run);
        put_statistics();
        put_inputs(run);
        execute("CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT");
        const std::string text = metadata_text(run, nullptr);
        Insert metadata(m_database.get(), m_out, "INSERT INTO metadata VALUES ('panel', ?)");
        metadata.put(std::string_view(text)).run();
        execute("COMMIT");
        m_database.reset();
        m_file.commit();
    }

  private:
    void execute(const char* sql) const {
        if (sqlite3_exec(m_database.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
            fail(m_database.get(), m_out);
        }
    }

    void make_panel() const {
        std::string sql =
            "CREATE TABLE main.panel (zone TEXT NOT NULL, period TEXT NOT NULL, start TEXT "
            "NOT NULL, \"end\" TEXT NOT NULL, missing TEXT NOT NULL";
        for (const raster::Statistic& statistic : m_head.statistics) {
            sql += ", " + as_name(statistic.name) + " REAL";
        }
        execute((sql + ") STRICT").c_str());
    }

    void prepare_rows() {
        std::string sql = "INSERT INTO panel VALUES (?, ?, ?, ?, ?";
        for (std::size_t i = 0; i < m_head.statistics.size(); ++i) {
            sql += ", ?";
        }
        m_rows.emplace(m_database.get(), m_out, sql + ")");
    }

    void put_zones(const Run& run) const {
        execute("CREATE TABLE zones (zone TEXT PRIMARY KEY, name TEXT, area_km2 REAL NOT NULL) "
                "STRICT");
        Insert zones(m_database.get(), m_out, "INSERT INTO zones VALUES (?, ?, ?)");
        for (std::size_t i = 0; i < m_head.zone_ids.size(); ++i) {
            const std::string_view name =
                m_head.zone_names.empty() ? std::string_view{} : m_head.zone_names[i];
            zones.put(std::string_view(m_head.zone_ids[i])).put(name).put(run.areas_km2[i]).run();
        }
    }

    void put_statistics() const {
        execute("CREATE TABLE statistics (name TEXT PRIMARY KEY, unit TEXT NOT NULL, definition "
                "TEXT NOT NULL) STRICT");
        Insert statistics(m_database.get(), m_out, "INSERT INTO statistics VALUES (?, ?, ?)");
        for (std::size_t i = 0; i < m_head.statistics.size(); ++i) {
            statistics.put(std::string_view(m_head.statistics[i].name))
                .put(std::string_view(m_head.columns[i].unit))
                .put(std::string_view(m_head.columns[i].definition))
                .run();
        }
    }

    void put_inputs(const Run& run) const {
        execute(
            "CREATE TABLE inputs (path TEXT NOT NULL, period TEXT NOT NULL, collection TEXT NOT "
            "NULL, tile TEXT NOT NULL, produced TEXT NOT NULL, bytes INTEGER NOT NULL) STRICT");
        Insert inputs(m_database.get(), m_out, "INSERT INTO inputs VALUES (?, ?, ?, ?, ?, ?)");
        for (const RunInput& input : run.inputs) {
            for (const Period& period : input.input.periods) {
                const std::string name = to_string(period);
                inputs.put(std::string_view(input.input.path))
                    .put(std::string_view(name))
                    .put(std::string_view(input.input.collection))
                    .put(std::string_view(input.input.tile))
                    .put(std::string_view(input.input.produced))
                    .put(static_cast<std::int64_t>(input.input.bytes))
                    .run();
            }
        }
    }

    fs::path m_out;
    const PanelHead& m_head;
    StagedFile m_file;
    Database m_database;
    std::optional<Insert> m_rows;
};

} // namespace

std::unique_ptr<PanelTable> sqlite_table(const fs::path& out, const PanelHead& head) {
    return std::make_unique<SqliteTable>(out, head);
}

std::string sqlite_metadata(const fs::path& out) {
    sqlite3* raw = nullptr;
    const int status = sqlite3_open_v2(out.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
    const Database database(raw);
    sqlite3_stmt* statement = nullptr;
    if (status != SQLITE_OK ||
        sqlite3_prepare_v2(raw, "SELECT value FROM metadata WHERE key = 'panel'", -1, &statement,
                           nullptr) != SQLITE_OK) {
        return {};
    }
    const Statement owner(statement);
    if (sqlite3_step(statement) != SQLITE_ROW) {
        return {};
    }
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    return text == nullptr ? std::string{} : std::string(text);
}

} // namespace halflight::lights
