// SPDX-License-Identifier: Apache-2.0
// One connection of a sink, in clear or over TLS with a certificate made for this machine.
#pragma once

#include <memory>
#include <optional>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace halflight::alerts::test {

/// A key and a certificate that it signed itself, for 127.0.0.1, made anew for each test.
class Certificate {
  public:
    Certificate();
    [[nodiscard]] const std::string& pem() const noexcept { return m_pem; }
    [[nodiscard]] ssl_ctx_st* context() const noexcept { return m_context.get(); }

  private:
    struct Free {
        void operator()(ssl_ctx_st* context) const noexcept;
    };
    std::string m_pem;
    std::unique_ptr<ssl_ctx_st, Free> m_context;
};

class Stream {
  public:
    explicit Stream(int number) : m_number(number) {}
    /// From now on over TLS; false where the other side does not go along.
    bool secure(const Certificate& certificate);
    [[nodiscard]] bool is_secure() const noexcept { return m_tls != nullptr; }
    std::optional<std::string> line();
    std::optional<std::string> bytes(std::size_t count);
    void say(const std::string& text) const;

  private:
    struct Free {
        void operator()(ssl_st* tls) const noexcept;
    };
    bool more();
    int m_number;
    std::string m_bytes;
    std::unique_ptr<ssl_st, Free> m_tls;
};

} // namespace halflight::alerts::test
