// SPDX-License-Identifier: Apache-2.0
// A web hook and a mail server on this machine that keep what comes.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace halflight::alerts::test {

class Certificate;
class Stream;

/// Listens on a free port of 127.0.0.1; each connection is served by `serve` in a thread of its
/// own.
class Listener {
  public:
    explicit Listener(std::function<void(int connection)> serve);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();
    [[nodiscard]] int port() const noexcept { return m_port; }

  private:
    void accept_all();
    std::function<void(int)> m_serve;
    int m_number = -1;
    int m_port = 0;
    std::atomic<bool> m_ends{false};
    std::thread m_thread;
    std::vector<std::thread> m_connections;
};

struct Request {
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
};

class WebhookSink {
  public:
    /// `answer`: the head of the answer to the n-th request, from 0: "200 OK".
    /// `certificate`: it speaks TLS alone, with this one.
    explicit WebhookSink(std::function<std::string(std::size_t)> answer = {},
                         const Certificate* certificate = nullptr);
    [[nodiscard]] int port() const noexcept { return m_listener.port(); }
    [[nodiscard]] std::vector<Request> requests() const;
    [[nodiscard]] std::string url() const;

  private:
    void serve(int connection);
    std::function<std::string(std::size_t)> m_answer;
    const Certificate* m_certificate;
    mutable std::mutex m_mutex;
    std::vector<Request> m_requests;
    Listener m_listener;
};

struct Letter {
    std::string from;
    std::vector<std::string> to;
    std::string text;    ///< lines ended by CR LF, dots unstuffed
    bool secure = false; ///< came over TLS
};

/// What a mail server offers and wants. It lets in only who logs in, where `login` is named.
struct MailServer {
    const Certificate* certificate = nullptr;
    bool starttls = false; ///< offered
    bool implicit = false; ///< TLS from the first byte
    std::string login;     ///< base64 of NUL, user, NUL, password
};

class MailSink {
  public:
    /// `answer`: to the end of the n-th letter, from 0: "250 ok".
    explicit MailSink(std::function<std::string(std::size_t)> answer = {}, MailServer server = {});
    [[nodiscard]] int port() const noexcept { return m_listener.port(); }
    [[nodiscard]] std::vector<Letter> letters() const; ///< taken in with 250
    [[nodiscard]] std::string in_clear() const;        ///< commands that came without TLS

  private:
    struct Session {
        Letter letter;
        bool known = false; ///< logged in
    };
    void serve(int connection);
    bool answer(Stream& stream, Session& session, const std::string& line);
    void greet(Stream& stream) const;
    std::optional<std::string> hear(Stream& stream);
    bool login(Stream& stream, const std::string& line);
    void take(Stream& stream, Letter& letter);
    std::function<std::string(std::size_t)> m_answer;
    mutable std::mutex m_mutex;
    MailServer m_server;
    std::size_t m_count = 0;
    std::string m_clear;
    std::vector<Letter> m_letters;
    Listener m_listener;
};

/// The value of a header of a letter; empty for none.
[[nodiscard]] std::string header(const Letter& letter, const std::string& name);

} // namespace halflight::alerts::test
