// SPDX-License-Identifier: Apache-2.0
// The only file that knows libcurl.
#include "post.hpp"

#include "channel_fields.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace halflight::alerts {

namespace {

struct Cleanup {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, Cleanup>;

class Transfer {
  public:
    Transfer() {
        static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
        m_handle.reset(ready ? curl_easy_init() : nullptr);
        if (!m_handle) {
            throw Error(ErrorCode::internal, "libcurl cannot be set up");
        }
        set(CURLOPT_ERRORBUFFER, m_error.data());
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_WRITEFUNCTION, &Transfer::drop);
        set(CURLOPT_WRITEDATA, &m_received);
        // A proxy is for other machines.
        set(CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    }

    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(m_handle.get(), option, value) != CURLE_OK) {
            throw Error(ErrorCode::internal, "libcurl lacks an option that is needed");
        }
    }
    void set_times(int seconds) {
        set(CURLOPT_TIMEOUT, static_cast<long>(seconds));
        set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(std::max(1, seconds / 2)));
    }
    /// Trusts these certificates alone. They are copied.
    void trust(const Trusted& trusted) {
        if (trusted.certificates.empty()) {
            return;
        }
        std::string copy = trusted.certificates;
        curl_blob blob{copy.data(), copy.size(), CURL_BLOB_COPY};
        set(CURLOPT_CAINFO_BLOB, &blob);
        set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
    }
    CURLcode run() { return curl_easy_perform(m_handle.get()); }
    [[nodiscard]] long status() const {
        long status = 0;
        curl_easy_getinfo(m_handle.get(), CURLINFO_RESPONSE_CODE, &status);
        return status;
    }
    [[nodiscard]] std::optional<long> retry_after() const {
        curl_off_t seconds = 0;
        curl_easy_getinfo(m_handle.get(), CURLINFO_RETRY_AFTER, &seconds);
        return seconds > 0 ? std::optional(static_cast<long>(seconds)) : std::nullopt;
    }
    [[nodiscard]] std::string fault(CURLcode code) const {
        const char* const said =
            m_error.front() == '\0' ? curl_easy_strerror(code) : m_error.data();
        return shorten(said, 200);
    }

  private:
    /// Answers are not read; one that does not end is cut off.
    static std::size_t drop(char* bytes, std::size_t one, std::size_t count, void* received) {
        (void)bytes;
        constexpr std::size_t most = 65536;
        auto& sum = *static_cast<std::size_t*>(received);
        sum += one * count;
        return sum > most ? 0 : one * count;
    }

    std::unique_ptr<CURL, Cleanup> m_handle;
    std::array<char, CURL_ERROR_SIZE> m_error{};
    std::size_t m_received = 0;
};

List list_of(const std::vector<std::string>& lines) {
    List list;
    for (const std::string& line : lines) {
        curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) {
            throw Error(ErrorCode::internal, "libcurl has no memory");
        }
        (void)list.release();
        list.reset(longer);
    }
    return list;
}

/// The rest of a text that a transfer has still to read.
struct Unread {
    std::string_view text;
};

std::size_t read_some(char* into, std::size_t one, std::size_t count, void* state) {
    auto& unread = *static_cast<Unread*>(state);
    const std::size_t size = std::min(one * count, unread.text.size());
    std::memcpy(into, unread.text.data(), size);
    unread.text.remove_prefix(size);
    return size;
}

/// What stood in the way before an answer counted, and what to do about it. It may be mended, so
/// that it is tried again.
std::string hindrance(const Transfer& transfer, CURLcode code) {
    const std::string fault = transfer.fault(code);
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
        return fmt::format("its certificate is not trusted, nothing was sent: {}; where it is "
                           "right, put its authority into the folder of secrets and name it: "
                           "ca_file = \"NAME\"",
                           fault);
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
        return fmt::format("the certificates of ca_file do not read: {}; put them there as PEM",
                           fault);
    case CURLE_USE_SSL_FAILED:
        return fmt::format("the server offers no STARTTLS, nothing was sent in clear: {}; mend the "
                           "server, or write tls = \"implicit\" and its port",
                           fault);
    default:
        return fmt::format("could not be reached: {}", fault);
    }
}

