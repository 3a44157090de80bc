// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/build.hpp"
#include "halflight/edition/explain.hpp"
#include "halflight/edition/open.hpp"
#include "halflight/io/files.hpp"
#include "halflight/store/store.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::edition::test {

namespace {

namespace fs = std::filesystem;

BuildSpec with_jobs(int jobs) {
    BuildSpec spec;
    spec.jobs = jobs;
    spec.version = "1.2.3";
    return spec;
}

struct World {
    explicit World(const dossier::Files& files = small_world()) {
        write_world(folder / "text", files);
    }
    [[nodiscard]] BuildReport build_at(const std::string& name,
                                       const BuildSpec& spec = with_jobs(1)) const {
        return build(folder / "text", folder / name, spec);
    }
    Folder folder;
};

TEST(Build, HoldsEverything) {
    const World world;
    const BuildReport report = world.build_at("out");
    EXPECT_EQ(report.outcome, BuildOutcome::built);
    EXPECT_EQ(report.series, 2U);
    const dossier::Files files = all_bytes(world.folder / "out");
    for (const char* name :
         {"edition.json", "diagnostics.json", "diagnostics.sarif", "diagnostics.txt",
          "findings.json", "ledger.sqlite", "series/index.csv", "series/exports~RUS~PRK.csv",
          "series/exports~RUS~PRK.json", "series/exports~RUS~PRK.sdmx.csv", "dossier/dossier.toml",
          "dossier/claims/all.csv"}) {
        EXPECT_TRUE(files.contains(name)) << name;
    }
    EXPECT_EQ(files.at("dossier/claims/all.csv"), small_world().at("claims/all.csv"));
    EXPECT_EQ(files.size(), 5U + 7 + 6) << "and nothing else: no journal, no temporary file";
}

TEST(Build, SameBytesForSameInputWhateverTheThreads) {
    const World world;
    (void)world.build_at("one", with_jobs(1));
    (void)world.build_at("two", with_jobs(8));
    EXPECT_EQ(all_bytes(world.folder / "one"), all_bytes(world.folder / "two"));
}

TEST(Build, DoesNothingWhenNothingChanged) {
    const World world;
    const BuildReport first = world.build_at("out");
    const auto time = fs::last_write_time(world.folder / "out/edition.json");
    const BuildReport again = world.build_at("out");
    EXPECT_EQ(again.outcome, BuildOutcome::up_to_date);
    EXPECT_EQ(again.counts, first.counts);
    EXPECT_EQ(fs::last_write_time(world.folder / "out/edition.json"), time);
}

TEST(Build, MendsADamagedEdition) {
    const World world;
    (void)world.build_at("out");
    const dossier::Files before = all_bytes(world.folder / "out");
    io::write_file(world.folder / "out/series/index.csv", "tampered");
    EXPECT_EQ(world.build_at("out").outcome, BuildOutcome::built);
    EXPECT_EQ(all_bytes(world.folder / "out"), before);
}

TEST(Build, AsOfMakesAnotherEdition) {
    const World world;
    BuildSpec early = with_jobs(1);
    early.reason.as_of = parse_date("2024-09-15").value();
    (void)world.build_at("out");
    EXPECT_EQ(world.build_at("out", early).outcome, BuildOutcome::built);
    EXPECT_EQ(open(world.folder / "out").spec.as_of, early.reason.as_of);
}

TEST(Build, ErrorsOfTheTextStopItAndLeaveTheOldEdition) {
    const World world;
    (void)world.build_at("out");
    const dossier::Files before = all_bytes(world.folder / "out");
    write_world(
        world.folder / "text",
        small_world_with("BAD,exports,RUS,PRK,,2024-99,1,USD,measured,agency,2024-01-01,1\n"));
    const BuildReport report = world.build_at("out");
    EXPECT_EQ(report.outcome, BuildOutcome::refused);
    EXPECT_EQ(report.counts.errors, 1U);
    EXPECT_EQ(all_bytes(world.folder / "out"), before);
    EXPECT_EQ(all_bytes(world.folder.path()).size(), before.size() + 5)
        << "nothing half-written beside it";
}

TEST(Build, ReplacesOnlyEditions) {
    const World world;
    fs::create_directory(world.folder / "letters");
    io::write_file(world.folder / "letters/dear.txt", "keep me");
    for (const char* name : {"letters", "text", "."}) {
        try {
            (void)world.build_at(name);
            FAIL() << name;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::usage) << name;
        }
    }
    EXPECT_EQ(io::read_file(world.folder / "letters/dear.txt"), "keep me");
}

TEST(Build, TheEditionExplainsItselfAndStaysUntouched) {
    const World world;
    (void)world.build_at("out");
    const dossier::Files before = all_bytes(world.folder / "out");
    Opened opened = open(world.folder / "out");
    EXPECT_TRUE(opened.is_edition);
    const Explained explained =
        explain(std::move(opened.dossier), "exports:RUS:PRK@2024-09", opened.spec);
    EXPECT_EQ(explained.statements.size(), 3U);
    EXPECT_EQ(all_bytes(world.folder / "out"), before);
}

TEST(Build, TheLedgerOfTheEditionIsThatOfTheText) {
    const World world;
    (void)world.build_at("out");
    const auto store =
        store::open_sqlite(world.folder / "out/ledger.sqlite", store::Journal::single_file);
    EXPECT_EQ(store->load().claims().size(), 9U);
    EXPECT_EQ(store->content_hash(), dossier::content_hash(small_world()));
}

TEST(Build, ExportsOnlyWhatTheDossierNames) {
    dossier::Files files = small_world();
    files["dossier.toml"] +=
        "[build]\nseries = [\"visits:PRK:RUS:purpose=work\", \"exports:RUS:CHN\"]\n";
    EXPECT_EQ(World(files).build_at("out").series, 1U)
        << "one of which nothing is known is passed over";
}

} // namespace

} // namespace halflight::edition::test
