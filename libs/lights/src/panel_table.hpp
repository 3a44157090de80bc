// SPDX-License-Identifier: Apache-2.0
// The rows of a panel on their way into a file, whatever its form.
#pragma once

#include "mapped_file.hpp"
#include "old_panel.hpp"
#include "period_work.hpp"
#include "table_hash.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace halflight::lights {

/// Use: `begin` or `keep`, then `add` period by period, then `commit`. Destroyed without commit it
/// leaves what stood there untouched. Throws Error(io) or Error(store).
class PanelTable {
  public:
    PanelTable() = default;
    PanelTable(const PanelTable&) = delete;
    PanelTable& operator=(const PanelTable&) = delete;
    virtual ~PanelTable() = default;
    virtual void begin() = 0;
    /// Takes over all rows of the panel that stands there. False where they are not those that its
    /// metadata speaks of: then nothing was done.
    [[nodiscard]] virtual bool keep(const OldPanel& old) = 0;
    virtual void add(const Period& period, const std::vector<raster::ZoneRow>& rows) = 0;
    virtual void commit(const Run& run) = 0;
};

/// The rows of a CSV panel that stands there, looked through.
struct CsvRows {
    CsvRows(const std::filesystem::path& path, const TableMark& mark);
    MappedFile file;
    TableHash hash;
    bool as_marked = false; ///< of the size and hash that the metadata speaks of
};

/// `head` must outlive the table. `rows`, if any, are what stands at `out`: `keep` need not look
/// through them again.
[[nodiscard]] std::unique_ptr<PanelTable> csv_table(const std::filesystem::path& out,
                                                    const PanelHead& head,
                                                    std::shared_ptr<const CsvRows> rows = nullptr);
[[nodiscard]] std::unique_ptr<PanelTable> sqlite_table(const std::filesystem::path& out,
                                                       const PanelHead& head);
/// The metadata of an SQLite panel; empty where the file is none.
[[nodiscard]] std::string sqlite_metadata(const std::filesystem::path& out);

/// Where the metadata of a CSV panel stands.
[[nodiscard]] std::filesystem::path metadata_path(const std::filesystem::path& out);

} // namespace halflight::lights
