// SPDX-License-Identifier: Apache-2.0
#include "un_list_dates.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace halflight::sources {

namespace {

constexpr std::array months{"jan", "feb", "mar", "apr", "may", "jun",
                            "jul", "aug", "sep", "oct", "nov", "dec"};

/// 1 to 12 where the word begins as a month does and has nothing but letters and a point.
int month_of(std::string_view word) {
    constexpr std::size_t letters = 3;
    std::string lower;
    for (const char c : word) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (lower.size() < letters ||
        lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz.") != std::string::npos) {
        return 0;
    }
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (lower.starts_with(months[i])) {
            return static_cast<int>(i) + 1;
        }
    }
    return 0;
}

std::optional<watch::BirthSpan> parsed(const std::string& text) {
    const auto span = watch::parse_birth(text);
    return span ? std::optional(*span) : std::nullopt;
}

/// "Nov. 1973", "August 1961"; with `year` also the month alone.
std::optional<watch::BirthSpan> from_note(std::string_view note, std::string_view year) {
    const auto words = split(trim(note), ' ');
    const int month = words.empty() ? 0 : month_of(words.front());
    if (month == 0 || words.size() > 2 || (words.size() == 1) == year.empty()) {
        return std::nullopt;
    }
    return parsed(fmt::format("{}-{:02}", words.size() == 2 ? words.back() : year, month));
}

} // namespace

bool is_empty(const BirthFields& fields) {
    return fields.date.empty() && fields.year.empty() && fields.from_year.empty() &&
           fields.to_year.empty() && fields.note.empty();
}

std::optional<watch::BirthSpan> birth_of(const BirthFields& fields) {
    std::optional<watch::BirthSpan> span;
    if (!fields.date.empty()) {
        constexpr std::size_t day = 10; // a time of day may follow
        span = parsed(fields.date.substr(0, day));
    } else if (!fields.from_year.empty() || !fields.to_year.empty()) {
        const auto& from = fields.from_year.empty() ? fields.to_year : fields.from_year;
        const auto& to = fields.to_year.empty() ? fields.from_year : fields.to_year;
        const auto first = parsed(from);
        const auto last = parsed(to);
        if (first && last && first->first <= last->last) {
            span = watch::BirthSpan{first->first, last->last, false, from + " to " + to};
        }
    } else if (!fields.note.empty()) {
        span = from_note(fields.note, fields.year);
    }
    if (!span && !fields.year.empty()) {
        span = parsed(fields.year);
    }
    if (span) {
        span->approximate =
            fields.type == "APPROXIMATELY" || fields.note.starts_with("Approximately");
        if (span->approximate) {
            span->text = "about " + span->text;
        }
    }
    return span;
}

} // namespace halflight::sources
