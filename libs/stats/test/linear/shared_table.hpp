// SPDX-License-Identifier: Apache-2.0
// shared_table.hpp - a plain CSV of numbers from the reference data, where there is any.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace halflight::stats {

inline std::filesystem::path shared_reference() {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const std::filesystem::path shared =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
    return shared / "reference" / "data";
}

using Table = std::map<std::string, std::vector<double>>;

/// Empty where the file is not there.
inline Table read_table(const std::string& name) {
    std::ifstream file(shared_reference() / name);
    Table table;
    std::string line;
    std::vector<std::string> names;
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        std::string cell;
        for (std::size_t c = 0; std::getline(cells, cell, ','); ++c) {
            if (names.size() <= c || table.empty()) {
                names.push_back(cell);
            } else {
                table[names[c]].push_back(std::strtod(cell.c_str(), nullptr));
            }
        }
        for (const std::string& column : names) {
            table[column];
        }
    }
    return table;
}

inline std::vector<std::int32_t> codes(const std::vector<double>& values) {
    return {values.begin(), values.end()};
}

} // namespace halflight::stats
