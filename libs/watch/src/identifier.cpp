// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/identifier.hpp"

#include "halflight/watch/listed.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace halflight::watch {

namespace {

constexpr std::size_t imo_digits = 7;
using Weights = std::array<int, imo_digits - 1>;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// The weighted sum of six digits, or -1 where there are not seven of them.
int weighted(std::string_view digits, const Weights& weights) noexcept {
    if (digits.size() != imo_digits || !std::ranges::all_of(digits, is_digit)) {
        return -1;
    }
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += weights[i] * (digits[i] - '0');
    }
    return sum;
}

std::string_view without_prefix(std::string_view number) noexcept {
    while (!number.empty() && !is_digit(number.front())) {
        number.remove_prefix(1);
    }
    return number;
}

bool long_enough(std::string_view number) noexcept {
    constexpr std::size_t least = 6;
    constexpr std::ptrdiff_t least_digits = 4;
    return number.size() >= least && std::ranges::count_if(number, is_digit) >= least_digits;
}

bool same_document(std::string_view one, std::string_view other) noexcept {
    constexpr std::size_t least_digits = 7;
    if (one == other) {
        return true;
    }
    const auto a = without_prefix(one);
    const auto b = without_prefix(other);
    return a == b && a.size() >= least_digits &&
           (a.size() == one.size() || b.size() == other.size());
}

} // namespace

std::string_view to_string(IdentifierScheme scheme) noexcept {
    switch (scheme) {
    case IdentifierScheme::imo_ship:
        return "IMO ship number";
    case IdentifierScheme::imo_company:
        return "IMO company number";
    case IdentifierScheme::passport:
        return "passport";
    case IdentifierScheme::national_id:
        return "national identification number";
    default:
        return "registration number";
    }
}

bool is_imo_ship_number(std::string_view digits) noexcept {
    const int sum = weighted(digits, {7, 6, 5, 4, 3, 2});
    return sum > 0 && sum % 10 == digits.back() - '0';
}

bool is_imo_company_number(std::string_view digits) noexcept {
    const int sum = weighted(digits, {8, 6, 4, 2, 9, 7});
    return sum > 0 && (11 - sum % 11) % 10 == digits.back() - '0';
}

std::string normal_number(std::string_view text) {
    std::string made;
    for (const char c : text) {
        if (is_digit(c) || is_letter(c)) {
            made += upper(c);
        }
    }
    return made;
}

std::string document_number(std::string_view text) {
    constexpr std::size_t longest_prefix = 3;
    text = text.substr(0, text.find('('));
    std::string made;
    std::string prefix;
    while (!text.empty()) {
        const auto start = std::min(text.find_first_not_of(" \t\r\n:"), text.size());
        const auto end = std::min(text.find_first_of(" \t\r\n:", start), text.size());
        const auto word = text.substr(start, end - start);
        text.remove_prefix(end);
        if (std::ranges::any_of(word, is_digit)) {
            made += made.empty() ? prefix + normal_number(word) : normal_number(word);
        } else if (!made.empty()) {
            break;
        }
        const bool capitals =
            std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
        prefix = capitals && word.size() <= longest_prefix && word != "NO" ? std::string(word) : "";
    }
    return made;
}

namespace {

/// Skips what may stand between "IMO" and its number; npos where something else does.
std::size_t skip_to_number(std::string_view text, std::size_t at) {
    static constexpr std::array words{
        "number", "numbers",        "no",    "nos",        "nr", "company", "ship", "vessel",
        "id",     "identification", "owner", "registered", "is", "of",      "and",  "the"};
    while (at < text.size() && !is_digit(text[at])) {
        if (!is_letter(text[at])) {
            const std::string_view allowed = " \t\r\n.,:;#()/-&";
            if (allowed.find(text[at]) == std::string_view::npos) {
                return std::string_view::npos;
            }
            ++at;
            continue;
        }
        std::string word;
        for (; at < text.size() && is_letter(text[at]); ++at) {
            word += static_cast<char>(upper(text[at]) - 'A' + 'a');
        }
        if (std::ranges::find(words, std::string_view(word)) == words.end()) {
            return std::string_view::npos;
        }
    }
    return at < text.size() ? at : std::string_view::npos;
}

bool is_imo_at(std::string_view text, std::size_t at) {
    const bool alone = at == 0 || !is_letter(text[at - 1]);
    return alone && upper(text[at]) == 'I' && upper(text[at + 1]) == 'M' &&
           upper(text[at + 2]) == 'O' && (at + 3 == text.size() || !is_letter(text[at + 3]));
}

} // namespace

std::vector<ImoMention> find_imo_numbers(std::string_view text) {
    std::vector<ImoMention> found;
    for (std::size_t i = 0; i + 3 <= text.size(); ++i) {
        if (!is_imo_at(text, i)) {
            continue;
        }
        // "IMO numbers 1234567 and 7654321": each run leads to the next.
        auto at = skip_to_number(text, i + 3);
        while (at != std::string_view::npos) {
            auto end = at;
            while (end < text.size() && is_digit(text[end])) {
                ++end;
            }
            if (end - at != imo_digits) {
                break;
            }
            const std::string digits(text.substr(at, imo_digits));
            found.push_back(
                {digits, at, is_imo_ship_number(digits), is_imo_company_number(digits)});
            i = end - 1;
            at = skip_to_number(text, end);
        }
    }
    return found;
}

Agreement compare(const Identifier& one, const Identifier& other) {
    if (one.scheme != other.scheme) {
        return Agreement::unrelated;
    }
    if (one.scheme == IdentifierScheme::imo_ship || one.scheme == IdentifierScheme::imo_company) {
        return one.number == other.number ? Agreement::agrees : Agreement::differs;
    }
    if (!long_enough(one.number) || !long_enough(other.number)) {
        return Agreement::unrelated;
    }
    const bool countries = !one.country.empty() && !other.country.empty();
    if (countries && same_country(one.country, other.country) == CountryAgreement::differs) {
        return Agreement::unrelated;
    }
    return same_document(one.number, other.number) ? Agreement::agrees : Agreement::differs;
}

} // namespace halflight::watch
