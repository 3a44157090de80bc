// SPDX-License-Identifier: Apache-2.0
#include "halflight/dossier/dossier.hpp"

#include <gtest/gtest.h>

namespace halflight::dossier {
namespace {

Files world() {
    Files files = starter();
    files["measures.toml"] = "[[measure]]\nid = \"a\"\nform = \"series\"\ntitle = \"T\"\n"
                             "series = [\"x\", \"y\"]\nfactor = 0.9\nstrict = true\n";
    return files;
}

const Diagnostic* find(const Dossier& dossier, std::string_view code, std::string_view file) {
    for (const Diagnostic& item : dossier.diagnostics.items()) {
        if (item.code == code && item.place.file == file) {
            return &item;
        }
    }
    return nullptr;
}

TEST(Declarations, KeepEveryParameterWithItsPlace) {
    const Dossier dossier = load(world());
    ASSERT_EQ(dossier.measures.size(), 1U);
    const measures::Declaration& a = dossier.measures.front();
    EXPECT_EQ(a.id, "a");
    EXPECT_EQ(a.form, "series");
    EXPECT_EQ(a.title, "T");
    ASSERT_EQ(a.parameters.size(), 3U);
    EXPECT_TRUE(a.parameters.at("series").list);
    EXPECT_EQ(a.parameters.at("series").items[1].text, "y");
    EXPECT_EQ(a.parameters.at("series").items[1].place.line, 5U);
    EXPECT_EQ(a.parameters.at("factor").items[0].text, "0.9");
    EXPECT_EQ(a.parameters.at("strict").items[0].text, "true");
}

TEST(Declarations, AMeasureWithoutFormIsAFault) {
    Files files = world();
    files["figures.toml"] = "[[figure]]\nid = \"f\"\n";
    EXPECT_NE(find(load(files), "S007", "figures.toml"), nullptr);
}

TEST(Events, AreSortedAndTheirFaultsHaveAPlace) {
    Files files = world();
    const std::string source = load(files).ledger.sources().front().id;
    files["events.csv"] = "id,start,end,label,kind,source,note\nb,2024-06-19,,Treaty,treaty," +
                          source + ",\na,2023-07,,Visit,,nobody,\nb,2024-13,,Again,," + source +
                          ",\n";
    const Dossier dossier = load(files);
    ASSERT_EQ(dossier.events.size(), 2U);
    EXPECT_EQ(dossier.events[0].id, "a");
    EXPECT_EQ(to_string(dossier.events[1].period), "2024-06-19");
    const Diagnostic* const unknown = find(dossier, "R005", "events.csv");
    ASSERT_NE(unknown, nullptr);
    EXPECT_EQ(unknown->place.line, 3U);
    ASSERT_NE(find(dossier, "S019", "events.csv"), nullptr);
}

TEST(ReportText, BytesThatAreNoUtf8AreAFaultWithItsLine) {
    Files files = world();
    files["report.md"] = "fine\nbad \xff\n";
    const Dossier dossier = load(files);
    const Diagnostic* const fault = find(dossier, "S002", "report.md");
    ASSERT_NE(fault, nullptr);
    EXPECT_EQ(fault->place.line, 2U);
    EXPECT_TRUE(dossier.report.empty());
}

} // namespace
} // namespace halflight::dossier
