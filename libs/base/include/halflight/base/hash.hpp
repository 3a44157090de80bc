// SPDX-License-Identifier: Apache-2.0
// halflight/base/hash.hpp - content hashes.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace halflight {

/// SHA-256 of bytes as 64 lower-case hexadecimal digits (FIPS 180-4).
[[nodiscard]] std::string sha256(std::string_view bytes);

/// The same of bytes that come in pieces: `next` gives one after the other, an empty one at the
/// end.
[[nodiscard]] std::string sha256(const std::function<std::string_view()>& next);

/// Fingerprint of a quotation: white space (as Unicode defines it) runs folded to one blank and
/// trimmed, then "sha256:" and the first 16 hexadecimal digits of its SHA-256. Equal quotations
/// broken over other lines have equal fingerprints.
[[nodiscard]] std::string quote_fingerprint(std::string_view quotation);

} // namespace halflight
