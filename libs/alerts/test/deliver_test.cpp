// SPDX-License-Identifier: Apache-2.0
// What is sent, over real sockets.
#include "halflight/alerts/deliver.hpp"

#include "halflight/alerts/message.hpp"
#include "sign.hpp"
#include "sinks.hpp"
#include "worlds.hpp"
#include "write_line.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <set>

namespace halflight::alerts::test {
namespace {

WatchReport run_on(const Folder& folder, int day, const Judge& judge, bool retry = false) {
    WatchSpec spec = spec_in(folder, Date{day_one.days + day});
    spec.retry = retry;
    return run_watch(spec, judge);
}

/// As if the time of every attempt had come.
void make_due(const Folder& folder) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "state.sqlite").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, "UPDATE delivery SET next = 0", nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(database);
}

TEST(Deliver, EveryTransitionGoesOnceToEveryChannelSigned) {
    set_secret();
    const Folder folder;
    const WebhookSink hook;
    const MailSink desk;
    const Judge judge = alternating(2, {webhook_channel(hook.url()), mail_channel(desk.port()),
                                        file_channel(ChannelKind::jsonl, "a.jsonl"),
                                        file_channel(ChannelKind::atom, "a.xml")});
    for (int day = 0; day < 4; ++day) {
        (void)run_on(folder, day, judge);
        const WatchReport again = run_on(folder, day, judge);
        EXPECT_TRUE(again.written.empty()) << "the same evidence moves nothing";
        EXPECT_TRUE(again.attempts.empty());
    }
    const State state(folder / "state.sqlite");
    const std::vector<Written> written = state.transitions(100);
    ASSERT_EQ(written.size(), 6U);
    const std::vector<Request> requests = hook.requests();
    ASSERT_EQ(requests.size(), 6U);
    const std::vector<Letter> letters = desk.letters();
    ASSERT_EQ(letters.size(), 6U);
    std::set<std::string> ids;
    for (std::size_t i = 0; i < 6; ++i) {
        const Request& request = requests[i];
        const std::string id = request.headers.at("webhook-id");
        EXPECT_EQ(id, message_id(state.id(), written[i].sequence, "hook"));
        EXPECT_EQ(request.body, json_line(written[i], id));
        EXPECT_EQ(request.headers.at("webhook-signature"),
                  signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id,
                            std::stoll(request.headers.at("webhook-timestamp")), request.body));
        EXPECT_EQ(request.headers.at("halflight-attempt"), "1");
        ids.insert(id);
        ids.insert(header(letters[i], "Message-ID"));
        EXPECT_EQ(letters[i].to.size(), 2U);
        EXPECT_EQ(header(letters[i], "Halflight-Signature").substr(0, 3), "v1,");
    }
    EXPECT_EQ(ids.size(), 12U);
    const std::string lines = folder.read("a.jsonl");
    EXPECT_EQ(std::ranges::count(lines, '\n'), 6);
    EXPECT_NE(folder.read("a.xml").find("cause 1"), std::string::npos);
    EXPECT_EQ(state.delivery_counts().done, 24U);
    EXPECT_EQ(state.delivery_counts().waiting, 0U);
}

TEST(Deliver, WhatCannotBeReachedWaitsInOrderAndIsNotLost) {
    set_secret();
    const Folder folder;
    Channel nowhere = webhook_channel("http://127.0.0.1:1/hook");
    const WatchReport first = run_on(folder, 1, alternating(2, {nowhere}));
    ASSERT_EQ(first.attempts.size(), 1U) << "the second waits behind the first";
    EXPECT_NE(first.attempts[0].find("could not be reached"), std::string::npos);
    EXPECT_EQ(first.deliveries.waiting, 2U);
    EXPECT_TRUE(run_on(folder, 1, alternating(2, {nowhere})).attempts.empty()) << "not yet due";
    const WebhookSink hook;
    make_due(folder);
    const WatchReport later = run_on(folder, 1, alternating(2, {webhook_channel(hook.url())}));
    EXPECT_EQ(later.deliveries.waiting, 0U);
    const auto requests = hook.requests();
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(requests[0].headers.at("halflight-attempt"), "2");
    EXPECT_EQ(requests[1].headers.at("halflight-attempt"), "1");
    EXPECT_NE(requests[0].body.find("cause 0"), std::string::npos);
}

TEST(Deliver, ARefusalIsGivenUpAndToldUntilTriedOnceMore) {
    set_secret();
    const Folder folder;
    const WebhookSink hook([](std::size_t n) { return n == 0 ? "404 Not Found" : "200 OK"; });
    const Judge judge = alternating(1, {webhook_channel(hook.url())});
    EXPECT_EQ(run_on(folder, 1, judge).deliveries.dead, 1U);
    make_due(folder);
    const WatchReport told = run_on(folder, 1, judge);
    EXPECT_TRUE(told.attempts.empty());
    EXPECT_NE(notices(told).find("given up: hook: transition 1 after 1 attempt: answered 404"),
              std::string::npos)
        << notices(told);
    EXPECT_EQ(run_on(folder, 1, judge, true).deliveries.dead, 0U);
    EXPECT_EQ(hook.requests().size(), 2U);
}

TEST(Deliver, WhatWasGivenUpIsOneLineForEachChannel) {
    set_secret();
    const Folder folder;
    const WebhookSink hook([](std::size_t) { return "404 Not Found"; });
    Channel other = webhook_channel(hook.url());
    other.id = "other";
    const Judge judge = alternating(4, {webhook_channel(hook.url()), other});
    const WatchReport report = run_on(folder, 1, judge);
    EXPECT_EQ(report.deliveries.dead, 8U);
    const std::string told = notices(run_on(folder, 1, judge));
    EXPECT_EQ(told,
              "given up: hook: 4 transitions, 1 to 4; the last after 1 attempt: answered 404; "
              "--retry tries all of them once more\n"
              "given up: other: 4 transitions, 1 to 4; the last after 1 attempt: answered "
              "404; --retry tries all of them once more\n");
}

