// SPDX-License-Identifier: Apache-2.0
#include "sign.hpp"

#include "halflight/base/error.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <vector>

namespace halflight::alerts {

namespace {

const unsigned char* bytes_of(std::string_view text) {
    return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

std::string text_of(const unsigned char* bytes, std::size_t size) {
    return {static_cast<const char*>(static_cast<const void*>(bytes)), size};
}

} // namespace

std::string base64(std::string_view bytes) {
    std::vector<unsigned char> out(4 * ((bytes.size() + 2) / 3) + 1);
    const int size = EVP_EncodeBlock(out.data(), bytes_of(bytes), static_cast<int>(bytes.size()));
    return text_of(out.data(), static_cast<std::size_t>(size));
}

std::string from_base64(std::string_view text) {
    std::string padded(text);
    while (padded.size() % 4 != 0) {
        padded += '=';
    }
    std::vector<unsigned char> out(padded.size() / 4 * 3 + 1);
    const int size = EVP_DecodeBlock(out.data(), bytes_of(padded), static_cast<int>(padded.size()));
    if (size < 0) {
        return "";
    }
    std::size_t padding = 0;
    while (padding < 2 && padded.size() > padding && padded[padded.size() - 1 - padding] == '=') {
        ++padding;
    }
    return text_of(out.data(), static_cast<std::size_t>(size) - padding);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
             out.data(), &size) == nullptr) {
        throw Error(ErrorCode::internal, "OpenSSL offers no HMAC with SHA-256");
    }
    return text_of(out.data(), size);
}

std::string signature(std::string_view secret, std::string_view id, std::int64_t timestamp_seconds,
                      std::string_view body) {
    constexpr std::string_view prefix = "whsec_";
    std::string key(secret);
    if (secret.starts_with(prefix)) {
        if (std::string bytes = from_base64(secret.substr(prefix.size())); !bytes.empty()) {
            key = std::move(bytes);
        }
    }
    return "v1," + base64(hmac_sha256(key, fmt::format("{}.{}.{}", id, timestamp_seconds, body)));
}

} // namespace halflight::alerts
