// SPDX-License-Identifier: Apache-2.0
// halflight/alerts/replay.hpp - a dossier's monitors on each past day.
#pragma once

#include "halflight/alerts/watch.hpp"
#include "halflight/watch/backtest.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halflight::alerts {

struct Replayed {
    watch::BacktestReport report;
    std::string content_hash; ///< of the dossier
    std::string title;
};

/// Days of equal knowledge are reasoned over once. Throws as edition::open and watch::backtest do.
[[nodiscard]] Replayed replay(const std::filesystem::path& folder, const watch::BacktestSpec& spec);

/// Keeps the record of each monitor, which alerts then carry. One of the same text of the dossier
/// that covers more days stays. Says in a line each which stayed, and which gave way to one that
/// covers less. Waits for another run to end.
std::vector<std::string> keep_records(const WatchSpec& spec, const Replayed& replayed);

[[nodiscard]] std::string to_text(const Replayed& replayed);
[[nodiscard]] std::string to_json(const Replayed& replayed);

} // namespace halflight::alerts