TEST(Deliver, ARedirectionIsNotFollowed) {
    set_secret();
    const Folder folder;
    const WebhookSink other;
    const WebhookSink hook(
        [&](std::size_t) { return "307 Temporary Redirect\r\nLocation: " + other.url(); });
    const WatchReport report = run_on(folder, 1, alternating(1, {webhook_channel(hook.url())}));
    EXPECT_EQ(report.deliveries.dead, 1U);
    EXPECT_NE(report.attempts.at(0).find("redirection"), std::string::npos);
    EXPECT_TRUE(other.requests().empty());
}

TEST(Deliver, TheOtherSideMayAskForPatience) {
    set_secret();
    const Folder folder;
    const WebhookSink hook(
        [](std::size_t) { return "429 Too Many Requests\r\nRetry-After: 7200"; });
    (void)run_on(folder, 1, alternating(1, {webhook_channel(hook.url())}));
    const State state(folder / "state.sqlite");
    const std::vector<Delivery> open = state.open_deliveries();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_GT(open[0].next, now() + 7100 * 1000);
    EXPECT_LT(open[0].next, now() + 7300 * 1000);
}

TEST(Deliver, AMailServerMayDeferOrRefuse) {
    set_secret();
    const Folder folder;
    const MailSink desk([](std::size_t n) { return n == 0 ? "451 later" : "550 never"; });
    const Judge judge = alternating(1, {mail_channel(desk.port())});
    EXPECT_EQ(run_on(folder, 1, judge).deliveries.waiting, 1U);
    make_due(folder);
    EXPECT_EQ(run_on(folder, 1, judge).deliveries.dead, 1U);
    EXPECT_TRUE(desk.letters().empty());
}

TEST(Deliver, AnAttemptThatWasCutOffIsMadeAgainUnderTheSameIdentity) {
    set_secret();
    const Folder folder;
    const WebhookSink hook;
    const Judge judge =
        alternating(1, {webhook_channel(hook.url()), file_channel(ChannelKind::jsonl, "a.jsonl")});
    WatchSpec spec = spec_in(folder, Date{day_one.days + 1});
    spec.deliver = false;
    const WatchReport kept = run_watch(spec, judge);
    EXPECT_EQ(kept.deliveries.waiting, 2U);
    {
        // As a courier leaves it that loses its power after it wrote the line, before it said so.
        State state(folder / "state.sqlite");
        for (const Delivery& delivery : state.open_deliveries()) {
            EXPECT_EQ(state.begin(delivery, now()), 1);
            if (delivery.channel == "a.jsonl") {
                append_line_once(folder / "a.jsonl",
                                 json_line(kept.written.at(0), delivery.message), false);
            }
        }
    }
    EXPECT_EQ(run_on(folder, 1, judge).deliveries.waiting, 0U);
    const auto requests = hook.requests();
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].headers.at("halflight-attempt"), "2");
    const std::string lines = folder.read("a.jsonl");
    EXPECT_EQ(std::ranges::count(lines, '\n'), 1) << "a file shows what it holds";
}

TEST(Deliver, ASecretThatIsNotThereIsWaitedFor) {
    const Folder folder;
    const WebhookSink hook;
    Channel channel = webhook_channel(hook.url());
    channel.secret = {"", "HALFLIGHT_NOT_SET"};
    const WatchReport report = run_on(folder, 1, alternating(1, {channel}));
    EXPECT_EQ(report.deliveries.waiting, 1U);
    EXPECT_NE(report.attempts.at(0).find("HALFLIGHT_NOT_SET is empty"), std::string::npos);
    EXPECT_TRUE(hook.requests().empty());
}

TEST(Deliver, PausesDoubleWithinTheirBounds) {
    Channel channel;
    channel.retry_seconds = 60;
    for (int attempts = 1; attempts < 30; ++attempts) {
        const Instant whole =
            std::min<Instant>(Instant{6} * 3600000, Instant{60000} << std::min(attempts - 1, 20));
        const Instant pause = pause_after(channel, "id", attempts, std::nullopt);
        EXPECT_GE(pause, whole / 2);
        EXPECT_LE(pause, whole);
        EXPECT_EQ(pause, pause_after(channel, "id", attempts, std::nullopt));
    }
    EXPECT_NE(pause_after(channel, "id", 3, std::nullopt),
              pause_after(channel, "other", 3, std::nullopt));
    EXPECT_EQ(pause_after(channel, "id", 1, 1'000'000), Instant{86400} * 1000);
}

TEST(WriteLine, ALineThatWasCutOffIsMended) {
    const Folder folder;
    folder.write("f", "{\"a\":1}\n{\"b\"");
    append_line_once(folder / "f", "{\"b\":2}", true);
    EXPECT_EQ(folder.read("f"), "{\"a\":1}\n{\"b\":2}\n");
    append_line_once(folder / "f", "{\"b\":2}", true);
    EXPECT_EQ(folder.read("f"), "{\"a\":1}\n{\"b\":2}\n");
    folder.write("f", "somebody else's longer line without an end");
    append_line_once(folder / "f", "{\"b\":2}", true);
    EXPECT_EQ(folder.read("f"), "somebody else's longer line without an end\n{\"b\":2}\n");
}

} // namespace
} // namespace halflight::alerts::test
