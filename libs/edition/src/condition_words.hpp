// SPDX-License-Identifier: Apache-2.0
// The words that conditions are made of.
#pragma once

#include "condition.hpp"

#include <span>

namespace halflight::edition {

struct Token {
    std::string_view text;
    std::size_t offset = 0;
};

/// Words; a comma that ends one is a token of its own.
[[nodiscard]] std::vector<Token> tokens_of(std::string_view text);

/// Whether a word is to be read as a number. It must not be empty.
[[nodiscard]] bool starts_number(std::string_view word);

struct Phrase {
    std::string_view first;
    std::string_view second; ///< empty for a single word
    Test test;
};

/// What can be said about a number.
[[nodiscard]] std::span<const Phrase> test_phrases();
/// The words that may have been meant by one word, or by two.
[[nodiscard]] std::optional<std::string> nearest_test(std::string_view one, std::string_view two);

/// What "holds", "conflict" and their like say about a relation; none for any other word.
[[nodiscard]] std::optional<reason::Outcome> outcome_of(std::string_view word);

} // namespace halflight::edition
