// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/message.hpp"

#include "post.hpp"
#include "sign.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace halflight::alerts::test {
namespace {

Written written_of(const std::string& cause) {
    Written written;
    written.sequence = 7;
    written.monitor = "oil";
    written.cause = cause;
    written.title = "A made country";
    written.record = "no backtest";
    written.at = 1'700'000'000'000;
    written.transition = {"oil/x/1",
                          watch::AlertState::normal,
                          watch::AlertState::firing,
                          day_one,
                          "raised at once",
                          signal_of(cause, watch::Reading::raised, day_one),
                          watch::Severity::warning};
    return written;
}

MailSpec spec() {
    return {"watch@example.org", {"desk@example.org"}, "abc.7.desk", 1, 1'700'000'000'000, ""};
}

// The example of the specification of Standard Webhooks 1.0.
TEST(Sign, AgreesWithStandardWebhooks) {
    EXPECT_EQ(signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330, R"({"test": 2432232314})"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Sign, Base64GoesBothWays) {
    for (const std::string text : {"", "1", "12", "123", "1234", "12345", "123456"}) {
        EXPECT_EQ(from_base64(base64(text)), text);
    }
    EXPECT_EQ(base64("1234"), "MTIzNA==");
    EXPECT_EQ(from_base64("!!!!"), "");
}

TEST(Message, TextNamesValueThresholdMarginEvidenceAndRecord) {
    const std::string text = plain_text(written_of("cap 2024"));
    for (const char* part : {"value: 9 to 14 barrel", "threshold: above 10 barrel",
                             "margin: -1 barrel", "claims: OIL-1, OIL-2", "record: no backtest",
                             "2 independent origins, best source B, direct, 12 days old"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
}

TEST(Message, JsonIsOneLineThatReads) {
    const std::string line = json_line(written_of("a\nb \xff"), "id.7.hook");
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto json = nlohmann::json::parse(line);
    EXPECT_EQ(json.at("id"), "id.7.hook");
    EXPECT_EQ(json.at("sequence"), 7);
    EXPECT_EQ(json.at("signal").at("margin"), -1);
    EXPECT_EQ(json.at("timestamp"), "2023-11-14T22:13:20Z");
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t sum = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++sum;
    }
    return sum;
}

TEST(Message, NothingThatADossierSaysMakesAHeader) {
    Written written = written_of("x\r\nBcc: thief@example.org\r\n\r\nbody\r.\r\n.\r\n");
    written.title = "t\r\nX: y";
    written.transition.why = "\n.\nQUIT\n";
    const std::string text = mail(written, spec());
    const std::string head = text.substr(0, text.find("\r\n\r\n"));
    EXPECT_EQ(head.find("Bcc"), std::string::npos) << head;
    EXPECT_EQ(head.find("\nX:"), std::string::npos) << head;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            EXPECT_EQ(text[i - 1], '\r') << "a bare line feed at " << i;
        }
        EXPECT_TRUE(text[i] == '\r' || text[i] == '\n' || (text[i] >= ' ' && text[i] < '\x7f'));
    }
}

TEST(Message, OtherScriptsAreFoldedIntoEncodedWords) {
    std::string cause;
    for (int i = 0; i < 60; ++i) {
        cause += "쌀값 ";
    }
    const std::string text = mail(written_of(cause), spec());
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = text.find("\r\n", from);
        EXPECT_LE(end - from, 78U) << text.substr(from, end - from);
        from = end == std::string::npos ? text.size() : end + 2;
    }
    EXPECT_NE(text.find("Subject: =?UTF-8?B?"), std::string::npos);
    EXPECT_NE(text.find("Message-ID: <abc.7.desk@example.org>"), std::string::npos);
    EXPECT_NE(text.find("Date: Tue, 14 Nov 2023 22:13:20 +0000"), std::string::npos);
}

TEST(Message, ALaterAttemptSaysSo) {
    MailSpec again = spec();
    again.attempt = 2;
    const std::string text = mail(written_of("cap"), again);
    EXPECT_NE(text.find("Halflight-Attempt: 2"), std::string::npos);
    EXPECT_NE(text.find("This is attempt 2."), std::string::npos);
    EXPECT_NE(text.find("<abc.7.desk@example.org>"), std::string::npos) << "the same identity";
}

TEST(Message, TheFeedHasStableIdsAndEscapes) {
    const std::vector<Written> two = {written_of("a"), written_of("<b> & \"c\"")};
    const std::string feed = atom_feed(two, "state", "feed");
    EXPECT_EQ(feed, atom_feed(two, "state", "feed"));
    EXPECT_NE(feed.find("&lt;b&gt; &amp; &quot;c&quot;"), std::string::npos);
    EXPECT_EQ(count(feed, "<entry>"), 2U);
    EXPECT_EQ(count(feed, "urn:uuid:"), 3U);
    EXPECT_NE(feed.find("<updated>2023-11-14T22:13:20Z</updated>"), std::string::npos);
    const std::size_t first = feed.find("<id>", feed.find("<entry>"));
    const std::string id = feed.substr(first, feed.find("</id>", first) - first);
    EXPECT_NE(atom_feed(std::span(two).first(1), "state", "feed").find(id), std::string::npos);
    EXPECT_EQ(atom_feed(two, "other", "feed").find(id), std::string::npos);
}

TEST(Post, StatusesMeanWhatTheirRfcSays) {
    for (const long status : {200L, 202L, 204L}) {
        EXPECT_EQ(outcome_of_http(status), Outcome::done);
    }
    for (const long status : {408L, 425L, 429L, 500L, 503L}) {
        EXPECT_EQ(outcome_of_http(status), Outcome::again);
    }
    for (const long status : {301L, 307L, 400L, 401L, 404L, 410L, 422L}) {
        EXPECT_EQ(outcome_of_http(status), Outcome::never);
    }
    EXPECT_EQ(outcome_of_smtp(250), Outcome::done);
    EXPECT_EQ(outcome_of_smtp(451), Outcome::again);
    EXPECT_EQ(outcome_of_smtp(550), Outcome::never);
}

} // namespace
} // namespace halflight::alerts::test
