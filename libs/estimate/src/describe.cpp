// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "halflight/base/text.hpp"
#include "halflight/estimate/method.hpp"

namespace halflight::estimate {

namespace {

std::string_view type_name(FieldType type) {
    switch (type) {
    case FieldType::text:
        return "text";
    case FieldType::number:
        return "number";
    case FieldType::integer:
        return "whole number";
    case FieldType::flag:
        return "true or false";
    case FieldType::choice:
        return "choice";
    case FieldType::column:
        return "column";
    case FieldType::columns:
        return "columns";
    case FieldType::numbers:
        return "numbers";
    case FieldType::file:
        return "file";
    }
    return "";
}

/// What may stand behind the key: its choices, its range, its default, where it acts.
std::string limits(const Field& field, const std::vector<Field>& all) {
    std::vector<std::string> parts;
    if (!field.choices.empty()) {
        parts.push_back(fmt::format("{}", fmt::join(field.choices, ", ")));
    }
    if (std::string range = range_words(field); !range.empty()) {
        parts.push_back(std::move(range));
    }
    if (field.required) {
        parts.emplace_back("needed");
    } else if (!field.choices.empty()) {
        parts.push_back(fmt::format("default {}", field.choices.front()));
    } else if (!field.fallback.empty()) {
        parts.push_back(fmt::format("default {}", field.fallback));
    }
    for (const Under& under : field.under) {
        const auto other = std::ranges::find(all, under.key, &Field::name);
        parts.push_back(fmt::format("{} with {}", field.needed_under ? "needed" : "only",
                                    under_words(under, *other)));
    }
    return parts.empty() ? std::string() : fmt::format("; {}", fmt::join(parts, "; "));
}

/// The groups in the order in which they first stand.
std::vector<std::string_view> groups() {
    std::vector<std::string_view> found;
    for (const Method& method : methods()) {
        if (std::ranges::find(found, method.group) == found.end()) {
            found.push_back(method.group);
        }
    }
    return found;
}

} // namespace

std::string list_methods() {
    std::string text;
    for (const std::string_view group : groups()) {
        text += fmt::format("{}{}\n", text.empty() ? "" : "\n", group);
        for (const Method& method : methods()) {
            if (method.group == group) {
                text += fmt::format("  {:<24} {}\n", method.name, method.title);
            }
        }
    }
    return text;
}

std::string describe(const Method& method) {
    std::string text =
        fmt::format("{}: {}\n\nKeys of the specification:\n", method.name, method.title);
    for (const Field& field : method.fields) {
        text += fmt::format("  {} ({}{})\n      {}\n", field.name, type_name(field.type),
                            limits(field, method.fields), field.text);
    }
    return text +
           fmt::format("\nExample:\n{}\nEquations, conventions and what it was checked against: "
                       "docs/methods/{}.md\n",
                       method.example, method.page);
}

std::string methods_page() {
    std::string text =
        "# Methods\n\nMade by `halflight estimate --list --markdown` from the registry; "
        "do not edit.\n\nEvery answer is JSON of schema `halflight-estimate/1`: "
        "[schema.md](schema.md).\n";
    for (const std::string_view group : groups()) {
        text += fmt::format("\n## {}\n", group);
        for (const Method& method : methods()) {
            if (method.group != group) {
                continue;
            }
            text += fmt::format("\n### {}\n\n{}. [Equations, conventions, checks]({}.md)\n\n"
                                "| key | type | meaning |\n|---|---|---|\n",
                                method.name, method.title, method.page);
            for (const Field& field : method.fields) {
                text += fmt::format("| `{}` | {}{} | {} |\n", field.name, type_name(field.type),
                                    limits(field, method.fields), field.text);
            }
            text += fmt::format("\n```toml\n{}```\n", method.example);
        }
    }
    return text;
}

} // namespace halflight::estimate
