// SPDX-License-Identifier: Apache-2.0
#include "sqlite.hpp"

#include "halflight/base/error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace halflight::store {

namespace {

constexpr int busy_milliseconds = 5000;

const char* remedy(int code) {
    switch (code & 0xff) {
    case SQLITE_NOTADB:
        return "it is not a Halflight ledger; move it away";
    case SQLITE_CORRUPT:
        return "the file is damaged; delete it and build it again from the text";
    case SQLITE_CANTOPEN:
        return "does the folder exist, and may it be written?";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "the file or its folder may not be written; change the permissions";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is using it; try again when that has ended";
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return "is the disk full?";
    default:
        return "delete the file and build it again from the text";
    }
}

[[noreturn]] void fail(sqlite3* database, const std::string& path, int code) {
    const char* reason = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    throw Error(ErrorCode::store, fmt::format("database {}: {} ({})", path, reason, remedy(code)));
}

} // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

Statement::Statement(sqlite3* database, std::string path, std::string_view sql)
    : m_database(database), m_path(std::move(path)) {
    sqlite3_stmt* raw = nullptr;
    const int code =
        sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
    m_statement.reset(raw);
    if (code != SQLITE_OK) {
        fail(database, m_path, code);
    }
}

bool Statement::step() {
    const int code = sqlite3_step(m_statement.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        fail(m_database, m_path, code);
    }
    return code == SQLITE_ROW;
}

void Statement::reset() {
    sqlite3_reset(
        m_statement.get()); // repeats the code of the last step, which step() has reported
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(m_statement.get(), column);
}

std::string_view Statement::text(int column) const {
    const auto* bytes = sqlite3_column_blob(m_statement.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

void Statement::bind_integer(int position, std::int64_t value) {
    if (const int code = sqlite3_bind_int64(m_statement.get(), position, value);
        code != SQLITE_OK) {
        fail(m_database, m_path, code);
    }
}

void Statement::bind_real(int position, double value) {
    if (const int code = sqlite3_bind_double(m_statement.get(), position, value);
        code != SQLITE_OK) {
        fail(m_database, m_path, code);
    }
}

void Statement::bind_text(int position, std::string_view value) {
    const char* bytes = value.empty() ? "" : value.data(); // a null pointer would bind NULL
    const auto size = static_cast<int>(value.size());
    if (const int code = sqlite3_bind_text(m_statement.get(), position, bytes, size, nullptr);
        code != SQLITE_OK) {
        fail(m_database, m_path, code);
    }
}

void Statement::bind_null(int position) {
    if (const int code = sqlite3_bind_null(m_statement.get(), position); code != SQLITE_OK) {
        fail(m_database, m_path, code);
    }
}

void Database::Close::operator()(sqlite3* database) const noexcept {
    sqlite3_close_v2(database);
}

Database::Database(const std::filesystem::path& path) : m_path(path.string()) {
    sqlite3* raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(m_path.c_str(), &raw, flags, nullptr);
    m_database.reset(raw);
    if (code != SQLITE_OK) {
        fail(raw, m_path, code);
    }
    sqlite3_busy_timeout(raw, busy_milliseconds);
}

void Database::execute(const std::string& sql) const {
    const int code = sqlite3_exec(m_database.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        fail(m_database.get(), m_path, code);
    }
}

Statement Database::prepare(std::string_view sql) const {
    return {m_database.get(), m_path, sql};
}

std::int64_t Database::integer(std::string_view sql) const {
    Statement statement = prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

Transaction::Transaction(const Database& database, Access access) : m_database(database) {
    database.execute(access == Access::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    if (m_open) {
        try {
            m_database.execute("ROLLBACK");
        } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): SQLite has rolled back by
                                          // itself
        }
    }
}

void Transaction::commit() {
    m_database.execute("COMMIT");
    m_open = false;
}

} // namespace halflight::store
