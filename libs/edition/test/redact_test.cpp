// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/redact.hpp"

#include "halflight/edition/build.hpp"
#include "halflight/io/files.hpp"
#include "manifest.hpp"
#include "redact_names.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::edition::test {

namespace {

/// The small world with a third source that nobody may pass on, and everything that can name it.
dossier::Files guarded_world() {
    dossier::Files files = small_world_with(
        "SECRET-1,exports,RUS,PRK,,2021-06,777,USD,measured,guarded-wire,2024-01-01,1\n"
        "ECHO-1,exports,RUS,PRK,,2021-07,778,USD,measured,guarded-echo,2024-01-01,1\n");
    files["claims/open.csv"] =
        "id,indicator,area,counterpart,start,value,unit,kind,source,known_since,note\n"
        "OPEN,exports,RUS,PRK,2020,5,USD,measured,agency,2024-01-01,"
        "\"not that of SECRET-1, see guarded-wire.\"\n";
    files["sources.toml"] +=
        "\n# guarded-wire asked us not to pass on its file\n"
        "[source.guarded-wire]\npublisher = \"Wire\"\n"
        "title = \"A wire report for subscribers\"\ndate = 2024-01-01\n"
        "language = \"en\"\nreliability = \"B\"\n"
        "url = \"https://wire.example/secret\"\n"
        "\n[source.guarded-echo]\npublisher = \"Echo\"\ntitle = \"Echo of a wire\"\n"
        "date = 2024-01-02\nlanguage = \"en\"\nreliability = \"C\"\n"
        "origin = \"guarded-wire\"\n";
    files["relations.toml"] = "[[relation]]\nid = \"open-one\"\nkind = \"bound\"\n"
                              "text = \"not about SECRET-1\"\nassert = [\"OPEN < Q3\"]\n"
                              "[[relation]]\nid = \"shut-one\"\nkind = \"bound\"\ntext = \"x\"\n"
                              "assert = [\"SECRET-1 < Q3\"]\n";
    files["verdicts.toml"] += "[[verdict]]\non = \"shut-one\"\nverdict = \"error\"\nby = \"xy\"\n"
                              "date = 2024-02-02\nnote = \"n\"\n";
    return files;
}

constexpr const char* hidden[] = {"SECRET-1",     "ECHO-1", "A wire report for subscribers",
                                  "wire.example", "777",    "Echo of a wire"};

TEST(Redact, NothingOfTheSourceOrItsEchoRemains) {
    const Redaction redaction = redact(guarded_world(), {{"guarded-wire"}, false});
    EXPECT_EQ(redaction.sources, (std::vector<std::string>{"guarded-echo", "guarded-wire"}));
    EXPECT_EQ(redaction.claims, (std::vector<std::string>{"ECHO-1", "SECRET-1"}));
    for (const auto& [name, bytes] : redaction.text) {
        for (const char* word : hidden) {
            EXPECT_EQ(bytes.find(word), std::string::npos) << word << " in " << name;
        }
        EXPECT_EQ(bytes.find("guarded"), std::string::npos) << name;
    }
    EXPECT_NE(redaction.text.at("claims/open.csv").find("not that of withheld, see withheld."),
              std::string::npos);
    EXPECT_NE(redaction.text.at("relations.toml").find("open-one"), std::string::npos);
    EXPECT_EQ(redaction.text.at("verdicts.toml").find("shut-one"), std::string::npos)
        << "a verdict on a relation that is cut";
}

TEST(Redact, WhatRemainsIsASoundDossier) {
    const Redaction redaction = redact(guarded_world(), {{"guarded-wire"}, false});
    const dossier::Dossier dossier = dossier::load(redaction.text);
    EXPECT_EQ(dossier.diagnostics.errors(), 0U);
    EXPECT_EQ(dossier.ledger.claims().size(), 10U);
    EXPECT_EQ(dossier.relations.size(), 1U);
}

TEST(Redact, OnlyWhatMayBeRedistributed) {
    dossier::Files files = guarded_world();
    const std::string agency = "[source.agency]\n";
    files["sources.toml"].replace(files["sources.toml"].find(agency), agency.size(),
                                  agency + "redistribute = true\n");
    const Redaction redaction = redact(files, {{}, true});
    EXPECT_EQ(redaction.sources,
              (std::vector<std::string>{"guarded-echo", "guarded-wire", "paper"}));
}

TEST(Redact, AnUnknownSourceIsNamedWithWhatComesNearest) {
    try {
        (void)redact(small_world(), {{"agenzy"}, false});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::usage);
        EXPECT_NE(std::string(error.what()).find("'agency'"), std::string::npos);
    }
}

