// SPDX-License-Identifier: Apache-2.0
// The monitor in an edition: its record, its numbers, its words in the page and from one edition to
// the next.
#include "halflight/edition/monitor.hpp"

#include "halflight/edition/build.hpp"
#include "halflight/edition/diff.hpp"
#include "halflight/edition/explain.hpp"
#include "monitor_worlds.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace halflight::edition::test {

namespace {

Monitor monitor_of(const dossier::Files& files, const char* day = nullptr) {
    reason::Spec spec;
    if (day != nullptr) {
        spec.as_of = *parse_date(day);
    }
    Publication publication = publish(loaded(files), spec);
    add_monitor(publication);
    EXPECT_TRUE(publication.monitor.has_value());
    return publication.monitor.value_or(Monitor{});
}

const MonitorWord* word(const std::vector<MonitorWord>& words, const std::string& id) {
    const auto found = std::ranges::find(words, id, &MonitorWord::id);
    return found == words.end() ? nullptr : &*found;
}

std::string said(const Monitor& monitor, const std::string& id) {
    const auto words = words_of(monitor);
    const MonitorWord* const found = word(words, id);
    return found == nullptr ? "nothing" : found->word;
}

struct Built {
    explicit Built(const dossier::Files& text, BuildSpec spec = {}) {
        spec.version = "1";
        write_world(folder / "text", text);
        report = build(folder / "text", folder / "out", spec);
        EXPECT_EQ(report.outcome, BuildOutcome::built) << to_text(report.diagnostics);
        files = all_bytes(folder / "out");
    }
    [[nodiscard]] bool holds(const std::string& file, const std::string& words) const {
        return files.at(file).find(words) != std::string::npos;
    }
    Folder folder;
    BuildReport report;
    dossier::Files files;
};

TEST(Monitor, TellsVerdictsCellsAndReadings) {
    const Monitor monitor = monitor_of(watched_world());
    EXPECT_EQ(to_string(monitor.day), "2022-02-01") << "the last day on which something was known";
    EXPECT_TRUE(monitor.latest);
    EXPECT_EQ(said(monitor, "watch:oil-cap@2020"), "breach certain");
    EXPECT_EQ(said(monitor, "watch:oil-cap@2021"), "breach certain");
    EXPECT_EQ(said(monitor, "watch:harvest"), "raised, warning");
    EXPECT_EQ(said(monitor, "watch:oil-low"), "quiet");
    EXPECT_EQ(said(monitor, "watch:board:food"), "worse, R1");
    EXPECT_EQ(said(monitor, "watch:board:prices"), "no data, R0");
    EXPECT_EQ(monitor.diagnostics.errors(), 0U);
}

TEST(Monitor, KeepsReportedAndEstimatedApart) {
    const Monitor monitor = monitor_of(watched_world());
    ASSERT_EQ(monitor.meters.size(), 1U);
    const MeterSpan& span = monitor.meters.front().spans.front();
    ASSERT_EQ(span.lines.size(), 3U);
    EXPECT_EQ(span.lines[0].basis, "reported");
    EXPECT_EQ(span.lines[0].volume, Interval::point(60));
    EXPECT_EQ(span.lines[0].breach, watch::Breach::within);
    EXPECT_EQ(span.lines[1].volume.lo, 130);
    EXPECT_EQ(span.lines[2].volume, Interval::point(130));
    EXPECT_EQ(span.lines[2].breach, watch::Breach::certain);
    EXPECT_EQ(span.citation, "Act 1, para. 5");
    EXPECT_NE(span.doubt.find("no statement quotes the paragraph"), std::string::npos);
    EXPECT_EQ(span.claims.size(), 13U);
}

TEST(Monitor, EveryNumberNamesWhatItRestsOn) {
    Publication publication = publish(loaded(watched_world()), {});
    add_monitor(publication);
    const NumberBook book(publication, {});
    const auto estimated = book.find("watch:oil-cap/estimated@2020");
    ASSERT_TRUE(estimated);
    EXPECT_EQ((*estimated)->statements, std::vector<std::string>{"GUARDED"});
    for (const auto& [id, number] : book.all()) {
        EXPECT_EQ(number.origin, NumberOrigin::monitor);
        const bool missing = number.value.basis == measures::Basis::missing;
        EXPECT_TRUE(missing || !number.statements.empty() || !number.assumptions.empty()) << id;
    }
    for (const WatchedCause& cause : publication.monitor->causes) {
        EXPECT_TRUE(book.find(cause.number)) << cause.id;
    }
}

TEST(Monitor, ComesInTheOrderOfTheAlertBudget) {
    const Monitor monitor = monitor_of(watched_world());
    ASSERT_EQ(monitor.causes.size(), 4U);
    EXPECT_EQ(monitor.causes[0].form, "meter");
    EXPECT_EQ(monitor.causes[0].signal.severity, watch::Severity::critical);
    EXPECT_EQ(monitor.causes[2].id, "watch:harvest");
    EXPECT_TRUE(monitor.causes[2].worth.has_value());
    EXPECT_EQ(monitor.causes[3].id, "watch:oil-low");
    EXPECT_FALSE(monitor.causes[3].worth.has_value()) << "a quiet one calls for no look";
    EXPECT_EQ(monitor.causes[2].record, "no backtest: no crisis is declared for it");
}

TEST(Monitor, ABacktestStandsBesideAMonitorWithACrisis) {
    dossier::Files files = watched_world();
    files["watch.toml"] += "\n[[crisis]]\nid = \"drought\"\nmonitors = [\"harvest\"]\n"
                           "onset = 2021-12-01\nend = 2022-06-30\n";
    const Built built(files);
    const auto record = nlohmann::json::parse(built.files.at("monitor.json"));
    std::map<std::string, std::string> records;
    for (const auto& cause : record.at("monitors")) {
        records[cause.at("monitor")] = cause.at("record");
    }
    EXPECT_TRUE(records.at("harvest").starts_with(
        "warned before the onset of 0 of 1 declared crises, fired during 1 more"))
        << records.at("harvest");
    EXPECT_TRUE(records.at("harvest").ends_with("; 2020-02-20 to 2022-02-01"));
    EXPECT_EQ(records.at("oil-low"), "no backtest: no crisis is declared for it");
}

TEST(Monitor, SeesNothingThatWasNotKnownOnTheDay) {
    const Monitor monitor = monitor_of(watched_world(), "2021-03-01");
    EXPECT_EQ(to_string(monitor.day), "2021-03-01");
    EXPECT_FALSE(monitor.latest);
    EXPECT_EQ(said(monitor, "watch:oil-cap@2020"), "within") << "the estimate came in June";
    EXPECT_EQ(said(monitor, "watch:harvest"), "quiet");
    const std::string record = monitor_json(monitor);
    EXPECT_EQ(record.find("GUARDED"), std::string::npos);
    EXPECT_EQ(record.find("CROP-2021"), std::string::npos);
}

TEST(Monitor, AnEarlierDayEqualsADossierWithoutWhatCameLater) {
    dossier::Files cut = watched_world();
    std::string& claims = cut.at("claims/all.csv");
    claims.resize(claims.find("GUARDED"));
    claims += "CROP-2020,harvest,PRK,,2020,=60,t,measured,customs,2021-02-01\n";
    for (const char* day : {"2020-06-30", "2021-02-28", "2021-05-31"}) {
        EXPECT_EQ(monitor_json(monitor_of(watched_world(), day)),
                  monitor_json(monitor_of(cut, day)))
            << day;
    }
}

TEST(Monitor, StandsInTheEditionWithItsEvidence) {
    const Built built(watched_world());
    const auto record = nlohmann::json::parse(built.files.at("monitor.json"));
    EXPECT_EQ(record.at("day"), "2022-02-01");
    EXPECT_EQ(record.at("meters").at(0).at("spans").at(0).at("verdict"), "breach certain");
    EXPECT_EQ(record.at("board").at(1).at("level"), "no data");
    EXPECT_EQ(record.at("monitors").size(), 4U);
    const std::string& page = built.files.at("index.html");
    for (const char* part :
         {">Monitor</h2>", "<div class=\"monitor\" id=\"monitor\">", "rule in doubt",
          "Act 1, para. 5", "id=\"n-watch_3aoil-cap_2ftogether_402020\"",
          "href=\"#n-watch_3aoil-cap_2ftogether_402020\"", "id=\"n-watch_3aboard_3afood\"",
          "href=\"#st-GUARDED\"", "id=\"st-GUARDED\"", "no backtest: no crisis is declared"}) {
        EXPECT_NE(page.find(part), std::string::npos) << part;
    }
    EXPECT_TRUE(built.holds("numbers.json", "watch:harvest/value"));
}

TEST(Monitor, ADossierThatWatchesNothingHasNone) {
    const Built built(small_world());
    EXPECT_FALSE(built.files.contains("monitor.json"));
    EXPECT_FALSE(built.holds("index.html", ">Monitor</h2>"));
}

TEST(Monitor, MayBePlacedInTheReport) {
    dossier::Files files = watched_world();
    files["report.md"] = "# W\n\n## Caps\n\n{{ monitor }}\n\n## After\n\nText.\n";
    const Built built(files);
    const std::string& page = built.files.at("index.html");
    EXPECT_LT(page.find("id=\"monitor\""), page.find(">After</h2>"));
    EXPECT_EQ(page.find(">Monitor</h2>"), std::string::npos);
}

TEST(Monitor, EqualTextGivesEqualBytes) {
    BuildSpec two;
    two.jobs = 2;
    EXPECT_EQ(Built(watched_world()).files, Built(watched_world(), two).files);
}

TEST(Monitor, AnUnchangedEditionStays) {
    const Built built(watched_world());
    BuildSpec spec;
    spec.version = "1";
    EXPECT_EQ(build(built.folder / "text", built.folder / "out", spec).outcome,
              BuildOutcome::up_to_date);
}

TEST(Monitor, WithholdsWhatRestsOnAWithheldSource) {
    BuildSpec spec;
    spec.redistributable_only = true;
    const Built built(watched_world(), spec);
    for (const auto& [name, bytes] : built.files) {
        if (name != "manifest.json" && name != "ledger.sqlite") {
            EXPECT_EQ(bytes.find("GUARDED"), std::string::npos) << name;
            const bool page = name == "index.html"; // whose scripts hold numbers of their own
            EXPECT_TRUE(page || bytes.find("130") == std::string::npos) << name;
        }
    }
    const auto record = nlohmann::json::parse(built.files.at("monitor.json"));
    EXPECT_EQ(record.at("meters").at(0).at("spans").at(0).at("verdict"), "within");
    const auto& gone = built.report.withheld.gone;
    EXPECT_NE(std::ranges::find(gone, "watch:oil-cap/estimated@2020"), gone.end());
}

TEST(Monitor, MadeDataIsMarkedInEveryPart) {
    dossier::Files files = watched_world();
    files["dossier.toml"] += "synthetic = true\n";
    const Built built(files);
    const std::string& page = built.files.at("index.html");
    const std::string mark = " <span class=\"synthetic\">synthetic</span>";
    for (const char* part : {"<h3>Oil against the cap", "<h3 id=\"monitor-causes\">Monitors",
                             "<h3 id=\"monitor-board\">How people live", "<strong>Food</strong>",
                             "<strong>Prices</strong>"}) {
        EXPECT_NE(page.find(part + mark), std::string::npos) << part;
    }
    const auto numbers = nlohmann::json::parse(built.files.at("numbers.json"));
    for (const auto& number : numbers.at("numbers")) {
        EXPECT_TRUE(number.at("synthetic").get<bool>()) << number.at("id");
    }
}

TEST(Monitor, ANumberOfItCanBeExplained) {
    const Explained explained = explain(loaded(watched_world()), "watch:oil-cap/together@2020", {});
    ASSERT_TRUE(explained.number.has_value());
    EXPECT_EQ(explained.statements.size(), 13U);
}

TEST(Monitor, AnIdOfItThatIsNoNumberIsToldWithWhatComesNearest) {
    try {
        (void)explain(loaded(watched_world()), "watch:oil-cap/togethr@2020", {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::not_found);
        EXPECT_NE(std::string(error.what()).find("watch:oil-cap/together@2020"), std::string::npos)
            << error.what();
    }
}

TEST(Monitor, AFaultyMonitorIsAnErrorWithItsPlace) {
    dossier::Files files = watched_world();
    std::string& text = files.at("watch.toml");
    text.replace(text.find("below = 50"), 10, "belwo = 50");
    const Folder folder;
    write_world(folder / "text", files);
    const BuildReport report = build(folder / "text", folder / "out", {});
    EXPECT_EQ(report.outcome, BuildOutcome::refused);
    EXPECT_NE(to_text(report.diagnostics).find("W102"), std::string::npos);
}

TEST(Monitor, ChangesAreNamedWithTheirCause) {
    dossier::Files after = watched_world();
    std::string& claims = after.at("claims/all.csv");
    claims.replace(claims.find("=130"), 4, "=90");
    const Built one(watched_world());
    const Built two(after);
    DiffSpec spec;
    spec.version = "1";
    const DiffReport report = diff(one.folder / "out", two.folder / "out", spec);
    ASSERT_EQ(report.words.size(), 1U);
    const WordChange& change = report.words.front();
    EXPECT_EQ(change.id, "watch:oil-cap@2020");
    EXPECT_EQ(change.before, "breach certain");
    EXPECT_EQ(change.after, "within");
    EXPECT_TRUE(change.proven);
    ASSERT_EQ(change.causes.size(), 1U);
    EXPECT_EQ(report.factors.at(change.causes.front()).id, "GUARDED");
    EXPECT_NE(to_text(report).find("Oil against the cap, 2020 (watch:oil-cap@2020): breach certain "
                                   "-> within"),
              std::string::npos)
        << to_text(report);
    EXPECT_NE(to_json(report).find("\"words\""), std::string::npos);
}

} // namespace

} // namespace halflight::edition::test
