// SPDX-License-Identifier: Apache-2.0
// halflight/base/hash.hpp - content hashes.
#pragma once

#include <string>
#include <string_view>

namespace halflight {

/// SHA-256 of bytes as 64 lower-case hexadecimal digits (FIPS 180-4).
[[nodiscard]] std::string sha256(std::string_view bytes);

/// Fingerprint of a quotation: white space (as Unicode defines it) runs folded to one blank and
/// trimmed, then "sha256:" and the first 16 hexadecimal digits of its SHA-256. Equal quotations
/// broken over other lines have equal fingerprints.
[[nodiscard]] std::string quote_fingerprint(std::string_view quotation);

} // namespace halflight
