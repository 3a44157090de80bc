// SPDX-License-Identifier: Apache-2.0
// halflight/lights/series.hpp - one statistic of a finished panel, zone by zone and period by
// period.
#pragma once

#include "halflight/base/period.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::lights {

/// NaN stands for "none" in every number.
struct SeriesCell {
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();
    double value = none;
    double low = none;         ///< all cells below the floor at 0
    double high = none;        ///< the same at the floor
    double error = none;       ///< sampling error, one standard deviation
    double valid_share = none; ///< of the covered area
    bool filled = false;       ///< by a gap policy: nobody measured it
    std::string missing;       ///< why there is no value; empty where there is one

    [[nodiscard]] bool has_value() const noexcept { return missing.empty(); }
};

struct Series {
    std::string statistic;
    std::string unit;
    std::string product; ///< name as of `ProductInfo`
    std::string note;    ///< what every reader must know
    bool synthetic = false;
    bool has_valid_share = false;
    std::string zones_hash;
    std::string table_hash; ///< of the rows that were read (of an SQLite panel: of the file)
    std::vector<std::string> zones;
    std::vector<std::string> names; ///< may be empty
    std::vector<Period> periods;    ///< ascending, none twice
    std::vector<SeriesCell> cells;  ///< zone after zone, in it period after period

    [[nodiscard]] const SeriesCell& at(std::size_t zone, std::size_t period) const {
        return cells.at(zone * periods.size() + period);
    }
    [[nodiscard]] SeriesCell& at(std::size_t zone, std::size_t period) {
        return cells.at(zone * periods.size() + period);
    }
};

/// Reads FILE.csv and FILE.csv.json, or FILE.sqlite, as `write_panel` left them. Takes the bounds
/// (`mean_low`, `mean_high`, the same of sum and integral), the sampling error (`mean_se`,
/// `sum_se`) and `valid_share` where the panel has these columns. Throws Error(io) for files that
/// cannot be read, Error(store) for a database that is damaged, Error(parse) (of a CSV with the
/// line) for a table that is none, that has a zone twice in a period or lacks one, or (CSV) that is
/// not the one its metadata speaks of, Error(not_found) naming the columns for a statistic that the
/// panel does not have.
[[nodiscard]] Series read_series(const std::filesystem::path& panel, std::string_view statistic);

/// Values of cells whose valid share is below `least` become missing ("valid_share_low"). Throws
/// Error(invalid_argument) where `least` > 0 and the series has no valid shares.
void require_valid_share(Series& series, double least);

} // namespace halflight::lights
