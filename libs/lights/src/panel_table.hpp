// SPDX-License-Identifier: Apache-2.0
// The rows of a panel on their way into a file, whatever its form.
#pragma once

#include "old_panel.hpp"
#include "period_work.hpp"
#include "staged_file.hpp"
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

/// The rows of the CSV panel that stands at a place, looked through, and copied to where the next
/// one is written.
struct CsvRows {
    CsvRows(const std::filesystem::path& path, const TableMark& mark);
    TableHash hash;
    std::unique_ptr<StagedFile> copy; ///< null where they are not of the marked size and hash
};

/// `head` must outlive the table. `rows`: what stands at `out`, without which `keep` keeps nothing.
[[nodiscard]] std::unique_ptr<PanelTable> csv_table(const std::filesystem::path& out,
                                                    const PanelHead& head,
                                                    std::unique_ptr<CsvRows> rows = nullptr);
[[nodiscard]] std::unique_ptr<PanelTable> sqlite_table(const std::filesystem::path& out,
                                                       const PanelHead& head);
/// The metadata of an SQLite panel; empty where the file is none.
[[nodiscard]] std::string sqlite_metadata(const std::filesystem::path& out);

/// Where the metadata of a CSV panel stands.
[[nodiscard]] std::filesystem::path metadata_path(const std::filesystem::path& out);

} // namespace halflight::lights
