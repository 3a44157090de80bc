// SPDX-License-Identifier: Apache-2.0
// The words of rules: kinds, directions, spans, doubt.
#include "halflight/watch/rule.hpp"

#include "enum_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::watch {

namespace {

constexpr std::array<std::string_view, 7> kind_words = {
    "ban", "ban_unless_approved", "cap", "no_increase", "no_new", "repatriate", "mandate"};
constexpr std::array<std::string_view, 6> direction_words = {"from_area", "to_area",     "labour",
                                                             "finance",   "cooperation", "none"};
constexpr std::array<std::string_view, 3> span_words = {"calendar_year", "twelve_months", "whole"};
static_assert(kind_words.size() == static_cast<std::size_t>(RuleKind::count_));
static_assert(direction_words.size() == static_cast<std::size_t>(Direction::count_));
static_assert(span_words.size() == static_cast<std::size_t>(CapSpan::count_));

} // namespace

std::string_view to_string(RuleKind kind) noexcept {
    return kind_words[static_cast<std::size_t>(kind)];
}

std::optional<RuleKind> parse_rule_kind(std::string_view word) noexcept {
    return detail::find_word<RuleKind>(kind_words, word);
}

std::string_view to_string(Direction direction) noexcept {
    return direction_words[static_cast<std::size_t>(direction)];
}

std::optional<Direction> parse_direction(std::string_view word) noexcept {
    return detail::find_word<Direction>(direction_words, word);
}

std::string_view to_string(CapSpan span) noexcept {
    return span_words[static_cast<std::size_t>(span)];
}

std::optional<CapSpan> parse_cap_span(std::string_view word) noexcept {
    return detail::find_word<CapSpan>(span_words, word);
}

std::string Rule::citation() const {
    return paragraph.empty() ? instrument : fmt::format("{}, para. {}", instrument, paragraph);
}

Doubt doubt_of(const Rule& rule, const IsQuoted& is_quoted) {
    return {std::ranges::none_of(rule.quoted_by, is_quoted), !rule.hs.empty() && !rule.hs_checked};
}

std::string words(const Doubt& doubt) {
    std::string text;
    if (doubt.paragraph) {
        text = "no statement quotes the paragraph";
    }
    if (doubt.codes) {
        text += text.empty() ? "" : "; ";
        text += "the HS codes are a match by hand";
    }
    return text;
}

} // namespace halflight::watch
