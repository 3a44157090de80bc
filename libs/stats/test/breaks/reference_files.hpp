// SPDX-License-Identifier: Apache-2.0
// reference_files.hpp - reference data and results of other packages, where they are at hand.
#pragma once

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace halflight::stats {

inline std::filesystem::path reference_folder() {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const std::filesystem::path shared =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
    return shared / "reference";
}

/// Skips a test with one line where the reference data are not at hand.
#define HALFLIGHT_NEEDS_REFERENCE()                                                                \
    if (!std::filesystem::exists(reference_folder() / "data")) {                                   \
        GTEST_SKIP() << "no reference data: set HALFLIGHT_SHARED";                                 \
    }                                                                                              \
    static_assert(true)

/// A column of a CSV file by its name; empty and NA cells are NaN.
inline std::vector<double> reference_column(const std::string& file, const std::string& name) {
    std::ifstream in(reference_folder() / "data" / file);
    std::string line;
    std::getline(in, line);
    const auto cells = [](const std::string& text) {
        std::vector<std::string> made;
        std::stringstream parts(text);
        for (std::string cell; std::getline(parts, cell, ',');) {
            std::erase(cell, '"');
            std::erase(cell, '\r');
            made.push_back(cell);
        }
        return made;
    };
    const auto header = cells(line);
    std::size_t col = 0;
    while (col < header.size() && header[col] != name) {
        ++col;
    }
    EXPECT_LT(col, header.size()) << file << " has no column " << name;
    std::vector<double> made;
    while (std::getline(in, line)) {
        const auto row = cells(line);
        const bool empty = col >= row.size() || row[col].empty() || row[col] == "NA";
        made.push_back(empty ? std::numeric_limits<double>::quiet_NaN() : std::stod(row[col]));
    }
    return made;
}

/// The list of numbers under `list` of the case `name` in expected/FILE; null is NaN.
inline std::vector<double> reference_list(const std::string& file, const std::string& name,
                                          const std::string& list) {
    std::ifstream in(reference_folder() / "expected" / file);
    std::stringstream text;
    text << in.rdbuf();
    const std::string all = text.str();
    const auto at_case = all.find("\"" + name + "\"");
    const auto at_list = all.find("\"" + list + "\"", at_case);
    const auto open = all.find('[', at_list);
    const auto close = all.find(']', open);
    EXPECT_NE(close, std::string::npos) << file << " has no " << name << "." << list;
    std::vector<double> made;
    std::stringstream cells(all.substr(open + 1, close - open - 1));
    for (std::string cell; std::getline(cells, cell, ',');) {
        made.push_back(cell.find("null") != std::string::npos
                           ? std::numeric_limits<double>::quiet_NaN()
                           : std::stod(cell));
    }
    return made;
}

/// Every number within `relative` of what is wanted, and NaN where that is.
inline void expect_list(const std::vector<double>& got, const std::vector<double>& want,
                        double relative, const std::string& what) {
    ASSERT_EQ(got.size(), want.size()) << what;
    double worst = 0;
    for (std::size_t i = 0; i < want.size(); ++i) {
        ASSERT_EQ(std::isnan(got[i]), std::isnan(want[i])) << what << " [" << i << "]";
        if (!std::isnan(want[i])) {
            const double scale = std::max(std::abs(want[i]), 1e-8);
            worst = std::max(worst, std::abs(got[i] - want[i]) / scale);
            EXPECT_NEAR(got[i], want[i], relative * scale) << what << " [" << i << "]";
        }
    }
    std::ostringstream text;
    text << worst;
    testing::Test::RecordProperty(what, text.str());
}

} // namespace halflight::stats
