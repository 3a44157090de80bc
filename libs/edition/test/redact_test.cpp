// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/redact.hpp"

#include "halflight/edition/build.hpp"
#include "halflight/io/files.hpp"
#include "halflight/measures/view.hpp"
#include "halflight/watch/monitor.hpp"
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

/// Prices with and without a source, watched, and a board that names all before they stand.
dossier::Files priced_world() {
    dossier::Files files = guarded_world();
    const std::string agency = "[source.agency]\n";
    files["sources.toml"].replace(files["sources.toml"].find(agency), agency.size(),
                                  agency + "redistribute = true\n");
    const std::string rows = "date,market,commodity,unit,pricetype,currency,price\n"
                             "2021-03-15,Fair,Rice,KG,Retail,ABC,4\n";
    files["prices/open.csv"] = rows;
    files["prices/country.csv"] = rows;
    files["prices/wire.csv"] = rows;
    files["watch.toml"] = "[[board]]\ncell = \"shut\"\nmonitors = [\"none\"] # a country\n"
                          "[[board]]\ncell = \"none\"\nmonitors = [\n  \"kept\",\n  \"none\",\n"
                          "  \"wire-food\",\n]\n"
                          "[[crisis]]\nid = \"c\"\nmonitors = [\"kept\", \"none\"]\n"
                          "onset = 2020-01-01\nend = 2020-02-01\n"
                          "[[prices]]\nfile = \"open.csv\"\nsource = \"agency\"\n"
                          "[[prices]]\nfile = \"wire.csv\"\nid = \"w\"\n"
                          "source = \"guarded-wire\"\n"
                          "[[monitor]]\nid = \"kept\"\nform = \"price-anomaly\"\n"
                          "prices = \"open\"\n"
                          "[[monitor]]\nid = \"none\"\nform = \"price-anomaly\"\n"
                          "prices = \"country\"\n"
                          "[[monitor]]\nid = \"wire-food\"\nform = \"price-anomaly\"\n"
                          "prices = \"w\"\n";
    files["report.md"] = "No country is none of our 12 concerns.\n";
    return files;
}

TEST(Redact, PricesThatNameNoSourceAreNotPassedOn) {
    const dossier::Files files = priced_world();
    const Redaction some = redact(files, {{"guarded-wire"}, false});
    EXPECT_TRUE(some.text.contains("prices/country.csv")) << "only one source was asked away";
    EXPECT_EQ(some.prices, 1U);
    EXPECT_EQ(some.prices_unsourced, 0U);
    const Redaction redaction = redact(files, {{}, true});
    EXPECT_TRUE(redaction.text.contains("prices/open.csv"));
    EXPECT_FALSE(redaction.text.contains("prices/country.csv"));
    EXPECT_FALSE(redaction.text.contains("prices/wire.csv"));
    EXPECT_EQ(redaction.prices, 2U);
    EXPECT_EQ(redaction.prices_unsourced, 1U);
    EXPECT_EQ(redaction.text.at("report.md"), files.at("report.md"))
        << "ids of tables and monitors are common words, blocks without id have none";
}

TEST(Redact, PricesWithoutSourceAreWithheldWhereNothingElseIs) {
    const dossier::Files files = {{"dossier.toml", "title = \"P\"\narea = \"PRK\"\n"},
                                  {"prices/p.csv", priced_world().at("prices/open.csv")}};
    EXPECT_FALSE(redact(files, {{}, true}).text.contains("prices/p.csv"));
    EXPECT_TRUE(redact(files, {{}, false}).text.contains("prices/p.csv"));
}

TEST(Redact, ABoardSaysThatAMonitorIsWithheldWithoutAWarning) {
    const Redaction redaction = redact(priced_world(), {{}, true});
    dossier::Dossier dossier = dossier::load(redaction.text);
    EXPECT_EQ(dossier.diagnostics.errors(), 0U);
    ASSERT_EQ(dossier.plan.monitors.size(), 1U);
    EXPECT_EQ(dossier.plan.crises.at(0).monitors, (std::vector<std::string>{"kept", "withheld"}));
    const reason::Report report;
    const watch::Survey survey = watch::survey(measures::View(dossier.ledger, report), dossier.plan,
                                               *parse_date("2021-06-01"));
    EXPECT_EQ(survey.diagnostics.items().size(), 0U);
    ASSERT_EQ(survey.board.cells.size(), 2U);
    EXPECT_TRUE(survey.board.cells[0].text.starts_with("withheld: ")) << survey.board.cells[0].text;
    EXPECT_TRUE(survey.board.cells[1].text.ends_with("2 of 3 monitors of this cell are withheld"))
        << survey.board.cells[1].text;
}

TEST(Redact, AnEditionSaysHowManyTablesOfPricesItWithholds) {
    const Folder folder;
    dossier::Files files = priced_world();
    files["report.md"] = "Nothing.\n";
    write_world(folder / "text", files);
    BuildSpec spec;
    spec.version = "1";
    spec.redistributable_only = true;
    const BuildReport report = build(folder / "text", folder / "out", spec);
    ASSERT_EQ(report.outcome, BuildOutcome::built) << to_text(report.diagnostics);
    EXPECT_NE(to_text(report, "out").find("and 2 tables of prices withheld"), std::string::npos)
        << to_text(report, "out");
    const std::string told = io::read_file(folder / "out/withheld.md");
    EXPECT_NE(told.find("2 tables of prices"), std::string::npos) << told;
    EXPECT_NE(told.find("Of 1 table no source is named"), std::string::npos) << told;
    EXPECT_FALSE(std::filesystem::exists(folder / "out/dossier/prices/country.csv"));
    EXPECT_TRUE(std::filesystem::exists(folder / "out/dossier/prices/open.csv"));
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
