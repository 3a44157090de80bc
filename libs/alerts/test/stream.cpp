// SPDX-License-Identifier: Apache-2.0
#include "stream.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string_view>
#include <sys/socket.h>

namespace halflight::alerts::test {

namespace {

template <auto free>
struct FreeWith {
    template <class T>
    void operator()(T* pointer) const noexcept {
        free(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using X509Pointer = std::unique_ptr<X509, FreeWith<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

void require(bool done) {
    if (!done) {
        std::abort();
    }
}

void add(X509& certificate, int what, const char* value) {
    X509V3_CTX context{};
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, what, value));
    require(extension && X509_add_ext(&certificate, extension.get(), -1) == 1);
}

X509Pointer self_signed(EVP_PKEY& key) {
    constexpr long day = 86400;
    X509Pointer certificate(X509_new());
    require(certificate != nullptr);
    X509* const raw = certificate.get();
    X509_set_version(raw, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(raw), 1);
    X509_gmtime_adj(X509_getm_notBefore(raw), -day);
    X509_gmtime_adj(X509_getm_notAfter(raw), day);
    X509_set_pubkey(raw, &key);
    constexpr std::string_view name = "sink";
    std::array<unsigned char, name.size()> bytes{};
    std::copy(name.begin(), name.end(), bytes.begin());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_ASC, bytes.data(),
                               static_cast<int>(bytes.size()), -1, 0);
    X509_set_issuer_name(raw, X509_get_subject_name(raw));
    add(*raw, NID_basic_constraints, "critical,CA:TRUE");
    add(*raw, NID_subject_alt_name, "IP:127.0.0.1");
    require(X509_sign(raw, &key, EVP_sha256()) > 0);
    return certificate;
}

std::string pem_of(X509& certificate) {
    const Bio memory(BIO_new(BIO_s_mem()));
    require(PEM_write_bio_X509(memory.get(), &certificate) == 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

} // namespace

void Certificate::Free::operator()(ssl_ctx_st* context) const noexcept {
    SSL_CTX_free(context);
}

Certificate::Certificate() : m_context(SSL_CTX_new(TLS_server_method())) {
    // OpenSSL writes to sockets that the other side has closed.
    (void)std::signal(SIGPIPE, SIG_IGN);
    const Key key(EVP_EC_gen("P-256"));
    require(key && m_context);
    const X509Pointer certificate = self_signed(*key);
    require(SSL_CTX_use_certificate(m_context.get(), certificate.get()) == 1 &&
            SSL_CTX_use_PrivateKey(m_context.get(), key.get()) == 1);
    m_pem = pem_of(*certificate);
}

void Stream::Free::operator()(ssl_st* tls) const noexcept {
    SSL_free(tls);
}

bool Stream::secure(const Certificate& certificate) {
    m_bytes.clear(); // what came in clear must not count as said over TLS
    m_tls.reset(SSL_new(certificate.context()));
    require(m_tls && SSL_set_fd(m_tls.get(), m_number) == 1);
    return SSL_accept(m_tls.get()) == 1;
}

std::optional<std::string> Stream::line() {
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

std::optional<std::string> Stream::bytes(std::size_t count) {
    while (m_bytes.size() < count) {
        if (!more()) {
            return std::nullopt;
        }
    }
    std::string text = m_bytes.substr(0, count);
    m_bytes.erase(0, count);
    return text;
}

void Stream::say(const std::string& text) const {
    if (m_tls) {
        (void)SSL_write(m_tls.get(), text.data(), static_cast<int>(text.size()));
    } else {
        (void)::send(m_number, text.data(), text.size(), MSG_NOSIGNAL);
    }
}

bool Stream::more() {
    std::array<char, 4096> buffer{};
    const ssize_t got = m_tls ? SSL_read(m_tls.get(), buffer.data(), buffer.size())
                              : ::recv(m_number, buffer.data(), buffer.size(), 0);
    if (got <= 0) {
        return false;
    }
    m_bytes.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

} // namespace halflight::alerts::test
