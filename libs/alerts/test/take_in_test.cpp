// SPDX-License-Identifier: Apache-2.0
// Several monitors of one cause, from signals to what is kept and sent.
#include "halflight/alerts/message.hpp"
#include "halflight/base/error.hpp"
#include "halflight/watch/alert_group.hpp"
#include "sinks.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace halflight::alerts::test {
namespace {

Date day(int after) {
    return Date{day_one.days + after};
}

/// Monitors of one cause, each raised or not by its letter of the day: "rq".
Judge watching(std::vector<std::string> monitors, std::vector<std::string> days,
               std::vector<Channel> channels = {}) {
    return [=](Date today) {
        Judged judged;
        judged.title = "A made country";
        judged.content_hash = "hash";
        judged.channels = channels;
        const std::string& letters = days.at(static_cast<std::size_t>(today.days - day_one.days));
        for (std::size_t i = 0; i < monitors.size(); ++i) {
            watch::Signal signal = signal_of(
                "the price", letters.at(i) == 'r' ? watch::Reading::raised : watch::Reading::quiet,
                today);
            signal.monitor = monitors[i];
            signal.value = Interval::point(10.0 * static_cast<double>(i + 1));
            signal.text = monitors[i] + " stands at " + std::to_string(10 * (i + 1));
            judged.signals.push_back(signal);
        }
        return judged;
    };
}

TEST(SharedCause, TwoMonitorsAreOneAlertOneTransitionOneDelivery) {
    set_secret();
    const Folder folder;
    const WebhookSink hook;
    const Judge judge =
        watching({"oil", "coal"}, {"qq", "rr", "qr", "qq"}, {webhook_channel(hook.url())});
    for (int i = 0; i < 4; ++i) {
        const WatchReport report = run_watch(spec_in(folder, day(i)), judge);
        ASSERT_EQ(report.alerts.size(), 1U);
        EXPECT_TRUE(run_watch(spec_in(folder, day(i)), judge).written.empty());
    }
    const auto requests = hook.requests();
    ASSERT_EQ(requests.size(), 2U) << "one word that it fires, one that it is over";
    const auto first = nlohmann::json::parse(requests[0].body);
    EXPECT_EQ(first.at("alert"), "_/the%20price/1");
    EXPECT_EQ(first.at("to"), "firing");
    EXPECT_EQ(first.at("signal").at("members"), (std::vector<std::string>{"coal", "oil"}));
    EXPECT_EQ(first.at("signal").at("text"),
              "coal (firing): coal stands at 20; oil (firing): oil stands at 10");
    EXPECT_EQ(first.at("record"), "coal: no backtest; oil: no backtest");
    EXPECT_EQ(nlohmann::json::parse(requests[1].body).at("to"), "normal");
    const State state(folder / "state.sqlite");
    EXPECT_EQ(state.alerts().size(), 3U) << "members keep their own lives";
    EXPECT_EQ(state.delivery_counts().done, 2U);
    EXPECT_EQ(headline(*state.transition(1)), "firing, warning: coal, oil: the price");
}

TEST(SharedCause, PeopleSeeAndActOnOne) {
    const Folder folder;
    const WatchSpec spec = spec_in(folder, day(1));
    const WatchReport report = run_watch(spec, watching({"oil", "coal"}, {"", "rr"}));
    const std::string text = to_text(report);
    for (const char* part :
         {"1 alert of 1 watched; 1 transition", "coal, oil: the price", "worst: coal",
          "oil (firing): oil stands at 10", "record: coal: no backtest; oil: no backtest"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
    EXPECT_TRUE(fails_on(report, watch::Severity::warning));
    const ActSpec take{"_/the%20price/1", watch::Act::acknowledge, "kim", "I look"};
    const WatchReport taken = act_on(spec, take, {});
    EXPECT_EQ(taken.written.at(0).transition.to, watch::AlertState::acknowledged);
    EXPECT_FALSE(fails_on(list_alerts(spec), watch::Severity::info));
    EXPECT_EQ(list_alerts(spec).alerts.size(), 1U);
    EXPECT_TRUE(run_watch(spec_in(folder, day(2)), watching({"oil", "coal"}, {"", "", "rr"}))
                    .written.empty())
        << "both members are taken on";
    try {
        (void)act_on(spec, {"oil/the%20price/1", watch::Act::close, "kim", "x"}, {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("a part of alert _/the%20price/1"),
                  std::string::npos)
            << error.what();
    }
}

TEST(SharedCause, AnAlertGoesOnWhereAMonitorJoinsAndWhereOneIsTakenOut) {
    const Folder folder;
    const auto run = [&](int after, const Judge& judge) {
        return run_watch(spec_in(folder, day(after)), judge);
    };
    (void)run(1, watching({"oil"}, {"", "r"}));
    const WatchReport joined = run(2, watching({"oil", "coal"}, {"", "", "rq"}));
    EXPECT_TRUE(joined.written.empty()) << "it has been told already";
    ASSERT_EQ(joined.remarks.size(), 1U);
    EXPECT_EQ(joined.remarks[0],
              "several monitors now watch 'the price': oil/the%20price/1 goes on "
              "as _/the%20price/1");
    ASSERT_EQ(joined.alerts.size(), 1U);
    EXPECT_EQ(joined.alerts[0].state, watch::AlertState::firing);
    const WatchReport alone = run(3, watching({"coal"}, {"", "", "", "q"}));
    EXPECT_TRUE(alone.written.empty()) << "what nobody watches stays as it is";
    ASSERT_EQ(alone.remarks.size(), 1U);
    EXPECT_NE(alone.remarks[0].find("nothing watches oil/the%20price/1, a part of alert "
                                    "_/the%20price/1, any more"),
              std::string::npos)
        << alone.remarks[0];
    EXPECT_EQ(watch::alert_id(alone.alerts.at(0)), "_/the%20price/1");
    const WatchReport back = run(4, watching({"oil", "coal"}, {"", "", "", "", "qq"}));
    ASSERT_EQ(back.written.size(), 1U);
    EXPECT_EQ(back.written[0].transition.alert, "_/the%20price/1");
    EXPECT_EQ(back.written[0].transition.to, watch::AlertState::normal);
}

TEST(SharedCause, EachMemberHasItsOwnPolicy) {
    Judged judged = watching({"oil", "coal"}, {"qq", "rr"})(day(1));
    judged.policy.pending_days = 5;
    judged.policies["coal"] = {};
    const Taken taken = take_in({}, judged);
    ASSERT_EQ(taken.transitions.size(), 1U);
    EXPECT_EQ(taken.transitions[0].signal.text,
              "coal (firing): coal stands at 20; oil (pending): oil stands at 10");
    EXPECT_EQ(taken.changed.size(), 3U);
}

} // namespace
} // namespace halflight::alerts::test
