// SPDX-License-Identifier: Apache-2.0
#include "halflight/store/store.hpp"

#include "ledger_rows.hpp"
#include "schema.hpp"

namespace halflight::store {

namespace {

class SqliteStore final : public LedgerStore {
  public:
    SqliteStore(const std::filesystem::path& path, Journal journal) : m_database(path) {
        m_database.execute("PRAGMA page_size = 4096; PRAGMA foreign_keys = ON");
        migrate(m_database);
        m_database.execute(journal == Journal::shared
                               ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"
                               : "PRAGMA journal_mode = DELETE");
    }

    [[nodiscard]] std::string content_hash() const override {
        Statement select = m_database.prepare("SELECT value FROM meta WHERE key = 'content_hash'");
        return select.step() ? std::string(select.text(0)) : std::string();
    }

    void save(const ledger::Ledger& ledger, std::string_view content_hash) override {
        Transaction transaction(m_database);
        write_ledger(m_database, ledger);
        m_database.prepare("INSERT INTO meta VALUES('content_hash', ?)").run(content_hash);
        transaction.commit();
    }

    [[nodiscard]] ledger::Ledger load() const override {
        const Transaction snapshot(m_database, Access::read);
        return read_ledger(m_database);
    }

    [[nodiscard]] int schema_version() const override {
        return static_cast<int>(m_database.integer("PRAGMA user_version"));
    }

  private:
    Database m_database;
};

} // namespace

std::unique_ptr<LedgerStore> open_sqlite(const std::filesystem::path& path, Journal journal) {
    return std::make_unique<SqliteStore>(path, journal);
}

} // namespace halflight::store
