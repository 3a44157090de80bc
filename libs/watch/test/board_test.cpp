// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/board.hpp"

#include <gtest/gtest.h>

namespace halflight::watch {
namespace {

measures::Declaration cell(const std::vector<std::string>& monitors) {
    measures::Declaration out;
    out.id = "food";
    measures::Parameter list;
    list.list = true;
    for (const std::string& monitor : monitors) {
        list.items.push_back({monitor, {}});
    }
    out.parameters["monitors"] = list;
    return out;
}

Signal signal(const std::string& monitor, Reading reading, const std::string& claim) {
    Signal out;
    out.monitor = monitor;
    out.cause = monitor;
    out.reading = reading;
    out.text = "as seen";
    out.evidence.claims = {claim};
    out.reliability = {2, 'B', true, 10};
    return out;
}

BoardCell only(const std::vector<std::string>& monitors, const std::vector<Signal>& signals) {
    const measures::Declaration declared[] = {cell(monitors)};
    return board(declared, signals, to_date({2024, 1, 1})).cells.at(0);
}

TEST(Board, ACellWithoutEvidenceIsNoDataNeverNormal) {
    EXPECT_EQ(only({}, {}).level, Level::no_data);
    EXPECT_EQ(only({"a"}, {}).level, Level::no_data);
    EXPECT_EQ(only({"a"}, {signal("b", Reading::raised, "C1")}).level, Level::no_data);
    EXPECT_EQ(only({"a"}, {signal("a", Reading::no_data, "C1")}).level, Level::no_data);
    EXPECT_EQ(only({"a"}, {signal("a", Reading::late, "C1")}).level, Level::late);
    EXPECT_EQ(only({}, {}).grade, "R0");
    EXPECT_FALSE(only({}, {}).text.empty());
}

TEST(Board, TheWorstSignalSetsTheLevelAndSilenceIsTold) {
    const BoardCell calm =
        only({"a", "b"}, {signal("a", Reading::quiet, "C1"), signal("b", Reading::late, "C2")});
    EXPECT_EQ(calm.level, Level::normal);
    EXPECT_NE(calm.text.find("1 of 2"), std::string::npos) << calm.text;
    const BoardCell worse =
        only({"a", "b"}, {signal("a", Reading::quiet, "C1"), signal("b", Reading::raised, "C2")});
    EXPECT_EQ(worse.level, Level::worse);
    EXPECT_EQ(worse.evidence.claims, std::vector<std::string>{"C2"});
    EXPECT_EQ(worse.grade, "R2");
}

TEST(Board, MuchWorseNeedsOtherStatementsOrACriticalSignal) {
    EXPECT_EQ(
        only({"a", "b"}, {signal("a", Reading::raised, "C1"), signal("b", Reading::raised, "C1")})
            .level,
        Level::worse)
        << "two monitors of one statement are one reason";
    EXPECT_EQ(
        only({"a", "b"}, {signal("a", Reading::raised, "C1"), signal("b", Reading::raised, "C2")})
            .level,
        Level::much_worse);
    Signal critical = signal("a", Reading::raised, "C1");
    critical.severity = Severity::critical;
    EXPECT_EQ(only({"a"}, {critical}).level, Level::much_worse);
    Signal info = signal("a", Reading::raised, "C1");
    info.severity = Severity::info;
    EXPECT_EQ(only({"a"}, {info}).level, Level::watch);
}

TEST(Board, ASilentSourceIsLateNotWorse) {
    const measures::Declaration declared[] = {cell({"a", "b"})};
    const std::string sources[] = {"a"};
    const auto level = [&](Reading of_source, Reading of_thing) {
        const Signal signals[] = {signal("a", of_source, "C1"), signal("b", of_thing, "C2")};
        return board(declared, signals, to_date({2024, 1, 1}), sources).cells.at(0).level;
    };
    EXPECT_EQ(level(Reading::raised, Reading::no_data), Level::late);
    EXPECT_EQ(level(Reading::quiet, Reading::no_data), Level::no_data)
        << "a source that speaks on time does not say that all is well";
    EXPECT_EQ(level(Reading::raised, Reading::quiet), Level::normal);
    EXPECT_EQ(level(Reading::raised, Reading::raised), Level::worse);
}

TEST(Board, WhatIsPossibleOrHeldIsWatched) {
    Signal possible = signal("a", Reading::quiet, "C1");
    possible.text = "possible: it may be";
    EXPECT_EQ(only({"a"}, {possible}).level, Level::watch);
    Signal held = signal("a", Reading::quiet, "C1");
    held.value = Interval::point(0.7);
    held.threshold = 1;
    held.release = 0.5;
    EXPECT_EQ(only({"a"}, {held}).level, Level::watch);
}

} // namespace
} // namespace halflight::watch
