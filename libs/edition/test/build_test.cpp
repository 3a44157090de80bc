// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/build.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/edition/explain.hpp"
#include "halflight/edition/open.hpp"
#include "halflight/io/files.hpp"
#include "halflight/store/store.hpp"
#include "manifest.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <functional>

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

/// Names of the steps that ran, in order.
std::vector<std::string> steps_run(const BuildReport& report) {
    std::vector<std::string> names;
    for (const StepReport& step : report.steps) {
        if (step.ran) {
            names.push_back(step.name);
        }
    }
    return names;
}

std::string reasons_of(const BuildReport& report, const std::string& step) {
    for (const StepReport& candidate : report.steps) {
        if (candidate.name == step && !candidate.reasons.empty()) {
            return candidate.reasons.front();
        }
    }
    return {};
}

ErrorCode code_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::count_;
}

TEST(Build, HoldsEverything) {
    const World world;
    const BuildReport report = world.build_at("out");
    EXPECT_EQ(report.outcome, BuildOutcome::built);
    EXPECT_EQ(report.series, 2U);
    const dossier::Files files = all_bytes(world.folder / "out");
    for (const char* name :
         {"manifest.json", "diagnostics.json", "diagnostics.sarif", "diagnostics.txt",
          "findings.json", "numbers.json", "index.html", "ledger.sqlite", "data/index.csv",
          "data/dictionary.csv", "data/exports~RUS~PRK.csv", "data/exports~RUS~PRK.sdmx.csv",
          "dossier/dossier.toml", "dossier/claims/all.csv"}) {
        EXPECT_TRUE(files.contains(name)) << name;
    }
    EXPECT_EQ(files.at("dossier/claims/all.csv"), small_world().at("claims/all.csv"));
    EXPECT_EQ(files.size(), 5U + 8 + 6) << "and nothing else: no journal, no temporary file";
}

TEST(Build, TheManifestListsEveryFileWithItsHash) {
    const World world;
    (void)world.build_at("out");
    dossier::Files files = all_bytes(world.folder / "out");
    const EditionManifest manifest = parse_manifest(files.at("manifest.json"));
    files.erase("manifest.json");
    ASSERT_EQ(manifest.files.size(), files.size());
    for (const auto& [name, bytes] : files) {
        EXPECT_EQ(manifest.files.at(name), sha256(bytes)) << name;
    }
    EXPECT_EQ(manifest.inputs.text.size(), small_world().size());
    EXPECT_EQ(manifest.inputs.version, "1.2.3");
}

TEST(Build, TheDictionaryNamesEveryColumnOfEveryTable) {
    const World world;
    (void)world.build_at("out");
    const dossier::Files files = all_bytes(world.folder / "out");
    const std::string& dictionary = files.at("data/dictionary.csv");
    const auto first_line = [](const std::string& text) { return text.substr(0, text.find('\n')); };
    for (const auto& [file, kind] : {std::pair{"data/visits~PRK~RUS~purpose=work.csv", "KEY.csv"},
                                     {"data/visits~PRK~RUS~purpose=work.sdmx.csv", "KEY.sdmx.csv"},
                                     {"data/index.csv", "index.csv"}}) {
        const std::string header = first_line(files.at(file));
        for (const std::string_view column : split(header, ',')) {
            const bool own_dimension = column == "PURPOSE";
            EXPECT_TRUE(own_dimension ||
                        dictionary.find(std::string(kind) + "," + std::string(column) + ",") !=
                            std::string::npos)
                << kind << " " << column;
        }
    }
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
    const auto time = fs::last_write_time(world.folder / "out/manifest.json");
    const BuildReport again = world.build_at("out");
    EXPECT_EQ(again.outcome, BuildOutcome::up_to_date);
    EXPECT_EQ(again.counts, first.counts);
    EXPECT_EQ(fs::last_write_time(world.folder / "out/manifest.json"), time);
}

TEST(Build, MendsADamagedEdition) {
    const World world;
    (void)world.build_at("out");
    const dossier::Files before = all_bytes(world.folder / "out");
    io::write_file(world.folder / "out/data/index.csv", "tampered");
    EXPECT_EQ(world.build_at("out").outcome, BuildOutcome::built);
    EXPECT_EQ(all_bytes(world.folder / "out"), before);
}

TEST(Build, AChangedClaimRunsOnlyWhatDependsOnIt) {
    const World world;
    (void)world.build_at("out");
    dossier::Files files = small_world();
    std::string& claims = files.at("claims/all.csv");
    claims.replace(claims.find("\"1,957\""), 7, "\"1,958\"");
    write_world(world.folder / "text", files);
    const BuildReport report = world.build_at("out");
    EXPECT_EQ(steps_run(report),
              (std::vector<std::string>{"text", "ledger", "analysis",
                                        "data/visits:PRK:RUS:purpose=work", "page"}));
    EXPECT_EQ(reasons_of(report, "ledger"), "claims/all.csv: VIS changed");
    EXPECT_EQ(reasons_of(report, "data/visits:PRK:RUS:purpose=work"), "rows changed: 1 (2024)");
    EXPECT_NE(why_text(report).find("keep data/exports:RUS:PRK\n"), std::string::npos);
}

TEST(Build, WhatIsTakenOverEqualsWhatIsMadeAnew) {
    const World world;
    (void)world.build_at("out");
    write_world(world.folder / "text",
                small_world_with("NEW,exports,RUS,PRK,,2021,1,USD,measured,agency,2024-01-01,1\n"));
    (void)world.build_at("out");
    (void)world.build_at("fresh");
    EXPECT_EQ(all_bytes(world.folder / "out"), all_bytes(world.folder / "fresh"));
}

