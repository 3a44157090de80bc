// SPDX-License-Identifier: Apache-2.0
// What results say of their estimators is what docs/truth.md shows of them.
#include "../src/track_record.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace halflight::studies {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
const std::filesystem::path source = HALFLIGHT_SOURCE_DIR;
const std::filesystem::path rows_file = source / "libs/studies/src/track_record_rows.inc";

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream(line.substr(1));
    for (std::string cell; std::getline(stream, cell, '|');) {
        const std::size_t first = cell.find_first_not_of(' ');
        const std::size_t last = cell.find_last_not_of(' ');
        cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    }
    return cells;
}

/// One row of the table in docs/truth.md.
struct Row {
    std::string design{};
    std::string question{};
    std::string estimator{};
    double truth = none;
    double bias = none;
    double held = none; ///< the one with the star
    double told = none; ///< where there is no effect
    std::string verdict{};
};

double number(const std::string& text) {
    return text == "-" || text.empty() ? none : std::stod(text);
}

bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

std::vector<Row> rows_of_docs() {
    std::vector<Row> rows;
    std::istringstream lines(text_of(source / "docs/truth.md"));
    for (std::string line; std::getline(lines, line);) {
        const auto cells = line.starts_with("| ") ? cells_of(line) : std::vector<std::string>();
        if (cells.size() != 16 || cells[0] == "design") {
            continue;
        }
        Row row{cells[0], cells[1], cells[2], number(cells[6]), number(cells[8])};
        const std::string& starred = says(cells[11], "*") ? cells[11] : cells[12];
        row.held = says(starred, "*") ? number(starred) : none;
        row.told = number(cells[14]);
        row.verdict = cells[15];
        rows.push_back(row);
    }
    return rows;
}

/// Of "other errors" the name says how they were made, which stands for the design.
void name(Row& row) {
    if (const std::size_t at = row.estimator.find(", cells at zero"); at != std::string::npos) {
        row.estimator.resize(at);
    }
    if (row.design == "other errors") {
        const std::size_t comma = row.estimator.find(", ");
        row.design = row.estimator.substr(comma + 2);
        row.estimator.resize(comma);
    }
}

struct Worst {
    std::string estimator{};
    std::string design{};
    double held_least = none;
    double held_most = none;
    double told = none;
    double too_low = none;
    double too_high = none;
    bool off_at_none = false;
    bool runs_away = false;

    void add(const Row& row) {
        held_least = std::fmin(held_least, row.held);
        held_most = std::fmax(held_most, row.held);
        if (says(row.verdict, "false positives")) {
            told = std::fmax(told, row.told);
        }
        const bool biased = says(row.verdict, "fails: bias");
        const bool no_effect = says(row.question, "(no effect)");
        off_at_none = off_at_none || (biased && no_effect);
        if (biased && !no_effect) {
            const double part = std::round(100 * row.bias / row.truth);
            double& side = part < 0 ? too_low : too_high;
            side = std::fmax(side, std::abs(part));
        }
        runs_away = runs_away || says(row.verdict, "runs away");
    }
};

std::vector<Worst> worst_of_docs() {
    std::vector<Worst> all;
    for (Row row : rows_of_docs()) {
        name(row);
        // Another truth than the study's own; and what failed no question.
        if (says(row.estimator, "against expected") || !says(row.verdict, "fails")) {
            continue;
        }
        const auto same = [&](const Worst& one) {
            return one.estimator == row.estimator && one.design == row.design;
        };
        auto found = std::ranges::find_if(all, same);
        if (found == all.end()) {
            found = all.insert(all.end(), {row.estimator, row.design});
        }
        found->add(row);
    }
    return all;
}

std::string word(double value) {
    return std::isnan(value) ? "none" : fmt::format("{}", value);
}

std::string rows_text() {
    std::string text = "// From the table in docs/truth.md: HALFLIGHT_UPDATE_DOCS=1 studies_test "
                       "--gtest_filter='TrackRecord.*'\n// clang-format off\n";
    for (const Worst& one : worst_of_docs()) {
        text += fmt::format("{{\"{}\", \"{}\", {}, {}, {}, {}, {}, {}, {}}},\n", one.estimator,
                            one.design, word(one.held_least), word(one.held_most), word(one.told),
                            word(one.too_low), word(one.too_high), one.off_at_none, one.runs_away);
    }
    return text;
}

TEST(TrackRecord, IsThatOfTheDocs) {
    if (std::getenv("HALFLIGHT_UPDATE_DOCS") != nullptr) {
        std::ofstream(rows_file) << rows_text();
    }
    ASSERT_GT(worst_of_docs().size(), 20U);
    EXPECT_EQ(text_of(rows_file), rows_text())
        << rows_file << " is behind docs/truth.md: run this test with HALFLIGHT_UPDATE_DOCS=1";
}

TEST(TrackRecord, EveryDesignHasWords) {
    for (const Failure& one : failures()) {
        EXPECT_NE(condition(one.design), "") << one.design;
    }
    EXPECT_EQ(condition("no such design"), "");
}

TEST(TrackRecord, EveryFailureIsSaidByItsEstimator) {
    const std::string_view used[] = {thinned_units, drawn_clusters, units_alone};
    for (const Failure& one : failures()) {
        const bool made_otherwise = std::ranges::find(used, one.design) != std::end(used);
        const std::string told = track_record(
            one.estimator, "it", std::span(used).first(made_otherwise ? std::size(used) : 0));
        EXPECT_TRUE(says(told, "it fails where")) << told;
        EXPECT_TRUE(says(told, std::string(condition(one.design)) + " (")) << told;
        if (std::isfinite(one.told)) {
            EXPECT_TRUE(says(told, fmt::format("false positives {:.3g} %", one.told))) << told;
        }
        EXPECT_FALSE(says(told, "()")) << told;
    }
}

TEST(TrackRecord, WaysToMakeErrorsAreToldWhereTheyAreUsed) {
    const std::string words(condition(units_alone));
    const std::string_view used[] = {units_alone};
    EXPECT_FALSE(says(track_record("gsynth", "it"), words));
    EXPECT_TRUE(says(track_record("gsynth", "it"), "all is as it supposes"));
    const std::string alone = track_record("gsynth", "it", used);
    EXPECT_TRUE(says(alone, words));
    EXPECT_FALSE(says(alone, "all is as it supposes")) << "tried with other errors: " << alone;
    EXPECT_TRUE(says(alone, "with errors by counties left out")) << alone;
}

TEST(TrackRecord, EveryWayWasTriedOfEveryMethod) {
    std::set<std::string> rows;
    for (Row row : rows_of_docs()) {
        name(row);
        rows.insert(row.estimator + ", " + row.design);
    }
    for (const char* method : {"gsynth", "interactive-effects", "matrix-completion",
                               "synthetic-did", "difference-in-differences"}) {
        for (const std::string_view way : {thinned_units, drawn_clusters, units_alone}) {
            EXPECT_TRUE(rows.contains(std::string(method) + ", " + std::string(way)))
                << method << ", " << way;
        }
    }
}

TEST(TrackRecord, WhatHeldEverywhereSaysNothing) {
    EXPECT_EQ(track_record("an estimator that was not tried", "it"), "");
}

} // namespace
} // namespace halflight::studies
