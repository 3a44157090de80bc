// SPDX-License-Identifier: Apache-2.0
// A dossier with a study, from its files to an edition.
#include "halflight/base/hash.hpp"
#include "halflight/dossier/studies.hpp"
#include "halflight/edition/build.hpp"
#include "halflight/edition/check.hpp"
#include "halflight/edition/diff.hpp"
#include "halflight/edition/explain.hpp"
#include "halflight/edition/open.hpp"
#include "halflight/io/files.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::edition::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* study = R"(design = "turning-point"
title = "When visits rose"
reports = "visits.csv"
type = "plants"
window = "2020-01/2021-12"
model = "poisson"
draws = 19
sources = ["visits"]
known-since = 2022-06-01
)";

constexpr const char* report = R"(# Visits

It began between {{begin/begin}}, with probability {{begin/probability}}.
)";

/// One visit a month in 2020, `after` a month in 2021.
std::string visits(int after) {
    std::string rows = "reported,happened,type\n";
    for (int month = 0; month < 24; ++month) {
        for (int k = 0; k < (month < 12 ? 1 : after); ++k) {
            const std::string day = std::to_string(2020 + month / 12) + "-" +
                                    (month % 12 < 9 ? "0" : "") + std::to_string(month % 12 + 1) +
                                    "-" + std::to_string(10 + k);
            rows += day + "," + day + ",plants\n";
        }
    }
    return rows;
}

BuildSpec spec_of(int jobs = 1) {
    BuildSpec spec;
    spec.jobs = jobs;
    spec.version = "1.2.3";
    return spec;
}

struct StudyWorld {
    StudyWorld() {
        dossier::Files files = small_world();
        files["sources.toml"] += "\n[source.visits]\npublisher = \"Archive\"\n"
                                 "title = \"Reports of visits to plants\"\n";
        files["studies/begin.toml"] = study;
        files["studies/visits.csv"] = visits(5);
        files["report.md"] = report;
        write_world(text(), files);
    }
    [[nodiscard]] fs::path text() const { return folder / "text"; }
    [[nodiscard]] BuildReport build_at(const std::string& name,
                                       const BuildSpec& spec = spec_of()) const {
        return build(text(), folder / name, spec);
    }
    Folder folder;
};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string number_of(const fs::path& edition, const std::string& id) {
    const std::string csv = io::read_file(edition / "data/measures/begin.csv");
    const std::size_t at = csv.find(id + ",");
    return at == std::string::npos ? "" : csv.substr(at, csv.find('\n', at) - at);
}

} // namespace

TEST(DossierStudies, NumbersOfAStudyArePublishedAndBound) {
    const StudyWorld world;
    const BuildReport built = world.build_at("edition");
    ASSERT_EQ(built.outcome, BuildOutcome::built) << to_text(built.diagnostics);
    const dossier::Files files = all_bytes(world.folder / "edition");
    EXPECT_TRUE(holds(number_of(world.folder / "edition", "begin/rate-before"), "1,")) //
        << files.at("data/measures/begin.csv");
    for (const char* file : {"data/measures/begin.posterior.csv", "data/measures/begin.counts.csv",
                             "data/measures/begin.sources.csv", "dossier/results/begin.json",
                             "dossier/studies/visits.csv"}) {
        EXPECT_TRUE(files.contains(file)) << file;
    }
    EXPECT_TRUE(holds(files.at("index.html"), "2021-01-01")) << "the bound sentence";
    EXPECT_TRUE(holds(files.at("numbers.json"), "\"begin/probability\""));
}

TEST(DossierStudies, ExplainTellsWhatANumberRestsOn) {
    const StudyWorld world;
    (void)world.build_at("edition");
    for (const fs::path& place : {world.text(), world.folder / "edition"}) {
        const std::string words = to_text(explain(open(place).dossier, "begin/rate-after", {}));
        EXPECT_TRUE(holds(words, "the rate of events changed at most once")) << words;
        EXPECT_TRUE(holds(words, "rests on the sources visits")) << words;
        EXPECT_TRUE(holds(words, "Raftery and Akman")) << words;
    }
}

TEST(DossierStudies, WhatIsUnchangedIsNotRunAgain) {
    const StudyWorld world;
    (void)world.build_at("edition");
    const fs::path kept = world.text() / ".halflight" / "studies" / "begin.json";
    const auto time = fs::last_write_time(kept);
    EXPECT_EQ(world.build_at("edition").outcome, BuildOutcome::up_to_date);
    io::write_file(world.text() / "report.md", std::string(report) + "\nMore.\n");
    EXPECT_EQ(world.build_at("edition").outcome, BuildOutcome::built);
    EXPECT_EQ(fs::last_write_time(kept), time);
    // A damaged one is run again.
    io::write_file(kept, "{}");
    (void)world.build_at("other");
    EXPECT_TRUE(holds(number_of(world.folder / "other", "begin/rate-before"), "1,"));
}