TEST(Redact, NamesAreWholeWords) {
    Names names;
    names.add_id("OIL-1");
    names.add_phrase("A long title of a text");
    names.add_phrase("Bulletin");
    std::size_t count = 0;
    EXPECT_EQ(names.strike("OIL-1, OIL-1-b {OIL-1} OIL-1. A long title of a text, Bulletin", count),
              "withheld, OIL-1-b {withheld} withheld. withheld, Bulletin");
    EXPECT_EQ(count, 4U);
}

TEST(Redact, AReportThatNamesWhatIsCutIsBuiltWithMarks) {
    const Folder folder;
    dossier::Files files = guarded_world();
    files["measures.toml"] = "[[measure]]\nid = \"secret-months\"\nform = \"series\"\n"
                             "title = \"T\"\nseries = [\"A = exports:RUS:PRK\"]\n"
                             "periods = [\"2021-06\"]\nnote = \"after SECRET-1\"\n";
    files["report.md"] = "{{ SECRET-1 }}. {{ if SECRET-1 more than 5 USD }}Much.{{ end }}\n\n"
                         "{{ table secret-months }}\n\nSee {{ ref secret-months }}, "
                         "{{ cite guarded-wire }}.\n";
    write_world(folder / "text", files);
    BuildSpec spec;
    spec.version = "1";
    spec.reason.without = {"guarded-wire"};
    const BuildReport report = build(folder / "text", folder / "out", spec);
    ASSERT_EQ(report.outcome, BuildOutcome::built) << to_text(report.diagnostics);
    EXPECT_EQ(report.withheld.sentences, (std::vector<std::string>{"Much."}));
    EXPECT_EQ(report.withheld.left_out.size(), 4U);
    const std::string page = io::read_file(folder / "out/index.html");
    for (const char* mark : {"[withheld: a number]", "[withheld: Much.]", "[withheld: a source]"}) {
        EXPECT_NE(page.find(mark), std::string::npos) << mark;
    }
    EXPECT_EQ(page.find("{{"), std::string::npos);
}

TEST(Redact, AnEditionWithoutASourceHoldsNothingOfIt) {
    const Folder folder;
    write_world(folder / "text", guarded_world());
    BuildSpec spec;
    spec.version = "1";
    spec.reason.without = {"guarded-wire"};
    const BuildReport report = build(folder / "text", folder / "out", spec);
    ASSERT_EQ(report.outcome, BuildOutcome::built);
    EXPECT_EQ(report.withheld.claims, 2U);
    dossier::Files files = all_bytes(folder / "out");
    EXPECT_EQ(parse_manifest(files.at("manifest.json")).withheld,
              (std::vector<std::string>{"guarded-echo", "guarded-wire"}));
    EXPECT_NE(files.at("withheld.md").find("2 sources"), std::string::npos);
    for (const auto& [name, bytes] : files) {
        for (const char* word : hidden) {
            const bool digits = std::string_view(word) == "777" && !name.ends_with(".csv");
            EXPECT_TRUE(digits || bytes.find(word) == std::string::npos) << word << " in " << name;
        }
        EXPECT_TRUE(name == "manifest.json" || bytes.find("guarded") == std::string::npos) << name;
    }
    EXPECT_EQ(build(folder / "text", folder / "out", spec).outcome, BuildOutcome::up_to_date);
}

} // namespace

} // namespace halflight::edition::test
