// SPDX-License-Identifier: Apache-2.0
// What every monitor does alike: both ends of a value, missing months, late sources, faults.
#include "monitor_world.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace halflight::watch {
namespace {

using test::MonitorWorld;
using test::month;
using test::Rows;

const std::string above_100 =
    "[[monitor]]\nid = \"many\"\nform = \"threshold\"\ntitle = \"Many cross\"\n"
    "series = [\"crossings:PRK\"]\nabove = 100\nrelease = 80\n";

TEST(Monitor, IsRaisedOnlyWhereTheCautiousEndIsBeyond) {
    Rows rows;
    rows.add("crossings", month(2024, 1), "90,,110", "2024-02-10");
    rows.add("crossings", month(2024, 2), "101,,110", "2024-03-10", "paper");
    rows.add("crossings", month(2024, 3), ",70,", "2024-04-10");
    MonitorWorld world(rows, above_100);
    const Signal possible = world.signal_on("2024-02-10");
    EXPECT_EQ(possible.reading, Reading::quiet);
    EXPECT_TRUE(possible.text.starts_with("possible")) << possible.text;
    EXPECT_TRUE(holds(possible));
    const Signal raised = world.signal_on("2024-03-10");
    EXPECT_EQ(raised.reading, Reading::raised);
    EXPECT_EQ(raised.monitor, "many");
    EXPECT_EQ(raised.cause, "Many cross");
    EXPECT_EQ(raised.threshold, 100);
    EXPECT_EQ(raised.release, 80);
    EXPECT_EQ(raised.value, Interval::closed(101, 110));
    EXPECT_EQ(margin(raised), 1);
    EXPECT_EQ(raised.evidence.claims, std::vector<std::string>{"C2"});
    EXPECT_EQ(raised.evidence.cells, std::vector<std::string>{"crossings:PRK@2024-02"});
    EXPECT_EQ(raised.reliability.origins, 1U);
    EXPECT_EQ(raised.reliability.best_source, 'F');
    EXPECT_TRUE(raised.reliability.direct);
    EXPECT_EQ(raised.reliability.age_days, 9);
    EXPECT_EQ(raised.needed, "more than 100");
    const Signal quiet = world.signal_on("2024-04-10");
    EXPECT_EQ(quiet.reading, Reading::quiet);
    EXPECT_FALSE(holds(quiet));
}

TEST(Monitor, ReadsNothingThatBecameKnownLater) {
    Rows rows;
    rows.add("crossings", month(2024, 1), ",50,", "2024-02-10");
    rows.add("crossings", month(2024, 2), ",500,", "2024-03-10");
    MonitorWorld world(rows, above_100);
    EXPECT_EQ(world.signal_on("2024-02-09").reading, Reading::no_data);
    EXPECT_EQ(world.signal_on("2024-03-09").reading, Reading::quiet);
    EXPECT_EQ(world.signal_on("2024-03-10").reading, Reading::raised);
}

TEST(Monitor, MissingIsNeitherZeroNorQuiet) {
    Rows rows;
    rows.add("crossings", month(2024, 1), ",500,", "2024-02-10");
    rows.add("crossings", month(2024, 2), ",not_published,", "2024-03-10");
    MonitorWorld world(rows, above_100);
    const Signal signal = world.signal_on("2024-03-10");
    EXPECT_EQ(signal.reading, Reading::raised) << "the last that is known was raised";
    EXPECT_EQ(to_string(signal.period.value_or(Period{})), "2024-01");
}

TEST(Monitor, TwoOriginsCountTwiceARepetitionOnce) {
    Rows rows;
    rows.add("crossings", month(2024, 1), ",500,", "2024-02-10");
    rows.add("crossings", month(2024, 1), ",500,", "2024-02-10", "paper");
    MonitorWorld one(rows, above_100);
    EXPECT_EQ(one.signal_on("2024-02-10").reliability.origins, 1U);
    rows.add("crossings", month(2024, 1), ",500,", "2024-02-10", "other");
    MonitorWorld two(rows, above_100);
    EXPECT_EQ(two.signal_on("2024-02-10").reliability.origins, 2U);
    EXPECT_EQ(two.signal_on("2024-02-10").reliability.best_source, 'B');
}

TEST(Monitor, IsLateByTheSourcesOwnCustom) {
    Rows rows;
    rows.add_steps("crossings", month(2023, 8), Frequency::month, {"10", "10", "10", "10", "10"});
    MonitorWorld world(rows, above_100);
    // Custom: 20 days; a month of 31 days; so 51 days after the end of December.
    EXPECT_EQ(world.signal_on("2024-02-21").reading, Reading::quiet);
    const Signal late = world.signal_on("2024-02-22");
    EXPECT_EQ(late.reading, Reading::late);
    EXPECT_NE(late.text.find("2024-02-21"), std::string::npos) << late.text;
}

TEST(Monitor, SeveralSeriesMakeOneSignal) {
    Rows rows;
    rows.add("crossings", month(2024, 1), ",50,", "2024-02-10");
    rows.add("rate", month(2024, 1), ",900,", "2024-02-10");
    MonitorWorld world(rows, "[[monitor]]\nid = \"any\"\nform = \"threshold\"\nabove = 100\n"
                             "series = [\"crossings:PRK\", \"rate:PRK\"]\n");
    const Signal signal = world.signal_on("2024-02-10");
    EXPECT_EQ(signal.reading, Reading::raised);
    EXPECT_EQ(signal.cause, "any");
    EXPECT_EQ(signal.evidence.claims, std::vector<std::string>{"C2"});
}

std::string codes_of(const std::string& watch) {
    MonitorWorld world(Rows().add("crossings", month(2024, 1), ",50,", "2024-02-10"), watch);
    const Survey seen = world.on("2024-03-01");
    std::string codes;
    for (const Diagnostic& diagnostic : seen.diagnostics.items()) {
        EXPECT_FALSE(diagnostic.hint.empty()) << diagnostic.message;
        EXPECT_EQ(diagnostic.place.file, "watch.toml");
        EXPECT_GT(diagnostic.place.line, 0U);
        codes += diagnostic.code + " ";
    }
    EXPECT_TRUE(seen.signals.empty()) << "a faulty declaration gives no signal";
    return codes;
}

TEST(Monitor, FaultsHavePlaceAndRemedy) {
    const std::string head = "[[monitor]]\nid = \"a\"\n";
    EXPECT_EQ(codes_of(head + "form = \"treshold\"\n"), "W104 ");
    EXPECT_EQ(codes_of(head + "form = \"threshold\"\nserie = [\"crossings:PRK\"]\nabove = 1\n"),
              "W103 W102 ");
    EXPECT_EQ(codes_of(head + "form = \"threshold\"\nseries = [\"crossings:PRK\"]\n"), "W101 ");
    EXPECT_EQ(codes_of(head + "form = \"threshold\"\nseries = [\"crosings:PRK\"]\nabove = 1\n"),
              "M006 ");
    EXPECT_EQ(codes_of(head + "form = \"threshold\"\nseries = [\"crossings:PRK\"]\nabove = 1\n"
                              "severity = \"grave\"\n"),
              "W101 ");
    EXPECT_EQ(codes_of(head + "form = \"ears\"\nseries = [\"crossings:PRK\"]\nmethod = \"c4\"\n"),
              "W101 ");
    EXPECT_EQ(codes_of(head + "form = \"price-anomaly\"\nprices = \"none\"\n"), "W101 ");
    EXPECT_EQ(codes_of("[[board]]\ncell = \"food\"\nmonitors = [\"a\"]\n"), "W106 ");
    EXPECT_EQ(codes_of("[[crisis]]\nid = \"c\"\nmonitors = [\"a\"]\nonset = 2020-01-01\n"
                       "end = 2020-02-01\n"),
              "W106 ");
}

TEST(Monitor, AnIdGivenTwiceIsAFault) {
    MonitorWorld world(Rows().add("crossings", month(2024, 1), ",50,", "2024-02-10"),
                       above_100 + above_100);
    const Survey seen = world.on("2024-03-01");
    ASSERT_EQ(seen.diagnostics.items().size(), 1U);
    EXPECT_EQ(seen.diagnostics.items()[0].code, "W105");
    EXPECT_EQ(seen.signals.size(), 1U);
}

TEST(Monitor, DocsMonitorsIsWhatTheFormsSay) {
    const std::string path = std::string(HALFLIGHT_SOURCE_DIR) + "/docs/monitors.md";
    if (std::getenv("HALFLIGHT_UPDATE_DOCS") != nullptr) {
        std::ofstream(path) << monitors_page();
    }
    std::ifstream file(path);
    std::stringstream written;
    written << file.rdbuf();
    EXPECT_EQ(written.str(), monitors_page())
        << "docs/monitors.md is behind: run this test with HALFLIGHT_UPDATE_DOCS=1";
}

} // namespace
} // namespace halflight::watch
