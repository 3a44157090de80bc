// SPDX-License-Identifier: Apache-2.0
// halflight/store/store.hpp - a ledger kept in a database.
#pragma once

#include "halflight/ledger/ledger.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace halflight::store {

/// Where a ledger is kept. One ledger per store; the text of the dossier stays the truth. Every
/// method throws Error(store), its message naming the place and a remedy.
class LedgerStore {
  public:
    LedgerStore() = default;
    LedgerStore(const LedgerStore&) = delete;
    LedgerStore& operator=(const LedgerStore&) = delete;
    virtual ~LedgerStore() = default;

    /// Content hash given to the last `save`; empty when nothing was saved yet.
    [[nodiscard]] virtual std::string content_hash() const = 0;
    /// Replaces everything with `ledger` in one transaction.
    virtual void save(const ledger::Ledger& ledger, std::string_view content_hash) = 0;
    /// The saved ledger: equal in every field, in the same order; its symbols compare in the same
    /// order too.
    [[nodiscard]] virtual ledger::Ledger load() const = 0;
    /// Version of the schema, after migration.
    [[nodiscard]] virtual int schema_version() const = 0;
};

/// How SQLite keeps its journal: `shared` (write-ahead log; readers go on while one writes) for a
/// working store, `single_file` (nothing but the file itself remains) for one that is handed on.
enum class Journal { shared, single_file };

/// Newest schema that this program writes.
[[nodiscard]] int current_schema() noexcept;

/// Opens a SQLite file, creates it where it is absent, migrates it where it is older. Throws
/// Error(store) for a file that is no Halflight ledger, that is damaged, that a newer program
/// wrote, or that cannot be created or written.
[[nodiscard]] std::unique_ptr<LedgerStore> open_sqlite(const std::filesystem::path& path,
                                                       Journal journal = Journal::shared);

} // namespace halflight::store
