// SPDX-License-Identifier: Apache-2.0
// Text of a name to words: case, marks, punctuation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// Words of text whose case is folded already: runs of letters and digits. Apostrophes vanish,
/// other punctuation parts words, "&" is "and", runs of three and more single letters are one word
/// ("j.s.c."), "j/v" is "jv". Arabic letters are brought to one form each, points left out.
[[nodiscard]] std::vector<std::string> words_of_folded(std::string_view text);

/// The same of ASCII text in any case.
[[nodiscard]] std::vector<std::string> words_of_ascii(std::string_view text);

[[nodiscard]] bool is_ascii(std::string_view text) noexcept;

/// Trade marks and the like as blanks: normal forms would make letters of them.
[[nodiscard]] std::string without_marks(std::string_view text);

} // namespace halflight::watch
