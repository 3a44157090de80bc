// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/diff.hpp"

#include "halflight/edition/build.hpp"
#include "halflight/io/files.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::edition::test {

namespace {

/// The small world with measures that publish its cells.
dossier::Files measured_world() {
    dossier::Files files = small_world();
    const std::string unit = "unit = \"USD\"\n"; // with a frequency every month is a cell
    files["codes.toml"].replace(files["codes.toml"].find(unit), 0, "frequency = \"M\"\n");
    files["measures.toml"] =
        "[[measure]]\nid = \"exports\"\nform = \"series\"\ntitle = \"Exports\"\n"
        "series = [\"exports:RUS:PRK\"]\n"
        "periods = [\"2024-07\", \"2024-08\", \"2024-09\", \"2024-Q3\"]\n"
        "[[measure]]\nid = \"visits\"\nform = \"series\"\ntitle = \"Visits\"\n"
        "series = [\"visits:PRK:RUS:purpose=work\"]\nperiods = [\"2024\"]\n";
    return files;
}

void replace(dossier::Files& files, const std::string& file, const std::string& from,
             const std::string& to) {
    std::string& text = files.at(file);
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
}

struct Pair {
    Pair(const dossier::Files& before, const dossier::Files& after, const BuildSpec& spec = {}) {
        write_world(folder / "a", before);
        write_world(folder / "b", after);
        EXPECT_EQ(build(folder / "a", folder / "one", spec).outcome, BuildOutcome::built);
        EXPECT_EQ(build(folder / "b", folder / "two", spec).outcome, BuildOutcome::built);
    }
    [[nodiscard]] DiffReport compare(const DiffSpec& spec = {}) const {
        return diff(folder / "one", folder / "two", spec);
    }
    Folder folder;
};

std::vector<std::string> moved(const DiffReport& report) {
    std::vector<std::string> ids;
    for (const NumberChange& change : report.numbers) {
        ids.push_back(change.number().id);
    }
    return ids;
}

/// Ids of the causes of one number.
std::vector<std::string> causes(const DiffReport& report, const std::string& id) {
    std::vector<std::string> out;
    for (const NumberChange& change : report.numbers) {
        if (change.number().id == id) {
            for (const std::size_t cause : change.causes) {
                out.push_back(report.factors.at(cause).id);
            }
        }
    }
    return out;
}

using Ids = std::vector<std::string>;

TEST(Diff, EqualEditionsHaveNone) {
    const Pair pair(measured_world(), measured_world());
    const DiffReport report = pair.compare();
    EXPECT_TRUE(report.numbers.empty());
    EXPECT_TRUE(report.factors.empty());
    EXPECT_EQ(report.runs, 0U);
    EXPECT_GT(report.same, 0U);
}

TEST(Diff, NamesTheClaimThatMovedANumberAndNoOther) {
    dossier::Files after = measured_world();
    replace(after, "claims/all.csv", "2024-07,10,", "2024-07,11,");
    replace(after, "claims/all.csv", "\"1,957\"", "\"1,958\"");
    const Pair pair(measured_world(), after);
    const DiffReport report = pair.compare();
    EXPECT_EQ(moved(report),
              (Ids{"exports/PRK@2024-07", "exports/PRK@2024-09", "visits/work@2024"}));
    EXPECT_EQ(causes(report, "exports/PRK@2024-07"), Ids{"JUL"});
    EXPECT_EQ(causes(report, "exports/PRK@2024-09"), Ids{"JUL"}) << "what the quarter leaves";
    EXPECT_EQ(causes(report, "visits/work@2024"), Ids{"VIS"});
    for (const NumberChange& change : report.numbers) {
        EXPECT_TRUE(change.proven);
    }
    const std::string note = to_text(report);
    EXPECT_NE(note.find("caused by revised claim JUL: value 10 -> 11 (claims/all.csv)"),
              std::string::npos)
        << note;
}

TEST(Diff, NewAndWithdrawnClaimsAndMeasures) {
    dossier::Files after = measured_world();
    replace(after, "claims/all.csv",
            "AUG,exports,RUS,PRK,,2024-08,20,thousand USD,estimate,paper,2024-10-01,3\n", "");
    replace(after, "sources.toml", "[source.paper]",
            "[source.new]\npublisher = \"N\"\ntitle = \"N\"\ndate = 2025-01-01\nlanguage = \"en\"\n"
            "reliability = \"B\"\n\n[source.paper]");
    replace(after, "claims/all.csv", "VIS,",
            "SEP,exports,RUS,PRK,,2024-09,90,thousand "
            "USD,measured,new,2025-01-01,2\nVIS,");
    replace(after, "measures.toml", "[[measure]]\nid = \"visits\"",
            "[[measure]]\nid = \"more\"\nform = \"series\"\ntitle = \"More\"\n"
            "series = [\"exports:RUS:PRK\"]\nperiods = [\"2023\"]\n[[measure]]\nid = \"visits\"");
    const Pair pair(measured_world(), after);
    const DiffReport report = pair.compare();
    EXPECT_EQ(causes(report, "more/PRK@2023"), Ids{"measure more"});
    const Ids august = causes(report, "exports/PRK@2024-08");
    EXPECT_NE(std::ranges::find(august, "AUG"), august.end());
    const Ids september = causes(report, "exports/PRK@2024-09");
    EXPECT_NE(std::ranges::find(september, "SEP"), september.end());
}

TEST(Diff, ConflictsThatOpenAndClose) {
    dossier::Files after = measured_world();
    replace(after, "claims/all.csv", "2023,20,", "2023,10,");
    replace(after, "claims/all.csv", "VIS,",
            "VIS-2,visits,PRK,RUS,purpose=work,2024,900,visits,"
            "measured,paper,2025-02-01,1\nVIS,");
    const DiffReport report = Pair(measured_world(), after).compare();
    ASSERT_EQ(report.opened.size(), 1U);
    ASSERT_EQ(report.closed.size(), 1U);
    EXPECT_EQ(report.factors.at(report.opened.front().causes.front()).id, "VIS-2");
    EXPECT_EQ(report.factors.at(report.closed.front().causes.front()).id, "HIGH");
}

TEST(Diff, TheDayThatAnEditionIsOf) {
    BuildSpec early;
    early.reason.as_of = parse_date("2024-09-15").value();
    const Folder folder;
    write_world(folder / "a", measured_world());
    (void)build(folder / "a", folder / "one", early);
    (void)build(folder / "a", folder / "two", {});
    const DiffReport report = diff(folder / "one", folder / "two", {});
    ASSERT_EQ(report.factors.size(), 1U);
    EXPECT_EQ(report.factors.front().what, Factor::What::as_of);
    for (const NumberChange& change : report.numbers) {
        EXPECT_EQ(change.causes, std::vector<std::size_t>{0}) << change.number().id;
    }
}

TEST(Diff, BeyondTheLimitNumbersRestOnTheirStatements) {
    dossier::Files after = measured_world();
    replace(after, "claims/all.csv", "2024-07,10,", "2024-07,11,");
    DiffSpec spec;
    spec.most_runs = 1;
    const DiffReport report = Pair(measured_world(), after).compare(spec);
    EXPECT_EQ(report.untried, 1U);
    EXPECT_EQ(causes(report, "exports/PRK@2024-07"), Ids{"JUL"});
    EXPECT_FALSE(report.numbers.front().proven);
    EXPECT_NE(to_markdown(report).find("rests on revised claim JUL"), std::string::npos);
}

/// A change note for one number that moves between two values.
std::string note_of(const Interval& before, std::optional<double> point, const Interval& after) {
    DiffReport report;
    NumberChange change;
    change.before.emplace();
    change.before->id = "visits/PRK@2024";
    change.before->unit = "t";
    change.before->basis = "derived";
    change.before->missing = "none";
    change.before->bounds = before;
    change.before->point = point;
    change.after = change.before;
    change.after->bounds = after;
    report.numbers.push_back(change);
    return to_text(report);
}

TEST(Diff, PrintsNumbersAsTheEditionDoes) {
    const auto says = [](const std::string& note, const char* words) {
        EXPECT_NE(note.find(words), std::string::npos) << note;
    };
    says(note_of(Interval::point(10.0 / 3), {}, Interval::point(20.0 / 3)), "3.333 t -> 6.667 t");
    const Interval whole = Interval::closed(1234.56789, 1834.56789);
    says(note_of(whole, {}, Interval::closed(1234.56789, 1834.98765)),
         "1,230 to 1,840 t, moved by less than its digits show");
    says(note_of(whole, {}, Interval::closed(1234.56789, 1934.98765)),
         "1,230 to 1,840 t -> 1,230 to 1,940 t");
    says(note_of(Interval::closed(999.5, 1000.5), 1000, Interval::closed(999.4, 1000.5)),
         "1,000 t -> 999.4 to 1,000.5 t");
}

TEST(Diff, TheThreadsDoNotMatter) {
    dossier::Files after = measured_world();
    replace(after, "claims/all.csv", "2024-07,10,", "2024-07,11,");
    replace(after, "claims/all.csv", "2024-08,20,", "2024-08,21,");
    const Pair pair(measured_world(), after);
    DiffSpec many;
    many.jobs = 4;
    EXPECT_EQ(to_json(pair.compare()), to_json(pair.compare(many)));
}

TEST(Diff, WhatIsNoEditionIsSaidSo) {
    const Folder folder;
    write_world(folder / "a", measured_world());
    (void)build(folder / "a", folder / "one", {});
    const auto code = [&](const char* name) {
        try {
            (void)diff(folder / "one", folder / name, {});
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::count_;
    };
    EXPECT_EQ(code("a"), ErrorCode::usage);
    EXPECT_EQ(code("none"), ErrorCode::usage);
    std::filesystem::create_directories(folder / "old/dossier");
    io::write_file(folder / "old/dossier/dossier.toml", "");
    io::write_file(folder / "old/edition.json", "{}");
    EXPECT_EQ(code("old"), ErrorCode::parse);
}

} // namespace

} // namespace halflight::edition::test
