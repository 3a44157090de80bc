// SPDX-License-Identifier: Apache-2.0
// prop99.hpp - the California panel, where it is at hand.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "halflight/stats/synthetic.hpp"

namespace halflight::stats {

struct OwnedPanel {
    Matrix outcome;
    std::vector<int> first_treated;
    [[nodiscard]] SyntheticPanel view() const {
        return {.outcome = outcome.view(), .first_treated = first_treated, .predictors = {}};
    }
};

inline std::filesystem::path reference_data() {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const std::filesystem::path shared =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
    return shared / "reference" / "data";
}

/// 31 years x 39 states in order of the alphabet; empty where the file is absent.
inline OwnedPanel read_prop99() {
    std::ifstream file(reference_data() / "california_prop99.csv");
    std::map<std::string, std::map<int, double>> cells;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        std::string state;
        std::string year;
        std::string packs;
        std::getline(fields, state, ',');
        std::getline(fields, year, ',');
        std::getline(fields, packs, ',');
        cells[state][std::stoi(year)] = std::stod(packs);
    }
    OwnedPanel made;
    if (cells.empty()) {
        return made;
    }
    made.outcome = Matrix(cells.begin()->second.size(), cells.size());
    std::size_t unit = 0;
    for (const auto& [state, series] : cells) {
        std::size_t period = 0;
        for (const auto& [year, packs] : series) {
            made.outcome(period++, unit) = packs;
        }
        made.first_treated.push_back(state == "California" ? 19 : never_treated);
        ++unit;
    }
    return made;
}

} // namespace halflight::stats
