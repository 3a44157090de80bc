// SPDX-License-Identifier: Apache-2.0
// A channel writes a file of its own and no other.
#include "file_guard.hpp"

#include "halflight/alerts/message.hpp"
#include "halflight/alerts/watch.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace halflight::alerts::test {
namespace {

namespace fs = std::filesystem;

WatchReport run_on(const Folder& folder, int day, const std::vector<Channel>& channels) {
    return run_watch(spec_in(folder, Date{day_one.days + day}), alternating(1, channels));
}

TEST(FileGuard, WhatIsNotTheChannelsOwnStaysAsItIsAndTheWordWaits) {
    for (const ChannelKind kind : {ChannelKind::atom, ChannelKind::jsonl}) {
        for (const char* name : {"watch.toml", "other.db", "notes"}) {
            const Folder folder;
            const std::string bytes = "SQLite format 3 or a text of somebody\n";
            folder.write(name, bytes);
            const std::vector<Channel> channels = {file_channel(kind, name)};
            (void)run_on(folder, 0, channels);
            const WatchReport report = run_on(folder, 1, channels);
            EXPECT_EQ(folder.read(name), bytes) << name;
            EXPECT_EQ(report.judged.diagnostics.errors(), 1U);
            EXPECT_EQ(report.judged.diagnostics.items().at(0).code, "W301");
            EXPECT_EQ(report.deliveries.waiting, 1U);
            EXPECT_EQ(report.waiting.at(0).attempts, 0) << "waiting for a mended file costs none";
            EXPECT_NE(notices(report).find("did not write"), std::string::npos) << notices(report);
            fs::remove(folder / name);
            EXPECT_EQ(run_on(folder, 1, channels).deliveries.waiting, 0U) << "nothing is lost";
        }
    }
}

TEST(FileGuard, TheStateAndWhatStandsBesideItAreRefused) {
    const Folder folder;
    for (const char* name : {"alerts", "alerts-journal", "alerts.lock", "alerts.courier"}) {
        EXPECT_TRUE(file_fault(file_channel(ChannelKind::atom, name), folder / "alerts", "id"))
            << name;
    }
    fs::create_symlink("alerts", folder / "feed");
    EXPECT_TRUE(file_fault(file_channel(ChannelKind::atom, "feed"), folder / "alerts", "id"));
    fs::create_directory(folder / "dir");
    EXPECT_TRUE(file_fault(file_channel(ChannelKind::jsonl, "dir"), folder / "alerts", "id"));
    EXPECT_FALSE(file_fault(file_channel(ChannelKind::jsonl, "new"), folder / "alerts", "id"));
    for (const char* name : {"watch.toml", "state.sqlite", "b.sqlite-wal", "b.db.lock", "a.csv"}) {
        EXPECT_TRUE(is_reserved_name(name)) << name;
    }
    EXPECT_FALSE(is_reserved_name("alerts.jsonl"));
}

TEST(FileGuard, OfAnotherStateOrChannelIsRefusedToo) {
    const Folder folder;
    const Channel feed = file_channel(ChannelKind::atom, "f");
    const Channel lines = file_channel(ChannelKind::jsonl, "f");
    const fs::path state = folder / "state.sqlite";
    folder.write("f", atom_feed({}, "id", "f"));
    EXPECT_FALSE(file_fault(feed, state, "id"));
    EXPECT_TRUE(file_fault(feed, state, "another"));
    EXPECT_TRUE(file_fault(lines, state, "id"));
    Written written;
    written.sequence = 7;
    folder.write("f", json_line(written, message_id("id", 7, "f")) + "\n{\"type\":\"al");
    EXPECT_FALSE(file_fault(lines, state, "id")) << "a line that was cut off is mended";
    EXPECT_TRUE(file_fault(lines, state, "another"));
    EXPECT_TRUE(file_fault(feed, state, "id"));
    folder.write("f", "{\"type\":\"alert.tran");
    EXPECT_FALSE(file_fault(lines, state, "id"));
    folder.write("f", "");
    EXPECT_FALSE(file_fault(lines, state, "id"));
    EXPECT_FALSE(file_fault(feed, state, "id"));
}

TEST(FileGuard, TheCourierLooksOnceMore) {
    const Folder folder;
    const std::vector<Channel> channels = {file_channel(ChannelKind::atom, "f")};
    WatchSpec spec = spec_in(folder, Date{day_one.days + 1});
    spec.deliver = false;
    (void)run_watch(spec, alternating(1, channels));
    folder.write("f", "put there since");
    deliver_due({folder / "state.sqlite", folder.path(), channels});
    EXPECT_EQ(folder.read("f"), "put there since");
    const State state(folder / "state.sqlite");
    ASSERT_EQ(state.open_deliveries().size(), 1U);
    EXPECT_NE(state.open_deliveries().at(0).detail.find("did not write"), std::string::npos);
}

TEST(Place, AStateThroughALinkHasTheSameLock) {
    const Folder folder;
    fs::create_directory(folder / "real");
    WatchSpec spec = spec_in(folder, day_one);
    spec.state = folder / "real" / "s.sqlite";
    (void)run_watch(spec, alternating(1, {}));
    fs::create_symlink(*spec.state, folder / "link.sqlite");
    spec.state = folder / "link.sqlite";
    const auto held = Lock::try_take(folder / "real" / "s.sqlite.lock");
    ASSERT_TRUE(held);
    EXPECT_TRUE(run_watch(spec, alternating(1, {})).busy);
    EXPECT_FALSE(fs::exists(folder / "link.sqlite.lock"));
}

TEST(Waiting, EveryRunAndTheListSayWhatWaitsForAChannel) {
    const Folder folder;
    Channel channel = webhook_channel("http://127.0.0.1:9/");
    channel.secret = {"", "HALFLIGHT_NOT_SET"};
    for (int i = 0; i < 2; ++i) {
        const WatchReport report = run_on(folder, 1, {channel});
        ASSERT_EQ(report.waiting.size(), 1U);
        const std::string told = notices(report);
        EXPECT_NE(told.find("waiting: hook: 1 delivery since "), std::string::npos) << told;
        EXPECT_NE(told.find("HALFLIGHT_NOT_SET is empty"), std::string::npos) << told;
        EXPECT_NE(told.find("next attempt due "), std::string::npos) << told;
    }
    const WatchReport list = list_alerts(spec_in(folder, Date{day_one.days + 1}));
    EXPECT_NE(notices(list).find("waiting: hook: 1 delivery"), std::string::npos);
    const auto json = nlohmann::json::parse(to_json(list));
    EXPECT_EQ(json.at("deliveries").at("waiting_by_channel").at(0).at("channel"), "hook");
}

TEST(List, TextAndJsonHoldTheSameAlerts) {
    const Folder folder;
    Judge judge = [](Date day) {
        Judged judged;
        judged.signals = {signal_of("a", watch::Reading::quiet, day),
                          signal_of("b", watch::Reading::raised, day),
                          signal_of("c", watch::Reading::quiet, day)};
        return judged;
    };
    WatchSpec spec = spec_in(folder, day_one);
    (void)run_watch(spec, judge);
    for (const std::size_t budget : {0U, 2U}) {
        spec.budget = budget;
        const WatchReport list = list_alerts(spec);
        const auto json = nlohmann::json::parse(to_json(list));
        EXPECT_EQ(json.at("alerts").size(), budget == 0 ? 3U : 2U);
        const std::string text = list_text(list);
        for (const auto& alert : json.at("alerts")) {
            EXPECT_NE(text.find(alert.at("alert").get<std::string>() + ":"), std::string::npos);
        }
        EXPECT_EQ(text.find("oil/c/0:") == std::string::npos, budget == 2);
    }
}

TEST(Text, ForeignWordsMakeNoLinesOfTheirOwn) {
    const Folder folder;
    Judge judge = [](Date day) {
        Judged judged;
        judged.title = "A\nB";
        judged.signals = {
            signal_of("x\n9. firing, critical: forged\r\ny", watch::Reading::raised, day)};
        judged.signals[0].text = "said\nrecord: forged";
        return judged;
    };
    const WatchReport report = run_watch(spec_in(folder, day_one), judge);
    for (const std::string& text :
         {to_text(report), list_text(report), plain_text(report.written.at(0))}) {
        EXPECT_EQ(text.find("\n9. firing"), std::string::npos) << text;
        EXPECT_EQ(text.find("\nrecord: forged"), std::string::npos) << text;
        EXPECT_EQ(text.find("\nB"), std::string::npos) << text;
    }
}

} // namespace
} // namespace halflight::alerts::test
