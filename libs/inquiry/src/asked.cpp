// SPDX-License-Identifier: Apache-2.0
#include "asked.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace halflight::inquiry {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number value{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

constexpr std::string_view period_hint = "write a period, as 2024, 2024-Q3 or 2019-01/2024-12";

/// "marker.*.event" stands for every marker.
bool matches(std::string_view pattern, std::string_view name) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) {
        return pattern == name;
    }
    const std::string_view head = pattern.substr(0, star);
    const std::string_view tail = pattern.substr(star + 1);
    return name.size() > head.size() + tail.size() && name.starts_with(head) &&
           name.ends_with(tail);
}

} // namespace

bool Asked::has(std::string_view name) const {
    return m_declaration.parameters.contains(std::string(name));
}

const measures::Item* Asked::single(std::string_view name) {
    const auto found = m_declaration.parameters.find(std::string(name));
    if (found == m_declaration.parameters.end()) {
        return nullptr;
    }
    if (found->second.items.size() != 1) {
        fault(name, fmt::format("{} takes one value", name), "leave the others out");
        return nullptr;
    }
    return &found->second.items.front();
}

std::string Asked::text(std::string_view name, std::string_view fallback) {
    const measures::Item* const item = single(name);
    return item == nullptr ? std::string(fallback) : item->text;
}

std::vector<std::string> Asked::texts(std::string_view name) {
    std::vector<std::string> texts;
    const auto found = m_declaration.parameters.find(std::string(name));
    if (found != m_declaration.parameters.end()) {
        for (const measures::Item& item : found->second.items) {
            texts.push_back(item.text);
        }
    }
    return texts;
}

double Asked::number(std::string_view name, double fallback, double low, double high) {
    const measures::Item* const item = single(name);
    if (item == nullptr) {
        return fallback;
    }
    const auto value = parse_number<double>(item->text);
    if (!value || !(*value >= low && *value <= high)) {
        fault(name, fmt::format("{} is '{}'", name, shorten(item->text)),
              fmt::format("write a number from {} to {}", format_number(low), format_number(high)));
        return fallback;
    }
    return *value;
}

std::size_t Asked::natural(std::string_view name, std::size_t fallback, std::size_t most) {
    const measures::Item* const item = single(name);
    if (item == nullptr) {
        return fallback;
    }
    const auto value = parse_number<std::size_t>(item->text);
    if (!value || *value > most) {
        fault(name, fmt::format("{} is '{}'", name, shorten(item->text)),
              fmt::format("write a whole number from 0 to {}", most));
        return fallback;
    }
    return *value;
}

bool Asked::flag(std::string_view name, bool fallback) {
    const measures::Item* const item = single(name);
    if (item == nullptr) {
        return fallback;
    }
    if (item->text != "true" && item->text != "false") {
        fault(name, fmt::format("{} is '{}'", name, shorten(item->text)), "write true or false");
    }
    return item->text == "true";
}

std::size_t Asked::word(std::string_view name, std::span<const std::string_view> words) {
    const measures::Item* const item = single(name);
    if (item == nullptr) {
        return 0;
    }
    const auto found = std::ranges::find(words, item->text);
    if (found == words.end()) {
        const auto near = nearest(item->text, words);
        fault(name, fmt::format("{} cannot be '{}'", name, shorten(item->text)),
              near ? fmt::format("did you mean '{}'?", *near)
                   : fmt::format("write one of: {}", fmt::join(words, ", ")));
        return 0;
    }
    return static_cast<std::size_t>(found - words.begin());
}

std::optional<Period> Asked::period(std::string_view name) {
    const measures::Item* const item = single(name);
    if (item == nullptr) {
        return std::nullopt;
    }
    const auto parsed = parse_period(item->text);
    if (!parsed) {
        fault(name, fmt::format("{}: {}", name, parsed.fault().message), std::string(period_hint));
        return std::nullopt;
    }
    return *parsed;
}

Period Asked::required_period(std::string_view name) {
    if (!has(name)) {
        fault("", fmt::format("'{}' is missing", name), std::string(period_hint));
    }
    return period(name).value_or(Period{});
}

Frequency Asked::frequency(std::string_view name, Frequency fallback) {
    const measures::Item* const item = single(name);
    if (item == nullptr) {
        return fallback;
    }
    const auto parsed = parse_frequency(item->text);
    if (!parsed) {
        fault(name, fmt::format("{}: {}", name, parsed.fault().message), parsed.fault().hint);
        return fallback;
    }
    return *parsed;
}

std::optional<Date> Asked::date(std::string_view name) {
    const measures::Item* const item = single(name);
    if (item == nullptr) {
        return std::nullopt;
    }
    const auto parsed = parse_date(item->text);
    if (!parsed) {
        fault(name, fmt::format("{}: {}", name, parsed.fault().message),
              "write a day, as 2024-07-15");
        return std::nullopt;
    }
    return *parsed;
}

std::vector<std::string> Asked::tables(std::string_view prefix) const {
    std::vector<std::string> names;
    for (const auto& [name, parameter] : m_declaration.parameters) {
        if (!name.starts_with(prefix) || name.size() <= prefix.size() ||
            name[prefix.size()] != '.') {
            continue;
        }
        const std::string rest = name.substr(prefix.size() + 1);
        const std::string table = rest.substr(0, rest.find('.'));
        if (std::ranges::find(names, table) == names.end()) {
            names.push_back(table);
        }
    }
    return names;
}

void Asked::fault(std::string_view name, std::string message, std::string hint) {
    m_faults.list.push_back({"", std::move(message), std::move(hint), std::string(name)});
}

void Asked::check_keys(const DesignInfo& design) {
    for (const auto& [name, parameter] : m_declaration.parameters) {
        const bool known = std::ranges::any_of(
            design.parameters,
            [&key = name](const measures::ParameterInfo& info) { return matches(info.name, key); });
        if (!known) {
            std::vector<std::string_view> names;
            for (const measures::ParameterInfo& info : design.parameters) {
                names.push_back(info.name);
            }
            const auto near = nearest(name, names);
            fault(name, fmt::format("design '{}' has no key '{}'", design.name, shorten(name)),
                  near ? fmt::format("did you mean '{}'?", *near)
                       : fmt::format("there is {}", fmt::join(names, ", ")));
        }
    }
    for (const measures::ParameterInfo& info : design.parameters) {
        if (info.required && !has(info.name)) {
            fault("", fmt::format("'{}' is missing", info.name),
                  fmt::format("add {} = ...: {}", info.name, info.meaning));
        }
    }
}

void Asked::require_sound() const {
    if (!m_faults.list.empty()) {
        throw m_faults;
    }
}

} // namespace halflight::inquiry
