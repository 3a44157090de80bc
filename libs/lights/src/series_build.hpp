// SPDX-License-Identifier: Apache-2.0
// A series put together from the rows of a panel, whatever its form.
#pragma once

#include "halflight/lights/series.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace halflight::lights {

/// Where the columns stand that are read, among all.
struct SeriesColumns {
    std::size_t count = 0;
    std::size_t zone = 0, period = 0, missing = 0, value = 0;
    std::optional<std::size_t> name, low, high, error, valid_share;
};

/// One row as it was read.
struct SeriesRow {
    std::string_view zone, name, period;
    SeriesCell cell; ///< a value that is NaN without a reason has the reason "not_given"
};

/// Faults are texts without the place, which the caller knows.
class SeriesBuilder {
  public:
    SeriesBuilder(std::string panel, std::string_view statistic);
    /// Throws Error(parse) for what is no metadata of a panel.
    void take_metadata(const std::string& text, const std::string& place);
    /// Throws Error(not_found) for a statistic that the panel does not have. Gives the fault where
    /// a column is missing.
    [[nodiscard]] std::string
    take_columns(const std::map<std::string, std::size_t, std::less<>>& names);
    [[nodiscard]] const SeriesColumns& columns() const noexcept { return m_columns; }
    [[nodiscard]] const std::string& table_hash() const noexcept { return m_series.table_hash; }
    void set_table_hash(std::string hash) { m_series.table_hash = std::move(hash); }
    /// Gives the fault of a row, empty where there is none.
    [[nodiscard]] std::string add(SeriesRow row);
    /// Puts cells in order; the fault where rows are missing.
    [[nodiscard]] std::string finish();
    [[nodiscard]] Series take() { return std::move(m_series); }

  private:
    std::string m_panel;
    Series m_series;
    SeriesColumns m_columns;
    std::map<std::string, std::string> m_units;
    std::string m_known;
    std::map<std::string, std::size_t, std::less<>> m_zones;
    std::map<std::pair<std::size_t, Period>, SeriesCell> m_rows;
};

/// A panel in SQLite, as `sqlite_table` left it. Throws as `read_series`.
[[nodiscard]] Series read_sqlite_series(const std::filesystem::path& panel,
                                        std::string_view statistic);

} // namespace halflight::lights
