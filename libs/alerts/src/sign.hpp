// SPDX-License-Identifier: Apache-2.0
// Signatures of what is sent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace halflight::alerts {

/// RFC 4648, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);
/// Empty for what is no base64.
[[nodiscard]] std::string from_base64(std::string_view text);
/// 32 bytes (RFC 2104, FIPS 180-4).
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// "v1,BASE64": HMAC-SHA256 over "ID.TIMESTAMP.BODY", as Standard Webhooks 1.0 has it. A secret
/// "whsec_BASE64" stands for the bytes behind it, any other for its own.
[[nodiscard]] std::string signature(std::string_view secret, std::string_view id,
                                    std::int64_t timestamp_seconds, std::string_view body);

} // namespace halflight::alerts
