// SPDX-License-Identifier: Apache-2.0
#include "condition_words.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::edition {

namespace {

constexpr std::array phrases = {
    Phrase{"more", "than", Test::more_than},
    Phrase{"less", "than", Test::less_than},
    Phrase{"at", "least", Test::at_least},
    Phrase{"at", "most", Test::at_most},
    Phrase{"about", "", Test::about},
    Phrase{"between", "", Test::between},
    Phrase{"equals", "", Test::equals},
    Phrase{"rose", "from", Test::rose_from},
    Phrase{"fell", "from", Test::fell_from},
    Phrase{"largest", "of", Test::largest_of},
    Phrase{"smallest", "of", Test::smallest_of},
    Phrase{"overlaps", "", Test::overlaps},
    Phrase{"apart", "from", Test::apart_from},
    Phrase{"before", "", Test::before},
    Phrase{"after", "", Test::after},
    Phrase{"missing", "", Test::missing},
    Phrase{"disputed", "", Test::disputed},
};

struct OutcomeWord {
    std::string_view word;
    reason::Outcome outcome;
};
constexpr std::array outcomes = {OutcomeWord{"holds", reason::Outcome::ok},
                                 OutcomeWord{"conflict", reason::Outcome::conflict},
                                 OutcomeWord{"tension", reason::Outcome::tension},
                                 OutcomeWord{"definition", reason::Outcome::definition},
                                 OutcomeWord{"forecast", reason::Outcome::forecast}};

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

} // namespace

std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    std::size_t at = 0;
    while (at < text.size()) {
        if (is_space(text[at])) {
            ++at;
            continue;
        }
        const std::size_t first = at;
        while (at < text.size() && !is_space(text[at])) {
            ++at;
        }
        std::string_view word = text.substr(first, at - first);
        const bool comma = word.size() > 1 && word.back() == ',';
        word.remove_suffix(comma ? 1 : 0);
        tokens.push_back({word, first});
        if (comma) {
            tokens.push_back({text.substr(at - 1, 1), at - 1});
        }
    }
    return tokens;
}

bool starts_number(std::string_view word) {
    const char c = word.front();
    const bool sign = c == '-' || c == '+' || c == '~' || c == '=' || c == '.';
    const auto digit = [](char d) { return d >= '0' && d <= '9'; };
    return digit(c) || (sign && word.size() > 1 && (digit(word[1]) || word[1] == '.')) ||
           word.starts_with("\u2212");
}

std::span<const Phrase> test_phrases() {
    return phrases;
}

std::optional<std::string> nearest_test(std::string_view one, std::string_view two) {
    std::vector<std::string> known;
    for (const Phrase& phrase : phrases) {
        known.push_back(phrase.second.empty() ? std::string(phrase.first)
                                              : fmt::format("{} {}", phrase.first, phrase.second));
    }
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    auto near = nearest(two, candidates);
    near = near ? near : nearest(one, candidates);
    return near ? std::optional<std::string>(*near) : std::nullopt;
}

std::optional<reason::Outcome> outcome_of(std::string_view word) {
    const auto found = std::ranges::find(outcomes, word, &OutcomeWord::word);
    return found == outcomes.end() ? std::nullopt : std::optional(found->outcome);
}

} // namespace halflight::edition
