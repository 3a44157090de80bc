// SPDX-License-Identifier: Apache-2.0
// A name in two scripts, blanks between Han characters or Hangul, courtesies behind a name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// The stretches of one script each, with or without brackets around them, where they can tell a
/// name: two Han characters or Hangul syllables, two words of letters or a long one. The whole
/// stays beside them where a stretch cannot; it is alone where a word mixes alphabets.
[[nodiscard]] std::vector<std::string> parts_by_script(std::string_view text);

/// Han characters alone, or Hangul alone: what stands between them (blanks, middle dots, commas) as
/// one blank each, none at the ends. Empty for any other text.
[[nodiscard]] std::string with_plain_blanks(std::string_view text);
[[nodiscard]] std::string without_blanks(std::string_view text);

/// Text whose case is folded without a courtesy or an office behind the name, of Cyrillic also
/// before it ("동지", "先生", "товарищ"). Whatever is left is still a name.
[[nodiscard]] std::string without_honorific(std::string_view folded);

/// The same in Latin letters, a word of its own: "mr", "comrade", "dongji".
[[nodiscard]] bool is_latin_honorific(std::string_view word) noexcept;

} // namespace halflight::watch
