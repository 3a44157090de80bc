// SPDX-License-Identifier: Apache-2.0
#include "sinks.hpp"

#include "stream.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace halflight::alerts::test {

namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace

Listener::Listener(std::function<void(int)> serve) : m_serve(std::move(serve)) {
    m_number = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const where = static_cast<sockaddr*>(static_cast<void*>(&address));
    if (::bind(m_number, where, size) != 0 || ::listen(m_number, 64) != 0 ||
        ::getsockname(m_number, where, &size) != 0) {
        std::abort();
    }
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { accept_all(); });
}

Listener::~Listener() {
    m_ends = true;
    m_thread.join();
    for (std::thread& connection : m_connections) {
        connection.join();
    }
    ::close(m_number);
}

void Listener::accept_all() {
    while (!m_ends) {
        pollfd ready{m_number, POLLIN, 0};
        if (::poll(&ready, 1, 20) <= 0) {
            continue;
        }
        const int connection = ::accept4(m_number, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0) {
            m_connections.emplace_back([this, connection] {
                m_serve(connection);
                ::close(connection);
            });
        }
    }
}

WebhookSink::WebhookSink(std::function<std::string(std::size_t)> answer,
                         const Certificate* certificate)
    : m_answer(std::move(answer)), m_certificate(certificate),
      m_listener([this](int connection) { serve(connection); }) {}

void WebhookSink::serve(int connection) {
    Stream stream(connection);
    if (m_certificate != nullptr && !stream.secure(*m_certificate)) {
        return;
    }
    Request request;
    (void)stream.line();
    for (auto line = stream.line(); line && !line->empty(); line = stream.line()) {
        const std::size_t colon = line->find(':');
        request.headers[lower(line->substr(0, colon))] =
            line->substr(std::min(line->size(), line->find_first_not_of(' ', colon + 1)));
    }
    const auto size =
        static_cast<std::size_t>(std::atoll(request.headers["content-length"].c_str()));
    const auto body = stream.bytes(size);
    if (!body) {
        return;
    }
    request.body = *body;
    std::string answer;
    {
        const std::lock_guard<std::mutex> guard(m_mutex);
        answer = m_answer ? m_answer(m_requests.size()) : "200 OK";
        m_requests.push_back(std::move(request));
    }
    stream.say("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

std::vector<Request> WebhookSink::requests() const {
    const std::lock_guard<std::mutex> guard(m_mutex);
    return m_requests;
}

std::string WebhookSink::url() const {
    return (m_certificate == nullptr ? "http" : "https") + std::string("://127.0.0.1:") +
           std::to_string(port()) + "/hook";
}

MailSink::MailSink(std::function<std::string(std::size_t)> answer, MailServer server)
    : m_answer(std::move(answer)), m_server(std::move(server)),
      m_listener([this](int connection) { serve(connection); }) {}

void MailSink::serve(int connection) {
    Stream stream(connection);
    if (m_server.implicit && !stream.secure(*m_server.certificate)) {
        return;
    }
    stream.say("220 sink\r\n");
    Session session;
    for (auto line = hear(stream); line && answer(stream, session, *line); line = hear(stream)) {
    }
}

/// Noted before it is answered, so that it is there when the other side goes on.
std::optional<std::string> MailSink::hear(Stream& stream) {
    auto line = stream.line();
    if (line && !stream.is_secure()) {
        const std::lock_guard<std::mutex> guard(m_mutex);
        m_clear += *line + "\n";
    }
    return line;
}

bool MailSink::answer(Stream& stream, Session& session, const std::string& line) {
    const std::string verb = lower(line.substr(0, 4));
    if (verb == "ehlo") {
        greet(stream);
    } else if (verb == "star") {
        stream.say("220 go on\r\n");
        return stream.secure(*m_server.certificate);
    } else if (verb == "auth") {
        session.known = login(stream, line);
    } else if (verb == "quit") {
        stream.say("221 bye\r\n");
        return false;
    } else if (verb == "mail" && !m_server.login.empty() && !session.known) {
        stream.say("530 log in first\r\n");
    } else if (verb == "mail") {
        session.letter = {};
        session.letter.from = line;
        stream.say("250 ok\r\n");
    } else if (verb == "data") {
        take(stream, session.letter);
    } else {
        if (verb == "rcpt") {
            session.letter.to.push_back(line);
        }
        stream.say("250 ok\r\n");
    }
    return true;
}

void MailSink::greet(Stream& stream) const {
    const bool offers = m_server.starttls && !stream.is_secure();
    stream.say(std::string("250-sink\r\n") + (offers ? "250-STARTTLS\r\n" : "") +
               (m_server.login.empty() ? "250 8BITMIME\r\n" : "250 AUTH PLAIN\r\n"));
}

/// AUTH PLAIN of RFC 4616, with the answer on its own line where it does not stand behind.
bool MailSink::login(Stream& stream, const std::string& line) {
    constexpr std::size_t behind = 11; // "AUTH PLAIN "
    std::string words = line.size() > behind ? line.substr(behind) : "";
    if (words.empty()) {
        stream.say("334 \r\n");
        words = hear(stream).value_or("");
    }
    const bool known = words == m_server.login;
    stream.say(known ? "235 welcome\r\n" : "535 5.7.8 not known\r\n");
    return known;
}

void MailSink::take(Stream& stream, Letter& letter) {
    stream.say("354 go on\r\n");
    for (auto part = stream.line(); part && *part != "."; part = stream.line()) {
        letter.text += (part->starts_with('.') ? part->substr(1) : *part) + "\r\n";
    }
    letter.secure = stream.is_secure();
    std::string answer;
    {
        const std::lock_guard<std::mutex> guard(m_mutex);
        answer = m_answer ? m_answer(m_count) : "250 taken";
        ++m_count;
        if (answer.starts_with("250")) {
            m_letters.push_back(letter);
        }
    }
    stream.say(answer + "\r\n");
}

std::string MailSink::in_clear() const {
    const std::lock_guard<std::mutex> guard(m_mutex);
    return m_clear;
}

std::vector<Letter> MailSink::letters() const {
    const std::lock_guard<std::mutex> guard(m_mutex);
    return m_letters;
}

std::string header(const Letter& letter, const std::string& name) {
    const std::string text = "\r\n" + letter.text.substr(0, letter.text.find("\r\n\r\n")) + "\r\n";
    const std::size_t at = text.find("\r\n" + name + ": ");
    if (at == std::string::npos) {
        return "";
    }
    const std::size_t from = at + name.size() + 4;
    return text.substr(from, text.find("\r\n", from) - from);
}

} // namespace halflight::alerts::test
