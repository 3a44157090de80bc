// SPDX-License-Identifier: Apache-2.0
// The edition of the flagship: whole, repeatable, and built anew only where something changed.
#include "edition.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>

namespace halflight::test {
namespace {

namespace fs = std::filesystem;

TEST(Edition, IsWholeAndTheSameWhateverTheThreads) {
    const Shell shell;
    EXPECT_EQ(shell({"build", flagship_folder(), "--out", "one", "--jobs", "1"}).status, 1);
    EXPECT_EQ(shell({"build", flagship_folder(), "--out", "two", "--jobs", "2"}).status, 1);
    expect_whole(shell.folder() / "one");
    EXPECT_EQ(shell.bytes_below("one"), shell.bytes_below("two"));
}

TEST(Edition, AChangedClaimIsNamedAndGivesWhatABuildFromNothingGives) {
    const Shell shell;
    copy_flagship(shell.folder() / "dossier");
    EXPECT_EQ(shell({"build", "dossier", "--out", "edition"}).status, 1);
    change_claim(shell.folder() / "dossier", "OIL-CHN-2018-11", "\"2,928\"", "\"2,938\"");
    const Outcome outcome = shell({"build", "dossier", "--out", "edition", "--why"});
    EXPECT_TRUE(contains(outcome.err, "run  text: claims/petroleum.csv: OIL-CHN-2018-11 changed\n"))
        << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "keep data/visits:PRK:RUS:purpose=tourism\n"));
    EXPECT_FALSE(contains(outcome.err, "keep data/oil.refined:PRK:CHN:unit=t\n"));
    EXPECT_EQ(shell({"build", "dossier", "--out", "fresh"}).status, 1);
    EXPECT_EQ(shell.bytes_below("edition"), shell.bytes_below("fresh"));
}

using Json = nlohmann::json;

/// Numbers of an edition, by id, without what they rest on (statements, cells, conflicts) and their
/// words: a number may come to the same from another ground.
std::map<std::string, Json> numbers_of(const Shell& shell, const std::string& edition) {
    std::map<std::string, Json> numbers;
    const Json document = Json::parse(shell.read(edition + "/numbers.json"));
    for (Json number : document.at("numbers")) {
        for (const char* key : {"statements", "cells", "conflicts", "formula", "name"}) {
            number.erase(key);
        }
        for (const char* key : {"low", "high", "point"}) { // without the solver's last digits
            if (number.at(key).is_number()) {
                std::array<char, 32> text{};
                std::snprintf(text.data(), text.size(), "%.7g", number.at(key).get<double>());
                number[key] = text.data();
            }
        }
        numbers.emplace(number.at("id").get<std::string>(), number);
    }
    return numbers;
}

std::set<std::string> ids_that_differ(const std::map<std::string, Json>& a,
                                      const std::map<std::string, Json>& b) {
    std::set<std::string> ids;
    for (const auto* numbers : {&a, &b}) {
        for (const auto& [id, number] : *numbers) {
            if (!a.contains(id) || !b.contains(id) || a.at(id) != b.at(id)) {
                ids.insert(id);
            }
        }
    }
    return ids;
}

TEST(Edition, DiffNamesTheOneChangedClaimForEveryNumberThatMoved) {
    const Shell shell;
    copy_flagship(shell.folder() / "dossier");
    ASSERT_EQ(shell({"build", "dossier", "--out", "one"}).status, 1);
    change_claim(shell.folder() / "dossier", "OIL-CHN-2019", "\"22,730\"", "\"22,830\"");
    ASSERT_EQ(shell({"build", "dossier", "--out", "two"}).status, 1);
    const Outcome outcome = shell({"diff", "one", "two", "--format", "json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const Json note = Json::parse(outcome.out);
    ASSERT_EQ(note.at("changes").size(), 1U);
    EXPECT_EQ(note.at("changes").front().at("id"), "OIL-CHN-2019");
    std::set<std::string> told;
    for (const Json& number : note.at("numbers")) {
        told.insert(number.at("id").get<std::string>());
        EXPECT_EQ(number.at("caused_by"), Json::array({0})) << number;
    }
    const std::set<std::string> moved =
        ids_that_differ(numbers_of(shell, "one"), numbers_of(shell, "two"));
    EXPECT_EQ(told, moved);
    EXPECT_FALSE(moved.empty());
}

TEST(Edition, WithoutASourceHoldsNothingOfIt) {
    const Shell shell;
    const std::string source = "hankyung-2019-04-23";
    EXPECT_NE(shell({"build", flagship_folder(), "--out", "edition", "--without", source}).status,
              3);
    for (const auto& entry : fs::recursive_directory_iterator(shell.folder() / "edition")) {
        const std::string name =
            entry.path().lexically_relative(shell.folder() / "edition").generic_string();
        if (!entry.is_regular_file() || name == "manifest.json") {
            continue;
        }
        const std::string bytes = shell.read("edition/" + name);
        for (const char* word : {"hankyung-2019-04-23", "hankyung.com/amp/201904233338Y",
                                 "OIL-RUS-2018-t", "OIL-CHN-2019-01_02"}) {
            EXPECT_FALSE(contains(bytes, word)) << word << " in " << name;
        }
    }
    EXPECT_TRUE(contains(shell.read("edition/manifest.json"), source));
    EXPECT_TRUE(contains(shell.read("edition/withheld.md"), "8 statements"));
}

TEST(Edition, OfWhatMayBeRedistributedIsBuiltEvenWhereThatIsNothing) {
    const Shell shell;
    const Outcome outcome =
        shell({"build", flagship_folder(), "--out", "edition", "--redistributable-only"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    expect_whole(shell.folder() / "edition");
}

} // namespace
} // namespace halflight::test
