// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/channel.hpp"

#include "channel_fields.hpp"
#include "halflight/base/error.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::alerts::test {
namespace {

using Values = std::map<std::string, std::vector<std::string>>;

measures::Declaration declared(const std::string& kind, const Values& values) {
    measures::Declaration out;
    out.id = "one";
    out.form = kind;
    out.place = {"watch.toml", 3, 1};
    std::uint32_t line = 4;
    for (const auto& [name, texts] : values) {
        measures::Parameter parameter;
        parameter.place = {"watch.toml", line, 1};
        parameter.list = texts.size() != 1;
        for (const std::string& text : texts) {
            parameter.items.push_back({text, {"watch.toml", line, 8}});
        }
        out.parameters[name] = parameter;
        ++line;
    }
    return out;
}

std::string faults(const std::string& kind, const Values& values) {
    Diagnostics diagnostics;
    const std::vector<measures::Declaration> one = {declared(kind, values)};
    const auto channels = read_channels(one, diagnostics);
    EXPECT_EQ(channels.empty(), diagnostics.errors() > 0);
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics.items()) {
        EXPECT_FALSE(diagnostic.hint.empty()) << diagnostic.message;
        EXPECT_GT(diagnostic.place.line, 0U);
        text += diagnostic.message + "\n";
    }
    return text;
}

const Values hook = {{"url", {"https://example.org/hook"}}, {"secret_file", {"hook"}}};
const Values letters = {{"host", {"smtp.example.org"}},
                        {"from", {"a@example.org"}},
                        {"to", {"b@example.org", "c@example.org"}}};

Values with(Values values, const std::string& name, std::vector<std::string> texts) {
    values[name] = std::move(texts);
    return values;
}

TEST(Channel, GoodOnesRead) {
    EXPECT_EQ(faults("webhook", hook), "");
    EXPECT_EQ(faults("smtp", letters), "");
    EXPECT_EQ(faults("smtp", with(letters, "ca_file", {"desk.pem"})), "");
    EXPECT_EQ(faults("webhook", with(hook, "ca_file", {"hook.pem"})), "");
    EXPECT_EQ(faults("jsonl", {{"file", {"alerts.jsonl"}}}), "");
    EXPECT_EQ(faults("atom", {{"file", {"feed.xml"}}, {"on", {"firing", "no data"}}}), "");
    EXPECT_EQ(faults("webhook", with(hook, "url", {"http://localhost:8080/x"})), "");
}

TEST(Channel, FaultsAreToldWithPlaceAndRemedy) {
    const std::vector<std::tuple<std::string, Values, std::string>> bad = {
        {"pigeon", {}, "no way of delivering"},
        {"webhook", {{"url", {"https://example.org"}}}, "needs a secret"},
        {"webhook", with(hook, "url", {"http://example.org/"}), "readable on its way"},
        {"webhook", with(hook, "url", {"http://127.0.0.1.example.org/"}), "readable on its way"},
        {"webhook", with(hook, "url", {"https://user:pass@example.org/"}), "belong into a secret"},
        {"webhook", with(hook, "url", {"file:///etc/passwd"}), "begins neither"},
        {"webhook", with(hook, "url", {"https://a\r\nHost: b/"}), "no address has"},
        {"webhook", with(hook, "secret", {"s3cret"}), "holds no secrets"},
        {"webhook", with(hook, "secret_file", {"../../etc/passwd"}), "no plain file name"},
        {"webhook", with(hook, "secret_env", {"PATH"}), "does not begin with HALFLIGHT_"},
        {"webhook", with(hook, "secret_env", {"HALFLIGHT_X"}), "named twice"},
        {"webhook", with(hook, "ca_file", {"/etc/ssl/cert.pem"}), "no plain file name"},
        {"smtp", with(letters, "ca_file", {"../x"}), "no plain file name"},
        {"jsonl", {{"file", {"a"}}, {"ca_file", {"x"}}}, "'ca_file' is not known"},
        {"webhook", with(hook, "severityy", {"info"}), "'severityy' is not known"},
        {"webhook", with(hook, "attempts", {"0"}), "no number from 1 to 100"},
        {"webhook", with(hook, "on", {"fire"}), "'fire' is no state"},
        {"smtp", with(letters, "tls", {"none"}), "readable on its way"},
        {"smtp", with(letters, "to", {"b@example.org\r\nBcc: x@y"}), "no plain mail address"},
        {"smtp", with(letters, "from", {"<a@example.org>"}), "no plain mail address"},
        {"smtp", with(letters, "user", {"kim"}), "without a password"},
        {"smtp", {{"host", {"h"}}, {"from", {"a@b"}}}, "'to' is missing"},
        {"jsonl", {{"file", {"../../.bashrc"}}}, "no plain file name"},
        {"jsonl", {{"file", {"state.sqlite"}}}, "no plain file name"},
        {"atom", {}, "'file' is missing"}};
    for (const auto& [kind, values, words] : bad) {
        const std::string told = faults(kind, values);
        EXPECT_NE(told.find(words), std::string::npos) << words << " in: " << told;
    }
}

TEST(Channel, TwoOfOneNameAreAFault) {
    Diagnostics diagnostics;
    const std::vector<measures::Declaration> two = {declared("webhook", hook),
                                                    declared("webhook", hook)};
    EXPECT_EQ(read_channels(two, diagnostics).size(), 1U);
    EXPECT_EQ(diagnostics.errors(), 1U);
}

TEST(Channel, WhatNeverFiredIsNoNews) {
    Channel channel = webhook_channel("https://example.org");
    watch::Transition move;
    move.from = watch::AlertState::pending;
    move.to = watch::AlertState::normal;
    EXPECT_FALSE(tells(channel, move));
    move.from = watch::AlertState::recovering;
    EXPECT_TRUE(tells(channel, move));
    channel.least = watch::Severity::critical;
    EXPECT_FALSE(tells(channel, move));
    move.severity = watch::Severity::critical;
    EXPECT_TRUE(tells(channel, move));
}

TEST(Channel, ThisMachineIsKnownByItsNames) {
    for (const char* host : {"localhost", "127.0.0.1", "127.9.9.9", "::1"}) {
        EXPECT_TRUE(is_local(host)) << host;
    }
    for (const char* host : {"127.0.0.1.org", "127.0.0", "127.0.0.256", "localhost.org", "",
                             "10.0.0.1", "127.0.0.1.1"}) {
        EXPECT_FALSE(is_local(host)) << host;
    }
}

TEST(Channel, SecretsComeFromOutside) {
    set_secret();
    const Folder folder;
    folder.write("hook", "abc \n");
    EXPECT_EQ(read_secret({"hook", ""}, folder.path()), "abc");
    EXPECT_EQ(read_secret({"", "HALFLIGHT_TEST_SECRET"}, folder.path()).substr(0, 6), "whsec_");
    EXPECT_EQ(read_secret({}, folder.path()), "");
    EXPECT_THROW((void)read_secret({"absent", ""}, folder.path()), Error);
    EXPECT_THROW((void)read_secret({"", "HALFLIGHT_NOT_SET"}, folder.path()), Error);
}

} // namespace
} // namespace halflight::alerts::test
