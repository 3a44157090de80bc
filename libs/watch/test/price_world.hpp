// SPDX-License-Identifier: Apache-2.0
// A dossier that is nothing but a file of prices and what watches it.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/reason/analysis.hpp"
#include "halflight/watch/backtest.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace halflight::watch::test {

inline std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

/// The configuration as it stands in test/data, and what a test declares of crises.
inline std::string price_watch(const std::string& crises) {
    return bytes_of(std::string(HALFLIGHT_SOURCE_DIR) + "/libs/watch/test/data/prices_watch.toml") +
           crises;
}

struct PriceWorld {
    PriceWorld(const std::string& prices, const std::string& watch)
        : dossier(dossier::load({{"dossier.toml", "title = \"Prices\"\narea = \"PRK\"\n"},
                                 {"watch.toml", watch},
                                 {"prices/country.csv", prices}})) {
        EXPECT_EQ(dossier.diagnostics.errors(), 0U) << to_text(dossier.diagnostics.items().front());
    }

    [[nodiscard]] Survey on(Date day) {
        return survey(measures::View(dossier.ledger, report), dossier.plan, day);
    }
    [[nodiscard]] BacktestReport backtested(const BacktestSpec& spec) {
        return backtest(
            dossier.plan, spec, replay_days(dossier.ledger, dossier.plan, spec),
            [this](Date day) { return on(day); }, advance);
    }

    dossier::Dossier dossier;
    reason::Report report;
};

} // namespace halflight::watch::test
