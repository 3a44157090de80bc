// SPDX-License-Identifier: Apache-2.0
#include "sqlite.hpp"

#include "halflight/base/error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace halflight::alerts {

namespace {

constexpr int busy_milliseconds = 20000;

std::string_view remedy(int code) {
    switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return "it is damaged and was left as it is; move it away and put a copy of it back, or "
               "begin anew without it: every alert is then told again";
    case SQLITE_CANTOPEN:
        return "does the folder exist, and may it be written?";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "the file or its folder may not be written; change the permissions, or name another "
               "place with --state";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is using it; try again when that has ended";
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return "is the disk full?";
    default:
        return "it does not look like a state of alerts; move it away";
    }
}

} // namespace

void refuse_state(const std::string& path, std::string_view reason, std::string_view remedy) {
    throw Error(ErrorCode::store,
                fmt::format("the state of alerts {}: {}; {}", path, reason, remedy));
}

void Query::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

Query::Query(sqlite3* database, std::string path, std::string_view sql)
    : m_database(database), m_path(std::move(path)) {
    sqlite3_stmt* raw = nullptr;
    const int code =
        sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
    m_statement.reset(raw);
    check(code);
}

void Query::check(int code) const {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
        refuse_state(m_path, sqlite3_errmsg(m_database), remedy(code));
    }
}

Query& Query::bind(std::int64_t value) {
    check(sqlite3_bind_int64(m_statement.get(), ++m_position, value));
    return *this;
}

Query& Query::bind(std::string_view value) {
    const char* const bytes = value.empty() ? "" : value.data();
    check(sqlite3_bind_text64(m_statement.get(), ++m_position, bytes, value.size(),
                              SQLITE_TRANSIENT, // NOLINT: SQLite's own macro
                              SQLITE_UTF8));
    return *this;
}

bool Query::step() {
    const int code = sqlite3_step(m_statement.get());
    check(code);
    return code == SQLITE_ROW;
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(m_statement.get(), column);
}

std::string Query::text(int column) const {
    const auto* const bytes = sqlite3_column_text(m_statement.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return bytes == nullptr
               ? std::string()
               : std::string(static_cast<const char*>(static_cast<const void*>(bytes)), size);
}

bool Query::is_null(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* database) const noexcept {
    sqlite3_close_v2(database);
}

Database::Database(const std::filesystem::path& path, Mode mode) : m_path(path.string()) {
    const int create = mode == Mode::create ? SQLITE_OPEN_CREATE : 0;
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(
        m_path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE | create, nullptr);
    m_database.reset(raw);
    if (code != SQLITE_OK) {
        refuse_state(m_path, raw == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(raw),
                     remedy(code));
    }
    sqlite3_busy_timeout(raw, busy_milliseconds);
}

void Database::execute(const char* sql) const {
    const int code = sqlite3_exec(m_database.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        refuse_state(m_path, sqlite3_errmsg(m_database.get()), remedy(code));
    }
}

std::int64_t Database::integer(std::string_view sql) const {
    Query statement = query(sql);
    return statement.step() ? statement.integer(0) : 0;
}

std::int64_t Database::last_row() const {
    return sqlite3_last_insert_rowid(m_database.get());
}

Transaction::Transaction(const Database& database) : m_database(database) {
    database.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (m_open) {
        try {
            m_database.execute("ROLLBACK");
        } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): SQLite rolled back itself
        }
    }
}

void Transaction::commit() {
    m_database.execute("COMMIT");
    m_open = false;
}

} // namespace halflight::alerts
