// SPDX-License-Identifier: Apache-2.0
// Words of an enumeration, in its order.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace halflight::watch::detail {

template <typename Enum, std::size_t N>
std::optional<Enum> find_word(const std::array<std::string_view, N>& words,
                              std::string_view word) noexcept {
    const auto* const at = std::ranges::find(words, word);
    return at == words.end() ? std::nullopt
                             : std::optional(static_cast<Enum>(std::distance(words.begin(), at)));
}

} // namespace halflight::watch::detail
