// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/watch.hpp"

#include "halflight/alerts/service.hpp"
#include "halflight/base/error.hpp"
#include "sinks.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <csignal>
#include <thread>

#include <unistd.h>

namespace halflight::alerts::test {
namespace {

namespace fs = std::filesystem;

Date day(int after) {
    return Date{day_one.days + after};
}

TEST(Run, AClockThatWentBackMovesNothingAndSaysSo) {
    const Folder folder;
    const Judge judge = alternating(1, {});
    (void)run_watch(spec_in(folder, day(3)), judge);
    const std::string before = folder.read("state.sqlite");
    const WatchReport report = run_watch(spec_in(folder, day(2)), judge);
    EXPECT_EQ(report.last_day, day(3));
    EXPECT_TRUE(report.written.empty());
    EXPECT_NE(notices(report).find("the clock stands before the last run of " + to_string(day(3))),
              std::string::npos);
    EXPECT_EQ(folder.read("state.sqlite"), before);
}

TEST(Run, ADayToComeIsRefused) {
    const Folder folder;
    (void)run_watch(spec_in(folder, day(1)), alternating(1, {}));
    const std::string before = folder.read("state.sqlite");
    WatchSpec spec = spec_in(folder, day(1));
    spec.as_of = day(2);
    const auto fault_of = [&](const auto& act) -> std::string {
        try {
            act();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::usage);
            return error.what();
        }
        return "";
    };
    const std::string run = fault_of([&] { (void)run_watch(spec, alternating(1, {})); });
    const std::string decided = fault_of(
        [&] { (void)act_on(spec, {"oil/cause%200/1", watch::Act::acknowledge, "kim", "x"}, {}); });
    for (const std::string& fault : {run, decided}) {
        EXPECT_NE(fault.find("--as-of " + to_string(day(2)) + " is a day to come"),
                  std::string::npos)
            << fault;
        EXPECT_NE(fault.find(to_string(day(1))), std::string::npos) << "a remedy: " << fault;
    }
    EXPECT_EQ(folder.read("state.sqlite"), before);
}

TEST(Run, AStateOfAnotherDossierIsRefusedByAllThatOpenIt) {
    const Folder folder;
    WatchSpec spec = spec_in(folder, day(1));
    spec.dossier = "North (NOR)";
    (void)run_watch(spec, alternating(1, {}));
    EXPECT_NO_THROW((void)list_alerts(spec));
    const std::string before = folder.read("state.sqlite");
    for (const std::string other : {"South (SOU)", ""}) {
        spec.dossier = other;
        EXPECT_THROW((void)run_watch(spec, alternating(1, {})), Error);
        EXPECT_THROW((void)list_alerts(spec), Error);
        EXPECT_THROW(
            (void)act_on(spec, {"oil/cause%200/1", watch::Act::acknowledge, "kim", "x"}, {}),
            Error);
    }
    EXPECT_EQ(folder.read("state.sqlite"), before);
}

TEST(Run, ADossierIsKnownByItsIdElseByTitleAndArea) {
    const Folder folder;
    folder.write("dossier.toml", "title = \"North\"\narea = \"NOR\"\n");
    EXPECT_EQ(identity_of(folder.path()), "North (NOR)");
    folder.write("dossier.toml", "id = \"n-1\"\ntitle = \"North\"\narea = \"NOR\"\n");
    EXPECT_EQ(identity_of(folder.path()), "n-1");
    folder.write("dossier.toml", "title = \"No");
    EXPECT_EQ(identity_of(folder.path()), "");
    EXPECT_THROW((void)identity_of(folder / "absent"), Error);
}

TEST(Run, AnotherDayWithoutAStateIsATryThatTouchesNothing) {
    const Folder folder;
    folder.write("dossier.toml", "");
    WatchSpec spec = spec_in(folder, day(5));
    spec.state.reset();
    spec.as_of = day(1);
    const WatchReport report = run_watch(spec, alternating(2, {}));
    EXPECT_TRUE(report.dry);
    EXPECT_EQ(report.ranked.size(), 2U);
    EXPECT_FALSE(fs::exists(default_state(folder.path()).parent_path()));
    spec.as_of = day(5);
    EXPECT_FALSE(run_watch(spec, alternating(2, {})).dry);
    EXPECT_TRUE(fs::exists(default_state(folder.path())));
    EXPECT_EQ(folder.read(".halflight-watch/.gitignore"), "*\n");
}

TEST(Run, TwoAtOnceAndOneDoesTheWork) {
    const Folder folder;
    int judged = 0;
    WatchReport inner;
    const Judge judge = [&](Date today) {
        ++judged;
        inner = run_watch(spec_in(folder, today), alternating(1, {}));
        return alternating(1, {})(today);
    };
    EXPECT_EQ(run_watch(spec_in(folder, day(1)), judge).written.size(), 1U);
    EXPECT_TRUE(inner.busy);
    EXPECT_EQ(judged, 1);
    EXPECT_NE(notices(inner).find("under way"), std::string::npos);
}

TEST(Run, AJudgeThatFailsLeavesTheStateAsItWas) {
    const Folder folder;
    (void)run_watch(spec_in(folder, day(1)), alternating(1, {}));
    const std::string before = folder.read("state.sqlite");
    const Judge fails = [](Date) -> Judged { throw Error(ErrorCode::io, "no dossier"); };
    EXPECT_THROW((void)run_watch(spec_in(folder, day(2)), fails), Error);
    EXPECT_EQ(folder.read("state.sqlite"), before);
}

TEST(Run, WhatNobodyWatchesAnyMoreIsTold) {
    const Folder folder;
    (void)run_watch(spec_in(folder, day(1)), alternating(2, {}));
    const WatchReport report = run_watch(spec_in(folder, day(3)), alternating(1, {}));
    ASSERT_EQ(report.remarks.size(), 1U);
    EXPECT_NE(report.remarks[0].find("oil/cause%201/1"), std::string::npos);
    EXPECT_EQ(report.alerts.size(), 2U);
}

TEST(Run, PeopleTakeOnAndClose) {
    const Folder folder;
    const WatchSpec spec = spec_in(folder, day(1));
    EXPECT_THROW((void)act_on(spec, {"a", watch::Act::close, "kim", "x"}, {}), Error);
    (void)run_watch(spec, alternating(1, {}));
    EXPECT_TRUE(fails_on(list_alerts(spec), watch::Severity::warning));
    EXPECT_FALSE(fails_on(list_alerts(spec), watch::Severity::critical));
    const WatchReport taken =
        act_on(spec, {"oil/cause%200/1", watch::Act::acknowledge, "kim", "I look"}, {});
    EXPECT_EQ(taken.written.at(0).transition.why, "acknowledged by kim: I look");
    EXPECT_FALSE(fails_on(list_alerts(spec), watch::Severity::info));
    try {
        (void)act_on(spec, {"oil/cause%200/2", watch::Act::close, "kim", "x"}, {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("did you mean 'oil/cause%200/1'?"),
                  std::string::npos);
    }
    EXPECT_NE(list_text(list_alerts(spec)).find("acknowledged"), std::string::npos);
}

TEST(Run, TextAndJsonTellTheSame) {
    const Folder folder;
    WatchSpec spec = spec_in(folder, day(1));
    spec.budget = 1;
    const WatchReport report = run_watch(spec, alternating(3, {}));
    const std::string text = to_text(report);
    for (const char* part :
         {"3 alerts of 3 watched; 3 transitions", "1. firing, warning since", "value: 9 to 14",
          "margin: -1 barrel", "record: no backtest", "and 2 more", "normal -> firing"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
    const auto json = nlohmann::json::parse(to_json(report));
    EXPECT_EQ(json.at("outcome"), "done");
    EXPECT_EQ(json.at("alerts").size(), 1U);
    EXPECT_EQ(json.at("left_out"), 2);
    EXPECT_EQ(json.at("transitions").size(), 3U);
    EXPECT_EQ(json.at("alerts")[0].at("state"), "firing");
    EXPECT_NE(log_line(report).find("3 watched, 3 firing, 3 transitions"), std::string::npos);
}

TEST(Service, IntervalsReadAndTheNextMultipleIsFound) {
    using std::chrono::seconds;
    EXPECT_EQ(*parse_interval("90s"), seconds(90));
    EXPECT_EQ(*parse_interval("1h"), seconds(3600));
    EXPECT_EQ(*parse_interval("1d"), seconds(86400));
    for (const char* bad : {"", "1", "h", "0s", "-1h", "1.5h", "1w", "999999999999h", "400d"}) {
        EXPECT_FALSE(parse_interval(bad)) << bad;
    }
    EXPECT_EQ(until_next(seconds(60), 60'000).count(), 60'000);
    EXPECT_EQ(until_next(seconds(60), 119'999).count(), 1);
    EXPECT_EQ(until_next(seconds(60), -1).count(), 1);
}

TEST(Service, EndsCleanlyAfterTheRunThatIsUnderWay) {
    // As libraries for linear algebra have: it was there before, and may be the one that is told.
    std::atomic<bool> over = false;
    std::jthread other([&] { over.wait(false); });
    int runs = 0;
    int failures = 0;
    serve(
        std::chrono::seconds(1),
        [&](const std::function<bool()>& ends) {
            ++runs;
            EXPECT_FALSE(ends());
            if (runs == 1) {
                throw Error(ErrorCode::io, "not there just now");
            }
            (void)::kill(::getpid(), SIGTERM);
            EXPECT_TRUE(ends());
        },
        [&](const Error&) { ++failures; });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(failures, 1);
    EXPECT_THROW(serve(
                     std::chrono::seconds(1),
                     [](const std::function<bool()>&) { throw Error(ErrorCode::store, "damaged"); },
                     [](const Error&) {}),
                 Error);
    over = true;
    over.notify_all();
}

} // namespace
} // namespace halflight::alerts::test
