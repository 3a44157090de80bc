// SPDX-License-Identifier: Apache-2.0
// Words that weigh less in a name, and words that are one word spelled twice.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// The one spelling under which a word is compared ("co" is "company", "mohamed" is "muhammad").
[[nodiscard]] std::string_view canonical_word(std::string_view word) noexcept;

/// Share of its rarity that a word keeps: legal forms, titles and particles keep 0.15, others all.
[[nodiscard]] double word_weight(std::string_view canonical) noexcept;

/// Remarks in brackets that are no name ("previously listed as", "combat name").
[[nodiscard]] bool is_remark(const std::vector<std::string>& words);

} // namespace halflight::watch
