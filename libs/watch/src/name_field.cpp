// SPDX-License-Identifier: Apache-2.0
// What one field of a list holds: "Halen Bakhtiar; Haleh Bakhtiari", "Foreign Trade Bank (FTB)".
#include "name_reader.hpp"
#include "name_scripts.hpp"
#include "name_text.hpp"
#include "name_words.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <iterator>

namespace halflight::watch {

namespace {

bool is_acronym(std::string_view text) {
    constexpr std::size_t longest = 8;
    return text.size() >= 2 && text.size() <= longest && std::ranges::all_of(text, [](char c) {
               return (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '&';
           });
}

void add_parts(std::string_view text, std::vector<std::string>& made);

/// What stands in brackets at the end: another script or an acronym is a name of its own.
bool stands_alone(std::string_view outside, std::string_view inside) {
    return is_ascii(outside) != is_ascii(inside) || is_acronym(inside) ||
           inside.find(';') != std::string_view::npos;
}

void add_name(std::string_view text, std::vector<std::string>& made) {
    text = trim(text);
    const auto open = text.find('(');
    const bool bracket = text.ends_with(')') && open != std::string_view::npos && open > 0;
    if (bracket) {
        const auto outside = trim(text.substr(0, open));
        const auto inside = trim(text.substr(open + 1, text.size() - open - 2));
        const auto words = words_of_ascii(inside);
        if (is_remark(words) || words.empty()) {
            add_name(outside, made);
            if (!is_ascii(inside)) {
                add_parts(inside, made);
            }
            return;
        }
        if (stands_alone(outside, inside)) {
            add_name(outside, made);
            add_parts(inside, made);
            return;
        }
    }
    if (!text.empty()) {
        std::ranges::move(parts_by_script(text), std::back_inserter(made));
    }
}

void add_parts(std::string_view text, std::vector<std::string>& made) {
    constexpr std::string_view label = "original script:";
    if (text.starts_with(label)) {
        text.remove_prefix(label.size());
    }
    // A semicolon inside brackets parts the names in there.
    int depth = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ';';
        depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
        if (i == text.size() || (c == ';' && depth == 0)) {
            add_name(text.substr(start, i - start), made);
            start = i + 1;
        }
    }
}

} // namespace

std::vector<std::string> names_in(std::string_view field) {
    constexpr std::size_t longest = 1000;
    std::vector<std::string> made;
    add_parts(field.substr(0, longest), made);
    return made;
}

} // namespace halflight::watch
