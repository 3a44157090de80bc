// SPDX-License-Identifier: Apache-2.0
// What a fault about an unknown word says of the words that are known.
#pragma once

#include "halflight/base/error.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::ledger {

/// "did you mean 'study'?", or the whole list where nothing is near and the list is short, or
/// nothing.
[[nodiscard]] std::string hint_for(std::string_view word, std::span<const std::string_view> known);

/// "unknown <what> 'word'" with the hint above.
[[nodiscard]] Fault unknown_word(std::string_view what, std::string_view word, std::size_t offset,
                                 std::span<const std::string_view> known);

template <class T>
[[nodiscard]] std::vector<std::string_view>
ids_of(const std::map<std::string, T, std::less<>>& map) {
    std::vector<std::string_view> ids;
    ids.reserve(map.size());
    for (const auto& [id, value] : map) {
        ids.emplace_back(id);
    }
    return ids;
}

} // namespace halflight::ledger
