// SPDX-License-Identifier: Apache-2.0
// halflight/base/text.hpp - small helpers on UTF-8 text and numbers in messages.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight {

[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
/// Pieces between separators, empty pieces kept; no trimming.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// Byte offset of the first byte that is not valid UTF-8, if any (RFC 3629: no surrogates, no
/// overlong forms).
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept;
/// Code points in valid UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text) noexcept;
/// At most `limit` code points, "..." included where something was cut; control characters and
/// bytes that are not UTF-8 shown as '?'.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t limit = 60);
/// For showing: characters that steer a terminal or the direction of text, and those that XML does
/// not know, become U+FFFD: controls but tab and line feed, U+0080 to U+009F, U+202A to U+202E,
/// U+2066 to U+2069, U+FFFE and U+FFFF. Other bytes stay as they are.
[[nodiscard]] std::string without_controls(std::string_view text);
/// `without_controls`, with & < > " and ' as entities: for text and attributes of HTML and XML.
[[nodiscard]] std::string escape_html(std::string_view text);
/// The candidate nearest to `word` by edit distance (optimal string alignment, case of ASCII
/// letters ignored), if near enough to be a slip of the pen: at most a third of the word's bytes,
/// and at least one. The first of equals.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      std::span<const std::string_view> candidates);

/// A number for readers: shortest decimal form that reads back equal, thousands grouped: "34,065",
/// "0.0072", "-56.26".
[[nodiscard]] std::string format_number(double value);
/// The same with at most `digits` significant digits: format_number(5370.1234, 5) is "5,370.1".
[[nodiscard]] std::string format_number(double value, int digits);
/// Shortest form that reads back to the same double, for data files: "34065", "1e+20", "inf".
[[nodiscard]] std::string format_exact(double value);

} // namespace halflight
