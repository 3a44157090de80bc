// SPDX-License-Identifier: Apache-2.0
// SQLite handles that close themselves and errors that say what to do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace halflight::store {

/// One prepared statement. Parameters are bound in order by `run` and `bind`; texts must live until
/// the step.
class Statement {
  public:
    Statement(sqlite3* database, std::string path, std::string_view sql);

    template <class... Values>
    Statement& bind(const Values&... values) {
        reset();
        int position = 0;
        (bind_one(++position, values), ...);
        return *this;
    }
    /// Binds, executes, resets.
    template <class... Values>
    void run(const Values&... values) {
        bind(values...);
        step();
        reset();
    }
    /// True while there is a row.
    bool step();
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    /// Valid until the next step.
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] bool is_null(int column) const;

  private:
    template <class Value>
    void bind_one(int position, const Value& value) {
        if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>) {
            bind_integer(position, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_floating_point_v<Value>) {
            bind_real(position, static_cast<double>(value));
        } else if constexpr (std::is_same_v<Value, std::nullptr_t>) {
            bind_null(position);
        } else {
            bind_text(position, std::string_view(value));
        }
    }
    void bind_integer(int position, std::int64_t value);
    void bind_real(int position, double value);
    void bind_text(int position, std::string_view value);
    void bind_null(int position);

    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    sqlite3* m_database;
    std::string m_path;
};

class Database {
  public:
    explicit Database(const std::filesystem::path& path);

    void execute(const std::string& sql) const;
    [[nodiscard]] Statement prepare(std::string_view sql) const;
    /// First column of the first row, 0 where there is none.
    [[nodiscard]] std::int64_t integer(std::string_view sql) const;
    [[nodiscard]] const std::string& path() const noexcept { return m_path; }

  private:
    struct Close {
        void operator()(sqlite3* database) const noexcept;
    };
    std::unique_ptr<sqlite3, Close> m_database;
    std::string m_path;
};

enum class Access { read, write };

/// Rolled back unless committed; one that reads sees one state of the file throughout.
class Transaction {
  public:
    explicit Transaction(const Database& database, Access access = Access::write);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

  private:
    const Database& m_database;
    bool m_open = true;
};

} // namespace halflight::store
