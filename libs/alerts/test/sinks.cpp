// SPDX-License-Identifier: Apache-2.0
#include "sinks.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <cstdlib>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace halflight::alerts::test {

namespace {

/// Reads lines and bytes of one connection.
class Stream {
  public:
    explicit Stream(int number) : m_number(number) {}
    std::optional<std::string> line() {
        std::size_t end = 0;
        while ((end = m_bytes.find('\n')) == std::string::npos) {
            if (!more()) {
                return std::nullopt;
            }
        }
        std::string text = m_bytes.substr(0, end);
        m_bytes.erase(0, end + 1);
        if (text.ends_with('\r')) {
            text.pop_back();
        }
        return text;
    }
    std::optional<std::string> bytes(std::size_t count) {
        while (m_bytes.size() < count) {
            if (!more()) {
                return std::nullopt;
            }
        }
        std::string text = m_bytes.substr(0, count);
        m_bytes.erase(0, count);
        return text;
    }
    void say(const std::string& text) const {
        (void)::send(m_number, text.data(), text.size(), MSG_NOSIGNAL);
    }

  private:
    bool more() {
        std::array<char, 4096> buffer{};
        const ssize_t got = ::recv(m_number, buffer.data(), buffer.size(), 0);
        if (got > 0) {
            m_bytes.append(buffer.data(), static_cast<std::size_t>(got));
        }
        return got > 0;
    }
    int m_number;
    std::string m_bytes;
};

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

WebhookSink::WebhookSink(std::function<std::string(std::size_t)> answer)
    : m_answer(std::move(answer)), m_listener([this](int connection) { serve(connection); }) {}

void WebhookSink::serve(int connection) {
    Stream stream(connection);
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
    return "http://127.0.0.1:" + std::to_string(port()) + "/hook";
}

MailSink::MailSink(std::function<std::string(std::size_t)> answer)
    : m_answer(std::move(answer)), m_listener([this](int connection) { serve(connection); }) {}

void MailSink::serve(int connection) {
    Stream stream(connection);
    stream.say("220 sink\r\n");
    Letter letter;
    for (auto line = stream.line(); line; line = stream.line()) {
        const std::string verb = lower(line->substr(0, 4));
        if (verb == "mail") {
            letter = {};
            letter.from = *line;
        } else if (verb == "rcpt") {
            letter.to.push_back(*line);
        } else if (verb == "quit") {
            stream.say("221 bye\r\n");
            return;
        } else if (verb == "data") {
            stream.say("354 go on\r\n");
            for (auto part = stream.line(); part && *part != "."; part = stream.line()) {
                letter.text += (part->starts_with('.') ? part->substr(1) : *part) + "\r\n";
            }
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
            continue;
        }
        stream.say("250 ok\r\n");
    }
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
