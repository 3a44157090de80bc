// SPDX-License-Identifier: Apache-2.0
#include "hints.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

namespace halflight::ledger {
namespace {

constexpr std::size_t short_list = 8;

} // namespace

std::string hint_for(std::string_view word, std::span<const std::string_view> known) {
    if (const auto near = nearest(word, known)) {
        return fmt::format("did you mean '{}'?", *near);
    }
    if (known.empty() || known.size() > short_list) {
        return {};
    }
    return fmt::format("known here: {}", fmt::join(known, ", "));
}

Fault unknown_word(std::string_view what, std::string_view word, std::size_t offset,
                   std::span<const std::string_view> known) {
    return Fault{fmt::format("unknown {} '{}'", what, shorten(word)), hint_for(word, known),
                 offset};
}

} // namespace halflight::ledger