TEST(Build, WhiteSpaceStopsAtTheText) {
    const World world;
    (void)world.build_at("out");
    dossier::Files files = small_world();
    files.at("codes.toml") += "\n# a remark\n";
    write_world(world.folder / "text", files);
    const BuildReport report = world.build_at("out");
    EXPECT_EQ(reasons_of(report, "text"),
              "codes.toml: only white space, comments or order changed");
    EXPECT_EQ(steps_run(report), (std::vector<std::string>{"text", "ledger", "analysis", "page"}));
}

TEST(Build, RunsAgainOnlyWhatIsDamaged) {
    const World world;
    (void)world.build_at("out");
    fs::remove(world.folder / "out/numbers.json");
    const BuildReport report = world.build_at("out");
    EXPECT_EQ(steps_run(report), (std::vector<std::string>{"analysis", "numbers"}));
    EXPECT_EQ(reasons_of(report, "numbers"), "numbers.json is damaged or missing");
}

TEST(Build, AnotherVersionTakesNothingOver) {
    const World world;
    (void)world.build_at("out");
    BuildSpec newer = with_jobs(1);
    newer.version = "1.2.4";
    const BuildReport report = world.build_at("out", newer);
    EXPECT_EQ(steps_run(report).size(), report.steps.size());
    EXPECT_EQ(reasons_of(report, "page"), "made by another build of the program (1.2.3)");
}

TEST(Build, FilesOfOthersAreNotLost) {
    const World world;
    (void)world.build_at("out");
    io::write_file(world.folder / "out/data/mine.txt", "keep me");
    EXPECT_EQ(code_of([&] { (void)world.build_at("out"); }), ErrorCode::usage);
    EXPECT_EQ(io::read_file(world.folder / "out/data/mine.txt"), "keep me");
}

TEST(Build, AnEditionOfTheFormerLayoutIsReplaced) {
    const World world;
    fs::create_directories(world.folder / "out/dossier");
    io::write_file(world.folder / "out/dossier/dossier.toml", "");
    io::write_file(world.folder / "out/edition.json",
                   "{\"format\":1,\"files\":{\"dossier/dossier.toml\":\"\"}}");
    EXPECT_EQ(code_of([&] { (void)open(world.folder / "out"); }), ErrorCode::parse);
    EXPECT_EQ(world.build_at("out").outcome, BuildOutcome::built);
    EXPECT_FALSE(fs::exists(world.folder / "out/edition.json"));
}

TEST(Build, ATamperedManifestLeadsNowhereElse) {
    const World world;
    (void)world.build_at("out");
    std::string manifest = io::read_file(world.folder / "out/manifest.json");
    const std::string name = "\"numbers.json\"";
    for (std::size_t at = manifest.find(name); at != std::string::npos;
         at = manifest.find(name, at)) {
        manifest.replace(at, name.size(), "\"../text/dossier.toml\"");
    }
    EXPECT_THROW((void)parse_manifest(manifest), Error);
    io::write_file(world.folder / "out/manifest.json", manifest);
    EXPECT_EQ(world.build_at("out").outcome, BuildOutcome::built);
}

TEST(Build, AsOfMakesAnotherEdition) {
    const World world;
    BuildSpec early = with_jobs(1);
    early.reason.as_of = parse_date("2024-09-15").value();
    (void)world.build_at("out");
    EXPECT_EQ(world.build_at("out", early).outcome, BuildOutcome::built);
    EXPECT_EQ(open(world.folder / "out").spec.as_of, early.reason.as_of);
}

TEST(Build, AnEarlierDayLeavesOutWhatWasNotKnownAndListsIt) {
    dossier::Files files = small_world();
    files["report.md"] = "{{ JUL }}, then {{ AUG }}.\n\n{{ if AUG more than JUL }}More.{{ end }}\n"
                         "\n{{ table months }}\n";
    files["measures.toml"] = "[[measure]]\nid = \"months\"\nform = \"series\"\n"
                             "title = \"By month\"\nseries = [\"A = exports:RUS:PRK\"]\n"
                             "periods = [\"2024-08\"]\n";
    const World world(files);
    BuildSpec early = with_jobs(1);
    early.reason.as_of = parse_date("2024-09-15").value();
    const BuildReport report = world.build_at("out", early);
    ASSERT_EQ(report.outcome, BuildOutcome::built) << to_text(report.diagnostics);
    EXPECT_EQ(report.not_known.sentences, (std::vector<std::string>{"More.", "AUG"}));
    EXPECT_EQ(report.not_known.left_out, (std::vector<std::string>{"table, By month"}));
    EXPECT_EQ(report.not_known.measures, (std::vector<std::string>{"months"}));
    dossier::Files made = all_bytes(world.folder / "out");
    EXPECT_NE(made.at("not-known.md").find("- More.\n- AUG\n"), std::string::npos);
    EXPECT_TRUE(made.contains("not-known.json"));
    EXPECT_NE(made.at("index.html").find("[not known on 2024-09-15: More.]"), std::string::npos);
    EXPECT_EQ(world.build_at("out", early).outcome, BuildOutcome::up_to_date);
    EXPECT_EQ(world.build_at("out").outcome, BuildOutcome::built);
    EXPECT_FALSE(fs::exists(world.folder / "out/not-known.md"));
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
    for (const char* name : {"letters", "text", ".", "text/edition"}) {
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
    dossier::Files files = small_world();
    files.erase("verdicts.toml"); // no part of a ledger
    EXPECT_EQ(store->content_hash(), dossier::content_hash(files));
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
