// SPDX-License-Identifier: Apache-2.0
// CommonMark with tables, strike-through and footnotes to HTML that is safe to publish.
#pragma once

#include <string>
#include <string_view>

namespace halflight::edition {

/// HTML of any text: what is HTML in it is shown as text, links to scripts lose their address. Each
/// tag stands complete, '<' begins nothing but a tag.
[[nodiscard]] std::string to_html(std::string_view markdown);

/// Longest paragraph or table, in bytes, that to_html takes; the library's worst inputs take time
/// that grows with its square.
constexpr std::size_t longest_block = 100'000;
/// Byte offset of the first block that is longer.
[[nodiscard]] std::size_t find_long_block(std::string_view markdown);

/// Text that Markdown leaves as it is.
[[nodiscard]] std::string escape_markdown(std::string_view text);

} // namespace halflight::edition