TEST(DossierStudies, CheckLeavesRunningToBuild) {
    const StudyWorld world;
    const std::string before = to_text(check(world.text(), {}).diagnostics);
    EXPECT_TRUE(holds(before, "studies/begin.toml:1:1: warning: R034")) << before;
    (void)world.build_at("edition");
    const std::string after = to_text(check(world.text(), {}).diagnostics);
    EXPECT_FALSE(holds(after, "R034")) << after;
}

TEST(DossierStudies, FaultsStopABuildAtTheirKeys) {
    const StudyWorld world;
    io::write_file(world.text() / "studies/begin.toml",
                   std::string(study) + "windw = \"2020\"\nlevel = 3\n");
    const BuildReport built = world.build_at("edition");
    EXPECT_EQ(built.outcome, BuildOutcome::refused);
    const std::string words = to_text(built.diagnostics);
    EXPECT_TRUE(holds(words, "studies/begin.toml:10:")) << words;
    EXPECT_TRUE(holds(words, "did you mean 'window'?")) << words;
    EXPECT_FALSE(fs::exists(world.folder / "edition"));
}

TEST(DossierStudies, ADiffNamesTheStudyAndWhatItRead) {
    const StudyWorld world;
    (void)world.build_at("before");
    io::write_file(world.text() / "studies/visits.csv", visits(4));
    (void)world.build_at("after");
    const DiffReport diff = edition::diff(world.folder / "before", world.folder / "after", {});
    const auto changed = std::ranges::find_if(
        diff.numbers, [](const auto& one) { return one.number().id == "begin/rate-after"; });
    ASSERT_NE(changed, diff.numbers.end());
    ASSERT_EQ(changed->causes.size(), 1U);
    const Factor& cause = diff.factors.at(changed->causes.front());
    EXPECT_EQ(cause.what, Factor::What::study);
    EXPECT_EQ(cause.id, "begin");
    EXPECT_EQ(cause.details, std::vector<std::string>{"studies/visits.csv differs"});
    EXPECT_TRUE(holds(to_text(diff), "study begin changed")) << to_text(diff);
}

TEST(DossierStudies, AStudyIsNotKnownBeforeItsTables) {
    const StudyWorld world;
    BuildSpec spec = spec_of();
    spec.reason.as_of = to_date({2022, 5, 31});
    ASSERT_EQ(world.build_at("early", spec).outcome, BuildOutcome::built);
    EXPECT_FALSE(fs::exists(world.folder / "early/data/measures/begin.csv"));
    spec.reason.as_of = to_date({2022, 6, 1});
    ASSERT_EQ(world.build_at("late", spec).outcome, BuildOutcome::built);
    EXPECT_TRUE(fs::exists(world.folder / "late/data/measures/begin.csv"));
}

TEST(DossierStudies, AWithheldSourceTakesItsStudyAway) {
    const StudyWorld world;
    BuildSpec spec = spec_of();
    spec.reason.without = {"visits"};
    const BuildReport built = world.build_at("edition", spec);
    ASSERT_EQ(built.outcome, BuildOutcome::built) << to_text(built.diagnostics);
    for (const auto& [name, bytes] : all_bytes(world.folder / "edition")) {
        EXPECT_FALSE(holds(name, "begin")) << name;
        EXPECT_FALSE(holds(bytes, "Reports of visits to plants")) << name;
        EXPECT_FALSE(holds(bytes, "2021-03-10,2021-03-10")) << name;
    }
}

TEST(DossierStudies, SameBytesWhateverTheThreads) {
    const StudyWorld world;
    (void)world.build_at("one", spec_of(1));
    fs::remove_all(world.text() / ".halflight");
    (void)world.build_at("two", spec_of(2));
    EXPECT_EQ(all_bytes(world.folder / "one"), all_bytes(world.folder / "two"));
}

TEST(DossierStudies, AResultForOtherKeysIsNotTaken) {
    const StudyWorld world;
    (void)world.build_at("edition");
    fs::create_directories(world.text() / "results");
    fs::copy_file(world.folder / "edition/dossier/results/begin.json",
                  world.text() / "results/begin.json");
    EXPECT_EQ(world.build_at("same").outcome, BuildOutcome::built);
    io::write_file(world.text() / "studies/begin.toml", std::string(study) + "change = 0.6\n");
    const BuildReport other = world.build_at("other");
    EXPECT_EQ(other.outcome, BuildOutcome::refused);
    EXPECT_TRUE(holds(to_text(other.diagnostics), "R033")) << to_text(other.diagnostics);
    io::write_file(world.text() / "results/begin.json", "{\"format\":1}");
    EXPECT_TRUE(holds(to_text(world.build_at("damaged").diagnostics), "is damaged"));
}

} // namespace halflight::edition::test
