// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/hash.hpp"

#include "halflight/base/error.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>

namespace halflight {
namespace {

constexpr std::size_t sha256_bytes = 32;
constexpr std::size_t fingerprint_digits = 16;

/// Fetched once: the look-up among OpenSSL's providers costs more than hashing a short text. Never
/// freed, since OpenSSL clears its own tables at exit.
const EVP_MD* sha256_algorithm() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return algorithm;
}

using Digest = std::array<unsigned char, sha256_bytes>;

std::string hexadecimal(const Digest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * sha256_bytes);
    for (const unsigned char byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

Error no_sha256() {
    return {ErrorCode::internal, "OpenSSL offers no SHA-256"};
}

/// Length of the white space character (Unicode property White_Space) at the start of `text`, or 0.
std::size_t space_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    if (byte(0) == ' ' || (byte(0) >= '\t' && byte(0) <= '\r'))
        return 1;
    if (byte(0) == 0xC2 && (byte(1) == 0x85 || byte(1) == 0xA0))
        return 2;
    const unsigned tail = byte(1) << 8U | byte(2);
    if (byte(0) == 0xE2 && ((tail >= 0x8080 && tail <= 0x808A) || tail == 0x80A8 ||
                            tail == 0x80A9 || tail == 0x80AF || tail == 0x819F))
        return 3;
    if ((byte(0) == 0xE1 && tail == 0x9A80) || (byte(0) == 0xE3 && tail == 0x8080))
        return 3;
    return 0;
}

std::string fold_spaces(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    bool gap = false;
    for (std::size_t i = 0; i < text.size();) {
        if (const std::size_t length = space_length(text.substr(i, 3)); length != 0) {
            gap = true;
            i += length;
            continue;
        }
        if (gap && !folded.empty())
            folded += ' ';
        gap = false;
        folded += text[i++];
    }
    return folded;
}

} // namespace

std::string sha256(std::string_view bytes) {
    Digest digest{};
    const EVP_MD* algorithm = sha256_algorithm();
    if (algorithm == nullptr ||
        EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, algorithm, nullptr) != 1)
        throw no_sha256();
    return hexadecimal(digest);
}

std::string sha256(const std::function<std::string_view()>& next) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> state(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
    bool good =
        state != nullptr && EVP_DigestInit_ex(state.get(), sha256_algorithm(), nullptr) == 1;
    for (std::string_view piece = next(); good && !piece.empty(); piece = next())
        good = EVP_DigestUpdate(state.get(), piece.data(), piece.size()) == 1;
    Digest digest{};
    if (!good || EVP_DigestFinal_ex(state.get(), digest.data(), nullptr) != 1)
        throw no_sha256();
    return hexadecimal(digest);
}

std::string quote_fingerprint(std::string_view quotation) {
    return "sha256:" + sha256(fold_spaces(quotation)).substr(0, fingerprint_digits);
}

} // namespace halflight
