// SPDX-License-Identifier: Apache-2.0
// SQLite handles that close themselves; every failure says what to do with a state of alerts, which
// unlike a ledger cannot be made again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace halflight::alerts {

/// Throws Error(store): "the state of alerts PATH: REASON; REMEDY".
[[noreturn]] void refuse_state(const std::string& path, std::string_view reason,
                               std::string_view remedy);

class Query {
  public:
    Query(sqlite3* database, std::string path, std::string_view sql);

    Query& bind(std::int64_t value);
    Query& bind(std::string_view value);
    /// True while there is a row.
    bool step();
    void run() { (void)step(); }
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] const std::string& path() const noexcept { return m_path; } ///< of the file

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    void check(int code) const;

    sqlite3* m_database;
    std::string m_path;
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    int m_position = 0;
};

class Database {
  public:
    enum class Mode { create, existing };
    Database(const std::filesystem::path& path, Mode mode);

    void execute(const char* sql) const;
    [[nodiscard]] Query query(std::string_view sql) const {
        return {m_database.get(), m_path, sql};
    }
    [[nodiscard]] std::int64_t integer(std::string_view sql) const;
    [[nodiscard]] std::int64_t last_row() const;
    [[nodiscard]] const std::string& path() const noexcept { return m_path; }

  private:
    struct Close {
        void operator()(sqlite3* database) const noexcept;
    };
    std::string m_path;
    std::unique_ptr<sqlite3, Close> m_database;
};

/// Rolled back unless committed.
class Transaction {
  public:
    explicit Transaction(const Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

  private:
    const Database& m_database;
    bool m_open = true;
};

} // namespace halflight::alerts
