// SPDX-License-Identifier: Apache-2.0
// halflight/watch/price.hpp - prices by market, month and commodity, and the index that follows.
#pragma once

#include "halflight/base/date.hpp"
#include "halflight/base/period.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// One observed price. Names are as the file has them.
struct PriceRow {
    Period month;
    std::string market;
    std::string category;
    std::string commodity;
    std::string unit;
    std::string flag; ///< "actual", "aggregate", "forecast"
    std::string type; ///< "Retail", "Wholesale"
    std::string currency;
    double price = 0; ///< of one unit in `currency`, above zero
    std::uint32_t line = 0;
    bool operator==(const PriceRow&) const = default;
};

/// Prices of one country from one file.
struct PriceTable {
    std::string id;         ///< name in monitors: the stem of the file unless declared otherwise
    std::string area;       ///< code or name for causes and texts; empty: the id
    std::string file;       ///< relative to the dossier
    std::string source;     ///< id in the ledger; empty where none is named
    bool synthetic = false; ///< of a made dossier; a source may be synthetic besides
    int lag_days = 15; ///< from the end of a month to the day on which its prices were known: the
                       ///< file has no such day, so this is an assumption
    std::vector<PriceRow> rows; ///< by month, then as in the file
    bool operator==(const PriceTable&) const = default;
};

/// The day since which a price of `month` was known.
[[nodiscard]] Date known_since(const PriceTable& table, const Period& month) noexcept;

} // namespace halflight::watch
