// SPDX-License-Identifier: Apache-2.0
// What is sent over TLS, to servers of this machine with certificates made for the test.
#include "halflight/alerts/deliver.hpp"
#include "sign.hpp"
#include "sinks.hpp"
#include "stream.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::alerts::test {
namespace {

constexpr const char* password = "corre8t horse";

std::string login_of(const std::string& secret) {
    using namespace std::string_literals;
    return base64("\0watch\0"s + secret);
}

class TlsDelivery : public testing::Test {
  protected:
    Certificate certificate;
    Folder folder;

    void SetUp() override {
        set_secret();
        (void)::setenv("HALFLIGHT_SECRETS", folder.path().c_str(), 1); // NOLINT: before any thread
        folder.write("sinks.pem", certificate.pem());
        folder.write("others.pem", Certificate().pem());
        folder.write("password", std::string(password) + "\n");
    }
    void TearDown() override { (void)::unsetenv("HALFLIGHT_SECRETS"); } // NOLINT

    [[nodiscard]] WatchReport run(const Channel& channel) const {
        return run_watch(spec_in(folder, Date{day_one.days + 1}), alternating(1, {channel}));
    }
    /// A desk that logs in over STARTTLS.
    [[nodiscard]] static Channel desk(int port, Tls tls = Tls::starttls) {
        Channel channel = mail_channel(port);
        channel.tls = tls;
        channel.user = "watch";
        channel.password.file = "password";
        channel.ca_file = "sinks.pem";
        return channel;
    }
    [[nodiscard]] MailServer server() const {
        return {&certificate, true, false, login_of(password)};
    }
};

void expect_secret(const std::string& text) {
    EXPECT_EQ(text.find(password), std::string::npos) << text;
    EXPECT_EQ(text.find(login_of(password)), std::string::npos) << text;
    EXPECT_EQ(text.find("AUTH PLAIN"), std::string::npos) << text;
}

TEST_F(TlsDelivery, AWebhookTrustsTheAuthorityThatItNames) {
    const WebhookSink hook({}, &certificate);
    Channel channel = webhook_channel(hook.url());
    channel.ca_file = "sinks.pem";
    const WatchReport report = run(channel);
    EXPECT_EQ(report.deliveries.done, 1U) << notices(report);
    ASSERT_EQ(hook.requests().size(), 1U);
    EXPECT_EQ(hook.requests()[0].headers.at("halflight-attempt"), "1");
}

TEST_F(TlsDelivery, AnUntrustedCertificateGetsNothingAndTheWordWaits) {
    const WebhookSink hook({}, &certificate);
    for (const char* ca_file : {"", "others.pem"}) {
        const Folder own;
        Channel channel = webhook_channel(hook.url());
        channel.ca_file = ca_file;
        const WatchReport report =
            run_watch(spec_in(own, Date{day_one.days + 1}), alternating(1, {channel}));
        EXPECT_EQ(report.deliveries.waiting, 1U);
        ASSERT_EQ(report.attempts.size(), 1U);
        EXPECT_NE(report.attempts[0].find("its certificate is not trusted, nothing was sent"),
                  std::string::npos)
            << report.attempts[0];
        EXPECT_NE(report.attempts[0].find("ca_file"), std::string::npos) << "a remedy";
    }
    EXPECT_TRUE(hook.requests().empty());
}

TEST_F(TlsDelivery, AnAuthorityThatIsNotThereIsWaitedFor) {
    const WebhookSink hook({}, &certificate);
    Channel channel = webhook_channel(hook.url());
    channel.ca_file = "absent.pem";
    WatchReport report = run(channel);
    EXPECT_EQ(report.deliveries.waiting, 1U);
    EXPECT_NE(report.attempts.at(0).find("absent.pem"), std::string::npos) << report.attempts[0];
    const Folder other;
    folder.write("broken.pem", "no certificate");
    channel.ca_file = "broken.pem";
    report = run_watch(spec_in(other, Date{day_one.days + 1}), alternating(1, {channel}));
    EXPECT_EQ(report.deliveries.waiting, 1U);
    EXPECT_NE(report.attempts.at(0).find("ca_file"), std::string::npos) << report.attempts[0];
    EXPECT_TRUE(hook.requests().empty());
}

TEST_F(TlsDelivery, AMailGoesOverStarttlsAfterALogin) {
    const MailSink sink({}, server());
    const WatchReport report = run(desk(sink.port()));
    EXPECT_EQ(report.deliveries.done, 1U) << notices(report);
    ASSERT_EQ(sink.letters().size(), 1U);
    EXPECT_TRUE(sink.letters()[0].secure);
    EXPECT_EQ(sink.letters()[0].to.size(), 2U);
}

TEST_F(TlsDelivery, AMailGoesOverTlsFromTheFirstByte) {
    MailServer implicit = server();
    implicit.implicit = true;
    const MailSink sink({}, implicit);
    const WatchReport report = run(desk(sink.port(), Tls::implicit));
    EXPECT_EQ(report.deliveries.done, 1U) << notices(report);
    ASSERT_EQ(sink.letters().size(), 1U);
    EXPECT_EQ(sink.in_clear(), "");
}

TEST_F(TlsDelivery, AServerWithoutStarttlsGetsNeitherPasswordNorMail) {
    MailServer plain = server();
    plain.starttls = false;
    std::string heard;
    {
        const MailSink sink({}, plain);
        const WatchReport report = run(desk(sink.port()));
        EXPECT_EQ(report.deliveries.waiting, 1U);
        ASSERT_EQ(report.attempts.size(), 1U);
        EXPECT_NE(report.attempts[0].find("offers no STARTTLS, nothing was sent in clear"),
                  std::string::npos)
            << report.attempts[0];
        expect_secret(notices(report));
        EXPECT_TRUE(sink.letters().empty());
        heard = sink.in_clear();
    }
    expect_secret(heard);
    EXPECT_EQ(heard.find("MAIL"), std::string::npos) << heard;
}

TEST_F(TlsDelivery, AMailServerThatIsNotTrustedHearsNoPassword) {
    const MailSink sink({}, server());
    Channel channel = desk(sink.port());
    channel.ca_file = "others.pem";
    const WatchReport report = run(channel);
    EXPECT_EQ(report.deliveries.waiting, 1U);
    EXPECT_NE(report.attempts.at(0).find("its certificate is not trusted"), std::string::npos)
        << report.attempts[0];
    expect_secret(sink.in_clear());
    EXPECT_TRUE(sink.letters().empty());
}

TEST_F(TlsDelivery, AWrongPasswordIsToldWithoutIt) {
    MailServer strict = server();
    strict.login = login_of("another");
    const MailSink sink({}, strict);
    const WatchReport report = run(desk(sink.port()));
    EXPECT_EQ(report.deliveries.dead, 1U);
    EXPECT_NE(report.attempts.at(0).find("answered 535: the login of 'watch' was refused"),
              std::string::npos)
        << report.attempts[0];
    expect_secret(report.attempts[0] + notices(report));
    expect_secret(folder.read("state.sqlite"));
    EXPECT_TRUE(sink.letters().empty());
}

} // namespace
} // namespace halflight::alerts::test
