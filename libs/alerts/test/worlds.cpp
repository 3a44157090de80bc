// SPDX-License-Identifier: Apache-2.0
#include "worlds.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace halflight::alerts::test {

namespace fs = std::filesystem;
using watch::AlertState;

Folder::Folder() {
    std::string name = (fs::temp_directory_path() / "halflight-alerts-XXXXXX").string();
    m_path = mkdtemp(name.data());
}

Folder::~Folder() {
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

std::string Folder::read(const std::string& name) const {
    std::ifstream in(m_path / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void Folder::write(const std::string& name, const std::string& bytes) const {
    std::ofstream(m_path / name, std::ios::binary) << bytes;
}

watch::Signal signal_of(const std::string& cause, watch::Reading reading, Date day,
                        watch::Severity severity) {
    watch::Signal signal;
    signal.monitor = "oil";
    signal.cause = cause;
    signal.day = day;
    signal.reading = reading;
    signal.severity = severity;
    signal.value = Interval::closed(9, 14);
    signal.threshold = 10;
    signal.unit = "barrel";
    signal.text = cause + " is " + std::string(watch::to_string(reading));
    signal.evidence.claims = {"OIL-1", "OIL-2"};
    signal.reliability = {2, 'B', true, 12};
    return signal;
}

Judge alternating(int causes, std::vector<Channel> channels) {
    return [causes, channels](Date day) {
        Judged judged;
        judged.title = "A made country";
        judged.content_hash = "hash";
        judged.channels = channels;
        const bool raised = (day.days - day_one.days) % 2 != 0;
        for (int i = 0; i < causes; ++i) {
            judged.signals.push_back(
                signal_of("cause " + std::to_string(i),
                          raised ? watch::Reading::raised : watch::Reading::quiet, day));
        }
        return judged;
    };
}

Channel webhook_channel(const std::string& url) {
    Channel channel;
    channel.id = "hook";
    channel.kind = ChannelKind::webhook;
    channel.on = {AlertState::firing, AlertState::normal};
    channel.url = url;
    channel.secret.variable = "HALFLIGHT_TEST_SECRET";
    channel.timeout_seconds = 10;
    return channel;
}

Channel mail_channel(int port) {
    Channel channel;
    channel.id = "desk";
    channel.kind = ChannelKind::smtp;
    channel.on = {AlertState::firing, AlertState::normal};
    channel.host = "127.0.0.1";
    channel.port = port;
    channel.tls = Tls::none;
    channel.from = "watch@example.org";
    channel.to = {"desk@example.org", "night@example.org"};
    channel.secret.variable = "HALFLIGHT_TEST_SECRET";
    channel.timeout_seconds = 10;
    return channel;
}

Channel file_channel(ChannelKind kind, const std::string& file) {
    Channel channel;
    channel.id = file;
    channel.kind = kind;
    channel.on = {AlertState::firing, AlertState::normal};
    channel.file = file;
    return channel;
}

WatchSpec spec_in(const Folder& folder, Date day) {
    WatchSpec spec;
    spec.folder = folder.path();
    spec.state = folder / "state.sqlite";
    spec.today = day;
    return spec;
}

void set_secret() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread of a test
    (void)::setenv("HALFLIGHT_TEST_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1);
}

} // namespace halflight::alerts::test
