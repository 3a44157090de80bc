// SPDX-License-Identifier: Apache-2.0
// studies/*.toml and the results that stand beside them.
#include "halflight/dossier/studies.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::dossier::test {
namespace {

constexpr const char* study = "design = \"county\"\ntitle = \"Light\"\npanel = \"a\"\n"
                              "group = [\"x\", \"y\"]\nlevel = 0.9\n[marker.treaty]\n"
                              "day = 2024-06-19\nlead-days = 30\n";

Files world_with(const std::string& toml) {
    Files files = world();
    files["studies/light.toml"] = toml;
    return files;
}

StudyRecord record_of(const Files& files) {
    StudyRecord record;
    record.declaration = canonical(study_declarations(files).front());
    record.sources = {"customs"};
    record.known_since = parse_date("2024-01-02").value();
    record.inputs = {{"panels/a.csv", "00ff"}};
    record.warnings = {{"few_places", "few places", "", ""}};
    measures::Table table;
    table.id = "light";
    table.title = "Light";
    table.columns = {{"slope", "Slope", "1"}, {"p", "p-value", "1"}};
    measures::Value value;
    value.bounds = Interval::closed(0.1, 0.1 + 0.2); // no short decimals
    value.point = 1.0 / 3;
    value.bounds.hi = 1;
    value.basis = measures::Basis::modelled;
    value.missing = Missing::none;
    measures::Value open = value;
    open.bounds = Interval::all();
    table.rows = {
        {std::nullopt, "hc3", "HC3", {value, measures::missing_value(Missing::not_collected)}},
        {parse_period("2024-Q3").value(), "", "", {open, value}}};
    record.tables = {table};
    return record;
}

TEST(Studies, KeysOfTablesStandByTheirPath) {
    const auto declarations = study_declarations(world_with(study));
    ASSERT_EQ(declarations.size(), 1U);
    const measures::Declaration& one = declarations.front();
    EXPECT_EQ(one.id, "light");
    EXPECT_EQ(one.form, "county");
    EXPECT_EQ(one.title, "Light");
    EXPECT_EQ(one.parameters.at("marker.treaty.lead-days").items.front().text, "30");
    EXPECT_EQ(one.parameters.at("marker.treaty.lead-days").place.line, 8U);
    EXPECT_EQ(one.parameters.at("group").items.size(), 2U);
    EXPECT_FALSE(one.parameters.contains("design"));
}

TEST(Studies, ATextWithoutItsResultIsToldOf) {
    const Dossier dossier = load(world_with(study));
    ASSERT_EQ(dossier.studies.size(), 1U);
    EXPECT_TRUE(dossier.studies.front().tables.empty());
    EXPECT_NE(diagnostics_of(dossier).find("R034"), std::string::npos) << diagnostics_of(dossier);
}

TEST(Studies, ResultsReadBackToTheLastBit) {
    const StudyRecord record = record_of(world_with(study));
    const auto back = parse_study_record(to_json(record));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->tables, record.tables);
    EXPECT_EQ(back->known_since, record.known_since);
    EXPECT_EQ(back->inputs, record.inputs);
    EXPECT_EQ(back->warnings, record.warnings);
}

TEST(Studies, ResultsBecomeTables) {
    Files files = world_with(study);
    files[result_file("light")] = to_json(record_of(files));
    const Dossier dossier = load(files);
    ASSERT_EQ(dossier.studies.size(), 1U);
    ASSERT_EQ(dossier.studies.front().tables.size(), 1U);
    EXPECT_EQ(dossier.studies.front().tables.front().sources, std::vector<std::string>{"customs"});
    EXPECT_EQ(dossier.diagnostics.errors(), 0U) << diagnostics_of(dossier);
    EXPECT_NE(diagnostics_of(dossier).find("warning: R035: few_places: few places"),
              std::string::npos)
        << diagnostics_of(dossier);
}

TEST(Studies, FaultsStandAtTheirKeys) {
    Files files = world_with(study);
    StudyRecord record = record_of(files);
    record.tables.clear();
    record.faults = {{"", "no such group", "write another", "group"}};
    files[result_file("light")] = to_json(record);
    const std::string words = diagnostics_of(load(files));
    EXPECT_NE(words.find("studies/light.toml:4:"), std::string::npos) << words;
    EXPECT_NE(words.find("no such group"), std::string::npos) << words;
}

TEST(Studies, BadFilesAreToldAndLeftOut) {
    for (const auto& [toml, part] :
         {std::pair("title = \"Light\"\n", "the study has no design"),
          std::pair("design = [\n", "S001"),
          std::pair("design = \"county\"\nwhen = 12:00:00\n", "holds neither text nor number")}) {
        const Files files = world_with(toml);
        EXPECT_TRUE(study_declarations(files).empty()) << toml;
        const Dossier dossier = load(files);
        EXPECT_TRUE(dossier.studies.empty()) << toml;
        EXPECT_NE(diagnostics_of(dossier).find(part), std::string::npos) << diagnostics_of(dossier);
    }
    Files files = world();
    files["studies/1 study.toml"] = study;
    EXPECT_NE(diagnostics_of(load(files)).find("S010"), std::string::npos);
    files = world_with(std::string("sources = [\"nobody\"]\n") + study);
    EXPECT_NE(diagnostics_of(load(files)).find("unknown source 'nobody'"), std::string::npos);
}

TEST(Studies, DamagedAndForeignResults) {
    Files files = world_with(study);
    files[result_file("light")] = "{";
    EXPECT_NE(diagnostics_of(load(files)).find("is damaged"), std::string::npos);
    files[result_file("light")] = to_json(record_of(files));
    files["studies/light.toml"] += "trust = 0.4\n";
    EXPECT_NE(diagnostics_of(load(files)).find("R033"), std::string::npos);
}

TEST(Studies, RecordsOfAnyTextAreReadOrRefused) {
    const std::string whole = to_json(record_of(world_with(study)));
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        std::string cut = whole;
        cut[at] = '"';
        (void)parse_study_record(cut);
        EXPECT_FALSE(parse_study_record(whole.substr(0, at)));
    }
}

} // namespace
} // namespace halflight::dossier::test