Attempted failed(const Transfer& transfer, CURLcode code) {
    return {Outcome::again, hindrance(transfer, code), std::nullopt, true};
}

std::string mail_url(const Channel& channel) {
    const bool literal = channel.host.find(':') != std::string::npos;
    return fmt::format("{}://{}:{}/", channel.tls == Tls::implicit ? "smtps" : "smtp",
                       literal ? "[" + channel.host + "]" : channel.host, channel.port);
}

} // namespace

Outcome outcome_of_http(long status) noexcept {
    if (status >= 200 && status < 300) {
        return Outcome::done;
    }
    const bool passing = status == 408 || status == 425 || status == 429 || status >= 500;
    return passing ? Outcome::again : Outcome::never;
}

Outcome outcome_of_smtp(long status) noexcept {
    if (status >= 200 && status < 300) {
        return Outcome::done;
    }
    return status >= 400 && status < 500 ? Outcome::again : Outcome::never;
}

Attempted post(const Channel& channel, const Trusted& trusted,
               const std::vector<std::string>& headers, const std::string& body) {
    Transfer transfer;
    transfer.trust(trusted);
    std::vector<std::string> lines = headers;
    lines.insert(lines.end(), {"Content-Type: application/json", "Expect:"});
    const List list = list_of(lines);
    transfer.set(CURLOPT_URL, channel.url.c_str());
    transfer.set(CURLOPT_PROTOCOLS_STR, "https,http");
    transfer.set(CURLOPT_HTTPHEADER, list.get());
    transfer.set(CURLOPT_POST, 1L);
    transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    transfer.set(CURLOPT_POSTFIELDS, body.c_str());
    transfer.set(CURLOPT_USERAGENT, "halflight");
    transfer.set_times(channel.timeout_seconds);
    const CURLcode code = transfer.run();
    const long status = transfer.status();
    // An answer whose body is cut off at our limit was an answer all the same.
    if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && status != 0)) {
        return failed(transfer, code);
    }
    std::string detail = fmt::format("answered {}", status);
    if (status >= 300 && status < 400) {
        detail += ", a redirection, which is not followed; put the new address into watch.toml";
    }
    return {outcome_of_http(status), std::move(detail), transfer.retry_after(), false};
}

Attempted send_mail(const Channel& channel, const Trusted& trusted, const std::string& password,
                    const std::string& text) {
    Transfer transfer;
    transfer.trust(trusted);
    const List to = list_of(channel.to);
    const std::string url = mail_url(channel);
    Unread unread{text};
    transfer.set(CURLOPT_URL, url.c_str());
    transfer.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    transfer.set(CURLOPT_USE_SSL,
                 static_cast<long>(channel.tls == Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!channel.user.empty()) {
        transfer.set(CURLOPT_USERNAME, channel.user.c_str());
        transfer.set(CURLOPT_PASSWORD, password.c_str());
    }
    transfer.set(CURLOPT_MAIL_FROM, channel.from.c_str());
    transfer.set(CURLOPT_MAIL_RCPT, to.get());
    transfer.set(CURLOPT_UPLOAD, 1L);
    transfer.set(CURLOPT_READFUNCTION, &read_some);
    transfer.set(CURLOPT_READDATA, &unread);
    transfer.set_times(channel.timeout_seconds);
    const CURLcode code = transfer.run();
    const long status = transfer.status();
    if (code == CURLE_OK) {
        return {Outcome::done, fmt::format("answered {}", status), std::nullopt, false};
    }
    if (status < 400 || code == CURLE_USE_SSL_FAILED) {
        return failed(transfer, code);
    }
    if (code == CURLE_LOGIN_DENIED) {
        return {outcome_of_smtp(status),
                fmt::format("answered {}: the login of '{}' was refused; mend the user or the "
                            "secret that holds its password",
                            status, shorten(channel.user)),
                std::nullopt, false};
    }
    return {outcome_of_smtp(status), fmt::format("answered {} ({})", status, transfer.fault(code)),
            std::nullopt, false};
}

} // namespace halflight::alerts
